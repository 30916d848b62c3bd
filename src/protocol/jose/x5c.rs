//! Just enough of X.509 to see whether a certificate carries the key it stands beside (RFC 7517 §4.7), and to find the
//! key itself.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Certificates are small; more than this is not looked at.
const LONGEST: usize = 64 << 10;
/// The tag of a SEQUENCE.
pub(super) const SEQUENCE: u8 = 0x30;
const EXPLICIT_VERSION: u8 = 0xa0;

/// Whether the first certificate's public key holds these numbers; `Err` says why it cannot be read.
pub(super) fn holds(certificate: &str, numbers: &[&[u8]]) -> Result<bool, &'static str> {
    if certificate.len() > LONGEST {
        return Err("a certificate over 64 KiB");
    }
    let der = STANDARD.decode(certificate).map_err(|_| "not standard base64")?;
    let key = public_key(&der).ok_or("not an X.509 certificate")?;
    Ok(numbers.iter().all(|number| !number.is_empty() && key.windows(number.len()).any(|window| window == *number)))
}

/// The subjectPublicKeyInfo: the seventh field of the certificate's body, or the sixth when no version stands first.
pub(super) fn public_key(der: &[u8]) -> Option<&[u8]> {
    let (certificate, _) = element(der, SEQUENCE)?;
    let (body, _) = element(certificate, SEQUENCE)?;
    let has_version = body.first() == Some(&EXPLICIT_VERSION);
    let mut rest = body;
    // version, serialNumber, signature, issuer, validity, subject
    for _ in 0..if has_version { 6 } else { 5 } {
        (_, rest) = element(rest, *rest.first()?)?;
    }
    element(rest, SEQUENCE).map(|(key, _)| key)
}

/// The content of the first element, which must have that tag, and what follows it.
pub(super) fn element(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&first, rest) = der.split_first()?;
    let (&length, rest) = rest.split_first()?;
    if first != tag {
        return None;
    }
    let (length, rest) = match usize::from(length) {
        short @ 0..=0x7f => (short, rest),
        long @ 0x81..=0x83 => {
            let (digits, rest) = rest.split_at_checked(long - 0x80)?;
            (digits.iter().fold(0, |sum, digit| sum << 8 | usize::from(*digit)), rest)
        }
        _ => return None,
    };
    rest.split_at_checked(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_walked_to_its_key() {
        // SEQUENCE { SEQUENCE { [0] 2, serial, signature, issuer, validity, subject, SEQUENCE { "key!" } } }
        let body = [&[0xa0, 3, 2, 1, 2, 2, 1, 9], [0x30, 0].repeat(4).as_slice(), &[0x30, 4], b"key!"].concat();
        let der = [&[0x30, 24, 0x30, 22], body.as_slice()].concat();
        let text = STANDARD.encode(&der);
        assert_eq!(holds(&text, &[b"key"]), Ok(true));
        assert_eq!(holds(&text, &[b"other"]), Ok(false));
        assert_eq!(holds("MAA", &[b"k"]), Err("not standard base64"));
        for cut in 0..der.len() {
            assert!(holds(&STANDARD.encode(&der[..cut]), &[b"key"]).is_err());
        }
    }
}
