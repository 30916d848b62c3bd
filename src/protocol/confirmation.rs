//! To what a token is bound: `cnf` (RFC 7800) in its claims, or in what introspection says of it.
//!
//! A token that is bound to the key of somebody else was issued for somebody else, so a difference ends the run. That
//! nothing is bound is a fault only where the provider said that it is.

#[cfg(test)]
mod tests;

use super::check::{Check, Finding, difference, rfc};
use super::jose::jwt;
use super::json::Json;
use super::secret::Secret;

static JKT: Check = Check::must("dpop.jkt", "the token is bound to the key of our proofs", rfc!(9449, "6.1")).stops();
static X5T: Check =
    Check::must("access_token.x5t_s256", "the token is bound to our certificate", rfc!(8705, "3.1")).stops();

/// Every check of this file, for the catalogue.
pub static CHECKS: &[&Check] = &[&JKT, &X5T];

/// What we have shown, and what a token can be bound to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held<'a> {
    /// The thumbprint of the key that made the proof.
    pub jkt: Option<&'a str>,
    /// The thumbprint of the certificate that was shown.
    pub x5t_s256: Option<&'a str>,
    /// Whether the provider said that the token is bound: by the `token_type` `DPoP`, or, where there is a certificate
    /// and no proof, by `tls_client_certificate_bound_access_tokens` in its metadata.
    pub wants_bound: bool,
}

/// The member `cnf` of an access token, if it has one; `Err` says why nothing can be read in it.
pub fn of_token(token: &Secret) -> Result<Option<Json>, &'static str> {
    let decoded = jwt::read(token.reveal());
    match &decoded.payload {
        Some(payload @ Json::Object(_)) if decoded.parts == 3 => Ok(payload.get("cnf").cloned()),
        _ if decoded.is_encrypted() => Err("the access token is encrypted"),
        _ => Err("the access token is opaque"),
    }
}

/// Judges a member `cnf`. `readable` says why there is none to look at, where nothing could be read at all.
pub fn judge(cnf: Option<&Json>, readable: Result<(), String>, held: &Held<'_>) -> Vec<Finding> {
    match readable {
        Ok(()) => vec![jkt(cnf, held), x5t_s256(cnf, held)],
        Err(reason) => CHECKS.iter().map(|check| check.skip(&reason)).collect(),
    }
}

/// A member of `cnf` as it came.
enum Member<'a> {
    Text(&'a str),
    Odd(&'static str),
    Absent,
}

fn member<'a>(cnf: Option<&'a Json>, name: &str) -> Member<'a> {
    match cnf.and_then(|cnf| cnf.get(name)) {
        Some(Json::String(text)) => Member::Text(text),
        Some(other) => Member::Odd(other.kind()),
        None => Member::Absent,
    }
}

fn jkt(cnf: Option<&Json>, held: &Held<'_>) -> Finding {
    let beside = beside(cnf);
    match (member(cnf, "jkt"), held.jkt) {
        (Member::Text(theirs), Some(ours)) => compared(&JKT, ours, theirs, &beside),
        (Member::Text(theirs), None) => JKT.skip(format!("bound to the key {theirs}, and we hold none{beside}")),
        (Member::Odd(kind), _) => JKT.fail(held.jkt.unwrap_or("a thumbprint"), format!("jkt is {kind}{beside}")),
        (Member::Absent, Some(ours)) if held.wants_bound => {
            JKT.fail(ours, format!("{}, though token_type says that the token is bound", without(cnf, "jkt")))
        }
        (Member::Absent, Some(_)) => JKT.skip(format!("not bound to a key: {}", without(cnf, "jkt"))),
        (Member::Absent, None) => {
            JKT.skip(format!("no proof was sent, and none is asked for: {}", without(cnf, "jkt")))
        }
    }
}

/// Whether tokens are bound to a certificate is for the client's registration to say (RFC 8705 §3.4): that a provider
/// can do it is no promise.
fn x5t_s256(cnf: Option<&Json>, held: &Held<'_>) -> Finding {
    let has_key = held.jkt.is_some() || !matches!(member(cnf, "jkt"), Member::Absent);
    match (member(cnf, "x5t#S256"), held.x5t_s256) {
        (Member::Text(theirs), Some(ours)) => compared(&X5T, ours, theirs, ""),
        (Member::Text(theirs), None) => X5T.skip(format!("bound to the certificate {theirs}, and we hold none")),
        (Member::Odd(kind), _) => X5T.fail(held.x5t_s256.unwrap_or("a thumbprint"), format!("x5t#S256 is {kind}")),
        (Member::Absent, Some(ours)) if held.wants_bound && !has_key => X5T.warn(
            ours,
            format!("{}: the provider can bind tokens, and does not for this client", without(cnf, "x5t#S256")),
        ),
        (Member::Absent, Some(_)) => X5T.skip(format!("not bound to a certificate: {}", without(cnf, "x5t#S256"))),
        (Member::Absent, None) => X5T.skip("no certificate was shown, and none is asked for"),
    }
}

fn compared(check: &'static Check, ours: &str, theirs: &str, beside: &str) -> Finding {
    match difference(ours, theirs) {
        None => check.pass(ours, format!("{theirs}{beside}")),
        Some(place) => check.fail(ours, format!("{theirs} ({place}): not ours{beside}")),
    }
}

/// What there is in place of the member.
fn without(cnf: Option<&Json>, name: &str) -> String {
    match cnf {
        None => "there is no cnf".to_owned(),
        Some(Json::Object(members)) if members.is_empty() => "cnf is empty".to_owned(),
        Some(Json::Object(_)) => format!("cnf has no {name}{}", beside(cnf)),
        Some(other) => format!("cnf is {}, not an object", other.kind()),
    }
}

/// Members that say something else than we know to compare (RFC 7800 §3.1), for the end of a sentence.
fn beside(cnf: Option<&Json>) -> String {
    let members = cnf.and_then(Json::as_object).unwrap_or_default().iter().map(|(name, _)| name.as_str());
    let others: Vec<&str> = members.filter(|name| !matches!(*name, "jkt" | "x5t#S256")).take(5).collect();
    match others.as_slice() {
        [] => String::new(),
        others => format!("; {} in cnf is not judged", others.join(", ")),
    }
}
