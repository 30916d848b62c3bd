//! The `issuer` member: byte for byte the one that was asked for, and one that can be an issuer at all.

use url::Url;

use super::{Asked, derived_issuer, host};
use crate::protocol::check::{Check, Finding, difference, oidc_discovery, rfc};
use crate::protocol::json::Json;

pub(super) static ISSUER: Check = Check::must(
    "discovery.issuer",
    "issuer is the requested one",
    oidc_discovery!("4.3", "ProviderConfigurationValidation"),
)
.stops();
pub(super) static TEMPLATE: Check = Check::must(
    "discovery.issuer_template",
    "issuer is one issuer, not a pattern for many",
    oidc_discovery!("4.3", "ProviderConfigurationValidation"),
);
pub(super) static HTTPS: Check = Check::must("discovery.issuer_https", "issuer is an https address", rfc!(8414, "2"));
pub(super) static FORM: Check =
    Check::must("discovery.issuer_form", "issuer has no query, fragment or user name", rfc!(8414, "2"));

/// The four rows about the issuer of a document.
pub(super) fn judge(document: &Json, asked: &Asked<'_>) -> Vec<Finding> {
    let Some(issuer) = document.get("issuer").and_then(Json::as_str) else {
        let observed = document.get("issuer").map_or("no issuer", Json::kind);
        let skip = |check: &'static Check| check.skip("there is no issuer to look at");
        return vec![ISSUER.fail(asked.issuer, observed), skip(&TEMPLATE), skip(&HTTPS), skip(&FORM)];
    };
    let mut findings = vec![same(issuer, asked), template(issuer)];
    findings.extend(judge_issuer(issuer));
    findings
}

/// Whether a text can be an issuer, also before any document was fetched.
pub fn judge_issuer(issuer: &str) -> Vec<Finding> {
    let form = "an absolute address without query, fragment and user name";
    let Ok(url) = Url::parse(issuer) else {
        return vec![HTTPS.fail("an https address", issuer), FORM.fail(form, format!("{issuer}: not an address"))];
    };
    let https = match url.scheme() {
        "https" => HTTPS.pass("an https address", issuer),
        "http" if host::is_loopback(&url) => HTTPS.warn("an https address", format!("{issuer}: for development only")),
        _ => HTTPS.fail("an https address", issuer),
    };
    let parts = [
        (url.query().is_some(), "a query"),
        (url.fragment().is_some(), "a fragment"),
        (host::has_userinfo(&url), "a user name before the host"),
        (url.host().is_none(), "no host"),
    ];
    let faults: Vec<&str> = parts.into_iter().filter_map(|(there, name)| there.then_some(name)).collect();
    let observed = if faults.is_empty() { issuer.to_owned() } else { format!("{issuer} has {}", faults.join(", ")) };
    vec![https, FORM.judge(faults.is_empty(), form, observed)]
}

fn same(issuer: &str, asked: &Asked<'_>) -> Finding {
    if !asked.pasted {
        return compared(asked.issuer, issuer);
    }
    match derived_issuer(asked.issuer) {
        Some(derived) if derived == issuer.strip_suffix('/').unwrap_or(issuer) => ISSUER.pass(issuer, issuer),
        Some(derived) => compared(&derived, issuer),
        None => ISSUER.skip("the address of the document does not tell its issuer"),
    }
}

fn compared(expected: &str, observed: &str) -> Finding {
    match difference(expected, observed) {
        None => ISSUER.pass(expected, observed),
        Some(how) => ISSUER.fail(expected, format!("{observed} ({how})")),
    }
}

fn template(issuer: &str) -> Finding {
    let expected = "no placeholder";
    match issuer.find('{').filter(|at| issuer[*at..].contains('}')) {
        Some(_) => TEMPLATE.fail(expected, format!("{issuer}: every tenant has another issuer; configure one tenant")),
        None => TEMPLATE.pass(expected, issuer),
    }
}
