//! Tokens of a scenario, made with keys of this test and with whatever fault a file asks for.

use std::sync::OnceLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{self, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _};
use aws_lc_rs::{digest, hmac};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use serde_json::{Value, json};
use toml::Table;

use super::provider::json_of;

struct Keys {
    rsa: RsaKeyPair,
    rsa2: RsaKeyPair,
    ec: EcdsaKeyPair,
    ec384: EcdsaKeyPair,
    ed: Ed25519KeyPair,
}

fn keys() -> &'static Keys {
    static KEYS: OnceLock<Keys> = OnceLock::new();
    KEYS.get_or_init(|| Keys {
        rsa: RsaKeyPair::generate(KeySize::Rsa2048).expect("an RSA key"),
        rsa2: RsaKeyPair::generate(KeySize::Rsa2048).expect("an RSA key"),
        ec: EcdsaKeyPair::generate(&signature::ECDSA_P256_SHA256_FIXED_SIGNING).expect("a P-256 key"),
        ec384: EcdsaKeyPair::generate(&signature::ECDSA_P384_SHA384_FIXED_SIGNING).expect("a P-384 key"),
        ed: Ed25519KeyPair::generate().expect("an Ed25519 key"),
    })
}

/// Every key: one of each type, `rsa`, `ec`, `ec384` and `ed` by `kid`, and last `rsa2`, which signs nothing.
pub fn jwks() -> Vec<Value> {
    let point = |key: &EcdsaKeyPair, size: usize| {
        let bytes = key.public_key().as_ref().to_vec();
        (BASE64URL.encode(&bytes[1..=size]), BASE64URL.encode(&bytes[1 + size..]))
    };
    let (x, y) = point(&keys().ec, 32);
    let (x384, y384) = point(&keys().ec384, 48);
    let ((n, e), (n2, e2)) = (rsa_numbers(&keys().rsa), rsa_numbers(&keys().rsa2));
    vec![
        json!({ "kty": "RSA", "kid": "rsa", "use": "sig", "alg": "RS256", "n": n, "e": e }),
        json!({ "kty": "EC", "kid": "ec", "use": "sig", "alg": "ES256", "crv": "P-256", "x": x, "y": y }),
        json!({ "kty": "EC", "kid": "ec384", "use": "sig", "alg": "ES384", "crv": "P-384", "x": x384, "y": y384 }),
        json!({ "kty": "OKP", "kid": "ed", "use": "sig", "alg": "EdDSA", "crv": "Ed25519", "x": BASE64URL.encode(keys().ed.public_key().as_ref()) }),
        json!({ "kty": "RSA", "kid": "rsa2", "use": "sig", "alg": "RS256", "n": n2, "e": e2 }),
    ]
}

fn rsa_numbers(pair: &RsaKeyPair) -> (String, String) {
    let public = pair.public_key();
    let trimmed = |bytes: &[u8]| BASE64URL.encode(&bytes[bytes.iter().take_while(|byte| **byte == 0).count()..]);
    (
        trimmed(public.modulus().big_endian_without_leading_zero()),
        trimmed(public.exponent().big_endian_without_leading_zero()),
    )
}

/// The access token: opaque, with enough entropy.
pub fn access_token() -> String {
    "2YotnFZFEjr1zCsicMWpAA-8xLOxBtZp8_tGzv3JOkF0XG5Qx2TlKWIA".to_owned()
}

/// The access token of the front channel, which is another one.
pub fn front_access_token() -> String {
    "Hq1mT9cVzL4-Xb7_RwPzYk3NdAe0sJuGf6oIi5hKvDx8yBtQlM2WnCjE".to_owned()
}

/// What an ID Token is about.
#[derive(Clone, Default)]
pub struct About {
    /// Who issues it.
    pub issuer: String,
    /// For whom.
    pub client_id: String,
    /// The access token beside it.
    pub access_token: Option<String>,
    /// The code beside it, where `c_hash` is due.
    pub code: Option<String>,
    /// The `state` of the request, where `s_hash` is due.
    pub state: Option<String>,
    /// The `nonce` that was asked for.
    pub nonce: Option<String>,
    /// The class of sign-in that was asked for.
    pub acr: Option<String>,
    /// When the person signed in, if not just now.
    pub auth_time: Option<u64>,
    /// The request that a push answers, and the refresh token beside it.
    pub pushed: Option<(String, String)>,
}

