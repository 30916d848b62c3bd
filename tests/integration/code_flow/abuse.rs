//! The listener of a real run, with everybody at its door but the one who is meant.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use grantty::demo;

use super::{Stage, address, is_free_within, origin_of, report};

/// Sends raw bytes and reads what comes back, if anything.
fn poke(origin: &str, bytes: &[u8]) -> Vec<u8> {
    let mut answer = Vec::new();
    let Ok(mut stream) = TcpStream::connect(origin.trim_start_matches("http://")) else { return answer };
    let patience = Some(Duration::from_secs(5));
    let _ = stream.set_read_timeout(patience).and_then(|()| stream.write_all(bytes));
    let _ = stream.read_to_end(&mut answer);
    answer
}

/// What strangers send, one after the other.
fn bad(origin: &str, n: usize) -> Vec<u8> {
    let host = origin.trim_start_matches("http://");
    let get = |target: &str, host: &str| format!("GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    match n % 10 {
        0 => get("/callback?code=evil&state=other", host),
        1 => get("/callback?error=access_denied", host),
        2 => get(&format!("/callback?code=evil&state={n}"), "evil.example"),
        3 => get("/favicon.ico", host),
        4 => get("/callback/?code=x", host),
        5 => format!("OPTIONS /callback HTTP/1.1\r\nHost: {host}\r\nOrigin: https://evil.example\r\nAccess-Control-Request-Private-Network: true\r\nConnection: close\r\n\r\n"),
        6 => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(),
        7 => "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\u{fc}\u{3}\u{3}".to_owned(),
        8 => format!("POST /callback HTTP/1.1\r\nHost: {host}\r\nContent-Length: 3\r\nContent-Length: 9\r\n\r\nabc"),
        _ => format!("HEAD /callback?code=a&state=b HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"),
    }
    .into_bytes()
}

#[test]
fn a_thousand_strangers_and_two_hundred_slow_ones_do_not_keep_the_login_out() {
    grantty::covers!("LOO-04", "LOO-05", "LOO-06", "LOO-07", "LOO-09", "LOO-10", "LOO-11");
    let stage = Stage::set();
    let mut run = stage.run("demo-code", &["--browser", "none"]);
    let origin = origin_of(&mut run);
    let open = address(&mut run);
    let slow: Vec<TcpStream> = (0..200)
        .filter_map(|_| {
            let mut stream = TcpStream::connect(origin.trim_start_matches("http://")).ok()?;
            stream.write_all(b"GET /callback?co").ok()?;
            Some(stream)
        })
        .collect();
    assert!(slow.len() >= 200, "{} slow connections", slow.len());
    for n in 0..1000 {
        let answer = String::from_utf8_lossy(&poke(&origin, &bad(&origin, n))).to_ascii_lowercase();
        assert!(!answer.contains("access-control-allow"), "{answer}");
        assert!(!answer.starts_with("http/1.1 2") && !answer.starts_with("http/1.1 3"), "{n}: {answer}");
    }
    demo::sign_in(&open, true).expect("the provider's pages work");
    let done = run.done().must_be(0);
    drop(slow);
    assert!(is_free_within(&origin, Duration::from_secs(1)), "{origin} is free");
    let report = report(&done);
    assert_eq!(report["outcome"]["kind"], "tokens");
    assert!(report["visit_count"].as_u64().is_some_and(|count| count >= 500), "{}", report["visit_count"]);
    assert_eq!(stage.asked("/token"), 1, "the code was sent once");
}

#[test]
fn a_taken_port_is_named_and_never_replaced() {
    grantty::covers!("LOO-02");
    let stage = Stage::set();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    let uri = format!("code.redirect_uri=http://127.0.0.1:{port}/callback");
    let done = stage.run("demo-code", &["--browser", "none", "--set", &uri]).done().must_be(2);
    let report = report(&done);
    assert_eq!(report["outcome"]["kind"], "invalid");
    assert!(
        report["outcome"]["message"].as_str().is_some_and(|text| text.contains(&port.to_string())),
        "{}",
        report["outcome"]
    );
    assert_eq!(stage.asked("/authorize"), 0);
    drop(taken);
}
