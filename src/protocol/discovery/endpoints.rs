//! Where the document sends us: every endpoint's scheme, host, address and spelling, one row a rule.

use url::Url;

use super::{Asked, host};
use crate::protocol::check::{Check, Finding, rfc};
use crate::protocol::json::Json;
use crate::protocol::text;

pub(super) static SCHEME: Check =
    Check::must("discovery.endpoint_scheme", "endpoints are https addresses", rfc!(8414, "2"));
pub(super) static HOST: Check =
    Check::should("discovery.endpoint_host", "endpoints belong to the issuer's domain", rfc!(9700, "4.4"));
pub(super) static PRIVATE: Check =
    Check::must("discovery.endpoint_private", "a public issuer has public endpoints", rfc!(8725, "2.9"));
pub(super) static USERINFO: Check =
    Check::must("discovery.endpoint_userinfo", "no user name stands before a host", rfc!(3986, "7.6"));
pub(super) static IDN: Check = Check::should("discovery.endpoint_idn", "hosts are plain ASCII", rfc!(5890, "4.4"));

/// An endpoint as the document writes it, and as it parses.
struct Endpoint<'a> {
    name: String,
    text: &'a str,
    url: Option<Url>,
}

pub(super) fn judge(document: &Json, asked: &Asked<'_>) -> Vec<Finding> {
    let all = endpoints(document);
    if all.is_empty() {
        let skip = |check: &'static Check| check.skip("the document names no endpoint");
        return vec![skip(&SCHEME), skip(&HOST), skip(&PRIVATE), skip(&USERINFO), skip(&IDN)];
    }
    let issuer = document.get("issuer").and_then(Json::as_str).unwrap_or(asked.issuer);
    let issuer = Url::parse(asked.issuer).or_else(|_| Url::parse(issuer)).ok();
    vec![
        row(&SCHEME, "https, or http on this machine", &all, |endpoint| match &endpoint.url {
            Some(url) => !host::is_allowed(url),
            None => true,
        }),
        hosts(&all, issuer.as_ref()),
        private(&all, issuer.as_ref()),
        row(&USERINFO, "no user name", &all, |endpoint| endpoint.url.as_ref().is_some_and(host::has_userinfo)),
        row(&IDN, "no punycode", &all, |endpoint| endpoint.url.as_ref().is_some_and(host::is_international)),
    ]
}

fn hosts(all: &[Endpoint<'_>], issuer: Option<&Url>) -> Finding {
    let Some(issuer) = issuer else { return HOST.skip("there is no issuer to compare with") };
    let expected = format!("hosts like {}", issuer.host_str().unwrap_or_default());
    let foreign = |url: &Url| url.has_host() && !host::are_related(issuer, url);
    row(&HOST, &expected, all, |endpoint| endpoint.url.as_ref().is_some_and(foreign))
}

fn private(all: &[Endpoint<'_>], issuer: Option<&Url>) -> Finding {
    match issuer {
        Some(issuer) if host::is_private(issuer) => PRIVATE.skip("the issuer itself is not public"),
        Some(_) => {
            row(&PRIVATE, "public addresses", all, |endpoint| endpoint.url.as_ref().is_some_and(host::is_private))
        }
        None => PRIVATE.skip("there is no issuer to compare with"),
    }
}

/// One row for one rule: the offenders, or how many were looked at.
fn row(
    check: &'static Check,
    expected: &str,
    all: &[Endpoint<'_>],
    offends: impl Fn(&Endpoint<'_>) -> bool,
) -> Finding {
    let offenders: Vec<String> = all.iter().filter(|endpoint| offends(endpoint)).take(6).map(Endpoint::shown).collect();
    if offenders.is_empty() {
        return check.pass(expected, format!("all of {} endpoints", all.len()));
    }
    check.judge(false, expected, offenders.join("; "))
}

impl Endpoint<'_> {
    /// Its name, its text, and the host that would really be asked.
    fn shown(&self) -> String {
        let text = text::shown_short(self.text, 120);
        match self.url.as_ref().and_then(Url::host_str) {
            Some(host) => format!("{}: {text} (host {host})", self.name),
            None => format!("{}: {text}", self.name),
        }
    }
}

/// Every member that is an address to send something to, the aliases for mutual TLS included.
fn endpoints(document: &Json) -> Vec<Endpoint<'_>> {
    let aliases = document.get("mtls_endpoint_aliases").and_then(Json::as_object).unwrap_or_default();
    let own = document.as_object().unwrap_or_default();
    let is_endpoint = |name: &str| name.ends_with("_endpoint") || matches!(name, "jwks_uri" | "check_session_iframe");
    let mutual = aliases.iter().map(|(name, value)| (format!("mtls_endpoint_aliases.{name}"), value));
    own.iter()
        .map(|(name, value)| (name.clone(), value))
        .chain(mutual)
        .filter(|(name, _)| is_endpoint(name))
        .filter_map(|(name, value)| {
            let text = value.as_str()?;
            Some(Endpoint { name, text, url: Url::parse(text).ok() })
        })
        .collect()
}
