//! Who we are in a run: the client with its secret, a fresh verifier, and what the profile adds to each leg.

use super::{Event, Outcome, World};
use crate::profile::{Pkce as PkceChoice, Profile};
use crate::protocol::client_auth::{AuthMethod, Client};
use crate::protocol::pkce::Pkce;

/// The client of a profile, its secret looked up and told to whoever must never show it.
pub async fn of<W: World>(profile: &Profile, world: &mut W) -> Result<Client, Outcome> {
    if profile.is_template() {
        return Err(Outcome::Invalid { reason: template(profile) });
    }
    let section = &profile.client;
    let secret = match (&section.secret, section.auth) {
        (_, AuthMethod::None) | (None, _) => None,
        (Some(reference), _) => Some(world.secret(reference).await.map_err(|reason| Outcome::Invalid { reason })?),
    };
    let client = Client { id: section.id.clone(), auth: section.auth, secret, basic_encoding: section.basic_encoding };
    for (kind, secret) in client.secrets() {
        world.emit(Event::Learned { kind, secret });
    }
    Ok(client)
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

/// What to do with a shipped profile that nobody has filled in.
fn template(profile: &Profile) -> String {
    let name = &profile.name;
    format!(
        "`{name}` is a template, and its client.id is still {}: save it with `grantty profile show {name} > \
         \"$(grantty profile path)/{name}.toml\"` and put in what its comments name",
        profile.client.id
    )
}
