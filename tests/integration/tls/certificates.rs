//! Certificates that must not be believed: which fault it is, what was shown, and nothing is sent.

use super::{profile, row, run, server, trusting};
use crate::program::home::Home;
use crate::stub::authority::{Authority, DAY, Issued};

const HERE: &[&str] = &["127.0.0.1", "localhost"];

#[test]
fn each_fault_of_a_certificate_is_named_and_ends_the_run_before_anything_is_sent() {
    grantty::covers!("TLS-01", "SEC-01");
    let (ours, theirs) = (Authority::new("Test authority"), Authority::new("Other authority"));
    let below = ours.vouches_for("Test intermediate");
    let cases: [(&str, Issued, &str); 6] = [
        ("expired", ours.issue("server", HERE, (-90 * DAY, -DAY)), "the certificate has expired, 1 d"),
        ("early", ours.issue("server", HERE, (DAY, 90 * DAY)), "the certificate is not valid yet"),
        ("host", ours.server(&["other.example.com"]), "not for 127.0.0.1 but for other.example.com"),
        ("unknown", theirs.server(HERE), "nobody this system trusts"),
        ("self-signed", Issued::by_itself("server", HERE), "it is self-signed"),
        ("intermediate", below.server(HERE), "that of CN=Test intermediate is missing"),
    ];
    for (case, issued, says) in cases {
        let (server, home) = (server(&issued), Home::new());
        let token = format!("{}/token?tenant=address-canary", server.origin());
        let (done, report) = run(&home, &profile(&token, "", &trusting(ours.pem())), &[]);
        let done = done.must_be(5);
        assert_eq!(report["outcome"]["kind"], "unreachable", "{case}");
        let (message, observed) = (&report["outcome"]["message"], row(&report, "tls.certificate"));
        assert!(observed.starts_with("fail: ") && observed.contains(says), "{case}: {observed}");
        assert!(message.as_str().is_some_and(|text| text.contains(says)), "{case}: {message}");
        let shown = &report["exchanges"][0]["tls"];
        assert_eq!(shown["chain"][0]["subject"], "CN=server", "{case}: {shown:#}");
        assert!(shown["fault"].as_str().is_some_and(|fault| fault.contains(says)), "{case}: {shown:#}");
        let said = done.out.replace(&report["exchanges"].to_string(), "") + &done.err;
        assert!(!said.contains("error sending request"), "{case}: {said}");
        assert!(!message.to_string().contains("address-canary"), "{case}: {message}");
        assert!(server.asked().is_empty(), "{case}: it was sent nevertheless");
    }
}
