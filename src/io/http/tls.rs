//! Failures of TLS in words that say what to look at.

use rustls::{AlertDescription, CertificateError, Error, InvalidMessage, PeerIncompatible};

use crate::protocol::peer::{Certificate, untrusted};
use crate::protocol::time::in_words;

/// What the handshake failed on, when it was not the certificate.
pub fn words(error: &Error) -> String {
    match error {
        Error::InvalidCertificate(error) => certificate(error, &[]),
        Error::InvalidMessage(InvalidMessage::InvalidContentType) => {
            "what came is not TLS: is this the port of plain HTTP?".to_owned()
        }
        Error::NoCertificatesPresented => "the server sent no certificate".to_owned(),
        Error::PeerIncompatible(
            PeerIncompatible::ServerDoesNotSupportTls12Or13 | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
        ) => alert_words(AlertDescription::ProtocolVersion),
        Error::PeerIncompatible(reason) => format!("the server offers no version or cipher in common ({reason:?})"),
        Error::PeerMisbehaved(reason) => format!("the server broke the rules of TLS ({reason:?})"),
        Error::AlertReceived(alert) => alert_words(*alert),
        other => other.to_string(),
    }
}

/// Why a chain was refused.
pub fn refused(error: &Error, chain: &[Certificate]) -> String {
    match error {
        Error::InvalidCertificate(error) => certificate(error, chain),
        other => words(other),
    }
}

/// Why the server did not prove that it holds the key of its certificate.
pub fn unproven(error: &Error, chain: &[Certificate]) -> String {
    let why = chain.first().and_then(|leaf| weakness(std::slice::from_ref(leaf)));
    why.unwrap_or_else(|| format!("the server did not prove that it holds the key of its certificate ({error})"))
}

fn alert_words(alert: AlertDescription) -> String {
    match alert {
        AlertDescription::CertificateRequired => "the server wants a client certificate".to_owned(),
        AlertDescription::ProtocolVersion => "the server speaks none of TLS 1.2 and 1.3".to_owned(),
        AlertDescription::UnrecognisedName => "the server does not know this host name".to_owned(),
        AlertDescription::CertificateExpired => "the server finds the client's certificate expired".to_owned(),
        AlertDescription::UnknownCA => "the server does not know who signed the client's certificate".to_owned(),
        AlertDescription::BadCertificate
        | AlertDescription::UnsupportedCertificate
        | AlertDescription::CertificateRevoked
        | AlertDescription::CertificateUnknown
        | AlertDescription::DecryptError
        | AlertDescription::AccessDenied => format!("the server refuses the client's certificate (alert {alert:?})"),
        alert => format!("the server ended it with the alert {alert:?}"),
    }
}

fn certificate(error: &CertificateError, chain: &[Certificate]) -> String {
    let ago = |from: u64, to: u64| in_words(to.saturating_sub(from));
    match error {
        CertificateError::Expired => "the certificate has expired".to_owned(),
        CertificateError::ExpiredContext { time, not_after } => format!(
            "the certificate has expired, {} ago by this machine's clock",
            ago(not_after.as_secs(), time.as_secs())
        ),
        CertificateError::NotValidYet => "the certificate is not valid yet".to_owned(),
        CertificateError::NotValidYetContext { time, not_before } => format!(
            "the certificate is not valid yet, for another {} by this machine's clock",
            ago(time.as_secs(), not_before.as_secs())
        ),
        CertificateError::UnknownIssuer => untrusted(chain),
        CertificateError::NotValidForName => "the certificate is for another host name".to_owned(),
        CertificateError::NotValidForNameContext { expected, .. } => other_host(&expected.to_str(), chain),
        CertificateError::Revoked => "the certificate was revoked".to_owned(),
        CertificateError::BadSignature => weakness(chain).unwrap_or_else(|| {
            "the certificate's signature is wrong: it was changed, or the key is not its issuer's".to_owned()
        }),
        CertificateError::BadEncoding => "the certificate cannot be read".to_owned(),
        CertificateError::UnsupportedSignatureAlgorithmContext { .. } => weakness(chain)
            .unwrap_or_else(|| "the certificate is signed with an algorithm that is not trusted".to_owned()),
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            "the certificate is not made for servers (extended key usage)".to_owned()
        }
        other => otherwise(other, chain),
    }
}

fn otherwise(error: &CertificateError, chain: &[Certificate]) -> String {
    // These errors of the verifier have no public type.
    let named = format!("{error:?}");
    if named.contains("CaUsedAsEndEntity") {
        return untrusted(chain);
    }
    if named.contains("Maximum") {
        return format!("the certificate comes with a chain of {} that is too tangled to be followed", chain.len());
    }
    weakness(chain).unwrap_or_else(|| format!("the certificate was not accepted ({error})"))
}

fn other_host(expected: &str, chain: &[Certificate]) -> String {
    let names = chain.first().map_or(&[][..], |leaf| &leaf.names);
    if names.is_empty() {
        return format!(
            "the certificate is not for {expected}: it names no host (subjectAltName), and its subject does not count"
        );
    }
    format!("the certificate is not for {expected} but for {}", names.join(", "))
}

/// What is too weak to be believed in a chain.
fn weakness(chain: &[Certificate]) -> Option<String> {
    let weak = |one: &Certificate| {
        let whose = one.holder();
        if one.signature.ends_with("SHA-1") || one.signature.ends_with("MD5") {
            return Some(format!("the certificate of {whose} is signed with a broken hash: {}", one.signature));
        }
        let bits: u32 = one.key.strip_prefix("RSA ")?.parse().ok()?;
        (bits < 2048)
            .then(|| format!("the certificate of {whose} has a key of {bits} bits; 2048 are the least for RSA"))
    };
    chain.iter().find_map(weak)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rustls::pki_types::{ServerName, UnixTime};

    use super::*;

    #[test]
    fn each_failure_of_a_certificate_is_named() {
        let at = |secs| UnixTime::since_unix_epoch(Duration::from_secs(secs));
        let name = CertificateError::NotValidForNameContext {
            expected: ServerName::try_from("id.example.com").unwrap(),
            presented: vec!["DnsName(\"other.example.com\")".to_owned()],
        };
        let expired = CertificateError::ExpiredContext { time: at(266_400), not_after: at(0) };
        for (error, says) in [
            (expired, "expired, 3 d 2 h ago"),
            (CertificateError::NotValidYetContext { time: at(0), not_before: at(60) }, "another 1 min"),
            (CertificateError::UnknownIssuer, "no certificate"),
            (name, "not for id.example.com"),
            (CertificateError::Revoked, "revoked"),
        ] {
            let words = words(&Error::InvalidCertificate(error));
            assert!(words.contains(says), "{words}");
        }
        assert!(words(&Error::AlertReceived(AlertDescription::CertificateRequired)).contains("client certificate"));
    }
}
