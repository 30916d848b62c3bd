//! Every key a profile may have, and what its value must be.

use crate::profile::model::Flow;

/// What a value must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Any text at all, the empty one too.
    Free,
    /// One line of text, not empty.
    Text,
    /// Text of several lines, or none.
    Prose,
    /// The path of a PEM file, or PEM text.
    Authority,
    /// A list of lines.
    List,
    /// A list of scope words (RFC 6749 §3.3).
    Scope,
    /// A list of check ids.
    Checks,
    /// A list of absolute URIs without fragment (RFC 8707 §2).
    Resources,
    /// A whole number within bounds.
    Number(u64, u64),
    /// `true` or `false`.
    Flag,
    /// An `http` or `https` address.
    Address,
    /// An absolute URI without fragment, of any scheme (RFC 6749 §3.1.2).
    Redirect,
    /// An address and port of this machine.
    Listen,
    /// The same, where the port 0 stands for any free one.
    ListenAnywhere,
    /// An `https` address, or an `http` one of this machine.
    Notification,
    /// `response_type`, its words in any order.
    ResponseType,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A secret reference.
    Secret,
    /// A table that goes out as JSON.
    Object,
    /// A list of tables that goes out as JSON.
    Objects,
}

/// One key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    pub name: &'static str,
    pub kind: Kind,
}

/// One table of a profile.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Section {
    pub name: &'static str,
    pub keys: &'static [Key],
}

const fn key(name: &'static str, kind: Kind) -> Key {
    Key { name, kind }
}

const fn section(name: &'static str, keys: &'static [Key]) -> Section {
    Section { name, keys }
}

const METHODS: &[&str] = &[
    "none",
    "client_secret_basic",
    "client_secret_post",
    "client_secret_jwt",
    "private_key_jwt",
    "tls_client_auth",
    "self_signed_tls_client_auth",
];

/// RFC 7518 §3.1, RFC 8037 §3.1, RFC 8812 §3.2, RFC 9864 §2.2.
const ALGORITHMS: &[&str] = &[
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "ES256K",
    "EdDSA",
    "Ed25519",
    "Ed448",
    "ML-DSA-44",
    "ML-DSA-65",
    "ML-DSA-87",
    "HS256",
    "HS384",
    "HS512",
    "none",
];

const PKCE: Kind = Kind::Choice(&["S256", "plain", "off"]);
const MODES: Kind =
    Kind::Choice(&["query", "fragment", "form_post", "jwt", "query.jwt", "fragment.jwt", "form_post.jwt"]);

/// The keys above the first table.
pub(crate) static TOP: &[Key] = &[
    key("name", Kind::Text),
    key("issuer", Kind::Address),
    key("flow", Kind::Choice(&Flow::WORDS)),
    key("tags", Kind::List),
    key("notes", Kind::Prose),
    key("tolerate", Kind::Checks),
];

/// The tables.
pub(crate) static SECTIONS: &[Section] = &[
    section("client", CLIENT),
    section("request", REQUEST),
    section("code", CODE),
    section("device", &[key("pkce", PKCE)]),
    section("ciba", CIBA),
    section("endpoints", ENDPOINTS),
    section("limits", LIMITS),
    section("dpop", DPOP),
    section("tls", TLS),
    section("refresh", REFRESH),
    section("exchange", EXCHANGE),
    section("jwt_bearer", &[key("assertion", Kind::Secret), key("claims", Kind::Object)]),
    section("password", &[key("username", Kind::Text), key("password", Kind::Secret)]),
    section("userinfo", USERINFO),
    section("introspection", INTROSPECTION),
    section("revocation", &[key("token", Kind::Secret), key("token_type_hint", Kind::Text)]),
    section("logout", LOGOUT),
    section("inspect", INSPECT),
];

/// The table of free extras, and the legs it may name.
pub(crate) const PARAMETERS: &str = "parameters";
pub(crate) const LEGS: &[&str] =
    &["authorization", "device", "ciba", "token", "refresh", "introspection", "revocation", "logout"];

const CLIENT: &[Key] = &[
    key("id", Kind::Text),
    key("auth", Kind::Choice(METHODS)),
    key("secret", Kind::Secret),
    key("key", Kind::Secret),
    key("certificate", Kind::Secret),
    key("certificate_key", Kind::Secret),
    key("basic_encoding", Kind::Choice(&["form", "raw"])),
    key("assertion_audience", Kind::Choice(&["issuer", "token_endpoint"])),
    key("assertion_alg", Kind::Choice(ALGORITHMS)),
    key("id_token_alg", Kind::Choice(ALGORITHMS)),
    key("userinfo_alg", Kind::Choice(ALGORITHMS)),
    key("decryption_key", Kind::Secret),
];

const LIMITS: &[Key] = &[
    key("request_timeout", Kind::Number(1, 86_400)),
    key("redirect_timeout", Kind::Number(1, 86_400)),
    key("connect_timeout", Kind::Number(1, 600)),
    key("first_byte_timeout", Kind::Number(1, 600)),
];

