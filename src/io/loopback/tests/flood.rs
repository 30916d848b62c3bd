//! Crowds: nobody can take so many seats, or bring so much, that the real answer is lost.

use super::*;

#[tokio::test]
async fn a_thousand_bad_requests_and_two_hundred_slow_ones_keep_nobody_out() {
    crate::covers!("LOO-06", "LOO-09");
    let (loopback, at) = usual();
    let mut slow = Vec::new();
    for n in 0..200 {
        let mut stream = TcpStream::connect(at).await.unwrap();
        if n % 2 == 0 {
            stream.write_all(b"GET /callback?code=").await.unwrap();
        }
        slow.push(stream);
    }
    let bad = tokio::spawn(async move {
        let mut refused = 0;
        for n in 0..1000 {
            let state = if n % 2 == 0 { format!("&state={STATE}{n}") } else { String::new() };
            refused += usize::from(status(&sent(at, get(at, &format!("/callback?code={n}{state}"))).await) == 400);
        }
        let answer = sent(at, callback(at)).await;
        (refused, status(&answer))
    });
    let visits = until_the_answer(&loopback).await;
    assert_eq!(bad.await.unwrap(), (1000, 303));
    let count = |kind| visits.iter().filter(|visit| visit.kind == kind).count();
    assert_eq!((count(VisitKind::OtherState), count(VisitKind::NoState)), (500, 500));
    assert!(count(VisitKind::Unreadable) >= 60, "those who gave up their seat are told");
}

#[tokio::test]
async fn slow_ones_in_the_queue_before_and_behind_do_not_push_the_real_one_out() {
    crate::covers!("LOO-09");
    let mut loopback = Loopback::default();
    let uri = redirect::plan("http://127.0.0.1:0/callback", None).unwrap();
    let at = loopback.bind(&uri.bind).unwrap()[0];
    // All of them wait in the system's queue before the first is let in.
    let mut waiting = Vec::new();
    for n in 0..400 {
        let mut stream = TcpStream::connect(at).await.unwrap();
        let bytes = if n == 200 { callback(at) } else { "GET / HT".to_owned() };
        stream.write_all(bytes.as_bytes()).await.unwrap();
        waiting.push(stream);
    }
    loopback.admit(Box::new(Door::new(&uri, Some(at.port()), Some(STATE.to_owned()), Place::Query)));
    until_the_answer(&loopback).await;
    assert_eq!(status(&read(&mut waiting[200]).await), 303);
}

#[tokio::test]
async fn one_whose_request_is_there_is_never_sent_away() {
    let seats = Arc::new(Seats::default());
    let mut held = Vec::new();
    for _ in 0..seats::SEATS {
        let seat = seats.take().await;
        seat.is_now(seats::Phase::Answering);
        held.push(seat);
    }
    assert!(!seats.dismiss_one());
    let wait = Duration::from_millis(30);
    assert!(timeout(wait, seats.take()).await.is_err(), "everybody is being answered");
    assert!(timeout(wait, seats.all_answered()).await.is_err());
    held[3].is_now(seats::Phase::Reading);
    let newcomer = timeout(wait, seats.take()).await.unwrap();
    timeout(wait, held[3].dismissed()).await.expect("the only one that could go");
    held.clear();
    timeout(wait, seats.all_answered()).await.unwrap();
    drop(newcomer);
}

#[tokio::test]
async fn visits_that_nobody_asks_for_are_forgotten_but_never_the_answer() {
    crate::covers!("LOO-16");
    let (mut loopback, at) = usual();
    let incoming = |target: String| Incoming {
        source: Source::Listener(at),
        method: "GET".to_owned(),
        target,
        headers: vec![("host".to_owned(), at.to_string())],
        body: Vec::new(),
    };
    let long = "x".repeat(15_000);
    for n in 0..5000 {
        loopback.desk.receive(&incoming(format!("/callback?code={n}{long}&state=other")), Duration::ZERO).await;
    }
    for target in [format!("/callback?code=right&state={STATE}"), "/callback?code=wrong&state=other".to_owned()] {
        loopback.desk.receive(&incoming(target), Duration::ZERO).await;
    }
    let visits = until_the_answer(&loopback).await;
    assert!(visits.len() < 1100, "{} are kept", visits.len());
    assert!(loopback.close().await.len() <= 1);
}
