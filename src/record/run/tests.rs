//! A run from its events: what is kept, what is let go, and what is never shown.

use super::visits::{LEARNED_BYTES, VISIT_BYTES, VISITS};
use super::*;
use crate::protocol::authorize::Place;
use crate::protocol::exchange::Timings;
use crate::protocol::listener::{Source, VisitKind};
use crate::protocol::redirect::checks;
use crate::protocol::secret::Secret;

#[test]
fn hours_of_large_answers_do_not_fill_the_memory() {
    let url = url::Url::parse("https://id.example.com/token").expect("a URL");
    let text = "issuer = \"https://id.example.com\"\nflow = \"device\"\n[client]\nid = \"x\"\n";
    let profile = crate::profile::parse("x", text, crate::profile::Source::Demo).expect("a profile").profile;
    let mut run = Run::new(&profile, Flow::Device, Now::default());
    for exchange in 1..=100 {
        let request = Request::post(Purpose::Poll, url.clone(), Vec::new());
        run.apply(Now::default(), Event::Sent { exchange, request });
        let response = Response {
            status: 400,
            version: "HTTP/1.1",
            headers: Vec::new(),
            body: vec![b' '; 1 << 20],
            end: BodyEnd::Whole,
            remote: None,
            peer: None,
            via: None,
            timings: Timings::default(),
            received: Now::default(),
        };
        run.close(exchange, End::Answered(response));
        run.shed(exchange);
    }
    let bodies = run.exchanges.iter().filter_map(|exchange| match &exchange.end {
        End::Answered(answer) => Some((answer.body.len(), answer.end.clone())),
        _ => None,
    });
    let bodies: Vec<_> = bodies.collect();
    assert!(bodies.iter().map(|(length, _)| length).sum::<usize>() <= KEPT);
    assert_eq!(bodies[0], (BEGINNING, BodyEnd::Shed(1 << 20)));
    assert_eq!(bodies[99], (1 << 20, BodyEnd::Whole));
}

/// A code that must not be read anywhere.
const CANARY: &str = "canary-4d1c7e90b2a85f36";

fn code_run() -> Run {
    let text = "issuer = \"https://id.example.com\"\nflow = \"code\"\n[client]\nid = \"x\"\n";
    let profile = crate::profile::parse("x", text, crate::profile::Source::Demo).expect("a profile").profile;
    Run::new(&profile, Flow::Code, Now::default())
}

fn visited(kind: VisitKind, code: &str, findings: Vec<Finding>) -> Event {
    let visit = Visit {
        source: Source::Listener("127.0.0.1:5000".parse().expect("an address")),
        method: "GET".to_owned(),
        path: "/callback".to_owned(),
        kind,
        place: Place::Query,
        parameters: vec![
            ("code".to_owned(), Value::Secret("code", Secret::new(code))),
            ("state".to_owned(), Value::Plain("other".to_owned())),
        ],
        status: 400,
        notice: None,
    };
    Event::Visited { visit: Box::new(visit), findings }
}

fn finding() -> Finding {
    checks::visitors(1)
}

#[test]
fn a_run_that_was_stopped_shows_what_was_wrong_with_the_last_stranger() {
    let mut run = code_run();
    run.apply(Now::default(), visited(VisitKind::OtherState, CANARY, vec![finding()]));
    run.apply(Now::default(), visited(VisitKind::Elsewhere, CANARY, Vec::new()));
    run.apply(Now::default(), Event::Finished(Outcome::Cancelled));
    let expected = [Row { exchange: None, finding: finding() }];
    assert_eq!((run.checks.as_slice(), run.exit_code()), (&expected[..], Some(130)));
}

#[test]
fn what_the_flow_told_itself_is_told_once_and_nothing_once_an_answer_was_taken() {
    let mut told = code_run();
    told.apply(Now::default(), visited(VisitKind::OtherState, CANARY, vec![finding()]));
    told.apply(Now::default(), Event::Checked { exchange: None, findings: vec![finding()] });
    told.apply(Now::default(), Event::Finished(Outcome::Rejected { check: "authorization.state" }));
    assert_eq!(told.checks.len(), 1);
    let mut taken = code_run();
    taken.apply(Now::default(), visited(VisitKind::OtherState, CANARY, vec![finding()]));
    taken.apply(Now::default(), Event::Callback(Vec::new()));
    taken.apply(Now::default(), Event::Finished(Outcome::Cancelled));
    assert!(taken.checks.is_empty());
}

