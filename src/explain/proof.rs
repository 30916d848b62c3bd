//! The proof (`DPoP`) of the last request, read back from what was sent: a refusal names it, and here is what it said.

use super::fact::Fact;
use super::piece;
use crate::protocol::clock;
use crate::protocol::dpop;
use crate::protocol::exchange::Value;
use crate::protocol::jose::jwt;
use crate::protocol::json::{Json, Number};
use crate::protocol::time::in_words;
use crate::record::{Exchange, Run};

/// Refusals that may be about it.
const ABOUT: [&str; 3] = ["invalid_dpop_proof", "use_dpop_nonce", "invalid_token"];

/// What a rule may ask about it: nothing where the last request takes none.
pub(super) fn facts(run: &Run) -> Vec<Fact> {
    let Some(exchange) = taking(run) else { return Vec::new() };
    if proof(exchange).is_none() {
        return vec![Fact::ProofAbsent];
    }
    // Servers take a proof for seconds or minutes, in the past or to come (RFC 9449 §11.1).
    let is_skewed = run.skew.is_some_and(|skew| skew.unsigned_abs() > clock::TOLERANCE);
    [Some(Fact::ProofSent), is_skewed.then_some(Fact::ProofSkewed)].into_iter().flatten().collect()
}

/// What stands beside a refusal of it, as a sentence without its full stop.
pub(super) fn beside(run: &Run, code: &str) -> Option<String> {
    let exchange = taking(run).filter(|_| ABOUT.contains(&code))?;
    let proof = jwt::read(proof(exchange)?);
    let claims = proof.payload.as_ref().unwrap_or(&Json::Null);
    let text = |name: &str| claims.get(name).and_then(Json::as_str).map(|text| piece(&run.masker.mask(text)));
    let named = |name: &str| text(name).map_or_else(|| format!("no {name}"), |text| format!("{name} {text}"));
    let alg = proof.header_text("alg").map_or_else(|| "no alg".to_owned(), |alg| format!("alg {}", piece(alg)));
    let nonce = text("nonce").map_or_else(|| "no nonce".to_owned(), |_| "a nonce".to_owned());
    let ath = text("ath").map(|_| "the hash of the access token".to_owned());
    let parts = [Some(alg), Some(named("htm")), Some(named("htu")), Some(made(run, claims)), Some(nonce), ath];
    Some(format!("Sent: a proof with {}", parts.into_iter().flatten().collect::<Vec<_>>().join(", ")))
}

/// When it was made, by both clocks.
fn made(run: &Run, claims: &Json) -> String {
    let Some(iat) = claims.get("iat").and_then(Json::as_number).and_then(Number::as_u64) else {
        return "no iat".to_owned();
    };
    match run.skew {
        None => format!("iat {iat} (the server's clock is not known)"),
        Some(-1..=1) => format!("iat {iat} (the server's clock agrees with ours)"),
        Some(ahead) => {
            let side = if ahead > 0 { "ahead of" } else { "behind" };
            format!("iat {iat} (the server's clock is {} {side} ours)", in_words(ahead.unsigned_abs()))
        }
    }
}

/// The last request, where it is one that takes a proof.
fn taking(run: &Run) -> Option<&Exchange> {
    run.exchanges.last().filter(|exchange| dpop::takes_proof(exchange.request.purpose))
}

fn proof(exchange: &Exchange) -> Option<&str> {
    exchange.request.headers.iter().find(|(name, _)| *name == "dpop").map(|(_, value)| Value::reveal(value))
}
