//! The refresh token grant (RFC 6749 §6), and what OIDC Core §12.2 asks of its answer.

use super::grant::{Granting, needed};
use super::tokens::Beside;
use super::{Options, Outcome, World, client};
use crate::profile::Profile;
use crate::protocol::client_auth::AuthMethod;
use crate::protocol::refresh::{self, Before};
use crate::protocol::token::{Grant, refresh_request};

/// Why nothing can be compared.
const NOTHING_BEFORE: &str =
    "refresh.id_token is not set: without the ID Token of the sign-in there is nothing to compare with";

/// Runs the grant to its end; both sides of the result are outcomes.
pub async fn run<W: World>(profile: &Profile, options: &Options, world: &mut W) -> Result<Outcome, Outcome> {
    let section = &profile.refresh;
    let place = ("refresh.token", "the refresh token");
    let token = needed(place, section.token.as_ref(), "refresh_token", world).await?;
    let id_token = match &section.id_token {
        Some(reference) => Some(client::secret("refresh.id_token", reference, "id_token", world).await?),
        None => None,
    };
    let scope = section.scope.as_deref().unwrap_or_default();
    let mut granting = Granting::new((profile, options), Grant::Refresh, scope, world).await?;
    let request = refresh_request(granting.endpoint.clone(), &token, &granting.common());
    let granted = granting.ask(request).await?;

    let before = Before {
        refresh_token: &token,
        scope: &profile.request.scope,
        id_token: id_token.as_ref().ok_or(NOTHING_BEFORE),
        authenticated: granting.client.auth != AuthMethod::None,
    };
    let (rows, nonce) = (refresh::judge(&granted.tokens, &before), refresh::repeated_nonce(&granted.tokens, &before));
    let beside = Beside { nonce: nonce.as_deref(), rows: &rows, ..Beside::default() };
    Ok(granting.received(granted, beside).await)
}
