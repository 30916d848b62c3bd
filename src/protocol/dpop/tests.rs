//! Proofs as they go out, and every answer to them.

mod answers;
mod pasted;
mod sent;

use url::Url;

use super::*;
use crate::protocol::check::Verdict;
use crate::protocol::exchange::{Purpose, Request, Value};
use crate::protocol::jose::signer::Signer;
use crate::protocol::secret::Secret;
use crate::protocol::time::Now;

/// RFC 7515 A.3.1.
const KEY: &str = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#;
/// RFC 9449 §7.1, with its `ath`.
const TOKEN: &str = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";
const ATH: &str = "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo";
const NOW: u64 = 1_562_262_616;

fn prover() -> Prover {
    Prover::new(Signer::from_text(&Secret::new(KEY), None).expect("a key")).expect("a prover")
}

fn url(text: &str) -> Url {
    Url::parse(text).expect(text)
}

fn now() -> Now {
    Now { mono: std::time::Duration::ZERO, unix: NOW }
}

fn token_request(address: &str) -> Request {
    Request::post(Purpose::Token, url(address), Vec::new())
}

fn with_proof(proof: Secret, address: &str) -> Request {
    token_request(address).with_header("dpop", Value::Secret("dpop", proof))
}

#[test]
fn the_type_of_the_token_is_held_against_what_was_sent() {
    let prover = prover();
    for (proven, kind, expected) in [
        (true, "DPoP", Verdict::Pass),
        (true, "dpop", Verdict::Pass),
        (true, "Bearer", Verdict::Warn),
        (true, "N_A", Verdict::Skip),
        (false, "DPoP", Verdict::Fail),
        (false, "dPOP", Verdict::Fail),
        (false, "Bearer", Verdict::Skip),
    ] {
        let row = token_type(Some(&prover).filter(|_| proven), kind);
        assert_eq!((row.check.id, row.verdict), ("dpop.token_type", expected), "{kind}");
    }
}

#[test]
fn our_algorithm_is_looked_for_in_the_metadata() {
    for (advertised, expected) in [
        (Some(&["RS256", "ES256"][..]), Verdict::Pass),
        (Some(&["RS256", "es256"][..]), Verdict::Fail),
        (Some(&[][..]), Verdict::Fail),
        (None, Verdict::Warn),
    ] {
        assert_eq!(supported(advertised, "ES256").verdict, expected, "{advertised:?}");
    }
}
