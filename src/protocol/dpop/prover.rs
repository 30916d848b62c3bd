//! The key of a run and the proofs it makes (RFC 9449 §4.2).

use std::fmt;

use super::htu;
use crate::protocol::exchange::{Purpose, Request, Value};
use crate::protocol::jose::algorithm::Digest;
use crate::protocol::jose::base64url;
use crate::protocol::jose::jwk::Jwk;
use crate::protocol::jose::signer::Signer;
use crate::protocol::json::Json;
use crate::protocol::time::Now;

/// The request header, and the kind of secret that a proof is.
pub(super) const HEADER: &str = "dpop";

/// A private key that proves that requests are ours.
#[derive(Clone, PartialEq, Eq)]
pub struct Prover {
    signer: Signer,
    public: Json,
    jkt: String,
}

impl Prover {
    /// Takes a key into service; `Err` is a sentence for its owner.
    pub fn new(signer: Signer) -> Result<Self, String> {
        let shared = || "a shared secret proves nothing: DPoP needs a private key".to_owned();
        let public = signer.public_jwk().ok_or_else(shared)?;
        let odd = || "the key has no thumbprint: its type is not understood".to_owned();
        let jkt = Jwk::read(&public, 1).thumbprint.ok_or_else(odd)?;
        Ok(Self { signer, public, jkt })
    }

    /// The thumbprint of the public key (RFC 7638, SHA-256): what tokens are bound to, and the value of `dpop_jkt`.
    pub fn jkt(&self) -> &str {
        &self.jkt
    }

    /// The algorithm of the proofs.
    pub fn alg(&self) -> &'static str {
        self.signer.alg()
    }

    /// The request with a new proof in place of any other (§4.3 (1)); one that takes none stays as it is.
    ///
    /// `occasion` is this moment and a `jti` that nobody used before.
    #[must_use]
    pub fn prove(&self, mut request: Request, nonce: Option<&str>, occasion: (Now, &str)) -> Request {
        let token = shown_token(&request);
        let is_due = takes_proof(request.purpose) && (request.purpose != Purpose::Userinfo || token.is_some());
        if !is_due {
            return request;
        }
        let ath = token.map(ath);
        let proof = self.signer.sign(&self.header(), &claims(&request, (ath, nonce), occasion));
        request.headers.retain(|(name, _)| *name != HEADER);
        request.with_header(HEADER, Value::Secret(HEADER, proof))
    }

    fn header(&self) -> [(&'static str, Json); 2] {
        [("typ", "dpop+jwt".into()), ("jwk", self.public.clone())]
    }
}

impl fmt::Debug for Prover {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Prover({}, jkt {})", self.alg(), self.jkt)
    }
}

/// Whether requests of that purpose take a proof: where tokens are asked for, where an authorization request is pushed
/// (§10.1), and where a token is used, if its type asks for it.
pub const fn takes_proof(purpose: Purpose) -> bool {
    matches!(purpose, Purpose::Token | Purpose::Poll | Purpose::Par | Purpose::Userinfo)
}

/// Whether a request has a proof.
pub fn is_proven(request: &Request) -> bool {
    request.headers.iter().any(|(name, _)| *name == HEADER)
}

fn claims(request: &Request, (ath, nonce): (Option<String>, Option<&str>), (now, jti): (Now, &str)) -> Json {
    let mut claims: Vec<(&str, Json)> = vec![
        ("jti", jti.into()),
        ("htm", request.method.word().into()),
        ("htu", htu::of(&request.url).into()),
        ("iat", now.unix.into()),
    ];
    claims.extend(ath.map(|ath| ("ath", ath.into())));
    claims.extend(nonce.map(|nonce| ("nonce", nonce.into())));
    Json::Object(claims.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// What stands for an access token in a proof.
pub(super) fn ath(token: &str) -> String {
    base64url::encode(&Digest::Sha256.of(token.as_bytes()))
}

/// The access token that a request presents as one that is bound to a key.
fn shown_token(request: &Request) -> Option<&str> {
    let (_, value) = request.headers.iter().find(|(name, _)| *name == "authorization")?;
    let (scheme, token) = value.reveal().split_once(' ')?;
    scheme.eq_ignore_ascii_case("dpop").then_some(token)
}
