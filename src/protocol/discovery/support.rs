//! Whether the provider says that it can do what is going to be asked of it.

use super::Asked;
use crate::protocol::check::{Check, Finding, oidc_discovery, rfc};
use crate::protocol::json::Json;
use crate::protocol::text;

pub(super) static GRANT: Check = Check::should("discovery.grant", "the grant is advertised", rfc!(8414, "2"));
pub(super) static PKCE: Check =
    Check::should("discovery.pkce", "the code challenge method is advertised", rfc!(9700, "2.1.1"));
pub(super) static RESPONSE_TYPE: Check =
    Check::should("discovery.response_type", "the response type is advertised", rfc!(8414, "2"));
pub(super) static RESPONSE_MODE: Check =
    Check::should("discovery.response_mode", "the response mode is advertised", rfc!(8414, "2"));
pub(super) static REQUEST_OBJECT: Check = Check::should(
    "discovery.request_object",
    "signed requests are advertised where one is sent",
    oidc_discovery!("3", "ProviderMetadata"),
);

pub(super) fn judge(document: &Json, asked: &Asked<'_>) -> [Finding; 5] {
    let list = |name: &str| document.get(name);
    let grant = match asked.grant {
        Some(grant) => {
            let absent = Some(&["authorization_code", "implicit"][..]);
            listed(&GRANT, list("grant_types_supported"), grant, absent)
        }
        None => GRANT.skip("no grant is asked for"),
    };
    let pkce = match asked.pkce {
        Some(method) => listed(&PKCE, list("code_challenge_methods_supported"), method, None),
        None => PKCE.skip("no code challenge will be sent"),
    };
    let mode = match asked.response_mode {
        Some(mode) => listed(&RESPONSE_MODE, list("response_modes_supported"), mode, Some(&["query", "fragment"])),
        None => RESPONSE_MODE.skip("none is asked for: the usual one of the response type is meant"),
    };
    [grant, pkce, response_type(document, asked), mode, request_object(document, asked)]
}

/// The words of a response type have no order (RFC 6749 §3.1.1).
fn response_type(document: &Json, asked: &Asked<'_>) -> Finding {
    let Some(wanted) = asked.response_type else {
        return RESPONSE_TYPE.skip("the authorization endpoint is not asked");
    };
    let words = |text: &str| {
        let mut all: Vec<String> = text.split(' ').map(str::to_owned).collect();
        all.sort_unstable();
        all
    };
    let advertised = document.get("response_types_supported");
    match advertised.and_then(Json::as_strings) {
        Some(all) => {
            let has = all.iter().any(|known| words(known) == words(wanted));
            RESPONSE_TYPE.judge(has, wanted, text::shown_short(&all.join(", "), 400))
        }
        None => listed(&RESPONSE_TYPE, advertised, wanted, None),
    }
}

/// A signed request where the provider takes one, and an unsigned one only where it does not insist on the other.
fn request_object(document: &Json, asked: &Asked<'_>) -> Finding {
    let flag = |name: &str| document.get(name).and_then(Json::as_bool);
    let insists = flag("require_signed_request_object") == Some(true);
    let Some(alg) = asked.request_object else {
        return match asked.response_type {
            Some(_) if insists => REQUEST_OBJECT
                .warn("a signed request", "an unsigned one, though the metadata say require_signed_request_object"),
            _ => REQUEST_OBJECT.skip("no request will be signed"),
        };
    };
    let expected = format!("request_parameter_supported, and {alg}");
    let parameter = flag("request_parameter_supported");
    let algs = document.get("request_object_signing_alg_values_supported").and_then(Json::as_strings);
    let fits = algs.as_ref().is_none_or(|algs| algs.contains(&alg));
    let algs = algs.map_or_else(|| "no list of algorithms".to_owned(), |algs| text::shown_short(&algs.join(", "), 300));
    let parameter_text = match parameter {
        Some(value) => value.to_string(),
        None => "absent, which means false".to_owned(),
    };
    let takes = parameter == Some(true) || insists;
    REQUEST_OBJECT.judge(takes && fits, expected, format!("request_parameter_supported: {parameter_text}; {algs}"))
}

/// Whether `wanted` is in a list; an absent list stands for its default.
pub(super) fn listed(check: &'static Check, list: Option<&Json>, wanted: &str, default: Option<&[&str]>) -> Finding {
    match (list, default) {
        (Some(list), _) => match list.as_strings() {
            Some(all) => check.judge(all.contains(&wanted), wanted, text::shown_short(&all.join(", "), 400)),
            None => check.skip(format!("the list is {}", list.kind())),
        },
        (None, Some(default)) => {
            let observed = format!("no list, which means {}", default.join(" and "));
            check.judge(default.contains(&wanted), wanted, observed)
        }
        (None, None) => check.warn(wanted, "no list; it will be sent all the same"),
    }
}
