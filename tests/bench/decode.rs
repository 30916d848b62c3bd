//! Decoding tokens beside the bare cost of base64 and a JSON parse of the same bytes, and verifying them beside the
//! crypto library alone.

use std::hint::black_box;
use std::time::Instant;

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    self, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, PqdsaKeyPair, RsaKeyPair, UnparsedPublicKey,
    VerificationAlgorithm,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use grantty::protocol::jose::algorithm::Algorithm;
use grantty::protocol::jose::jwk::Jwk;
use grantty::protocol::jose::{jws, jwt};
use grantty::protocol::json;

use super::budget::{Budgets, least};

/// Beside the bare cost, for the least of the rounds: at 5 MB, and below it.
const LARGE_BUDGET: f64 = 1.5;
const BUDGET: f64 = 2.0;

/// Beside the library alone: choosing the algorithm and judging the form of a signature costs next to nothing.
const VERIFYING_BUDGET: f64 = 1.25;

/// The rounds of each, taken in turns.
const TURNS: usize = 5;

const TEXT: &[u8] = b"eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIiwic3ViIjoiYSJ9";

pub fn measure(budgets: &mut Budgets) {
    println!("decoding a token      bytes     µs    bare µs");
    let tokens = [
        ("1 KB", claims(700), 2000, BUDGET),
        ("100 KB", claims(75_000), 100, BUDGET),
        ("5 MB", claims(3_900_000), 4, LARGE_BUDGET),
        ("100,000 claims", wide(), 4, LARGE_BUDGET),
    ];
    for (name, claims, rounds, most) in tokens {
        decode(name, &token(&claims), rounds, (most, budgets));
    }
    println!("verifications a second         library alone");
    rsa(budgets);
    ecdsa(budgets);
    ed25519(budgets);
    hs256(budgets);
    ml_dsa(budgets);
}

fn decode(name: &str, token: &str, rounds: usize, (most, budgets): (f64, &mut Budgets)) {
    let ours = || assert!(black_box(jwt::read(token)).payload.is_some(), "{name} is decoded");
    let (ours, alone) = in_turns(rounds, ours, || bare(token));
    let ratio = ours / alone;
    let verdict = budgets.judge(&format!("decoding {name} beside the bare cost"), ratio, most);
    println!("  {name:16} {:9} {ours:9.1} {alone:9.1}   ×{ratio:.2} {verdict}", token.len());
}

/// What nobody can do without: base64 and a tree of values.
fn bare(token: &str) {
    for part in token.split('.').take(2) {
        let bytes = URL_SAFE_NO_PAD.decode(part).expect("base64url");
        let _tree = black_box(serde_json::from_slice::<serde_json::Value>(&bytes).expect("JSON"));
    }
}

/// The least microseconds of one and the other.
fn in_turns(rounds: usize, mut one: impl FnMut(), mut other: impl FnMut()) -> (f64, f64) {
    let (mut ones, mut others) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        ones.push(microseconds(rounds, &mut one));
        others.push(microseconds(rounds, &mut other));
    }
    (least(&ones), least(&others))
}

#[expect(clippy::cast_precision_loss, reason = "thousands")]
fn microseconds(rounds: usize, act: &mut impl FnMut()) -> f64 {
    let started = Instant::now();
    for _ in 0..rounds {
        act();
    }
    started.elapsed().as_secs_f64() * 1e6 / rounds as f64
}

fn token(claims: &str) -> String {
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256","kid":"a","typ":"JWT"}"#);
    format!("{header}.{}.{}", URL_SAFE_NO_PAD.encode(claims), URL_SAFE_NO_PAD.encode([7; 256]))
}

