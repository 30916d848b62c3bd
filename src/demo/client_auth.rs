//! How a client proves who it is: one way for every endpoint that takes it (RFC 6749 §2.3, RFC 7523 §2.2, RFC 8705 §2).
//!
//! A client has registered one method and gets in by no other. `shown` is what a request brings along, `assertion`
//! judges a signed one, `certificate` the one of the connection.

mod assertion;
mod certificate;
mod shown;

pub(super) use certificate::{bound, holds};

use super::answer::Answer;
use super::client::{self, Auth, Client};
use super::form;
use super::provider::Provider;
use super::request::Request;
use super::site::Site;
use super::wrong::{Demand, Place, Wrong};
use shown::Shown;

/// Who was proven, and the name of the assertion that may not come again, with the time until which it counts.
type Proven = (&'static Client, Option<(String, u64)>);

/// The client a request is from, or the error it gets.
pub(super) fn authenticate(provider: &Provider, site: &Site, request: &Request) -> Result<&'static Client, Answer> {
    let told = |refusal| site.send(&[Place::ClientAuthentication], refusal);
    let (client, assertion) = proven(site, request).map_err(told)?;
    if let Some((jti, exp)) = assertion {
        let mut state = provider.state();
        state.assertions.retain(|_, exp| *exp >= site.now.unix());
        // The memory of one issuer is not that of another: the same assertion may be tried at a fault's.
        if state.assertions.insert(format!("{} {} {jti}", site.issuer, client.id), exp).is_some() {
            return Err(told(refused("This client assertion was used before: its jti is known.", false)));
        }
    }
    Ok(client)
}

/// The same for a request that is not answered yet: its assertion can still be used.
pub(super) fn identify(site: &Site, request: &Request) -> Option<&'static Client> {
    proven(site, request).ok().map(|(client, _)| client)
}

fn proven(site: &Site, request: &Request) -> Result<Proven, Answer> {
    let shown = Shown::of(request)?;
    let by_header = shown.is_header();
    let no = |why: &str| refused(why, by_header);
    let id = shown.id(request).map_err(|why| no(&why))?;
    if request.form.get("client_id").is_some_and(|other| other != id) {
        let why = "client_id differs from the one that the credentials are of.";
        return Err(Answer::error(400, "invalid_request", why));
    }
    let client = client::registered(&id).ok_or_else(|| no("No client is registered under this id."))?;
    if demands(site, |demand| matches!(demand, Demand::SomebodyElse)) {
        return Err(no("This client is not welcome."));
    }
    match (&client.auth, &shown) {
        (Auth::Jwt { .. }, Shown::Assertion(jwt)) => {
            let used = assertion::judge(site, request, client, jwt).map_err(|why| no(&why))?;
            return Ok((client, Some(used)));
        }
        (Auth::Subject(_) | Auth::SelfSigned, Shown::Nothing) => {
            certificate::judge(site, client).map_err(|why| no(&why))?;
        }
        (Auth::Jwt { .. } | Auth::Subject(_) | Auth::SelfSigned, _) => {
            return Err(no(&format!("This client is registered for {}.", client.auth.name())));
        }
        _ => by_secret(site, client, &shown).map_err(|why| no(&why))?,
    }
    Ok((client, None))
}

/// Judges a secret, or that there is none.
fn by_secret(site: &Site, client: &Client, shown: &Shown) -> Result<(), String> {
    let other = || Err(format!("This client is registered for {}.", client.auth.name()));
    let given = match shown {
        Shown::Nothing => None,
        Shown::Form(secret) if client.auth.takes_form() => Some(secret.clone()),
        Shown::Basic(_, secret) if client.auth.takes_basic() => {
            if demands(site, |demand| matches!(demand, Demand::NoHeader)) {
                return Err("The secret belongs into the form.".to_owned());
            }
            let raw = client.auth == Auth::RawBasic || demands(site, |demand| matches!(demand, Demand::Raw));
            Some(if raw { secret.clone() } else { form::decode(secret).ok_or("The secret is not form-encoded.")? })
        }
        Shown::Form(_) | Shown::Basic(..) | Shown::Assertion(_) => return other(),
    };
    match (client.secret, given) {
        (expected, given) if expected == given.as_deref() => Ok(()),
        (None, _) => Err("This client is public and has no secret.".to_owned()),
        (Some(_), None) => Err("This client has to authenticate.".to_owned()),
        (Some(_), Some(_)) => Err("The client secret is wrong.".to_owned()),
    }
}

/// Whether the issuer's fault asks something special of its clients.
fn demands(site: &Site, wanted: impl Fn(&Demand) -> bool) -> bool {
    site.wrong().iter().any(|wrong| matches!(wrong, Wrong::Client(demand) if wanted(demand)))
}

fn refused(description: &str, by_header: bool) -> Answer {
    let mut answer = Answer::error(401, "invalid_client", description);
    if by_header {
        answer.set("www-authenticate", "Basic realm=\"grantty demo\"");
    }
    answer
}
