//! Proofs of possession (RFC 9449): who sends one gets tokens that count only together with another by the same key.
//!
//! `proof` reads and judges one, `nonce` makes them fresh, `resource` is what a protected resource asks of them. Here is
//! what the token endpoint and that for pushed requests do. A client that has registered nothing may send proofs or
//! not; others have to, some with a nonce (see `Possession`).

mod nonce;
mod proof;
mod resource;

pub(super) use nonce::Memory;
pub(super) use resource::{Scheme, guard};

use super::answer::Answer;
use super::client::{self, Client};
use super::jwk::ALGS;
use super::provider::Provider;
use super::request::Request;
use super::site::Site;
use super::wrong::{Dpop, Wrong};

/// What a client has registered about proofs: `dpop_bound_access_tokens` (§5.2), and that it knows of nonces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Possession {
    /// It sends them or not.
    Free,
    /// It always sends them.
    Bound,
    /// It always sends them, with a nonce of this provider.
    Nonces,
}

/// Why a request is not taken, before it is known how the endpoint says so.
enum Refusal {
    /// The proof is no good.
    Proof(String),
    /// It is good but for its nonce; the one to be used, if one is told at all.
    Nonce(Option<String>),
}

/// The thumbprint of the key that the request proved to have, if it tried; the answer it gets if that went wrong.
pub(super) fn proved(
    provider: &Provider,
    site: &Site,
    request: &Request,
    client: &Client,
) -> Result<Option<String>, Answer> {
    if of(site).any(|wrong| matches!(wrong, Dpop::Ignored)) || request.dpop.is_empty() {
        return Ok(None);
    }
    judged(provider, site, request, (client.id, None)).map(Some).map_err(|refusal| told(site, refusal))
}

/// The same where a client that has registered so needs one.
pub(super) fn required(
    provider: &Provider,
    site: &Site,
    request: &Request,
    client: &Client,
) -> Result<Option<String>, Answer> {
    if client.dpop != Possession::Free && request.dpop.is_empty() {
        return Err(told(site, Refusal::Proof("This client has to send a DPoP proof.".to_owned())));
    }
    proved(provider, site, request, client)
}

/// Adds the nonce for the next request to an answer that is good (§8.2); `key` is that of the proof it answers.
pub(super) fn renewed(provider: &Provider, site: &Site, (client, key): (&str, Option<&str>), answer: Answer) -> Answer {
    let mut answer = answer;
    if let Some(key) = key.filter(|_| (200..300).contains(&answer.status) && wants_nonce(site, client, false)) {
        answer.set("dpop-nonce", provider.state().dpop.renew(site, key));
    }
    answer
}

fn judged(
    provider: &Provider,
    site: &Site,
    request: &Request,
    (client, token): (&str, Option<&str>),
) -> Result<String, Refusal> {
    let proof = proof::judged(site, request, token).map_err(Refusal::Proof)?;
    let mut state = provider.state();
    if !state.dpop.is_new(site, &proof.key, &proof.jti) {
        return Err(Refusal::Proof("The jti of the DPoP proof came before.".to_owned()));
    }
    if !wants_nonce(site, client, token.is_some()) || is_taken(site, &state.dpop, &proof) {
        return Ok(proof.key);
    }
    let scripted = of(site).find_map(|wrong| if let Dpop::Told(text) = wrong { Some(text) } else { None });
    Err(Refusal::Nonce(match scripted {
        Some(text) => Some(text.to_owned()).filter(|text| !text.is_empty()),
        None => Some(state.dpop.renew(site, &proof.key)),
    }))
}

fn is_taken(site: &Site, memory: &Memory, proof: &proof::Proof) -> bool {
    let never = of(site).any(|wrong| matches!(wrong, Dpop::Told(_) | Dpop::Loop));
    !never && memory.is_current(site, &proof.key, proof.nonce.as_deref())
}

fn wants_nonce(site: &Site, client: &str, resource: bool) -> bool {
    let by_fault = |wrong| match wrong {
        Dpop::Nonce | Dpop::Told(_) | Dpop::Loop => true,
        Dpop::ResourceNonce => resource,
        _ => false,
    };
    client::registered(client).is_some_and(|client| client.dpop == Possession::Nonces) || of(site).any(by_fault)
}

/// The fault's changes that are about proofs.
fn of(site: &Site) -> impl Iterator<Item = Dpop> {
    site.wrong().iter().filter_map(|wrong| if let Wrong::Dpop(dpop) = wrong { Some(*dpop) } else { None })
}

/// The refusal as the token endpoint writes it (§5, §8).
fn told(site: &Site, refusal: Refusal) -> Answer {
    let mut answer = match refusal {
        Refusal::Proof(why) => Answer::error(400, "invalid_dpop_proof", &why),
        Refusal::Nonce(nonce) => {
            let status = if of(site).any(|wrong| matches!(wrong, Dpop::Unauthorized)) { 401 } else { 400 };
            let why = "The DPoP proof has to have the nonce that the header DPoP-Nonce tells.";
            let mut answer = Answer::error(status, "use_dpop_nonce", why);
            if let Some(nonce) = nonce {
                answer.set("dpop-nonce", nonce);
            }
            answer
        }
    };
    if answer.status == 401 {
        answer.set("www-authenticate", challenge(site, Some(("use_dpop_nonce", ""))));
    }
    if let Some(date) = proof::clock(site) {
        answer.set("date", date);
    }
    answer
}

/// A challenge for a proof, with what was wrong with the one that came (§7.1).
pub(super) fn challenge(site: &Site, error: Option<(&str, &str)>) -> String {
    let scheme = of(site).find_map(|wrong| if let Dpop::Scheme(scheme) = wrong { Some(scheme) } else { None });
    let algs = of(site).find_map(|wrong| if let Dpop::Algs(algs) = wrong { Some(algs.to_owned()) } else { None });
    let error = match error {
        None => String::new(),
        Some((error, "")) => format!("error=\"{error}\", "),
        Some((error, why)) => format!("error=\"{error}\", error_description=\"{why}\", "),
    };
    format!("{} {error}algs=\"{}\"", scheme.unwrap_or("DPoP"), algs.unwrap_or_else(|| ALGS.join(" ")))
}
