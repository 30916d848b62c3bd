//! The address of a proxy, which may carry a name and a password.

use std::fmt;

use url::{Url, form_urlencoded};

use crate::protocol::secret::Secret;

/// What `tls.proxy` says. Its display is without the credentials; the only way to them is [`ProxyAddress::reveal`].
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyAddress(Secret);

impl ProxyAddress {
    /// Takes the address as it stands in the profile.
    pub fn new(address: impl Into<String>) -> Self {
        Self(Secret::new(address))
    }

    /// The whole address, for whoever connects to it.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }

    /// Whether it is a scheme, a host and a port and nothing else, so that everybody may see it.
    pub fn is_plain(&self) -> bool {
        let is_bare = |url: Url| {
            matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none() && url.has_host()
        };
        !self.reveal().contains('@') && self.url().is_some_and(is_bare)
    }

    /// Its password as it is written and as it is meant, where it has one.
    pub fn passwords(&self) -> Vec<Secret> {
        let whole = self.whole();
        let rest = whole.split_once("://").map_or("", |(_, rest)| rest);
        let Some((_, password)) = rest.rsplit_once('@').and_then(|(user, _)| user.split_once(':')) else {
            return Vec::new();
        };
        // In a form `+` is a blank and `&` an end; in an address they are themselves.
        let of_form = format!("={}", password.replace('+', "%2B").replace('&', "%26"));
        let meant = form_urlencoded::parse(of_form.as_bytes()).next().map(|(_, meant)| meant.into_owned());
        let mut all = vec![password.to_owned()];
        all.extend(meant.filter(|meant| meant != password));
        all.into_iter().filter(|password| !password.is_empty()).map(Secret::new).collect()
    }

    fn whole(&self) -> String {
        let address = self.reveal().trim();
        if address.contains("://") { address.to_owned() } else { format!("http://{address}") }
    }

    fn url(&self) -> Option<Url> {
        Url::parse(&self.whole()).ok()
    }
}

impl fmt::Display for ProxyAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_plain() {
            return f.write_str(self.reveal());
        }
        match self.url().filter(|url| url.has_host() && !url.username().is_empty()) {
            Some(url) => {
                let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
                let host = url.host_str().unwrap_or_default();
                write!(f, "{}://{host}{port}, with a name and a password", url.scheme())
            }
            None => f.write_str("not shown, since it is more than http://HOST:PORT"),
        }
    }
}

impl fmt::Debug for ProxyAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProxyAddress({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_told_without_its_credentials() {
        const UNTOLD: &str = "not shown, since it is more than http://HOST:PORT";
        for (address, told) in [
            ("http://127.0.0.1:3128", "http://127.0.0.1:3128"),
            ("p.example:3128", "p.example:3128"),
            ("http://ann:hunter2@p.example:3128", "http://p.example:3128, with a name and a password"),
            ("ann:hunter@2@p.example", "http://p.example, with a name and a password"),
            ("http://ann:hunter2127.0.0.1:1", UNTOLD),
            ("http://ann:1234/127.0.0.1:1", UNTOLD),
            ("http:/ann:hunter2@p", UNTOLD),
        ] {
            let address = ProxyAddress::new(address);
            assert_eq!(address.to_string(), told);
            assert_eq!(format!("{address:?}"), format!("ProxyAddress({told})"));
        }
    }

    #[test]
    fn its_password_is_known_as_written_and_as_meant() {
        let passwords = |address: &str| -> Vec<String> {
            ProxyAddress::new(address).passwords().iter().map(|one| one.reveal().to_owned()).collect()
        };
        assert_eq!(passwords("http://ann:h%40+2@p:1"), ["h%40+2", "h@+2"]);
        assert_eq!(passwords("ann:hunter2@p"), ["hunter2"]);
        assert!(passwords("http://p:3128").is_empty() && passwords("http://ann@p:1").is_empty());
    }
}
