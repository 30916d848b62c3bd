//! How every request of a run shows who sends it: judged in each scenario, and compared with what its file expects.
//!
//! ```toml
//! [[expect.carried]]
//! request = "token"                  # each request of that label, at least one; `nth = 2` that one alone
//! form = { client_id = "grantty" }   # fields; "" for one that is not there
//! headers = { authorization = "" }   # the same of header fields
//! assertion = { aud = "https://id.example.com" }        # claims of the client's assertion, "" for one it has not
//! assertion_header = { alg = "HS256", kid = "" }        # members of its header
//! proof = { htm = "POST", nonce = "id.example.com-1" }  # claims of the proof; true for any
//! proof_header = { alg = "ES256" }
//! ```

use std::collections::BTreeSet;
use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use grantty::profile::{Profile, SecretReference};
use grantty::protocol::client_auth::{AuthMethod, BasicEncoding};
use grantty::protocol::exchange::{Purpose, Request};
use serde_json::Value;
use toml::Table;
use url::form_urlencoded::byte_serialize;

use super::provider::{json_of, table};
use super::verified::Jwt;
use super::world::ScriptedWorld;

/// The private key of clients that have one (RFC 7515 A.3).
const KEY: &str = r#"{"kty":"EC","crv":"P-256","kid":"client","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#;

/// RFC 7523 §2.2.
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Parameters that may be there more than once (RFC 8707 §2, RFC 8693 §2.1).
const REPEATED: [&str; 2] = ["resource", "audience"];

/// Everything that differs, as sentences.
pub fn differences(expect: &Table, profile: &Profile, world: &ScriptedWorld) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut used = BTreeSet::new();
    for request in &world.requests {
        let label = request.purpose.label();
        wrong.extend(faults(profile, request).into_iter().map(|fault| format!("{label}: {fault}")));
        for (name, jwt) in [("client_assertion", assertion(request)), ("dpop", proof(request))] {
            if jwt.is_some_and(|jwt| !used.insert((name, jwt.claim("jti").to_owned()))) {
                wrong.push(format!("{label}: the jti of {name} was there before"));
            }
        }
    }
    let carried = expect.get("carried").map(|all| all.as_array().expect("an array").clone());
    for wish in carried.into_iter().flatten() {
        wrong.extend(uncarried(&table(&wish), world));
    }
    wrong
}

/// Text of a profile with the keys that it names: `{client_key}`, `{certificate}`, `{certificate_key}`.
pub fn filled_in(text: &str) -> String {
    let text = text.replace("{client_key}", KEY);
    if !text.contains("{certificate") {
        return text;
    }
    let (certificate, key) = identity();
    text.replace("{certificate}", certificate).replace("{certificate_key}", key)
}

/// A certificate and its key, each as PEM on one line.
fn identity() -> &'static (String, String) {
    static IDENTITY: OnceLock<(String, String)> = OnceLock::new();
    IDENTITY.get_or_init(|| {
        let made = rcgen::generate_simple_self_signed(["client.example.com".to_owned()]).expect("a certificate");
        (made.cert.pem().replace(['\r', '\n'], ""), made.signing_key.serialize_pem().replace(['\r', '\n'], ""))
    })
}

fn field<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    request.form.iter().find(|(key, _)| key == name).map(|(_, value)| value.reveal())
}

fn header<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    request.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| value.reveal())
}

fn assertion(request: &Request) -> Option<Jwt> {
    Jwt::read(field(request, "client_assertion")?)
}

fn proof(request: &Request) -> Option<Jwt> {
    Jwt::read(header(request, "dpop")?)
}

/// What is wrong with a request by the method of the profile, as far as the profile sends no such field itself.
fn faults(profile: &Profile, request: &Request) -> Vec<String> {
    let is_own = |name: &str| profile.parameters.values().flatten().any(|(own, _)| own == name);
    let mut wrong = Vec::new();
    for (at, (name, value)) in request.form.iter().enumerate().filter(|(_, (name, _))| !is_own(name)) {
        if value.reveal().is_empty() {
            wrong.push(format!("{name} is empty"));
        }
        let is_again = request.form[..at].iter().any(|(other, _)| other == name);
        if is_again && !REPEATED.contains(&name.as_str()) {
            wrong.push(format!("{name} is there twice"));
        }
    }
    let takes_client = !matches!(request.purpose, Purpose::Discovery | Purpose::Jwks | Purpose::Userinfo);
    let expected = if takes_client { expected(profile, request.purpose) } else { Shown::default() };
    let came = Shown {
        basic: header(request, "authorization").and_then(|value| value.strip_prefix("Basic ")).map(str::to_owned),
        id: field(request, "client_id").map(str::to_owned),
        secret: field(request, "client_secret").map(str::to_owned),
        assertion: field(request, "client_assertion_type").map(str::to_owned),
    };
    let is_changed =
        ["client_id", "client_secret", "client_assertion", "client_assertion_type"].into_iter().any(is_own);
    if came != expected && !is_changed {
        wrong.push(format!("the client should show {expected:?}, it shows {came:?}"));
    }
    if expected.assertion.is_some() && !is_changed {
        wrong.extend(bad_assertion(profile, request));
    }
    wrong
}

