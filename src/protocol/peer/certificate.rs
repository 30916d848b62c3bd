//! What a certificate says, for people. Whether it is to be believed is the business of the verifier.

use std::fmt::Write as _;
use std::net::IpAddr;

use aws_lc_rs::digest;
use jiff::Timestamp;
use x509_cert::der::Decode as _;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{BasicConstraints, SubjectAltName};

use crate::protocol::jose::{base64url, pem, spki};
use crate::protocol::secret::Secret;
use crate::protocol::text::{shown, shown_short};

/// Names and numbers beyond this length are cut, names beyond this count are counted.
const LONGEST: usize = 300;
const MOST_NAMES: usize = 100;

/// One certificate of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The distinguished name of its holder.
    pub subject: String,
    /// The distinguished name of who signed it.
    pub issuer: String,
    /// The hosts and addresses it is for (`subjectAltName`).
    pub names: Vec<String>,
    /// Its number, in hexadecimal.
    pub serial: String,
    /// From when it is valid, in seconds since 1970.
    pub not_before: u64,
    /// Until when.
    pub not_after: u64,
    /// The kind and size of its key: `RSA 2048`, `EC P-256`.
    pub key: String,
    /// What it is signed with: `RSA with SHA-256`.
    pub signature: String,
    /// The SHA-256 of its octets, in hexadecimal.
    pub sha256: String,
    /// Whether it may sign others.
    pub is_authority: bool,
}

impl Certificate {
    /// Reads one in DER; the error is a phrase.
    pub fn read(der: &[u8]) -> Result<Self, String> {
        let whole = x509_cert::Certificate::from_der(der).map_err(|error| format!("no X.509 certificate ({error})"))?;
        let body = whole.tbs_certificate();
        let validity = body.validity();
        let authority = body.get_extension::<BasicConstraints>().ok().flatten();
        Ok(Self {
            subject: name(&body.subject().to_string()),
            issuer: name(&body.issuer().to_string()),
            names: body.get_extension::<SubjectAltName>().ok().flatten().map_or_else(Vec::new, |(_, it)| names(&it.0)),
            serial: shown_short(&body.serial_number().to_string(), LONGEST),
            not_before: validity.not_before.to_unix_duration().as_secs(),
            not_after: validity.not_after.to_unix_duration().as_secs(),
            key: key(der, &body.subject_public_key_info().algorithm.oid.to_string()),
            signature: signature(&whole.signature_algorithm().oid.to_string()),
            sha256: fingerprint(der),
            is_authority: authority.is_some_and(|(_, constraints)| constraints.ca),
        })
    }

    /// The same of one that cannot be read: it is shown nevertheless, by its fingerprint.
    pub fn read_or_named(der: &[u8]) -> Self {
        Self::read(der).unwrap_or_else(|why| Self {
            subject: shown_short(&why, LONGEST),
            issuer: String::new(),
            names: Vec::new(),
            serial: String::new(),
            not_before: 0,
            not_after: 0,
            key: String::new(),
            signature: String::new(),
            sha256: fingerprint(der),
            is_authority: false,
        })
    }

    /// Whether its holder signed it.
    pub fn is_self_issued(&self) -> bool {
        self.subject == self.issuer
    }

    /// Whether a moment lies within its validity.
    pub const fn is_valid_at(&self, unix: u64) -> bool {
        self.not_before <= unix && unix <= self.not_after
    }

    /// Whom it is for, by whom, and until when, on one line.
    pub fn summary(&self) -> String {
        let (whom, until) = (self.holder(), moment(self.not_after));
        if self.is_self_issued() {
            return format!("{whom}, signed by itself, until {until}");
        }
        format!("{whom}, signed by {}, until {until}", self.issuer)
    }

    /// The subject, or the names of one that has no subject.
    pub fn holder(&self) -> String {
        if self.subject.is_empty() { self.names.join(", ") } else { self.subject.clone() }
    }
}

