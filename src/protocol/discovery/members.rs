//! Which members are there, and whether they have their types.

use crate::protocol::check::{Check, Finding, oidc_discovery, rfc};
use crate::protocol::json::Json;

use super::cut;

pub(super) static REQUIRED: Check =
    Check::must("discovery.required", "required members are there", oidc_discovery!("3", "ProviderMetadata"));
pub(super) static TYPES: Check = Check::must("discovery.types", "members have their types", rfc!(8414, "2"));

/// Required by OIDC Discovery 1.0 §3.
const OIDC: [&str; 7] = [
    "issuer",
    "authorization_endpoint",
    "token_endpoint",
    "jwks_uri",
    "response_types_supported",
    "subject_types_supported",
    "id_token_signing_alg_values_supported",
];

/// Required by RFC 8414 §2, whatever the grants are.
const OAUTH: [&str; 2] = ["issuer", "response_types_supported"];

/// Members that are true or false.
const BOOLS: [&str; 10] = [
    "claims_parameter_supported",
    "request_parameter_supported",
    "request_uri_parameter_supported",
    "require_request_uri_registration",
    "require_pushed_authorization_requests",
    "authorization_response_iss_parameter_supported",
    "tls_client_certificate_bound_access_tokens",
    "backchannel_user_code_parameter_supported",
    "frontchannel_logout_supported",
    "backchannel_logout_supported",
];

/// Texts whose names do not give it away.
const TEXTS: [&str; 4] = ["issuer", "service_documentation", "check_session_iframe", "signed_metadata"];

pub(super) fn judge(document: &Json, needs: &[&str]) -> [Finding; 2] {
    [required(document, needs), types(document)]
}

fn required(document: &Json, needs: &[&str]) -> Finding {
    let absent = |name: &&&str| document.get(name).is_none_or(|value| *value == Json::Null);
    let missing: Vec<&str> = needs.iter().filter(absent).copied().collect();
    let is_oidc = ["subject_types_supported", "id_token_signing_alg_values_supported", "userinfo_endpoint"]
        .iter()
        .any(|name| document.get(name).is_some());
    let wanted: &[&str] = if is_oidc { &OIDC } else { &OAUTH };
    let others: Vec<&str> = wanted.iter().filter(absent).filter(|name| !needs.contains(name)).copied().collect();
    let expected = format!("what the flow needs ({}), and what every document has", needs.join(", "));
    if !missing.is_empty() {
        REQUIRED.fail(expected, format!("missing, and needed here: {}", missing.join(", ")))
    } else if !others.is_empty() {
        REQUIRED.warn(expected, format!("missing, but not needed here: {}", others.join(", ")))
    } else {
        REQUIRED.pass(expected, "all there")
    }
}

fn types(document: &Json) -> Finding {
    let members = document.as_object().unwrap_or_default();
    let wrong: Vec<String> = members
        .iter()
        .filter_map(|(name, value)| {
            let wanted = expected_type(name).filter(|wanted| !fits(wanted, value))?;
            Some(format!("{name} is {} ({}), not {wanted}", value.kind(), cut(value)))
        })
        .take(8)
        .collect();
    let expected = "texts, arrays of texts and truth values where they are due";
    if wrong.is_empty() {
        TYPES.pass(expected, "all as they should be")
    } else {
        TYPES.fail(expected, wrong.join("; "))
    }
}

/// The type that a member's name promises; nothing for members that nobody has defined.
fn expected_type(name: &str) -> Option<&'static str> {
    if BOOLS.contains(&name) {
        Some("a boolean")
    } else if TEXTS.contains(&name)
        || name.ends_with("_endpoint")
        || matches!(name, "jwks_uri" | "op_policy_uri" | "op_tos_uri")
    {
        Some("a string")
    } else if name.ends_with("_values_supported")
        || matches!(
            name,
            "scopes_supported"
                | "response_types_supported"
                | "response_modes_supported"
                | "grant_types_supported"
                | "subject_types_supported"
                | "token_endpoint_auth_methods_supported"
                | "revocation_endpoint_auth_methods_supported"
                | "introspection_endpoint_auth_methods_supported"
                | "code_challenge_methods_supported"
                | "backchannel_token_delivery_modes_supported"
                | "claims_supported"
                | "claim_types_supported"
                | "display_values_supported"
                | "ui_locales_supported"
                | "claims_locales_supported"
        )
    {
        Some("an array of strings")
    } else {
        None
    }
}

fn fits(wanted: &str, value: &Json) -> bool {
    match wanted {
        "a boolean" => value.as_bool().is_some(),
        "a string" => value.as_str().is_some(),
        _ => value.as_strings().is_some(),
    }
}
