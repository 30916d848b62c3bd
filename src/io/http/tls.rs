//! Failures of TLS in words that say what to look at.

use rustls::{AlertDescription, CertificateError, Error, InvalidMessage};

use crate::protocol::time::in_words;

/// What the handshake failed on.
pub fn words(error: &Error) -> String {
    match error {
        Error::InvalidCertificate(error) => certificate(error),
        Error::InvalidMessage(InvalidMessage::InvalidContentType) => {
            "what came is not TLS: is this the port of plain HTTP?".to_owned()
        }
        Error::NoCertificatesPresented => "the server sent no certificate".to_owned(),
        Error::PeerIncompatible(reason) => format!("the server offers no version or cipher in common ({reason:?})"),
        Error::PeerMisbehaved(reason) => format!("the server broke the rules of TLS ({reason:?})"),
        Error::AlertReceived(alert) => alert_words(*alert),
        other => other.to_string(),
    }
}

fn alert_words(alert: AlertDescription) -> String {
    match alert {
        AlertDescription::CertificateRequired => "the server wants a client certificate".to_owned(),
        AlertDescription::ProtocolVersion => "the server speaks none of TLS 1.2 and 1.3".to_owned(),
        AlertDescription::UnrecognisedName => "the server does not know this host name".to_owned(),
        alert => format!("the server ended it with the alert {alert:?}"),
    }
}

fn certificate(error: &CertificateError) -> String {
    let ago = |from: u64, to: u64| in_words(to.saturating_sub(from));
    match error {
        CertificateError::Expired => "the certificate has expired".to_owned(),
        CertificateError::ExpiredContext { time, not_after } => {
            format!(
                "the certificate has expired, {} ago by this machine's clock",
                ago(not_after.as_secs(), time.as_secs())
            )
        }
        CertificateError::NotValidYet => "the certificate is not valid yet".to_owned(),
        CertificateError::NotValidYetContext { time, not_before } => {
            let left = ago(time.as_secs(), not_before.as_secs());
            format!("the certificate is not valid yet, for another {left} by this machine's clock")
        }
        CertificateError::UnknownIssuer => {
            "the certificate comes from nobody this system trusts: self-signed, a private CA, or a missing \
             intermediate certificate"
                .to_owned()
        }
        CertificateError::NotValidForName => "the certificate is for another host name".to_owned(),
        CertificateError::NotValidForNameContext { expected, presented } => {
            format!("the certificate is not for {} but for {}", expected.to_str(), presented.join(", "))
        }
        CertificateError::Revoked => "the certificate was revoked".to_owned(),
        CertificateError::BadSignature => "the certificate's signature is wrong".to_owned(),
        CertificateError::BadEncoding => "the certificate cannot be read".to_owned(),
        // The usual end of a certificate made by `openssl req -x509`; the verifier's error has no public type.
        other if format!("{other:?}").contains("CaUsedAsEndEntity") => {
            "the certificate is an authority's own (CA:TRUE) and not a server's: self-signed".to_owned()
        }
        other => format!("the certificate was not accepted ({other})"),
    }
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
            (CertificateError::UnknownIssuer, "nobody this system trusts"),
            (name, "not for id.example.com but for"),
            (CertificateError::Revoked, "revoked"),
        ] {
            let words = words(&Error::InvalidCertificate(error));
            assert!(words.contains(says), "{words}");
        }
        assert!(words(&Error::AlertReceived(AlertDescription::CertificateRequired)).contains("client certificate"));
    }
}
