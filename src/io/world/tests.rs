//! The real World's waiting: what ends it, and what does not.

use std::net::SocketAddr;

use super::*;
use crate::io::control;
use crate::protocol::authorize::Place;
use crate::protocol::listener::VisitKind;
use crate::protocol::redirect::{self, Door};

fn soon() -> Duration {
    clock::now().mono + Duration::from_millis(20)
}

#[tokio::test(flavor = "current_thread")]
async fn a_wait_ends_at_its_deadline_or_when_somebody_asks() {
    let (ask, control) = control();
    let mut world = LiveWorld::new(None, |_, _| {}, control);
    assert_eq!(world.heard(soon()).await, Heard::Deadline);
    ask.ask(false);
    ask.ask(true);
    ask.ask(false);
    assert_eq!(world.heard(Duration::MAX).await, Heard::PollNow { early: true });
    assert_eq!(world.heard(soon()).await, Heard::Deadline, "three presses are one wish");
    drop(ask);
    assert_eq!(world.heard(soon()).await, Heard::Deadline, "nobody left to ask");
}

#[tokio::test(flavor = "current_thread")]
async fn a_wish_made_while_a_request_was_on_its_way_is_spent() {
    let (ask, control) = control();
    let mut world = LiveWorld::new(None, |_, _| {}, control);
    ask.ask(false);
    let url = url::Url::parse("ftp://127.0.0.1/").unwrap();
    let request = Request::get(crate::protocol::exchange::Purpose::Poll, url);
    assert!(world.send(request).await.is_err());
    assert_eq!(world.heard(soon()).await, Heard::Deadline);
}

fn door() -> (Vec<SocketAddr>, Box<Door>) {
    let uri = redirect::plan("http://127.0.0.1:0/callback", None).unwrap();
    let door = Door::new(&uri, Some(1), Some("ours".to_owned()), Place::Query);
    (uri.bind, Box::new(door))
}

#[cfg(unix)]
fn browser(script: &str) -> String {
    format!("/bin/sh -c '{script}' browser")
}

fn address() -> Url {
    Url::parse("https://id.example.com/authorize?client_id=a&state=b").unwrap()
}

#[tokio::test(flavor = "current_thread")]
async fn wishes_reach_the_wait_they_are_meant_for() {
    let (ask, control) = control();
    let mut world = LiveWorld::new(None, |_, _| {}, control);
    ask.paste("code=stale&state=ours");
    world.admit(door().1);
    assert_eq!(world.heard(soon()).await, Heard::Deadline, "a stale paste is not heard");
    world.admit(door().1);
    ask.open_again();
    ask.paste("code=abc&state=ours");
    let request = Request::get(crate::protocol::exchange::Purpose::Par, Url::parse("ftp://127.0.0.1/").unwrap());
    assert!(world.send(request).await.is_err());
    assert_eq!(world.heard(Duration::MAX).await, Heard::OpenAgain, "a request on its way swallows none of them");
    let Heard::Visit(visit) = world.heard(Duration::MAX).await else { panic!("it is heard") };
    assert_eq!(visit.kind, VisitKind::Answer);
    ask.open_again();
    ask.ask(false);
    assert_eq!(world.heard(Duration::MAX).await, Heard::OpenAgain, "in the order in which they were wished");
    assert_eq!(world.heard(Duration::MAX).await, Heard::PollNow { early: false });
    drop(ask);
    assert_eq!(world.heard(soon()).await, Heard::Deadline, "nobody left to ask");
    assert!(world.close().await.is_empty());
}

fn question() -> Question {
    Question { parameter: "user_code", why: "The provider wants it.".to_owned() }
}

