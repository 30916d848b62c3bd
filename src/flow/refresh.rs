//! The refresh token grant (RFC 6749 §6), and what OIDC Core §12.2 asks of its answer.

use super::given::needed;
use super::grant::Granting;
use super::tokens::Beside;
use super::{Options, Outcome, World, given};
use crate::profile::Profile;
use crate::protocol::client_auth::AuthMethod;
use crate::protocol::refresh::{self, Before};
use crate::protocol::token::{Grant, TokenSet, refresh_request};

/// Why nothing can be compared.
const NOTHING_BEFORE: &str =
    "refresh.id_token is not set: without the ID Token of the sign-in there is nothing to compare with";

/// Runs the grant to its end; both sides of the result are outcomes.
pub async fn run<W: World>(profile: &Profile, options: &Options, world: &mut W) -> Result<Outcome, Outcome> {
    let section = &profile.refresh;
    let place = ("refresh.token", "the refresh token");
    let token = needed(place, section.token.as_ref(), "refresh_token", world).await?;
    let id_token = given::id_token("refresh.id_token", section.id_token.as_ref(), profile, world).await?;
    let scope = section.scope.as_deref().unwrap_or_default();
    let mut granting = Granting::new((profile, options), Grant::Refresh, scope, world).await?;
    let request = refresh_request(granting.endpoint.clone(), &token, &granting.common());
    let granted = granting.ask(request).await?;

    let before = Before {
        refresh_token: &token,
        scope: &profile.request.scope,
        id_token: id_token.as_ref().ok_or(NOTHING_BEFORE),
        guarded: match granting.client.auth {
            AuthMethod::None => {
                granting.talk.credentials().and_then(|ours| ours.binds_refresh_tokens(&granted.tokens.token_type))
            }
            _ => Some("the client authenticates"),
        },
    };
    let came = readable(&granted.tokens, profile, granting.talk.world).await?;
    let (rows, nonce) = (refresh::judge(&came, &before), refresh::repeated_nonce(&came, &before));
    let beside = Beside { nonce: nonce.as_deref(), rows: &rows, ..Beside::default() };
    Ok(granting.received(granted, beside).await)
}

/// The tokens with their ID Token opened, so that it can be compared.
async fn readable<W: World>(tokens: &TokenSet, profile: &Profile, world: &mut W) -> Result<TokenSet, Outcome> {
    let id_token = match &tokens.id_token {
        Some(token) => Some(given::opened(token.clone(), profile, world).await?),
        None => None,
    };
    Ok(TokenSet { id_token, ..tokens.clone() })
}
