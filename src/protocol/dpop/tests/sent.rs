//! Proofs of our own, and the nonces in them.

use super::*;
use crate::protocol::answer::sample::{response, with};
use crate::protocol::jose::algorithm::Algorithm;
use crate::protocol::jose::jwk::Jwk;
use crate::protocol::jose::jwt::Decoded;
use crate::protocol::jose::{base64url, jws, jwt};
use crate::protocol::json::Json;

fn proof(request: &Request) -> Option<(&str, Decoded)> {
    let proofs: Vec<&str> =
        request.headers.iter().filter(|(name, _)| *name == "dpop").map(|(_, value)| value.reveal()).collect();
    assert!(proofs.len() <= 1, "RFC 9449 §4.3 (1)");
    proofs.first().map(|proof| (*proof, jwt::read(proof)))
}

fn claim(request: &Request, name: &str) -> Option<String> {
    let payload = proof(request).expect("a proof").1.payload.expect("claims");
    payload.get(name).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

fn userinfo(scheme: &str) -> Request {
    let header = Secret::new(format!("{scheme} {TOKEN}"));
    let request = Request::get(Purpose::Userinfo, url("https://id.example.com/userinfo"));
    prover().prove(request.with_header("authorization", Value::Secret("authorization", header)), None, (now(), "a"))
}

#[test]
fn a_proof_names_its_request_and_verifies_with_the_key_it_brings() {
    let request = prover().prove(token_request("https://id.example.com/token"), Some("n-1"), (now(), "id-1"));
    let (text, decoded) = proof(&request).expect("a proof");
    let header = decoded.header.expect("a header");
    let names: Vec<&str> = header.as_object().expect("members").iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["alg", "typ", "jwk"]);
    assert_eq!(header.get("typ").and_then(Json::as_str), Some("dpop+jwt"));
    let jwk = header.get("jwk").expect("a key");
    let members: Vec<&str> = jwk.as_object().expect("members").iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(members, ["crv", "kty", "x", "y"], "no private and no optional member");
    assert_eq!(
        decoded.payload.expect("claims").to_string(),
        r#"{"jti":"id-1","htm":"POST","htu":"https://id.example.com/token","iat":1562262616,"nonce":"n-1"}"#
    );
    let (signed, signature) = text.rsplit_once('.').expect("three parts");
    let (key, made) = (Jwk::read(jwk, 1), base64url::decode(signature).expect("octets"));
    assert_eq!(jws::verify(Algorithm::Es256, &key, signed.as_bytes(), &made), Ok(()));
    assert_eq!(key.thumbprint.as_deref(), Some(prover().jkt()));
}

#[test]
fn a_repeated_request_has_one_proof_and_a_new_one() {
    let first = prover().prove(token_request("https://id.example.com/token"), None, (now(), "id-1"));
    let later = now().after(std::time::Duration::from_secs(2));
    let second = prover().prove(first.clone(), Some("n-2"), (later, "id-2"));
    assert_eq!((claim(&first, "nonce"), claim(&first, "jti").as_deref()), (None, Some("id-1")));
    assert_eq!((claim(&second, "nonce").as_deref(), claim(&second, "jti").as_deref()), (Some("n-2"), Some("id-2")));
    assert_eq!(claim(&second, "iat").as_deref(), Some("1562262618"));
}

#[test]
fn the_access_token_is_hashed_where_it_is_shown_as_bound() {
    for scheme in ["DPoP", "dpop"] {
        assert_eq!(claim(&userinfo(scheme), "ath").as_deref(), Some(ATH), "RFC 9449 §7.1");
        assert_eq!(claim(&userinfo(scheme), "htm").as_deref(), Some("GET"));
    }
    assert!(proof(&userinfo("Bearer")).is_none());
    let basic = Value::Secret("authorization", Secret::new("Basic YTpi"));
    let token = token_request("https://id.example.com/token").with_header("authorization", basic);
    assert_eq!(claim(&prover().prove(token, None, (now(), "a")), "ath"), None);
}

