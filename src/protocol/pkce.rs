//! Proof Key for Code Exchange (RFC 7636).

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::exchange::Value;
use super::secret::Secret;

/// A verifier, and what is shown of it before it is revealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pkce {
    /// Sent with the token request: 43 characters (RFC 7636 §4.1).
    pub verifier: Secret,
    /// Sent with the first request.
    pub challenge: String,
    /// `code_challenge_method`
    pub method: &'static str,
}

impl Pkce {
    /// The challenge as it is sent: with `plain` it is the verifier itself, and as secret as that.
    pub fn challenge_value(&self) -> Value {
        match self.method {
            "plain" => Value::Secret("code_verifier", self.verifier.clone()),
            _ => Value::Plain(self.challenge.clone()),
        }
    }

    /// The challenge is the verifier's SHA-256 (RFC 7636 §4.2).
    pub fn s256(random: [u8; 32]) -> Self {
        let verifier = URL_SAFE_NO_PAD.encode(random);
        let hash = digest::digest(&digest::SHA256, verifier.as_bytes());
        Self { challenge: URL_SAFE_NO_PAD.encode(hash), verifier: Secret::new(verifier), method: "S256" }
    }

    /// The challenge is the verifier itself.
    pub fn plain(random: [u8; 32]) -> Self {
        let verifier = URL_SAFE_NO_PAD.encode(random);
        Self { challenge: verifier.clone(), verifier: Secret::new(verifier), method: "plain" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The octets, verifier and challenge of RFC 7636 appendix B.
    const OCTETS: [u8; 32] = [
        116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105, 214, 191,
        240, 91, 88, 5, 88, 83, 132, 141, 121,
    ];

    #[test]
    fn s256_agrees_with_the_rfc() {
        let pkce = Pkce::s256(OCTETS);
        assert_eq!(pkce.verifier.reveal(), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(pkce.challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert_eq!(pkce.method, "S256");
    }

    #[test]
    fn plain_shows_the_verifier() {
        let pkce = Pkce::plain(OCTETS);
        assert_eq!(pkce.challenge, pkce.verifier.reveal());
        assert_eq!(format!("{:?}", pkce.challenge_value()), "‹code_verifier›");
        assert_eq!(Pkce::s256(OCTETS).challenge_value(), Value::Plain(Pkce::s256(OCTETS).challenge));
    }
}
