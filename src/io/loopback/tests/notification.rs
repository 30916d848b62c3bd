//! Providers that notify: their HTTP clients are no browsers, and they may be faster than their own answer.

use super::*;
use crate::protocol::ciba::Delivery;
use crate::protocol::notification::Door as Endpoint;
use crate::protocol::secret::Secret;

const TOKEN: &str = "bm90aWZpY2F0aW9uLXRva2VuLW9mLXRoaXMtcnVuLW9ubHk";
const ID: &str = "1c266114-a1be-4252-8ad1-04986c5b9ac1";

fn door() -> Endpoint {
    Endpoint::new("/ciba/notification", Some(Secret::new(TOKEN)), Delivery::Ping)
}

/// A listener whose request has no answer yet.
fn early() -> (Loopback, SocketAddr) {
    let mut loopback = Loopback::default();
    let at = loopback.bind(&["127.0.0.1:0".parse().unwrap()]).unwrap()[0];
    loopback.admit(Box::new(door()));
    (loopback, at)
}

/// One whose request was answered.
fn answered() -> (Loopback, SocketAddr) {
    let (mut loopback, at) = early();
    acknowledge(&mut loopback);
    (loopback, at)
}

fn acknowledge(loopback: &mut Loopback) {
    loopback.admit(Box::new(door().expecting(Secret::new(ID))));
}

/// A notification with header fields of its own choice, and that body.
fn post(fields: &str, body: &str) -> String {
    format!(
        "POST /ciba/notification HTTP/1.1\r\nHost: tunnel.example.com\r\nAuthorization: Bearer {TOKEN}\r\n\
         Content-Type: application/json\r\n{fields}\r\n{body}"
    )
}

fn plain(body: &str) -> String {
    post(&format!("Content-Length: {}\r\n", body.len()), body)
}

fn ping(auth_req_id: &str) -> String {
    plain(&format!("{{\"auth_req_id\":\"{auth_req_id}\"}}"))
}

fn chunked(body: &str) -> String {
    let (one, other) = body.split_at(body.len() / 2);
    let chunks = [one, other].map(|chunk| format!("{:x}\r\n{chunk}\r\n", chunk.len())).concat();
    post("Transfer-Encoding: chunked\r\n", &format!("{chunks}0\r\n\r\n"))
}

