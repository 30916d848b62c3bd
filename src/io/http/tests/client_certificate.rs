//! The client's own certificate: what is wrong with it is said before anything is sent, or by the server's alert.

use super::tls_server::{Authority, Clients, DAY, Issued, Wanted, config, pem, serve};
use super::*;
use crate::flow;

const BOTH: [&rustls::SupportedProtocolVersion; 2] = [&rustls::version::TLS12, &rustls::version::TLS13];

fn client(authority: &Authority) -> Issued {
    authority.issue(&Wanted { name: "grantty", hosts: &[], ..Wanted::default() })
}

fn showing(authority: &Authority, issued: &Issued) -> Network {
    let identity = flow::Identity { chain: Secret::new(issued.pem()), key: Some(Secret::new(issued.key_pem())) };
    Network { identity: Some(identity), ..trusting(authority.pem()) }
}

#[tokio::test(flavor = "current_thread")]
async fn the_right_one_is_sent_and_nobody_gets_it_unasked() {
    crate::covers!("TLS-06");
    let authority = Authority::new("Test authority");
    let certificate = authority.issue(&Wanted::default());
    for (clients, asked) in
        [(Clients::Only(authority.roots()), true), (Clients::Asked(authority.roots()), true), (Clients::Anybody, false)]
    {
        let server = serve(vec![config(&certificate, clients, rustls::ALL_VERSIONS)]);
        let transport = configured(&showing(&authority, &client(&authority)));
        let answer = transport.send(&poll(&format!("https://{}/", server.address))).await.unwrap();
        let met = answer.peer.unwrap();
        assert_eq!((met.asked_for_certificate, met.sent_certificate), (asked, asked));
        let finding = peer::judge_own(&met, answer.received).unwrap();
        let expected = if asked { (Verdict::Pass, "CN=grantty") } else { (Verdict::Warn, "did not ask") };
        assert!(finding.verdict == expected.0 && finding.observed.contains(expected.1), "{finding:?}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_the_server_refuses_is_told_apart() {
    crate::covers!("TLS-06");
    let (authority, other) = (Authority::new("Test authority"), Authority::new("Other authority"));
    let certificate = authority.issue(&Wanted::default());
    let expired = Wanted { name: "grantty", hosts: &[], valid: (-9 * DAY, -DAY) };
    let none = trusting(authority.pem());
    for (network, says, row_says) in [
        (none, "wants a client certificate", "the profile has none"),
        (showing(&authority, &client(&other)), "does not know who signed", "signed by CN=Other authority"),
        (showing(&authority, &authority.issue(&expired)), "finds the client's certificate expired", "it expired at"),
    ] {
        for version in BOTH {
            let server = serve(vec![config(&certificate, Clients::Only(authority.roots()), &[version])]);
            let error = configured(&network).send(&poll(&format!("https://{}/", server.address))).await.unwrap_err();
            // In TLS 1.2 there is no alert for a missing certificate.
            let is_named = error.detail.contains(says) || error.detail.contains("HandshakeFailure");
            assert!(error.kind == TransportKind::Tls && is_named, "{version:?} {error:?}");
            let findings = peer::judge_failure(&error, None);
            let finding = row(&findings, "tls.client_certificate");
            assert!(finding.verdict == Verdict::Fail && finding.observed.contains(row_says), "{finding:?}");
            assert!(server.requests().is_empty());
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_server_that_only_asks_is_no_failure_of_a_profile_without() {
    let authority = Authority::new("Test authority");
    let certificate = authority.issue(&Wanted::default());
    let server = serve(vec![config(&certificate, Clients::Asked(authority.roots()), rustls::ALL_VERSIONS)]);
    let answer = configured(&trusting(authority.pem())).send(&get(&format!("https://{}/", server.address))).await;
    let answer = answer.unwrap();
    let finding = peer::judge_own(&answer.peer.unwrap(), answer.received).unwrap();
    assert_eq!(finding.verdict, Verdict::Skip);
}

fn told(chain: &str, key: Option<&str>) -> String {
    let identity = flow::Identity { chain: Secret::new(chain), key: key.map(Secret::new) };
    let network = Network { identity: Some(identity), ..Network::default() };
    direct().configure(&network, None).err().unwrap_or_default()
}

#[test]
fn a_pair_that_does_not_fit_is_said_before_anything_is_sent() {
    crate::covers!("TLS-06");
    let authority = Authority::new("Test authority").vouches_for("Between");
    let (one, other) = (client(&authority), client(&authority));
    let (chain, key) = (one.pem(), one.key_pem());
    assert_eq!(told(&chain, Some(&key)), "");
    assert_eq!(told(&format!("{key}{chain}"), None), "", "the key may stand beside the certificate");
    assert_eq!(told(&format!("{chain}{key}"), Some("{\"kty\":\"EC\"}")), "", "a JWK is for assertions");
    assert_eq!(told(&format!("{chain}{key}"), Some(&other.key_pem())), "", "the key that fits");
    let reversed: String = one.chain.iter().rev().map(|der| pem("CERTIFICATE", der)).collect();
    for (chain, key, says) in [
        (chain.as_str(), Some(other.key_pem()), "does not belong to client.certificate (CN=grantty, EC P-256)"),
        (&reversed, Some(key.clone()), "belongs to its certificate 2"),
        (&chain, None, "there is no key"),
        (&chain, Some("{\"kty\":\"EC\"}".to_owned()), "no PEM"),
        (&key, Some(key.clone()), "holds no certificate"),
        ("", Some(key.clone()), "holds no certificate"),
        (&chain, Some(pem("ENCRYPTED PRIVATE KEY", b"x")), "encrypted with a passphrase"),
        (&chain, Some(pem("PRIVATE KEY", b"x")), "cannot be used"),
    ] {
        let said = told(chain, key.as_deref());
        assert!(said.contains(says), "{says}: {said}");
    }
}

#[test]
fn every_usual_form_of_a_key_is_read() {
    for (certificate, key) in [include_str!("forms/sec1.pem"), include_str!("forms/pkcs1.pem")].map(|text| {
        let at = text.find("-----BEGIN CERTIFICATE").unwrap();
        (&text[at..], &text[..at])
    }) {
        assert_eq!(told(certificate, Some(key)), "", "{}", &key[..40]);
    }
}
