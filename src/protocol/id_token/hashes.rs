//! `at_hash`, `c_hash`, `s_hash`, `rt_hash`: that what came beside the ID Token is what the provider meant (OIDC Core
//! §3.1.3.8, §3.3.2.10; FAPI 1.0 Part 2 §5.2.2.1; OpenID CIBA Core §10.3.1). Each is the left half of a digest, which
//! the token's `alg` names.

use super::{Case, Pushed};
use crate::protocol::check::{Check, Finding, Spec, core};
use crate::protocol::jose::algorithm::{Algorithm, Digest};
use crate::protocol::jose::base64url;
use crate::protocol::json::Json;
use crate::protocol::secret::Secret;

pub(super) static AT_HASH: Check =
    Check::must("id_token.at_hash", "at_hash is that of the access token", core!("3.1.3.8", "CodeFlowTokenValidation"))
        .stops();
pub(super) static C_HASH: Check =
    Check::must("id_token.c_hash", "c_hash is that of the code", core!("3.3.2.10", "CodeValidation")).stops();
pub(super) static S_HASH: Check =
    Check::must("id_token.s_hash", "s_hash is that of the state", FAPI_DETACHED_SIGNATURE).stops();

pub(super) static RT_HASH: Check =
    Check::must("id_token.rt_hash", "rt_hash is that of the refresh token", super::pushed::CLAUSE).stops();

const FAPI_DETACHED_SIGNATURE: Spec = Spec {
    clause: "FAPI 1.0 Part 2 §5.2.2.1",
    url: "https://openid.net/specs/openid-financial-api-part-2-1_0.html#id-token-as-detached-signature",
};

/// One hash claim and what it is held against.
struct Hash<'a> {
    check: &'static Check,
    claim: &'static str,
    /// "the access token"
    of: &'static str,
    /// The text itself, if it came.
    text: Option<&'a str>,
    /// Why the claim may be absent, or what demands it.
    absence: Result<&'static str, &'static str>,
    /// Why nothing is compared when the text did not come.
    nothing: &'static str,
}

/// Optional in the code flow; REQUIRED in a push, and in the front channel where an access token comes too (§3.2.2.10,
/// §3.3.2.11).
pub(super) fn at_hash(case: &Case<'_>, payload: &Json) -> Finding {
    let text = case.expected.access_token.map(Secret::reveal);
    let absence = match text {
        Some(_) if case.expected.front => {
            Err("absent, but required where an access token comes through the front channel")
        }
        Some(_) if case.expected.pushed.is_some() => Err("absent, but required in a push"),
        _ => Ok("absent: optional in this flow"),
    };
    let nothing = "no access token came beside it";
    Hash { check: &AT_HASH, claim: "at_hash", of: "the access token", text, absence, nothing }.judge(case, payload)
}

/// REQUIRED in the front channel where a code comes too (§3.3.2.11); the token endpoint MAY leave it out (§3.3.3.6).
pub(super) fn c_hash(case: &Case<'_>, payload: &Json) -> Finding {
    let text = case.expected.code.map(Secret::reveal);
    let absence = match text {
        Some(_) if case.expected.front => Err("absent, but required where a code comes through the front channel"),
        _ => Ok("absent: optional in this flow"),
    };
    let nothing = "no code came beside it";
    Hash { check: &C_HASH, claim: "c_hash", of: "the code", text, absence, nothing }.judge(case, payload)
}

/// Required by FAPI 1.0 alone, which no provider can be held to unasked: compared where it stands.
pub(super) fn s_hash(case: &Case<'_>, payload: &Json) -> Finding {
    let (text, absence) = (case.expected.state, Ok("absent: only FAPI 1.0 requires it"));
    let nothing = "no state was sent";
    Hash { check: &S_HASH, claim: "s_hash", of: "the state", text, absence, nothing }.judge(case, payload)
}

/// REQUIRED in a push that brings a refresh token.
pub(super) fn rt_hash(case: &Case<'_>, payload: &Json, pushed: &Pushed<'_>) -> Finding {
    let text = pushed.refresh_token.map(Secret::reveal);
    let absence = match text {
        Some(_) => Err("absent, but required where a refresh token is pushed"),
        None => Ok("absent: no refresh token was pushed"),
    };
    let nothing = "no refresh token came beside it";
    let (claim, of) = ("urn:openid:params:jwt:claim:rt_hash", "the refresh token");
    Hash { check: &RT_HASH, claim, of, text, absence, nothing }.judge(case, payload)
}

impl Hash<'_> {
    fn judge(self, case: &Case<'_>, payload: &Json) -> Finding {
        let Self { check, of, .. } = self;
        let claim = match (payload.get(self.claim), self.absence) {
            (None, Ok(why)) => return check.pass(format!("absent, or the digest of {of}"), why),
            (None, Err(why)) => return check.fail(format!("the digest of {of}"), why),
            (Some(Json::String(claim)), _) => claim,
            (Some(other), _) => return check.fail("a string", other.kind()),
        };
        let Some(text) = self.text else { return check.skip(self.nothing) };
        let Some(algorithm) = case.algorithm() else {
            return check.skip("the algorithm is not known, so no rule names the digest");
        };
        let text = text.as_bytes();
        let Some(digest) = algorithm.claim_digest() else {
            return check.skip(format!("no rule names the digest for {}", algorithm.name()));
        };
        let due = left_half(digest, text);
        let expected = format!("{due}, the left half of {}", digest.name());
        if *claim == due {
            return check.pass(expected, claim);
        }
        let mistake = probable_mistake(claim, text);
        // Some digest it must be of, and the left half: what is neither binds nothing.
        let is_of_another = Digest::ALL.into_iter().any(|digest| *claim == left_half(digest, text));
        if matches!(algorithm, Algorithm::EdDsa | Algorithm::Ed25519) && is_of_another {
            return check.skip(format!("no rule names the digest for {}; {claim} is not {expected}", algorithm.name()));
        }
        check.fail(expected, format!("{claim}{mistake}"))
    }
}

fn left_half(digest: Digest, text: &[u8]) -> String {
    base64url::encode(&digest.of(text)[..digest.length() / 2])
}

/// What the provider probably did instead, if it can be recognised.
fn probable_mistake(claim: &str, text: &[u8]) -> String {
    for digest in Digest::ALL {
        if claim == left_half(digest, text) {
            return format!(", which is the left half of {}", digest.name());
        }
        if claim == base64url::encode(&digest.of(text)) {
            return format!(", which is all of {}, not its left half", digest.name());
        }
    }
    let padded = claim.trim_end_matches('=');
    let known = Digest::ALL.into_iter().any(|digest| padded == left_half(digest, text));
    if known { ", which is padded".to_owned() } else { String::new() }
}