const REQUEST: &[Key] = &[
    key("scope", Kind::Scope),
    key("resource", Kind::Resources),
    key("audience", Kind::Text),
    key("acr_values", Kind::List),
    key("max_age", Kind::Number(0, 0x7fff_ffff)),
    key("claims", Kind::Object),
    key("authorization_details", Kind::Objects),
];

const ENDPOINTS: &[Key] = &[
    key("token", Kind::Address),
    key("authorization", Kind::Address),
    key("device_authorization", Kind::Address),
    key("backchannel_authentication", Kind::Address),
    key("pushed_authorization_request", Kind::Address),
    key("userinfo", Kind::Address),
    key("introspection", Kind::Address),
    key("revocation", Kind::Address),
    key("registration", Kind::Address),
    key("end_session", Kind::Address),
    key("jwks", Kind::Address),
];

const DPOP: &[Key] = &[key("enabled", Kind::Flag), key("alg", Kind::Choice(ALGORITHMS)), key("key", Kind::Secret)];

const TLS: &[Key] = &[key("ca", Kind::Authority), key("insecure", Kind::Flag), key("proxy", Kind::Text)];

const CODE: &[Key] = &[
    key("redirect_uri", Kind::Redirect),
    key("listen", Kind::Listen),
    key("response_type", Kind::ResponseType),
    key("response_mode", MODES),
    key("pkce", PKCE),
    key("par", Kind::Choice(&["auto", "always", "never"])),
    key("request_object", Kind::Choice(&["off", "signed"])),
    key("prompt", Kind::Text),
    key("login_hint", Kind::Text),
    key("probe", Kind::Choice(&["off", "wrong_verifier", "no_verifier"])),
];

const CIBA: &[Key] = &[
    key("login_hint", Kind::Text),
    key("login_hint_token", Kind::Secret),
    key("id_token_hint", Kind::Secret),
    key("binding_message", Kind::Free),
    key("user_code", Kind::Secret),
    key("requested_expiry", Kind::Number(1, 0x7fff_ffff)),
    key("mode", Kind::Choice(&["poll", "ping", "push"])),
    key("listen", Kind::ListenAnywhere),
    key("notification_endpoint", Kind::Notification),
    key("request", Kind::Choice(&["plain", "signed"])),
];

const EXCHANGE: &[Key] = &[
    key("subject_token", Kind::Secret),
    key("subject_token_type", Kind::Text),
    key("actor_token", Kind::Secret),
    key("actor_token_type", Kind::Text),
    key("requested_token_type", Kind::Text),
];

const REFRESH: &[Key] = &[key("token", Kind::Secret), key("id_token", Kind::Secret), key("scope", Kind::Scope)];

const USERINFO: &[Key] =
    &[key("token", Kind::Secret), key("id_token", Kind::Secret), key("send", Kind::Choice(&["header", "body"]))];

const INTROSPECTION: &[Key] =
    &[key("token", Kind::Secret), key("token_type_hint", Kind::Text), key("accept", Kind::Choice(&["json", "jwt"]))];

const LOGOUT: &[Key] = &[
    key("id_token_hint", Kind::Secret),
    key("logout_hint", Kind::Text),
    key("post_logout_redirect_uri", Kind::Redirect),
];

const INSPECT: &[Key] = &[
    key("token", Kind::Secret),
    key("kind", Kind::Choice(&["id_token", "access_token", "logout_token", "jwt"])),
    key("jwks", Kind::Text),
    key("key", Kind::Secret),
    key("secret", Kind::Secret),
    key("secret_encoding", Kind::Choice(&["text", "base64", "base64url", "hex"])),
    key("decryption_key", Kind::Secret),
    key("alg", Kind::Choice(ALGORITHMS)),
    key("audience", Kind::Text),
    key("nonce", Kind::Text),
    key("access_token", Kind::Secret),
    key("at", Kind::Number(0, 0x3f_ffff_ffff)),
];

/// The key at a dotted path, if there is one.
pub(crate) fn at(path: &[String]) -> Option<&'static Key> {
    match path {
        [name] => TOP.iter().find(|key| key.name == name),
        [section, name] => find(section)?.keys.iter().find(|key| key.name == name),
        _ => None,
    }
}

/// The table of that name.
pub(crate) fn find(name: &str) -> Option<&'static Section> {
    SECTIONS.iter().find(|section| section.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        for keys in SECTIONS.iter().map(|section| section.keys).chain([TOP]) {
            for (i, key) in keys.iter().enumerate() {
                assert!(keys[i + 1..].iter().all(|later| later.name != key.name), "{} twice", key.name);
            }
        }
        assert_eq!(at(&["client".into(), "id".into()]).map(|key| key.kind), Some(Kind::Text));
    }
}
