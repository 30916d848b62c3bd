//! The provider over TLS: certificates prove a client, and tokens are good for theirs alone (RFC 8705).

use super::client::{Got, claims, demo, get, send_as};
use super::client_auth::ENDPOINTS;
use crate::demo::tls::{Pair, authority};
use crate::demo::{Demo, form, profiles};
use serde_json::Value;

fn post(own: Option<&Pair>, url: &str, fields: &[(&str, &str)]) -> Got {
    let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", form::encode(value))).collect();
    send_as(own, ("POST", url), "", &pairs.join("&")).unwrap()
}

const TLS: (&str, &str) = ("client_id", "grantty-demo-tls");
const SELF_SIGNED: (&str, &str) = ("client_id", "grantty-demo-tls-self-signed");
const ALIASES: (&str, &str) = ("client_id", "grantty-demo-tls-aliases");

fn metadata(issuer: &str) -> Value {
    let got = get(&format!("{issuer}/.well-known/openid-configuration"), "").unwrap();
    assert_eq!(got.status, 200, "{}", got.text());
    got.json()
}

fn has(document: &Value, list: &str, wanted: &str) -> bool {
    document[list].as_array().unwrap().iter().any(|one| one == wanted)
}

#[test]
fn the_same_provider_is_there_over_tls_with_all_methods() {
    let demo = demo();
    let (https, mtls) = (demo.https_issuer().unwrap(), demo.mtls_issuer().unwrap());
    for issuer in [demo.issuer(), https, mtls] {
        let found = metadata(issuer);
        let is_tls = issuer.starts_with("https:");
        assert_eq!(found["issuer"], issuer);
        assert_eq!(found["token_endpoint"], format!("{issuer}/token"));
        for list in ["token", "revocation", "introspection"] {
            let list = format!("{list}_endpoint_auth_methods_supported");
            assert!(has(&found, &list, "private_key_jwt"));
            assert_eq!(has(&found, &list, "tls_client_auth"), is_tls);
            assert_eq!(has(&found, &list, "self_signed_tls_client_auth"), is_tls);
        }
        assert_eq!(found["tls_client_certificate_bound_access_tokens"].as_bool(), is_tls.then_some(true));
        assert_eq!(found.get("mtls_endpoint_aliases").is_some(), issuer == https);
    }
    let pem = get(&format!("{}/ca.pem", demo.issuer()), "").unwrap();
    assert_eq!(pem.header("content-type"), Some("application/pem-certificate-chain"));
    assert_eq!((pem.text().as_str(), pem.text().starts_with("-----BEGIN CERTIFICATE-----")), (demo.authority(), true));
}

/// Sends to every endpoint, and tells whether all let the client in, or none.
fn everywhere(base: &str, own: Option<&Pair>, client: (&str, &str)) -> bool {
    let let_in = ENDPOINTS.map(|(path, fields, status)| {
        let got = post(own, &format!("{base}/{path}"), &[fields, &[client]].concat());
        assert!(got.status == status || got.error() == "invalid_client", "{path}: {}", got.text());
        got.status == status
    });
    assert!(let_in.iter().all(|one| *one == let_in[0]), "{let_in:?}");
    let_in[0]
}

#[test]
fn a_certificate_is_taken_where_it_is_registered_and_nowhere_else() {
    let demo = demo();
    let (https, mtls) = (demo.https_issuer().unwrap(), demo.mtls_issuer().unwrap());
    let known = authority();
    let other = known.client("somebody else", 3600);
    let old = known.client("grantty-demo-tls", -60);
    let same = known.client("grantty-demo-tls", 3600);
    assert!(everywhere(mtls, Some(&known.client), TLS));
    assert!(everywhere(mtls, Some(&same), TLS), "another certificate with the registered subject");
    assert!(everywhere(mtls, Some(&known.self_signed), SELF_SIGNED));
    for (own, client) in [
        (None, TLS),
        (None, SELF_SIGNED),
        (Some(&other), TLS),
        (Some(&old), TLS),
        (Some(&known.self_signed), TLS),
        (Some(&known.client), SELF_SIGNED),
    ] {
        assert!(!everywhere(mtls, own, client), "{client:?}");
    }
    assert!(!everywhere(https, Some(&known.client), TLS), "there nobody asks for one");
    assert!(!everywhere(demo.issuer(), None, TLS));
    let secret = [TLS, ("client_secret", "x"), ("grant_type", "client_credentials")];
    assert_eq!(post(Some(&known.client), &format!("{mtls}/token"), &secret).error(), "invalid_client");
}

fn refreshed(demo: &Demo, own: &Pair) -> (String, Value) {
    let grant = [TLS, ("grant_type", "refresh_token"), ("refresh_token", "demo-refresh-ann")];
    let got = post(Some(own), &format!("{}/token", demo.mtls_issuer().unwrap()), &grant).json();
    let token = got["access_token"].as_str().unwrap().to_owned();
    let claims = claims(&token);
    (token, claims)
}