#[test]
fn a_flood_of_strangers_is_counted_and_neither_kept_nor_learned() {
    let mut run = code_run();
    for n in 0..5000 {
        run.apply(Now::default(), visited(VisitKind::OtherState, &format!("made-up-code-{n:05}"), Vec::new()));
    }
    run.apply(Now::default(), visited(VisitKind::Answer, CANARY, Vec::new()));
    assert_eq!((run.visit_count, run.visits.len()), (5001, VISITS));
    assert_eq!(run.visits.last().map(|visit| visit.n), Some(5001));
    assert_eq!(run.masker.mask("made-up-code-00007"), "‹code#8›");
    assert_eq!(run.masker.mask("made-up-code-04000"), "made-up-code-04000");
    assert!(!run.masker.mask(CANARY).contains(CANARY));
}

#[test]
fn codes_and_tokens_of_the_front_channel_are_learned() {
    let secret = |kind, text: &str| ("x".to_owned(), Value::Secret(kind, Secret::new(text)));
    let mut run = code_run();
    run.apply(Now::default(), Event::Callback(vec![secret("code", CANARY)]));
    let tokens = TokenSet {
        access_token: Some(Secret::new("front-access-token")),
        token_type: "Bearer".to_owned(),
        expires_in: None,
        refresh_token: None,
        id_token: None,
        scope: None,
        issued_token_type: None,
        received: Now::default(),
        extra: Vec::new(),
    };
    run.apply(Now::default(), Event::FrontTokens(tokens));
    assert_eq!(run.masker.mask(&format!("{CANARY} front-access-token")), "‹code#1› ‹access_token#1›");
    assert!(run.tokens.is_none(), "what came beside a code is not yet what was asked for");
}

/// One that brings as much as the listener reads.
fn heavy(kind: VisitKind, n: usize) -> Event {
    let Event::Visited { mut visit, findings } = visited(kind, &format!("{n:05}{}", "x".repeat(1 << 17)), Vec::new())
    else {
        unreachable!("it is a visit")
    };
    visit.parameters = (0..8).flat_map(|_| visit.parameters.clone()).collect();
    Event::Visited { visit, findings }
}

#[test]
fn a_flood_of_large_visits_does_not_fill_the_memory() {
    crate::covers!("LOO-06");
    let mut run = code_run();
    run.apply(Now::default(), visited(VisitKind::Answer, CANARY, Vec::new()));
    for n in 1..=VISITS + 5 {
        run.apply(Now::default(), if n <= 40 { heavy(VisitKind::OtherState, n) } else { heavy_name_only(n) });
    }
    let kept: usize = run.visits.iter().map(|row| row.visit.weight()).sum();
    assert!(kept <= VISIT_BYTES, "{kept}");
    assert!(run.learned_bytes <= LEARNED_BYTES, "{}", run.learned_bytes);
    assert_eq!((run.visits.len(), run.visit_count), (VISITS, VISITS + 6));
    assert_eq!(run.visits[0].visit.kind, VisitKind::Answer, "what was taken is kept, however many came later");
    assert_eq!(run.visits[0].visit.parameters.len(), 2);
}

fn heavy_name_only(n: usize) -> Event {
    visited(VisitKind::Repeat, &format!("code-{n:05}"), Vec::new())
}

#[test]
fn the_clock_of_the_provider_is_told_with_how_many_answers_say_so() {
    crate::covers!("CLK-01");
    let mut run = code_run();
    let now = Now { unix: 784_111_777, ..Now::default() };
    let mut told = Vec::new();
    for (n, date) in ["08:59:37", "08:49:37", "", "08:59:38"].into_iter().enumerate() {
        let url = url::Url::parse("https://id.example.com/x").expect("a URL");
        run.apply(now, Event::Sent { exchange: n + 1, request: Request::get(Purpose::Jwks, url) });
        let date = ("date".to_owned(), format!("Sun, 06 Nov 1994 {date} GMT"));
        let response = Response {
            status: 200,
            version: "HTTP/1.1",
            headers: vec![date],
            body: Vec::new(),
            end: BodyEnd::Whole,
            remote: None,
            peer: None,
            via: None,
            timings: Timings::default(),
            received: now,
        };
        run.apply(now, Event::Received { exchange: n + 1, response });
        told.push(run.skew(now).map(|skew| (skew.ahead, skew.answers, skew.is_estimate())));
    }
    // The run began at 1970, by its wall clock: what it jumped since is taken out again.
    assert_eq!(told, [Some((600, 1, false)), Some((600, 2, false)), Some((600, 2, false)), Some((600, 3, true))]);
    assert_eq!(code_run().skew(now), None);
}
