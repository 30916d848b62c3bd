//! A proof that somebody else made, by itself: what every server asks of it before it looks at its request
//! (RFC 9449 §4.3).

use super::prover;
use super::{NONCE, htu, nonce};
use crate::protocol::check::{Check, Finding, difference, rfc};
use crate::protocol::jose::algorithm::{Algorithm, Family};
use crate::protocol::jose::jwk::{Jwk, PRIVATE_MEMBERS};
use crate::protocol::jose::jwt::Decoded;
use crate::protocol::json::Json;
use crate::protocol::secret::Secret;
use crate::protocol::signed::claims;
use crate::protocol::signed::times::{self, Clock, Reading};

pub(super) static JWK: Check = Check::must("dpop.jwk", "jwk is a public key", rfc!(9449, "4.3"));
pub(super) static PROOF_ALG: Check =
    Check::must("dpop.proof_alg", "the algorithm is one of signatures by a private key", rfc!(9449, "4.3"));
pub(super) static JTI: Check = Check::must("dpop.jti", "the proof has an id", rfc!(9449, "4.2"));
pub(super) static HTM: Check = Check::must("dpop.htm", "htm is the method of a request", rfc!(9449, "4.2"));
pub(super) static IAT: Check = Check::should("dpop.iat", "the proof was made a moment ago", rfc!(9449, "11.1"));
pub(super) static ATH: Check = Check::must("dpop.ath", "ath is the hash of the access token", rfc!(9449, "4.2"));

/// Seconds for which a proof is good, by the more patient of servers.
const PATIENCE: f64 = 300.0;

/// Whether a token says that it is a proof.
pub fn is_proof(decoded: &Decoded) -> bool {
    let typ = decoded.header_text("typ").map(str::to_ascii_lowercase);
    matches!(typ.as_deref(), Some("dpop+jwt" | "application/dpop+jwt"))
}

/// Every row about a proof; its signature is judged as that of any token.
pub fn judge(decoded: &Decoded, access_token: Option<&Secret>, clock: &Clock) -> Vec<Finding> {
    let mut findings = vec![jwk(decoded), proof_alg(decoded)];
    let Some(payload) = decoded.payload.as_ref().filter(|payload| payload.as_object().is_some()) else {
        let rest = [&JTI, &HTM, &super::HTU, &IAT, &ATH, &NONCE];
        findings.extend(rest.map(|check| check.skip("the payload could not be read")));
        return findings;
    };
    findings.extend([
        claims::text(&JTI, "jti", payload),
        htm(payload),
        target(payload),
        iat(clock, payload),
        ath(access_token, payload),
        asked_for(payload),
    ]);
    findings
}

fn jwk(decoded: &Decoded) -> Finding {
    let expected = "a public key";
    let Some(jwk) = decoded.header.as_ref().and_then(|header| header.get("jwk")) else {
        return JWK.fail(expected, "absent");
    };
    if jwk.as_object().is_none() {
        return JWK.fail(expected, jwk.kind());
    }
    let private: Vec<&str> = PRIVATE_MEMBERS.into_iter().filter(|member| jwk.get(member).is_some()).collect();
    if !private.is_empty() {
        return JWK.fail(expected, format!("it has {}: whoever saw the proof has the key", private.join(", ")));
    }
    let read = Jwk::read(jwk, 1);
    match (read.unusable(), &read.thumbprint) {
        (Some(why), _) => JWK.fail(expected, why),
        (None, Some(jkt)) => JWK.pass(expected, format!("{}, thumbprint {jkt}", read.key)),
        (None, None) => JWK.pass(expected, read.key.to_string()),
    }
}

fn proof_alg(decoded: &Decoded) -> Finding {
    let expected = "an algorithm with a private and a public key";
    let Some(alg) = decoded.header_text("alg") else { return PROOF_ALG.fail(expected, "absent, or no text") };
    match Algorithm::from_name(alg).map(Algorithm::family) {
        Some(Family::Secret) => PROOF_ALG.fail(expected, format!("{alg}: whoever checks it could have made it")),
        Some(_) => PROOF_ALG.pass(expected, alg),
        None if alg.eq_ignore_ascii_case("none") => PROOF_ALG.fail(expected, format!("{alg}: nothing is proven")),
        None => PROOF_ALG.warn(expected, format!("{alg}, which is not known here")),
    }
}

fn htm(payload: &Json) -> Finding {
    let expected = "a method, in capital letters";
    match payload.get("htm") {
        None => HTM.fail(expected, "absent"),
        Some(Json::String(htm)) if htm.is_empty() => HTM.fail(expected, "empty"),
        Some(Json::String(htm)) if htm.chars().all(|c| c.is_ascii_uppercase() || c == '-') => HTM.pass(expected, htm),
        Some(Json::String(htm)) => HTM.warn(expected, format!("{htm}: methods are told apart by their case")),
        Some(other) => HTM.fail(expected, other.kind()),
    }
}

fn target(payload: &Json) -> Finding {
    match payload.get("htu") {
        Some(Json::String(text)) => htu::judge_alone(text),
        Some(other) => super::HTU.fail(htu::EXPECTED, other.kind()),
        None => super::HTU.fail(htu::EXPECTED, "absent"),
    }
}

/// How old a proof may be is for each server to say; that it must not be old at all is for none.
fn iat(clock: &Clock, payload: &Json) -> Finding {
    let expected = "seconds or a few minutes ago";
    match times::read(payload, "iat") {
        Reading::Absent => IAT.fail(expected, "absent"),
        Reading::Odd(what) => IAT.fail(expected, what),
        Reading::Time(time, number) => {
            let written = clock.written(time, number);
            let fresh = |now: f64| (-clock.tolerance..=PATIENCE).contains(&(now - time));
            let written = if fresh(clock.now) { written } else { format!("{written}: no server takes it now") };
            clock.advice(&IAT, expected, written, fresh)
        }
    }
}

fn ath(access_token: Option<&Secret>, payload: &Json) -> Finding {
    let expected = access_token.map(|token| prover::ath(token.reveal()));
    match (payload.get("ath"), expected) {
        (None, None) => ATH.skip("absent: a proof that goes with no access token"),
        (None, Some(expected)) => ATH.fail(expected, "absent"),
        (Some(Json::String(ath)), None) => ATH.skip(format!("no access token to compare with; ath is {ath}")),
        (Some(Json::String(ath)), Some(expected)) => match difference(&expected, ath) {
            None => ATH.pass(expected, ath),
            Some(place) => ATH.fail(expected, format!("{ath} ({place})")),
        },
        (Some(other), expected) => ATH.fail(expected.as_deref().unwrap_or("a string"), other.kind()),
    }
}

/// Whether a server asked for a nonce cannot be told from the proof.
fn asked_for(payload: &Json) -> Finding {
    let expected = "absent, or visible ASCII without \" and \\";
    match payload.get("nonce") {
        None => NONCE.pass(expected, "absent"),
        Some(Json::String(text)) => match nonce::fault(text) {
            None => NONCE.pass(expected, text),
            Some(fault) => NONCE.fail(expected, fault),
        },
        Some(other) => NONCE.fail(expected, other.kind()),
    }
}
