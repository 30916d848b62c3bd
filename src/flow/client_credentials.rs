//! The client credentials grant (RFC 6749 §4.4): a token for the client itself.

use super::grant::Granting;
use super::tokens::Beside;
use super::{Options, Outcome, World};
use crate::profile::Profile;
use crate::protocol::token::{Grant, client_credentials_request};

/// Runs the grant to its end; both sides of the result are outcomes.
pub async fn run<W: World>(profile: &Profile, options: &Options, world: &mut W) -> Result<Outcome, Outcome> {
    let scope = &profile.request.scope;
    let mut granting = Granting::new((profile, options), Grant::ClientCredentials, scope, world).await?;
    let request = client_credentials_request(granting.endpoint.clone(), &granting.common());
    let granted = granting.ask(request).await?;
    Ok(granting.received(granted, Beside { without_person: true, ..Beside::default() }).await)
}
