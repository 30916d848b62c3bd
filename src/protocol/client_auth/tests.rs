//! Each method by its bytes, the assertion taken apart, and what is said of it.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use url::Url;

use super::*;
use crate::protocol::check::{Finding, Verdict};
use crate::protocol::jose::algorithm::Algorithm;
use crate::protocol::jose::jwk::Jwk;
use crate::protocol::jose::{base64url, jws, jwt};
use crate::protocol::json::Json;
use crate::protocol::time::Now;

const KEY: &str = r#"{"kty":"EC","crv":"P-256","kid":"c1","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#;
const ISSUER: &str = "https://id.example.com";
const ENDPOINT: &str = "https://id.example.com/token";
const SECRET: &str = "p:%+ ä, and long enough for a MAC";
const NOW: Now = Now { mono: Duration::ZERO, unix: 1_763_622_000 };
/// `iss`, `sub`, `aud`, `jti` and the times of every assertion of these tests.
const CLAIMS: &str = concat!(
    r#"{"iss":"s+/-_.~","sub":"s+/-_.~","aud":"https://id.example.com","jti":"j-1","#,
    r#""iat":1763622000,"exp":1763622060}"#
);

fn client(auth: AuthMethod) -> Client {
    let secret = Secret::new(SECRET);
    let signer = match auth {
        AuthMethod::ClientSecretJwt => Some(Signer::from_secret(&secret, None).expect("a secret")),
        AuthMethod::PrivateKeyJwt => Some(Signer::from_text(&Secret::new(KEY), None).expect("a key")),
        _ => None,
    };
    let secret = auth.needs_secret().then_some(secret);
    Client { id: "s+/-_.~".to_owned(), auth, secret, basic_encoding: BasicEncoding::Form, signer }
}

fn occasion(audience: &str) -> Occasion<'_> {
    Occasion { audience, now: NOW, jti: "j-1" }
}

fn asked(purpose: Purpose) -> Request {
    let form = vec![("grant_type".to_owned(), Value::Plain("client_credentials".to_owned()))];
    Request::post(purpose, Url::parse(ENDPOINT).expect("a URL"), form)
}

fn sent(client: &Client) -> Request {
    apply(client, asked(Purpose::Token), &occasion(ISSUER))
}

fn header(request: &Request) -> Option<&str> {
    request.headers.iter().find(|(name, _)| *name == "authorization").map(|(_, value)| value.reveal())
}

fn body(request: &Request) -> String {
    request.body().expect("a form").reveal().to_owned()
}

fn field<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request.form.iter().find(|(key, _)| key == name).map(|(_, value)| value.reveal())
}

/// A token request with an assertion of these claims and header members, by the key.
fn with_assertion(members: &[(&str, Json)], claims: &str) -> Request {
    let claims = crate::protocol::json::parse(claims.as_bytes()).expect(claims).value;
    let token = client(AuthMethod::PrivateKeyJwt).signer.expect("a signer").sign(members, &claims);
    let mut request = asked(Purpose::Token);
    request.form.push(("client_assertion_type".to_owned(), Value::Plain(assertion::TYPE.to_owned())));
    request.form.push(("client_assertion".to_owned(), Value::Secret("client_assertion", token)));
    request
}

fn judged(request: &Request) -> Finding {
    judge_assertion(request, ISSUER, "s+/-_.~", NOW)
}

#[test]
fn basic_encodes_each_half_before_it_joins_them() {
    crate::covers!("TOK-31");
    let client = client(AuthMethod::ClientSecretBasic);
    let request = sent(&client);
    let expected = STANDARD.encode("s%2B%2F-_.%7E:p%3A%25%2B+%C3%A4%2C+and+long+enough+for+a+MAC");
    assert_eq!(header(&request), Some(format!("Basic {expected}").as_str()));
    assert_eq!(body(&request), "grant_type=client_credentials");
    assert!(!format!("{request:?}").contains(&expected));
    let raw = sent(&Client { basic_encoding: BasicEncoding::Raw, ..client });
    assert_eq!(header(&raw), Some(format!("Basic {}", STANDARD.encode(format!("s+/-_.~:{SECRET}"))).as_str()));
}

