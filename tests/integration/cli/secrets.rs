//! Secrets and tokens: never where somebody else can read them, unless asked for by name.
#![expect(clippy::disallowed_methods, reason = "the tests' own files")]

use std::io::{Read as _, Write as _};
use std::os::unix::fs::PermissionsExt;

use grantty::demo::{self, Answered};
use serde_json::Value;

use super::{Provider, told_code};
use crate::program::pipes::{Done, Piped};

const CANARY: &str = "canary-7f3c19d2e8b4a650";

/// What must not be read in the output of a run: its opaque tokens, and the signatures of the others.
fn secrets_of(provider: &Provider, file: &str) -> Vec<String> {
    let saved: Value = serde_json::from_str(&provider.home.read(file)).expect("JSON");
    let tokens = ["access_token", "id_token", "refresh_token"].map(|name| saved[name].as_str().expect(name).to_owned());
    tokens.iter().map(|token| token.rsplit('.').next().unwrap_or(token).to_owned()).collect()
}

#[test]
fn a_run_tells_no_token_until_asked_to() {
    let provider = Provider::start();
    for args in [&["--json", "--events", "--verbose"][..], &["--verbose"], &["--json"]] {
        let done = provider.approved(&[args, &["--save-tokens", "tokens.json"]].concat()).must_be(0);
        let said = done.out + &done.err;
        for secret in secrets_of(&provider, "tokens.json") {
            assert!(secret.len() > 20 && !said.contains(&secret), "{args:?}: {secret} is in\n{said}");
        }
    }
}