/// How a client shows itself.
#[derive(Debug, Default, PartialEq)]
struct Shown {
    basic: Option<String>,
    id: Option<String>,
    secret: Option<String>,
    assertion: Option<String>,
}

fn literal(reference: Option<&SecretReference>) -> String {
    match reference {
        Some(SecretReference::Literal(secret)) => secret.reveal().to_owned(),
        _ => String::new(),
    }
}

fn expected(profile: &Profile, purpose: Purpose) -> Shown {
    let client = &profile.client;
    let (id, secret) = (Some(client.id.clone()), literal(client.secret.as_ref()));
    let named = Shown { id: id.clone(), ..Shown::default() };
    match client.auth {
        AuthMethod::None | AuthMethod::TlsClientAuth | AuthMethod::SelfSignedTlsClientAuth => named,
        AuthMethod::ClientSecretPost => Shown { secret: Some(secret), ..named },
        AuthMethod::ClientSecretJwt | AuthMethod::PrivateKeyJwt => {
            Shown { assertion: Some(ASSERTION_TYPE.to_owned()), ..named }
        }
        AuthMethod::ClientSecretBasic => {
            let encoded = |text: &str| match client.basic_encoding {
                BasicEncoding::Form => byte_serialize(text.as_bytes()).collect::<String>(),
                BasicEncoding::Raw => text.to_owned(),
            };
            let basic = Some(STANDARD.encode(format!("{}:{}", encoded(&client.id), encoded(&secret))));
            Shown { basic, id: id.filter(|_| names_client(purpose)), ..Shown::default() }
        }
    }
}

/// What a strict server would say of an assertion.
fn bad_assertion(profile: &Profile, request: &Request) -> Option<String> {
    let Some(jwt) = assertion(request) else { return Some("there is no assertion that can be read".to_owned()) };
    let client = &profile.client;
    let is_signed = match client.auth {
        AuthMethod::ClientSecretJwt => jwt.is_made_with(&literal(client.secret.as_ref())),
        _ => serde_json::from_str(&literal(client.key.as_ref())).is_ok_and(|jwk| jwt.is_signed_by(&jwk)),
    };
    let time = |name: &str| jwt.claims[name].as_u64().unwrap_or_default();
    let faults = [
        ("its signature is not the client's", !is_signed),
        ("iss and sub are not the client", jwt.claim("iss") != client.id || jwt.claim("sub") != client.id),
        ("aud is no text", jwt.claim("aud").is_empty()),
        ("there is no jti", jwt.claim("jti").is_empty()),
        ("it lives for more than a minute", time("exp") <= time("iat") || time("exp") - time("iat") > 60),
    ];
    let (fault, _) = faults.into_iter().find(|(_, is_there)| *is_there)?;
    Some(format!("{fault}: {}", jwt.claims))
}

/// Where requests of one label do not carry what they should.
fn uncarried(wish: &Table, world: &ScriptedWorld) -> Vec<String> {
    let label = wish["request"].as_str().expect("a label");
    let nth = wish.get("nth").map(|nth| usize::try_from(nth.as_integer().expect("a number")).expect("a number"));
    let labelled = world.requests.iter().filter(|request| request.purpose.label() == label);
    let asked: Vec<&Request> = labelled
        .enumerate()
        .filter(|(at, _)| nth.is_none_or(|nth| nth == at + 1))
        .map(|(_, request)| request)
        .collect();
    if asked.is_empty() {
        return vec![format!("there is no {label} {nth:?}")];
    }
    let texts = |name: &str| wish.get(name).map(table).unwrap_or_default();
    let mut wrong = Vec::new();
    for request in asked {
        for (name, value) in texts("form") {
            let came = field(request, &name).unwrap_or_default();
            if value.as_str() != Some(came) {
                wrong.push(format!("{label}: {name} is {came:?}"));
            }
        }
        for (name, value) in texts("headers") {
            let came = header(request, &name).unwrap_or_default();
            if value.as_str() != Some(came) {
                wrong.push(format!("{label}: the header {name} is {came:?}"));
            }
        }
        for (part, jwt) in [("assertion", assertion(request)), ("proof", proof(request))] {
            for (section, is_header) in [(part.to_owned(), false), (format!("{part}_header"), true)] {
                let of = jwt.as_ref().map_or(&Value::Null, |jwt| if is_header { &jwt.header } else { &jwt.claims });
                wrong.extend(unlike(&texts(&section), of).map(|text| format!("{label}: {section}: {text}")));
            }
        }
    }
    wrong
}

/// Members that are not the expected ones.
fn unlike<'t>(wish: &'t Table, came: &'t Value) -> impl Iterator<Item = String> + 't {
    let fits = move |name: &str, value: &toml::Value| match value {
        toml::Value::String(text) if text.is_empty() => came.get(name).is_none(),
        toml::Value::Boolean(true) => came.get(name).is_some(),
        other => came.get(name) == Some(&json_of(other)),
    };
    wish.iter()
        .filter(move |(name, value)| !fits(name, value))
        .map(move |(name, _)| format!("{name} is {:?}", came.get(name)))
}

/// Where `client_id` is a parameter by itself (RFC 9126 §2.1, RFC 8628 §3.1).
const fn names_client(purpose: Purpose) -> bool {
    matches!(purpose, Purpose::Par | Purpose::DeviceAuthorization)
}
