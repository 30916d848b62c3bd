//! Whether the provider says that it takes the client's method, endpoint by endpoint (RFC 8414 §2, RFC 8705 §5).
//!
//! Three endpoints have lists of their own. The others that a client authenticates at follow the token endpoint's:
//! pushed requests (RFC 9126 §2), device requests (RFC 8628 §3.1) and backchannel authentication (CIBA §7.1).

use url::Url;

use super::metadata::is_aliased;
use super::support::listed;
use super::{Asked, host};
use crate::protocol::check::{Check, Finding, rfc};
use crate::protocol::json::Json;
use crate::protocol::text::shown_short;

pub(super) static AUTH_METHOD: Check =
    Check::should("discovery.auth_method", "the client's method is advertised", rfc!(8414, "2"));
pub(super) static INTROSPECTION: Check = Check::should(
    "discovery.introspection_auth_method",
    "the client's method is advertised for introspection",
    rfc!(8414, "2"),
);
pub(super) static REVOCATION: Check = Check::should(
    "discovery.revocation_auth_method",
    "the client's method is advertised for revocation",
    rfc!(8414, "2"),
);
pub(super) static SIGNING_ALG: Check =
    Check::must("discovery.auth_signing_alg", "the algorithms of client assertions are advertised", rfc!(8414, "2"));
pub(super) static ALIASES: Check =
    Check::must("discovery.mtls_endpoint_aliases", "the addresses for mutual TLS are https addresses", rfc!(8705, "5"));

/// The member that lists the algorithms for one endpoint.
macro_rules! algs {
    ($endpoint:literal) => {
        concat!($endpoint, "_endpoint_auth_signing_alg_values_supported")
    };
}

const ALGS: [&str; 3] = [algs!("token"), algs!("introspection"), algs!("revocation")];

pub(super) fn judge(document: &Json, asked: &Asked<'_>) -> [Finding; 5] {
    let default = Some(&["client_secret_basic"][..]);
    let token = match asked.auth_method {
        Some(method) => listed(&AUTH_METHOD, document.get("token_endpoint_auth_methods_supported"), method, default),
        None => AUTH_METHOD.skip("the token endpoint is not asked"),
    };
    let list = document.get("introspection_endpoint_auth_methods_supported");
    let introspection = match (asked.introspection_auth_method, list) {
        (Some(method), Some(list)) => listed(&INTROSPECTION, Some(list), method, None),
        (Some(_), None) => INTROSPECTION.skip("no list, and an absent one says nothing"),
        (None, _) => INTROSPECTION.skip("the introspection endpoint is not asked"),
    };
    let revocation = match asked.revocation_auth_method {
        Some(method) => {
            listed(&REVOCATION, document.get("revocation_endpoint_auth_methods_supported"), method, default)
        }
        None => REVOCATION.skip("the revocation endpoint is not asked"),
    };
    [token, introspection, revocation, signing_alg(document, asked), aliases(document, asked)]
}

/// No list may hold `none`, whatever the client does; and where it sends an assertion, its key must make one of the
/// algorithms. An absent list has no default; OIDC Discovery §3 makes it optional, which RFC 8414 §2 does not.
fn signing_alg(document: &Json, asked: &Asked<'_>) -> Finding {
    let strings = |name: &str| document.get(name).and_then(Json::as_strings);
    let unsigned = |name: &&str| strings(name).is_some_and(|list| list.contains(&"none"));
    if let Some(name) = ALGS.into_iter().find(|name| unsigned(name)) {
        return SIGNING_ALG.fail("signatures, never none", format!("{name} holds none, which proves nothing"));
    }
    if asked.assertion_algs.is_empty() {
        return SIGNING_ALG.skip("the client sends no assertion");
    }
    let name = match (asked.auth_method, asked.introspection_auth_method, asked.revocation_auth_method) {
        (None, Some(_), None) => algs!("introspection"),
        (None, _, Some(_)) => algs!("revocation"),
        (Some(_), ..) => algs!("token"),
        (None, None, None) => return SIGNING_ALG.skip("nobody is asked who wants an assertion"),
    };
    let expected = format!("{name} with {}", asked.assertion_algs.join(" or "));
    match (document.get(name), strings(name)) {
        (_, Some(list)) if asked.assertion_algs.iter().any(|alg| list.contains(alg)) => {
            SIGNING_ALG.pass(expected, shown_short(&list.join(", "), 400))
        }
        (_, Some(list)) => SIGNING_ALG.warn(expected, shown_short(&list.join(", "), 400)),
        (Some(other), None) => SIGNING_ALG.skip(format!("the list is {}", other.kind())),
        // The list is due only where that of the methods says that assertions are taken (RFC 8414 §2).
        (None, None) if name != algs!("token") && document.get(methods_of(name)).is_none() => {
            SIGNING_ALG.skip("no list, and none of the methods either")
        }
        (None, None) => SIGNING_ALG.warn(expected, "no list, which leaves the algorithm to a guess"),
    }
}

/// The member that lists the methods for the endpoint of that list of algorithms.
fn methods_of(algs: &str) -> &'static str {
    if algs == algs!("introspection") {
        "introspection_endpoint_auth_methods_supported"
    } else {
        "revocation_endpoint_auth_methods_supported"
    }
}

/// The aliases, and which of them are in force.
fn aliases(document: &Json, asked: &Asked<'_>) -> Finding {
    let expected = "an object of https addresses";
    let Some(aliases) = document.get("mtls_endpoint_aliases") else {
        return ALIASES.skip("there are none: a client with a certificate asks the ordinary addresses");
    };
    let Some(members) = aliases.as_object() else {
        return ALIASES.fail(expected, format!("{}, not an object", aliases.kind()));
    };
    let wrong = |(name, value): &(String, Json)| {
        let shown = || value.as_str().map_or_else(|| value.kind().to_owned(), |text| shown_short(text, 120));
        let is_good = value.as_str().and_then(|text| Url::parse(text).ok()).is_some_and(|url| host::is_allowed(&url));
        (!is_good).then(|| format!("{}: {}", shown_short(name, 60), shown()))
    };
    let wrong: Vec<String> = members.iter().filter_map(wrong).take(6).collect();
    if !wrong.is_empty() {
        return ALIASES.fail(expected, wrong.join("; "));
    }
    let used: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).filter(|name| is_aliased(name)).collect();
    if used.is_empty() {
        return ALIASES.warn(expected, "none of an endpoint that a client asks itself");
    }
    let names = shown_short(&used.join(", "), 400);
    let fate = if asked.shows_certificate {
        "asked in place of the ordinary ones"
    } else {
        "left alone, since the client shows no certificate"
    };
    ALIASES.pass(expected, format!("{fate}: {names}"))
}