#[test]
fn tokens_are_bound_to_the_certificate() {
    let demo = demo();
    let known = authority();
    let (token, claims) = refreshed(&demo, &known.client);
    assert_eq!(claims["iss"], demo.mtls_issuer().unwrap());
    assert_eq!(claims["cnf"]["x5t#S256"], known.client.thumbprint);
    let base = demo.mtls_issuer().unwrap();
    let introspected = post(Some(&known.client), &format!("{base}/introspect"), &[TLS, ("token", &token)]).json();
    assert_eq!(introspected["cnf"]["x5t#S256"], known.client.thumbprint);
    let userinfo = |own: Option<&Pair>| {
        let header = format!("Authorization: Bearer {token}\r\n");
        send_as(own, ("GET", &format!("{base}/userinfo")), &header, "").unwrap()
    };
    assert_eq!(userinfo(Some(&known.client)).json()["preferred_username"], "ann");
    for own in [None, Some(&known.self_signed), Some(&known.client("grantty-demo-tls", 3600))] {
        let got = userinfo(own);
        assert_eq!(got.status, 401);
        assert!(got.header("www-authenticate").unwrap().contains("invalid_token"));
    }
}

#[test]
fn aliases_are_of_the_issuer_that_names_them() {
    let demo = demo();
    let known = authority();
    for fault in ["", "/f/token-of-no-certificate"] {
        let issuer = format!("{}{fault}", demo.https_issuer().unwrap());
        let found = metadata(&issuer);
        let aliases = found["mtls_endpoint_aliases"].as_object().unwrap();
        assert_eq!(aliases.len(), 7);
        for (name, address) in aliases {
            let ordinary = found[name].as_str().unwrap();
            let (address, path) = (address.as_str().unwrap(), ordinary.strip_prefix(&issuer).unwrap());
            assert!(address.starts_with(demo.mtls_issuer().unwrap()) && address.ends_with(path), "{address}");
        }
        let token = aliases["token_endpoint"].as_str().unwrap();
        let base = token.strip_suffix("/token").unwrap();
        assert!(everywhere(base, Some(&known.client), ALIASES));
        let grant = [ALIASES, ("grant_type", "client_credentials")];
        let claims = claims(post(Some(&known.client), token, &grant).json()["access_token"].as_str().unwrap());
        assert_eq!(claims["iss"], issuer.as_str());
        assert_eq!(claims.get("cnf").is_some(), fault.is_empty());
        let ordinary = post(Some(&known.client), found["token_endpoint"].as_str().unwrap(), &grant);
        assert_eq!(ordinary.error(), "invalid_client");
    }
}

#[test]
fn profiles_over_tls_name_the_authority_and_a_certificate() {
    let demo = demo();
    let of = |name: &str| {
        let text = profiles(demo.issuer()).into_iter().find(|(stem, _)| stem == name).unwrap().1;
        text.parse::<toml::Table>().unwrap_or_else(|error| panic!("{error}\n{text}"))
    };
    let (https, mtls) = (demo.https_issuer(), demo.mtls_issuer());
    for (name, issuer, method) in [
        ("demo-https", https, None),
        ("demo-mtls", mtls, Some("tls_client_auth")),
        ("demo-mtls-self-signed", mtls, Some("self_signed_tls_client_auth")),
        ("demo-mtls-aliases", https, Some("tls_client_auth")),
    ] {
        let profile = of(name);
        assert_eq!(profile["issuer"].as_str(), issuer, "{name}");
        assert_eq!(profile["tls"]["ca"].as_str(), Some(demo.authority()), "{name}");
        assert_eq!(profile["client"].get("auth").and_then(|auth| auth.as_str()), method, "{name}");
        let text = |key: &str| profile["client"].get(key).and_then(|pem| pem.as_str()).unwrap_or_default();
        assert_eq!(text("certificate").starts_with("-----BEGIN CERTIFICATE-----\n"), method.is_some(), "{name}");
        assert_eq!(text("certificate_key").starts_with("-----BEGIN PRIVATE KEY-----\n"), method.is_some(), "{name}");
        assert!(profile.get("tolerate").is_none(), "{name}");
    }
}

#[test]
fn a_person_can_sign_in_over_tls() {
    let demo = demo();
    let issuer = demo.https_issuer().unwrap();
    let start = [("client_id", "grantty-demo-https"), ("scope", "openid")];
    let code = post(None, &format!("{issuer}/device_authorization"), &start).json();
    crate::demo::approve(issuer, code["user_code"].as_str().unwrap(), true).unwrap();
    let device_code = code["device_code"].as_str().unwrap();
    let poll = [("grant_type", crate::demo::metadata::DEVICE_CODE), ("device_code", device_code), start[0]];
    let got = post(None, &format!("{issuer}/token"), &poll);
    assert_eq!(got.status, 200, "{}", got.text());
    let at = format!(
        "{issuer}/authorize?client_id=grantty-demo-https&response_type=code&scope=openid&redirect_uri={}",
        form::encode("http://127.0.0.1:1/callback")
    );
    let answered = crate::demo::authorize(&at, true).unwrap();
    assert_eq!(answered.redirect_uri(), "http://127.0.0.1:1/callback");
}
