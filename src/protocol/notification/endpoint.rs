//! Where notifications are awaited, and whether a provider can reach that place (CIBA §4, §9).

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use url::{Host, Url};

use crate::protocol::check::{Check, Finding, ciba};
use crate::protocol::discovery::host;
use crate::protocol::listener::local::{self, list};

pub(super) static ENDPOINT: Check = Check::should(
    "notification.endpoint",
    "a provider elsewhere can reach the notification endpoint",
    ciba!("4, §9", "rfc.section.4"),
);

/// Where we listen when nothing is set, and behind a tunnel.
const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8401);

/// The path when no endpoint is set.
const PATH: &str = "/ciba/notification";

/// The client notification endpoint of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// `backchannel_client_notification_endpoint`, as it is to be registered.
    pub registered: String,
    /// The path that is answered on, as a request line has it.
    pub path: String,
    /// What to bind, in this order, all on one port.
    pub bind: Vec<SocketAddr>,
}

/// Finds the endpoint from what the profile says. The error is a sentence for the profile's owner.
pub fn plan(notification_endpoint: Option<&str>, listen: Option<&str>) -> Result<Endpoint, String> {
    let addresses = |text| local::addresses(text, ("ciba.listen", "127.0.0.1:8401"));
    let bind = listen.map(addresses).transpose()?;
    let Some(registered) = notification_endpoint else {
        let at = listen.map_or_else(|| LISTEN.to_string(), str::to_owned);
        let bind = bind.unwrap_or_else(|| vec![LISTEN]);
        return Ok(Endpoint { registered: format!("http://{at}{PATH}"), path: PATH.to_owned(), bind });
    };
    let url = read(registered)?;
    let loopback = local::loopback(&url);
    if url.port() == Some(0) && (loopback.is_empty() || url.scheme() != "http") {
        return Err(format!(
            "ciba.notification_endpoint is {registered}: port 0 stands for any free port, and only of http on loopback"
        ));
    }
    let bind = match bind {
        Some(bind) => bind,
        None if url.scheme() == "http" && !loopback.is_empty() => {
            let port = url.port().unwrap_or(80);
            loopback.into_iter().map(|ip| SocketAddr::new(ip, port)).collect()
        }
        // Whatever ends TLS there forwards to us.
        None => vec![LISTEN],
    };
    Ok(Endpoint { registered: registered.to_owned(), path: url.path().to_owned(), bind })
}

impl Endpoint {
    /// What is registered once the port is known, byte for byte. Only a port of 0 is replaced.
    pub fn at(&self, port: u16) -> String {
        let text = &self.registered;
        let start = text.find("://").map_or(0, |at| at + 3);
        let end = text[start..].find(['/', '?']).map_or(text.len(), |at| start + at);
        match text[start..end].rsplit_once(':') {
            Some((name, digits)) if digits.parse() == Ok(0_u16) => {
                format!("{}{name}:{port}{}", &text[..start], &text[end..])
            }
            _ => text.clone(),
        }
    }

    /// The same once it is bound: every port is a real one.
    #[must_use]
    pub fn bound_at(self, addresses: &[SocketAddr]) -> Self {
        let Some(first) = addresses.first() else { return self };
        Self { registered: self.at(first.port()), bind: addresses.to_vec(), ..self }
    }
}