/// Sends it and leaves it with the listener.
async fn started(at: SocketAddr, request: &str) -> TcpStream {
    let mut stream = TcpStream::connect(at).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

/// Lets the listener do what it can do now.
async fn a_moment() {
    clock::sleep_until(clock::now().mono + Duration::from_millis(100)).await;
}

/// Waits until so many are held.
async fn until_held(loopback: &Loopback, count: usize) {
    while loopback.desk.held() < count {
        clock::sleep_until(clock::now().mono + Duration::from_millis(5)).await;
    }
}

async fn kind(loopback: &Loopback) -> VisitKind {
    timeout(Duration::from_secs(10), loopback.next()).await.expect("somebody came").kind
}

#[tokio::test]
async fn a_ping_is_answered_with_204_and_nothing_else() {
    crate::covers!("CIB-20");
    let (mut loopback, at) = answered();
    let answer = sent(at, ping(ID)).await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 204 ") && body.is_empty(), "{answer}");
    let head = head.to_ascii_lowercase();
    assert!(head.contains("cache-control: no-store") && head.contains("connection: close"), "{answer}");
    assert!(!head.contains("content-length") && !head.contains("transfer-encoding"), "{answer}");
    assert_eq!(kind(&loopback).await, VisitKind::Ping);
    let before = clock::now().mono;
    assert!(loopback.close().await.is_empty() && is_free(at));
    assert!(clock::now().mono.saturating_sub(before) < Duration::from_millis(200), "no browser has a page to fetch");
}

#[tokio::test]
async fn a_ping_before_the_answer_is_held_and_matched_after() {
    crate::covers!("CIB-22");
    let (mut loopback, at) = early();
    let mut ours = started(at, &ping(ID)).await;
    let mut gone = started(at, &ping("of-another-request")).await;
    until_held(&loopback, 2).await;
    assert!(loopback.desk.pop().is_none(), "nobody is told of before it is known what they are");
    let before = clock::now().mono;
    acknowledge(&mut loopback);
    assert_eq!((status(&read(&mut ours).await), status(&read(&mut gone).await)), (204, 404));
    assert!(clock::now().mono.saturating_sub(before) < Duration::from_secs(1), "at once");
    let kinds = [kind(&loopback).await, kind(&loopback).await];
    assert!(kinds.contains(&VisitKind::Ping) && kinds.contains(&VisitKind::OtherRequest), "{kinds:?}");
}

#[tokio::test]
async fn a_provider_that_does_not_wait_for_its_reply_is_heard_too() {
    crate::covers!("CIB-22");
    let (mut loopback, at) = early();
    drop(started(at, &ping(ID)).await);
    let mut half = started(at, &ping("of-another-request")).await;
    half.shutdown().await.unwrap();
    until_held(&loopback, 2).await;
    a_moment().await;
    acknowledge(&mut loopback);
    let kinds = [kind(&loopback).await, kind(&loopback).await];
    assert!(kinds.contains(&VisitKind::Ping) && kinds.contains(&VisitKind::OtherRequest), "{kinds:?}");
    assert_eq!(status(&read(&mut half).await), 404);
}

#[tokio::test]
async fn a_ping_whose_answer_never_comes_is_refused_after_five_seconds() {
    crate::covers!("CIB-22");
    let (loopback, at) = early();
    let before = clock::now().mono;
    assert_eq!(status(&sent(at, ping(ID)).await), 404);
    let held = clock::now().mono.saturating_sub(before);
    assert!(held > Duration::from_millis(4900) && held < Duration::from_secs(8), "{held:?}");
    let visit = loopback.next().await;
    assert_eq!((visit.kind, visit.status), (VisitKind::OtherRequest, 404));
    assert!(visit.notice.expect("its rows").is_providers, "it has our bearer token");
}

#[tokio::test]
async fn a_run_that_ends_lets_go_of_whoever_is_held() {
    let (mut loopback, at) = early();
    let mut held = started(at, &ping(ID)).await;
    until_held(&loopback, 1).await;
    let before = clock::now().mono;
    let meanwhile = loopback.close().await;
    assert!(clock::now().mono.saturating_sub(before) < Duration::from_millis(300));
    assert_eq!(meanwhile.iter().map(|visit| visit.kind).collect::<Vec<_>>(), [VisitKind::Late]);
    assert_eq!(status(&read(&mut held).await), 404);
}

#[tokio::test]
async fn many_that_would_be_held_keep_nobody_out() {
    crate::covers!("CIB-22", "LOO-09");
    let (mut loopback, at) = early();
    let mut streams = Vec::new();
    for n in 0..40 {
        streams.push(started(at, &ping(&format!("request-{n}"))).await);
    }
    let stranger = timeout(Duration::from_secs(2), sent(at, get(at, "/favicon.ico"))).await;
    assert_eq!(status(&stranger.expect("there are seats left")), 404);
    // The half of the seats is held; whoever came then was judged at once.
    let mut refused = 0;
    for _ in 0..25 {
        refused += usize::from(kind(&loopback).await == VisitKind::OtherRequest);
    }
    assert_eq!(refused, 24);
    assert!(loopback.desk.pop().is_none());
    acknowledge(&mut loopback);
    for _ in 0..16 {
        assert_eq!(kind(&loopback).await, VisitKind::OtherRequest);
    }
    assert_eq!(status(&sent(at, ping(ID)).await), 204);
    assert_eq!(kind(&loopback).await, VisitKind::Ping);
}

#[tokio::test]
async fn clients_of_servers_send_in_chunks_and_ask_before_they_send() {
    let body = format!("{{\"auth_req_id\":\"{ID}\"}}");
    let asks = format!("Content-Length: {}\r\nExpect: 100-continue\r\nConnection: keep-alive\r\n", body.len());
    for request in [chunked(&body), post(&asks, &body)] {
        let (loopback, at) = answered();
        let answer = sent(at, &request).await;
        let last = answer.strip_prefix("HTTP/1.1 100 Continue\r\n\r\n").unwrap_or(&answer);
        assert_eq!(status(last), 204, "{answer}");
        assert_eq!(answer.contains("100 Continue"), request.contains("100-continue"), "{answer}");
        assert_eq!(kind(&loopback).await, VisitKind::Ping);
    }
    let (loopback, at) = answered();
    let mut waits = started(at, &post(&asks, "")).await;
    let mut bytes = [0; 64];
    let length = timeout(Duration::from_secs(2), waits.read(&mut bytes)).await.expect("told to go on").unwrap();
    assert_eq!(&bytes[..length], b"HTTP/1.1 100 Continue\r\n\r\n");
    waits.write_all(body.as_bytes()).await.unwrap();
    assert_eq!(status(&read(&mut waits).await), 204);
    assert_eq!(kind(&loopback).await, VisitKind::Ping);
}

#[tokio::test]
async fn a_body_that_can_be_read_in_two_ways_is_refused_by_every_door() {
    crate::covers!("LOO-10");
    let body = format!("{{\"auth_req_id\":\"{ID}\"}}");
    let both = format!("Content-Length: {}\r\n", body.len());
    for fields in [
        format!("{both}Transfer-Encoding: chunked\r\n"),
        format!("Transfer-Encoding: chunked\r\n{both}"),
        "Transfer-Encoding: gzip, chunked\r\n".to_owned(),
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n".to_owned(),
        format!("{both}{both}"),
        format!("{both}Content-Length: 4\r\n"),
        format!("{both}Host: other.example.com\r\n"),
    ] {
        let (loopback, at) = answered();
        let chunks = format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
        let sent_body = if fields.contains("chunked") { &chunks } else { &body };
        assert_eq!(status(&sent(at, post(&fields, sent_body)).await), 400, "{fields}");
        assert_eq!(kind(&loopback).await, VisitKind::Unreadable, "{fields}");
    }
    // Browsers have no reason to.
    let (loopback, at) = usual();
    let request = format!(
        "POST /callback HTTP/1.1\r\nHost: {at}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Transfer-Encoding: chunked\r\n\r\n4\r\na=bc\r\n0\r\n\r\n"
    );
    assert_eq!(status(&sent(at, request).await), 400);
    assert_eq!(loopback.next().await.path, "(an ambiguous request)");
}

#[tokio::test]
async fn ten_megabytes_are_refused_and_told_and_change_nothing() {
    crate::covers!("CIB-21");
    let (loopback, at) = answered();
    let body = format!("{{\"auth_req_id\":\"{ID}\",\"filler\":\"{}\"}}", "x".repeat(10 << 20));
    for request in [plain(&body), chunked(&body)] {
        let answer = sent(at, &request).await;
        assert_eq!(status(&answer), 413, "the refusal is not lost to a reset: {answer}");
        let visit = loopback.next().await;
        assert_eq!((visit.kind, visit.path.as_str(), visit.status), (VisitKind::Unreadable, "(too large)", 413));
        assert!(visit.parameters.is_empty() && visit.notice.is_none());
    }
    let asks = format!("Content-Length: {}\r\nExpect: 100-continue\r\n", body.len());
    assert_eq!(status(&sent(at, post(&asks, "")).await), 413, "nobody is told to send it");
    assert_eq!(kind(&loopback).await, VisitKind::Unreadable);
    assert_eq!(status(&sent(at, ping(ID)).await), 204);
    assert_eq!(kind(&loopback).await, VisitKind::Ping);
}

#[tokio::test]
async fn nothing_hides_behind_the_first_request_of_a_connection() {
    crate::covers!("CIB-21");
    let (loopback, at) = answered();
    let other = ping(ID).replacen(TOKEN, "guessed", 1);
    let answer = sent(at, format!("{other}{}", ping(ID))).await;
    assert_eq!(status(&answer), 401, "{answer}");
    assert!(answer.to_ascii_lowercase().contains("www-authenticate: bearer"), "{answer}");
    assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{answer}");
    assert_eq!(kind(&loopback).await, VisitKind::WrongBearer);
    a_moment().await;
    assert!(loopback.desk.pop().is_none());
}
