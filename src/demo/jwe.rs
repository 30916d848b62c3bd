//! Encryption (RFC 7516), for the clients that want it: RSA-OAEP-256 and A256GCM, and the ways in which that can be wrong.
//!
//! All of them have the key that stands here: it is in every copy of this program and protects nothing.

use super::keys::base64;
use super::members::Members;
use super::random;
use super::site::Site;
use super::wrong::{Seal, Wrong};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::rsa::{
    KeySize, OAEP_SHA256_MGF1SHA256, OaepPublicEncryptingKey, Pkcs1PublicEncryptingKey, PrivateDecryptingKey,
    PublicEncryptingKey,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The private key, as profiles have it.
pub(super) const DECRYPTION_KEY: &str = r#"{"kty":"RSA","use":"enc","alg":"RSA-OAEP-256","kid":"demo-decryption","n":"rCxlfSEu2OkUiF1Q4k5mikcVBd4hqzjfsr6HuZsmV0VtI8sJKYt5vG3iq_oFYZ2_JdG9YIYJSKnLRUzTk9vvl5JmRNelpMEY36Vlo8khCmQXrIUtvcTvIjEgqtnqbyvmwnjVU1nbR4KzLvQB6Qi9aBqXC_zCmayrA3MYzV6X777HBrdRPQhszccb4uUmSR3Gfr9x8dPd7zJPX1tM7KMSQAueY1zn625Zgpw6MrSaFf_1cSFT6hfFujRrX0pXtzgiE83YSRGaxKgLafScYveSVmhv2kroGS0D2hdvO9rT2GLq75z8Zx_sG1u8WsoBiLyPPEDXnF7E07W49_W2KS1cTw","e":"AQAB","d":"AbexcNMBsmkkY70xryWYL2K6lvW6i8-c_XMLzAP8NXxxmA60PLHcY7KaQ2MoApYsRRhQUfzZpmokGPnFco9E5Qzb8FE0oO3m32YOjRGBd8NKhZy68k6ULsqxVoL8OmJZu2mUusUF0aTOXMvFBY2pNgymvt9saKlhoneelJweTFgsa_92Zuq7DGxm-6_aVcTtGvN8uOXIpmUU1hc65YmiHrqhMO6oPFwIbLf82hMbwWlAZcBEJKTwKX8zLw1lxc7xOMZytW9h8J0R7o4XG5Y3OkPvek-gm4UrHQO6XSd0xXLJBFqA7vKQ3Sn3lrTlUAygE1LWb1QrDon0bYYlNPw_YQ","p":"7mfGZWoE-ouUjfhUwJFMjyP-k-se3vZHK7E_daNNjNB3UvyptW5ivWduatewgSUZPiwq1HRAx8Ecja5EqKDx6nhU85RVKqKuBNYV1mK7tw1zxPRSe71Tyw_4G8YXJdb9QdLyorFcFnVheJYc256Y8wkX9YJzP1sjoXoejjbu_JU","q":"uOFK02X5c_toY2ruzPrCsLPMp8B2Fjj67eFsB-N-B9FD7GCrFR05EqzbDV-Oboj1Uow62Lra2mMnb7EkgzGqUSBjKuLn167OvUiBiabJHLTVtBzK5wlbwh2Wx-O8UAW_XZJTAUGIvN4gFTZNmO1iCdwMLPTgUcSTBLnq-G2VmFM","dp":"OBNSuBHq39-q7oXFsZG7l0OZIsO__COjc-R6D7p8iC2Uk4F4jYNMWE6Wyyy2iHnoaRZMcLJzdki25aBi5-MLY-Iv4Sc3rRKcqeiNNGL-0jyoyV_Kcu6CYhX8ftPmJ_Fcmnn6tkfPaDzt00ZDvWidgzTVXNr1LqbKR7YIr9y9880","dq":"DrHRebX8Osy7wlMogeBYgyT3WkoA2MlUoH2vUX0ycjqe1HXmgzocZDCbBJgYwQ5fuVzt_HX1mTASXV1OEqNq7yHM4AbC-LCrO_48VY2NJJv29Gbpda2XvnkNl_uw5wdd63kK4emsjZ52HFmBl2sexLvZt-UKw1UFfnWsiGxlXIM","qi":"ZmeWA3tS4xSGm9PQgIlYqN_l2Mk_utWLeHIS6nUKAiFtfnHk40vjzXS-zboHQMQy4g2JcIPazW8swjJz1-RjXrdRVc9FkmlRScwU8Gm6nkqu-rGRt_Ybv6eHNPdiDMX3hwSgfbxiSvFq8ID9dVumw1Bl0VenOwUNEFG6KnjH944"}"#;

/// Its public half: the DER of a `SubjectPublicKeyInfo`.
const PUBLIC: &str = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEArCxlfSEu2OkUiF1Q4k5mikcVBd4hqzjfsr6HuZsmV0VtI8sJKYt5vG3iq_oFYZ2_JdG9YIYJSKnLRUzTk9vvl5JmRNelpMEY36Vlo8khCmQXrIUtvcTvIjEgqtnqbyvmwnjVU1nbR4KzLvQB6Qi9aBqXC_zCmayrA3MYzV6X777HBrdRPQhszccb4uUmSR3Gfr9x8dPd7zJPX1tM7KMSQAueY1zn625Zgpw6MrSaFf_1cSFT6hfFujRrX0pXtzgiE83YSRGaxKgLafScYveSVmhv2kroGS0D2hdvO9rT2GLq75z8Zx_sG1u8WsoBiLyPPEDXnF7E07W49_W2KS1cTwIDAQAB";

const KNOWN: &str = "a key of a supported size encrypts without failing";

/// A signed token inside an encrypted one.
pub(super) fn nested(token: &str) -> String {
    let header = Members::default().with("alg", "RSA-OAEP-256").with("enc", "A256GCM").with("cty", "JWT");
    sealed(&header.with("kid", KID), token.as_bytes(), None)
}

/// The same of an ID Token, the faults of its encryption included; `claims` are what is in it.
pub(super) fn id_token(site: &Site, token: &str, claims: &Members) -> String {
    let seal = site.wrong().iter().find_map(|w| if let Wrong::Seal(seal) = w { Some(*seal) } else { None });
    let header = |alg: &str| Members::default().with("alg", alg).with("enc", "A256GCM").with("kid", KID);
    match seal {
        None => nested(token),
        Some(Seal::Rsa15) => sealed(&header("RSA1_5").with("cty", "JWT"), token.as_bytes(), seal),
        Some(Seal::Pbes2) => {
            let header = header("PBES2-HS256+A128KW").with("cty", "JWT").with("p2c", 2_147_483_647_u32);
            sealed(&header.with("p2s", base64(&random::bytes::<16>())), token.as_bytes(), seal)
        }
        Some(Seal::Bomb) => sealed(&header("RSA-OAEP-256").with("cty", "JWT").with("zip", "DEF"), &bomb(), seal),
        Some(Seal::Unsigned) => sealed(&header("RSA-OAEP-256"), claims.json().as_bytes(), seal),
        Some(Seal::OtherKey | Seal::TagBroken) => {
            sealed(&header("RSA-OAEP-256").with("cty", "JWT"), token.as_bytes(), seal)
        }
    }
}

const KID: &str = "demo-decryption";

/// The compact form (§3.1).
fn sealed(header: &Members, plaintext: &[u8], seal: Option<Seal>) -> String {
    let header = base64(header.json().as_bytes());
    let (content_key, iv) = (random::bytes::<32>(), random::bytes::<12>());
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &content_key).expect(KNOWN));
    let mut text = plaintext.to_vec();
    let nonce = Nonce::assume_unique_for_key(iv);
    let tag = key.seal_in_place_separate_tag(nonce, Aad::from(header.as_bytes()), &mut text).expect(KNOWN);
    let mut tag = tag.as_ref().to_vec();
    if seal == Some(Seal::TagBroken) {
        tag[0] ^= 1;
    }
    [header, base64(&encrypted_key(&content_key, seal)), base64(&iv), base64(&text), base64(&tag)].join(".")
}

