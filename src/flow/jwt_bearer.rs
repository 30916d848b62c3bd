//! The JWT bearer grant (RFC 7523 §2.1): an assertion that is ready made, or one that is made and signed here.

use super::given::without;
use super::grant::Granting;
use super::tokens::Beside;
use super::{Event, Options, Outcome, World, client};
use crate::profile::Profile;
use crate::protocol::jose::base64url;
use crate::protocol::jose::signer::Signer;
use crate::protocol::json::Json;
use crate::protocol::secret::Secret;
use crate::protocol::token::{Assertion, Grant, jwt_bearer_request};

/// Where the assertion comes from.
enum Origin<'p> {
    Given(Secret),
    Made(&'p Json, Box<Signer>),
}

/// Runs the grant to its end; both sides of the result are outcomes.
pub async fn run<W: World>(profile: &Profile, options: &Options, world: &mut W) -> Result<Outcome, Outcome> {
    let origin = origin(profile, world).await?;
    let scope = &profile.request.scope;
    let mut granting = Granting::new((profile, options), Grant::JwtBearer, scope, world).await?;
    let assertion = match origin {
        Origin::Given(assertion) => assertion,
        Origin::Made(claims, signer) => made(claims, &signer, &mut granting),
    };
    let request = jwt_bearer_request(granting.endpoint.clone(), &assertion, &granting.common());
    let granted = granting.ask(request).await?;
    Ok(granting.received(granted, Beside::default()).await)
}

async fn origin<'p, W: World>(profile: &'p Profile, world: &mut W) -> Result<Origin<'p>, Outcome> {
    match (&profile.jwt_bearer.assertion, &profile.jwt_bearer.claims) {
        (Some(reference), None) => {
            let assertion = client::secret("jwt_bearer.assertion", reference, "assertion", world).await?;
            Ok(Origin::Given(assertion))
        }
        (None, Some(claims)) => {
            let signer = client::signer(profile, "jwt_bearer.claims", world).await?;
            Ok(Origin::Made(claims, Box::new(signer)))
        }
        (Some(_), Some(_)) => {
            let reason = "jwt_bearer.assertion and jwt_bearer.claims are both set: keep the one that is to be sent";
            Err(Outcome::Invalid { reason: reason.to_owned() })
        }
        (None, None) => {
            let what = "the JWT (or jwt_bearer.claims has what one is made of)";
            Err(without("jwt_bearer.assertion", what))
        }
    }
}

/// The audience is the issuer, or the token endpoint where there is none (RFC 7523 §3).
fn made<W: World>(claims: &Json, signer: &Signer, granting: &mut Granting<'_, W>) -> Secret {
    let issuer = granting.provider.metadata.issuer();
    let audience = if issuer.is_empty() { granting.endpoint.as_str() } else { issuer };
    let jti = base64url::encode(&granting.talk.world.random());
    let now = granting.talk.world.now();
    let about = Assertion { client_id: &granting.client.id, audience, now, jti: &jti };
    let assertion = about.sign(claims, signer);
    granting.talk.world.emit(Event::Learned { kind: "assertion", secret: assertion.clone() });
    assertion
}
