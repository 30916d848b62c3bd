//! Provider metadata (OpenID Connect Discovery 1.0 §3, RFC 8414 §2).

use super::answer::Answer;
use super::jwk::ALGS;
use super::members::Members;
use super::scope::SCOPES;
use super::site::Site;
use super::wrong::Place;
use serde_json::{Map, Value, json};

/// The grant of RFC 8628.
pub(super) const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// The grant of CIBA (§4).
pub(super) const CIBA: &str = "urn:openid:params:grant-type:ciba";

/// The grant of RFC 7523 §2.1.
pub(super) const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// The grant of RFC 8693 §2.1.
pub(super) const TOKEN_EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";

/// The document at `place`.
pub(super) fn answer(site: &Site, place: Place) -> Answer {
    let places = [Place::Metadata, place];
    let mut metadata = document(&site.issuer).and(authentication(site));
    site.shape(&places, &mut metadata, "");
    site.send(&places, Answer::document(metadata))
}

fn document(issuer: &str) -> Members {
    let at = |path: &str| format!("{issuer}/{path}");
    Members::default()
        .with("issuer", issuer)
        .with("authorization_endpoint", at("authorize"))
        .with("pushed_authorization_request_endpoint", at("par"))
        .with("device_authorization_endpoint", at("device_authorization"))
        .with("backchannel_authentication_endpoint", at("bc-authorize"))
        .with("token_endpoint", at("token"))
        .with("userinfo_endpoint", at("userinfo"))
        .with("jwks_uri", at("jwks"))
        .with("revocation_endpoint", at("revoke"))
        .with("introspection_endpoint", at("introspect"))
        .with("end_session_endpoint", at("end_session"))
        .with("scopes_supported", json!(SCOPES))
        .with("response_types_supported", json!(RESPONSE_TYPES))
        .with("response_modes_supported", json!(RESPONSE_MODES))
        .with("grant_types_supported", json!(GRANT_TYPES))
        .with("subject_types_supported", json!(["public"]))
        .with("id_token_signing_alg_values_supported", json!(["RS256", "PS256", "ES256", "EdDSA", "HS256"]))
        .and(encryption())
        .with("code_challenge_methods_supported", json!(["S256", "plain"]))
        .with("dpop_signing_alg_values_supported", json!(ALGS))
        .with("authorization_response_iss_parameter_supported", true)
        .with("authorization_signing_alg_values_supported", json!(["RS256"]))
        .with("request_parameter_supported", true)
        .with("request_uri_parameter_supported", false)
        .with("request_object_signing_alg_values_supported", json!(["ES256"]))
        .with("backchannel_token_delivery_modes_supported", json!(["poll", "ping", "push"]))
        .with("backchannel_authentication_request_signing_alg_values_supported", json!(["ES256"]))
        .with("backchannel_user_code_parameter_supported", true)
        .with("prompt_values_supported", json!(["none", "login", "consent", "select_account"]))
        .with("claims_parameter_supported", false)
        .with("acr_values_supported", json!(["urn:demo:password"]))
        .with("claims_supported", json!(CLAIMS))
        .with("service_documentation", at(""))
}

/// How clients prove who they are: by certificate only where there is a connection to show it in.
fn authentication(site: &Site) -> Members {
    let is_tls = site.issuer.starts_with("https:");
    let methods = if is_tls { METHODS.as_slice() } else { &METHODS[..5] };
    let mut members = Members::default();
    for endpoint in ["token", "revocation", "introspection"] {
        members.set(&format!("{endpoint}_endpoint_auth_methods_supported"), json!(methods));
        members.set(&format!("{endpoint}_endpoint_auth_signing_alg_values_supported"), json!(ASSERTION_ALGS));
    }
    if is_tls {
        members.set("tls_client_certificate_bound_access_tokens", true);
    }
    if let Some(base) = &site.aliases {
        let aliases: Map<String, Value> =
            ALIASES.iter().map(|(name, path)| ((*name).to_owned(), format!("{base}/{path}").into())).collect();
        members.set("mtls_endpoint_aliases", aliases);
    }
    members
}

/// Those by certificate come last.
const METHODS: [&str; 7] = [
    "none",
    "client_secret_basic",
    "client_secret_post",
    "client_secret_jwt",
    "private_key_jwt",
    "tls_client_auth",
    "self_signed_tls_client_auth",
];

const ASSERTION_ALGS: [&str; 13] = [
    "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
];

/// The endpoints that a client with a certificate uses (RFC 8705 §5).
const ALIASES: [(&str, &str); 7] = [
    ("token_endpoint", "token"),
    ("pushed_authorization_request_endpoint", "par"),
    ("device_authorization_endpoint", "device_authorization"),
    ("backchannel_authentication_endpoint", "bc-authorize"),
    ("userinfo_endpoint", "userinfo"),
    ("introspection_endpoint", "introspect"),
    ("revocation_endpoint", "revoke"),
];

/// How ID Tokens and userinfo are encrypted for a client that wants it, and how answers are signed.
fn encryption() -> Members {
    Members::default()
        .with("id_token_encryption_alg_values_supported", json!(["RSA-OAEP-256"]))
        .with("id_token_encryption_enc_values_supported", json!(["A256GCM"]))
        .with("userinfo_signing_alg_values_supported", json!(["RS256"]))
        .with("userinfo_encryption_alg_values_supported", json!(["RSA-OAEP-256"]))
        .with("userinfo_encryption_enc_values_supported", json!(["A256GCM"]))
        .with("introspection_signing_alg_values_supported", json!(["RS256"]))
}

const GRANT_TYPES: [&str; 9] = [
    "authorization_code",
    "implicit",
    DEVICE_CODE,
    CIBA,
    "refresh_token",
    "client_credentials",
    TOKEN_EXCHANGE,
    JWT_BEARER,
    "password",
];

const RESPONSE_TYPES: [&str; 6] =
    ["code", "code id_token", "code token", "code id_token token", "id_token", "id_token token"];

const RESPONSE_MODES: [&str; 7] =
    ["query", "fragment", "form_post", "jwt", "query.jwt", "fragment.jwt", "form_post.jwt"];

const CLAIMS: [&str; 19] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "iat",
    "auth_time",
    "nonce",
    "at_hash",
    "c_hash",
    "s_hash",
    "acr",
    "amr",
    "name",
    "given_name",
    "family_name",
    "preferred_username",
    "updated_at",
    "email",
    "email_verified",
];
