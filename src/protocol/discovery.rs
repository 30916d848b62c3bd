//! Provider metadata: where it lies, and what every member of it is worth (OIDC Discovery 1.0, RFC 8414).
//!
//! The document is judged member by member, so one wrong type hides nothing, and no member is trusted because
//! another one was right. Only what the chosen flow needs can fail it.

mod authentication;
mod endpoints;
pub mod host;
mod issuer;
mod location;
mod members;
mod metadata;
mod signed;
mod support;

use super::check::{Check, Finding, Report, rfc};
use super::exchange::{Purpose, Request};
use super::json::Json;

pub use issuer::judge_issuer;
pub use location::{Kind, Location, derived_issuer, locations};
pub use metadata::Metadata;

/// What the document is judged against.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The configured issuer, or the address that was given in its place.
    pub issuer: &'a str,
    /// Whether it is the address of the document itself.
    pub pasted: bool,
    /// Members that the flow cannot do without and that the profile does not set: `token_endpoint`.
    pub needs: &'a [&'static str],
    /// The grant type that will be used.
    pub grant: Option<&'static str>,
    /// The name of the method by which the client authenticates at the token endpoint, when it does.
    pub auth_method: Option<&'static str>,
    /// The same at the introspection endpoint, which has a list of its own.
    pub introspection_auth_method: Option<&'static str>,
    /// The same at the revocation endpoint, which has a list of its own.
    pub revocation_auth_method: Option<&'static str>,
    /// The algorithms of which the client may sign its assertion with any; none when it sends no assertion.
    pub assertion_algs: &'a [&'static str],
    /// Whether the client shows a certificate.
    pub shows_certificate: bool,
    /// The method of the code challenge that will be sent.
    pub pkce: Option<&'static str>,
    /// `response_type`, when the authorization endpoint is asked.
    pub response_type: Option<&'static str>,
    /// `response_mode`, when it is sent.
    pub response_mode: Option<&'static str>,
    /// The algorithm by which the request is signed, when it is.
    pub request_object: Option<&'static str>,
}

/// Both well-known documents agree.
pub static TWO_DOCUMENTS: Check =
    Check::must("discovery.two_documents", "both well-known documents say the same", rfc!(8414, "5"));

/// Every check of this file and its sub files, for the catalogue.
pub static CHECKS: &[&Check] = &[
    &issuer::ISSUER,
    &issuer::TEMPLATE,
    &issuer::HTTPS,
    &issuer::FORM,
    &TWO_DOCUMENTS,
    &members::REQUIRED,
    &members::TYPES,
    &endpoints::SCHEME,
    &endpoints::HOST,
    &endpoints::PRIVATE,
    &endpoints::USERINFO,
    &endpoints::IDN,
    &support::GRANT,
    &support::PKCE,
    &authentication::AUTH_METHOD,
    &authentication::INTROSPECTION,
    &authentication::REVOCATION,
    &authentication::SIGNING_ALG,
    &authentication::ALIASES,
    &support::RESPONSE_TYPE,
    &support::RESPONSE_MODE,
    &support::REQUEST_OBJECT,
    &signed::SIGNED_METADATA,
];

/// Asks for the document.
pub fn request(location: &Location) -> Request {
    Request::get(Purpose::Discovery, location.url.clone())
}

/// Judges every member of a document.
pub fn judge(document: &Json, asked: &Asked<'_>) -> Report<Metadata> {
    let mut findings = issuer::judge(document, asked);
    findings.extend(members::judge(document, asked.needs));
    findings.extend(endpoints::judge(document, asked));
    findings.extend(support::judge(document, asked));
    findings.extend(authentication::judge(document, asked));
    findings.push(signed::judge(document));
    Report::new(Some(Metadata::new(document.clone())), findings)
}

/// Compares the OIDC document with the one of RFC 8414, member by member.
///
/// A member that only one of them has is no contradiction; the order inside an array is none either.
pub fn two_documents(one: &Metadata, other: &Metadata) -> Finding {
    let expected = "members that both documents have are equal";
    let members = one.document.as_object().unwrap_or_default();
    let differ = |(name, value): &&(String, Json)| other.document.get(name).is_some_and(|twin| !alike(value, twin));
    let all: Vec<String> = members
        .iter()
        .filter(differ)
        .take(6)
        .map(|(name, value)| match other.document.get(name) {
            Some(twin) => format!("{name}: {} against {}", cut(value), cut(twin)),
            None => name.clone(),
        })
        .collect();
    if all.is_empty() {
        TWO_DOCUMENTS.pass(expected, "no contradiction")
    } else {
        TWO_DOCUMENTS.fail(expected, all.join("; "))
    }
}

