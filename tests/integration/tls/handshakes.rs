//! Handshakes that come to nothing: no TLS at all, silence, and a connection that is closed.

use std::net::TcpListener;

use serde_json::json;

use super::{profile, run};
use crate::program::home::Home;
use crate::stub::{Answer, Stub};

#[test]
fn a_port_of_plain_http_is_told_by_what_comes() {
    grantty::covers!("TLS-05");
    let server = Stub::plain(|_| Answer::json(400, &json!({})));
    let (done, report) = run(&Home::new(), &profile(&format!("https://{}/token", server.address()), "", ""), &[]);
    done.must_be(5);
    let said = report["outcome"]["message"].to_string();
    assert!(said.contains("not TLS") && said.contains("plain HTTP"), "{said}");
}

#[test]
fn a_handshake_that_stands_still_ends_in_time() {
    grantty::covers!("TLS-05", "NET-01");
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let token = format!("https://{}/token", silent.local_addr().expect("an address"));
    let (done, report) = run(&Home::new(), &profile(&token, "", "[limits]\nconnect_timeout = 1"), &[]);
    done.must_be(5);
    let (said, took) = (report["outcome"]["message"].to_string(), report["duration_ms"].as_u64());
    assert!(said.contains("TLS handshake") && said.contains("1 s"), "{said}");
    assert!(took.is_some_and(|took| (1000..10_000).contains(&took)), "{took:?} ms");
}

#[test]
fn a_server_that_hangs_up_is_said_to_have_hung_up() {
    grantty::covers!("TLS-05");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let token = format!("https://{}/token", listener.local_addr().expect("an address"));
    let closing = std::thread::spawn(move || drop(listener.accept()));
    let (done, report) = run(&Home::new(), &profile(&token, "", ""), &[]);
    done.must_be(5);
    closing.join().expect("it only accepts");
    let said = report["outcome"]["message"].to_string();
    assert!(said.contains("closed") || said.contains("ended the connection"), "{said}");
}
