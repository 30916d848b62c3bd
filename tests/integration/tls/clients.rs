//! A server that demands the client's certificate: none, one of somebody else's, an old one, and the right one.

use super::{answer, profile, row, run, trusting};
use crate::program::home::Home;
use crate::stub::Stub;
use crate::stub::authority::{Authority, DAY, Issued};

/// The keys of `[client]` that name it.
fn shown(issued: &Issued) -> String {
    format!("certificate = '''\n{}'''\ncertificate_key = '''\n{}'''\n", issued.pem, issued.key_pem)
}

#[test]
fn what_became_of_the_clients_certificate_is_said() {
    grantty::covers!("TLS-06");
    let (authority, other) = (Authority::new("Test authority"), Authority::new("Other authority"));
    let issued = authority.server(&["127.0.0.1"]);
    let cases: [(&str, String, i32, &str); 4] = [
        ("none", String::new(), 5, "fail: the server asks for a certificate, and the profile has none"),
        ("of another", shown(&other.issue("stranger", &[], (-DAY, DAY))), 5, "fail: sent: CN=stranger"),
        ("old", shown(&authority.issue("old", &[], (-9 * DAY, -DAY))), 5, "expired at"),
        ("right", shown(&authority.issue("grantty", &[], (-DAY, 90 * DAY))), 0, "pass: sent: CN=grantty"),
    ];
    for (case, client, code, says) in cases {
        let server = Stub::tls(vec![issued.only_for(&authority)], |asked| answer(asked, "", ""));
        let token = format!("{}/token", server.origin());
        let (done, report) = run(&Home::new(), &profile(&token, &client, &trusting(authority.pem())), &[]);
        let done = done.must_be(code);
        let told = row(&report, "tls.client_certificate");
        assert!(told.contains(says), "{case}: {told}");
        assert_eq!(report["outcome"]["kind"], if code == 0 { "tokens" } else { "unreachable" }, "{case}");
        assert!(!done.out.contains("PRIVATE KEY") && !done.err.contains("PRIVATE KEY"), "{case}");
        assert!(!told.contains("invalid_client"), "{case}: {told}");
        assert_eq!(server.asked().len(), usize::from(code == 0), "{case}");
    }
}

#[test]
fn a_server_that_does_not_ask_gets_none_and_that_is_said() {
    grantty::covers!("TLS-06");
    let authority = Authority::new("Test authority");
    let server = super::server(&authority.server(&["127.0.0.1"]));
    let client = shown(&authority.issue("grantty", &[], (-DAY, 90 * DAY)));
    let text = profile(&format!("{}/token", server.origin()), &client, &trusting(authority.pem()));
    let (done, report) = run(&Home::new(), &text, &[]);
    done.must_be(0);
    let told = row(&report, "tls.client_certificate");
    assert!(told.starts_with("warn: ") && told.contains("did not ask"), "{told}");
}
