//! What a server answers to a proof: that it wants a nonce in it, that it refuses it, or neither.

use super::nonce::{EXPECTED, Offered};
use super::{CHALLENGE, LOOP, NONCE, PROOF};
use crate::protocol::answer::{self, OAuthError};
use crate::protocol::check::{Finding, Report};
use crate::protocol::clock;
use crate::protocol::exchange::Response;
use crate::protocol::text::shown_short;
use crate::protocol::time::in_words;

const USE_NONCE: &str = "use_dpop_nonce";
const TAKEN: &str = "an answer that does not ask for a nonce again";

/// Judges an answer that asks for a nonce: nothing when it does not. The value is there when repeating the request
/// makes sense, with what [`super::Nonces`] has learned from the same answer; `sent` is the nonce that was in the
/// proof.
pub fn challenge(response: &Response, sent: Option<&str>) -> Option<Report<()>> {
    if !asks_for_nonce(response) {
        return None;
    }
    let offered = Offered::of(response);
    let (value, row) = match (offered.nonce, offered.fault) {
        (Some(nonce), _) if sent == Some(nonce) => {
            (None, LOOP.fail(TAKEN, "the very nonce that was sent is asked for: the request is not repeated"))
        }
        (Some(_), Some(fault)) => (Some(()), NONCE.fail(EXPECTED, fault)),
        (Some(nonce), None) => (Some(()), NONCE.pass(EXPECTED, asked(nonce, sent))),
        (None, Some(fault)) => (None, NONCE.fail(EXPECTED, format!("{fault}; the request is not repeated"))),
        (None, None) => {
            (None, NONCE.fail(EXPECTED, "a nonce is asked for, and none is given: the request is not repeated"))
        }
    };
    Some(Report::new(value, vec![row]))
}

fn asked(nonce: &str, sent: Option<&str>) -> String {
    let nonce = shown_short(nonce, 80);
    match sent {
        None => format!("{nonce}: the server wants it in the proof, so the request is repeated; this is usual"),
        Some(_) => format!("{nonce}: the server wants it in place of the last one, so the request is repeated"),
    }
}

/// Whether the server took the nonce that it had asked for: judges the answer to the one repeated request.
pub fn again(response: &Response) -> Finding {
    if asks_for_nonce(response) {
        LOOP.fail(TAKEN, "a nonce is asked for once more: the request is not repeated a second time")
    } else {
        LOOP.pass(TAKEN, "none is asked for")
    }
}

/// Whether the proof was accepted, judged by the answer to a request that had one: nothing when the answer says
/// something else. `skew` is how far the server's clock is ahead of ours, of which proofs are made; the `Date` of a
/// refusal counts more, for other answers may be of other machines.
pub fn proof_refused(response: &Response, skew: Option<i64>) -> Option<Finding> {
    let expected = "no invalid_dpop_proof";
    if let Some(error) = refused_as(response, "invalid_dpop_proof") {
        let said = error.description.map_or_else(String::new, |said| format!(" ({})", shown_short(&said, 200)));
        let skew = clock::skew(response).value.or(skew);
        return Some(PROOF.fail(expected, format!("invalid_dpop_proof{said}; {}", by_clock(skew))));
    }
    let is_taken = (200..300).contains(&response.status) && answer::refusal(response).is_none();
    is_taken.then(|| PROOF.pass(expected, format!("{}", response.status)))
}

/// What the clocks have to do with it: servers take a proof for seconds or minutes (RFC 9449 §11.1).
fn by_clock(skew: Option<i64>) -> String {
    let Some(ahead) = skew else { return "the server's clock is not known".to_owned() };
    let away = in_words(ahead.unsigned_abs());
    let seems = match ahead {
        -1..=1 => return "the server's clock agrees with ours, so the time is not the reason".to_owned(),
        2.. => format!("the server's clock is {away} ahead of ours: to it the proof is {away} old"),
        _ => format!("the server's clock is {away} behind ours: to it the proof is {away} in the future"),
    };
    let blame = if ahead.unsigned_abs() > clock::TOLERANCE { "the likely reason" } else { "too little for most" };
    format!("{seems}, {blame}")
}

/// Whether a `DPoP` challenge takes proofs of our algorithm: nothing when there is no such challenge.
pub fn challenged(response: &Response, alg: &str) -> Option<Finding> {
    let challenge = answer::challenge_of(response, "dpop")?;
    let Some(algs) = challenge.parameter("algs") else {
        return Some(CHALLENGE.warn(alg, "the challenge has no algs"));
    };
    let known = algs.split(' ').any(|known| known == alg);
    Some(CHALLENGE.judge(known, alg, if algs.is_empty() { "algs is empty" } else { &algs }))
}

/// Whether an answer asks for a nonce.
pub(super) fn asks_for_nonce(response: &Response) -> bool {
    // RFC 9449 §8 and §9: an error, of the token endpoint by 400, of a resource by 401.
    (400..500).contains(&response.status) && refused_as(response, USE_NONCE).is_some()
}

/// The refusal of that code, in the body or in a challenge. A challenge of our scheme counts before that of another.
fn refused_as(response: &Response, code: &str) -> Option<OAuthError> {
    let in_scheme = answer::challenge_of(response, "dpop").and_then(|challenge| challenge.error(response));
    let refusals = [in_scheme, answer::refusal(response)];
    refusals.into_iter().flatten().find(|error| error.error == code)
}
