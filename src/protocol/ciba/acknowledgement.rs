//! The acknowledgement (CIBA §7.3).

use super::{Authentication, Context, Delivery, auth_req_id, refusal};
use crate::protocol::check::{Check, Finding, Report, Verdict, ciba};
use crate::protocol::exchange::Response;
use crate::protocol::json::Json;
use crate::protocol::pace::{self, Pace};
use crate::protocol::text;

pub(super) static EXPIRES_IN: Check = Check::must("ciba.expires_in", "expires_in is a lifetime", ciba!("7.3"));
pub(super) static INTERVAL: Check = Check::must("ciba.interval", "interval can be kept", ciba!("7.3"));
pub(super) static EXPIRY_KEPT: Check =
    Check::should("ciba.expiry_kept", "the lifetime is the one asked for", ciba!("7.1"));

/// The bounds are those of the conformance suite: six hours and a year.
static PACE: pace::Rules = pace::Rules {
    polls_alone: true,
    expires_in: &EXPIRES_IN,
    interval: &INTERVAL,
    whose: "the request",
    longest_interval: 6 * 3600,
    out_of_range: Verdict::Warn,
};

/// A ping calls for its poll whatever the interval says (§10.2).
static PACE_ON_PING: pace::Rules = pace::Rules { polls_alone: false, ..PACE };

pub(super) fn judge(object: &Json, response: &Response, context: &Context<'_>) -> Report<Authentication> {
    let mut findings = Vec::new();
    let id = auth_req_id::read(object, &mut findings);
    findings.push(auth_req_id::reuse(id.as_ref(), context.previous));
    let rules = if context.delivery == Delivery::Ping { &PACE_ON_PING } else { &PACE };
    let (pace, [expires_in, interval]) = pace::judge(object, rules);
    let interval = if context.delivery == Delivery::Push { ignored(object) } else { interval };
    findings.extend([
        expires_in,
        interval,
        expiry_kept(&pace, context.requested_expiry),
        refusal::granted(id.as_ref()),
    ]);
    let granted = id.map(|auth_req_id| Authentication { auth_req_id, pace, received: response.received });
    Report::new(granted, findings)
}

/// Nobody polls in push mode.
fn ignored(object: &Json) -> Finding {
    let observed = match object.get("interval") {
        Some(value) => format!("{}: ignored in push mode", text::shown_short(&value.to_string(), 80)),
        None => "absent".to_owned(),
    };
    INTERVAL.pass("nothing: no polls in push mode", observed)
}

fn expiry_kept(pace: &Pace, asked: Option<u64>) -> Finding {
    let Some(asked) = asked else { return EXPIRY_KEPT.skip("no lifetime was asked for") };
    if !pace.expires_in_stated {
        return EXPIRY_KEPT.skip("the answer states no lifetime");
    }
    let got = pace.expires_in.as_secs();
    EXPIRY_KEPT.judge(got == asked, format!("{asked} s, as asked"), format!("asked {asked} s, got {got} s"))
}
