//! What is allowed in a profile and still worth saying: the warnings of `grantty profile check`.

mod ciba;
mod code;
pub mod references;

use url::Url;

use super::model::{Flow, Profile, SecretReference};
use crate::protocol::client_auth::AuthMethod;
use crate::protocol::discovery::host::is_loopback;
use crate::protocol::text;

/// The warnings of a profile that has no mistake; `mode` is that of its file.
pub fn warnings(profile: &Profile, mode: Option<u32>) -> Vec<String> {
    let mut all = Vec::new();
    secrets(profile, mode, &mut all);
    addresses(profile, &mut all);
    requests(profile, &mut all);
    code::warnings(profile, &mut all);
    ciba::warnings(profile, &mut all);
    all.iter().map(|warning| text::shown_short(warning, 400)).collect()
}

fn secrets(profile: &Profile, mode: Option<u32>, all: &mut Vec<String>) {
    let client = &profile.client;
    literals(profile, mode, all);
    if client.key.is_some() && !uses_key(profile) {
        all.push(
            "`client.key` is given and not used, since `client.auth` is not private_key_jwt, no request is signed and no \
             certificate needs it"
                .to_owned(),
        );
    }
    if client.secret.is_some() && !client.auth.needs_secret() {
        let method = client.auth.name();
        all.push(format!("`client.secret` is given and not used, since `client.auth` is {method}"));
    }
    if client.certificate_key.is_some() && client.certificate.is_none() {
        all.push("`client.certificate_key` is given and not used, since there is no `client.certificate`".to_owned());
    }
    if !profile.dpop.enabled && (profile.dpop.alg.is_some() || profile.dpop.key.is_some()) {
        all.push("[dpop] is given and not used, since `dpop.enabled` is not true".to_owned());
    }
    if profile.tls.insecure {
        all.push("`tls.insecure` is on: whoever is in between can read and change everything".to_owned());
    }
    if profile.client.id.trim() != profile.client.id {
        all.push("`client.id` begins or ends with a blank, which is sent as it stands".to_owned());
    }
}

/// What is secret in the file itself, and whether others can read it there.
fn literals(profile: &Profile, mode: Option<u32>, all: &mut Vec<String>) {
    let before = all.len();
    let keys = profile.secrets().filter(|(key, reference)| match reference {
        // Everybody may read a certificate: only a key that stands with it is a secret.
        SecretReference::Literal(chain) if *key == "client.certificate" => chain.reveal().contains("PRIVATE KEY-----"),
        SecretReference::Literal(_) => true,
        _ => false,
    });
    all.extend(keys.map(|(key, _)| {
        format!("`{key}` stands in the file itself; {{ env = \"NAME\" }} or {{ file = \"PATH\" }} keeps it out")
    }));
    if profile.tls.proxy.as_ref().is_some_and(|proxy| !proxy.passwords().is_empty()) {
        all.push(
            "`tls.proxy` has a password in the file itself; without the key, the variable HTTPS_PROXY names the proxy"
                .to_owned(),
        );
    }
    if let Some(mode) = mode.filter(|mode| all.len() > before && mode & 0o077 != 0) {
        all.push(format!(
            "others can read this file (mode {mode:04o}) and there is a secret in it; chmod 600 ends that"
        ));
    }
}

fn uses_key(profile: &Profile) -> bool {
    let client = &profile.client;
    let is_signed = profile.code.request_object || profile.ciba.request_signed || profile.jwt_bearer.claims.is_some();
    let is_of_certificate = client.certificate.is_some() && client.certificate_key.is_none();
    is_signed || is_of_certificate || client.auth == AuthMethod::PrivateKeyJwt
}

fn addresses(profile: &Profile, all: &mut Vec<String>) {
    let issuer = profile.issuer.as_deref().map(|issuer| ("issuer".to_owned(), issuer));
    let endpoints = profile.endpoints.iter().map(|(name, address)| (format!("endpoints.{name}"), address.as_str()));
    let host = profile.issuer.as_deref().and_then(host);
    for (key, address) in issuer.into_iter().chain(endpoints) {
        if is_open(address) {
            all.push(format!(
                "`{key}` is http to a host that is not this machine: nothing is sent there, since codes and \
                 secrets would go in the clear"
            ));
        }
        if key != "issuer" && profile.issuer.is_some() {
            let elsewhere = self::host(address).filter(|other| Some(other) != host.as_ref());
            let where_to = elsewhere.map(|other| format!(", and goes to another host than the issuer's: {other}"));
            all.push(format!("`{key}` takes the place of what discovery says{}", where_to.unwrap_or_default()));
        }
    }
    if let Some(issuer) = profile.issuer.as_deref() {
        if issuer.contains("/.well-known/") {
            all.push("`issuer` is the address of a document; the issuer itself is its `issuer` member".to_owned());
        } else if Url::parse(issuer).is_ok_and(|url| url.query().is_some()) {
            all.push("`issuer` has a query, which no issuer has (RFC 8414 §2)".to_owned());
        }
    }
}

