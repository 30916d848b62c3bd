//! Visitors of every kind, and what becomes of them.

use super::*;
use crate::protocol::answer::sample::{row, verdict};
use crate::protocol::check::Verdict::{Fail, Pass, Skip, Warn};
use proptest::prelude::*;

const PATH: &str = "/ciba/notification";
const TOKEN: &str = "8d67dc78-7faa-4d41-aabd-67707b374255";
const ID: &str = "1c266114-a1be-4252-8ad1-04986c5b9ac1";

const JSON: (&str, &str) = ("Content-Type", "application/json; charset=utf-8");
const OURS: (&str, &str) = ("Authorization", "Bearer 8d67dc78-7faa-4d41-aabd-67707b374255");
const WRONG: (&str, &str) = ("Authorization", "Bearer 8d67dc78-7faa-4d41-aabd-67707b3742551");

fn early(delivery: Delivery) -> Door {
    Door::new(PATH, Some(Secret::new(TOKEN)), delivery)
}

fn door(delivery: Delivery) -> Door {
    early(delivery).expecting(Secret::new(ID))
}

fn request(method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Incoming {
    Incoming {
        source: Source::Listener("127.0.0.1:50000".parse().expect("an address")),
        method: method.to_owned(),
        target: target.to_owned(),
        headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        body: body.as_bytes().to_vec(),
    }
}

fn post(headers: &[(&str, &str)], body: &str) -> Incoming {
    request("POST", PATH, headers, body)
}

fn right(body: &str) -> Incoming {
    post(&[JSON, OURS], body)
}

fn ping() -> String {
    format!(r#"{{"auth_req_id":"{ID}"}}"#)
}

fn push() -> String {
    format!(r#"{{"auth_req_id":"{ID}","access_token":"at","token_type":"Bearer","id_token":"a.b.c"}}"#)
}

fn denied() -> String {
    format!(r#"{{"auth_req_id":"{ID}","error":"access_denied"}}"#)
}

fn header<'a>(reply: &'a Reply, name: &str) -> Option<&'a str> {
    reply.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
}

fn now(door: &mut Door, incoming: &Incoming) -> Reception {
    door.receive(incoming, false).expect("an impatient visitor is always received")
}

fn came(door: &mut Door, incoming: &Incoming) -> (VisitKind, u16) {
    let Reception { visit, reply } = now(door, incoming);
    assert_eq!((visit.status, reply.body), (reply.status, ""));
    (visit.kind, reply.status)
}

fn notice(door: &mut Door, incoming: &Incoming) -> Notice {
    *now(door, incoming).visit.notice.expect("a notice")
}

#[test]
fn a_ping_with_our_bearer_is_taken_without_a_word() {
    crate::covers!("CIB-20");
    for authorization in [OURS, ("aUTHORIZATION", "bEARER   8d67dc78-7faa-4d41-aabd-67707b374255 ")] {
        let mut door = door(Delivery::Ping);
        let Reception { visit, reply } = now(&mut door, &post(&[JSON, authorization], &ping()));
        assert_eq!((visit.kind, visit.place, visit.path.as_str()), (VisitKind::Ping, Place::Body, PATH));
        assert_eq!((reply.status, reply.body, header(&reply, "cache-control")), (204, "", Some("no-store")));
        assert_eq!(format!("{:?}", visit.parameters), r#"[("auth_req_id", ‹auth_req_id›)]"#);
        let notice = visit.notice.expect("a notice");
        assert!(notice.is_providers && notice.pushed.is_none());
        for id in ["method", "content_type", "body", "bearer", "auth_req_id", "members", "mode", "repeat"] {
            assert_eq!(verdict(&notice.findings, &format!("notification.{id}")), Pass, "{id}");
        }
    }
}

#[test]
fn nothing_without_our_bearer_is_taken() {
    crate::covers!("CIB-19");
    let mut door = door(Delivery::Ping);
    for (headers, part) in [
        (&[JSON, WRONG][..], "differs at character 37"),
        (&[JSON], "no Authorization"),
        (&[JSON, ("Authorization", "Bearer")], "without a token"),
        (&[JSON, ("Authorization", "Bearer 8d67dc78")], "of 8 characters"),
        (&[JSON, ("Authorization", "Basic 8d67dc78-7faa-4d41-aabd-67707b374255")], "another scheme"),
        (&[JSON, ("Authorization", "8d67dc78-7faa-4d41-aabd-67707b374255")], "without a token"),
        (&[JSON, OURS, OURS], "more than one"),
    ] {
        let Reception { visit, reply } = now(&mut door, &post(headers, &ping()));
        assert_eq!((visit.kind, reply.status), (VisitKind::WrongBearer, 401), "{headers:?}");
        assert_eq!(header(&reply, "www-authenticate"), Some("Bearer"));
        let notice = visit.notice.expect("a notice");
        let found = row(&notice.findings, "notification.bearer");
        assert!(found.verdict == Fail && found.observed.contains(part), "{found:?}");
        assert!(!format!("{notice:?}").contains("7faa"), "no token stands in a row");
        assert!(notice.is_providers, "only the provider knows our auth_req_id");
    }
    let stranger = notice(&mut door, &post(&[JSON, WRONG], r#"{"auth_req_id":"x"}"#));
    assert!(!stranger.is_providers);
    assert_eq!(came(&mut door, &right(&ping())), (VisitKind::Ping, 204), "the real one is still taken");
}

#[test]
fn a_notification_about_another_request_is_the_providers_fault() {
    crate::covers!("CIB-21");
    let mut door = door(Delivery::Ping);
    for id in [format!("{ID}1"), "x".to_owned(), ID.to_uppercase()] {
        let incoming = right(&format!(r#"{{"auth_req_id":"{id}"}}"#));
        assert_eq!(came(&mut door, &incoming), (VisitKind::OtherRequest, 404), "{id}");
        let notice = notice(&mut door, &incoming);
        assert_eq!(verdict(&notice.findings, "notification.auth_req_id"), Fail);
        assert!(notice.is_providers && !format!("{notice:?}").contains("a1be"));
    }
    for id in ["7", "null", r#""""#, "{}"] {
        let incoming = right(&format!(r#"{{"auth_req_id":{id}}}"#));
        assert_eq!(came(&mut door, &incoming), (VisitKind::Unreadable, 400), "{id}");
        assert_eq!(verdict(&notice(&mut door, &incoming).findings, "notification.auth_req_id"), Fail);
    }
    assert_eq!(came(&mut door, &right(&ping())), (VisitKind::Ping, 204));
    assert_eq!(came(&mut door, &right(&ping())), (VisitKind::Repeat, 204));
    assert_eq!(verdict(&notice(&mut door, &right(&ping())).findings, "notification.repeat"), Warn);
}

#[test]
fn what_has_not_the_form_of_a_notification_is_refused() {
    crate::covers!("CIB-21");
    let twice = format!(r#"{{"auth_req_id":"{ID}","auth_req_id":"{ID}"}}"#);
    let more = format!(r#"{{"auth_req_id":"{ID}","state":"s"}}"#);
    for (incoming, status, id) in [
        (post(&[OURS], &ping()), 415, "content_type"),
        (post(&[OURS, ("content-type", "text/plain")], &ping()), 415, "content_type"),
        (post(&[OURS, JSON, JSON], &ping()), 415, "content_type"),
        (right(&twice), 400, "body"),
        (right(&more), 400, "members"),
    ] {
        let mut door = self::door(Delivery::Ping);
        assert_eq!(came(&mut door, &incoming), (VisitKind::Unreadable, status), "{incoming:?}");
        let notice = notice(&mut door, &incoming);
        let failed: Vec<&str> = notice.findings.iter().filter(|f| f.verdict == Fail).map(|f| f.check.id).collect();
        assert_eq!(failed, [format!("notification.{id}")], "{incoming:?}");
        assert!(notice.is_providers);
        let mut lenient = self::door(Delivery::Ping).lenient(true);
        assert_eq!(came(&mut lenient, &incoming), (VisitKind::Ping, 204), "{incoming:?}");
    }
    let form = post(&[OURS, ("content-type", "application/x-www-form-urlencoded")], &format!("auth_req_id={ID}"));
    for incoming in [form, right(""), right("[]"), right("{"), right("{}"), right("\"x\"")] {
        for lenient in [false, true] {
            let mut door = self::door(Delivery::Ping).lenient(lenient);
            assert_eq!(came(&mut door, &incoming).0, VisitKind::Unreadable, "{incoming:?}");
        }
    }
}

#[test]
fn a_ping_before_the_answer_is_held_until_it_is_known_whose_it_is() {
    crate::covers!("CIB-22");
    let mut early = early(Delivery::Ping);
    assert_eq!(early.receive(&right(&ping()), true), None);
    assert_eq!(came(&mut door(Delivery::Ping), &right(&ping())), (VisitKind::Ping, 204));
    let Reception { visit, reply } = now(&mut early, &right(&ping()));
    assert_eq!((visit.kind, reply.status), (VisitKind::OtherRequest, 404));
    let notice = visit.notice.expect("a notice");
    let found = row(&notice.findings, "notification.auth_req_id");
    assert!(found.verdict == Warn && found.observed.contains("no request of ours is answered yet"), "{found:?}");
    // Nobody else is kept waiting.
    for stranger in [post(&[JSON, WRONG], &ping()), right("{}"), request("GET", PATH, &[OURS], "")] {
        assert!(early.receive(&stranger, true).is_some(), "{stranger:?}");
    }
}

#[test]
fn a_notification_in_poll_mode_is_remarked_and_ignored() {
    crate::covers!("CIB-23");
    for mut door in
        [door(Delivery::Poll), Door::new(PATH, None, Delivery::Poll).expecting(Secret::new(ID)).lenient(true)]
    {
        for body in [ping(), push(), denied()] {
            assert_eq!(came(&mut door, &right(&body)), (VisitKind::OtherMode, 400), "{body}");
            let notice = notice(&mut door, &right(&body));
            assert_eq!(verdict(&notice.findings, "notification.mode"), Warn);
            assert!(notice.is_providers && notice.pushed.is_none());
        }
        assert!(!door.taken);
    }
    let mut tokenless = Door::new(PATH, None, Delivery::Poll);
    let other = post(&[JSON], r#"{"auth_req_id":"x"}"#);
    assert_eq!(came(&mut tokenless, &other), (VisitKind::OtherMode, 400));
    let notice = notice(&mut tokenless, &other);
    assert!(!notice.is_providers && verdict(&notice.findings, "notification.bearer") == Skip);
}

#[test]
fn a_push_brings_tokens_or_an_error_once() {
    for (body, kind) in [(push(), VisitKind::Push), (denied(), VisitKind::PushError)] {
        let mut door = door(Delivery::Push);
        let Reception { visit, reply } = now(&mut door, &right(&body));
        assert_eq!((visit.kind, reply.status), (kind, 204));
        let notice = visit.notice.expect("a notice");
        assert_eq!(notice.pushed.map(|object| object.to_string()), Some(body));
        assert_eq!(verdict(&notice.findings, "notification.mode"), Pass);
        assert_eq!(came(&mut door, &right(&push())), (VisitKind::Repeat, 204), "a second one changes nothing");
        assert_eq!(self::notice(&mut door, &right(&push())).pushed, None);
    }
    let mut door = door(Delivery::Push);
    let both = format!(r#"{{"auth_req_id":"{ID}","error":"access_denied","access_token":"at"}}"#);
    assert_eq!(verdict(&notice(&mut door.clone(), &right(&both)).findings, "notification.members"), Fail);
    assert_eq!(came(&mut door, &right(&both)), (VisitKind::PushError, 204));
}

#[test]
fn a_notification_of_the_other_mode_is_told_from_a_broken_one() {
    for (delivery, body) in [(Delivery::Ping, push()), (Delivery::Ping, denied()), (Delivery::Push, ping())] {
        let mut door = door(delivery).lenient(true);
        assert_eq!(came(&mut door, &right(&body)), (VisitKind::OtherMode, 400), "{body}");
        assert_eq!(verdict(&notice(&mut door, &right(&body)).findings, "notification.mode"), Fail);
    }
    let odd = format!(r#"{{"auth_req_id":"{ID}","token_type":"Bearer"}}"#);
    assert_eq!(came(&mut door(Delivery::Push), &right(&odd)), (VisitKind::Unreadable, 400));
}

#[test]
fn a_mode_that_notifies_takes_nothing_when_no_token_was_sent() {
    for delivery in [Delivery::Ping, Delivery::Push] {
        let mut door = Door::new(PATH, None, delivery).expecting(Secret::new(ID)).lenient(true);
        assert_eq!(came(&mut door, &right(&ping())), (VisitKind::WrongBearer, 401));
        assert_eq!(came(&mut door, &right(&push())), (VisitKind::WrongBearer, 401));
    }
}

#[test]
fn other_paths_and_methods_bring_nothing() {
    let mut door = door(Delivery::Ping);
    for target in ["/", "/ciba/notification/", "/ciba/notificatio%6e", "/favicon.ico", "", "//ciba/notification"] {
        let Reception { visit, reply } = now(&mut door, &request("POST", target, &[JSON, OURS], &ping()));
        assert_eq!((visit.kind, reply.status, visit.notice), (VisitKind::Elsewhere, 404, None), "{target}");
    }
    for method in ["GET", "HEAD", "OPTIONS", "PUT", "post", ""] {
        let Reception { visit, reply } = now(&mut door, &request(method, PATH, &[JSON, OURS], &ping()));
        assert_eq!((visit.kind, reply.status, header(&reply, "allow")), (VisitKind::OtherMethod, 405, Some("POST")));
        let notice = visit.notice.expect("a notice");
        assert_eq!(verdict(&notice.findings, "notification.method"), Fail, "{method}");
        assert_eq!((notice.findings.len(), notice.is_providers), (7, true));
    }
    assert_eq!(
        came(&mut door, &request("POST", &format!("{PATH}?tenant=1"), &[JSON, OURS], &ping())).0,
        VisitKind::Ping
    );
}

#[test]
fn none_is_taken_after_the_end() {
    let mut door = door(Delivery::Ping);
    door.over();
    assert!(door.is_over());
    assert_eq!(came(&mut door, &right(&ping())), (VisitKind::Late, 404));
    assert_eq!(came(&mut door, &post(&[], "")), (VisitKind::Late, 404));
    let mut taken = self::door(Delivery::Push);
    assert_eq!(came(&mut taken, &right(&push())).0, VisitKind::Push);
    taken.over();
    assert!(!taken.is_over());
    assert_eq!(came(&mut taken, &right(&push())).0, VisitKind::Repeat);
}

fn pasted(door: &mut Door, text: &str) -> Visit {
    let incoming = Incoming { source: Source::Pasted, ..request("", text, &[], "") };
    let Reception { visit, reply } = door.receive(&incoming, true).expect("nobody waits who pasted");
    assert_eq!((visit.status, reply.status, reply.headers.len()), (0, 0, 0));
    visit
}

#[test]
fn what_is_pasted_is_judged_alike_but_for_who_brings_it() {
    let mut door = door(Delivery::Ping);
    assert_eq!(pasted(&mut door, "hello").kind, VisitKind::Unreadable);
    assert_eq!(pasted(&mut door, r#"{"auth_req_id":"x"}"#).kind, VisitKind::OtherRequest);
    assert_eq!(pasted(&mut early(Delivery::Ping), &ping()).kind, VisitKind::OtherRequest);
    let visit = pasted(&mut door, &format!("POST {PATH} HTTP/1.1\r\nHost: x\r\n\r\n{}\n", ping()));
    assert_eq!(visit.kind, VisitKind::Ping);
    let notice = visit.notice.expect("a notice");
    for id in ["method", "content_type", "bearer"] {
        let found = row(&notice.findings, &format!("notification.{id}"));
        assert_eq!((found.verdict, found.observed.as_str()), (Skip, "pasted by hand"));
    }
    assert_eq!(pasted(&mut self::door(Delivery::Push), &push()).kind, VisitKind::Push);
}

fn deliveries() -> impl Strategy<Value = Delivery> {
    prop::sample::select(vec![Delivery::Poll, Delivery::Ping, Delivery::Push])
}

/// Header fields near the one that counts, and others.
fn authorizations() -> impl Strategy<Value = Option<String>> {
    let near = ["Bearer ", "bearer  ", "Basic ", ""].map(|scheme| format!("{scheme}{TOKEN}"));
    let near = near.into_iter().chain([format!("Bearer {TOKEN}1"), "Bearer 8d67".to_owned(), "Bearer".to_owned()]);
    prop::option::of(prop_oneof![4 => prop::sample::select(near.collect::<Vec<_>>()), 1 => "\\PC{0,20}"])
}

/// Bodies near the ones that count, and others.
fn bodies() -> impl Strategy<Value = Vec<u8>> {
    let members = "\"auth_req_id\"|\"error\"|\"access_token\"|\"id_token\"|\"x\"";
    let values = "\"1c266114-a1be-4252-8ad1-04986c5b9ac1\"|\"x\"|null|7|\"\"|\\{\\}";
    let objects = prop::collection::vec((members, values), 0..5).prop_map(|pairs| {
        let pairs: Vec<String> = pairs.into_iter().map(|(name, value)| format!("{name}:{value}")).collect();
        format!("{{{}}}", pairs.join(",")).into_bytes()
    });
    prop_oneof![
        objects,
        prop::sample::select(vec![ping(), push(), denied()]).prop_map(String::into_bytes),
        prop::collection::vec(any::<u8>(), 0..200),
    ]
}

proptest! {
    #[test]
    fn no_input_brings_it_down_or_past_the_bearer(
        (delivery, is_lenient, is_early, patient) in (deliveries(), any::<bool>(), any::<bool>(), any::<bool>()),
        method in "POST|GET|\\PC{0,4}", target in "/ciba/notification|/ciba/notification\\?\\PC{0,9}|\\PC{0,20}",
        authorization in authorizations(),
        media in prop::option::of("application/json|application/json;\\PC{0,5}|text/plain|\\PC{0,9}"),
        body in bodies(),
    ) {
        let mut door = if is_early { early(delivery) } else { door(delivery) }.lenient(is_lenient);
        let mut headers: Vec<(&str, &str)> = Vec::new();
        headers.extend(authorization.as_deref().map(|value| ("authorization", value)));
        headers.extend(media.as_deref().map(|value| ("content-type", value)));
        let mut incoming = request(&method, &target, &headers, "");
        incoming.body = body;
        let is_right = authorization.as_deref().is_some_and(|value| {
            value.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("bearer ")) && value[7..].trim() == TOKEN
        });
        match door.receive(&incoming, patient) {
            None => prop_assert!(patient && is_right && is_early),
            Some(Reception { visit, reply }) => {
                prop_assert!(!(300..400).contains(&reply.status) && reply.body.is_empty());
                prop_assert!(!visit.kind.is_taken() || (is_right && !is_early && delivery.notifies()));
                prop_assert_eq!(visit.kind.is_taken() || visit.kind == VisitKind::Repeat, reply.status == 204);
                prop_assert_eq!(visit.status, reply.status);
                if let Some(notice) = visit.notice {
                    prop_assert!(is_right || !notice.is_providers || !is_early);
                    let rows = format!("{:?}", notice.findings);
                    prop_assert!(!rows.contains(ID) && !rows.contains(TOKEN));
                    prop_assert!(notice.findings.len() >= 7);
                }
            }
        }
        // Whatever came, the right one is still taken, or was.
        let body = if delivery == Delivery::Push { push() } else { ping() };
        let then = now(&mut door.expecting(Secret::new(ID)), &right(&body)).visit.kind;
        prop_assert!(then.is_taken() || matches!(then, VisitKind::Repeat) || delivery == Delivery::Poll);
    }

    #[test]
    fn no_pasted_text_brings_it_down(text in "\\PC{0,80}|\\{\\PC{0,80}\\}|\\}\\{", delivery in deliveries()) {
        prop_assert!(!pasted(&mut door(delivery), &text).kind.is_taken());
    }
}
