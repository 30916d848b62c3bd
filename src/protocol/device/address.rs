//! Where the person goes: the plain address, and the one that holds the code already.

use url::Url;

use crate::protocol::check::{Check, Finding, rfc};
use crate::protocol::discovery::host;
use crate::protocol::json::Json;

pub(super) static VERIFICATION_URI: Check =
    Check::must("device.verification_uri", "verification_uri is there", rfc!(8628, "3.2"));
pub(super) static SCHEME: Check =
    Check::must("device.verification_uri_scheme", "verification_uri is an https address", rfc!(8628, "3.2"));
pub(super) static HOST: Check =
    Check::should("device.verification_uri_host", "verification_uri belongs to the issuer's domain", rfc!(8628, "5.4"));
pub(super) static COMPLETE: Check = Check::must(
    "device.verification_uri_complete",
    "verification_uri_complete is the same page with the code in it",
    rfc!(8628, "3.3.1"),
);

/// An address that may be opened, and the text it came as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// As it parses: this is what is opened.
    pub url: Url,
    /// As the server wrote it.
    pub text: String,
}

/// What is left of the two addresses after judging.
pub(super) struct Addresses {
    pub plain: Option<Address>,
    pub complete: Option<Address>,
}

pub(super) fn judge(object: &Json, issuer: &str, user_code: &str, findings: &mut Vec<Finding>) -> Addresses {
    let text = presence(object, findings);
    let plain = text.and_then(|text| scheme(text, findings));
    if text.is_none() {
        findings.push(SCHEME.skip("there is no address"));
    }
    findings.push(host_row(plain.as_ref(), issuer));
    let complete = complete(object, plain.as_ref(), user_code, findings);
    Addresses { plain, complete }
}

/// The address by its name, or by the name that it had before the RFC.
fn presence<'a>(object: &'a Json, findings: &mut Vec<Finding>) -> Option<&'a str> {
    let expected = "a non-empty string";
    let at = |name| object.get(name).and_then(Json::as_str).filter(|text| !text.trim().is_empty());
    if let Some(text) = at("verification_uri") {
        findings.push(VERIFICATION_URI.pass(expected, text));
        return Some(text);
    }
    if let Some(text) = at("verification_url") {
        let observed = format!("verification_url, the name of an old draft: {text}");
        findings.push(VERIFICATION_URI.warn("verification_uri", observed));
        return Some(text);
    }
    let observed = match object.get("verification_uri") {
        Some(Json::String(_)) => "an empty string",
        Some(other) => other.kind(),
        None => "neither verification_uri nor verification_url",
    };
    findings.push(VERIFICATION_URI.fail(expected, observed));
    None
}

fn scheme(text: &str, findings: &mut Vec<Finding>) -> Option<Address> {
    let expected = "https, or http on this machine";
    let (address, fault) = openable(text);
    findings.push(match fault {
        Some(fault) => SCHEME.fail(expected, format!("{fault}: {text}")),
        None => SCHEME.pass(expected, text),
    });
    address
}

/// The address, if a browser may be sent there; otherwise why not.
fn openable(text: &str) -> (Option<Address>, Option<String>) {
    let Ok(url) = Url::parse(text) else { return (None, Some("not an absolute address".to_owned())) };
    if !host::is_allowed(&url) {
        let fault = format!("{}: is not opened and not shown as a QR code", url.scheme());
        return (None, Some(fault));
    }
    if host::has_userinfo(&url) {
        let fault = format!("a user name before the real host {}", url.host_str().unwrap_or_default());
        return (None, Some(fault));
    }
    (Some(Address { url, text: text.to_owned() }), None)
}

fn host_row(plain: Option<&Address>, issuer: &str) -> Finding {
    let (Some(plain), Ok(issuer)) = (plain, Url::parse(issuer)) else {
        return HOST.skip("there are no two hosts to compare");
    };
    let expected = format!("a host like {}", issuer.host_str().unwrap_or_default());
    let observed = plain.url.host_str().unwrap_or_default();
    HOST.judge(host::are_related(&plain.url, &issuer), expected, observed)
}

fn complete(object: &Json, plain: Option<&Address>, user_code: &str, findings: &mut Vec<Finding>) -> Option<Address> {
    let expected = "the host of verification_uri, and the code in the address";
    let names = ["verification_uri_complete", "verification_url_complete"];
    let Some(value) = names.iter().find_map(|name| object.get(name)).filter(|value| **value != Json::Null) else {
        findings.push(COMPLETE.skip("it did not come; it is optional"));
        return None;
    };
    let Some(text) = value.as_str() else {
        findings.push(COMPLETE.fail(expected, value.kind()));
        return None;
    };
    let (address, fault) = openable(text);
    let Some(address) = address else {
        findings.push(COMPLETE.fail(expected, format!("{}: {text}", fault.unwrap_or_default())));
        return None;
    };
    if let Some(plain) = plain.filter(|plain| plain.url.host() != address.url.host()) {
        let hosts = (address.url.host_str().unwrap_or_default(), plain.url.host_str().unwrap_or_default());
        findings
            .push(COMPLETE.fail(expected, format!("host {}, while verification_uri has {}: {text}", hosts.0, hosts.1)));
        return None;
    }
    if !holds(&address.url, user_code) {
        findings.push(COMPLETE.warn(expected, format!("the code is not in it: {text}")));
        return None;
    }
    findings.push(COMPLETE.pass(expected, text));
    Some(address)
}

/// Whether the code stands in the address, with or without its separators.
fn holds(url: &Url, code: &str) -> bool {
    let bare = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_uppercase();
    let code = bare(code);
    let parts = url.query_pairs().map(|(_, value)| bare(&value));
    let fragment = url.fragment().map(bare).into_iter();
    let segments = url.path_segments().into_iter().flatten().map(bare);
    code.is_empty() || parts.chain(fragment).chain(segments).any(|part| part.contains(&code))
}
