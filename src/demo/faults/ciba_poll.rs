//! What can be wrong with the tokens of a backchannel request, where the client fetches them (CIBA §10.1, §11).

use crate::demo::fault::Fault;
use crate::demo::wrong::{Edit, On, Place, Poll, Sign, Wrong};

/// What every poll is told.
const fn told(body: &'static str) -> Wrong {
    Wrong::Poll(On::Always, Poll::Told(400, body))
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::ciba("ciba-slow-down", "The second poll is told to slow down.", &[Wrong::Poll(On::Nth(2), Poll::SlowDown)])
        .rows(&["POL-02"]),
    Fault::ciba(
        "ciba-denied",
        "The second poll is told that the person said no.",
        &[Wrong::Poll(On::Nth(2), Poll::Told(400, r#"{"error":"access_denied"}"#))],
    )
    .rows(&["POL-07"])
    .ends("denied"),
    Fault::ciba(
        "ciba-expired-early",
        "The second poll is told that the request expired, long before it should.",
        &[Wrong::Poll(On::Nth(2), Poll::Told(400, r#"{"error":"expired_token"}"#))],
    )
    .rows(&["POL-08"])
    .ends("expired"),
    Fault::ciba(
        "ciba-poll-invalid-request",
        "Every poll is told that it is invalid.",
        &[told(r#"{"error":"invalid_request"}"#)],
    )
    .rows(&["POL-09"])
    .ends("refused"),
    Fault::ciba(
        "ciba-push-client-polls",
        "Polls are told that the client is registered for push.",
        &[told(r#"{"error":"unauthorized_client"}"#)],
    )
    .rows(&["CIB-16"])
    .ends("refused"),
    Fault::ciba(
        "ciba-invalid-grant",
        "Polls are told that the auth_req_id is of another client.",
        &[told(r#"{"error":"invalid_grant"}"#)],
    )
    .rows(&["CIB-17"])
    .ends("refused"),
    Fault::ciba(
        "ciba-poll-unavailable",
        "The second poll is told 503 and to come again in three seconds.",
        &[Wrong::Poll(On::Nth(2), Poll::Unavailable("3"))],
    )
    .shows(&[("token.status", "warn")])
    .rows(&["POL-13"]),
    Fault::ciba("ciba-life-short", "The request lives three seconds.", &[Wrong::Life(3)])
        .rows(&["POL-08"])
        .ends("expired"),
    Fault::ciba(
        "ciba-pending-after-ping",
        "The poll after the ping is told that the person has not decided yet.",
        &[Wrong::Poll(On::First(1), Poll::Told(400, crate::demo::change::PENDING))],
    )
    .shows(&[("poll.ping", "warn")])
    .rows(&["CIB-20"])
    .ping(),
    Fault::ciba(
        "ciba-id-token-iss-other",
        "iss has a 1 at the end.",
        &[Wrong::Edit(Place::Claims, Edit::Append("iss", "1"))],
    )
    .shows(&[("id_token.iss", "fail")])
    .rows(&["CIB-27", "IDT-01"]),
    Fault::ciba(
        "ciba-id-token-aud-other",
        "aud has a 1 at the end.",
        &[Wrong::Edit(Place::Claims, Edit::Append("aud", "1"))],
    )
    .shows(&[("id_token.aud", "fail")])
    .rows(&["CIB-27", "IDT-03"]),
    Fault::ciba(
        "ciba-id-token-expired",
        "The ID Token expired six minutes ago.",
        &[Wrong::Edit(Place::Claims, Edit::Time("exp", -360))],
    )
    .shows(&[("id_token.exp", "fail")])
    .rows(&["CIB-27", "IDT-09"]),
    Fault::ciba(
        "ciba-id-token-signature-broken",
        "Every byte of the RS256 signature is changed.",
        &[Wrong::Sign(Sign::Rs256Broken)],
    )
    .shows(&[("id_token.signature", "fail")])
    .rows(&["CIB-27", "IDT-20"]),
    Fault::ciba("ciba-id-token-alg-none", "alg is none and the signature empty.", &[Wrong::Sign(Sign::Unsigned)])
        .shows(&[("id_token.alg", "fail")])
        .rows(&["CIB-27", "IDT-19"]),
    Fault::ciba(
        "ciba-no-id-token",
        "No ID Token comes with the tokens.",
        &[Wrong::Edit(Place::Token, Edit::Remove("id_token"))],
    )
    .shows(&[("token.id_token", "fail")])
    .rows(&["IDT-50"]),
];