#[test]
fn other_endpoints_take_no_proof() {
    for purpose in [
        Purpose::Discovery,
        Purpose::Jwks,
        Purpose::DeviceAuthorization,
        Purpose::BackchannelAuthentication,
        Purpose::Introspection,
        Purpose::Revocation,
    ] {
        let request = Request::post(purpose, url("https://id.example.com/x"), Vec::new());
        assert_eq!(prover().prove(request.clone(), Some("n"), (now(), "a")), request, "{purpose:?}");
    }
}

#[test]
fn htu_is_normal_and_judged() {
    crate::covers!("DPP-09");
    for (address, htu) in [
        ("https://id.example.com/token?x=1#y", "https://id.example.com/token"),
        ("HTTPS://ID.Example.COM:443/Token/%7e?x", "https://id.example.com/Token/%7e"),
        ("https://ann:pw@id.example.com:8443/a/../token", "https://id.example.com:8443/token"),
        ("http://[::1]:8080", "http://[::1]:8080/"),
    ] {
        let request = prover().prove(token_request(address), None, (now(), "a"));
        assert_eq!(claim(&request, "htu").as_deref(), Some(htu));
        assert_eq!(judge_sent(&request).expect("a row").verdict, Verdict::Pass, "{address}");
    }
    let address = "https://id.example.com/token?x=1";
    for payload in [
        r#"{"htu":"https://id.example.com/token?x=1"}"#,
        r#"{"htu":"https://id.example.com/token#"}"#,
        r#"{"htu":"https://ID.example.com/token"}"#,
        r#"{"htu":7}"#,
        "{}",
    ] {
        let claims = crate::protocol::json::parse(payload.as_bytes()).expect("JSON").value;
        let signer = Signer::from_text(&Secret::new(KEY), None).expect("a key");
        let row = judge_sent(&with_proof(signer.sign(&[], &claims), address)).expect("a row");
        assert_eq!((row.check.id, row.verdict), ("dpop.htu", Verdict::Fail), "{payload}");
    }
    assert_eq!(judge_sent(&token_request(address)), None);
}

#[test]
fn the_newest_nonce_is_kept_for_its_origin() {
    crate::covers!("DPP-06");
    let mut nonces = Nonces::default();
    let (token, other) = (url("https://id.example.com/token"), url("https://api.example.com/token"));
    nonces.note(&token, &with(response(400, "{}"), "dpop-nonce", "first"));
    nonces.note(&token, &with(response(200, "{}"), "DPoP-Nonce", "second"));
    assert_eq!(nonces.of(&url("https://id.example.com:443/userinfo")), Some("second"));
    assert_eq!(nonces.of(&other), None);
    nonces.note(&token, &response(200, "{}"));
    nonces.note(&token, &with(response(200, "{}"), "dpop-nonce", "a\"b"));
    assert_eq!(nonces.of(&token), Some("second"), "what cannot be sent replaces nothing");
    for port in 1..=100 {
        nonces.note(&url(&format!("http://127.0.0.1:{port}/")), &with(response(200, "{}"), "dpop-nonce", "n"));
    }
    assert_eq!((nonces.of(&token), nonces.of(&url("http://127.0.0.1:1/"))), (None, Some("n")), "100 are kept");
}

#[test]
fn no_secret_proves_anything_and_no_debug_shows_a_key() {
    let secret = Signer::from_secret(&Secret::new("0123456789abcdef0123456789abcdef"), None).expect("a signer");
    assert!(Prover::new(secret).expect_err("a shared secret").contains("private key"));
    let shown = format!("{:?}", prover());
    assert!(shown.contains(prover().jkt()) && !shown.contains("jpsQ"), "{shown}");
    let request = prover().prove(token_request("https://id.example.com/token"), None, (now(), "a"));
    assert!(!format!("{request:?}").contains("eyJ"));
    assert_eq!((prover().alg(), request.secrets().next().expect("the proof").0), ("ES256", "dpop"));
}