/// An ID Token that is right except for its patch.
pub fn id_token(patch: &Table, about: &About, now: u64) -> String {
    let sign = algorithm(patch);
    let mut claims = json!({
        "iss": about.issuer, "sub": "ann", "aud": about.client_id, "iat": now, "exp": now + 3600,
        "auth_time": about.auth_time.unwrap_or(now - 5), "name": "Ann",
    });
    let digests = [("at_hash", &about.access_token), ("c_hash", &about.code), ("s_hash", &about.state)];
    for (name, value) in digests {
        if let Some(value) = value {
            claims[name] = left_half(sign, value).into();
        }
    }
    if let Some((auth_req_id, refresh_token)) = &about.pushed {
        claims["urn:openid:params:jwt:claim:auth_req_id"] = auth_req_id.as_str().into();
        claims["urn:openid:params:jwt:claim:rt_hash"] = left_half(sign, refresh_token).into();
    }
    for (name, value) in [("nonce", &about.nonce), ("acr", &about.acr)] {
        if let Some(value) = value {
            claims[name] = value.as_str().into();
        }
    }
    jwt(patch, claims, now)
}

fn algorithm(patch: &Table) -> &str {
    patch.get("sign").map_or("RS256", |sign| sign.as_str().expect("an algorithm"))
}

/// A JWT with these claims, right except for its patch.
pub fn jwt(patch: &Table, claims: Value, now: u64) -> String {
    jwt_with(patch, ("typ", Value::Null), claims, now)
}

/// The same with one more member of the header, unless it is null.
pub fn jwt_with(patch: &Table, (name, member): (&str, Value), mut claims: Value, now: u64) -> String {
    if let Some(raw) = patch.get("raw") {
        return raw.as_str().expect("raw is text").to_owned();
    }
    let sign = algorithm(patch);
    let mut header = header(sign);
    if !member.is_null() {
        header[name] = member;
    }
    change(&mut header, patch.get("header"), &[], now);
    change(&mut claims, patch.get("claims"), &super::strings(patch.get("without")), now);
    let text = |name: &str| patch.get(name).map(|text| text.as_str().expect("text"));
    let tail = |name: &str| {
        patch.get("append").and_then(|tails| tails.get(name)).map_or("", |tail| tail.as_str().expect("text"))
    };
    let part = |name: &str, value: &Value| {
        let raw = if name == "header" { "raw_header" } else { name };
        let whole = text(raw).map_or_else(|| prefixed(value, text(&format!("{name}_prefix"))), str::to_owned);
        BASE64URL.encode(whole) + tail(name)
    };
    let input = format!("{}.{}", part("header", &header), part("payload", &claims));
    let signature =
        text("signature").map_or_else(|| BASE64URL.encode(signature(sign, input.as_bytes(), patch)), str::to_owned);
    format!("{input}.{signature}{}", tail("signature"))
}

/// An object as text, with raw members in front of all others: the only way to have one twice.
fn prefixed(value: &Value, prefix: Option<&str>) -> String {
    match prefix {
        Some(prefix) => value.to_string().replacen('{', &format!("{{{prefix},"), 1),
        None => value.to_string(),
    }
}

fn header(sign: &str) -> Value {
    let kid = match sign {
        "ES256" | "ES256-der" => "ec",
        "ES384" => "ec384",
        "EdDSA" => "ed",
        _ => "rsa",
    };
    match sign {
        "none" => json!({ "alg": "none" }),
        "HS256" | "HS384" | "HS512" => json!({ "alg": sign }),
        "hs256-with-public-key" => json!({ "alg": "HS256", "kid": "rsa" }),
        "broken" => json!({ "alg": "RS256", "kid": "rsa" }),
        "broken-ES256" => json!({ "alg": "ES256", "kid": "ec" }),
        "ES256-der" => json!({ "alg": "ES256", "kid": kid }),
        "broken-HS256" => json!({ "alg": "HS256" }),
        alg => json!({ "alg": alg, "kid": kid }),
    }
}

