//! Servers whose certificates are refused: which fault it is, with the chain, and nothing is sent.

use super::tls_server::{Authority, DAY, Issued, Wanted, start};
use super::*;

/// What is wrong, what the server shows, whom the profile trusts, and the words for it.
fn faulty() -> Vec<(&'static str, Issued, String, &'static str)> {
    let authority = Authority::new("Test authority");
    let trusted = || authority.pem().to_owned();
    let issue = |wanted: Wanted<'_>| authority.issue(&wanted);
    let below = authority.vouches_for("Between");
    let mut missing = below.issue(&Wanted::default());
    missing.chain.truncate(1);
    let other = Authority::new("Other authority");
    let mut with_root = other.issue(&Wanted::default());
    with_root.chain.extend(other.roots());
    let (short, short_authority) = weak::short();
    let (broken, broken_authority) = weak::broken();
    vec![
        ("expired", issue(Wanted { valid: (-9 * DAY, -2 * DAY), ..Wanted::default() }), trusted(), "expired, 2 d"),
        ("early", issue(Wanted { valid: (DAY, 9 * DAY), ..Wanted::default() }), trusted(), "not valid yet"),
        (
            "other host",
            issue(Wanted { hosts: &["other.example"], ..Wanted::default() }),
            trusted(),
            "for other.example",
        ),
        ("no host", issue(Wanted { hosts: &[], ..Wanted::default() }), trusted(), "it names no host"),
        ("unknown", with_root, trusted(), "its authority CN=Other authority is private"),
        ("self-signed", Issued::by_itself(&Wanted::default()), trusted(), "it is self-signed"),
        ("missing", missing, trusted(), "that of CN=Between is missing"),
        ("1024 bits", short, short_authority, "a key of 1024 bits"),
        ("SHA-1", broken, broken_authority, "a broken hash: ECDSA with SHA-1"),
    ]
}

#[tokio::test(flavor = "current_thread")]
async fn each_fault_is_named_with_the_chain_before_anything_is_sent() {
    crate::covers!("TLS-01");
    for (case, issued, authority, says) in faulty() {
        let server = start(&issued);
        let transport = configured(&trusting(&authority));
        let url = format!("https://localhost:{}/token?code=hunter2", server.address.port());
        let error = transport.send(&poll(&url)).await.expect_err(case);
        assert_eq!(error.kind, TransportKind::Tls, "{case}: {error:?}");
        assert!(error.detail.contains("the certificate") && error.detail.contains(says), "{case}: {}", error.detail);
        assert!(!format!("{error} {error:?}").contains(SECRET), "{case}");
        let shown = error.peer.as_ref().unwrap();
        assert_eq!(shown.chain.len(), issued.chain.len(), "{case}: the whole chain is kept");
        assert!(!shown.is_tolerated && shown.protocol == Some("TLS 1.3"), "{case}: {shown:?}");
        let findings = peer::judge_failure(&error, None);
        let finding = row(&findings, "tls.certificate");
        assert!(finding.verdict == Verdict::Fail && finding.observed.contains(says), "{case}: {finding:?}");
        assert_eq!(server.requests(), Vec::<String>::new(), "{case}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_certificate_that_fails_only_by_our_clock_is_said_to() {
    crate::covers!("TLS-02");
    let authority = Authority::new("Test authority");
    let expired = authority.issue(&Wanted { valid: (-9 * DAY, -DAY), ..Wanted::default() });
    let server = start(&expired);
    let transport = configured(&trusting(authority.pem()));
    let request = get(&format!("https://localhost:{}/", server.address.port()));
    let error = transport.send(&request).await.unwrap_err();
    let observed = |skew| row(&peer::judge_failure(&error, skew), "tls.certificate").observed.clone();
    assert!(observed(Some(-2 * DAY)).contains("only this machine's clock is wrong, 2 d ahead of the servers'"));
    assert!(!observed(Some(0)).contains("clock is wrong"));
    assert!(observed(None).contains("this machine's clock says"));
}

#[tokio::test(flavor = "current_thread")]
async fn a_chain_of_chains_ends_soon() {
    crate::covers!("TLS-04");
    // Authorities of one name, each signed by the last: every one may have signed every other.
    let mut last = Authority::new("Same");
    let mut all = last.roots();
    for _ in 0..40 {
        last = last.vouches_for("Same");
        all.push(last.issue(&Wanted::default()).chain[1].clone());
    }
    let mut issued = last.issue(&Wanted::default());
    issued.chain.truncate(1);
    issued.chain.extend(all);
    let server = start(&issued);
    let transport = configured(&trusting(Authority::new("Same").pem()));
    let error = transport.send(&get(&format!("https://localhost:{}/", server.address.port()))).await.unwrap_err();
    assert!(error.kind == TransportKind::Tls && error.after < Duration::from_secs(5), "{error:?}");
    assert_eq!(error.peer.unwrap().chain.len(), 42);
}
