//! The signed authentication request (CIBA §7.1.1): every parameter inside one JWT, and nothing beside it but what
//! authenticates the client.

use crate::protocol::check::{Check, Finding, ciba, difference};
use crate::protocol::discovery::Metadata;
use crate::protocol::exchange::Value;
use crate::protocol::jose::jwt;
use crate::protocol::jose::signer::Signer;
use crate::protocol::json::{Json, Number};
use crate::protocol::request_object::{self, About};
use crate::protocol::time::Now;

pub(super) static REQUEST_OBJECT: Check = Check::must(
    "ciba.request_object",
    "the signed request holds all it must, and nothing stands beside it",
    ciba!("7.1.1"),
);

/// What authenticates the client stands outside (RFC 6749 §2.3.1, RFC 7521 §4.2).
const OF_THE_CLIENT: [&str; 4] = ["client_id", "client_secret", "client_assertion", "client_assertion_type"];

/// FAPI-CIBA lets a signed request live for an hour.
const LONGEST: u64 = 3600;

/// The key set to the first of its algorithms that the provider names for such requests. `Err` is a sentence for the
/// key's owner.
pub fn choose_alg(signer: &Signer, metadata: &Metadata) -> Result<Signer, String> {
    if signer.public_jwk().is_none() {
        return Err("a CIBA request is signed with a private key; a shared secret does not do".to_owned());
    }
    let advertised = metadata.strings("backchannel_authentication_request_signing_alg_values_supported");
    request_object::choose_alg(signer, advertised.as_deref())
}

/// The form of a signed request: the object alone. It says no `typ`: the one of RFC 9101 names another kind of request.
pub fn signed(parameters: &[(String, Value)], about: &About<'_>, signer: &Signer) -> Vec<(String, Value)> {
    let object = signer.sign(&[], &request_object::claims(parameters, about));
    vec![("request".to_owned(), Value::Secret("request", object))]
}

/// Our own object as the provider will read it, out of the form as it goes out.
pub fn judge_signed(form: &[(String, Value)], issuer: &str, client_id: &str, now: Now) -> Finding {
    let check = &REQUEST_OBJECT;
    let Some((_, object)) = form.iter().find(|(name, _)| name == "request") else {
        return check.skip("the request is not signed");
    };
    let expected = "iss, aud, exp, iat, nbf and jti inside, at most an hour of life, and no parameter outside";
    let mut faults = outside(form);
    let jwt = jwt::read(object.reveal());
    match (&jwt.header, &jwt.payload) {
        (Some(header), Some(claims)) => {
            faults.extend(algorithm(header));
            faults.extend(parties(claims, issuer, client_id));
            faults.extend(times(claims, now.unix));
        }
        _ => faults.push("it is no JWT".to_owned()),
    }
    if faults.is_empty() {
        let names =
            jwt.payload.as_ref().and_then(Json::as_object).unwrap_or_default().iter().map(|(name, _)| name.as_str());
        return check.pass(expected, format!("inside: {}", names.collect::<Vec<_>>().join(", ")));
    }
    check.fail(expected, faults.join("; "))
}

fn outside(form: &[(String, Value)]) -> Vec<String> {
    let allowed = |name: &str| name == "request" || OF_THE_CLIENT.contains(&name);
    let names: Vec<&str> = form.iter().map(|(name, _)| name.as_str()).collect();
    let mut faults: Vec<String> =
        names.iter().filter(|name| !allowed(name)).map(|name| format!("{name} outside the object")).collect();
    if names.iter().filter(|name| **name == "request").count() > 1 {
        faults.push("several objects".to_owned());
    }
    faults
}

/// The standard wants a signature that others can check.
fn algorithm(header: &Json) -> Option<String> {
    let alg = header.get("alg").and_then(Json::as_str).unwrap_or_default();
    let weak = alg.is_empty() || alg == "none" || alg.starts_with("HS");
    weak.then(|| format!("alg {alg:?} is no asymmetric signature"))
}

fn parties(claims: &Json, issuer: &str, client_id: &str) -> Vec<String> {
    let mut faults = Vec::new();
    match claims.get("iss").and_then(Json::as_str) {
        None => faults.push("no iss".to_owned()),
        Some(iss) => faults.extend(difference(client_id, iss).map(|how| format!("iss is not the client id ({how})"))),
    }
    let named = claims.get("aud").map(|aud| match aud.as_strings() {
        Some(all) => all.contains(&issuer),
        None => aud.as_str() == Some(issuer),
    });
    match named {
        None if issuer.is_empty() => faults.push("no aud: the issuer is not known".to_owned()),
        None => faults.push("no aud".to_owned()),
        Some(false) => faults.push("aud is not the issuer".to_owned()),
        Some(true) => {}
    }
    let named = claims.get("jti").and_then(Json::as_str).is_some_and(|jti| !jti.is_empty());
    if !named {
        faults.push("no jti".to_owned());
    }
    faults
}

fn times(claims: &Json, now: u64) -> Vec<String> {
    let at = |name: &str| claims.get(name).and_then(Json::as_number).and_then(Number::as_u64);
    let names = ["iat", "nbf", "exp"];
    let mut faults: Vec<String> =
        names.iter().filter(|name| at(name).is_none()).map(|name| format!("no {name}")).collect();
    if let Some(exp) = at("exp").filter(|exp| *exp <= now) {
        faults.push(format!("expired {} s ago", now - exp));
    }
    if let Some(nbf) = at("nbf").filter(|nbf| *nbf > now) {
        faults.push(format!("not valid for another {} s", nbf - now));
    }
    let lifetime = at("exp").zip(at("nbf")).map(|(exp, nbf)| exp.saturating_sub(nbf));
    faults
        .extend(lifetime.filter(|life| *life > LONGEST).map(|life| format!("it lives {life} s, longer than an hour")));
    faults
}
