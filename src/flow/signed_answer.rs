//! What an answer needs that may come as a JWT: it is opened with our keys, and the provider's are fetched for it.

use super::exchange::{Answer, Conversation};
use super::provider::Provider;
use super::{Outcome, World, client, tokens};
use crate::profile::Profile;
use crate::protocol::answer;
use crate::protocol::client_auth::Client;
use crate::protocol::encrypted;
use crate::protocol::jose::mac_key::MacKey;
use crate::protocol::signed_answer::{self, Came, Expected};
use crate::protocol::time::TOLERANCE;

/// The JWT that an answer consists of, opened, with the keys at hand to judge it; nothing when it is none.
pub async fn opened<W: World>(
    answer: &Answer,
    profile: &Profile,
    provider: &mut Provider,
    talk: &mut Conversation<'_, W>,
) -> Result<Option<Came>, Outcome> {
    let Some(body) = answer::jwt(&answer.response) else { return Ok(None) };
    let keys = if encrypted::is_encrypted(body.reveal()) {
        client::decryption_keys(profile, talk.world).await?
    } else {
        Vec::new()
    };
    let came = signed_answer::open(body, &keys);
    if came.needs_keys() {
        tokens::fresh_keys(&came.token, provider, talk).await?;
    }
    Ok(Some(came))
}

/// The secrets that can be keys of a MAC.
pub fn macs(client: &Client) -> Vec<MacKey> {
    client.secret.iter().map(MacKey::of_secret).collect()
}

/// What such an answer is held against; `algs` is the member of the metadata that names its algorithms.
pub fn expected<'a, W: World>(
    algs: &str,
    (client, macs): (&'a Client, &'a [MacKey]),
    provider: &'a Provider,
    talk: &Conversation<'_, W>,
) -> Expected<'a> {
    Expected {
        issuer: Some(provider.metadata.issuer()),
        audience: Some(&client.id),
        registered_alg: None,
        advertised_algs: provider.metadata.strings(algs),
        macs,
        now: talk.world.now(),
        skew: talk.skew(),
        tolerance: TOLERANCE,
    }
}