fn alike(one: &Json, other: &Json) -> bool {
    match (one.as_strings(), other.as_strings()) {
        (Some(mut one), Some(mut other)) => {
            one.sort_unstable();
            other.sort_unstable();
            one == other
        }
        _ => one == other,
    }
}

/// A value short enough for a list in one row.
fn cut(value: &Json) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    super::text::shown_short(&text, 90)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::answer::sample::{object, row, verdict};
    use crate::protocol::check::Verdict::{self, Fail, Pass, Skip, Warn};

    const ISSUER: &str = "https://id.example.com/realms/demo";
    const NEEDS: &[&str] = &["token_endpoint", "device_authorization_endpoint"];
    const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

    fn asked(issuer: &str) -> Asked<'_> {
        Asked {
            issuer,
            pasted: false,
            needs: NEEDS,
            grant: Some(GRANT),
            auth_method: Some("none"),
            introspection_auth_method: Some("private_key_jwt"),
            revocation_auth_method: Some("tls_client_auth"),
            assertion_algs: &["ES256", "HS256"],
            shows_certificate: true,
            pkce: Some("S256"),
            response_type: Some("code"),
            response_mode: Some("form_post"),
            request_object: Some("ES256"),
        }
    }

    /// A document as it should be.
    fn good() -> Json {
        object(&format!(
            r#"{{"issuer":"{ISSUER}","authorization_endpoint":"https://id.example.com/auth",
            "token_endpoint":"https://id.example.com/token","jwks_uri":"https://id.example.com/jwks",
            "device_authorization_endpoint":"https://id.example.com/device",
            "userinfo_endpoint":"https://api.example.com/userinfo",
            "response_types_supported":["code"],"subject_types_supported":["public"],
            "id_token_signing_alg_values_supported":["RS256"],"scopes_supported":["openid"],
            "grant_types_supported":["{GRANT}"],"code_challenge_methods_supported":["S256"],
            "token_endpoint_auth_methods_supported":["none"],
            "introspection_endpoint_auth_methods_supported":["private_key_jwt"],
            "revocation_endpoint_auth_methods_supported":["tls_client_auth"],
            "token_endpoint_auth_signing_alg_values_supported":["RS256","ES256"],
            "mtls_endpoint_aliases":{{"token_endpoint":"https://mtls.example.com/token"}},"request_parameter_supported":true,
            "response_modes_supported":["query","form_post"],
            "request_object_signing_alg_values_supported":["RS256","ES256"]}}"#
        ))
    }

    /// The good document with one member set to a JSON text, or removed when that is empty.
    fn but(name: &str, value: &str) -> Json {
        let Json::Object(mut members) = good() else { unreachable!("it is an object") };
        members.retain(|(key, _)| key != name);
        if !value.is_empty() {
            members.push((name.to_owned(), object(value)));
        }
        Json::Object(members)
    }

    fn came(id: &str, name: &str, value: &str) -> Verdict {
        verdict(&judge(&but(name, value), &asked(ISSUER)).findings, id)
    }

    #[test]
    fn a_good_document_has_a_row_for_every_rule() {
        let report = judge(&good(), &asked(ISSUER));
        for check in CHECKS.iter().filter(|check| check.id != "discovery.two_documents") {
            let expected = if check.id == "discovery.signed_metadata" { Skip } else { Pass };
            assert_eq!(verdict(&report.findings, check.id), expected, "{}", check.id);
        }
        assert_eq!(report.value.expect("metadata").issuer(), ISSUER);
    }

    #[test]
    fn the_issuer_is_compared_byte_for_byte() {
        crate::covers!("DSC-01", "DSC-02");
        let report = judge(&but("issuer", r#""https://id.example.com/realms/demoINVALID""#), &asked(ISSUER));
        let found = row(&report.findings, "discovery.issuer");
        assert!(found.stops() && found.observed.contains("differs at character 35"), "{found:?}");
        assert_eq!(report.findings.len(), CHECKS.len() - 1);
        let slash = judge(&good(), &asked("https://id.example.com/realms/demo/"));
        assert!(row(&slash.findings, "discovery.issuer").observed.contains("differs only by a final /"));
        for value in ["", "7", r#""https://ID.example.com/realms/demo""#] {
            assert_eq!(came("discovery.issuer", "issuer", value), Fail, "{value}");
        }
    }

    #[test]
    fn a_pasted_address_is_compared_with_what_it_tells() {
        let pasted = |address| {
            let asked = Asked { pasted: true, ..asked(address) };
            verdict(&judge(&good(), &asked).findings, "discovery.issuer")
        };
        assert_eq!(pasted("https://id.example.com/realms/demo/.well-known/openid-configuration"), Pass);
        assert_eq!(pasted("https://id.example.com/.well-known/oauth-authorization-server/realms/demo"), Pass);
        assert_eq!(pasted("https://other.example.com/.well-known/openid-configuration"), Fail);
        assert_eq!(pasted("https://id.example.com/.well-known/something"), Skip);
    }

    #[test]
    fn an_issuer_has_a_form() {
        crate::covers!("DSC-03", "DSC-04", "DSC-05");
        let template = r#""https://login.example.com/{tenantid}/v2.0""#;
        assert_eq!(came("discovery.issuer_template", "issuer", template), Fail);
        assert_eq!(came("discovery.issuer_https", "issuer", r#""http://id.example.com""#), Fail);
        assert_eq!(came("discovery.issuer_https", "issuer", r#""http://127.0.0.1:8400""#), Warn);
        for issuer in ["https://a.example/?x=1", "https://a.example/#x", "https://u@a.example/", "no address"] {
            assert_eq!(came("discovery.issuer_form", "issuer", &format!("{issuer:?}")), Fail, "{issuer}");
            assert_eq!(verdict(&judge_issuer(issuer), "discovery.issuer_form"), Fail, "{issuer}");
        }
    }

    #[test]
    fn only_what_the_flow_needs_can_fail() {
        crate::covers!("DSC-12");
        assert_eq!(came("discovery.required", "token_endpoint", ""), Fail);
        assert_eq!(came("discovery.required", "token_endpoint", "null"), Fail);
        assert_eq!(came("discovery.required", "authorization_endpoint", ""), Warn);
        assert_eq!(came("discovery.required", "jwks_uri", ""), Warn);
        assert_eq!(came("discovery.required", "scopes_supported", ""), Pass);
    }

    #[test]
    fn a_wrong_type_spoils_nothing_else() {
        crate::covers!("DSC-13");
        for (name, value) in [
            ("scopes_supported", r#""openid""#),
            ("userinfo_endpoint", "null"),
            ("response_types_supported", "[1]"),
            ("request_parameter_supported", r#""true""#),
            ("jwks_uri", "{}"),
        ] {
            let report = judge(&but(name, value), &asked(ISSUER));
            let found = row(&report.findings, "discovery.types");
            assert!(found.verdict == Fail && found.observed.starts_with(name), "{name}");
            assert!(report.value.expect("metadata").endpoint("token").is_some());
        }
    }

    #[test]
    fn endpoints_are_judged_and_forbidden_ones_are_not_given_out() {
        crate::covers!("DSC-14", "DSC-15", "DSC-17", "DSC-18", "DSC-19");
        for (id, address, expected, usable) in [
            ("discovery.endpoint_scheme", "javascript:alert(1)", Fail, false),
            ("discovery.endpoint_scheme", "file:///etc/passwd", Fail, false),
            ("discovery.endpoint_scheme", "http://id.example.com/token", Fail, false),
            ("discovery.endpoint_scheme", "/token", Fail, false),
            ("discovery.endpoint_host", "https://tokens.other.example/token", Warn, true),
            ("discovery.endpoint_private", "https://169.254.169.254/token", Fail, false),
            ("discovery.endpoint_private", "https://0x7f000001/token", Fail, false),
            ("discovery.endpoint_private", "https://[::ffff:7f00:1]/token", Fail, false),
            ("discovery.endpoint_userinfo", "https://accounts.google.com@evil.example/", Fail, false),
            ("discovery.endpoint_idn", "https://id.ехаmple.com/token", Warn, true),
        ] {
            let report = judge(&but("token_endpoint", &format!("{address:?}")), &asked(ISSUER));
            let found = row(&report.findings, id);
            assert_eq!(found.verdict, expected, "{address}");
            assert!(found.observed.contains("token_endpoint") && found.observed.contains(address), "{found:?}");
            let metadata = report.value.expect("metadata");
            assert_eq!(metadata.endpoint("token_endpoint").is_some(), usable, "{address}");
            assert_eq!(metadata.why_not("token").is_none(), usable);
        }
        let idn = judge(&but("token_endpoint", r#""https://ехаmple.com/""#), &asked(ISSUER));
        assert!(row(&idn.findings, "discovery.endpoint_idn").observed.contains("xn--"));
    }

    #[test]
    fn what_has_no_host_is_not_the_host_of_somebody_else() {
        assert_eq!(came("discovery.endpoint_host", "token_endpoint", r#""javascript:alert(1)""#), Pass);
    }

    #[test]
    fn aliases_are_endpoints_too() {
        let aliases = r#"{"token_endpoint":"http://mtls.example.com/token"}"#;
        assert_eq!(came("discovery.endpoint_scheme", "mtls_endpoint_aliases", aliases), Fail);
    }

    #[test]
    fn the_addresses_for_mutual_tls_are_an_object_of_https_addresses() {
        let id = "discovery.mtls_endpoint_aliases";
        let came = |value| came(id, "mtls_endpoint_aliases", value);
        assert_eq!((came(""), came("{}")), (Skip, Warn));
        assert_eq!(came(r#"{"authorization_endpoint":"https://a.example/"}"#), Warn, "nobody asks it over mutual TLS");
        for value in ["[]", "null", r#"{"token_endpoint":7}"#, r#"{"token_endpoint":"http://a.example/"}"#] {
            assert_eq!(came(value), Fail, "{value}");
        }
        let plain = Asked { shows_certificate: false, ..asked(ISSUER) };
        assert!(row(&judge(&good(), &plain).findings, id).observed.starts_with("left alone"));
    }

    #[test]
    fn a_client_with_a_certificate_asks_the_aliases() {
        crate::covers!("DSC-24");
        let url = |text: &str| url::Url::parse(text).ok();
        let aliased = |value: &str| Metadata::new(but("mtls_endpoint_aliases", value)).with_mtls_aliases();
        let mtls = r#"{"token_endpoint":"https://mtls.example.com/token","jwks_uri":"https://mtls.example.com/jwks"}"#;
        assert_eq!(aliased(mtls).endpoint("token"), url("https://mtls.example.com/token"));
        assert_eq!(aliased(mtls).endpoint("userinfo"), url("https://api.example.com/userinfo"), "without an alias");
        assert_eq!(aliased(mtls).endpoint("jwks"), url("https://id.example.com/jwks"), "nobody is known there");
        let plain = Metadata::new(but("mtls_endpoint_aliases", mtls));
        assert_eq!(plain.endpoint("token"), url("https://id.example.com/token"));
        let own = url("https://own.example.com/").expect("a URL");
        assert_eq!(plain.with_endpoint("token", own.clone()).with_mtls_aliases().endpoint("token"), Some(own));
        for address in ["http://mtls.example.com/", "https://10.0.0.1/", "https://u@mtls.example.com/", "junk"] {
            let metadata = aliased(&format!(r#"{{"token_endpoint":{address:?}}}"#));
            assert_eq!(metadata.endpoint("token"), None, "{address}: the ordinary one does not take its place");
            assert!(metadata.why_not("token").is_some_and(|why| why.contains("mtls_endpoint_aliases.token_endpoint")));
        }
        assert_eq!(aliased("7").endpoint("token"), url("https://id.example.com/token"));
        assert!(
            row(&judge(&good(), &asked(ISSUER)).findings, "discovery.mtls_endpoint_aliases")
                .observed
                .contains("token_endpoint")
        );
    }

    #[test]
    fn each_endpoint_with_a_list_of_its_own_is_asked_for_it() {
        let (id, name) = ("discovery.introspection_auth_method", "introspection_endpoint_auth_methods_supported");
        assert_eq!((came(id, name, r#"["none"]"#), came(id, name, ""), came(id, name, "7")), (Warn, Skip, Skip));
        let (id, name) = ("discovery.revocation_auth_method", "revocation_endpoint_auth_methods_supported");
        assert_eq!((came(id, name, r#"["none"]"#), came(id, name, ""), came(id, name, "7")), (Warn, Warn, Skip));
        let basic = Asked { revocation_auth_method: Some("client_secret_basic"), ..asked(ISSUER) };
        assert_eq!(verdict(&judge(&but(name, ""), &basic).findings, id), Pass, "the default");
        let elsewhere = Asked { introspection_auth_method: None, revocation_auth_method: None, ..asked(ISSUER) };
        let report = judge(&good(), &elsewhere);
        for id in ["discovery.introspection_auth_method", "discovery.revocation_auth_method"] {
            assert_eq!(verdict(&report.findings, id), Skip);
        }
    }

    #[test]
    fn the_algorithm_of_an_assertion_is_advertised_and_none_never() {
        let (id, name) = ("discovery.auth_signing_alg", "token_endpoint_auth_signing_alg_values_supported");
        let algs = |value| came(id, name, value);
        assert_eq!((algs(""), algs("7"), algs(r#"["PS256"]"#), algs(r#"["HS256"]"#)), (Warn, Skip, Warn, Pass));
        assert_eq!(algs(r#"["ES256","none"]"#), Fail);
        let silent = Asked { assertion_algs: &[], ..asked(ISSUER) };
        assert_eq!(verdict(&judge(&good(), &silent).findings, id), Skip);
        let revocation = but("revocation_endpoint_auth_signing_alg_values_supported", r#"["none"]"#);
        let findings = judge(&revocation, &silent).findings;
        assert!(row(&findings, id).verdict == Fail && row(&findings, id).observed.contains("revocation"));
        let at = |introspection, revocation| Asked {
            auth_method: None,
            introspection_auth_method: introspection,
            revocation_auth_method: revocation,
            ..asked(ISSUER)
        };
        let expected = |asked| row(&judge(&good(), &asked).findings, id).expected.clone();
        let jwt = Some("private_key_jwt");
        assert!(expected(at(jwt, None)).starts_with("introspection_endpoint_auth_signing_alg_values_supported"));
        assert!(expected(at(jwt, jwt)).starts_with("revocation_endpoint_auth_signing_alg_values_supported"));
        assert_eq!(verdict(&judge(&good(), &at(None, None)).findings, id), Skip);
    }

    #[test]
    fn what_is_not_advertised_warns_with_the_default() {
        crate::covers!("DSC-20", "DSC-21", "DSC-22");
        assert_eq!(came("discovery.grant", "grant_types_supported", ""), Warn);
        assert_eq!(came("discovery.grant", "grant_types_supported", r#"["implicit"]"#), Warn);
        assert_eq!(came("discovery.pkce", "code_challenge_methods_supported", ""), Warn);
        assert_eq!(came("discovery.pkce", "code_challenge_methods_supported", r#"["plain"]"#), Warn);
        assert_eq!(came("discovery.auth_method", "token_endpoint_auth_methods_supported", ""), Warn);
        assert_eq!(came("discovery.auth_method", "token_endpoint_auth_methods_supported", "7"), Skip);
        let basic = Asked { auth_method: Some("client_secret_basic"), pkce: None, ..asked(ISSUER) };
        let report = judge(&but("token_endpoint_auth_methods_supported", ""), &basic);
        assert_eq!(verdict(&report.findings, "discovery.auth_method"), Pass);
        assert_eq!(verdict(&report.findings, "discovery.pkce"), Skip);
    }

    #[test]
    fn the_way_through_the_front_channel_is_advertised() {
        let (id, name) = ("discovery.response_type", "response_types_supported");
        assert_eq!(came(id, name, r#"["id_token","code token"]"#), Warn);
        assert_eq!(came(id, name, ""), Warn);
        assert_eq!(came(id, name, "7"), Skip);
        let hybrid = Asked { response_type: Some("code id_token"), response_mode: None, ..asked(ISSUER) };
        let report = judge(&but(name, r#"["id_token code"]"#), &hybrid);
        assert_eq!(verdict(&report.findings, id), Pass, "the order of the words means nothing");
        assert_eq!(verdict(&report.findings, "discovery.response_mode"), Skip);
        let (id, name) = ("discovery.response_mode", "response_modes_supported");
        assert_eq!(came(id, name, r#"["query.jwt"]"#), Warn);
        assert_eq!(came(id, name, ""), Warn, "form_post is not in the default");
        let fragment = Asked { response_mode: Some("fragment"), ..asked(ISSUER) };
        assert_eq!(verdict(&judge(&but(name, ""), &fragment).findings, id), Pass);
        let device = Asked { response_type: None, request_object: None, ..asked(ISSUER) };
        assert_eq!(verdict(&judge(&good(), &device).findings, "discovery.response_type"), Skip);
    }

    #[test]
    fn a_signed_request_is_advertised_and_an_unsigned_one_is_allowed() {
        let (id, parameter) = ("discovery.request_object", "request_parameter_supported");
        assert_eq!((came(id, parameter, "false"), came(id, parameter, "")), (Warn, Warn));
        let algs = "request_object_signing_alg_values_supported";
        assert_eq!((came(id, algs, r#"["RS256"]"#), came(id, algs, "")), (Warn, Pass));
        let unsigned = Asked { request_object: None, ..asked(ISSUER) };
        let colour = |value| verdict(&judge(&but("require_signed_request_object", value), &unsigned).findings, id);
        assert_eq!((colour("true"), colour("false"), colour("")), (Warn, Skip, Skip));
    }

    #[test]
    fn five_thousand_unknown_members_change_nothing() {
        crate::covers!("DSC-27");
        let Json::Object(mut members) = good() else { unreachable!("it is an object") };
        members.splice(0..0, (0..5000).map(|n| (format!("x_{n}"), Json::Null)));
        let report = judge(&Json::Object(members), &asked(ISSUER));
        assert!(report.findings.iter().all(|finding| matches!(finding.verdict, Pass | Skip)));
    }

    #[test]
    fn signed_metadata_is_held_against_the_plain_members() {
        crate::covers!("DSC-30");
        // {"issuer":"https://evil.example"}
        let jwt = r#""e30.eyJpc3N1ZXIiOiJodHRwczovL2V2aWwuZXhhbXBsZSJ9.c2ln""#;
        assert_eq!(came("discovery.signed_metadata", "signed_metadata", jwt), Warn);
        assert_eq!(came("discovery.signed_metadata", "signed_metadata", r#""e30.e30.c2ln""#), Skip);
        assert_eq!(came("discovery.signed_metadata", "signed_metadata", r#""junk""#), Warn);
    }

    #[test]
    fn two_documents_may_differ_in_order_but_not_in_substance() {
        crate::covers!("DSC-06");
        let one = Metadata::new(but("scopes_supported", r#"["a","b"]"#));
        let same = Metadata::new(but("scopes_supported", r#"["b","a"]"#));
        assert_eq!(two_documents(&one, &same).verdict, Pass);
        assert_eq!(two_documents(&one, &Metadata::new(but("scopes_supported", ""))).verdict, Pass);
        let other = Metadata::new(but("token_endpoint", r#""https://evil.example/token""#));
        let found = two_documents(&one, &other);
        assert!(
            found.verdict == Fail && found.observed.contains("token_endpoint: https://id.example.com/token against")
        );
    }

    #[test]
    fn the_profile_sets_endpoints() {
        let url = url::Url::parse("http://10.0.0.1/token").expect("a URL");
        let metadata = Metadata::from_overrides(None).with_endpoint("token", url.clone());
        assert_eq!((metadata.endpoint("token_endpoint"), metadata.issuer()), (Some(url), ""));
        assert_eq!(metadata.endpoint("jwks"), None);
        assert_eq!(Metadata::from_overrides(Some(ISSUER)).issuer(), ISSUER);
    }

    proptest::proptest! {
        #[test]
        fn no_document_brings_the_judge_down(name in "[a-z_]{0,12}(_endpoint|_supported|_uri)?", text in "\\PC{0,60}") {
            for value in [Json::String(text.clone()), Json::Array(vec![Json::String(text.clone())]), Json::Null] {
                let document = Json::Object(vec![(name.clone(), value.clone()), ("issuer".to_owned(), value)]);
                let _ = (judge(&document, &asked(&text)), locations(&text), judge_issuer(&text));
            }
        }
    }
}
