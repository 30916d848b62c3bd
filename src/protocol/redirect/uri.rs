//! Where a `redirect_uri` leads, and what has to be bound for it (RFC 8252 §7.3).

use std::net::{IpAddr, SocketAddr};

use url::Url;

use crate::protocol::listener::local;

/// A redirect URI as somebody registered it, and where its answers are awaited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectUri {
    /// The profile's key that has it.
    pub key: &'static str,
    /// As the profile has it.
    pub text: String,
    /// What to bind, in this order, all on one port; empty when the answer can only be pasted.
    pub bind: Vec<SocketAddr>,
    /// Whether the port is ours to choose, and then stands in what is sent.
    pub any_port: bool,
    /// The path, as a request line has it.
    pub path: String,
    /// The query, as a request line has it; empty for none.
    pub query: String,
    /// The name and port by which browsers come, without the port when that is ours to choose.
    pub host: String,
}

/// Reads a redirect URI and, where it differs, the address to listen at. The error is a sentence for the profile's
/// owner.
pub fn plan(redirect_uri: &str, listen: Option<&str>) -> Result<RedirectUri, String> {
    planned("code.redirect_uri", redirect_uri, listen)
}

/// The same for the address that a browser is sent to after a logout.
pub fn plan_logout(post_logout_redirect_uri: &str) -> Result<RedirectUri, String> {
    planned("logout.post_logout_redirect_uri", post_logout_redirect_uri, None)
}

fn planned(key: &'static str, redirect_uri: &str, listen: Option<&str>) -> Result<RedirectUri, String> {
    let url = read(key, redirect_uri)?;
    let loopback = local::loopback(&url);
    let any_port = url.port() == Some(0);
    if any_port && loopback.is_empty() {
        return Err(format!(
            "{key} is {redirect_uri}: port 0 stands for any free port, and only on loopback (127.0.0.1)"
        ));
    }
    let bind = match listen {
        Some(text) => local::addresses(text, ("code.listen", "127.0.0.1:8400"))?,
        // Without a certificate there is nobody who could answer https here.
        None if url.scheme() == "http" => {
            let port = url.port().unwrap_or(80);
            loopback.into_iter().map(|ip| SocketAddr::new(ip, port)).collect()
        }
        None => Vec::new(),
    };
    let host = url.host_str().unwrap_or_default();
    let host = match url.port() {
        Some(port) if !any_port => format!("{host}:{port}"),
        _ => host.to_owned(),
    };
    let query = url.query().unwrap_or_default().to_owned();
    Ok(RedirectUri { key, text: redirect_uri.to_owned(), bind, any_port, path: url.path().to_owned(), query, host })
}

impl RedirectUri {
    /// What is sent, byte for byte, once the port is known. Only a port of 0 is replaced.
    pub fn sent(&self, bound: Option<u16>) -> String {
        match (bound, port_at(&self.text)) {
            (Some(port), Some(range)) if self.any_port => {
                format!("{}{port}{}", &self.text[..range.start], &self.text[range.end..])
            }
            _ => self.text.clone(),
        }
    }

    /// Whether the name `localhost` has to be resolved on the way back.
    pub(super) fn is_by_name(&self) -> bool {
        self.host.split(':').next().is_some_and(|name| name.eq_ignore_ascii_case("localhost"))
    }

    /// The values of `Host` by which a browser, or a proxy before us, may come.
    pub(super) fn names(&self, port: Option<u16>) -> Vec<String> {
        let mut names = if self.any_port { Vec::new() } else { vec![self.host.clone()] };
        let bound = self.bind.iter().map(|address| match address.ip() {
            IpAddr::V4(ip) => ip.to_string(),
            IpAddr::V6(ip) => format!("[{ip}]"),
        });
        let known = ["127.0.0.1", "localhost", "[::1]"].map(str::to_owned).into_iter().chain(bound);
        for name in known.filter(|_| port.is_some()) {
            // Browsers leave the usual port out.
            names.extend((port == Some(80)).then(|| name.clone()));
            names.extend(port.map(|port| format!("{name}:{port}")));
        }
        names.retain(|name| !name.is_empty());
        names
    }
}

/// The address, unless it is one that no redirect can go to.
fn read(key: &str, redirect_uri: &str) -> Result<Url, String> {
    let refused = |why: &str| Err(format!("{key} is {redirect_uri}: {why}"));
    if redirect_uri.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return refused("there is a space or a line break in it");
    }
    let url = Url::parse(redirect_uri)
        .map_err(|error| format!("{key} is {redirect_uri}, and that is no absolute address: {error}"))?;
    if redirect_uri.contains('#') {
        return refused("it must not have a fragment (RFC 6749 §3.1.2)");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refused("there is a user name before its host");
    }
    Ok(url)
}

