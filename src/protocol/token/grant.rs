//! The grants that ask the token endpoint once, without a person: what each adds to the rules of every answer.

use crate::protocol::answer::OAuthError;
use crate::protocol::check::{Check, Finding, rfc};
use crate::protocol::json::Json;
use crate::protocol::text::shown_short;
use url::Url;

pub(super) static NO_REFRESH_TOKEN: Check =
    Check::should("token.no_refresh_token", "client credentials bring no refresh token", rfc!(6749, "4.4.3"));
pub(super) static ISSUED_TOKEN_TYPE: Check =
    Check::must("token.issued_token_type", "issued_token_type says what was issued", rfc!(8693, "2.2.1"));
pub(super) static PASSWORD_GRANT: Check =
    Check::should("token.password_grant", "the provider no longer takes passwords of people", rfc!(9700, "2.4"));

/// The token type of RFC 8693 §3 that every other rule here is about.
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";

/// A grant that needs nobody to approve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant<'a> {
    /// RFC 6749 §6.
    Refresh,
    /// RFC 6749 §4.4.
    ClientCredentials,
    /// RFC 8693.
    TokenExchange {
        /// `requested_token_type`, when it was sent.
        requested: Option<&'a str>,
    },
    /// RFC 7523 §2.1.
    JwtBearer,
    /// RFC 6749 §4.3.
    Password,
}

impl Grant<'_> {
    /// Its `grant_type`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Refresh => "refresh_token",
            Self::ClientCredentials => "client_credentials",
            Self::TokenExchange { .. } => "urn:ietf:params:oauth:grant-type:token-exchange",
            Self::JwtBearer => "urn:ietf:params:oauth:grant-type:jwt-bearer",
            Self::Password => "password",
        }
    }

    /// Why no ID Token has to come, even where `openid` was asked for.
    pub(super) const fn without_id_token(self) -> &'static str {
        match self {
            Self::Refresh => "none came; a refresh need not bring one",
            Self::ClientCredentials => "none came, and none is due: nobody signed in",
            Self::TokenExchange { .. } => "none came as id_token; what was issued stands in access_token",
            Self::JwtBearer | Self::Password => {
                "none came, and none is due: this grant is no sign-in by OpenID Connect"
            }
        }
    }

    /// The rows that only this grant has, about an answer with tokens.
    pub(super) fn about_tokens(self, object: &Json) -> Vec<Finding> {
        match self {
            Self::ClientCredentials => vec![no_refresh_token(object)],
            Self::TokenExchange { requested } => vec![issued_token_type(object, requested)],
            Self::Password => vec![PASSWORD_GRANT.warn(REFUSAL, PASSWORD_TAKEN)],
            Self::Refresh | Self::JwtBearer => Vec::new(),
        }
    }

    /// The same about a refusal.
    pub(super) fn about_error(self, error: &OAuthError) -> Vec<Finding> {
        match self {
            Self::Password => vec![match error.error.as_str() {
                code @ ("unsupported_grant_type" | "unauthorized_client") => PASSWORD_GRANT.pass(REFUSAL, code),
                code => PASSWORD_GRANT.skip(format!("refused for another reason: {}", shown_short(code, 80))),
            }],
            _ => Vec::new(),
        }
    }
}

const REFUSAL: &str = "unsupported_grant_type or unauthorized_client";
const PASSWORD_TAKEN: &str = "tokens for a password: RFC 9700 forbids this grant, and OAuth 2.1 has removed it";

fn no_refresh_token(object: &Json) -> Finding {
    let came = object.get("refresh_token").is_some();
    NO_REFRESH_TOKEN.judge(
        !came,
        "no refresh token: the client asks again in its own name",
        if came { "one came" } else { "none came" },
    )
}

/// RFC 8693 §2.2.1: required, and one of the identifiers of §3, which are URIs.
fn issued_token_type(object: &Json, requested: Option<&str>) -> Finding {
    let expected = requested
        .map_or_else(|| "the URI of a token type".to_owned(), |requested| format!("{requested}, as asked for"));
    match object.get("issued_token_type") {
        None => ISSUED_TOKEN_TYPE.fail(expected, "absent"),
        Some(Json::String(kind)) if kind.is_empty() => ISSUED_TOKEN_TYPE.fail(expected, "an empty string"),
        Some(Json::String(kind)) if Url::parse(kind).is_err() => {
            ISSUED_TOKEN_TYPE.fail(expected, format!("{}: no URI", shown_short(kind, 200)))
        }
        Some(Json::String(kind)) => match requested {
            Some(requested) if requested != kind => ISSUED_TOKEN_TYPE.warn(expected, shown_short(kind, 200)),
            _ => ISSUED_TOKEN_TYPE.pass(expected, shown_short(kind, 200)),
        },
        Some(other) => ISSUED_TOKEN_TYPE.fail(expected, other.kind()),
    }
}

/// `issued_token_type`, when it is a text.
pub(super) fn issued(object: &Json) -> Option<String> {
    object.get("issued_token_type").and_then(Json::as_str).filter(|kind| !kind.is_empty()).map(str::to_owned)
}

/// Whether what was issued is said to be an access token, which `N_A` contradicts.
pub(super) fn is_access_token(object: &Json) -> bool {
    object.get("issued_token_type").and_then(Json::as_str) == Some(ACCESS_TOKEN)
}
