//! The way through a proxy: named by the profile or by a variable, shown at each request, and told from the server.

use super::{SECRET, answer, profile, row, run, trusting};
use crate::program::home::Home;
use crate::stub::Stub;
use crate::stub::authority::Authority;
use crate::stub::tunnel::Tunnel;

/// Whom nobody finds but the proxy.
const TOKEN: &str = "https://id.example.com/token";

/// What the proxy knows us by.
const PASSWORD: &str = "proxy-canary-90ab3e";

#[test]
fn a_proxy_of_the_profile_or_of_a_variable_leads_to_the_server_and_is_shown() {
    grantty::covers!("NET-10");
    let authority = Authority::new("Test authority");
    let server = Stub::tls(vec![authority.server(&["id.example.com"]).open()], |asked| answer(asked, "", ""));
    let tunnel = Tunnel::to(server.address());
    let address = format!("http://ann:{PASSWORD}@{}", tunnel.address());
    let of_profile = format!("{}proxy = \"{address}\"\n", trusting(authority.pem()));
    let alone = trusting(authority.pem());
    for (more, env, named) in [
        (&of_profile, &[][..], "tls.proxy of the profile"),
        (&alone, &[("HTTPS_PROXY", &*address)], "HTTPS_PROXY"),
        (&alone, &[("ALL_PROXY", &*address)], "ALL_PROXY"),
        (&of_profile, &[("HTTPS_PROXY", "http://127.0.0.1:9")], "tls.proxy of the profile"),
    ] {
        let before = tunnel.heads().len();
        let (done, report) = run(&Home::new(), &profile(TOKEN, "", more), env);
        let done = done.must_be(0);
        let via = report["exchanges"][0]["proxy"].as_str().unwrap_or_default().to_owned();
        assert!(via.contains(&tunnel.address().to_string()) && via.contains(named), "{via}");
        assert!(row(&report, "tls.certificate").starts_with("pass: "), "{:#}", report["checks"]);
        assert!(!(done.out.clone() + &done.err).contains(PASSWORD), "{}\n{}", done.out, done.err);
        let heads = tunnel.heads();
        assert_eq!(heads.len(), before + 1);
        let head = heads.last().expect("one more");
        assert!(head.starts_with("CONNECT id.example.com:443 HTTP/1.1\r\n"), "{head}");
        assert!(head.to_lowercase().contains("proxy-authorization: basic "), "{head}");
        assert!(!head.contains("/token") && !head.contains(SECRET), "{head}");
    }
    assert_eq!(server.asked().len(), 4);
    assert!(server.asked().iter().all(|asked| asked.header("proxy-authorization").is_none()));
}

#[test]
fn a_proxy_that_says_no_is_told_from_a_server_that_is_not_believed() {
    grantty::covers!("NET-10", "TLS-01");
    let authority = Authority::new("Test authority");
    let to = |tunnel: &Tunnel| format!("{}proxy = \"http://{}\"\n", trusting(authority.pem()), tunnel.address());
    for (status, says) in [
        ("HTTP/1.1 407 Proxy Authentication Required", "wants a user name and password (407)"),
        ("HTTP/1.1 502 Bad Gateway", "refused to connect us"),
    ] {
        let tunnel = Tunnel::refusing(status);
        let (done, report) = run(&Home::new(), &profile(TOKEN, "", &to(&tunnel)), &[]);
        done.must_be(5);
        let said = report["outcome"]["message"].to_string();
        assert!(said.contains("the proxy") && said.contains(says), "{said}");
    }
    let other = Authority::new("Other authority").server(&["id.example.com"]);
    let server = Stub::tls(vec![other.open()], |asked| answer(asked, "", ""));
    let tunnel = Tunnel::to(server.address());
    let (done, report) = run(&Home::new(), &profile(TOKEN, "", &to(&tunnel)), &[]);
    done.must_be(5);
    assert!(row(&report, "tls.certificate").contains("nobody this system trusts"), "{:#}", report["checks"]);
    assert!(server.asked().is_empty());
}
