//! Who we are in a run: the client with its secret, a fresh verifier, and what the profile adds to each leg.

use super::{Event, Outcome, World};
use crate::profile::{Pkce as PkceChoice, Profile, SecretReference};
use crate::protocol::client_auth::{AuthMethod, Client};
use crate::protocol::jose::decryption_key::DecryptionKey;
use crate::protocol::jose::signer::Signer;
use crate::protocol::pkce::Pkce;
use crate::protocol::secret::Secret;

/// The client of a profile, its secret looked up and told to whoever must never show it.
pub async fn of<W: World>(profile: &Profile, world: &mut W) -> Result<Client, Outcome> {
    filled_in(profile)?;
    let section = &profile.client;
    let secret = match section.secret.as_ref().filter(|_| is_secret_due(profile)) {
        Some(reference) => Some(secret("client.secret", reference, "client_secret", world).await?),
        None => None,
    };
    let signer = assertion_signer(profile, secret.as_ref(), world).await?;
    let client =
        Client { id: section.id.clone(), auth: section.auth, secret, basic_encoding: section.basic_encoding, signer };
    for (kind, secret) in client.secrets() {
        world.emit(Event::Learned { kind, secret });
    }
    Ok(client)
}

/// A shipped profile is of no use before somebody has filled it in.
pub fn filled_in(profile: &Profile) -> Result<(), Outcome> {
    if profile.is_template() { Err(Outcome::Invalid { reason: template(profile) }) } else { Ok(()) }
}

/// Nobody is asked for a secret that is of no use: it authenticates the client, or is the key of a MAC.
fn is_secret_due(profile: &Profile) -> bool {
    let section = &profile.client;
    let algs = [&section.id_token_alg, &section.userinfo_alg];
    section.auth.needs_secret() || algs.into_iter().flatten().any(|alg| alg.starts_with("HS"))
}

/// What makes the client's assertions, where its method wants them (OIDC Core §9).
async fn assertion_signer<W: World>(
    profile: &Profile,
    secret: Option<&Secret>,
    world: &mut W,
) -> Result<Option<Signer>, Outcome> {
    let alg = profile.client.assertion_alg.as_deref();
    let wrong = |key: &str, reason: String| Outcome::Invalid { reason: format!("{key}: {reason}") };
    match (profile.client.auth, secret) {
        (AuthMethod::ClientSecretJwt, Some(secret)) => {
            Signer::from_secret(secret, alg).map(Some).map_err(|reason| wrong("client.assertion_alg", reason))
        }
        (AuthMethod::PrivateKeyJwt, _) => {
            let reference = profile.client.key.as_ref();
            let missing = || wrong("client.key", "private_key_jwt needs the client's private key".to_owned());
            let key = self::secret("client.key", reference.ok_or_else(missing)?, "client_key", world).await?;
            Signer::from_text(&key, alg).map(Some).map_err(|reason| wrong("client.key", reason))
        }
        _ => Ok(None),
    }
}

/// What signs a request, since the profile's key `wanted` says that it is signed.
pub async fn signer<W: World>(profile: &Profile, wanted: &str, world: &mut W) -> Result<Signer, Outcome> {
    let invalid = |reason: String| Outcome::Invalid { reason };
    let missing = || invalid(format!("{wanted} is signed, and client.key names no key"));
    let reference = profile.client.key.as_ref().ok_or_else(missing)?;
    let wrong = |reason| invalid(format!("client.key: {reason}"));
    let key = secret("client.key", reference, "client_key", world).await?;
    Signer::from_text(&key, None).map_err(wrong)
}

/// A secret of the profile, told to whoever must never show it. `key` is its dotted key.
pub async fn secret<W: World>(
    key: &'static str,
    reference: &SecretReference,
    kind: &'static str,
    world: &mut W,
) -> Result<Secret, Outcome> {
    let invalid = |reason| Outcome::Invalid { reason: format!("{key}: {reason}") };
    let secret = world.secret(key, reference).await.map_err(invalid)?;
    world.emit(Event::Learned { kind, secret: secret.clone() });
    Ok(secret)
}

/// What opens the encrypted answers of this client; none where the profile names nothing.
pub async fn decryption_keys<W: World>(profile: &Profile, world: &mut W) -> Result<Vec<DecryptionKey>, Outcome> {
    match &profile.client.decryption_key {
        Some(reference) => opening("client.decryption_key", reference, world).await,
        None => Ok(Vec::new()),
    }
}

/// The keys in a secret that opens what is encrypted.
pub async fn opening<W: World>(
    key: &'static str,
    reference: &SecretReference,
    world: &mut W,
) -> Result<Vec<DecryptionKey>, Outcome> {
    let text = secret(key, reference, "decryption_key", world).await?;
    DecryptionKey::read(&text).map_err(|reason| Outcome::Invalid { reason: format!("{key}: {reason}") })
}

/// A fresh verifier, as the profile wants it.
pub fn pkce<W: World>(choice: PkceChoice, world: &mut W) -> Option<Pkce> {
    match choice {
        PkceChoice::Off => None,
        PkceChoice::Plain => Some(Pkce::plain(world.random())),
        PkceChoice::S256 => Some(Pkce::s256(world.random())),
    }
}

/// The profile's own parameters for one leg.
pub fn extras(profile: &Profile, leg: &str) -> Vec<(String, String)> {
    profile.parameters.get(leg).cloned().unwrap_or_default()
}

/// What the profile sends on one leg in place of a parameter of ours; empty when it takes that away.
pub fn own(profile: &Profile, leg: &str, name: &str) -> Option<String> {
    let mut pairs = profile.parameters.get(leg)?.iter();
    pairs.find(|(key, _)| key == name).map(|(_, text)| text.clone())
}

/// What to do with a shipped profile that nobody has filled in.
fn template(profile: &Profile) -> String {
    let name = &profile.name;
    format!(
        "`{name}` is a template, and its client.id is still {}: save it with `grantty profile show {name} > \
         \"$(grantty profile path)/{name}.toml\"` and put in what its comments name",
        profile.client.id
    )
}
