//! What can be wrong with the answers to polls.

use crate::demo::answer::Delivery;
use crate::demo::change::PENDING;
use crate::demo::fault::Fault;
use crate::demo::wrong::{Edit, Http, On, Place, Poll, Wrong};

pub(super) const FAULTS: &[Fault] = &[
    Fault::new(
        "pending-forever",
        "The person never decides; the code lives six seconds.",
        &[Wrong::Poll(On::Always, Poll::Told(400, PENDING)), Wrong::Life(6)],
    )
    .rows(&["POL-01"])
    .ends("expired"),
    Fault::new(
        "slow-down-once",
        "The second poll is told to slow down.",
        &[Wrong::Poll(On::Nth(2), Poll::SlowDown)],
    )
    .rows(&["POL-02"]),
    Fault::new(
        "slow-down-twice",
        "The second and the third poll are told to slow down: the interval grows by ten seconds.",
        &[Wrong::Poll(On::Nth(2), Poll::SlowDown), Wrong::Poll(On::Nth(3), Poll::SlowDown)],
    )
    .rows(&["POL-03"]),
    Fault::new(
        "slow-down-forever",
        "Every poll is told to slow down, until the code expires after ten seconds.",
        &[Wrong::Poll(On::Always, Poll::SlowDown), Wrong::Life(10)],
    )
    .shows(&[("poll.throttle", "warn")])
    .rows(&["POL-03", "POL-05"])
    .ends("expired"),
    Fault::new(
        "slow-down-with-interval",
        "slow_down comes with an interval, which is shorter than the one before.",
        &[Wrong::Poll(On::Nth(2), Poll::Told(400, r#"{"error":"slow_down","interval":1}"#))],
    )
    .rows(&["POL-04"]),
    Fault::new(
        "slow-down-with-longer-interval",
        "slow_down comes with an interval of eight seconds.",
        &[Wrong::Poll(On::Nth(2), Poll::Told(400, r#"{"error":"slow_down","interval":8}"#))],
    )
    .rows(&["POL-04"]),
    Fault::new(
        "slow-down-at-first",
        "The very first poll is told to slow down, though it kept the interval.",
        &[Wrong::Poll(On::Nth(1), Poll::SlowDown)],
    )
    .shows(&[("poll.throttle", "warn")])
    .rows(&["POL-05"]),
    Fault::new(
        "interval-thirty-one",
        "The interval is 31 seconds.",
        &[Wrong::Edit(Place::Device, Edit::Set("interval", "31"))],
    )
    .rows(&["POL-06"]),
    Fault::new(
        "denied",
        "The second poll is told that the person said no.",
        &[Wrong::Poll(On::Nth(2), Poll::Told(400, r#"{"error":"access_denied"}"#))],
    )
    .rows(&["POL-07"])
    .ends("denied"),
    Fault::new(
        "expired-early",
        "The second poll is told that the code expired, long before it should.",
        &[Wrong::Poll(On::Nth(2), Poll::Told(400, r#"{"error":"expired_token"}"#))],
    )
    .rows(&["POL-08"])
    .ends("expired"),
    Fault::new(
        "life-short",
        "The code lives three seconds.",
        &[Wrong::Life(3)],
    )
    .rows(&["POL-08"])
    .ends("expired"),
    Fault::new(
        "poll-invalid-request",
        "The second poll is told that the request is invalid.",
        &[Wrong::Poll(On::Nth(2), Poll::Told(400, r#"{"error":"invalid_request"}"#))],
    )
    .rows(&["POL-09"])
    .ends("refused"),
    Fault::new(
        "poll-unknown-error",
        "The second poll is told an error code nobody registered.",
        &[Wrong::Poll(On::Nth(2), Poll::Told(400, r#"{"error":"please_hold_the_line"}"#))],
    )
    .shows(&[("token.error", "fail")])
    .rows(&["POL-10", "TOK-21"])
    .ends("refused"),
    Fault::new(
        "poll-invalid-grant",
        "The second poll is told that the code is not good.",
        &[Wrong::Poll(On::Nth(2), Poll::Told(400, r#"{"error":"invalid_grant"}"#))],
    )
    .rows(&["POL-10", "TOK-20"])
    .ends("refused"),
    Fault::new(
        "poll-silent",
        "The second poll gets no answer for forty seconds.",
        &[Wrong::Poll(On::Nth(2), Poll::Pending(Http::Slow(40)))],
    )
    .shows(&[("poll.network", "warn")])
    .rows(&["POL-11", "POL-16"]),
    Fault::new(
        "poll-closed",
        "The connection of the second poll is closed without an answer.",
        &[Wrong::Poll(On::Nth(2), Poll::Pending(Http::Deliver(Delivery::Closed)))],
    )
    .shows(&[("poll.network", "warn")])
    .rows(&["POL-12"]),
    Fault::new(
        "poll-unavailable",
        "The second poll is told 503 and to come again in three seconds.",
        &[Wrong::Poll(On::Nth(2), Poll::Unavailable("3"))],
    )
    .shows(&[("token.status", "warn")])
    .rows(&["POL-13"]),
    Fault::new(
        "poll-retry-after-junk",
        "The second poll is told 503 and to come again \"soon\".",
        &[Wrong::Poll(On::Nth(2), Poll::Unavailable("soon"))],
    )
    .shows(&[("poll.retry_after", "warn")])
    .rows(&["POL-13"]),
    Fault::new(
        "poll-too-many",
        "The second poll is told 429.",
        &[Wrong::Poll(On::Nth(2), Poll::Pending(Http::Status(429)))],
    )
    .shows(&[("token.status", "warn")]).rows(&["POL-14"]),
    Fault::new(
        "poll-slow",
        "The second poll is answered after eight seconds, which is longer than the interval.",
        &[Wrong::Poll(On::Nth(2), Poll::Pending(Http::Slow(8)))],
    )
    .rows(&["POL-15"]),
    Fault::new(
        "poll-late-success",
        "The second poll is answered with the tokens after the code expired.",
        &[Wrong::Poll(On::Nth(2), Poll::Late(6)), Wrong::Life(5)],
    )
    .rows(&["POL-17"]),
    Fault::new(
        "pending-200",
        "authorization_pending comes with status 200, as of some large providers.",
        &[Wrong::Poll(On::First(2), Poll::Told(200, r#"{"error":"authorization_pending"}"#))],
    )
    .shows(&[("token.status", "warn")])
    .rows(&["TOK-01", "POL-18"]),
    Fault::new(
        "pending-401",
        "authorization_pending comes with status 401.",
        &[Wrong::Poll(On::First(2), Poll::Told(401, r#"{"error":"authorization_pending"}"#))],
    )
    .rows(&["POL-18"]),
    Fault::new(
        "pending-403",
        "authorization_pending comes with status 403.",
        &[Wrong::Poll(On::First(2), Poll::Told(403, r#"{"error":"authorization_pending"}"#))],
    )
    .shows(&[("token.status", "warn")])
    .rows(&["POL-18"]),
    Fault::new(
        "pending-428",
        "authorization_pending comes with status 428.",
        &[Wrong::Poll(On::First(2), Poll::Told(428, r#"{"error":"authorization_pending"}"#))],
    )
    .shows(&[("token.status", "warn")])
    .rows(&["POL-18"]),
    Fault::new(
        "pending-as-form",
        "authorization_pending comes as a form.",
        &[Wrong::Poll(On::First(2), Poll::Pending(Http::Form))],
    )
    .shows(&[("token.content_type", "warn")])
    .rows(&["TOK-02"]),
    Fault::new(
        "poll-redirected-away",
        "The third poll is sent to another origin.",
        &[Wrong::Poll(On::Nth(3), Poll::Pending(Http::Redirect(307, "{stranger}/token")))],
    )
    .shows(&[("token.redirect", "fail")])
    .rows(&["POL-26", "TOK-24"])
    .ends("broken"),
    Fault::new(
        "poll-sign-in-page",
        "The second poll gets a web page with status 200.",
        &[Wrong::Poll(On::Nth(2), Poll::Pending(Http::Page(200)))],
    )
    .shows(&[("token.json", "fail")])
    .rows(&["TOK-03"])
    .ends("broken"),
    Fault::new(
        "error-description-escape",
        "The second poll is refused with a text that clears the screen, and with hidden characters.",
        &[Wrong::Poll(On::Nth(2), Poll::Told(400, r#"{"error":"invalid_grant","error_description":"\u001b[2J\u001b]0;owned\u0007gone\r\n\u202etxt.exe <b>\"x\\"}"#))],
    )
    .shows(&[("token.error_charset", "warn")])
    .rows(&["ATZ-13"])
    .ends("refused"),
    Fault::new(
        "error-description-long",
        "The second poll is refused with a text of 64 kilobytes.",
        &[Wrong::Poll(On::Nth(2), Poll::Told(400, r#"{"error":"invalid_grant","error_description":"{64k}"}"#))],
    )
    .rows(&["ATZ-13"])
    .ends("refused"),
    Fault::new(
        "error-code-charset",
        "The second poll is refused with an error code that is no word.",
        &[Wrong::Poll(On::Nth(2), Poll::Told(400, r#"{"error":"invalid grant \"é\""}"#))],
    )
    .shows(&[("token.error", "fail")])
    .rows(&["ATZ-12", "TOK-21"])
    .ends("refused"),
];
