//! The provider's side of `DPoP` (RFC 9449): it verifies every proof with means of its own, demands nonces as the file
//! says, and binds tokens to the key.
//!
//! ```toml
//! [dpop]
//! nonce = true                       # every proof needs the newest nonce of its server: HOST-1, HOST-2 …
//! at = ["userinfo"]                  # only these requests do
//! rotate = true                      # every success hands out the next one
//! for_ever = true                    # every proof is challenged, each time with a new nonce
//! same = true                        # every proof is challenged, each time with the same nonce
//! in_challenge = true                # by 401 and a challenge at the token endpoint as well
//! scheme = "dPoP"                    # as the challenge spells it
//! challenge = { status = 401 }       # a patch of that answer; headers = { "dpop-nonce" = "" }
//! bind = "other"                     # the token is bound to another key; "nothing"
//! opaque = true                      # the access token says nothing at all
//! [access_token]                     # patches of the access token, which is a JWT then
//! bound_to_certificate = true        # to the one of the profile
//! ```

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use grantty::profile::{Profile, SecretReference};
use grantty::protocol::exchange::{Purpose, Request};
use grantty::protocol::time::Now;
use serde_json::{Value, json};
use toml::Table;

use super::answers::{Answer, answer};
use super::provider::table;
use super::token;
use super::verified::{Jwt, sha256, thumbprint};

/// The thumbprint of nobody's key.
const OTHER: &str = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";

/// Seconds for which a proof is good.
const PATIENCE: u64 = 60;

/// What it remembers.
pub struct Proofs {
    patch: Table,
    token_patch: Option<Table>,
    certificate: Option<String>,
    /// The number of the newest nonce of each server.
    nonces: BTreeMap<String, usize>,
    seen: BTreeSet<String>,
    /// The key that tokens are bound to.
    key: Option<String>,
}

/// The certificate of a profile, in DER.
pub fn certificate(profile: &Profile) -> Option<Vec<u8>> {
    let Some(SecretReference::Literal(pem)) = &profile.client.certificate else { return None };
    let (_, tail) = pem.reveal().split_once("-----BEGIN CERTIFICATE-----")?;
    let (inner, _) = tail.split_once("-----END CERTIFICATE-----")?;
    STANDARD.decode(inner.split_whitespace().collect::<String>()).ok()
}

fn header<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    request.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| value.reveal())
}

fn host(request: &Request) -> String {
    request.url.host_str().expect("a host").to_owned()
}

impl Proofs {
    /// Nobody came yet.
    pub fn new(scenario: &Table, profile: &Profile) -> Self {
        Self {
            patch: scenario.get("dpop").map(table).unwrap_or_default(),
            token_patch: scenario.get("access_token").map(table),
            certificate: certificate(profile).map(|der| sha256(&der)),
            nonces: BTreeMap::new(),
            seen: BTreeSet::new(),
            key: None,
        }
    }

    fn is(&self, name: &str) -> bool {
        self.patch.get(name).and_then(toml::Value::as_bool).unwrap_or_default()
    }

    fn word(&self, name: &str) -> Option<&str> {
        self.patch.get(name).map(|word| word.as_str().expect("a word"))
    }

    /// How it refuses a request for its proof, if it does.
    pub fn refusal(&mut self, request: &Request, now: Now) -> Option<Answer> {
        let Some(proof) = header(request, "dpop") else {
            let is_due = request.purpose == Purpose::Userinfo && self.key.is_some() && self.word("bind").is_none();
            return is_due.then(|| self.refused(request, "invalid_token", &Table::new(), now));
        };
        let (nonce, key) = match self.verified(request, proof, now) {
            Ok(verified) => verified,
            Err(why) => {
                let description = Table::from_iter([("error_description".to_owned(), why.into())]);
                let patch = Table::from_iter([("json".to_owned(), description.into())]);
                return Some(self.refused(request, "invalid_dpop_proof", &patch, now));
            }
        };
        if !self.has_nonce(request, nonce.as_deref()) {
            return Some(self.challenge(request, now));
        }
        match (request.purpose, &self.key) {
            (Purpose::Token | Purpose::Poll, _) => self.key = Some(key),
            (Purpose::Userinfo, Some(bound)) if *bound != key => {
                return Some(self.refused(request, "invalid_token", &Table::new(), now));
            }
            _ => {}
        }
        None
    }

