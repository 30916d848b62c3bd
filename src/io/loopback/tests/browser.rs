//! What browsers do on their usual way, and beside it.

use super::*;

#[tokio::test]
async fn the_browser_that_follows_the_redirect_is_heard_and_gets_its_page() {
    crate::covers!("LOO-13", "LOO-14");
    let (mut loopback, at) = usual();
    let answer = sent(at, callback(at)).await;
    assert_eq!(status(&answer), 303, "{answer}");
    assert!(answer.contains("connection: close") && !answer.contains("SplxlOBeZQQYbYS6WxSbIA"), "{answer}");
    let visits = until_the_answer(&loopback).await;
    assert!(matches!(visits[..], [Visit { source: Source::Listener(from), .. }] if from.ip().is_loopback()));
    let page = location(&answer);
    let closing = tokio::spawn(async move { (loopback.close().await, clock::now().mono) });
    let began = clock::now().mono;
    let last = sent(at, get(at, &page)).await;
    assert_eq!(status(&last), 200, "{last}");
    let (meanwhile, ended) = closing.await.unwrap();
    assert!(ended.saturating_sub(began) < Duration::from_millis(400), "it ends with the page, not with the grace");
    assert_eq!(meanwhile.iter().map(|visit| visit.kind).collect::<Vec<_>>(), [VisitKind::Done]);
    assert!(is_free(at));
}

fn location(answer: &str) -> String {
    let line = answer.lines().find(|line| line.to_ascii_lowercase().starts_with("location:")).expect("a redirect");
    let place = line.split_once(':').expect("a value").1.trim();
    assert!(place.starts_with("/grantty/done/") && !place.contains(['?', '#']), "{place}");
    place.to_owned()
}

#[tokio::test]
async fn a_browser_that_never_fetches_its_page_is_waited_for_less_than_a_second() {
    crate::covers!("LOO-14");
    let (mut loopback, at) = usual();
    sent(at, callback(at)).await;
    until_the_answer(&loopback).await;
    let before = clock::now().mono;
    assert!(loopback.close().await.is_empty());
    let waited = clock::now().mono.saturating_sub(before);
    assert!(waited > Duration::from_millis(500) && waited < Duration::from_secs(1), "{waited:?}");
    assert!(is_free(at));
}

#[tokio::test]
async fn a_second_answer_is_told_and_changes_nothing() {
    crate::covers!("ATZ-17");
    let (mut loopback, at) = usual();
    sent(at, callback(at)).await;
    let first = until_the_answer(&loopback).await.remove(0);
    let second = sent(at, callback(at).replace("Splx", "Zweite")).await;
    assert!(status(&second) < 400 && !second.contains("Zweite"), "{second}");
    let meanwhile = loopback.close().await;
    assert_eq!(meanwhile.len(), 1);
    assert!(meanwhile[0].kind == VisitKind::Repeat && meanwhile[0].parameters != first.parameters);
}

#[tokio::test]
async fn an_answer_after_the_wait_is_told_and_revives_nothing() {
    crate::covers!("ATZ-18");
    let (mut loopback, at) = usual();
    let mut slow = TcpStream::connect(at).await.unwrap();
    let request = callback(at);
    let (first, rest) = request.split_at(40);
    slow.write_all(first.as_bytes()).await.unwrap();
    loopback.desk.over();
    slow.write_all(rest.as_bytes()).await.unwrap();
    let answer = read(&mut slow).await;
    assert!(matches!(status(&answer), 200 | 303), "{answer}");
    if status(&answer) == 303 {
        let page = sent(at, get(at, &location(&answer))).await;
        assert!(page.to_lowercase().contains("no longer"), "{page}");
    }
    assert!(loopback.desk.pop().is_none(), "it is no answer any more");
    let meanwhile = loopback.close().await;
    assert_eq!(meanwhile[0].kind, VisitKind::Late);
}

#[tokio::test]
async fn what_browsers_do_beside_it_consumes_nothing() {
    crate::covers!("LOO-04", "LOO-05", "LOO-11");
    let (loopback, at) = usual();
    let right = callback(at);
    let host = format!("Host: {at}");
    let prefetch = format!("{host}\r\nSec-Purpose: prefetch;prerender");
    let foreign = format!("Host: evil.example:{}", at.port());
    for (request, expected) in [
        (get(at, "/favicon.ico"), VisitKind::Elsewhere),
        (right.replacen("GET", "HEAD", 1), VisitKind::OtherMethod),
        (right.replacen("GET", "OPTIONS", 1), VisitKind::OtherMethod),
        (right.replacen("GET", "PUT", 1), VisitKind::OtherMethod),
        (right.replacen(&host, &prefetch, 1), VisitKind::Prefetch),
        (right.replacen(&host, &foreign, 1), VisitKind::OtherHost),
        (right.replacen("GET /", "GET http://evil.example/", 1), VisitKind::Elsewhere),
        (get(at, "/callback"), VisitKind::Blank),
    ] {
        let answer = sent(at, &request).await;
        assert!(!answer.to_ascii_lowercase().contains("access-control-"), "{request}\n{answer}");
        let visit = loopback.next().await;
        assert_eq!((visit.kind, visit.status), (expected, status(&answer)), "{request}\n{answer}");
        assert!(visit.parameters.is_empty());
    }
    assert_eq!(status(&sent(at, right).await), 303);
    until_the_answer(&loopback).await;
}

#[tokio::test]
async fn a_form_of_the_provider_is_read_up_to_a_megabyte() {
    let (loopback, at) = usual();
    let post = |length: usize, body: &str| {
        format!(
            "POST /callback HTTP/1.1\r\nHost: {at}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        )
    };
    let long = format!("code={}&state={STATE}", "x".repeat(2 << 20));
    assert_eq!(status(&sent(at, post(long.len(), "")).await), 413);
    assert_eq!(loopback.next().await.kind, VisitKind::Unreadable);
    let body = format!("code=abc&state={STATE}&filler={}", "y".repeat(900_000));
    assert_eq!(status(&sent(at, post(body.len(), &body)).await), 303);
    let visit = until_the_answer(&loopback).await.remove(0);
    assert_eq!((visit.kind, visit.place), (VisitKind::Answer, Place::Form));
}

#[tokio::test]
async fn what_is_pasted_is_received_like_a_visit() {
    let (loopback, at) = usual();
    assert_eq!(loopback.paste("good morning".to_owned()).unwrap().kind, VisitKind::Unreadable);
    let visit = loopback.paste(format!(" http://{at}/callback?code=abc&state={STATE}\n")).unwrap();
    assert_eq!((visit.kind, visit.source), (VisitKind::Answer, Source::Pasted));
    assert_eq!(status(&sent(at, callback(at)).await) / 100, 3);
    assert_eq!(loopback.next().await.kind, VisitKind::Repeat);
    assert!(Loopback::default().paste("code=abc".to_owned()).is_none(), "nobody is let in");
}
