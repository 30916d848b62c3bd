//! The resource owner password credentials grant (RFC 6749 §4.3): RFC 9700 §2.4 forbids it and OAuth 2.1 has removed
//! it, so it is here only to look into providers that still have it.

use super::given::{missing, without};
use super::grant::Granting;
use super::tokens::Beside;
use super::{Options, Outcome, World, client};
use crate::profile::Profile;
use crate::protocol::token::{Grant, password_request};

/// Runs the grant to its end; both sides of the result are outcomes.
pub async fn run<W: World>(profile: &Profile, options: &Options, world: &mut W) -> Result<Outcome, Outcome> {
    let section = &profile.password;
    let username = section.username.as_deref().ok_or_else(|| missing("password.username", "the person"))?;
    let (key, reference) = ("password.password", section.password.as_ref());
    let reference = reference.ok_or_else(|| without(key, "the password"))?;
    let password = client::secret(key, reference, "password", world).await?;
    let mut granting = Granting::new((profile, options), Grant::Password, &profile.request.scope, world).await?;
    let request = password_request(granting.endpoint.clone(), (username, &password), &granting.common());
    let granted = granting.ask(request).await?;
    Ok(granting.received(granted, Beside::default()).await)
}
