//! The rules between keys, and the profile itself once nothing is wrong.

mod tokens;

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::json::json;
use super::judge::Judge;
use super::schema;
use crate::profile::model::{
    CibaSection, ClientSection, CodeSection, DeviceSection, DpopSection, Flow, Par, Pkce, Probe, Profile, ProxyAddress,
    RequestSection, SecretReference, Source, TlsSection,
};
use crate::protocol::authorize::{ResponseMode, ResponseType};
use crate::protocol::ciba::Delivery;
use crate::protocol::client_auth::{AssertionAudience, AuthMethod, BasicEncoding};
use crate::protocol::secret::Secret;

/// Seconds for one request, unless the profile says otherwise.
const REQUEST_TIMEOUT: u64 = 30;

/// Seconds for a person to sign in, unless the profile says otherwise.
const REDIRECT_TIMEOUT: u64 = 300;

/// What each key alone cannot say: which are needed, given the others.
pub(super) fn rules(root: &DeTable<'_>, judge: &mut Judge<'_>) {
    let client = place(root, "client");
    if find(root, "client", "id").is_none() {
        let hint = Some("the client_id that the provider registered, in [client]".to_owned());
        judge.mistake(client.clone(), "client.id", "`client.id` is missing", hint);
    }
    let needed = endpoints_of_flow(root);
    if root.get("issuer").is_none() && !needed.iter().all(|key| find(root, "endpoints", key).is_some()) {
        let named: Vec<String> = needed.iter().map(|key| format!("endpoints.{key}")).collect();
        let hint = format!("or give {}", named.join(" and "));
        judge.mistake(0..0, "issuer", "`issuer` is missing", Some(hint));
    }
    let method = find(root, "client", "auth");
    if let Some(DeValue::String(word)) = method.map(Spanned::get_ref) {
        let needs = AuthMethod::from_name(word).map_or(&[][..], needed_by);
        let at = method.map_or(client, Spanned::span);
        for key in needs.iter().filter(|key| find(root, "client", key).is_none()) {
            let hint = match *key {
                "secret" => "such as secret = { env = \"NAME\" }; or auth = \"none\"".to_owned(),
                key => format!("such as {key} = {{ file = \"client.pem\" }}"),
            };
            let what = format!("`client.{key}` is missing, and {word} needs it");
            judge.mistake(at.clone(), &format!("client.{key}"), &what, Some(hint));
        }
    }
    super::code::rules(root, judge);
    super::ciba::rules(root, judge);
    if let Some((at, _)) = root.get_key_value("password") {
        let what = "[password] is for a grant that OAuth 2.1 removed: good for debugging what still has it";
        judge.notice(at.span(), "password", what);
    }
}

/// The keys of `[client]` without which a method cannot be used.
const fn needed_by(method: AuthMethod) -> &'static [&'static str] {
    match method {
        AuthMethod::None => &[],
        AuthMethod::ClientSecretBasic | AuthMethod::ClientSecretPost | AuthMethod::ClientSecretJwt => &["secret"],
        AuthMethod::PrivateKeyJwt => &["key"],
        AuthMethod::TlsClientAuth | AuthMethod::SelfSignedTlsClientAuth => &["certificate"],
    }
}