/// What grantty sends of its own; a free parameter of the same name takes its place.
const OURS: [&str; 14] = [
    "response_type",
    "redirect_uri",
    "state",
    "nonce",
    "client_id",
    "client_secret",
    "grant_type",
    "device_code",
    "auth_req_id",
    "client_notification_token",
    "request",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
];

fn requests(profile: &Profile, all: &mut Vec<String>) {
    let scope = &profile.request.scope;
    let openid = scope.iter().any(|word| word == "openid");
    if !openid && profile.issuer.is_some() && profile.flow != Flow::Ciba {
        all.push("`request.scope` has no openid, so no ID Token will come and userinfo is not called".to_owned());
    }
    if let Some(word) = scope.iter().enumerate().find_map(|(i, word)| scope[..i].contains(word).then_some(word)) {
        all.push(format!("`request.scope` has {word} twice"));
    }
    let free = profile.parameters.iter().flat_map(|(leg, pairs)| pairs.iter().map(move |pair| (leg, pair)));
    for (leg, (name, value)) in free.filter(|(_, (name, _))| OURS.contains(&name.as_str())) {
        let what = if value.is_empty() { "takes away" } else { "takes the place of" };
        all.push(format!("`parameters.{leg}.{name}` {what} what grantty sends itself"));
    }
}

/// Plain http to another machine.
fn is_open(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    url.scheme() == "http" && !is_loopback(&url)
}

fn host(address: &str) -> Option<String> {
    Url::parse(address).ok()?.host_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{Source, parse};

    fn said(text: &str, mode: Option<u32>) -> String {
        let parsed = parse("x", text, Source::Demo).expect("a profile without mistakes");
        warnings(&parsed.profile, mode).join("\n")
    }

    #[test]
    fn a_good_profile_has_no_warning() {
        let text = "issuer = \"https://id.example\"\n[client]\nid = \"a\"\nsecret = { env = \"S\" }\n[request]\nscope = [\"openid\"]\n";
        assert_eq!(said(text, Some(0o644)), "");
        assert_eq!(said(&text.replace("https://id.example", "http://127.0.0.1:8080"), None), "");
        assert_eq!(said(&text.replace("https://id.example", "http://[::1]:8080"), None), "");
    }

    #[test]
    fn a_secret_that_others_can_read_is_said() {
        crate::covers!("PRF-11");
        let text = "issuer = \"https://id.example\"\n[client]\nid = \"a\"\nsecret = \"hunter2\"\n[request]\nscope = [\"openid\"]\n";
        assert!(said(text, Some(0o644)).contains("mode 0644"));
        let private = said(text, Some(0o600));
        assert!(private.contains("stands in the file itself") && !private.contains("mode"), "{private}");
        assert!(!said(text, Some(0o644)).contains("hunter2"));
    }

    #[test]
    fn every_literal_secret_and_a_proxys_password_are_said() {
        crate::covers!("PRF-11");
        let text = |rest: &str| {
            format!("issuer = \"https://id.example\"\n[request]\nscope = [\"openid\"]\n[client]\nid = \"a\"\n{rest}\n")
        };
        for (rest, key) in [
            ("decryption_key = \"hunter2\"", "`client.decryption_key` stands in the file itself"),
            ("certificate = \"-----BEGIN PRIVATE KEY-----hunter2\"", "`client.certificate` stands"),
            ("[dpop]\nenabled = true\nkey = \"hunter2\"", "`dpop.key` stands in the file itself"),
            ("[refresh]\ntoken = \"hunter2\"", "`refresh.token` stands in the file itself"),
            ("[tls]\nproxy = \"http://ann:hunter2@p:1\"", "`tls.proxy` has a password in the file itself"),
        ] {
            let said = said(&text(rest), Some(0o644));
            assert!(said.contains(key) && said.contains("mode 0644") && !said.contains("hunter2"), "{said}");
        }
        for rest in ["certificate = \"-----BEGIN CERTIFICATE-----\"", "[tls]\nproxy = \"http://p:1\""] {
            let said = said(&text(rest), Some(0o644));
            assert!(!said.contains("file itself") && !said.contains("mode"), "{said}");
        }
    }

    #[test]
    fn overrides_and_open_addresses_are_said() {
        let text = "issuer = \"http://id.example\"\n[client]\nid = \"a \"\n[endpoints]\ntoken = \"https://evil.example/t\"\n\
                    [parameters.token]\ngrant_type = \"x\"\n[request]\nscope = [\"a\", \"a\"]\n";
        let said = said(text, None);
        for part in [
            "`issuer` is http",
            "another host than the issuer's: evil.example",
            "has no openid",
            "has a twice",
            "ends with a blank",
            "parameters.token.grant_type",
        ] {
            assert!(said.contains(part), "{part} in {said}");
        }
    }
}
