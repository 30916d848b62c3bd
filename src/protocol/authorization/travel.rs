//! How the answer travelled: in its place, signed if it was to be, and nothing beside the JWT.

use super::{Came, Expected};
use crate::protocol::check::{Check, Finding, Spec};

/// A clause of OAuth 2.0 Multiple Response Type Encoding Practices.
macro_rules! response_types {
    ($section:literal, $anchor:literal) => {
        $crate::protocol::check::Spec {
            clause: concat!("OAuth 2.0 Multiple Response Types §", $section),
            url: concat!("https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html#", $anchor),
        }
    };
}

pub(super) use response_types;

const JARM: Spec = Spec { clause: "JARM §2.3", url: "https://openid.net/specs/oauth-v2-jarm.html#section-2.3" };

pub(super) static MODE: Check = Check::must(
    "authorization.mode",
    "the answer stands where it was asked to",
    response_types!("2.1", "ResponseModes"),
);
pub(super) static JARM_MODE: Check =
    Check::must("jarm.mode", "the answer is signed if that was asked for", JARM).stops();
pub(super) static JARM_EXTRA: Check = Check::should("jarm.extra", "nothing stands beside the signed answer", JARM);

pub(super) fn judge(came: &Came<'_>, expected: &Expected<'_>) -> [Finding; 3] {
    let place = MODE.judge(came.place == expected.place, expected.place.phrase(), came.place.phrase());
    [place, signed(came, expected), extra(came)]
}

fn signed(came: &Came<'_>, expected: &Expected<'_>) -> Finding {
    const SIGNED: &str = "one signed JWT, in response";
    const PLAIN: &str = "plain parameters";
    match (expected.jarm, came.signed.is_some()) {
        (false, false) => JARM_MODE.skip("no signed answer was asked for, and none came"),
        (true, true) => JARM_MODE.pass(SIGNED, "a JWT"),
        (true, false) => JARM_MODE.fail(SIGNED, PLAIN),
        (false, true) => JARM_MODE.fail(PLAIN, "a JWT, in response"),
    }
}

fn extra(came: &Came<'_>) -> Finding {
    if came.signed.is_none() {
        return JARM_EXTRA.skip("the answer is no JWT");
    }
    let beside: Vec<&str> =
        came.parameters.iter().map(|(name, _)| name.as_str()).filter(|n| *n != "response").collect();
    if beside.is_empty() {
        JARM_EXTRA.pass("response alone", "response alone")
    } else {
        JARM_EXTRA.warn("response alone", format!("{} beside it, not used", beside.join(", ")))
    }
}
