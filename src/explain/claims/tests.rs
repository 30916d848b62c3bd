//! Every registered claim and header parameter has a meaning, and no meaning is said twice.

use std::collections::BTreeSet;

use super::*;

const IANA: &str = include_str!("../../../tests/vectors/iana_claims.txt");

/// RFC 7515, 7516, 7518, 7519, 7797, 8225, 8555 and 9321: what the registry of header parameters has from them.
const HEADERS: &str = "alg jku jwk kid x5u x5c x5t x5t#S256 typ cty crit enc zip epk apu apv iv tag p2s p2c iss sub aud \
                       b64 url nonce svt ppt trust_chain";

fn short(name: &str, issuer: &str) -> Option<(&'static str, Option<&'static str>)> {
    claim(name, Some(issuer)).map(|meaning| (meaning.short, meaning.vendor))
}

#[test]
fn every_registered_name_has_a_meaning() {
    for name in IANA.lines().filter(|line| !line.starts_with('#')) {
        let meaning = claim(name, None).unwrap_or_else(|| panic!("{name}"));
        assert_eq!((meaning.name, meaning.vendor), (name, None));
    }
    for name in HEADERS.split_whitespace() {
        assert!(header(name).is_some_and(|meaning| meaning.name == name), "{name}");
    }
}

#[test]
fn every_sentence_is_short_enough_and_says_where_it_is_written() {
    let mut texts = BTreeSet::new();
    for meaning in TABLES.all() {
        let Meaning { name, short, long, reference, .. } = meaning;
        assert!((1..=32).contains(&short.chars().count()), "{name}: {short}");
        assert!(!short.ends_with('.') && long.ends_with('.') && long.chars().count() <= 240, "{name}: {long}");
        assert!(!reference.is_empty() && reference.trim() == *reference, "{name}");
        assert!(meaning.vendor.is_some() || !reference.contains(": "), "{name} is a vendor's: {reference}");
        texts.insert(*name);
    }
    assert!(texts.len() > 350, "{}", texts.len());
}

#[test]
fn a_member_of_a_claim_is_none_itself() {
    for name in ["jkt", "formatted", "idx", "trust_framework", "x5t#S256", "jwk", "kid"] {
        assert!(member(name).is_some() && claim(name, None).is_none(), "{name}");
    }
    assert_eq!(TABLES.shadowed().collect::<Vec<_>>(), Vec::<&str>::new());
}

#[test]
fn the_vendor_of_the_issuer_comes_first() {
    const ENTRA: &str = "https://login.microsoftonline.com/8eaef023-2b34-4da1-9baa-8bc8c9d6a490/v2.0";
    const KEYCLOAK: &str = "https://id.example.com/realms/demo";
    assert_eq!(short("roles", ENTRA), Some(("application roles", Some("Entra ID"))));
    assert_eq!(short("roles", KEYCLOAK), Some(("roles", None)));
    assert_eq!(short("oid", "https://sts.windows.net/x/"), Some(("the person in the tenant", Some("Entra ID"))));
    assert_eq!(short("oid", "https://accounts.google.com"), None);
    assert_eq!(short("oid", "https://id.example.com"), Some(("the person in the tenant", Some("Entra ID"))));
    assert_eq!(short("hd", "accounts.google.com"), Some(("the organization's domain", Some("Google"))));
    assert_eq!(short("xms_tcdt", ENTRA), Some(("the tenant was made", Some("Entra ID"))));
    assert_eq!(short("xms_ftd", ENTRA), Some(("Microsoft's own", Some("Entra ID"))));
    assert_eq!(short("scp", "https://dev-1.okta.com/oauth2/default"), Some(("what it allows", Some("Okta"))));
    for (issuer, title) in [
        (ENTRA, "Entra ID"),
        ("https://contoso.b2clogin.com/tfp/x/v2.0/", "Entra ID"),
        ("https://tenant.eu.auth0.com/", "Auth0"),
        (KEYCLOAK, "Keycloak"),
        ("https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_x", "Cognito"),
        ("https://oidc.eks.eu-west-1.amazonaws.com/id/ABC", "Kubernetes"),
        ("https://kubernetes.default.svc.cluster.local", "Kubernetes"),
        ("https://token.actions.githubusercontent.com", "GitHub Actions"),
        ("https://gitlab.com", "GitLab CI"),
        ("https://appleid.apple.com", "Apple"),
        ("https://securetoken.google.com/project", "Firebase"),
    ] {
        assert_eq!(vendor(issuer), Some(title), "{issuer}");
    }
    for issuer in ["", "x", "https://evilokta.com", "https://okta.com.evil.example", "https://cognito.example", "::"] {
        assert_eq!(vendor(issuer), None, "{issuer}");
    }
}

#[test]
fn names_with_a_tag_or_a_namespace_are_known_by_their_beginning() {
    assert_eq!(claim("family_name#ja-Kana-JP", None).map(|meaning| meaning.name), Some("family_name"));
    assert_eq!(claim("https://app.example/roles", None).map(|meaning| meaning.vendor), Some(None));
    assert_eq!(short("https://app.example/roles", "https://t.auth0.com/"), Some(("added by an Action", Some("Auth0"))));
    assert_eq!(claim("custom:shoe_size", None).and_then(|meaning| meaning.vendor), Some("Cognito"));
    assert_eq!(claim("urn:zitadel:iam:org:project:1:roles", None).and_then(|meaning| meaning.vendor), Some("ZITADEL"));
    for name in ["", "#", "##", "custom:", "nobody_knows", "*", "https://*x#"] {
        let _ = claim(name, None);
    }
    assert!(claim("nobody_knows", None).is_none() && claim("", None).is_none() && claim("#", None).is_none());
}

#[test]
fn registered_values_are_known() {
    const AMR: &str = "face fpt geo hwk iris kba mca mfa otp pin pop pwd rba retina sc sms swk tel user vbm wia";
    for method in AMR.split(' ') {
        assert!(value("amr", method).is_some(), "{method}");
    }
    assert_eq!(value("typ", "AT+JWT"), Some("an access token (RFC 9068)"));
    assert_eq!(value("typ", "application/dpop+jwt"), Some("a DPoP proof (RFC 9449)"));
    assert_eq!(value("events", "http://schemas.openid.net/event/backchannel-logout"), Some("the session ended"));
    assert_eq!(value("alg", "none"), Some("no signature at all"));
    // Algorithms are compared letter for letter.
    assert_eq!(value("alg", "nOnE"), None);
    assert_eq!((value("amr", ""), value("nobody", "knows"), value("typ", "application/é")), (None, None, None));
}
