//! Which proxy a request goes through, read from the variables that everybody uses.
//!
//! A proxy sees who is spoken to, so it is never chosen silently: a variable that names none is an error instead of a
//! way around it, and [`Proxy`] says which variable it came from.

use std::fmt;

use url::Url;

use super::no_proxy::Exceptions;
use super::refusal::is_this_machine;
use crate::protocol::text::shown;

/// A proxy and where it was named.
#[derive(Clone, PartialEq, Eq)]
pub struct Proxy {
    url: Url,
    named_in: &'static str,
}

/// How the profile's own is named.
const OF_PROFILE: &str = "tls.proxy of the profile";

impl Proxy {
    /// Its address, with the user name and password that it may hold.
    pub(super) fn url(&self) -> &Url {
        &self.url
    }
}

impl fmt::Display for Proxy {
    /// Without credentials.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let port = self.url.port_or_known_default().map_or_else(String::new, |port| format!(":{port}"));
        let host = shown(self.url.host_str().unwrap_or_default());
        write!(f, "{}://{host}{port} ({})", self.url.scheme(), self.named_in)
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proxy({self})")
    }
}

/// The proxies of `https:` and `http:` requests, and whom they do not carry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProxyPlan {
    https: Option<Result<Proxy, String>>,
    http: Option<Result<Proxy, String>>,
    except: Exceptions,
}

impl ProxyPlan {
    /// No proxy at all.
    pub fn direct() -> Self {
        Self::default()
    }

    /// The one that a profile names, for every host but this machine's: it goes before all variables.
    pub fn of_profile(value: &str) -> Result<Self, String> {
        let proxy = parse(OF_PROFILE, value.trim())?;
        Ok(Self { https: Some(Ok(proxy.clone())), http: Some(Ok(proxy)), except: Exceptions::default() })
    }

    /// What the variables say; lower case goes before upper, the scheme's own before `ALL_PROXY`.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Self {
        let first = |names: &[&'static str]| {
            let set = |name: &&'static str| variable(name).filter(|value| !value.trim().is_empty()).map(|v| (*name, v));
            names.iter().find_map(set)
        };
        let proxy = |names: &[&'static str]| first(names).map(|(name, value)| parse(name, value.trim()));
        Self {
            https: proxy(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]),
            http: proxy(&["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"]),
            except: first(&["no_proxy", "NO_PROXY"]).map(|(_, value)| Exceptions::parse(&value)).unwrap_or_default(),
        }
    }

    /// The proxy for an address. This machine never needs one.
    pub fn pick(&self, url: &Url) -> Result<Option<&Proxy>, String> {
        let proxy = if url.scheme() == "https" { &self.https } else { &self.http };
        match proxy {
            _ if is_this_machine(url) || self.except.hold(url) => Ok(None),
            None => Ok(None),
            Some(Ok(proxy)) => Ok(Some(proxy)),
            Some(Err(error)) => Err(error.clone()),
        }
    }
}

fn parse(named_in: &'static str, value: &str) -> Result<Proxy, String> {
    let whole = if value.contains("://") { value.to_owned() } else { format!("http://{value}") };
    // The value is not repeated: it may hold a password.
    let wrong = || format!("{named_in} does not name a proxy: write http://HOST:PORT, or unset it");
    let url = Url::parse(&whole).map_err(|_| wrong())?;
    let known = matches!(url.scheme(), "http" | "https" | "socks4" | "socks4a" | "socks5" | "socks5h");
    if known && url.has_host() { Ok(Proxy { url, named_in }) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picked(variables: &[(&str, &str)], url: &str) -> String {
        let look = |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        match ProxyPlan::read(look).pick(&Url::parse(url).unwrap()) {
            Ok(Some(proxy)) => proxy.to_string(),
            Ok(None) => "direct".to_owned(),
            Err(error) => error,
        }
    }

    #[test]
    fn the_environment_decides_and_is_named() {
        crate::covers!("NET-10");
        const HTTPS: (&str, &str) = ("HTTPS_PROXY", "http://proxy.example:3128");
        const TO: &str = "https://id.example.com/token";
        for (variables, url, expected) in [
            (&[][..], TO, "direct"),
            (&[HTTPS], TO, "http://proxy.example:3128 (HTTPS_PROXY)"),
            (&[HTTPS, ("https_proxy", "low:1")], TO, "http://low:1 (https_proxy)"),
            (&[("https_proxy", ""), HTTPS], TO, "http://proxy.example:3128 (HTTPS_PROXY)"),
            (&[("ALL_PROXY", "socks5h://p")], TO, "socks5h://p (ALL_PROXY)"),
            (&[("HTTP_PROXY", "p:1")], TO, "direct"),
            (&[("HTTP_PROXY", "p:1")], "http://id.example.com/", "http://p:1 (HTTP_PROXY)"),
            (&[("HTTPS_PROXY", "http://ann:hunter2@p:1")], TO, "http://p:1 (HTTPS_PROXY)"),
            (&[HTTPS, ("NO_PROXY", "*")], TO, "direct"),
            (&[HTTPS, ("no_proxy", "other.com, .example.com")], TO, "direct"),
            (&[HTTPS, ("no_proxy", "ample.com")], TO, "http://proxy.example:3128 (HTTPS_PROXY)"),
            (&[HTTPS], "https://127.0.0.1:8400/", "direct"),
            (&[HTTPS], "https://[::1]/", "direct"),
            (&[HTTPS], "https://localhost/", "direct"),
        ] {
            assert_eq!(picked(variables, url), expected, "{variables:?} {url}");
        }
    }

    #[test]
    fn the_profile_goes_before_the_environment_and_shows_no_credentials() {
        crate::covers!("NET-10");
        let plan = ProxyPlan::of_profile("http://ann:hunter2@proxy.example:3128").unwrap();
        let picked = |url: &str| plan.pick(&Url::parse(url).unwrap()).unwrap().map(ToString::to_string);
        let named = "http://proxy.example:3128 (tls.proxy of the profile)";
        assert_eq!(picked("https://id.example.com/").as_deref(), Some(named));
        assert_eq!(picked("https://localhost/"), None);
        assert!(!format!("{plan:?}").contains("hunter2"));
        let error = ProxyPlan::of_profile("hunter2:x:y").unwrap_err();
        assert!(error.starts_with("tls.proxy of the profile does not name") && !error.contains("hunter2"), "{error}");
    }

    #[test]
    fn a_variable_that_names_no_proxy_is_not_gone_around() {
        for value in ["ftp://p", "http://", "::::", "file:///x", "hunter2:x:y"] {
            let said = picked(&[("https_proxy", value)], "https://id.example.com/");
            assert!(said.starts_with("https_proxy does not name") && !said.contains("hunter2"), "{value}: {said}");
        }
    }
}
