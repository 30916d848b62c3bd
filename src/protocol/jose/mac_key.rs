//! A secret that both sides know, as the key of a message authentication code (RFC 7518 §3.2).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use zeroize::Zeroizing;

use super::signer::Wiped;
use super::{base64url, pem, spki};
use crate::protocol::json::Json;
use crate::protocol::secret::Secret;

/// Secrets that tutorials, samples and default configurations print: whoever guesses begins with them.
const PRINTED: [&str; 32] = [
    "a-string-secret-at-least-256-bits-long",
    "a-string-secret-at-least-384-bits-long-for-hs384",
    "a-string-secret-at-least-512-bits-long-for-hs512",
    "a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long",
    "admin",
    "change-me",
    "change_me",
    "changeit",
    "changeme",
    "client-secret",
    "client_secret",
    "default",
    "example",
    "helloworld",
    "hunter2",
    "jwt-secret",
    "jwt_secret",
    "key",
    "keyboard cat",
    "letmein",
    "my-secret",
    "mysecret",
    "mysecretkey",
    "password",
    "secret",
    "secret-key",
    "secret_key",
    "secretkey",
    "shhhhh",
    "test",
    "your_jwt_secret",
    "yoursecret",
];
/// What samples write where a secret is to be put in, whatever the number of bits in the middle.
const PLACEHOLDERS: [(&str, &str); 3] = [("your-", "-secret"), ("your_", "_secret"), ("your-", "-secret-key")];

/// The key of every HS algorithm.
#[derive(Clone, PartialEq, Eq)]
pub struct MacKey {
    /// Its octets.
    pub octets: Zeroizing<Vec<u8>>,
    /// `kid`, when it came as a JWK.
    pub kid: Option<String>,
    /// `alg`, when it came as a JWK.
    pub alg: Option<String>,
    /// `use`, when it came as a JWK.
    pub usage: Option<String>,
    /// `key_ops`, when it came as a JWK.
    pub key_ops: Option<Vec<String>>,
    /// What it is called in a row: "client secret".
    pub label: String,
}

impl fmt::Debug for MacKey {
    /// Without the octets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MacKey")
            .field("label", &self.label)
            .field("kid", &self.kid)
            .field("alg", &self.alg)
            .finish_non_exhaustive()
    }
}

impl MacKey {
    /// The client secret: the UTF-8 octets of its text (OIDC Core §10.1).
    pub fn of_secret(secret: &Secret) -> Self {
        let octets = Zeroizing::new(secret.reveal().as_bytes().to_vec());
        Self { octets, kid: None, alg: None, usage: None, key_ops: None, label: "client secret".to_owned() }
    }

    /// Whether it is the secret of the client, and not one that was given for this token.
    pub fn is_client_secret(&self) -> bool {
        self.label == "client secret"
    }

    /// The octets that a text stands for: `base64`, `base64url` or `hex`; its own otherwise. `Err` says what is wrong,
    /// without the text.
    pub fn of_encoded(secret: &Secret, encoding: &str) -> Result<Self, String> {
        let text = secret.reveal().trim();
        let bare = text.trim_end_matches('=');
        let octets = match encoding {
            "base64" => STANDARD_NO_PAD.decode(bare).map_err(|_| "no base64".to_owned()),
            "base64url" => base64url::decode(bare).map_err(|fault| format!("no base64url: {fault}")),
            "hex" => hex(text).ok_or_else(|| "no pairs of hexadecimal digits".to_owned()),
            _ => return Ok(Self::of_secret(secret)),
        };
        let octets = Zeroizing::new(octets?);
        if octets.is_empty() {
            return Err("empty".to_owned());
        }
        Ok(Self { octets, ..Self::of_secret(secret) })
    }

    /// A JWK of type `oct` (RFC 7518 §6.4). `Err` says what is wrong, without its value.
    pub fn of_jwk(jwk: &Json, label: String) -> Result<Self, String> {
        let text = |name: &str| jwk.get(name).and_then(Json::as_str);
        let k = text("k").ok_or("k is missing or no string")?;
        let octets = Zeroizing::new(base64url::decode(k).map_err(|fault| format!("k: {fault}"))?);
        if octets.is_empty() {
            return Err("k is empty".to_owned());
        }
        let owned = |name: &str| text(name).map(str::to_owned);
        let key_ops = jwk.get("key_ops").and_then(Json::as_strings);
        Ok(Self {
            octets,
            kid: owned("kid"),
            alg: owned("alg"),
            usage: owned("use"),
            key_ops: key_ops.map(|names| names.into_iter().map(str::to_owned).collect()),
            label,
        })
    }

    /// Whether it is a public key, in any of the forms that people keep one in: never a secret, and whoever takes it for
    /// one accepts what everybody can make (RFC 8725 §2.1).
    pub fn is_public_key(&self) -> bool {
        const LABELS: [&str; 3] = ["PUBLIC KEY-----", "CERTIFICATE-----", "CERTIFICATE REQUEST-----"];
        let is_der = |der: &[u8]| spki::public_key(der).or_else(|_| spki::certificate(der)).is_ok();
        if is_der(&self.octets) {
            return true;
        }
        let Ok(text) = std::str::from_utf8(&self.octets) else { return false };
        let text = text.trim_start_matches('\u{feff}').trim();
        let in_armour = pem::is_pem(text) && LABELS.iter().any(|label| text.contains(label));
        let of_ssh = ["ssh-", "ecdsa-sha2-"].iter().any(|head| text.starts_with(head));
        let dense: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        in_armour || of_ssh || is_public_json(text) || STANDARD.decode(dense).is_ok_and(|der| is_der(&der))
    }

