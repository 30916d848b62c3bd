//! The rows about listening: what was bound, who opened the address, and who came beside the browser.

use std::net::SocketAddr;

use super::RedirectUri;
use crate::protocol::check::{Check, Finding, rfc};

static BIND: Check = Check::must("loopback.bind", "redirects can be listened to", rfc!(8252, "7.3"));
static BROWSER: Check = Check::should("loopback.browser", "a browser was asked to open the address", rfc!(8252, "4.1"));
static VISITORS: Check = Check::should("loopback.visitors", "nobody came but the browser", rfc!(8252, "8.3"));

/// Every check of this room, for the catalogue.
pub static CHECKS: &[&Check] = &[&BIND, &BROWSER, &VISITORS];

/// What was bound, or why nothing was.
pub fn bound(uri: &RedirectUri, bound: Result<&[SocketAddr], (SocketAddr, &str)>) -> Vec<Finding> {
    let expected = format!("a listener for {}", uri.text);
    vec![match bound {
        Ok(addresses) => BIND.pass(expected, addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
        Err((address, reason)) => BIND.fail(expected, format!("{address}: {reason}")),
    }]
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
    VISITORS.judge(
        strange == 0,
        "nobody else",
        if strange == 0 { "nobody".to_owned() } else { format!("{strange} others") },
    )
}
