//! A token that was encrypted to us (JWE, RFC 7516): opened, with a row for every rule that protects the one who opens.
//!
//! Decryption is no signature: whoever has the public key can encrypt, so what was inside has to be judged as if it had
//! come in the clear.

use super::check::{Check, Finding, rfc};
use super::jose::decryption_key::DecryptionKey;
use super::jose::jwt::{self, Decoded};
use super::json::Json;
use super::secret::Secret;

static FORM: Check = Check::must("jwe.form", "the encrypted token has the compact form", rfc!(7516, "5.2"));

/// Every check of this room, in the order of judging.
pub static CHECKS: &[&Check] = &[&FORM];

/// An encrypted token as far as it could be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsealed {
    /// The header of the JWE, leniently read.
    pub header: Option<Json>,
    /// The plaintext, when it is text: a signed token, or claims as JSON.
    pub inner: Option<Secret>,
    /// The label of the key that opened it.
    pub key: Option<String>,
    /// Every row about it.
    pub findings: Vec<Finding>,
}

/// Whether the text has the form of a JWE: five parts and an `enc`.
pub fn is_encrypted(decoded: &Decoded) -> bool {
    decoded.is_encrypted()
}

/// Opens a token with the first of `keys` that fits.
pub fn unseal(token: &Secret, _keys: &[DecryptionKey]) -> Unsealed {
    let decoded = jwt::read(token.reveal());
    let findings = vec![FORM.skip("encrypted tokens are not opened yet")];
    Unsealed { header: decoded.header, inner: None, key: None, findings }
}
