//! The sections of grants without a person, of acts on tokens, and of a look into one.

use super::SecretReference;
use crate::protocol::json::Json;

/// `[refresh]`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RefreshSection {
    /// `refresh_token`
    pub token: Option<SecretReference>,
    /// The ID Token that came before: what the new one is compared with (OIDC Core §12.2).
    pub id_token: Option<SecretReference>,
    /// `scope`, when less is asked for than was granted.
    pub scope: Option<Vec<String>>,
}

/// `[exchange]`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExchangeSection {
    /// `subject_token`
    pub subject_token: Option<SecretReference>,
    /// `subject_token_type`
    pub subject_token_type: Option<String>,
    /// `actor_token`
    pub actor_token: Option<SecretReference>,
    /// `actor_token_type`
    pub actor_token_type: Option<String>,
    /// `requested_token_type`
    pub requested_token_type: Option<String>,
}

/// `[jwt_bearer]`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JwtBearerSection {
    /// `assertion`, ready made.
    pub assertion: Option<SecretReference>,
    /// The claims of one that is made here and signed with the client's key.
    pub claims: Option<Json>,
}

/// `[password]`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PasswordSection {
    /// `username`
    pub username: Option<String>,
    /// `password`
    pub password: Option<SecretReference>,
}

/// `[userinfo]`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserinfoSection {
    /// The access token.
    pub token: Option<SecretReference>,
    /// The ID Token whose `sub` the answer has to have.
    pub id_token: Option<SecretReference>,
    /// Whether the token goes in a form (RFC 6750 §2.2) in place of the header.
    pub in_body: bool,
}

/// `[introspection]`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IntrospectionSection {
    /// `token`
    pub token: Option<SecretReference>,
    /// `token_type_hint`
    pub token_type_hint: Option<String>,
    /// Whether a signed answer (RFC 9701) is asked for.
    pub as_jwt: bool,
}

/// `[revocation]`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RevocationSection {
    /// `token`
    pub token: Option<SecretReference>,
    /// `token_type_hint`
    pub token_type_hint: Option<String>,
}

/// `[logout]`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogoutSection {
    /// `id_token_hint`
    pub id_token_hint: Option<SecretReference>,
    /// `logout_hint`
    pub logout_hint: Option<String>,
    /// `post_logout_redirect_uri`; awaited when it is on this machine.
    pub post_logout_redirect_uri: Option<String>,
}

/// `[inspect]`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InspectSection {
    /// The token, or a text that holds one or more.
    pub token: Option<SecretReference>,
    /// What it is to be judged as: `id_token`, `access_token`, `logout_token`, `jwt`.
    pub kind: Option<String>,
    /// A key set: the path of a file, or an address.
    pub jwks: Option<String>,
    /// A key or key set: JWK, JWK Set or PEM.
    pub key: Option<SecretReference>,
    /// A shared secret.
    pub secret: Option<SecretReference>,
    /// How its octets are written: `base64`, `base64url` or `hex`; as a text otherwise.
    pub secret_encoding: Option<String>,
    /// What opens a JWE: JWK, JWK Set, PEM, or a shared secret.
    pub decryption_key: Option<SecretReference>,
    /// The algorithm that it has to have.
    pub alg: Option<String>,
    /// The audience that is expected; the client, where there is one.
    pub audience: Option<String>,
    /// The nonce that is expected.
    pub nonce: Option<String>,
    /// The access token that came with an ID Token.
    pub access_token: Option<SecretReference>,
    /// The moment at which it is judged, in seconds since 1970.
    pub at: Option<u64>,
}
