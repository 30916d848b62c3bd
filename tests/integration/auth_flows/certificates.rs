//! The certificates of these tests: an authority, what it signed for the server and for two clients, and one that
//! nobody signed.

use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, IsCa, KeyPair, KeyUsagePurpose,
};

/// Why none of this fails.
const MADE: &str = "rcgen makes what it is asked for";

/// The subject of the client's certificate, as the provider has it (RFC 4514: the last part of the name first).
const SUBJECT: &str = "CN=auth-tls,O=grantty tests";

/// A certificate and its key, both PEM.
pub struct Pair {
    pub certificate: String,
    pub key: String,
}

/// All of them.
pub struct Certificates {
    pub authority: String,
    pub server: Pair,
    /// Registered by its subject.
    pub client: Pair,
    /// Signed by the same authority, with a subject that nobody registered.
    pub stranger: Pair,
    /// Registered as it is.
    pub self_signed: Pair,
}

impl Certificates {
    /// Makes them, good from yesterday on for a month.
    pub fn generate() -> Self {
        let mut own = params("authority", &[]);
        own.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        own.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let issuer = CertifiedIssuer::self_signed(own, KeyPair::generate().expect(MADE)).expect(MADE);
        let by_issuer = |name: &str, names: &[&str]| pair(&params(name, names), Some(&issuer));
        Self {
            authority: issuer.pem(),
            server: by_issuer("server", &["127.0.0.1"]),
            client: by_issuer("auth-tls", &[]),
            stranger: by_issuer("stranger", &[]),
            self_signed: pair(&params("self-signed", &[]), None),
        }
    }

    /// What the provider is started with.
    pub fn for_the_provider(&self) -> serde_json::Value {
        serde_json::json!({
            "authority": self.authority,
            "certificate": self.server.certificate,
            "key": self.server.key,
            "self_signed": self.self_signed.certificate,
            "subject": SUBJECT,
        })
    }
}

#[expect(clippy::disallowed_methods, reason = "certificates of today")]
fn params(name: &str, names: &[&str]) -> CertificateParams {
    const DAY: Duration = Duration::from_secs(24 * 3600);
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names).expect(MADE);
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::OrganizationName, "grantty tests");
    params.distinguished_name.push(DnType::CommonName, name);
    let now = SystemTime::now();
    params.not_before = (now - DAY).into();
    params.not_after = (now + 30 * DAY).into();
    params
}

fn pair(params: &CertificateParams, issuer: Option<&CertifiedIssuer<'static, KeyPair>>) -> Pair {
    let key = KeyPair::generate().expect(MADE);
    let made = match issuer {
        Some(issuer) => params.signed_by(&key, issuer),
        None => params.self_signed(&key),
    };
    Pair { certificate: made.expect(MADE).pem(), key: key.serialize_pem() }
}
