//! The tokens that a profile gives to a run.

use super::{Outcome, World, client};
use crate::profile::SecretReference;
use crate::protocol::secret::Secret;

/// A token that the run cannot do without.
pub async fn needed<W: World>(
    key: &str,
    reference: Option<&SecretReference>,
    kind: &'static str,
    world: &mut W,
) -> Result<Secret, Outcome> {
    let missing = || Outcome::Invalid { reason: format!("{key} names no token, and there is nothing to ask about") };
    wished(key, reference, kind, world).await?.ok_or_else(missing)
}

/// A token that may be there. White space around it is none of it: a file ends with a line break.
pub async fn wished<W: World>(
    key: &str,
    reference: Option<&SecretReference>,
    kind: &'static str,
    world: &mut W,
) -> Result<Option<Secret>, Outcome> {
    match reference {
        Some(reference) => {
            let token = client::secret(key, reference, kind, world).await?;
            let token = Secret::new(token.reveal().trim());
            if token.reveal().is_empty() {
                return Err(Outcome::Invalid { reason: format!("{key} is empty") });
            }
            Ok(Some(token))
        }
        None => Ok(None),
    }
}