    /// RFC 9449 §4.3: the nonce of a good proof, and the thumbprint of its key.
    fn verified(&mut self, request: &Request, proof: &str, now: Now) -> Result<(Option<String>, String), &'static str> {
        let check = |is_good: bool, why: &'static str| if is_good { Ok(()) } else { Err(why) };
        let jwt = Jwt::read(proof).ok_or("no JWT")?;
        let jwk = &jwt.header["jwk"];
        check(jwt.header("typ") == "dpop+jwt", "typ")?;
        check(jwk.is_object() && jwk.get("d").is_none(), "jwk")?;
        check(jwt.is_signed_by(jwk), "signature")?;
        check(jwt.claim("htm") == request.method.word(), "htm")?;
        let target = format!("{}{}", request.url.origin().ascii_serialization(), request.url.path());
        check(jwt.claim("htu") == target, "htu")?;
        check(jwt.claims["iat"].as_u64().is_some_and(|iat| iat.abs_diff(now.unix) <= PATIENCE), "iat")?;
        check(!jwt.claim("jti").is_empty() && self.seen.insert(jwt.claim("jti").to_owned()), "jti")?;
        let token = header(request, "authorization").and_then(|value| value.strip_prefix("DPoP "));
        let ath = token.map_or(Value::Null, |token| sha256(token.as_bytes()).into());
        check(jwt.claims["ath"] == ath, "ath")?;
        Ok((jwt.claims["nonce"].as_str().map(str::to_owned), thumbprint(jwk)))
    }

    fn has_nonce(&self, request: &Request, nonce: Option<&str>) -> bool {
        let places = super::strings(self.patch.get("at"));
        let is_here = places.is_empty() || places.iter().any(|place| place == request.purpose.label());
        if is_here && (self.is("for_ever") || self.is("same")) {
            return false;
        }
        let newest = self.nonces.get(&host(request)).map(|number| named(request, *number));
        let is_demanded = is_here && (self.is("nonce") || newest.is_some());
        !is_demanded || (newest.is_some() && nonce == newest.as_deref())
    }

    fn next(&mut self, request: &Request) -> String {
        let is_same = self.is("same");
        let number = self.nonces.entry(host(request)).or_default();
        *number = if is_same { 1 } else { *number + 1 };
        named(request, *number)
    }

    fn challenge(&mut self, request: &Request, now: Now) -> Answer {
        let nonce = self.next(request);
        let mut patch = self.patch.get("challenge").map(table).unwrap_or_default();
        let mut headers = Table::from_iter([("dpop-nonce".to_owned(), toml::Value::from(nonce))]);
        headers.extend(patch.get("headers").map(table).unwrap_or_default());
        patch.insert("headers".to_owned(), headers.into());
        self.refused(request, "use_dpop_nonce", &patch, now)
    }

    /// At the token endpoint the body says so, at a resource the challenge does (RFC 9449 §8, §9).
    fn refused(&self, request: &Request, error: &str, patch: &Table, now: Now) -> Answer {
        if request.purpose != Purpose::Userinfo && !self.is("in_challenge") {
            return answer(json!({ "error": error }), 400, patch, now);
        }
        let scheme = self.word("scheme").unwrap_or("DPoP");
        let challenge = format!("{scheme} error=\"{error}\", algs=\"ES256 EdDSA\"");
        let mut patch = patch.clone();
        let mut headers = Table::from_iter([("www-authenticate".to_owned(), toml::Value::from(challenge))]);
        headers.extend(patch.get("headers").map(table).unwrap_or_default());
        patch.insert("headers".to_owned(), headers.into());
        answer(json!({}), 401, &patch, now)
    }

    /// RFC 9449 §8.2: a success may bring the next nonce.
    pub fn handed_out(&mut self, request: &Request, answer: Answer) -> Answer {
        match answer {
            Answer::Response(mut response, after) if self.is("rotate") && header(request, "dpop").is_some() => {
                if response.header("dpop-nonce").is_none() {
                    response.headers.push(("dpop-nonce".to_owned(), self.next(request)));
                }
                Answer::Response(response, after)
            }
            other => other,
        }
    }

    /// The key that the newest request for tokens proved to hold.
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// The type of the tokens.
    pub fn token_type(&self) -> &'static str {
        if self.key.is_some() { "DPoP" } else { "Bearer" }
    }

    /// An access token that says what it is bound to; none where tokens are opaque.
    pub fn access_token(&self, issuer: &str, client_id: &str, now: Now) -> Option<String> {
        if self.is("opaque") || (self.key.is_none() && self.token_patch.is_none()) {
            return None;
        }
        let patch = self.token_patch.clone().unwrap_or_default();
        let mut claims = json!({
            "iss": issuer, "sub": "ann", "aud": "https://api.example.com", "client_id": client_id,
            "iat": now.unix, "exp": now.unix + 3600, "jti": "b6a3-40f1", "scope": "openid profile",
        });
        let key = match self.word("bind") {
            None => self.key.as_deref(),
            Some("other") => Some(OTHER),
            Some("nothing") => None,
            Some(other) => panic!("nothing is bound to {other:?}"),
        };
        if let Some(key) = key {
            claims["cnf"] = json!({ "jkt": key });
        }
        if patch.get("bound_to_certificate").and_then(toml::Value::as_bool).unwrap_or_default() {
            claims["cnf"] = json!({ "x5t#S256": self.certificate.as_ref().expect("a certificate") });
        }
        let mut header = Table::from_iter([("typ".to_owned(), toml::Value::from("at+jwt"))]);
        header.extend(patch.get("header").map(table).unwrap_or_default());
        let mut patch = patch;
        patch.insert("header".to_owned(), header.into());
        Some(token::jwt(&patch, claims, now.unix))
    }
}

/// Nonces are told apart by the server that gives them.
fn named(request: &Request, number: usize) -> String {
    format!("{}-{number}", host(request))
}