/// The thumbprint of the first certificate of a PEM text (RFC 8705 §3.1).
pub fn x5t_s256(chain: &Secret) -> Result<String, String> {
    let blocks = pem::blocks(chain.reveal());
    let first = blocks.into_iter().find(|block| block.label == "CERTIFICATE");
    let octets = first.ok_or("there is no certificate in it: PEM with a line -----BEGIN CERTIFICATE-----")?.octets?;
    Certificate::read(&octets)?;
    Ok(base64url::encode(digest::digest(&digest::SHA256, &octets).as_ref()))
}

/// A moment in UTC, as people write it.
pub fn moment(unix: u64) -> String {
    let stamp = i64::try_from(unix).ok().and_then(|unix| Timestamp::from_second(unix).ok());
    stamp.map_or_else(|| unix.to_string(), |stamp| stamp.to_string().replace('T', " "))
}

fn name(text: &str) -> String {
    shown_short(text, LONGEST)
}

fn names(all: &[GeneralName]) -> Vec<String> {
    let mut names: Vec<String> = all.iter().filter_map(host).take(MOST_NAMES).collect();
    if all.len() > MOST_NAMES {
        names.push(format!("… ({} more)", all.len() - MOST_NAMES));
    }
    names
}

fn host(name: &GeneralName) -> Option<String> {
    match name {
        GeneralName::DnsName(name) => Some(shown_short(name.as_str(), LONGEST)),
        GeneralName::UniformResourceIdentifier(uri) => Some(shown_short(uri.as_str(), LONGEST)),
        GeneralName::Rfc822Name(mail) => Some(shown_short(mail.as_str(), LONGEST)),
        GeneralName::IpAddress(octets) => {
            let octets = octets.as_bytes();
            let four = <[u8; 4]>::try_from(octets).map(IpAddr::from);
            let ip = four.or_else(|_| <[u8; 16]>::try_from(octets).map(IpAddr::from));
            Some(ip.map_or_else(|_| format!("{octets:02x?}"), |ip| ip.to_string()))
        }
        _ => None,
    }
}

fn key(der: &[u8], oid: &str) -> String {
    let Ok(jwk) = spki::certificate(der) else { return oid.to_owned() };
    let member = |name: &str| jwk.get(name).and_then(|value| value.as_str());
    match (member("kty"), member("crv"), member("n"), member("alg")) {
        (Some("RSA"), _, Some(modulus), _) => {
            let octets = base64url::decode(modulus).unwrap_or_default();
            let zeros = octets.first().map_or(0, |first| first.leading_zeros() as usize);
            format!("RSA {}", (octets.len() * 8).saturating_sub(zeros))
        }
        (Some("EC"), Some(curve), ..) => format!("EC {}", shown(curve)),
        (_, Some(curve), ..) => shown(curve).into_owned(),
        (_, _, _, Some(alg)) => shown(alg).into_owned(),
        (kty, ..) => kty.unwrap_or(oid).to_owned(),
    }
}

/// The algorithms of RFC 8017 A.2, RFC 5758 §3.2 and RFC 8410 §3 by their object identifiers.
fn signature(oid: &str) -> String {
    let name = match oid {
        "1.2.840.113549.1.1.4" => "RSA with MD5",
        "1.2.840.113549.1.1.5" => "RSA with SHA-1",
        "1.2.840.113549.1.1.10" => "RSASSA-PSS",
        "1.2.840.113549.1.1.11" => "RSA with SHA-256",
        "1.2.840.113549.1.1.12" => "RSA with SHA-384",
        "1.2.840.113549.1.1.13" => "RSA with SHA-512",
        "1.2.840.10045.4.1" => "ECDSA with SHA-1",
        "1.2.840.10045.4.3.2" => "ECDSA with SHA-256",
        "1.2.840.10045.4.3.3" => "ECDSA with SHA-384",
        "1.2.840.10045.4.3.4" => "ECDSA with SHA-512",
        "1.3.101.112" => "Ed25519",
        "1.3.101.113" => "Ed448",
        other => other,
    };
    name.to_owned()
}

fn fingerprint(der: &[u8]) -> String {
    digest::digest(&digest::SHA256, der).as_ref().iter().fold(String::new(), |mut text, octet| {
        let _ = write!(text, "{octet:02x}");
        text
    })
}
