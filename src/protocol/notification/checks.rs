//! The rows of this room, and those about listening: what was bound, and who came beside the provider.

use std::net::SocketAddr;

use super::endpoint::Endpoint;
use super::{bearer, body, brought, content_type, door, endpoint, error, identity, shape};
use crate::protocol::check::{Check, Finding, ciba};
use crate::protocol::listener::local::{are_loopback, list};
use crate::protocol::listener::others;

static BIND: Check = Check::must("notification.bind", "notifications can be listened to", ciba!("9"));
// Plain HTTP is spoken here, behind a tunnel that ends TLS.
static ADDRESS: Check = Check::must("notification.address", "only loopback is bound", ciba!("9"));
static VISITORS: Check = Check::should("notification.visitors", "nobody came but the provider", ciba!("9"));

/// Every check of this room, for the catalogue.
pub static CHECKS: &[&Check] = &[
    &endpoint::ENDPOINT,
    &BIND,
    &ADDRESS,
    &brought::METHOD,
    &content_type::CONTENT_TYPE,
    &body::BODY,
    &bearer::BEARER,
    &identity::AUTH_REQ_ID,
    &shape::MEMBERS,
    &shape::MODE,
    &door::REPEAT,
    &error::ERROR,
    &error::ERROR_CHARSET,
    &error::GRANTED,
    &VISITORS,
];

/// What was bound, or why nothing was.
pub fn bound(endpoint: &Endpoint, bound: Result<&[SocketAddr], (SocketAddr, &str)>) -> Vec<Finding> {
    let expected = format!("a listener for {}", endpoint.registered);
    match bound {
        Ok(addresses) => vec![BIND.pass(expected, list(addresses)), address(addresses)],
        Err((address, reason)) => {
            let remedy = match address.port() {
                0 => String::new(),
                port => format!(". Free port {port}, or set another in ciba.listen"),
            };
            vec![BIND.fail(expected, format!("{address}: {reason}{remedy}")), ADDRESS.skip("nothing is bound")]
        }
    }
}

/// Looks at what is really bound: whoever else can reach it could read along, for there is no TLS.
fn address(addresses: &[SocketAddr]) -> Finding {
    ADDRESS.judge(are_loopback(addresses), "127.0.0.0/8 or ::1", list(addresses))
}

/// How many came that the provider did not send.
pub fn visitors(strange: usize) -> Finding {
    VISITORS.judge(strange == 0, "nobody else", others(strange))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::answer::sample::{row, verdict};
    use crate::protocol::check::Verdict::{Fail, Pass, Skip, Warn};
    use crate::protocol::notification::plan;

    fn endpoint() -> Endpoint {
        plan(None, None).expect("the default")
    }

    #[test]
    fn what_others_can_reach_is_a_failure() {
        let came = |text: &str| bound(&endpoint(), Ok(&[text.parse().expect(text)]));
        assert_eq!(verdict(&came("127.0.0.1:8401"), "notification.bind"), Pass);
        assert_eq!(verdict(&came("[::1]:8401"), "notification.address"), Pass);
        for open in ["0.0.0.0:8401", "[::]:8401", "192.168.1.7:8401"] {
            assert_eq!(verdict(&came(open), "notification.address"), Fail, "{open}");
        }
        assert_eq!(verdict(&bound(&endpoint(), Ok(&[])), "notification.address"), Fail);
    }

    #[test]
    fn a_taken_port_is_named_with_a_way_out() {
        let at = "127.0.0.1:8401".parse().expect("an address");
        let findings = bound(&endpoint(), Err((at, "the port is taken")));
        let found = row(&findings, "notification.bind");
        assert!(found.verdict == Fail && found.observed.starts_with("127.0.0.1:8401: the port is taken. Free"));
        assert!(found.observed.contains("ciba.listen"), "{found:?}");
        assert_eq!(verdict(&findings, "notification.address"), Skip);
    }

    #[test]
    fn visitors_are_counted() {
        assert_eq!((visitors(0).verdict, visitors(1).verdict), (Pass, Warn));
        assert_eq!(visitors(2).observed, "2 others");
    }
}
