//! Each phase and each size has an end.

use super::server::Connection;
use super::*;
use crate::protocol::exchange::BodyEnd;

#[tokio::test(flavor = "current_thread")]
async fn a_silent_server_is_given_up() {
    crate::covers!("NET-01");
    let server = Server::start(|connection| {
        connection.request();
        connection.silence();
    });
    for request in [get(&server.url("/?code=hunter2")), poll(&server.url("/?code=hunter2"))] {
        let error = quick().send(&request).await.unwrap_err();
        assert_eq!((error.kind, error.detail.as_str()), (TransportKind::Timeout, "nothing came within 0.2 s"));
        assert!(error.after >= Duration::from_millis(200) && error.after < Duration::from_secs(2), "{error:?}");
    }
}

#[test]
fn the_limits_are_those_that_are_documented() {
    let limits = Limits::default();
    let (mut poll, mut get) = (poll("http://127.0.0.1/"), get("http://127.0.0.1/"));
    assert_eq!((limits.connect, limits.first_byte(&get)), (Duration::from_secs(5), Duration::from_secs(15)));
    assert_eq!(limits.first_byte(&poll), Duration::from_secs(30), "the whole is shorter");
    poll.timeout = Duration::from_secs(120);
    get.timeout = Duration::from_secs(3);
    assert_eq!(limits.first_byte(&poll), poll.timeout);
    assert_eq!(limits.first_byte(&get), get.timeout);
}

#[test]
fn whoever_grants_more_time_to_connect_has_it() {
    let of = |seconds| Network { connect_timeout: Some(Duration::from_secs(seconds)), ..Network::default() };
    let mut get = get("http://127.0.0.1/");
    let first_byte = |seconds, request: &Request| Limits::default().of(&of(seconds)).first_byte(request).as_secs();
    assert_eq!([1, 5, 15, 20, 600].map(|seconds| first_byte(seconds, &get)), [15, 15, 25, 30, 30]);
    assert_eq!(first_byte(15, &poll("http://127.0.0.1/")), 30, "the whole is shorter");
    get.timeout = Duration::from_secs(3);
    assert_eq!(first_byte(20, &get), 3);
    let said = Network { first_byte_timeout: Some(Duration::from_secs(7)), ..of(20) };
    get.timeout = Request::TIMEOUT;
    assert_eq!(Limits::default().of(&said).first_byte(&get), Duration::from_secs(7), "what is said holds");
}

#[tokio::test(flavor = "current_thread")]
async fn a_trickle_meets_the_deadline_of_the_whole() {
    crate::covers!("NET-02");
    let server = Server::start(|connection| {
        connection.request();
        connection.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n");
        while connection.write(b"x") {
            Connection::pause(10);
        }
    });
    let mut request = get(&server.url("/"));
    request.timeout = Duration::from_millis(300);
    let error = direct().send(&request).await.unwrap_err();
    assert_eq!(error.kind, TransportKind::Timeout);
    assert_eq!(error.detail, "status 200 came, but not all of the body within 0.3 s");
    assert!(error.after < Duration::from_secs(2), "{error:?}");
}

#[tokio::test(flavor = "current_thread")]
async fn an_endless_body_is_cut_at_its_limit() {
    crate::covers!("NET-03");
    for head in ["", "content-length: 99999999999\r\n"] {
        let server = Server::start(move |connection| {
            connection.request();
            connection.write(format!("HTTP/1.1 200 OK\r\n{head}\r\n").as_bytes());
            while connection.write(&[b'x'; 8192]) {}
        });
        let request = get(&server.url("/"));
        let answer = direct().send(&request).await.unwrap();
        let limit = request.purpose.body_limit();
        assert_eq!((answer.body.len(), answer.end), (limit, BodyEnd::OverLimit(limit)));
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_body_of_exactly_the_limit_is_whole() {
    let limit = Purpose::Discovery.body_limit();
    let mut answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {limit}\r\n\r\n").into_bytes();
    answer.resize(answer.len() + limit, b'x');
    let server = Server::answering(answer);
    assert_eq!(direct().send(&get(&server.url("/"))).await.unwrap().end, BodyEnd::Whole);
}

#[tokio::test(flavor = "current_thread")]
async fn nothing_is_asked_or_done_to_be_decompressed() {
    crate::covers!("NET-04");
    // A complete gzip member of ten thousand zero bytes would be at most this short.
    let packed = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xed, 0xc1, 1, 0x0d];
    let mut answer = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 14\r\n\r\n".to_vec();
    answer.extend_from_slice(&packed);
    let server = Server::answering(answer);
    let answer = direct().send(&get(&server.url("/"))).await.unwrap();
    assert_eq!((answer.body.as_slice(), answer.header("content-encoding")), (&packed[..], Some("gzip")));
    assert!(!server.requests()[0].to_ascii_lowercase().contains("accept-encoding"));
}

#[tokio::test(flavor = "current_thread")]
async fn a_body_that_is_cut_says_what_was_promised() {
    for (head, sent, end) in [
        ("content-length: 100", "0123456789", BodyEnd::Short(Some(100))),
        ("transfer-encoding: chunked", "a\r\n0123456789\r\n", BodyEnd::Short(None)),
        ("connection: close", "0123456789", BodyEnd::Whole),
    ] {
        let server = Server::answering(format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n{sent}"));
        let answer = direct().send(&poll(&server.url("/"))).await.unwrap();
        assert_eq!((answer.body.as_slice(), answer.end), (&b"0123456789"[..], end), "{head}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn headers_without_measure_fail_cleanly() {
    crate::covers!("NET-05");
    let many = "x-header: y\r\n".repeat(10_000);
    let large = format!("x: {}\r\n", "y".repeat(1 << 20));
    for header in [many, large] {
        let server = Server::answering(format!("HTTP/1.1 200 OK\r\n{header}\r\n"));
        let (kind, detail) = kind_of_failure(&direct(), &get(&server.url("/"))).await;
        assert!(kind == TransportKind::Protocol && detail.contains("header"), "{detail}");
    }
    let bare = Server::answering("HTTP/1.1 200 OK\ncontent-length: 2\n\n{}");
    assert_eq!(direct().send(&get(&bare.url("/"))).await.unwrap().body, b"{}");
    let odd = Server::answering(b"HTTP/1.1 200 OK\r\nx: \xff\xfe\r\ncontent-length: 0\r\n\r\n".to_vec());
    assert_eq!(direct().send(&get(&odd.url("/"))).await.unwrap().header("x"), Some("\u{fffd}\u{fffd}"));
}

#[tokio::test(flavor = "current_thread")]
async fn interim_answers_without_end_meet_the_deadline() {
    crate::covers!("NET-15");
    let server = Server::start(|connection| {
        connection.request();
        while connection.write(b"HTTP/1.1 103 Early Hints\r\nlink: <x>\r\n\r\n") {
            Connection::pause(1);
        }
    });
    assert_eq!(kind_of_failure(&quick(), &get(&server.url("/"))).await.0, TransportKind::Timeout);
    let some = Server::answering(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}",
    );
    assert_eq!(direct().send(&poll(&some.url("/"))).await.unwrap().body, b"{}");
    // The answer is there before the request was read.
    let early = Server::start(|connection| {
        connection.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}");
        connection.silence();
    });
    match direct().send(&poll(&early.url("/"))).await {
        Ok(answer) => assert_eq!(answer.body, b"{}"),
        Err(error) => assert!(matches!(error.kind, TransportKind::Closed | TransportKind::Protocol), "{error:?}"),
    }
}
