//! Where canaries come from: chance with a fixed seed, so that a failure comes again.

use aws_lc_rs::agreement::{ECDH_P256, PrivateKey};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A secret, and the parts of it by which it is known again wherever it is found.
#[derive(Clone, Debug)]
pub struct Canary {
    /// Where it was put.
    pub place: &'static str,
    /// All of it.
    pub text: String,
    /// Parts that nothing else has.
    pub cores: Vec<String>,
    /// Whether it has to arrive at the provider: one that never left its place proves nothing.
    pub is_sent: bool,
}

/// Draws letters and digits.
pub struct Mint(u64);

const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

impl Mint {
    /// Another seed for another case.
    pub fn new(case: &str) -> Self {
        let seed = case
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |all, byte| (all ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Self(seed | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    fn letters(&mut self, count: usize) -> String {
        let letter = |_| char::from(LETTERS[usize::try_from(self.next() % 62).expect("below 62")]);
        (0..count).map(letter).collect()
    }

    /// A token.
    pub fn token(&mut self, place: &'static str) -> Canary {
        let text = self.letters(30);
        Canary { place, cores: vec![text.clone()], text, is_sent: true }
    }

    /// A secret with characters that every encoding treats in another way.
    pub fn odd(&mut self, place: &'static str) -> Canary {
        let (one, two) = (self.letters(18), self.letters(18));
        Canary { place, text: format!("{one}+/%&= {two}"), cores: vec![one, two], is_sent: true }
    }

    /// A JWT. Its claims may be read, its signature may not.
    pub fn jwt(&mut self, place: &'static str, claims: &serde_json::Value) -> Canary {
        let part = |text: String| URL_SAFE_NO_PAD.encode(text);
        let signature = self.letters(43);
        let header = part("{\"alg\":\"ES256\",\"typ\":\"JWT\"}".to_owned());
        let text = format!("{header}.{}.{signature}", part(claims.to_string()));
        Canary { place, text, cores: vec![signature], is_sent: true }
    }

    /// A private P-256 key as a JWK.
    pub fn jwk(&mut self, place: &'static str) -> Canary {
        let (scalar, public) = self.pair();
        let [x, y] = [&public[1..33], &public[33..]].map(|half| URL_SAFE_NO_PAD.encode(half));
        let d = URL_SAFE_NO_PAD.encode(scalar);
        let text = format!(r#"{{"kty":"EC","crv":"P-256","kid":"canary","x":"{x}","y":"{y}","d":"{d}"}}"#);
        Canary { place, text, cores: vec![d], is_sent: false }
    }

    /// The same as PKCS#8 in PEM, beside the key itself.
    pub fn pem(&mut self, place: &'static str) -> (Canary, rcgen::KeyPair) {
        let (scalar, public) = self.pair();
        let pair = EcdsaKeyPair::from_private_key_and_public_key(&ECDSA_P256_SHA256_FIXED_SIGNING, &scalar, &public);
        let document = pair.expect("a key").to_pkcs8v1().expect("a key of its own process");
        let key = rcgen::KeyPair::try_from(document.as_ref().to_vec()).expect("a key");
        let text = key.serialize_pem();
        let lines = text.lines().filter(|line| !line.starts_with("-----") && line.len() > 20).map(str::to_owned);
        let cores = lines.chain([URL_SAFE_NO_PAD.encode(scalar)]).collect();
        (Canary { place, text, cores, is_sent: false }, key)
    }

    fn pair(&mut self) -> (Vec<u8>, Vec<u8>) {
        loop {
            let scalar: Vec<u8> = (0..4).flat_map(|_| self.next().to_be_bytes()).collect();
            let Ok(key) = PrivateKey::from_private_key(&ECDH_P256, &scalar) else { continue };
            let public = key.compute_public_key().expect("a point");
            return (scalar, public.as_ref().to_vec());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Mint;

    #[test]
    fn a_seed_gives_the_same_canaries_again() {
        let all = |case: &str| {
            let mut mint = Mint::new(case);
            (mint.token("a").text, mint.odd("b").text, mint.jwk("c").text, mint.pem("d").0.text)
        };
        assert_eq!(all("one"), all("one"));
        assert_ne!(all("one").0, all("two").0);
    }
}