fn encrypted_key(content_key: &[u8], seal: Option<Seal>) -> Vec<u8> {
    let known = || PublicEncryptingKey::from_der(&URL_SAFE_NO_PAD.decode(PUBLIC).expect(KNOWN)).expect(KNOWN);
    let mut room = vec![0; 512];
    let length = match seal {
        Some(Seal::Pbes2) => return random::bytes::<40>().to_vec(),
        Some(Seal::Rsa15) => {
            let key = Pkcs1PublicEncryptingKey::new(known()).expect(KNOWN);
            key.encrypt(content_key, &mut room).expect(KNOWN).len()
        }
        _ => {
            let own = || PrivateDecryptingKey::generate(KeySize::Rsa2048).expect(KNOWN).public_key();
            let key = if seal == Some(Seal::OtherKey) { own() } else { known() };
            let key = OaepPublicEncryptingKey::new(key).expect(KNOWN);
            key.encrypt(&OAEP_SHA256_MGF1SHA256, content_key, &mut room, None).expect(KNOWN).len()
        }
    };
    room.truncate(length);
    room
}

/// How often the pattern of the bomb comes: eight times 258 letters each.
const PATTERNS: usize = 500;

/// A megabyte of one letter in the DEFLATE format (RFC 1951 §3.2.6): one letter, and "the same 258 times" over and over.
fn bomb() -> Vec<u8> {
    let mut bits = Bits::default();
    // A last block with the fixed codes, and the letter.
    bits.push(&[1, 1, 0]);
    bits.push(&code(8, 0x30 + u32::from(b'x')));
    for _ in 0..PATTERNS * 8 {
        bits.push(&code(8, 0b1100_0101));
        bits.push(&code(5, 0));
    }
    bits.push(&code(7, 0));
    bits.bytes
}

/// The bits of a code, the first one first.
fn code(length: u32, code: u32) -> Vec<u8> {
    (0..length).rev().map(|at| u8::from(code >> at & 1 == 1)).collect()
}

/// Bits on their way into bytes, the lowest one first.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    count: usize,
}

impl Bits {
    fn push(&mut self, bits: &[u8]) {
        for bit in bits {
            if self.count.is_multiple_of(8) {
                self.bytes.push(0);
            }
            if let Some(last) = self.bytes.last_mut() {
                *last |= bit << (self.count % 8);
            }
            self.count += 1;
        }
    }
}
