//! The rows of made-up peers; those of real handshakes are tested where the handshakes are.

use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::protocol::check::Verdict::{self, Fail, Pass, Skip, Warn};
use crate::protocol::exchange::{TransportError, TransportKind};
use crate::protocol::secret::Secret;

const DAY: u64 = 86_400;
const NOW: Now = Now { mono: Duration::from_secs(90), unix: 1_795_000_000 };

/// Self-signed, P-256, made for this test with OpenSSL, as its thumbprint below.
const PEM: &str = "-----BEGIN CERTIFICATE-----
MIIBejCCASGgAwIBAgIUb6Y/1veui8j4VfH6X4clVMy+4GEwCgYIKoZIzj0EAwIw
EjEQMA4GA1UEAwwHZ3JhbnR0eTAgFw0yNjExMjEwMTMyNTlaGA8yMTI2MTAyODAx
MzI1OVowEjEQMA4GA1UEAwwHZ3JhbnR0eTBZMBMGByqGSM49AgEGCCqGSM49AwEH
A0IABBZK1Y/K5PS16hCxHLq3saJWD1GswZ/EoilUTT2bGxd6SiBATvyEovFtwkaD
VdKfSvr2rAtG0RAez7YMLS6KUDijUzBRMB0GA1UdDgQWBBQS1CSt312qskI6MtM5
ycRKvLZBtjAfBgNVHSMEGDAWgBQS1CSt312qskI6MtM5ycRKvLZBtjAPBgNVHRMB
Af8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCIEFAltmm8Jm/hvda9wIXAEzoldc1
LIEB3JVcT8CqEmgVAiAXOVhItUiaAOXmQ/XKItxLtJIGDkNTmLi2RDQQxBFQxw==
-----END CERTIFICATE-----
";

fn certificate(subject: &str, issuer: &str, (from, until): (u64, u64)) -> Certificate {
    Certificate {
        subject: subject.to_owned(),
        issuer: issuer.to_owned(),
        names: vec!["id.example.com".to_owned()],
        serial: "01".to_owned(),
        not_before: from,
        not_after: until,
        key: "EC P-256".to_owned(),
        signature: "ECDSA with SHA-256".to_owned(),
        sha256: format!("{subject}{from}"),
        is_authority: false,
    }
}

fn peer(days: (u64, u64)) -> Peer {
    let valid = (NOW.unix - days.0 * DAY, NOW.unix + days.1 * DAY);
    Peer {
        protocol: Some("TLS 1.3"),
        cipher: Some("TLS13_AES_128_GCM_SHA256".to_owned()),
        chain: vec![certificate("CN=id", "CN=authority", valid)],
        ..Peer::default()
    }
}

fn verdict(findings: &[Finding], id: &str) -> Option<Verdict> {
    findings.iter().find(|finding| finding.check.id == id).map(|finding| finding.verdict)
}

#[test]
fn a_certificate_that_ends_soon_is_amber_unless_it_is_short_lived() {
    for (days, expected) in [((30, 60), Pass), ((80, 10), Warn), ((4, 3), Pass), ((6, 1), Warn)] {
        let findings = judge(&peer(days), None, NOW, None);
        assert_eq!(verdict(&findings, "tls.validity"), Some(expected), "{days:?} {findings:?}");
        assert_eq!(verdict(&findings, "tls.certificate"), Some(Pass));
    }
    let over = Peer { chain: vec![certificate("CN=id", "CN=a", (0, NOW.unix - 1))], ..peer((1, 1)) };
    assert_eq!(verdict(&judge(&over, None, NOW, None), "tls.validity"), Some(Skip));
}

#[test]
fn a_change_is_amber_and_red_where_nobody_vouches() {
    crate::covers!("TLS-07");
    let (old, new) = (peer((30, 60)), peer((1, 89)));
    let untrusted = |peer: &Peer| Peer { fault: Some("self-signed".to_owned()), is_tolerated: true, ..peer.clone() };
    for (before, after, expected) in [
        (None, new.clone(), None),
        (Some(old.clone()), old.clone(), Some(Pass)),
        (Some(old.clone()), new.clone(), Some(Warn)),
        (Some(old.clone()), untrusted(&new), Some(Fail)),
        (Some(untrusted(&old)), new.clone(), Some(Fail)),
    ] {
        assert_eq!(verdict(&judge(&after, before.as_ref(), NOW, None), "tls.changed"), expected);
    }
}

#[test]
fn a_fault_that_only_our_clock_has_is_said_with_the_skew() {
    crate::covers!("TLS-02", "CLK-01");
    let early =
        Certificate { not_before: NOW.unix + 600, not_after: NOW.unix + 90 * DAY, ..peer((0, 0)).chain.remove(0) };
    let peer = Peer { chain: vec![early], fault: Some("not valid yet".to_owned()), is_tolerated: true, ..peer((0, 0)) };
    for (skew, says) in [
        (Some(1200), "only this machine's clock is wrong, 20 min behind the servers'"),
        (Some(30), "not valid yet; tls.insecure"),
        (Some(i64::MIN), "not valid yet; tls.insecure"),
        (None, "this machine's clock says 2026-11-18 11:06:40Z: is that right?"),
    ] {
        let finding = judge(&peer, None, NOW, skew).remove(1);
        assert!(finding.verdict == Fail && finding.observed.contains(says), "{skew:?} {}", finding.observed);
    }
}

