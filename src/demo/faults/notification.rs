//! What can be wrong with pings (CIBA §10.2).
//!
//! The wrong one comes first and the right one a moment later, so that runs get their tokens unless said otherwise.

use crate::demo::fault::Fault;
use crate::demo::notice::{Bearer, Body, Notice};
use crate::demo::wrong::{Edit, Http, On, Poll, When, Wrong};

/// Sent a moment before the right one.
const fn before(notice: Notice) -> Wrong {
    Wrong::Notice(When::Before, notice)
}

/// A ping with changes of its body.
const fn edited(edits: &'static [Edit]) -> Notice {
    Notice { edits, ..Notice::PING }
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::ciba(
        "ping-wrong-bearer",
        "A ping comes with a bearer token that has one more character.",
        &[before(Notice { bearer: Bearer::Longer, ..Notice::PING })],
    )
    .shows(&[("notification.bearer", "fail")])
    .rows(&["CIB-19"])
    .ping(),
    Fault::ciba(
        "ping-no-bearer",
        "A ping comes without a bearer token.",
        &[before(Notice { bearer: Bearer::Missing, ..Notice::PING })],
    )
    .shows(&[("notification.bearer", "fail")])
    .rows(&["CIB-19"])
    .ping(),
    Fault::ciba(
        "ping-other-id",
        "A ping comes for another auth_req_id.",
        &[before(edited(&[Edit::Append("auth_req_id", "1")]))],
    )
    .shows(&[("notification.auth_req_id", "fail")])
    .rows(&["CIB-21"])
    .ping(),
    Fault::ciba(
        "ping-no-id",
        "A ping comes without an auth_req_id.",
        &[before(edited(&[Edit::Remove("auth_req_id")]))],
    )
    .shows(&[("notification.auth_req_id", "fail")])
    .rows(&["CIB-21"])
    .ping(),
    Fault::ciba("ping-twice", "The ping comes twice.", &[Wrong::Notice(When::After, Notice::PING)])
        .rows(&["CIB-21"])
        .ping(),
    Fault::ciba(
        "ping-twice-quickly",
        "The ping comes twice, and the second before the poll can be over.",
        &[before(Notice::PING), Wrong::Poll(On::First(1), Poll::Pending(Http::Slow(1)))],
    )
    .shows(&[("notification.repeat", "warn")])
    .rows(&["CIB-21"])
    .ping(),
    Fault::ciba(
        "ping-extra-members",
        "A ping comes with members that belong to none.",
        &[before(edited(&[Edit::Set("urgent", "true"), Edit::Set("poll_at", r#""https://evil.example/""#)]))],
    )
    .shows(&[("notification.members", "fail")])
    .rows(&["CIB-21"])
    .ping(),
    Fault::ciba(
        "ping-member-twice",
        "A ping comes that has auth_req_id twice.",
        &[before(edited(&[Edit::Twice("auth_req_id", r#""another-0123456789abcdefghijklmnopqrstuvw""#)]))],
    )
    .shows(&[("notification.body", "fail")])
    .rows(&["CIB-21"])
    .ping(),
    Fault::ciba(
        "ping-content-type",
        "A ping comes that says it is a form.",
        &[before(Notice { content_type: "application/x-www-form-urlencoded", ..Notice::PING })],
    )
    .shows(&[("notification.content_type", "fail")])
    .rows(&["CIB-21"])
    .ping(),
    Fault::ciba(
        "ping-not-json",
        "A ping comes whose body is no JSON.",
        &[before(Notice { body: Body::Text("auth_req_id=look-it-up"), ..Notice::PING })],
    )
    .shows(&[("notification.body", "fail")])
    .rows(&["CIB-21"])
    .ping(),
    Fault::ciba(
        "ping-10mb",
        "A ping comes with ten megabytes.",
        &[before(edited(&[Edit::Pad("padding", 10_000_000)]))],
    )
    .shows(&[("notification.visitors", "warn")])
    .rows(&["CIB-21"])
    .ping(),
    Fault::ciba("ping-by-get", "A ping comes as a GET.", &[before(Notice { method: "GET", ..Notice::PING })])
        .shows(&[("notification.method", "fail")])
        .rows(&["CIB-21"])
        .ping(),
    Fault::ciba(
        "ping-before-answer",
        "The ping comes a second before the answer that says which request it is about.",
        &[Wrong::Hasty],
    )
    .rows(&["CIB-22"])
    .ping()
    .ends("tokens"),
    Fault::ciba(
        "ping-never",
        "The ping never comes; the request lives four seconds.",
        &[Wrong::NoNotice, Wrong::Life(4)],
    )
    .ping()
    .ends_approved("expired"),
    Fault::ciba(
        "ping-in-poll",
        "A client that polls is pinged, a second before it can have its tokens.",
        &[before(Notice::PING), Wrong::Poll(On::Always, Poll::Late(1))],
    )
    .shows(&[("notification.mode", "warn")])
    .rows(&["CIB-23"]),
    Fault::ciba("push-in-ping", "Tokens are pushed to a client in ping mode.", &[before(Notice::TOKENS)])
        .shows(&[("notification.mode", "fail")])
        .rows(&["CIB-23"])
        .ping(),
];
