//! Whom to trust: by a file, by text in the profile, and by the environment; and authorities that cannot be read.

use super::{discovered, profile, row, rows, run, server, trusting};
use crate::program::home::Home;
use crate::stub::Stub;
use crate::stub::authority::Authority;

#[test]
fn an_authority_is_taken_from_a_file_from_text_and_from_the_environment() {
    let authority = Authority::new("Test authority");
    let server = server(&authority.server(&["127.0.0.1"]));
    let token = format!("{}/token", server.origin());
    let home = Home::new();
    home.file("config/grantty/profiles/authority.pem", authority.pem());
    let bundle = home.file("bundle.pem", authority.pem());
    let bundle = bundle.to_str().expect("a plain path");
    for (more, env) in [
        ("[tls]\nca = \"authority.pem\"".to_owned(), &[][..]),
        (trusting(authority.pem()), &[]),
        (String::new(), &[("SSL_CERT_FILE", bundle)]),
    ] {
        let (done, report) = run(&home, &profile(&token, "", &more), env);
        done.must_be(0);
        assert_eq!(report["outcome"]["kind"], "tokens");
        assert!(row(&report, "tls.certificate").starts_with("pass: "), "{:#}", report["checks"]);
        assert!(row(&report, "tls.version").starts_with("pass: TLS 1.3, TLS13_"), "{:#}", report["checks"]);
        let shown = &report["exchanges"][0]["tls"];
        assert_eq!((shown["protocol"].as_str(), shown["fault"].as_str()), (Some("TLS 1.3"), None), "{shown:#}");
        assert_eq!(shown["chain"][0]["issuer"], "CN=Test authority");
    }
    assert_eq!(server.asked().len(), 3);
}

#[test]
fn an_authority_that_cannot_be_read_is_an_end_with_its_path() {
    grantty::covers!("TLS-08");
    let authority = Authority::new("Test authority");
    let server = server(&authority.server(&["127.0.0.1"]));
    let token = format!("{}/token", server.origin());
    let home = Home::new();
    let empty = home.file("config/grantty/profiles/empty.pem", " \n");
    let empty = empty.to_str().expect("a plain path");
    for (more, env, code, says) in [
        ("[tls]\nca = \"absent.pem\"", &[][..], 2, "absent.pem"),
        ("[tls]\nca = \"empty.pem\"", &[], 2, "empty.pem"),
        ("", &[("SSL_CERT_FILE", "/nowhere/bundle.pem")], 5, "SSL_CERT_FILE names /nowhere/bundle.pem"),
        ("", &[("SSL_CERT_FILE", empty)], 5, "which is empty"),
    ] {
        let (done, _) = run(&home, &profile(&token, "", more), env);
        let done = done.must_be(code);
        assert!((done.out.clone() + &done.err).contains(says), "{more} {env:?}: {}\n{}", done.out, done.err);
    }
    assert!(server.asked().is_empty(), "everything was accepted");
}

#[test]
fn a_certificate_that_changes_between_two_requests_is_told() {
    grantty::covers!("TLS-07");
    let authority = Authority::new("Test authority");
    let [one, two] = [(); 2].map(|()| authority.server(&["127.0.0.1"]));
    for (configs, verdict) in [(vec![one.open(), two.open()], "warn"), (vec![one.open()], "pass")] {
        let server = Stub::tls(configs, |asked| {
            let issuer = format!("https://{}", asked.header("host").unwrap_or_default());
            super::answer(asked, &issuer, &format!("{issuer}/token"))
        });
        let home = Home::new();
        let (_, report) = run(&home, &discovered(&server.origin(), &trusting(authority.pem())), &[]);
        assert_eq!(report["outcome"]["kind"], "tokens", "{:#}", report["outcome"]);
        let changed = rows(&report, "tls.changed");
        let told = changed.iter().filter(|row| row.starts_with("warn")).count();
        assert_eq!(told, usize::from(verdict == "warn"), "{verdict}: {changed:?}");
    }
}