/// Where in the text the digits of the port stand.
fn port_at(text: &str) -> Option<std::ops::Range<usize>> {
    let start = text.find("://")? + 3;
    let end = text[start..].find(['/', '?']).map_or(text.len(), |at| start + at);
    let colon = start + text[start..end].rfind(':')?;
    Some(colon + 1..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(uri: &str, listen: Option<&str>) -> RedirectUri {
        plan(uri, listen).expect(uri)
    }

    fn binds(uri: &str, listen: Option<&str>) -> Vec<String> {
        planned(uri, listen).bind.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn loopback_is_bound_literally_and_nothing_else_is() {
        crate::covers!("LOO-01", "LOO-03");
        assert_eq!(binds("http://127.0.0.1:0/callback", None), ["127.0.0.1:0"]);
        assert_eq!(binds("http://[::1]:8400/", None), ["[::1]:8400"]);
        assert_eq!(binds("http://localhost:8400/cb", None), ["127.0.0.1:8400", "[::1]:8400"]);
        assert_eq!(binds("http://127.0.0.1/cb", None), ["127.0.0.1:80"]);
        for pasted in [
            "https://localhost:8400/cb",
            "https://app.example/cb",
            "http://0.0.0.0:8400/",
            "http://192.168.1.7:8400/",
            "http://localhost.example:8400/",
            "com.example.app:/callback",
            "urn:ietf:wg:oauth:2.0:oob",
        ] {
            assert!(binds(pasted, None).is_empty(), "{pasted}");
        }
        assert_eq!(binds("https://app.example/cb", Some("127.0.0.1:8400")), ["127.0.0.1:8400"]);
        assert_eq!(binds("https://app.example/cb", Some("localhost:1")), ["127.0.0.1:1", "[::1]:1"]);
        for open in ["0.0.0.0:8400", "[::]:8400", "192.168.1.7:8400", "8400", "localhost", "localhost:", "app:1"] {
            assert!(plan("https://app.example/cb", Some(open)).is_err(), "{open}");
        }
    }

    #[test]
    fn only_a_port_of_zero_is_replaced() {
        crate::covers!("OWN-04");
        for (text, sent) in [
            ("http://127.0.0.1:0/callback", "http://127.0.0.1:49152/callback"),
            ("http://[0:0:0:0:0:0:0:1]:0/a:0?b=:0", "http://[0:0:0:0:0:0:0:1]:49152/a:0?b=:0"),
            ("HTTP://LocalHost:0", "HTTP://LocalHost:49152"),
            ("http://127.0.0.1:00/%7Ea", "http://127.0.0.1:49152/%7Ea"),
            ("http://127.0.0.1:8400/A/../%7eb?x=1", "http://127.0.0.1:8400/A/../%7eb?x=1"),
            ("http://127.0.0.1/:0", "http://127.0.0.1/:0"),
        ] {
            assert_eq!(planned(text, None).sent(Some(49152)), sent);
        }
        assert_eq!(
            planned("http://127.0.0.1:0/cb", Some("127.0.0.1:8400")).sent(Some(8400)),
            "http://127.0.0.1:8400/cb"
        );
        assert_eq!(planned("http://127.0.0.1:0/cb", None).sent(None), "http://127.0.0.1:0/cb");
    }

    #[test]
    fn what_no_redirect_can_go_to_is_refused_with_a_sentence() {
        for (text, part) in [
            ("http://127.0.0.1:0/cb#here", "fragment"),
            ("http://127.0.0.1:0/cb#", "fragment"),
            ("http://ann@127.0.0.1:0/cb", "user name"),
            ("http://:pw@127.0.0.1:0/cb", "user name"),
            ("/callback", "absolute"),
            ("", "absolute"),
            ("http://127.0.0.1:0/c b", "space"),
            ("https://app.example:0/cb", "loopback"),
        ] {
            let sentence = plan(text, None).expect_err(text);
            assert!(sentence.contains(part) && sentence.starts_with("code.redirect_uri"), "{sentence}");
        }
    }

    #[test]
    fn hosts_are_the_names_by_which_browsers_and_proxies_come() {
        let names = planned("http://127.0.0.1:0/cb", None).names(Some(49152));
        assert!(names.contains(&"127.0.0.1:49152".to_owned()) && !names.contains(&"127.0.0.1".to_owned()));
        let names = planned("https://app.example/cb", Some("127.0.0.1:8400")).names(Some(8400));
        assert!(names.contains(&"app.example".to_owned()) && names.contains(&"127.0.0.1:8400".to_owned()));
        let names = planned("http://127.0.0.7/cb", None).names(Some(80));
        assert!(names.contains(&"127.0.0.7".to_owned()) && names.contains(&"127.0.0.7:80".to_owned()));
        assert_eq!(planned("com.example.app:/cb", None).names(None), Vec::<String>::new());
    }
}
