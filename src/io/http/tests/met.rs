//! What is known of a server that is trusted.

use super::tls_server::{Authority, Clients, DAY, Issued, Wanted, config, serve, start};
use super::*;

#[tokio::test(flavor = "current_thread")]
async fn the_chain_the_cipher_and_the_phases_are_shown() {
    let authority = Authority::new("Test authority");
    let server = start(&authority.vouches_for("Between").issue(&Wanted::default()));
    let transport = configured(&trusting(authority.pem()));
    let url = format!("https://localhost:{}/token", server.address.port());
    let answer = transport.send(&poll(&url)).await.unwrap();
    let met = answer.peer.unwrap();
    let subjects: Vec<&str> = met.chain.iter().map(|one| one.subject.as_str()).collect();
    assert_eq!((subjects, met.chain[0].issuer.as_str()), (vec!["CN=server", "CN=Between"], "CN=Between"));
    assert_eq!((met.chain[0].key.as_str(), met.chain[0].signature.as_str()), ("EC P-256", "ECDSA with SHA-256"));
    assert_eq!(met.chain[0].names, ["localhost", "127.0.0.1"]);
    assert!(!met.chain[0].is_authority && met.chain[1].is_authority && met.chain[0].sha256.len() == 64);
    assert_eq!((met.protocol, &met.fault, met.is_tolerated), (Some("TLS 1.3"), &None, false));
    assert!(met.cipher.as_ref().unwrap().starts_with("TLS13_"), "{met:?}");
    let timings = answer.timings;
    let (dns, connect, tls) = (timings.dns.unwrap(), timings.connect.unwrap(), timings.tls.unwrap());
    assert!(dns <= connect && connect <= tls && tls <= timings.first_byte, "{timings:?}");
    let again = transport.send(&poll(&url)).await.unwrap();
    assert_eq!((server.connections(), again.peer.as_ref()), (1, Some(&met)), "a connection that is used again");
    assert_eq!((again.timings.dns, again.timings.connect, again.timings.tls), (None, None, None));
    let findings = peer::judge(&met, Some(&met), answer.received, None);
    for id in ["tls.version", "tls.certificate", "tls.validity", "tls.changed"] {
        assert_eq!(row(&findings, id).verdict, Verdict::Pass, "{findings:?}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn the_older_version_is_told_apart() {
    let authority = Authority::new("Test authority");
    let issued = authority.issue(&Wanted::default());
    let server = serve(vec![config(&issued, Clients::Anybody, &[&rustls::version::TLS12])]);
    let transport = configured(&trusting(authority.pem()));
    let answer = transport.send(&get(&format!("https://{}/", server.address))).await.unwrap();
    let met = answer.peer.unwrap();
    assert_eq!(met.protocol, Some("TLS 1.2"));
    assert!(met.cipher.as_ref().unwrap().starts_with("TLS_ECDHE_"), "{met:?}");
    assert!(answer.timings.tls.is_some() && answer.timings.dns.is_none(), "an address needs no name server");
}

#[tokio::test(flavor = "current_thread")]
async fn another_certificate_of_the_same_host_is_told() {
    crate::covers!("TLS-07");
    let authority = Authority::new("Test authority");
    let one = || config(&authority.issue(&Wanted::default()), Clients::Anybody, rustls::ALL_VERSIONS);
    let server = serve(vec![one(), one()]);
    let transport = configured(&trusting(authority.pem()));
    let url = format!("https://localhost:{}/", server.address.port());
    let first = transport.send(&get(&url)).await.unwrap();
    let second = transport.send(&get(&url)).await.unwrap();
    assert_eq!(server.connections(), 2);
    let findings = peer::judge(&second.peer.unwrap(), first.peer.as_deref(), second.received, None);
    assert_eq!(row(&findings, "tls.changed").verdict, Verdict::Warn, "{findings:?}");
    assert_eq!(row(&findings, "tls.certificate").verdict, Verdict::Pass);
}

#[tokio::test(flavor = "current_thread")]
async fn the_very_certificate_may_be_named() {
    // As `openssl req -x509` makes them: signed by itself, and marked as an authority's.
    let itself = Authority::own(&["localhost"], (-DAY, 9 * DAY));
    let (server, other) = (start(&itself), start(&Issued::by_itself(&Wanted::default())));
    let transport = configured(&trusting(&itself.pem()));
    let url = |server: &Server| format!("https://localhost:{}/", server.address.port());
    assert_eq!(transport.send(&get(&url(&server))).await.unwrap().status, 200);
    assert_eq!(transport.send(&get(&url(&other))).await.unwrap_err().kind, TransportKind::Tls);
    let by_address = transport.send(&get(&format!("https://{}/", server.address))).await.unwrap_err();
    assert!(by_address.detail.contains("not for 127.0.0.1 but for localhost"), "{by_address}");
    let expired = Authority::own(&["localhost"], (-9 * DAY, -DAY));
    let late = start(&expired);
    let error = configured(&trusting(&expired.pem())).send(&get(&url(&late))).await.unwrap_err();
    assert!(error.detail.contains("has expired"), "{error}");
}

#[test]
fn what_is_no_certificate_is_read_as_none() {
    for der in [&b""[..], b"\x30\x00", b"\x30\x84\xff\xff\xff\xff", &[0x30; 4096]] {
        assert!(peer::Certificate::read(der).is_err());
        assert_eq!(peer::Certificate::read_or_named(der).sha256.len(), 64);
    }
}