/// Whether the provider of that issuer can reach it, or what a tunnel must forward. One on this machine reaches what
/// is on this machine.
pub fn reachable(endpoint: &Endpoint, issuer: &str) -> Finding {
    let expected = "https, at a host that the provider can reach";
    let at = list(&endpoint.bind);
    let registered = &endpoint.registered;
    let is_here = |text: &str| Url::parse(text).is_ok_and(|url| host::is_loopback(&url));
    let fault = match Url::parse(registered) {
        Ok(_) if is_here(registered) && is_here(issuer) => {
            return ENDPOINT.pass(expected, format!("{registered}, on this machine as the provider is"));
        }
        Ok(url) if host::is_private(&url) => "is an address of this machine or network only",
        Ok(url) if !has_public_name(&url) => "has a name that only this network knows",
        Ok(url) if url.scheme() == "https" => {
            return ENDPOINT.pass(expected, format!("{registered}, which has to be forwarded to {at}"));
        }
        _ => "is plain http",
    };
    let path = &endpoint.path;
    let remedy = if fault == "is plain http" {
        format!("the https address of a tunnel has to be registered in its place, which forwards to {at}")
    } else {
        format!("a tunnel has to forward https://YOUR-TUNNEL{path} → {at}, and ciba.notification_endpoint to name it")
    };
    ENDPOINT.warn(expected, format!("{registered} {fault}. For a provider elsewhere {remedy}"))
}

/// Whether a name can be one of the public DNS: more than one label, and no ending that is kept for private use
/// (RFC 6761, RFC 6762, RFC 8375, and `.internal`).
fn has_public_name(url: &Url) -> bool {
    const PRIVATE: [&str; 6] = ["local", "internal", "test", "invalid", "lan", "home.arpa"];
    let Some(Host::Domain(name)) = url.host() else { return true };
    let name = name.trim_end_matches('.');
    name.contains('.')
        && !PRIVATE.iter().any(|ending| name.strip_suffix(ending).is_some_and(|rest| rest.ends_with('.')))
}

