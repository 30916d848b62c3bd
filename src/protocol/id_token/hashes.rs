//! `at_hash`: that the access token beside the ID Token is the one the provider meant (OIDC Core §3.1.3.8).

use super::Case;
use crate::protocol::check::{Check, Finding, core};
use crate::protocol::jose::algorithm::{Algorithm, Digest};
use crate::protocol::jose::base64url;
use crate::protocol::json::Json;

pub(super) static AT_HASH: Check =
    Check::must("id_token.at_hash", "at_hash is that of the access token", core!("3.1.3.8", "CodeFlowTokenValidation"))
        .stops();

pub(super) fn at_hash(case: &Case<'_>, payload: &Json) -> Finding {
    let claim = match payload.get("at_hash") {
        None => return AT_HASH.pass("absent, or the digest of the access token", "absent: optional in this flow"),
        Some(Json::String(claim)) => claim,
        Some(other) => return AT_HASH.fail("a string", other.kind()),
    };
    let Some(token) = case.expected.access_token else {
        return AT_HASH.skip("no access token came beside it");
    };
    let Some(algorithm) = case.algorithm() else {
        return AT_HASH.skip("the algorithm is not known, so no rule names the digest");
    };
    let token = token.reveal().as_bytes();
    let due = left_half(algorithm.digest(), token);
    let expected = format!("{due}, the left half of {}", algorithm.digest().name());
    if *claim == due {
        return AT_HASH.pass(expected, claim);
    }
    if matches!(algorithm, Algorithm::EdDsa | Algorithm::Ed25519) {
        return AT_HASH.skip(format!("no rule names the digest for {}; {claim} is not {expected}", algorithm.name()));
    }
    AT_HASH.fail(expected, format!("{claim}{}", probable_mistake(claim, token)))
}

fn left_half(digest: Digest, token: &[u8]) -> String {
    base64url::encode(&digest.of(token)[..digest.length() / 2])
}

/// What the provider probably did instead, if it can be recognised.
fn probable_mistake(claim: &str, token: &[u8]) -> String {
    for digest in Digest::ALL {
        if claim == left_half(digest, token) {
            return format!(", which is the left half of {}", digest.name());
        }
        if claim == base64url::encode(&digest.of(token)) {
            return format!(", which is all of {}, not its left half", digest.name());
        }
    }
    let padded = claim.trim_end_matches('=');
    let known = Digest::ALL.into_iter().any(|digest| padded == left_half(digest, token));
    if known { ", which is padded".to_owned() } else { String::new() }
}