/// Without an issuer there is no metadata: what the profile's flow calls has to stand in the file.
fn endpoints_of_flow(root: &DeTable<'_>) -> &'static [&'static str] {
    let flow = root.get("flow").and_then(|flow| Flow::from_word(flow.get_ref().as_str()?).ok()).unwrap_or_default();
    match flow {
        Flow::Code => {
            let kind = value(root, "code", "response_type").and_then(DeValue::as_str);
            let brings_code = kind.and_then(ResponseType::from_name).is_none_or(|kind| kind.code);
            if brings_code { &["token", "authorization"] } else { &["authorization"] }
        }
        Flow::Device => &["token", "device_authorization"],
        Flow::Ciba => &["token", "backchannel_authentication"],
        Flow::ClientCredentials | Flow::Refresh | Flow::TokenExchange | Flow::JwtBearer | Flow::Password => &["token"],
        Flow::Userinfo => &["userinfo"],
        Flow::Introspection => &["introspection"],
        Flow::Revocation => &["revocation"],
        Flow::Logout => &["end_session"],
        Flow::Inspect => &[],
    }
}

/// The profile of a tree without mistakes.
pub(super) fn profile(name: &str, root: &DeTable<'_>, source: Source) -> Profile {
    let top = |key: &str| root.get(key).map(Spanned::get_ref);
    Profile {
        name: name.to_owned(),
        title: text(top("name")).unwrap_or_else(|| name.to_owned()),
        issuer: text(top("issuer")),
        flow: text(top("flow")).and_then(|word| Flow::from_word(&word).ok()).unwrap_or_default(),
        tags: list(top("tags")),
        notes: text(top("notes")),
        tolerate: list(top("tolerate")),
        client: client(root),
        request: request(root),
        code: code(root),
        dpop: dpop(root),
        tls: tls(root),
        device: DeviceSection { pkce: pkce(root, "device").unwrap_or_default() },
        ciba: ciba(root),
        refresh: tokens::refresh(root),
        exchange: tokens::exchange(root),
        jwt_bearer: tokens::jwt_bearer(root),
        password: tokens::password(root),
        userinfo: tokens::userinfo(root),
        introspection: tokens::introspection(root),
        revocation: tokens::revocation(root),
        logout: tokens::logout(root),
        inspect: tokens::inspect(root),
        endpoints: endpoints(root),
        parameters: parameters(root),
        request_timeout: number(value(root, "limits", "request_timeout")).unwrap_or(REQUEST_TIMEOUT),
        connect_timeout: number(value(root, "limits", "connect_timeout")),
        first_byte_timeout: number(value(root, "limits", "first_byte_timeout")),
        redirect_timeout: number(value(root, "limits", "redirect_timeout")).unwrap_or(REDIRECT_TIMEOUT),
        source,
    }
}

fn client(root: &DeTable<'_>) -> ClientSection {
    let secret = value(root, "client", "secret").and_then(secret);
    let auth = match value(root, "client", "auth").and_then(DeValue::as_str) {
        Some(word) => AuthMethod::from_name(word).unwrap_or_default(),
        // The default of registration (RFC 7591 §2), as soon as there is a secret.
        None if secret.is_some() => AuthMethod::ClientSecretBasic,
        None => AuthMethod::None,
    };
    let raw = value(root, "client", "basic_encoding").and_then(DeValue::as_str) == Some("raw");
    ClientSection {
        id: text(value(root, "client", "id")).unwrap_or_default(),
        auth,
        secret,
        key: value(root, "client", "key").and_then(self::secret),
        basic_encoding: if raw { BasicEncoding::Raw } else { BasicEncoding::Form },
        id_token_alg: text(value(root, "client", "id_token_alg")),
        userinfo_alg: text(value(root, "client", "userinfo_alg")),
        decryption_key: value(root, "client", "decryption_key").and_then(self::secret),
        certificate: value(root, "client", "certificate").and_then(self::secret),
        certificate_key: value(root, "client", "certificate_key").and_then(self::secret),
        assertion_audience: value(root, "client", "assertion_audience")
            .and_then(DeValue::as_str)
            .and_then(AssertionAudience::from_name)
            .unwrap_or_default(),
        assertion_alg: text(value(root, "client", "assertion_alg")),
    }
}

fn secret(value: &DeValue<'_>) -> Option<SecretReference> {
    match value {
        DeValue::String(text) => Some(SecretReference::Literal(Secret::new(text.as_ref()))),
        DeValue::Table(table) => {
            let (key, value) = table.iter().next()?;
            let (value, one) = (value.get_ref(), text(Some(value.get_ref())));
            match key.get_ref().as_ref() {
                "env" => one.map(SecretReference::Env),
                "file" => one.map(|path| SecretReference::File(path.into())),
                "keyring" => one.map(SecretReference::Keyring),
                "command" => Some(SecretReference::Command(list(Some(value)))),
                "ask" => Some(SecretReference::Ask),
                _ => None,
            }
        }
        _ => None,
    }
}

fn dpop(root: &DeTable<'_>) -> DpopSection {
    DpopSection {
        enabled: value(root, "dpop", "enabled").and_then(DeValue::as_bool).unwrap_or_default(),
        alg: text(value(root, "dpop", "alg")),
        key: value(root, "dpop", "key").and_then(secret),
    }
}

fn tls(root: &DeTable<'_>) -> TlsSection {
    TlsSection {
        ca: text(value(root, "tls", "ca")),
        insecure: value(root, "tls", "insecure").and_then(DeValue::as_bool).unwrap_or_default(),
        proxy: text(value(root, "tls", "proxy")).map(ProxyAddress::new),
    }
}

fn request(root: &DeTable<'_>) -> RequestSection {
    RequestSection {
        scope: list(value(root, "request", "scope")),
        resource: list(value(root, "request", "resource")),
        audience: text(value(root, "request", "audience")),
        acr_values: list(value(root, "request", "acr_values")),
        max_age: number(value(root, "request", "max_age")),
    }
}

fn code(root: &DeTable<'_>) -> CodeSection {
    let word = |key| value(root, "code", key).and_then(DeValue::as_str);
    let usual = CodeSection::default();
    CodeSection {
        redirect_uri: word("redirect_uri").map_or(usual.redirect_uri, str::to_owned),
        listen: word("listen").map(str::to_owned),
        response_type: word("response_type").and_then(ResponseType::from_name).unwrap_or(usual.response_type),
        response_mode: word("response_mode").and_then(ResponseMode::from_name),
        pkce: pkce(root, "code").unwrap_or(usual.pkce),
        par: match word("par") {
            Some("always") => Par::Always,
            Some("never") => Par::Never,
            _ => Par::Auto,
        },
        request_object: word("request_object") == Some("signed"),
        prompt: word("prompt").map(str::to_owned),
        login_hint: word("login_hint").map(str::to_owned),
        probe: match word("probe") {
            Some("wrong_verifier") => Probe::WrongVerifier,
            Some("no_verifier") => Probe::NoVerifier,
            _ => Probe::Off,
        },
    }
}

fn ciba(root: &DeTable<'_>) -> CibaSection {
    let at = |key| value(root, "ciba", key);
    CibaSection {
        login_hint: text(at("login_hint")),
        login_hint_token: at("login_hint_token").and_then(secret),
        id_token_hint: at("id_token_hint").and_then(secret),
        binding_message: text(at("binding_message")),
        user_code: at("user_code").and_then(secret),
        requested_expiry: number(at("requested_expiry")),
        mode: at("mode").and_then(DeValue::as_str).and_then(Delivery::from_name).unwrap_or_default(),
        listen: text(at("listen")),
        notification_endpoint: text(at("notification_endpoint")),
        request_signed: at("request").and_then(DeValue::as_str) == Some("signed"),
    }
}

fn pkce(root: &DeTable<'_>, section: &str) -> Option<Pkce> {
    match value(root, section, "pkce").and_then(DeValue::as_str)? {
        "S256" => Some(Pkce::S256),
        "plain" => Some(Pkce::Plain),
        _ => Some(Pkce::Off),
    }
}

fn endpoints(root: &DeTable<'_>) -> BTreeMap<String, String> {
    let table = root.get("endpoints").and_then(|value| value.get_ref().as_table());
    let entries = table.into_iter().flat_map(|table| table.iter());
    entries.filter_map(|(key, value)| Some((key.get_ref().to_string(), text(Some(value.get_ref()))?))).collect()
}

/// The free extras of each leg, with what is nothing but a parameter there: `request.claims` (no parameter of CIBA) and
/// `request.authorization_details` (RFC 9396 §2). A free extra of the same name wins.
fn parameters(root: &DeTable<'_>) -> BTreeMap<String, Vec<(String, String)>> {
    let legs = root.get(schema::PARAMETERS).and_then(|value| value.get_ref().as_table());
    let mut all = BTreeMap::new();
    for (leg, table) in legs.into_iter().flat_map(|legs| legs.iter()) {
        let entries = table.get_ref().as_table().into_iter().flat_map(|table| table.iter());
        let pairs = entries.flat_map(|(name, value)| {
            texts(value.get_ref()).into_iter().map(|text| (name.get_ref().to_string(), text))
        });
        all.insert(leg.get_ref().to_string(), pairs.collect::<Vec<_>>());
    }
    for (name, legs) in JOINING {
        let Some(value) = value(root, "request", name) else { continue };
        for leg in legs {
            let leg = all.entry((*leg).to_owned()).or_default();
            if leg.iter().all(|(other, _)| other != name) {
                leg.push((name.to_owned(), json(value).to_string()));
            }
        }
    }
    all
}

const JOINING: [(&str, &[&str]); 2] =
    [("claims", &["authorization", "device"]), ("authorization_details", &["authorization", "device", "ciba"])];

fn texts(value: &DeValue<'_>) -> Vec<String> {
    match value {
        DeValue::String(text) => vec![text.to_string()],
        DeValue::Integer(number) => vec![number.to_string()],
        DeValue::Boolean(flag) => vec![flag.to_string()],
        other => list(Some(other)),
    }
}

fn find<'a, 't>(root: &'a DeTable<'t>, section: &str, key: &str) -> Option<&'a Spanned<DeValue<'t>>> {
    root.get(section)?.get_ref().as_table()?.get(key)
}

fn value<'a, 't>(root: &'a DeTable<'t>, section: &str, key: &str) -> Option<&'a DeValue<'t>> {
    find(root, section, key).map(Spanned::get_ref)
}

/// Where a table begins, or the first line when there is none.
fn place(root: &DeTable<'_>, section: &str) -> Range<usize> {
    root.get_key_value(section).map_or(0..0, |(key, _)| key.span())
}

fn text(value: Option<&DeValue<'_>>) -> Option<String> {
    value.and_then(DeValue::as_str).map(str::to_owned)
}

fn list(value: Option<&DeValue<'_>>) -> Vec<String> {
    let items = value.and_then(DeValue::as_array).into_iter().flat_map(|list| list.iter());
    items.filter_map(|item| text(Some(item.get_ref()))).collect()
}

fn number(value: Option<&DeValue<'_>>) -> Option<u64> {
    let number = value.and_then(DeValue::as_integer)?;
    u64::from_str_radix(number.as_str(), number.radix()).ok()
}
