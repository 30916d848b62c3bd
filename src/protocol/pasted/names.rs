//! The words around tokens, and how a token looks.

/// How parameters that carry a token are written, and their name in the standards.
const CARRIERS: [(&str, &str); 28] = [
    ("access_token", "access_token"),
    ("accesstoken", "access_token"),
    ("access-token", "access_token"),
    ("x-access-token", "access_token"),
    ("x-forwarded-access-token", "access_token"),
    ("x-amzn-oidc-accesstoken", "access_token"),
    ("id_token", "id_token"),
    ("idtoken", "id_token"),
    ("id-token", "id_token"),
    ("id_token_hint", "id_token"),
    ("refresh_token", "refresh_token"),
    ("refreshtoken", "refresh_token"),
    ("refresh-token", "refresh_token"),
    ("logout_token", "logout_token"),
    ("client_assertion", "client_assertion"),
    ("assertion", "assertion"),
    ("subject_token", "subject_token"),
    ("actor_token", "actor_token"),
    ("login_hint_token", "login_hint_token"),
    ("registration_access_token", "registration_access_token"),
    ("token_introspection", "token_introspection"),
    ("device_secret", "device_secret"),
    ("token", "token"),
    ("jwt", "jwt"),
    ("x-auth-token", "token"),
    ("dpop", "dpop"),
    ("response", "response"),
    ("request", "request"),
];

/// Words so general that only what looks like a token is believed to be one behind them.
const GENERAL: [&str; 8] = ["token", "jwt", "dpop", "response", "request", "assertion", "token_introspection", "x"];

/// The parameter that a word names, however it is written.
pub(super) fn carrier(word: &str) -> Option<&'static str> {
    let is_it = |(spelled, _): &&(&str, &str)| spelled.eq_ignore_ascii_case(word);
    CARRIERS.iter().find(is_it).map(|(_, name)| *name)
}

/// Whether the value of such a parameter is believed to be a token.
pub(super) fn is_believable(name: &str, value: &str) -> bool {
    let is_literal =
        ["null", "true", "false", "undefined", "none", "nil"].iter().any(|l| l.eq_ignore_ascii_case(value));
    let general = GENERAL.contains(&name);
    value.bytes().any(|byte| byte.is_ascii_alphanumeric())
        && !is_literal
        && (!general || is_jwt_like(value) || name == "token" && is_secret_like(value))
}

/// Shorter words of letters only are taken for words, not for a token or the last line of one.
pub(super) const WORD: usize = 16;

/// Whether it may be a word of prose.
pub(super) fn is_word(text: &str) -> bool {
    text.len() < WORD && text.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'.')
}

/// Whether no word of prose looks like this.
pub(super) fn is_secret_like(value: &str) -> bool {
    value.len() >= 16 && value.bytes().any(|b| b.is_ascii_digit()) || value.len() >= 32
}

/// The schemes of an `Authorization` header that carry a token.
pub(super) fn is_scheme(word: &str) -> bool {
    ["bearer", "dpop"].iter().any(|scheme| scheme.eq_ignore_ascii_case(word))
}

/// The alphabet of a token in a header (RFC 6750 §2.1), which has that of base64 and of base64url in it.
pub(super) const fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/' | b'=')
}

/// Whether it begins as the base64 of a JSON object does: `{"`, `{ `, or a brace and a line break.
pub(super) fn begins_as_object(text: &str) -> bool {
    ["eyJ", "eyA", "ewo", "ew0", "ewk", "e30"].iter().any(|start| text.starts_with(start))
}

/// Whether it looks like a JWT or JWE, whole or without its signature.
pub(super) fn is_jwt_like(text: &str) -> bool {
    let mut parts = text.splitn(3, '.');
    let header = parts.next().is_some_and(begins_as_object);
    let payload = parts.next();
    header && (parts.next().is_some() || payload.is_some_and(begins_as_object))
}

/// Whether nothing has to be done: a token in its own alphabet, padding at the ends of its parts.
pub(super) fn is_clean(text: &str) -> bool {
    let mut last = b'.';
    let is_padded_right = |byte: u8, last: u8| byte == b'.' || byte == b'=' || last != b'=';
    let fits = text.bytes().all(|byte| {
        let fits = is_token_byte(byte) && is_padded_right(byte, last);
        last = byte;
        fits
    });
    let is_cut = text.ends_with("...") && text.bytes().any(|b| b != b'.') || is_shortened(text);
    !text.is_empty() && fits && !is_cut
}

/// Whether somebody put three dots for its middle. Two stand in a JWE without an encrypted key.
pub(super) fn is_shortened(text: &str) -> bool {
    begins_as_object(text) && text.contains("...") || text.contains('…')
}