    /// Why anybody could guess it, if so. That it is too short is another matter, for which each algorithm has its
    /// own measure.
    pub fn weakness(&self) -> Option<String> {
        let first = *self.octets.first()?;
        if self.octets.iter().all(|octet| *octet == first) {
            return Some("all its octets are alike".to_owned());
        }
        let lower: Zeroizing<Vec<u8>> = Zeroizing::new(self.octets.trim_ascii().to_ascii_lowercase());
        let holds = |(start, end): &(&str, &str)| {
            let middle = lower.strip_prefix(start.as_bytes()).and_then(|rest| rest.strip_suffix(end.as_bytes()));
            middle.is_some_and(|middle| middle.len() <= 16)
        };
        if PRINTED.iter().any(|word| word.as_bytes() == lower.as_slice()) || PLACEHOLDERS.iter().any(holds) {
            return Some("a secret that tutorials and samples print".to_owned());
        }
        repeated(&lower).then(|| "a few octets over and over".to_owned())
    }
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(16)).collect();
    let digits = digits.filter(|digits| digits.len().is_multiple_of(2))?;
    digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).ok()).collect()
}

/// Whether it is a JWK or a set of them with a key of two halves among them.
fn is_public_json(text: &str) -> bool {
    let Some(json) = Some(text).filter(|text| text.starts_with('{')).and_then(|text| Wiped::read(text).ok()) else {
        return false;
    };
    let is_public = |jwk: &Json| jwk.get("kty").and_then(Json::as_str).is_some_and(|kty| kty != "oct");
    is_public(&json.0) || json.0.get("keys").and_then(Json::as_array).is_some_and(|keys| keys.iter().any(is_public))
}

/// Whether it is one piece of at most four octets, repeated.
fn repeated(octets: &[u8]) -> bool {
    (2..=4).any(|period| octets.len() >= 4 * period && octets.iter().skip(period).eq(&octets[..octets.len() - period]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::json;

    fn weakness(secret: &str) -> Option<String> {
        MacKey::of_secret(&Secret::new(secret)).weakness()
    }

    #[test]
    fn secrets_that_anybody_would_try_are_named() {
        crate::covers!("JWK-08");
        for printed in ["secret", "your-256-bit-secret", "Your-512-Bit-Secret", "changeme\n", "PASSWORD", "your_secret"]
        {
            assert!(weakness(printed).is_none_or(|why| why.contains("print")), "{printed}");
        }
        assert!(weakness("your-256-bit-secret").is_some() && weakness("Secret").is_some());
        assert_eq!(weakness(&"\0".repeat(32)).as_deref(), Some("all its octets are alike"));
        assert_eq!(weakness(&"abc".repeat(11)).as_deref(), Some("a few octets over and over"));
        for fine in ["", "kR9vT2xLq8ZbW4nYc7HdE1sGm5UoJ3fA", "your-own-secret-is-safe-here-0123456789-secret", "abab"] {
            assert_eq!(weakness(fine), None, "{fine}");
        }
    }

    #[test]
    fn a_secret_may_be_written_in_base64_or_hexadecimal_digits() {
        let octets =
            |text: &str, encoding| MacKey::of_encoded(&Secret::new(text), encoding).map(|key| key.octets.to_vec());
        assert_eq!(octets("+/8=\n", "base64"), Ok(vec![0xfb, 0xff]));
        assert_eq!(octets("-_8", "base64url"), Ok(vec![0xfb, 0xff]));
        assert_eq!(octets("fB1f", "hex"), Ok(vec![0xfb, 0x1f]));
        assert_eq!(octets("fBFf", "text"), Ok(b"fBFf".to_vec()));
        for (text, encoding) in
            [("hunter2!", "base64"), ("+/8", "base64url"), ("abc", "hex"), ("xy", "hex"), ("", "hex")]
        {
            let said = octets(text, encoding).expect_err(text);
            assert!(text.is_empty() || !said.contains(text), "{said}");
        }
    }

    #[test]
    fn a_jwk_of_octets_is_read_and_never_shown() {
        let read = |text: &str| {
            let jwk = json::parse(text.as_bytes()).expect(text).value;
            MacKey::of_jwk(&jwk, "key 1".to_owned())
        };
        let key = read(r#"{"kty":"oct","kid":"a","alg":"HS256","k":"c2VjcmV0LXZhbHVl"}"#).expect("a key");
        assert_eq!((key.octets.as_slice(), key.kid.as_deref()), (b"secret-value".as_slice(), Some("a")));
        let shown = format!("{key:?}");
        assert!(!shown.contains("c2Vj") && !shown.contains("secret-value") && !shown.contains("115"), "{shown}");
        assert_eq!(read(r#"{"kty":"oct","k":"a="}"#), Err("k: padding at offset 1".to_owned()));
        assert_eq!(read(r#"{"kty":"oct","k":""}"#), Err("k is empty".to_owned()));
        assert_eq!(read(r#"{"kty":"oct"}"#), Err("k is missing or no string".to_owned()));
    }
}