/// Claims as providers write them: short texts, numbers, lists, an escape now and then.
fn claims(bytes: usize) -> String {
    let mut text = String::from(r#"{"iss":"https://id.example.com","iat":1763622000,"email_verified":true"#);
    let mut n = 0;
    while text.len() < bytes {
        n += 1;
        let more = format!(
            r#","claim-{n}":{{"roles":["reader of number {n}","writer"],"since":{},"score":-0.{n}5e2,"note":"a \"quoted\" word, ünïcode"}}"#,
            1_700_000_000 + n
        );
        text.push_str(&more);
    }
    text + "}"
}

fn wide() -> String {
    let members: Vec<String> = (0..100_000).map(|n| format!(r#""claim-{n}":{n}"#)).collect();
    format!("{{{}}}", members.join(","))
}

/// Our judging of one signature beside the library's.
fn verify(
    alg: &str,
    jwk: &str,
    made: &[u8],
    library: (&'static dyn VerificationAlgorithm, &[u8]),
    budgets: &mut Budgets,
) {
    let jwk = Jwk::read(&json::parse(jwk.as_bytes()).expect("JSON").value, 1);
    let algorithm = Algorithm::from_name(alg).expect("a known name");
    let (verifier, key) = library;
    let ours = || jws::verify(algorithm, &jwk, TEXT, made).expect("it fits");
    compare(alg, ours, || UnparsedPublicKey::new(verifier, key).verify(TEXT, made).expect("it fits"), budgets);
}

fn compare(alg: &str, ours: impl FnMut(), alone: impl FnMut(), budgets: &mut Budgets) {
    let (ours, alone) = in_turns(200, ours, alone);
    let verdict = budgets.judge(&format!("verifying {alg} beside the library alone"), ours / alone, VERIFYING_BUDGET);
    println!("  {alg:16} {:12.0} {:12.0}   ×{:.2} {verdict}", 1e6 / ours, 1e6 / alone, ours / alone);
}

fn text(octets: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(octets)
}

fn rsa(budgets: &mut Budgets) {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).expect("a key");
    let mut made = vec![0; 256];
    pair.sign(&signature::RSA_PKCS1_SHA256, &SystemRandom::new(), TEXT, &mut made).expect("it signs");
    let public = pair.public_key();
    let (n, e) = (public.modulus().big_endian_without_leading_zero(), public.exponent());
    let e = e.big_endian_without_leading_zero();
    let jwk = format!(r#"{{"kty":"RSA","n":"{}","e":"{}"}}"#, text(n), text(e));
    verify("RS256", &jwk, &made, (&signature::RSA_PKCS1_2048_8192_SHA256, public.as_ref()), budgets);
}

fn ecdsa(budgets: &mut Budgets) {
    let pair = EcdsaKeyPair::generate(&signature::ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key");
    let made = pair.sign(&SystemRandom::new(), TEXT).expect("it signs");
    let point = pair.public_key().as_ref();
    let (x, y) = point[1..].split_at(32);
    let jwk = format!(r#"{{"kty":"EC","crv":"P-256","x":"{}","y":"{}"}}"#, text(x), text(y));
    verify("ES256", &jwk, made.as_ref(), (&signature::ECDSA_P256_SHA256_FIXED, point), budgets);
}

fn ed25519(budgets: &mut Budgets) {
    let pair = Ed25519KeyPair::generate().expect("a key");
    let (made, key) = (pair.sign(TEXT), pair.public_key().as_ref());
    let jwk = format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{}"}}"#, text(key));
    verify("EdDSA", &jwk, made.as_ref(), (&signature::ED25519, key), budgets);
}

fn hs256(budgets: &mut Budgets) {
    let secret = [9; 32];
    let made = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &secret), TEXT);
    let ours = || jws::verify_secret(Algorithm::Hs256, &secret, TEXT, made.as_ref()).expect("it fits");
    let alone = || {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &secret);
        hmac::verify(&key, TEXT, made.as_ref()).expect("it fits");
    };
    compare("HS256", ours, alone, budgets);
}

fn ml_dsa(budgets: &mut Budgets) {
    let pair = PqdsaKeyPair::generate(&signature::ML_DSA_65_SIGNING).expect("a key");
    let mut made = vec![0; signature::ML_DSA_65_SIGNING.signature_len()];
    pair.sign(TEXT, &mut made).expect("it signs");
    let key = pair.public_key().as_ref();
    let jwk = format!(r#"{{"kty":"AKP","alg":"ML-DSA-65","pub":"{}"}}"#, text(key));
    verify("ML-DSA-65", &jwk, &made, (&signature::ML_DSA_65, key), budgets);
}