#[test]
fn the_methods_without_a_header_stand_in_the_form() {
    let id = "grant_type=client_credentials&client_id=s%2B%2F-_.%7E";
    let post = sent(&client(AuthMethod::ClientSecretPost));
    assert_eq!(body(&post), format!("{id}&client_secret=p%3A%25%2B+%C3%A4%2C+and+long+enough+for+a+MAC"));
    assert_eq!((post.secrets().count(), header(&post)), (1, None));
    for method in [AuthMethod::None, AuthMethod::TlsClientAuth, AuthMethod::SelfSignedTlsClientAuth] {
        let request = sent(&client(method));
        assert_eq!((body(&request).as_str(), header(&request), request.secrets().count()), (id, None, 0));
    }
}

#[test]
fn an_assertion_is_whole_and_verifies() {
    crate::covers!("OWN-03");
    let kind = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";
    for (method, head) in [
        (AuthMethod::ClientSecretJwt, r#"{"alg":"HS256"}"#),
        (AuthMethod::PrivateKeyJwt, r#"{"alg":"ES256","kid":"c1"}"#),
    ] {
        let client = client(method);
        let request = sent(&client);
        let token = field(&request, "client_assertion").expect("an assertion");
        let form = format!(
            "grant_type=client_credentials&client_id=s%2B%2F-_.%7E&client_assertion_type={kind}&client_assertion={token}"
        );
        assert_eq!((body(&request), header(&request)), (form, None));
        assert!(!format!("{request:?}").contains(token) && request.secrets().count() == 1);
        let read = jwt::read(token);
        assert_eq!(read.header.as_ref().expect("a header").to_string(), head);
        assert_eq!(read.payload.as_ref().expect("a payload").to_string(), CLAIMS);
        let (text, made) = token.rsplit_once('.').expect("three parts");
        let made = base64url::decode(made).expect("base64url");
        let signer = client.signer.as_ref().expect("a signer");
        let verified = match signer.public_jwk() {
            Some(jwk) => jws::verify(Algorithm::Es256, &Jwk::read(&jwk, 1), text.as_bytes(), &made),
            None => jws::verify_secret(Algorithm::Hs256, SECRET.as_bytes(), text.as_bytes(), &made),
        };
        assert_eq!(verified, Ok(()), "{}", method.name());
        assert_eq!(judged(&request).verdict, Verdict::Pass, "{:?}", judged(&request));
    }
}

#[test]
fn every_fault_of_an_assertion_has_its_word() {
    crate::covers!("OWN-03");
    let but = |from: &str, to: &str| judged(&with_assertion(&[], &CLAIMS.replace(from, to)));
    for (from, to, word) in [
        (r#""iss":"s+/-_.~""#, r#""iss":"other""#, "iss is other"),
        (r#""sub":"s+/-_.~""#, r#""sub":7"#, "there is no sub"),
        (r#""https://id.example.com""#, r#"["https://id.example.com"]"#, "aud is an array"),
        (r#""aud":"https://id.example.com""#, r#""aud":"""#, "aud is empty"),
        (r#""aud":"https://id.example.com","#, "", "there is no aud"),
        (r#""jti":"j-1""#, r#""jti":"""#, "there is no jti"),
        ("1763622060", "1763622061", "it lives for 61 s"),
        ("1763622060", "1763622000", "exp is over"),
        ("1763622060", "18446744073709551615", "it lives for"),
        (r#","exp":1763622060"#, "", "there is no exp"),
        ("1763622000", "1763622061", "iat is in the future"),
    ] {
        let found = but(from, to);
        assert!(found.verdict == Verdict::Fail && found.observed.contains(word), "{word}: {found:?}");
    }
    assert_eq!(but("", "").verdict, Verdict::Pass);
}

#[test]
fn what_stands_around_an_assertion_is_judged_too() {
    let typed = |typ: &str| judged(&with_assertion(&[("typ", typ.into())], CLAIMS));
    assert_eq!(typed("client-authentication+jwt").verdict, Verdict::Pass);
    assert!(typed("dpop+jwt").observed.contains("typ is dpop+jwt"));
    let mut twice = with_assertion(&[], CLAIMS);
    twice.form.extend(with_assertion(&[], CLAIMS).form.pop());
    assert!(judged(&twice).observed.contains("more than one"));
    let mut typeless = with_assertion(&[], CLAIMS);
    typeless.form.retain(|(name, _)| name != "client_assertion_type");
    assert!(judged(&typeless).observed.contains("client_assertion_type is not"));
    let both = apply(&client(AuthMethod::ClientSecretPost), with_assertion(&[], CLAIMS), &occasion(ISSUER));
    assert!(judged(&both).observed.contains("one method in a request"));
    let both = apply(&client(AuthMethod::ClientSecretBasic), with_assertion(&[], CLAIMS), &occasion(ISSUER));
    assert!(judged(&both).observed.contains("one method in a request"));
    let mut junk = asked(Purpose::Token);
    junk.form.push(("client_assertion".to_owned(), Value::Plain("junk".to_owned())));
    assert_eq!(judged(&junk).verdict, Verdict::Fail);
    assert_eq!(judged(&asked(Purpose::Token)).verdict, Verdict::Skip);
}

#[test]
fn an_audience_beside_the_issuer_is_doubtful() {
    crate::covers!("OWN-03");
    let client = client(AuthMethod::PrivateKeyJwt);
    let request = apply(&client, asked(Purpose::Token), &occasion(ENDPOINT));
    let found = judged(&request);
    assert!(found.verdict == Verdict::Warn && found.observed.contains("RFC 10070 §4"), "{found:?}");
    assert_eq!(
        judge_assertion(&request, ENDPOINT, &client.id, NOW).verdict,
        Verdict::Warn,
        "an address of this request"
    );
    assert!(judge_assertion(&request, "", &client.id, NOW).observed.contains("no issuer is known"));
}

#[test]
fn the_first_algorithm_that_both_have_is_taken() {
    let secret = client(AuthMethod::ClientSecretJwt).signer.expect("a signer");
    let chosen = |signer: &Signer, list: Option<&[&str]>| choose_alg(signer, list).map(|signer| signer.alg());
    assert_eq!((chosen(&secret, None), chosen(&secret, Some(&[]))), (Ok("HS256"), Ok("HS256")));
    assert_eq!(chosen(&secret, Some(&["RS256", "HS512", "HS384"])), Ok("HS384"));
    let why = "the provider takes client assertions signed with RS256; this client signs with HS256, HS384, HS512";
    assert_eq!(chosen(&secret, Some(&["RS256"])), Err(why.to_owned()));
    let bound = Signer::from_secret(&Secret::new(SECRET), Some("HS512")).expect("a secret");
    assert!(choose_alg(&bound, Some(&["HS256"])).is_err(), "a named algorithm binds");
    let request = sent(&Client { signer: Some(bound), ..client(AuthMethod::ClientSecretJwt) });
    assert!(judged(&request).observed.starts_with("HS512"));
}

#[test]
fn a_device_request_always_names_the_client() {
    let request = apply(
        &client(AuthMethod::ClientSecretBasic),
        Request { form: Vec::new(), ..asked(Purpose::DeviceAuthorization) },
        &occasion(ISSUER),
    );
    assert_eq!(body(&request), "client_id=s%2B%2F-_.%7E");
}

#[test]
fn no_credential_goes_where_nobody_asks_for_it() {
    let all = [Purpose::Discovery, Purpose::Jwks, Purpose::Userinfo];
    for (method, purpose) in AuthMethod::ALL.into_iter().flat_map(|method| all.map(|purpose| (method, purpose))) {
        assert_eq!(apply(&client(method), asked(purpose), &occasion(ISSUER)), asked(purpose));
    }
}

#[test]
fn what_the_profile_put_into_the_form_stays() {
    let own = [("client_id", "other"), ("client_assertion", "mine")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    let mut request = asked(Purpose::Token);
    extend(&mut request.form, &own);
    let request = apply(&client(AuthMethod::PrivateKeyJwt), request, &occasion(ISSUER));
    assert_eq!((field(&request, "client_id"), field(&request, "client_assertion")), (Some("other"), Some("mine")));
    assert_eq!(field(&request, "client_assertion_type"), Some(assertion::TYPE));
}

#[test]
fn a_method_without_its_secret_sends_the_id_alone() {
    for method in [AuthMethod::ClientSecretPost, AuthMethod::ClientSecretJwt, AuthMethod::PrivateKeyJwt] {
        let request = sent(&Client { secret: None, signer: None, ..client(method) });
        assert_eq!(body(&request), "grant_type=client_credentials&client_id=s%2B%2F-_.%7E");
    }
}

#[test]
fn the_encoding_is_judged_where_it_matters() {
    let basic = client(AuthMethod::ClientSecretBasic);
    assert_eq!(judge_encoding(&basic).verdict, Verdict::Pass);
    let raw = Client { basic_encoding: BasicEncoding::Raw, ..basic };
    let found = judge_encoding(&raw);
    assert!(found.verdict == Verdict::Warn && found.observed.contains("an experiment"), "{found:?}");
    assert!(!found.observed.contains(SECRET));
    let plain = Client { id: "grantty".to_owned(), secret: Some(Secret::new("hunter2")), ..raw };
    assert_eq!(judge_encoding(&plain).verdict, Verdict::Skip);
    let half = Client { secret: Some(Secret::new("a:b")), ..plain };
    assert!(judge_encoding(&half).observed.contains("though the secret holds"));
    assert_eq!(judge_encoding(&client(AuthMethod::ClientSecretPost)).verdict, Verdict::Skip);
}

#[test]
fn every_form_of_the_secret_is_known() {
    let all = client(AuthMethod::ClientSecretBasic).secrets();
    let texts: Vec<&str> = all.iter().map(|(_, secret)| secret.reveal()).collect();
    assert!(texts.contains(&SECRET) && texts.len() == 3);
    assert!(texts.contains(&"p%3A%25%2B+%C3%A4%2C+and+long+enough+for+a+MAC"));
    assert_eq!(client(AuthMethod::ClientSecretJwt).secrets().len(), 2);
    assert!(Client::public("x").secrets().is_empty());
}

#[test]
fn names_are_the_registered_ones() {
    for method in AuthMethod::ALL {
        assert_eq!(AuthMethod::from_name(method.name()), Some(method));
        assert_eq!(method.makes_assertion(), method.name().ends_with("_jwt"));
        assert_eq!(method.shows_certificate(), method.name().ends_with("tls_client_auth"));
        assert_eq!(method.needs_secret(), method.name().starts_with("client_secret_"));
    }
    assert_eq!(AuthMethod::from_name("attest_jwt_client_auth"), None);
    assert_eq!(AssertionAudience::from_name("token_endpoint"), Some(AssertionAudience::TokenEndpoint));
    assert_eq!(AssertionAudience::from_name("both"), None);
    assert_eq!(AssertionAudience::default().name(), "issuer");
}

proptest::proptest! {
    #[test]
    fn no_assertion_brings_the_judge_down(token in "\\PC{0,80}", number in "[0-9]{1,30}") {
        let mut request = asked(Purpose::Token);
        request.form.push(("client_assertion".to_owned(), Value::Plain(token)));
        let _ = judged(&request);
        let _ = judged(&with_assertion(&[], &CLAIMS.replace("1763622060", &format!("1{number}"))));
    }
}
