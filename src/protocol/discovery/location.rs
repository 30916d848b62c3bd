//! Where a provider's metadata lies, from its issuer.

use url::Url;

use super::host;

/// By which rule an address was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// OIDC Discovery 1.0 §4.1: appended to the issuer.
    Oidc,
    /// RFC 8414 §3.1: inserted before the issuer's path.
    OAuth,
    /// The address itself was given.
    Pasted,
}

/// One place where the metadata may lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// Its address.
    pub url: Url,
    /// The rule.
    pub kind: Kind,
}

const WELL_KNOWN: &str = "/.well-known/";
const OIDC: &str = "/.well-known/openid-configuration";
const OAUTH: &str = "/.well-known/oauth-authorization-server";

/// The places to ask, in order. An address that holds `/.well-known/` is the document's own.
pub fn locations(issuer: &str) -> Result<Vec<Location>, String> {
    let url = Url::parse(issuer).map_err(|error| format!("the issuer is not an address: {error}"))?;
    if !matches!(url.scheme(), "https" | "http") || url.host().is_none() {
        return Err("the issuer is not an https address".to_owned());
    }
    if host::has_userinfo(&url) {
        return Err("the issuer has a user name before its host".to_owned());
    }
    if url.path().contains(WELL_KNOWN) {
        return Ok(vec![Location { url, kind: Kind::Pasted }]);
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("the issuer has a query or a fragment".to_owned());
    }
    let path = url.path().trim_end_matches('/');
    let at = |path: String, kind| {
        let mut url = url.clone();
        url.set_path(&path);
        Location { url, kind }
    };
    Ok(vec![at(format!("{path}{OIDC}"), Kind::Oidc), at(format!("{OAUTH}{path}"), Kind::OAuth)])
}

/// The issuer that a document's own address belongs to, without a final `/`, when the address tells.
pub fn derived_issuer(address: &str) -> Option<String> {
    let (before, after) = address.split_once(WELL_KNOWN)?;
    let (name, path) = after.split_once('/').map_or((after, String::new()), |(name, rest)| (name, format!("/{rest}")));
    matches!(name, "openid-configuration" | "oauth-authorization-server")
        .then(|| format!("{before}{path}").trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(issuer: &str) -> Vec<String> {
        locations(issuer).expect(issuer).into_iter().map(|location| location.url.to_string()).collect()
    }

    #[test]
    fn one_is_appended_and_the_other_inserted() {
        crate::covers!("DSC-06");
        let both = [
            "https://id.example.com/realms/demo/.well-known/openid-configuration",
            "https://id.example.com/.well-known/oauth-authorization-server/realms/demo",
        ];
        assert_eq!(urls("https://id.example.com/realms/demo"), both);
        assert_eq!(urls("https://id.example.com/realms/demo/"), both);
        assert_eq!(urls("https://id.example.com")[1], "https://id.example.com/.well-known/oauth-authorization-server");
    }

    #[test]
    fn a_pasted_address_is_taken_as_it_is() {
        let pasted = "https://id.example.com/realms/demo/.well-known/openid-configuration";
        assert_eq!(locations(pasted).expect("an address")[0].kind, Kind::Pasted);
        assert_eq!(derived_issuer(pasted).as_deref(), Some("https://id.example.com/realms/demo"));
        let inserted = "https://id.example.com/.well-known/oauth-authorization-server/realms/demo";
        assert_eq!(derived_issuer(inserted).as_deref(), Some("https://id.example.com/realms/demo"));
        assert_eq!(derived_issuer("https://id.example.com/.well-known/other"), None);
    }

    #[test]
    fn no_address_is_built_from_an_issuer_that_cannot_be_one() {
        crate::covers!("DSC-05");
        for issuer in [
            "",
            "id.example.com",
            "https://a.example/?x=1",
            "https://a.example/#x",
            "https://u:p@a.example/",
            "ftp://a.example",
            "mailto:a@b.c",
        ] {
            assert!(locations(issuer).is_err(), "{issuer}");
        }
        assert!(locations("http://127.0.0.1:8400").is_ok());
    }
}
