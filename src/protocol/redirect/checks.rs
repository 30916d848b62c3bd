//! The rows about listening: what was bound, who opened the address, and who came beside the browser.

use std::net::SocketAddr;

use super::RedirectUri;
use crate::protocol::check::{Check, Finding, rfc};
use crate::protocol::listener::local::{are_loopback, list};
use crate::protocol::listener::others;

static BIND: Check = Check::must("loopback.bind", "redirects can be listened to", rfc!(8252, "7.3"));
static ADDRESS: Check = Check::must("loopback.address", "only loopback is bound", rfc!(8252, "8.3"));
static LOCALHOST: Check =
    Check::should("loopback.localhost", "whatever localhost resolves to is listened at", rfc!(8252, "8.3"));
static BROWSER: Check = Check::should("loopback.browser", "a browser was asked to open the address", rfc!(8252, "4.1"));
static VISITORS: Check = Check::should("loopback.visitors", "nobody came but the browser", rfc!(8252, "8.3"));

/// Every check of this room, for the catalogue.
pub static CHECKS: &[&Check] = &[&BIND, &ADDRESS, &LOCALHOST, &BROWSER, &VISITORS];

/// What was bound, or why nothing was.
pub fn bound(uri: &RedirectUri, bound: Result<&[SocketAddr], (SocketAddr, &str)>) -> Vec<Finding> {
    let expected = format!("a listener for {}", uri.text);
    match bound {
        Ok(addresses) => vec![BIND.pass(expected, list(addresses)), address(addresses), localhost(uri, addresses)],
        Err((address, reason)) => {
            let remedy = match address.port() {
                0 => String::new(),
                port => format!(". Free port {port}, or let {} have port 0 where the provider takes any port", uri.key),
            };
            let nothing = "nothing is bound";
            vec![
                BIND.fail(expected, format!("{address}: {reason}{remedy}")),
                ADDRESS.skip(nothing),
                LOCALHOST.skip(nothing),
            ]
        }
    }
}

/// Looks at what is really bound: whoever else can reach it could bring answers of their own.
fn address(addresses: &[SocketAddr]) -> Finding {
    ADDRESS.judge(are_loopback(addresses), "127.0.0.0/8 or ::1", list(addresses))
}

/// A browser may take `localhost` for either family.
fn localhost(uri: &RedirectUri, addresses: &[SocketAddr]) -> Finding {
    let expected = "127.0.0.1 and [::1] on one port, or the address itself in place of the name";
    if !uri.is_by_name() {
        let named =
            uri.bind.iter().any(|address| uri.host.starts_with(&address.ip().to_string())) || uri.host.starts_with('[');
        let observed = if named { "the address itself" } else { "another name, which is not resolved here" };
        return LOCALHOST.pass(expected, observed);
    }
    let both = addresses.iter().any(SocketAddr::is_ipv4) && addresses.iter().any(SocketAddr::is_ipv6);
    LOCALHOST.judge(both, expected, format!("localhost, and {} is bound", list(addresses)))
}

/// The answer can only be pasted.
pub fn only_pasted(uri: &RedirectUri) -> Finding {
    BIND.skip(format!("{} is no address of this machine: the answer is to be pasted", uri.text))
}

/// Whether somebody was asked to open the address: a sentence either way, or nothing when that was not wanted.
pub fn browser(asked: Option<Result<&str, &str>>) -> Finding {
    match asked {
        Some(Ok(sentence)) => BROWSER.pass("a browser is asked", sentence),
        Some(Err(sentence)) => BROWSER.warn("a browser is asked", sentence),
        None => BROWSER.skip("not wanted: the address is only shown"),
    }
}

/// How many came that no browser on its usual way makes.
pub fn visitors(strange: usize) -> Finding {
    VISITORS.judge(strange == 0, "nobody else", others(strange))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::answer::sample::{row, verdict};
    use crate::protocol::check::Verdict::{Fail, Pass, Skip, Warn};
    use crate::protocol::redirect::plan;

    fn came(uri: &str, addresses: &[&str]) -> Vec<Finding> {
        let addresses: Vec<SocketAddr> = addresses.iter().map(|text| text.parse().expect(text)).collect();
        bound(&plan(uri, None).expect(uri), Ok(&addresses))
    }

    #[test]
    fn a_name_needs_both_families() {
        crate::covers!("LOO-03");
        let id = "loopback.localhost";
        assert_eq!(verdict(&came("http://localhost:8400/", &["127.0.0.1:8400", "[::1]:8400"]), id), Pass);
        assert_eq!(verdict(&came("http://localhost:8400/", &["127.0.0.1:8400"]), id), Warn);
        assert_eq!(verdict(&came("http://127.0.0.1:0/", &["127.0.0.1:8400"]), id), Pass);
        assert_eq!(row(&came("http://[::1]:0/", &["[::1]:8400"]), id).observed, "the address itself");
    }

    #[test]
    fn what_others_can_reach_is_a_failure() {
        crate::covers!("LOO-01");
        assert_eq!(verdict(&came("http://127.0.0.1:0/", &["127.0.0.1:8400"]), "loopback.address"), Pass);
        for open in ["0.0.0.0:8400", "[::]:8400", "192.168.1.7:8400"] {
            assert_eq!(verdict(&came("http://127.0.0.1:0/", &[open]), "loopback.address"), Fail, "{open}");
        }
        assert_eq!(verdict(&came("http://127.0.0.1:0/", &[]), "loopback.address"), Fail);
    }

    #[test]
    fn a_taken_port_is_named_with_a_way_out() {
        crate::covers!("LOO-02");
        let uri = plan("http://127.0.0.1:8400/", None).expect("a redirect URI");
        let findings = bound(&uri, Err(("127.0.0.1:8400".parse().expect("an address"), "the port is taken")));
        let found = row(&findings, "loopback.bind");
        assert!(found.verdict == Fail && found.observed.contains("127.0.0.1:8400: the port is taken"), "{found:?}");
        assert!(found.observed.contains("port 0"), "{found:?}");
        assert_eq!(verdict(&findings, "loopback.address"), Skip);
    }

    #[test]
    fn visitors_and_browsers_have_both_colours() {
        assert_eq!((visitors(0).verdict, visitors(1).verdict), (Pass, Warn));
        assert_eq!(browser(Some(Ok("firefox was asked"))).verdict, Pass);
        assert_eq!((browser(Some(Err("none is here"))).verdict, browser(None).verdict), (Warn, Skip));
    }
}