/// The address, unless it is one that no provider can post to.
fn read(text: &str) -> Result<Url, String> {
    let refused = |why: &str| Err(format!("ciba.notification_endpoint is {text}: {why}"));
    if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return refused("there is a space or a line break in it");
    }
    let url = Url::parse(text)
        .map_err(|error| format!("ciba.notification_endpoint is {text}, and that is no absolute address: {error}"))?;
    match () {
        () if !matches!(url.scheme(), "http" | "https") => refused("it must be an https address (http on loopback)"),
        () if text.contains('#') => refused("it must not have a fragment"),
        () if host::has_userinfo(&url) => refused("there is a user name before its host"),
        () => Ok(url),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::check::Verdict::{Pass, Warn};

    fn planned(endpoint: Option<&str>, listen: Option<&str>) -> (String, String, String) {
        let planned = plan(endpoint, listen).expect("an endpoint");
        (planned.registered, planned.path, list(&planned.bind))
    }

    fn is(registered: &str, path: &str, bind: &str) -> (String, String, String) {
        (registered.to_owned(), path.to_owned(), bind.to_owned())
    }

    #[test]
    fn what_is_not_set_follows_from_what_is() {
        let default = "/ciba/notification";
        assert_eq!(planned(None, None), is("http://127.0.0.1:8401/ciba/notification", default, "127.0.0.1:8401"));
        let set = Some("[::1]:0");
        assert_eq!(planned(None, set), is("http://[::1]:0/ciba/notification", default, "[::1]:0"));
        let both = "127.0.0.1:7, [::1]:7";
        assert_eq!(planned(None, Some("localhost:7")), is("http://localhost:7/ciba/notification", default, both));
        for (text, path, bind) in [
            ("http://127.0.0.1:9000/cb", "/cb", "127.0.0.1:9000"),
            ("http://localhost:9000/cb", "/cb", "127.0.0.1:9000, [::1]:9000"),
            ("http://127.0.0.1/cb", "/cb", "127.0.0.1:80"),
            ("https://tunnel.example.com/a/b?c=d", "/a/b", "127.0.0.1:8401"),
            ("https://tunnel.example.com", "/", "127.0.0.1:8401"),
            ("http://tunnel.example.com:80/a", "/a", "127.0.0.1:8401"),
        ] {
            assert_eq!(planned(Some(text), None), is(text, path, bind));
        }
        let tunnel = "https://tunnel.example.com/cb";
        assert_eq!(planned(Some(tunnel), Some("127.0.0.1:9")), is(tunnel, "/cb", "127.0.0.1:9"));
    }

    #[test]
    fn what_cannot_be_is_refused_with_a_sentence() {
        for (endpoint, listen, part) in [
            (Some("/cb"), None, "absolute"),
            (Some(""), None, "absolute"),
            (Some("https://a.example/c b"), None, "space"),
            (Some("https://a.example/cb#x"), None, "fragment"),
            (Some("https://a.example/cb#"), None, "fragment"),
            (Some("https://ann@a.example/cb"), None, "user name"),
            (Some("com.example.app:/cb"), None, "https"),
            (Some("https://a.example:0/cb"), None, "port 0"),
            (Some("https://127.0.0.1:0/cb"), None, "port 0"),
            (None, Some("0.0.0.0:8401"), "others could reach"),
            (None, Some("192.168.1.7:8401"), "others could reach"),
            (None, Some("8401"), "an address and a port"),
            (None, Some("localhost"), "an address and a port"),
            (Some("https://a.example/cb"), Some("a.example:1"), "an address and a port"),
        ] {
            let sentence = plan(endpoint, listen).expect_err("refused");
            assert!(sentence.contains(part) && sentence.starts_with("ciba."), "{sentence}");
        }
    }

    #[test]
    fn only_a_port_of_zero_is_replaced() {
        for (text, registered) in [
            ("http://127.0.0.1:0/cb", "http://127.0.0.1:7/cb"),
            ("http://[::1]:00", "http://[::1]:7"),
            ("http://localhost:0?x=:0", "http://localhost:7?x=:0"),
            ("http://127.0.0.1:8401/:0", "http://127.0.0.1:8401/:0"),
            ("https://tunnel.example.com/cb", "https://tunnel.example.com/cb"),
        ] {
            assert_eq!(plan(Some(text), None).expect(text).at(7), registered);
        }
        let at = "127.0.0.1:7".parse().expect("an address");
        let endpoint = plan(None, Some("127.0.0.1:0")).expect("any port").bound_at(&[at]);
        assert_eq!(
            (endpoint.registered.as_str(), &*endpoint.bind),
            ("http://127.0.0.1:7/ciba/notification", &[at][..])
        );
        assert_eq!(endpoint.clone().bound_at(&[]), endpoint);
    }

    #[test]
    fn an_endpoint_without_a_public_address_is_told_before_anything_is_sent() {
        crate::covers!("CIB-24");
        let from = |issuer, text| reachable(&plan(Some(text), Some("127.0.0.1:9")).expect(text), issuer);
        let here = from("http://[::1]:4000", "http://127.0.0.1:8401/n");
        assert!(here.verdict == Pass && here.observed.contains("as the provider is"), "{here:?}");
        assert_eq!(
            from("http://127.0.0.1:4000", "http://tunnel.example.com/n").verdict,
            Warn,
            "it is sent on in the clear"
        );
        let found = |text| from("https://id.example.com", text);
        for text in ["https://tunnel.example.com/cb", "https://[2606:4700::1]/cb", "https://8.8.8.8/cb"] {
            assert_eq!(found(text).verdict, Pass, "{text}");
        }
        assert!(found("https://tunnel.example.com/cb").observed.ends_with("forwarded to 127.0.0.1:9"));
        for text in [
            "http://127.0.0.1:9/cb",
            "https://localhost/cb",
            "https://192.168.1.7/cb",
            "https://box/cb",
            "https://box.local/cb",
            "https://box.home.arpa./cb",
            "http://tunnel.example.com/cb",
        ] {
            assert_eq!(found(text).verdict, Warn, "{text}");
        }
        let observed = found("http://127.0.0.1:9/cb").observed;
        assert!(observed.contains("https://YOUR-TUNNEL/cb → 127.0.0.1:9"), "{observed}");
        assert!(found("http://tunnel.example.com/cb").observed.contains("is plain http. "));
    }
}
