//! How the client proves who it is, and how the network is reached, in words: where secrets are, never what they are.

use super::{field, reference};
use crate::profile::{ClientSection, DpopSection, Profile, TlsSection};
use crate::protocol::client_auth::AssertionAudience;
use crate::tui::banner;
use crate::tui::text::{Piece, Pieces};
use crate::tui::theme::Role;

/// The client: its method, and where what belongs to it is.
pub fn client(client: &ClientSection) -> Vec<Pieces> {
    let mut lines = vec![field("Client", &client.id), field("Authenticates", &method(client))];
    let secrets = [
        ("Secret", &client.secret),
        ("Key", &client.key),
        ("Certificate", &client.certificate),
        ("Its key", &client.certificate_key),
        ("Decrypts with", &client.decryption_key),
    ];
    let named = |(name, secret): (&str, &Option<_>)| secret.as_ref().map(|secret| field(name, &reference(secret)));
    lines.extend(secrets.into_iter().filter_map(named));
    lines.extend(client.id_token_alg.as_ref().map(|alg| field("ID Token alg", alg)));
    lines
}

/// The method, and of an assertion what is chosen for it.
fn method(client: &ClientSection) -> String {
    let mut words = client.auth.name().to_owned();
    if client.auth.makes_assertion() {
        let alg = client.assertion_alg.as_ref().map_or_else(String::new, |alg| format!(", {alg}"));
        let audience = match client.assertion_audience {
            AssertionAudience::Issuer => "for the issuer",
            AssertionAudience::TokenEndpoint => "for the token endpoint",
        };
        words.extend([alg.as_str(), ", ", audience]);
    }
    words
}

/// What is proved with each request; nothing where nothing is.
pub fn dpop(section: &DpopSection) -> Option<Pieces> {
    let alg = section.alg.as_deref().map_or_else(String::new, |alg| format!("{alg}, "));
    let key = match &section.key {
        Some(secret) => format!("with the key {}", reference(secret)),
        None => "with a fresh key in each run".to_owned(),
    };
    match (section.enabled, &section.key) {
        (true, _) => Some(field("DPoP", &format!("{alg}{key}"))),
        (false, Some(_)) => {
            Some(field("DPoP", &format!("off; its key is {}", key.trim_start_matches("with the key "))))
        }
        (false, None) => None,
    }
}

/// How the network is reached, where the profile says anything of it.
pub fn network(profile: &Profile) -> Vec<Pieces> {
    let TlsSection { ca, insecure, proxy } = &profile.tls;
    let mut lines = Vec::new();
    if *insecure {
        let hosts = banner::unchecked(profile);
        let hosts = if hosts.is_empty() { "any host".to_owned() } else { hosts.join(", ") };
        let mut line = field("TLS", "");
        line.push(Piece::new(Role::Warn, format!("! insecure: certificates are not checked of {hosts}")));
        lines.push(line);
    }
    lines.extend(ca.as_ref().map(|ca| {
        let text = ca.trim_start().starts_with("-----BEGIN") || ca.trim().contains('\n');
        let place = if text { "as text in the profile".to_owned() } else { format!("in the file {ca}") };
        field("Authority", &format!("{place}, beside the platform's"))
    }));
    lines.extend(proxy.as_ref().map(|proxy| field("Proxy", &proxy.to_string())));
    let limits = [("to connect", profile.connect_timeout), ("until an answer begins", profile.first_byte_timeout)];
    let limits: Vec<String> =
        limits.into_iter().filter_map(|(what, limit)| Some(format!("{} s {what}", limit?))).collect();
    if !limits.is_empty() {
        lines.push(field("Waits", &limits.join(", ")));
    }
    lines
}
