//! `tls.insecure`: one host, one certificate, and never without the key.

use super::tls_server::{Authority, Clients, Issued, Wanted, config, serve, start};
use super::*;

fn insecure(hosts: &[&str]) -> Network {
    Network { insecure_hosts: hosts.iter().map(|host| (*host).to_owned()).collect(), ..Network::default() }
}

fn of_nobody() -> Issued {
    Issued::by_itself(&Wanted { hosts: &["other.example"], ..Wanted::default() })
}

#[tokio::test(flavor = "current_thread")]
async fn a_fault_is_a_red_row_and_the_run_goes_on() {
    crate::covers!("TLS-03");
    let server = start(&of_nobody());
    let transport = configured(&insecure(&["LOCALHOST."]));
    let answer = transport.send(&get(&format!("https://localhost:{}/", server.address.port()))).await.unwrap();
    let met = answer.peer.unwrap();
    assert!(answer.status == 200 && met.is_tolerated && met.fault.is_some(), "{met:?}");
    let findings = peer::judge(&met, None, answer.received, None);
    let finding = row(&findings, "tls.certificate");
    assert!(finding.verdict == Verdict::Fail && finding.observed.ends_with("tls.insecure let it pass"), "{finding:?}");
}

#[tokio::test(flavor = "current_thread")]
async fn it_does_not_carry_over_to_another_host() {
    crate::covers!("TLS-03");
    let server = start(&of_nobody());
    let transport = configured(&insecure(&["localhost"]));
    let (kind, detail) = kind_of_failure(&transport, &poll(&format!("https://{}/", server.address))).await;
    assert!(kind == TransportKind::Tls && detail.ends_with("; tls.insecure holds for localhost only"), "{detail}");
    assert!(server.requests().is_empty());
}

#[tokio::test(flavor = "current_thread")]
async fn the_first_certificate_is_the_only_one() {
    crate::covers!("TLS-03", "TLS-07");
    let one = || config(&of_nobody(), Clients::Anybody, rustls::ALL_VERSIONS);
    let server = serve(vec![one(), one()]);
    let transport = configured(&insecure(&["localhost"]));
    let url = format!("https://localhost:{}/", server.address.port());
    let first = transport.send(&get(&url)).await.unwrap();
    let error = transport.send(&poll(&url)).await.unwrap_err();
    assert!(error.kind == TransportKind::Tls && error.detail.contains("let pass before"), "{error:?}");
    assert_eq!(server.requests().len(), 1, "nothing is sent to the second");
    let findings = peer::judge_failure(&error, None);
    let finding = row(&findings, "tls.changed");
    let pinned = &first.peer.unwrap().chain[0].sha256;
    assert!(finding.verdict == Verdict::Fail && finding.expected.contains(pinned), "{finding:?}");
}

#[tokio::test(flavor = "current_thread")]
async fn another_certificate_without_a_voucher_after_one_with_is_refused() {
    crate::covers!("TLS-03");
    let authority = Authority::new("Test authority");
    let good = config(&authority.issue(&Wanted::default()), Clients::Anybody, rustls::ALL_VERSIONS);
    let server = serve(vec![good, config(&of_nobody(), Clients::Anybody, rustls::ALL_VERSIONS)]);
    let transport = configured(&Network { ca: Some(authority.pem().to_owned()), ..insecure(&["localhost"]) });
    let url = format!("https://localhost:{}/", server.address.port());
    assert_eq!(transport.send(&get(&url)).await.unwrap().peer.unwrap().fault, None);
    assert_eq!(transport.send(&poll(&url)).await.unwrap_err().kind, TransportKind::Tls);
}

#[tokio::test(flavor = "current_thread")]
async fn a_server_without_the_key_is_never_let_pass() {
    crate::covers!("TLS-03");
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let stolen = Issued { key: of_nobody().key, ..of_nobody() };
        let server = serve(vec![config(&stolen, Clients::Anybody, &[version])]);
        let transport = configured(&insecure(&["localhost"]));
        let error = transport.send(&poll(&format!("https://localhost:{}/", server.address.port()))).await.unwrap_err();
        assert!(error.detail.contains("did not prove that it holds the key"), "{error:?}");
        assert!(!error.peer.unwrap().is_tolerated && server.requests().is_empty());
    }
}