#[tokio::test(flavor = "current_thread")]
async fn a_question_is_told_and_answered_and_leaves_other_wishes_alone() {
    crate::covers!("CIB-09");
    let (ask, control) = control();
    let asked = std::cell::Cell::new(0);
    let told = |event: &Event| asked.set(asked.get() + usize::from(*event == Event::Asked(question())));
    let mut world = LiveWorld::new(None, |_, event| told(&event), control);
    ask.answer(Some(Secret::new("of a question before")));
    ask.open_again();
    ask.ask(true);
    let person = async {
        while asked.get() == 0 {
            tokio::task::yield_now().await;
        }
        ask.paste("not the answer");
        ask.answer(Some(Secret::new("1234")));
        ask.answer(Some(Secret::new("pressed twice")));
    };
    let (answer, ()) = tokio::join!(world.ask(question()), person);
    assert_eq!(answer.as_ref().map(Secret::reveal), Some("1234"));
    assert_eq!(asked.get(), 1);
    assert_eq!(world.heard(Duration::MAX).await, Heard::OpenAgain);
    assert_eq!(world.heard(Duration::MAX).await, Heard::PollNow { early: true });
    assert_eq!(world.heard(soon()).await, Heard::Deadline, "an answer is no wish of a wait");
    ask.answer(Some(Secret::new("too late")));
    assert_eq!(world.heard(soon()).await, Heard::Deadline, "nor one that nobody asked for");
}

#[tokio::test(flavor = "current_thread")]
async fn a_question_that_nobody_will_answer_ends() {
    let (ask, control) = control();
    let mut world = LiveWorld::new(None, |_, _| {}, control);
    let (answer, sent) = tokio::join!(biased; world.ask(question()), async { ask.answer(None) });
    assert!(answer.is_none() && sent, "the person gave up");
    drop(ask);
    assert!(world.ask(question()).await.is_none(), "the person is gone");
    assert!(LiveWorld::new(None, |_, _| {}, None).ask(question()).await.is_none(), "there never was one");
}

#[tokio::test(flavor = "current_thread")]
async fn no_browser_is_asked_when_none_is_wanted() {
    let mut world = LiveWorld::new(None, |_, _| {}, None).with_browser(Some("none".to_owned()));
    assert_eq!(world.open(&address()).await, Opening::NotWanted);
}

#[tokio::test(flavor = "current_thread")]
async fn a_browser_that_is_not_there_or_gives_up_is_told() {
    let mut world = LiveWorld::new(None, |_, _| {}, None).with_browser(Some("/no/such/browser".to_owned()));
    let Opening::Failed(sentence) = world.open(&address()).await else { panic!("it cannot start") };
    assert!(sentence.contains("/no/such/browser") && sentence.contains("yourself"), "{sentence}");
    #[cfg(unix)]
    {
        world = world.with_browser(Some(browser("exit 3")));
        let Opening::Failed(sentence) = world.open(&address()).await else { panic!("it gave up") };
        assert!(sentence.contains("gave up") && sentence.contains('3'), "{sentence}");
    }
}

#[tokio::test(flavor = "current_thread")]
#[cfg(unix)]
async fn a_browser_that_stays_holds_nothing_up() {
    crate::covers!("BRW-06");
    let (ask, control) = control();
    let mut world = LiveWorld::new(None, |_, _| {}, control).with_browser(Some(browser("sleep 2")));
    let (addresses, door) = door();
    world.bind(&addresses).await.unwrap();
    world.admit(door);
    let before = clock::now().mono;
    ask.open_again();
    let Opening::Asked(sentence) = world.open(&address()).await else { panic!("it runs") };
    assert!(sentence.starts_with("asked /bin/sh"), "{sentence}");
    assert!(clock::now().mono.saturating_sub(before) < Duration::from_millis(1500));
    assert_eq!(world.heard(soon()).await, Heard::Deadline, "the wish was granted while it was made");
}

#[tokio::test(flavor = "current_thread")]
async fn a_flood_of_visitors_does_not_put_the_deadline_off() {
    crate::covers!("LOO-06");
    let mut world = LiveWorld::new(None, |_, _| {}, None).with_browser(Some("none".to_owned()));
    let (addresses, door) = door();
    let at = world.bind(&addresses).await.unwrap()[0];
    world.admit(door);
    let flood = async {
        loop {
            let stream = tokio::net::TcpStream::connect(at).await.unwrap();
            let _reset = stream.try_write(b"\0\r\n\r\n");
            tokio::task::yield_now().await;
        }
    };
    let deadline = clock::now().mono + Duration::from_millis(100);
    let wait = async {
        let mut count = 0;
        while world.heard(deadline).await != Heard::Deadline {
            count += 1;
        }
        count
    };
    let count = tokio::select! { count = wait => count, () = flood => 0 };
    assert!(count > 0 && clock::now().mono.saturating_sub(deadline) < Duration::from_secs(1), "{count}");
}
