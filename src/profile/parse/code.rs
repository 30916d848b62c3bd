//! What is particular about `[code]`: where its redirect goes, what it may ask for, and which of its keys need others.

use std::net::{IpAddr, SocketAddr};

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use url::Url;

use super::judge::Judge;
use super::value::Wrong;
use crate::profile::nearest::nearest;
use crate::protocol::authorize::{ResponseMode, ResponseType};
use crate::protocol::redirect;

/// What fits everywhere, for hints.
const USUAL: &str = "http://127.0.0.1:0/callback";

/// An absolute URI without fragment (RFC 6749 §3.1.2). Schemes of apps and `urn:` are fine: their answers are pasted.
pub(super) fn redirect_uri(text: &str) -> Option<Wrong> {
    let wrong = |what: &str, hint: Option<String>| Some((what.to_owned(), hint));
    if text.contains(char::is_whitespace) {
        return wrong("has a blank in it, and must be one address", None);
    }
    let url = match Url::parse(text) {
        Ok(url) => url,
        Err(error) if text.contains("://") => return wrong(&format!("is no address: {error}"), None),
        Err(_) => return wrong("is no absolute address", Some(meant(text))),
    };
    if url.fragment().is_some() {
        // RFC 6749 §3.1.2, and what comes back may itself stand in a fragment.
        return wrong("has a fragment", Some("leave out the # and what follows".to_owned()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return wrong("has a user name in front of its host", Some("leave out what stands before the @".to_owned()));
    }
    let name = url.scheme();
    let reads_as_scheme = !text.contains("://") && (name == "localhost" || text[name.len()..].starts_with(":0/"));
    reads_as_scheme.then(|| (format!("begins with {name}:, and must begin with its scheme"), Some(meant(text))))
}

/// The same with the scheme that was left out.
fn meant(text: &str) -> String {
    let has_place = text.contains(['/', ':']) && !text.starts_with('/');
    format!("did you mean \"{}\"?", if has_place { format!("http://{text}") } else { USUAL.to_owned() })
}

/// An address and a port of this machine that browsers or a tunnel can be sent to; `such` is a port for the hint.
pub(super) fn listen(text: &str, such: u16) -> Option<Wrong> {
    let Some(address) = listened(text) else {
        let hint = match text.parse::<IpAddr>() {
            Ok(ip) => format!("write \"{}\"", SocketAddr::new(ip, such)),
            Err(_) => format!("such as 127.0.0.1:{such}"),
        };
        return Some((format!("is \"{text}\", and must be an address and a port"), Some(hint)));
    };
    (!address.ip().is_loopback()).then(|| {
        let what = format!("is {address}, which others could reach: only loopback is listened to");
        (what, Some(format!("write \"127.0.0.1:{}\"", address.port())))
    })
}

/// A port that somebody can be told before the run.
pub(super) fn port(text: &str) -> Option<Wrong> {
    let what = "has the port 0, and nobody would know which one it became";
    (listened(text)?.port() == 0).then(|| (what.to_owned(), Some("such as 127.0.0.1:8400".to_owned())))
}

fn listened(text: &str) -> Option<SocketAddr> {
    let address = text.strip_prefix("localhost:").map_or_else(|| text.to_owned(), |port| format!("127.0.0.1:{port}"));
    address.parse().ok()
}

/// One of the registered types, its words in any order.
pub(super) fn response_type(text: &str) -> Option<Wrong> {
    if ResponseType::from_name(text).is_some() {
        return None;
    }
    let names = ResponseType::NAMES;
    let near = nearest(text, names).map(|near| format!("did you mean \"{near}\"? ")).unwrap_or_default();
    let all = names.map(|name| format!("\"{name}\"")).join(", ");
    Some((format!("cannot be \"{text}\""), Some(format!("{near}one of {all}"))))
}

/// The rules between the keys of `[code]` and those beside them.
pub(super) fn rules(root: &DeTable<'_>, judge: &mut Judge<'_>) {
    let Some(section) = root.get("code").and_then(|section| section.get_ref().as_table()) else { return };
    if let Some(at) = section.get("request_object")
        && at.get_ref().as_str() == Some("signed")
        && !has_key(root)
    {
        let hint = Some("such as key = { file = \"client.jwk.json\" } in [client]".to_owned());
        judge.mistake(at.span(), "client.key", "`client.key` is missing, and a signed request object needs it", hint);
    }
    query_with_tokens(section, judge);
    probe(section, judge);
    if let Some(at) = section.get("redirect_uri") {
        awaited(at, section.get("listen").is_some(), judge);
    }
}

pub(super) fn has_key(root: &DeTable<'_>) -> bool {
    root.get("client").and_then(|client| client.get_ref().as_table()).is_some_and(|client| client.contains_key("key"))
}

/// Without a challenge there is no verifier to insist on.
fn probe(section: &DeTable<'_>, judge: &mut Judge<'_>) {
    let word = |key: &str| section.get(key).and_then(|value| value.get_ref().as_str());
    let is_implicit = word("response_type").and_then(ResponseType::from_name).is_some_and(|kind| !kind.code);
    let Some(at) = section.get("probe").filter(|_| word("probe") != Some("off")) else { return };
    if word("pkce") == Some("off") || is_implicit {
        let what = "`code.probe` asks whether the verifier is insisted on, and no code challenge is sent";
        judge.mistake(
            at.span(),
            "code.probe",
            what,
            Some("leave out pkce = \"off\", with a type that has a code".to_owned()),
        );
    }
}

/// Tokens never stand in a query.
fn query_with_tokens(section: &DeTable<'_>, judge: &mut Judge<'_>) {
    let Some(at) = section.get("response_mode") else { return };
    let kind = section.get("response_type").and_then(|kind| ResponseType::from_name(kind.get_ref().as_str()?));
    let mode = at.get_ref().as_str().and_then(ResponseMode::from_name);
    if let (Some(kind), Some(ResponseMode::Query)) = (kind.filter(|kind| kind.has_tokens()), mode) {
        let spec = match kind.name() {
            "token" => "RFC 6749 §4.2.2",
            "id_token" => "OAuth 2.0 Multiple Response Types §3",
            _ => "OAuth 2.0 Multiple Response Types §5",
        };
        let name = kind.name();
        let what = format!("`code.response_mode` is query, and tokens of \"{name}\" never stand in a query ({spec})");
        judge.mistake(at.span(), "code.response_mode", &what, Some("use \"fragment\" or \"form_post\"".to_owned()));
    }
}

/// Whether grantty can listen there, whatever else is wrong with the address.
fn listens_at(url: &Url) -> bool {
    let Some(host) = url.host_str() else { return false };
    redirect::plan(&format!("{}://{host}:1/", url.scheme()), None).is_ok_and(|plan| !plan.bind.is_empty())
}

/// A place where the answer can be awaited, or an address that does not carry it over a network in the clear.
fn awaited(at: &Spanned<DeValue<'_>>, listens: bool, judge: &mut Judge<'_>) {
    let Some(text) = at.get_ref().as_str() else { return };
    let Ok(url) = Url::parse(text) else { return };
    let is_here = listens_at(&url);
    let mut say = |what: &str, hint: &str| {
        judge.mistake(at.span(), "code.redirect_uri", &format!("`code.redirect_uri` {what}"), Some(hint.to_owned()));
    };
    if url.scheme() == "http" && !is_here && !listens {
        say(
            "is http to a host that is not this machine",
            "use https, or a loopback address such as http://127.0.0.1:0/callback; or say with code.listen where it \
             arrives here",
        );
    } else if url.port() == Some(0) && !is_here {
        say("has the port 0, which stands for any free one on loopback only", "name the port");
    }
}
