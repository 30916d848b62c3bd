//! HTTP Basic (RFC 6749 §2.3.1): id and secret in one header, encoded each for itself, or not.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use url::form_urlencoded::byte_serialize;

use super::{AuthMethod, Client};
use crate::protocol::check::{Check, Finding, rfc};
use crate::protocol::secret::Secret;

pub(super) static ENCODING: Check = Check::should(
    "client_auth.basic_encoding",
    "id and secret are encoded before they are joined",
    rfc!(6749, "2.3.1"),
);

/// Whether id and secret are encoded before they become a Basic credential.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BasicEncoding {
    /// As RFC 6749 §2.3.1 says: each is form-encoded first.
    #[default]
    Form,
    /// As many servers expect it: joined as they are.
    Raw,
}

impl BasicEncoding {
    /// The text as it goes into the credential.
    pub(super) fn encoded(self, text: &str) -> String {
        match self {
            Self::Form => byte_serialize(text.as_bytes()).collect(),
            Self::Raw => text.to_owned(),
        }
    }
}

/// What stands behind `Basic `.
pub(super) fn credential(client: &Client) -> String {
    let encoding = client.basic_encoding;
    let secret = client.secret.as_ref().map_or("", Secret::reveal);
    STANDARD.encode(format!("{}:{}", encoding.encoded(&client.id), encoding.encoded(secret)))
}

/// Whether a Basic credential is made as the standard says. It matters only where the two encodings part, and most ids
/// and secrets hold no such character.
pub fn judge_encoding(client: &Client) -> Finding {
    if client.auth != AuthMethod::ClientSecretBasic {
        return ENCODING.skip("HTTP Basic is not used");
    }
    let secret = client.secret.as_ref().map_or("", Secret::reveal);
    let differs = |text: &str| BasicEncoding::Form.encoded(text) != text;
    let which = match (differs(&client.id), differs(secret)) {
        (true, true) => "the client id and the secret hold",
        (true, false) => "the client id holds",
        (false, true) => "the secret holds",
        (false, false) => return ENCODING.skip("id and secret are the same in either encoding"),
    };
    let expected = "each form-encoded, then joined by a colon";
    match client.basic_encoding {
        BasicEncoding::Form => ENCODING.pass(expected, format!("form-encoded; {which} characters that this changes")),
        BasicEncoding::Raw => ENCODING.warn(
            expected,
            format!(
                "joined as they are, though {which} characters that encoding changes: an experiment of the profile"
            ),
        ),
    }
}
