//! An authority and what it signs: the provider's own certificate and that of a client. A third is signed by nobody.

use super::MADE;
use crate::demo::keys::{base64, sha256};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use rustls::pki_types::CertificateDer;
use std::time::Duration;

/// The subject of the client's certificate, as RFC 4514 writes it: the last part of the name comes first.
pub(in crate::demo) const SUBJECT: &str = "CN=grantty-demo-tls,O=grantty demo";

/// Certificates count from so long ago, for clocks that are late, and so long: nobody takes longer ones everywhere.
const AGO: Duration = Duration::from_secs(24 * 3600);
const LIFE: Duration = Duration::from_secs(397 * 24 * 3600);

/// A certificate with its key.
pub(in crate::demo) struct Pair {
    pub pem: String,
    pub key_pem: String,
    pub der: CertificateDer<'static>,
    pub key_der: Vec<u8>,
    /// `x5t#S256` (RFC 8705 §3.1).
    pub thumbprint: String,
}

/// All of them.
pub(in crate::demo) struct Authority {
    /// The certificate that signs the others, as PEM.
    pub pem: String,
    pub der: CertificateDer<'static>,
    pub server: Pair,
    pub client: Pair,
    pub self_signed: Pair,
    issuer: CertifiedIssuer<'static, KeyPair>,
    now: u64,
}

impl Authority {
    /// Makes new keys and certificates, good from now on.
    pub fn generate(now: u64) -> Self {
        let mut own = params(now, "grantty demo authority", &[]);
        own.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        own.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let issuer = CertifiedIssuer::self_signed(own, KeyPair::generate().expect(MADE)).expect(MADE);
        let mut server = params(now, "grantty demo provider", &["127.0.0.1", "localhost"]);
        server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let server = pair(&server, Some(&issuer));
        let client = pair(&of_client(now, "grantty-demo-tls"), Some(&issuer));
        let self_signed = pair(&of_client(now, "grantty-demo-tls-self-signed"), None);
        Self { pem: issuer.pem(), der: issuer.der().clone(), server, client, self_signed, issuer, now }
    }

    /// Another client's certificate, good until so many seconds from now: for those who want to be refused.
    pub fn client(&self, common_name: &str, seconds: i64) -> Pair {
        let mut params = of_client(self.now, common_name);
        params.not_after = date_time_ymd(1970, 1, 1) + Duration::from_secs(self.now.saturating_add_signed(seconds));
        pair(&params, Some(&self.issuer))
    }
}

fn of_client(now: u64, common_name: &str) -> CertificateParams {
    let mut params = params(now, common_name, &[]);
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    params
}

fn params(now: u64, common_name: &str, names: &[&str]) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names).expect(MADE);
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::OrganizationName, "grantty demo");
    params.distinguished_name.push(DnType::CommonName, common_name);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.use_authority_key_identifier_extension = true;
    let today = date_time_ymd(1970, 1, 1) + Duration::from_secs(now);
    params.not_before = today - AGO;
    params.not_after = params.not_before + LIFE;
    params
}

fn pair(params: &CertificateParams, issuer: Option<&CertifiedIssuer<'static, KeyPair>>) -> Pair {
    let key = KeyPair::generate().expect(MADE);
    let made = match issuer {
        Some(issuer) => params.signed_by(&key, issuer),
        None => params.self_signed(&key),
    };
    let certificate = made.expect(MADE);
    let der = certificate.der().clone();
    let thumbprint = base64(&sha256(&der));
    Pair { pem: certificate.pem(), key_pem: key.serialize_pem(), der, key_der: key.serialize_der(), thumbprint }
}