#[test]
fn the_break_in_a_chain_is_found_in_any_order() {
    crate::covers!("TLS-01");
    let one = |subject: &str, issuer: &str| certificate(subject, issuer, (0, NOW.unix));
    for (chain, says) in [
        (vec![], "no certificate"),
        (vec![one("CN=a", "CN=a")], "it is self-signed"),
        (vec![one("CN=a", "CN=b")], "only its own certificate, and that of CN=b is missing"),
        (vec![one("CN=a", "CN=b"), one("CN=b", "CN=c")], "a chain that breaks off, and that of CN=c is missing"),
        (vec![one("CN=a", "CN=b"), one("CN=x", "CN=x")], "a chain that breaks off, and that of CN=b is missing"),
        (vec![one("CN=a", "CN=b"), one("CN=c", "CN=c"), one("CN=b", "CN=c")], "its authority CN=c is private"),
        // In a circle.
        (vec![one("CN=a", "CN=b"), one("CN=b", "CN=a")], "is missing"),
    ] {
        let said = untrusted(&chain);
        assert!(said.contains(says), "{says}: {said}");
    }
}

#[test]
fn a_failure_has_the_rows_of_what_was_known() {
    crate::covers!("TLS-05", "TLS-06");
    let error = |kind, peer: Option<Peer>| TransportError {
        kind,
        detail: "why".to_owned(),
        after: Duration::ZERO,
        at: NOW,
        peer: peer.map(Arc::new),
        via: None,
    };
    let rows = |kind, peer| {
        let findings = judge_failure(&error(kind, peer), None);
        findings.iter().map(|finding| (finding.check.id, finding.verdict)).collect::<Vec<_>>()
    };
    let (good, asked) = (peer((1, 89)), Peer { asked_for_certificate: true, ..peer((1, 89)) });
    let bad = Peer { fault: Some("self-signed".to_owned()), ..asked.clone() };
    let moved = Peer { pinned: Some("00".to_owned()), ..bad.clone() };
    let own = asked.chain.first().cloned();
    let sent = Peer { own, sent_certificate: true, ..asked.clone() };
    let met = [("tls.version", Pass), ("tls.certificate", Pass)];
    assert_eq!(rows(TransportKind::Connect, None), []);
    assert_eq!(rows(TransportKind::Tls, Some(Peer::default())), [("tls.version", Fail)]);
    assert_eq!(rows(TransportKind::Timeout, Some(good)), met);
    assert_eq!(rows(TransportKind::Timeout, Some(asked.clone())), met);
    assert_eq!(rows(TransportKind::Tls, Some(bad)), [("tls.version", Pass), ("tls.certificate", Fail)]);
    assert_eq!(rows(TransportKind::Tls, Some(moved))[2], ("tls.changed", Fail));
    for peer in [asked, sent] {
        assert_eq!(rows(TransportKind::Closed, Some(peer))[2], ("tls.client_certificate", Fail));
    }
}

#[test]
fn a_certificate_is_read_and_hashed() {
    assert_eq!(x5t_s256(&Secret::new(PEM)).as_deref(), Ok("_SpwwS8uk6auDAzBCUeIlXgOuTGpVNC9b12vnAKXj3A"));
    let key_first = format!("-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n{PEM}");
    assert!(x5t_s256(&Secret::new(key_first)).is_ok(), "a key may stand before it");
    for text in ["", "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----", "-----BEGIN CERTIFICATE-----\nMI"]
    {
        assert!(x5t_s256(&Secret::new(text)).is_err(), "{text}");
    }
    let der = pem_octets(PEM);
    let read = Certificate::read(&der).unwrap();
    assert_eq!((read.subject.as_str(), read.key.as_str()), ("CN=grantty", "EC P-256"));
    assert_eq!(read.serial, "6F:A6:3F:D6:F7:AE:8B:C8:F8:55:F1:FA:5F:87:25:54:CC:BE:E0:61");
    assert_eq!((read.not_before, read.not_after), (1_795_224_779, 4_948_824_779));
    assert!(read.is_authority && read.is_self_issued() && read.names.is_empty());
    assert_eq!(read.summary(), "CN=grantty, signed by itself, until 2126-10-28 01:32:59Z");
    for cut in 0..der.len() {
        assert!(Certificate::read(&der[..cut]).is_err(), "{cut}");
    }
}

fn pem_octets(text: &str) -> Vec<u8> {
    let blocks = crate::protocol::jose::pem::blocks(text);
    blocks.into_iter().next().unwrap().octets.unwrap().to_vec()
}
