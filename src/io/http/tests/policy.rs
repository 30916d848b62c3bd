//! A request goes out once, to one place, as it was built.

use super::*;
use crate::protocol::exchange::BodyEnd;

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";

#[tokio::test(flavor = "current_thread")]
async fn a_redirect_is_an_answer_and_nothing_goes_to_the_other_origin() {
    crate::covers!("TOK-24", "TOK-25");
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = Server::answering(OK);
        let location = elsewhere.url("/steal");
        let first =
            Server::answering(format!("HTTP/1.1 {status} Moved\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n"));
        let answer = direct().send(&poll(&first.url("/token?x=1"))).await.unwrap();
        assert_eq!((answer.status, answer.header("location")), (status, Some(location.as_str())));
        assert_eq!((first.requests().len(), elsewhere.connections()), (1, 0), "{status}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_redirect_loop_is_not_entered() {
    crate::covers!("NET-06");
    let server = Server::start(|connection| {
        while connection.request() {
            connection.write(b"HTTP/1.1 302 Found\r\nlocation: /again\r\ncontent-length: 0\r\n\r\n");
        }
    });
    assert_eq!(direct().send(&get(&server.url("/"))).await.unwrap().status, 302);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_sent_is_what_was_built_and_no_more() {
    crate::covers!("OWN-08");
    let server = Server::answering(OK);
    let answer = direct().send(&poll(&server.url("/token?a=b%20c"))).await.unwrap();
    assert_eq!((answer.status, answer.version, answer.remote), (200, "HTTP/1.1", Some(server.address)));
    assert_eq!((answer.body.as_slice(), answer.end), (&b"{}"[..], BodyEnd::Whole));
    assert!(answer.timings.total >= answer.timings.first_byte && answer.received.unix > 1_700_000_000);
    let sent = server.requests().remove(0);
    let (head, body) = sent.split_once("\r\n\r\n").unwrap();
    let mut lines: Vec<&str> = head.lines().collect();
    lines[1..].sort_unstable();
    let host = format!("host: {}", server.address);
    let agent = concat!("user-agent: grantty/", env!("CARGO_PKG_VERSION"));
    let length = format!("content-length: {}", body.len());
    let expected = [
        "POST /token?a=b%20c HTTP/1.1",
        "accept: application/json",
        "authorization: Basic aHVudGVyMg==",
        length.as_str(),
        "content-type: application/x-www-form-urlencoded",
        host.as_str(),
        agent,
    ];
    assert_eq!(lines, expected);
    assert_eq!(body, "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&client_secret=hunter2");
}

#[tokio::test(flavor = "current_thread")]
async fn cookies_stay_with_the_provider_and_no_page_names_another() {
    crate::covers!("NET-14");
    let server = Server::start(|connection| {
        while connection.request() {
            connection.write(b"HTTP/1.1 200 OK\r\nset-cookie: sid=1; Path=/\r\ncontent-length: 0\r\n\r\n");
        }
    });
    let transport = direct();
    for _ in 0..3 {
        let answer = transport.send(&get(&server.url("/a?code=x"))).await.unwrap();
        assert_eq!(answer.header("set-cookie"), Some("sid=1; Path=/"), "it is listed");
    }
    for request in server.requests() {
        let request = request.to_ascii_lowercase();
        assert!(!request.contains("cookie") && !request.contains("referer"), "{request}");
    }
    assert_eq!((server.requests().len(), server.connections()), (3, 1));
}

#[tokio::test(flavor = "current_thread")]
async fn a_post_on_a_connection_that_closes_is_never_repeated() {
    crate::covers!("NET-07");
    // The first request of each connection is answered, the second read and dropped.
    let server = Server::start(|connection| {
        connection.request();
        connection.write(OK.as_bytes());
        connection.request();
    });
    let transport = direct();
    assert_eq!(transport.send(&poll(&server.url("/1"))).await.unwrap().status, 200);
    let (kind, _) = kind_of_failure(&transport, &poll(&server.url("/2"))).await;
    assert_eq!(kind, TransportKind::Closed);
    let paths: Vec<String> = server.requests().iter().map(|text| text[5..7].to_owned()).collect();
    assert_eq!((paths, server.connections()), (vec!["/1".to_owned(), "/2".to_owned()], 1));
}

#[tokio::test(flavor = "current_thread")]
async fn a_connection_that_lay_idle_is_not_used_again() {
    let server = Server::start(|connection| {
        while connection.request() {
            connection.write(OK.as_bytes());
        }
    });
    let transport =
        Transport::new(Limits { idle: Duration::from_millis(30), ..Limits::default() }, ProxyPlan::direct());
    transport.send(&poll(&server.url("/"))).await.unwrap();
    clock::sleep_until(clock::now().mono + Duration::from_millis(80)).await;
    transport.send(&poll(&server.url("/"))).await.unwrap();
    assert_eq!(server.connections(), 2);
}

#[tokio::test(flavor = "current_thread")]
async fn what_must_not_be_sent_is_not() {
    let server = Server::answering(OK);
    let url = server.url("/").replace("127.0.0.1", "ann:hunter2@127.0.0.1");
    assert_eq!(kind_of_failure(&direct(), &get(&url)).await.0, TransportKind::Refused);
    let line_break = Value::Secret("client_secret", Secret::new("hunter2\r\nx: y"));
    let request = get(&server.url("/")).with_header("authorization", line_break);
    let (kind, detail) = kind_of_failure(&direct(), &request).await;
    assert!(kind == TransportKind::Refused && detail.contains("header authorization"), "{detail}");
    let (kind, detail) = kind_of_failure(&direct(), &get("http://192.0.2.1/?code=hunter2")).await;
    assert!(kind == TransportKind::Refused && detail.contains("in clear"), "{detail}");
    assert_eq!(server.connections(), 0);
}