/// Hands an answer to the client's listener, as the browser and our page would.
fn deliver(answered: &Answered) {
    let uri = url::Url::parse(answered.redirect_uri()).expect("an address");
    let (at, parameters) = (uri.path(), answered.parameters());
    let is_query = matches!(answered, Answered::Redirect { location, .. } if !location.contains('#'));
    let is_fragment = matches!(answered, Answered::Redirect { location, .. } if location.contains('#'));
    let mark = if is_fragment { "?grantty_fragment=1" } else { "" };
    let host = format!("127.0.0.1:{}", uri.port().expect("a port"));
    let common = format!("HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
    let request = if is_query {
        format!("GET {at}?{parameters} {common}\r\n")
    } else {
        let length = parameters.len();
        let form = "Content-Type: application/x-www-form-urlencoded";
        format!("POST {at}{mark} {common}{form}\r\nContent-Length: {length}\r\n\r\n{parameters}")
    };
    let mut stream = std::net::TcpStream::connect(host).expect("the listener is there");
    stream.write_all(request.as_bytes()).expect("it reads");
    let _page = stream.read_to_end(&mut Vec::new());
}

/// What of an answer must not be read anywhere: codes and opaque tokens whole, of a JWT its signature, and of a signed
/// answer its claims too, since they are the answer itself.
fn secrets_of_answer(answered: &Answered) -> Vec<String> {
    let pairs = url::form_urlencoded::parse(answered.parameters().as_bytes());
    let secret = |(name, value): (std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)| match &*name {
        "code" | "access_token" | "id_token" => vec![value.rsplit('.').next().unwrap_or_default().to_owned()],
        "response" => value.split('.').skip(1).map(str::to_owned).chain(code_within(&value)).collect(),
        _ => Vec::new(),
    };
    pairs.flat_map(secret).collect()
}

/// The code in the claims of a signed answer.
fn code_within(jwt: &str) -> Option<String> {
    use base64::Engine as _;
    let claims = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(jwt.split('.').nth(1)?).ok()?;
    serde_json::from_slice::<Value>(&claims).ok()?["code"].as_str().map(str::to_owned)
}

#[test]
fn a_code_run_tells_no_code_and_no_token_until_asked_to() {
    let provider = Provider::start();
    for (set, reveal) in [
        ("code.response_mode=query", false),
        ("code.response_mode=jwt", false),
        ("code.response_mode=form_post", false),
        ("code.response_type=code id_token token", false),
        ("code.response_mode=query", true),
    ] {
        let common = ["code", "--browser", "none", "--json", "--events", "--verbose", "--save-tokens", "tokens.json"];
        let mut run = provider.run(&[&common[..], &["--set", set], if reveal { &["--reveal"] } else { &[] }].concat());
        let opened = run.wait_event("opened").expect("an address to open");
        let answered = demo::authorize(opened["url"].as_str().expect("an address"), true).expect("the pages work");
        deliver(&answered);
        let done = run.done().must_be(0);
        let said = done.out + &done.err;
        let mut secrets = secrets_of(&provider, "tokens.json");
        secrets.extend(secrets_of_answer(&answered));
        assert!(secrets.len() > 3, "{set}: {answered:?}");
        for secret in secrets {
            assert!(secret.len() > 20 && said.contains(&secret) == reveal, "{set}: {secret} in\n{said}");
        }
    }
}

#[test]
fn a_token_is_revealed_to_who_asks_and_keeps_its_claims_for_all() {
    let provider = Provider::start();
    let report = provider.approved(&["--json", "--reveal"]).must_be(0).json();
    let token = report["tokens"]["id_token"]["value"].as_str().expect("--reveal shows the token");
    assert!(token.split('.').filter(|part| !part.is_empty()).count() == 3, "{token}");
    let report = provider.approved(&["--json"]).must_be(0).json();
    let token = &report["tokens"]["id_token"];
    assert!(token["value"].is_null() && token["claims"]["iss"].is_string(), "{token:#}");
}

#[test]
fn saved_tokens_are_for_their_owner_alone() {
    let provider = Provider::start();
    provider.home.file("tokens.json", "old");
    std::fs::set_permissions(provider.home.path().join("tokens.json"), PermissionsExt::from_mode(0o644))
        .expect("chmod");
    provider.approved(&["--save-tokens", "tokens.json"]).must_be(0);
    let saved = std::fs::metadata(provider.home.path().join("tokens.json")).expect("the file is there");
    assert_eq!(saved.permissions().mode() & 0o777, 0o600);
    let tokens: Value = serde_json::from_str(&provider.home.read("tokens.json")).expect("JSON");
    assert!(tokens["access_token"].as_str().is_some_and(|token| token.len() > 20), "{tokens}");
    assert!(tokens["id_token"].as_str().is_some_and(|token| token.split('.').count() == 3), "{tokens}");
}

#[test]
fn tokens_that_could_not_be_saved_are_not_asked_for() {
    let provider = Provider::start();
    let done = provider.run(&["--save-tokens", "no/such/folder/tokens.json"]).done().must_be(2);
    assert!(provider.demo.log().is_empty(), "nobody is asked to approve in vain");
    assert!(done.err.contains("no/such/folder/tokens.json"), "{}", done.err);
}

/// Runs with a wrong secret from some place: the provider refuses, and everything that was said is looked at.
fn refused_with_canary(provider: &Provider, secret: &str, env: &[(&str, &str)]) -> Done {
    let text = super::profile(provider.demo.issuer()).replace(
        "id = \"grantty-demo\"",
        &format!("id = \"grantty-demo-confidential\"\nauth = \"client_secret_post\"\nsecret = {secret}"),
    );
    provider.home.profile("secret", &text);
    let run = Piped::start(&provider.home, &["run", "secret", "--json", "--events", "--verbose"], env);
    let argv = std::fs::read(format!("/proc/{}/cmdline", run.pid())).unwrap_or_default();
    assert!(!String::from_utf8_lossy(&argv).contains(CANARY), "a secret on the command line");
    run.done()
}

#[test]
fn a_secret_is_never_told() {
    let provider = Provider::start();
    provider.home.file("config/grantty/profiles/secret.txt", &format!("{CANARY}\n"));
    let places = [
        ("{ env = \"CANARY\" }".to_owned(), &[("CANARY", CANARY)][..]),
        ("{ file = \"secret.txt\" }".to_owned(), &[]),
        (format!("\"{CANARY}\""), &[]),
    ];
    for (secret, env) in places {
        let done = refused_with_canary(&provider, &secret, env).must_be(3);
        assert!(!(done.out.clone() + &done.err).contains(CANARY), "{secret}:\n{}\n{}", done.out, done.err);
        let sent = done.json_lines().pop().expect("a report")["exchanges"].to_string();
        assert!(sent.contains("client_secret"), "the request is shown with a masked secret: {sent}");
    }
    let missing = refused_with_canary(&provider, "{ env = \"CANARY\" }", &[]);
    assert!(missing.err.contains("CANARY") || missing.out.contains("CANARY"), "the variable is named");
    assert_eq!(missing.end, crate::program::terminal::End::Code(2), "{}", missing.out);
}

#[test]
fn a_code_from_a_hostile_provider_changes_nothing_on_a_terminal() {
    grantty::covers!("TRM-02");
    let provider = Provider::start().with_fault("user-code-escape");
    let issuer = provider.demo.fault_issuer("user-code-escape");
    let mut run = provider.run_profile("user-code-escape", &["--verbose"]);
    let told = told_code(&mut run).expect("the code stands on stderr");
    let plain: String = told.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    demo::approve(&issuer, &plain, true).expect("the provider's pages work");
    let done = run.done();
    let wild = |c: char| c.is_control() && c != '\n';
    assert!(!(done.out + &done.err).contains(wild));
}
