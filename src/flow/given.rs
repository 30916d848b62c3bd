//! The tokens that a profile gives to a run.

use super::{Event, Outcome, World, client};
use crate::profile::{Profile, SecretReference};
use crate::protocol::encrypted;
use crate::protocol::secret::Secret;

/// A token that the run cannot do without; `what` says what it is: "the refresh token".
pub async fn needed<W: World>(
    (key, what): (&'static str, &str),
    reference: Option<&SecretReference>,
    kind: &'static str,
    world: &mut W,
) -> Result<Secret, Outcome> {
    wished(key, reference, kind, world).await?.ok_or_else(|| without(key, what))
}

/// The end of a run whose profile lacks a secret, which has no place on a command line.
pub fn without(key: &str, what: &str) -> Outcome {
    let reference = "{ env = \"NAME\" } or { file = \"PATH\" }";
    Outcome::Invalid { reason: format!("{key} is not set: it names {what}, as {reference}") }
}

/// The end of a run whose profile lacks a text.
pub fn missing(key: &str, what: &str) -> Outcome {
    Outcome::Invalid { reason: format!("{key} is not set: it names {what}, in the profile or by `--set {key}=…`") }
}

/// A token that may be there. White space around it is none of it: a file ends with a line break.
pub async fn wished<W: World>(
    key: &'static str,
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

/// What is inside an ID Token that the client's keys open; else the token itself. Whoever compares an ID Token or sends it
/// as a hint needs the signed one (OIDC Core §3.1.2.1).
pub async fn opened<W: World>(token: Secret, profile: &Profile, world: &mut W) -> Result<Secret, Outcome> {
    if !encrypted::is_encrypted(token.reveal()) {
        return Ok(token);
    }
    let keys = client::decryption_keys(profile, world).await?;
    let Some(inner) = encrypted::unseal(&token, &keys).inner else { return Ok(token) };
    world.emit(Event::Learned { kind: "id_token", secret: inner.clone() });
    Ok(inner)
}

/// The ID Token that a profile gives, opened.
pub async fn id_token<W: World>(
    key: &'static str,
    reference: Option<&SecretReference>,
    profile: &Profile,
    world: &mut W,
) -> Result<Option<Secret>, Outcome> {
    match wished(key, reference, "id_token", world).await? {
        Some(token) => opened(token, profile, world).await.map(Some),
        None => Ok(None),
    }
}