/// Adds, replaces (`"now-360"` counts from the issue, `{ append = "1" }` goes behind what is there) and leaves out
/// members; an empty string in `header` takes away.
fn change(value: &mut Value, patch: Option<&toml::Value>, without: &[String], issued: u64) {
    let members = value.as_object_mut().expect("an object");
    for name in without {
        assert!(members.shift_remove(name).is_some(), "{name} is not there to be left out");
    }
    for (name, new) in patch.and_then(toml::Value::as_table).into_iter().flatten() {
        let moment =
            new.as_str().and_then(|text| text.strip_prefix("now")).and_then(|offset| offset.parse::<i64>().ok());
        let tail = new.get("append").map(|tail| tail.as_str().expect("text"));
        match moment {
            _ if tail.is_some() => {
                let before = members[name].as_str().expect("text to append to").to_owned();
                members.insert(name.clone(), (before + tail.unwrap_or_default()).into())
            }
            Some(offset) => members.insert(name.clone(), json!(issued.cast_signed() + offset)),
            None if new.as_str() == Some("") && name == "kid" => members.shift_remove(name),
            None => members.insert(name.clone(), json_of(new)),
        };
    }
}

fn signature(sign: &str, input: &[u8], patch: &Table) -> Vec<u8> {
    let random = SystemRandom::new();
    let rsa = |padding: &'static dyn signature::RsaEncoding| {
        let mut out = vec![0; keys().rsa.public_modulus_len()];
        keys().rsa.sign(padding, &random, input, &mut out).expect("an RSA signature");
        out
    };
    let mac = |algorithm, secret: &[u8]| hmac::sign(&hmac::Key::new(algorithm, secret), input).as_ref().to_vec();
    let secret = patch.get("secret").map_or("secret", |secret| secret.as_str().expect("text")).as_bytes();
    let broken = |bytes: Vec<u8>| bytes.into_iter().map(|byte| byte ^ 0x5a).collect();
    match sign {
        "none" => Vec::new(),
        "RS256" => rsa(&signature::RSA_PKCS1_SHA256),
        "RS384" => rsa(&signature::RSA_PKCS1_SHA384),
        "RS512" => rsa(&signature::RSA_PKCS1_SHA512),
        "PS256" => rsa(&signature::RSA_PSS_SHA256),
        "ES256" => keys().ec.sign(&random, input).expect("a signature").as_ref().to_vec(),
        "ES384" => keys().ec384.sign(&random, input).expect("a signature").as_ref().to_vec(),
        "EdDSA" => keys().ed.sign(input).as_ref().to_vec(),
        "HS256" => mac(hmac::HMAC_SHA256, secret),
        "HS384" => mac(hmac::HMAC_SHA384, secret),
        "HS512" => mac(hmac::HMAC_SHA512, secret),
        "ES256-der" => der(keys().ec.sign(&random, input).expect("a signature").as_ref()),
        "hs256-with-public-key" => mac(hmac::HMAC_SHA256, rsa_numbers(&keys().rsa).0.as_bytes()),
        "broken" => broken(rsa(&signature::RSA_PKCS1_SHA256)),
        "broken-ES256" => broken(keys().ec.sign(&random, input).expect("a signature").as_ref().to_vec()),
        "broken-HS256" => broken(mac(hmac::HMAC_SHA256, secret)),
        other => panic!("scenarios cannot sign {other:?}"),
    }
}

/// The form of an ECDSA signature in certificates, which is not the one of tokens.
fn der(fixed: &[u8]) -> Vec<u8> {
    let integer = |number: &[u8]| {
        let digits: Vec<u8> = number.iter().copied().skip_while(|byte| *byte == 0).collect();
        let sign: &[u8] = if digits[0] >= 0x80 { &[0] } else { &[] };
        [&[2, u8::try_from(sign.len() + digits.len()).expect("short")], sign, digits.as_slice()].concat()
    };
    let (r, s) = fixed.split_at(fixed.len() / 2);
    let body = [integer(r), integer(s)].concat();
    [&[0x30, u8::try_from(body.len()).expect("short")], body.as_slice()].concat()
}

/// OIDC Core §3.1.3.6: the left half of the hash that belongs to the algorithm.
fn left_half(sign: &str, value: &str) -> String {
    let algorithm = match sign {
        alg if alg.ends_with("384") => &digest::SHA384,
        alg if alg.ends_with("512") || alg == "EdDSA" => &digest::SHA512,
        _ => &digest::SHA256,
    };
    let hash = digest::digest(algorithm, value.as_bytes());
    BASE64URL.encode(&hash.as_ref()[..hash.as_ref().len() / 2])
}
