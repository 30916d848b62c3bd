//! `tls.insecure`: a red row in place of an end, for the hosts that the profile names and for the certificate that was
//! seen first.

use super::{answer, discovered, profile, row, rows, run, server};
use crate::program::home::Home;
use crate::stub::Stub;
use crate::stub::authority::{Authority, DAY};

const INSECURE: &str = "[tls]\ninsecure = true";

#[test]
fn what_is_wrong_stays_red_and_the_run_goes_on() {
    grantty::covers!("TLS-03");
    let authority = Authority::new("Test authority");
    for (issued, says) in [
        (authority.server(&["127.0.0.1"]), "nobody this system trusts"),
        (authority.issue("server", &["other.example.com"], (-9 * DAY, -DAY)), "has expired"),
    ] {
        let (server, home) = (server(&issued), Home::new());
        let (done, report) = run(&home, &profile(&format!("{}/token", server.origin()), "", INSECURE), &[]);
        let done = done.must_be(1);
        assert_eq!(report["outcome"]["kind"], "tokens");
        assert!(report["tokens"]["access_token"].is_object(), "{}", done.out);
        let told = row(&report, "tls.certificate");
        assert!(
            told.starts_with("fail: ") && told.contains(says) && told.contains("tls.insecure let it pass"),
            "{told}"
        );
        assert_eq!(report["exchanges"][0]["tls"]["tolerated"], true);
        assert_eq!(server.asked().len(), 1);
    }
}

#[test]
fn another_host_is_not_let_pass() {
    grantty::covers!("TLS-03", "OWN-06");
    let authority = Authority::new("Test authority");
    let other = server(&authority.server(&["localhost"]));
    let token = format!("https://localhost:{}/token", other.address().port());
    let first = Stub::tls(vec![authority.server(&["127.0.0.1"]).open()], move |asked| {
        answer(asked, &format!("https://{}", asked.header("host").unwrap_or_default()), &token)
    });
    let (done, report) = run(&Home::new(), &discovered(&first.origin(), INSECURE), &[]);
    done.must_be(5);
    let told = rows(&report, "tls.certificate");
    assert!(told.iter().any(|row| row.contains("tls.insecure holds for 127.0.0.1 only")), "{told:?}");
    assert!(first.asked().iter().all(|asked| asked.method == "GET"), "the secret went elsewhere");
    assert!(other.asked().is_empty(), "it was sent nevertheless");
}

#[test]
fn another_certificate_of_the_same_host_is_not_let_pass() {
    grantty::covers!("TLS-03", "TLS-07");
    let authority = Authority::new("Test authority");
    let [one, two] = [(); 2].map(|()| authority.server(&["127.0.0.1"]).open());
    let server = Stub::tls(vec![one, two], |asked| {
        let issuer = format!("https://{}", asked.header("host").unwrap_or_default());
        answer(asked, &issuer, &format!("{issuer}/token"))
    });
    let (done, report) = run(&Home::new(), &discovered(&server.origin(), INSECURE), &[]);
    done.must_be(5);
    let told = rows(&report, "tls.changed");
    assert!(told.iter().any(|row| row.starts_with("fail: ") && row.contains("nothing was sent to it")), "{told:?}");
    assert!(server.asked().iter().all(|asked| asked.method == "GET"), "the secret went to it");
}
