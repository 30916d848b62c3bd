//! The ID Token that a refresh brought, claim by claim against the one of the sign-in (OIDC Core §12.2).

use crate::protocol::check::{Check, Finding, core, difference};
use crate::protocol::json::{Json, Number};
use crate::protocol::secret::Secret;

/// `refresh.` and a claim, all of one clause.
macro_rules! same {
    ($id:literal, $title:literal) => {
        Check::must($id, $title, core!("12.2", "RefreshTokenResponse"))
    };
}

pub(super) static ID_TOKEN: Check = same!("refresh.id_token", "a refresh may bring an ID Token, and need not");
pub(super) static ISS: Check = same!("refresh.iss", "iss is that of the ID Token before").stops();
pub(super) static SUB: Check = same!("refresh.sub", "sub is that of the ID Token before").stops();
pub(super) static AUD: Check = same!("refresh.aud", "aud is that of the ID Token before").stops();
pub(super) static AUTH_TIME: Check = same!("refresh.auth_time", "auth_time is still that of the sign-in");
pub(super) static AZP: Check = same!("refresh.azp", "azp is that of the ID Token before");
pub(super) static NONCE: Check = same!("refresh.nonce", "no nonce, or the one of the ID Token before");

pub(super) fn id_token(token: Option<&Secret>) -> Finding {
    let observed = match token {
        Some(_) => "one came: it takes the place of the one before",
        None => "none came: the one before stays what it was",
    };
    ID_TOKEN.pass("an ID Token, or none", observed)
}

/// The rows of a comparison that cannot be made.
pub(super) fn skipped(reason: &str) -> Vec<Finding> {
    [&ISS, &SUB, &AUD, &AUTH_TIME, &AZP, &NONCE].into_iter().map(|check| check.skip(reason)).collect()
}

pub(super) fn compare(old: &Json, new: &Json) -> Vec<Finding> {
    vec![
        same(&ISS, old, new, "iss"),
        same(&SUB, old, new, "sub"),
        aud(old, new),
        auth_time(old, new),
        azp(old, new),
        nonce(old, new),
    ]
}

fn same(check: &'static Check, old: &Json, new: &Json, name: &str) -> Finding {
    match (old.get(name), new.get(name)) {
        (None, _) => check.skip(format!("the ID Token before has no {name}")),
        (Some(old), None) => check.fail(shown(old), "absent"),
        (Some(old), Some(new)) if old == new => check.pass(shown(old), "the same"),
        (Some(old), Some(new)) => check.fail(shown(old), differing(old, new)),
    }
}

/// One audience is the same as a text and as an array of one (RFC 7519 §4.1.3), and the order of several says nothing.
fn aud(old: &Json, new: &Json) -> Finding {
    let named = |token: &Json| {
        let mut all: Vec<String> = match token.get("aud")? {
            Json::Array(several) => several.iter().map(shown).collect(),
            one => vec![shown(one)],
        };
        all.sort();
        all.dedup();
        Some(all)
    };
    match (named(old), named(new)) {
        (None, _) => AUD.skip("the ID Token before has no aud"),
        (Some(old), None) => AUD.fail(old.join(", "), "absent"),
        (Some(old), Some(new)) if old == new => AUD.pass(old.join(", "), "the same"),
        (Some(old), Some(new)) => AUD.fail(old.join(", "), new.join(", ")),
    }
}

/// Whoever refreshes has not signed in again.
fn auth_time(old: &Json, new: &Json) -> Finding {
    match (old.get("auth_time"), new.get("auth_time")) {
        (_, None) => AUTH_TIME.pass("that of the sign-in, or none", "absent"),
        (None, Some(_)) => AUTH_TIME.skip("the ID Token before has no auth_time"),
        (Some(old), Some(new)) => {
            let seconds = |value: &Json| value.as_number().and_then(Number::as_u64);
            let (expected, times) = (shown(old), (seconds(old), seconds(new)));
            match times {
                (Some(was), Some(is)) if is > was => {
                    let later = format!("{is}: {} s later, as if somebody had signed in again", is - was);
                    AUTH_TIME.fail(expected, later)
                }
                (Some(was), Some(is)) if is < was => AUTH_TIME.fail(expected, format!("{is}: {} s earlier", was - is)),
                (Some(_), Some(_)) => AUTH_TIME.pass(expected, "the same"),
                _ if old == new => AUTH_TIME.pass(expected, "the same"),
                _ => AUTH_TIME.fail(expected, differing(old, new)),
            }
        }
    }
}

fn azp(old: &Json, new: &Json) -> Finding {
    match (old.get("azp"), new.get("azp")) {
        (None, None) => AZP.pass("absent, as before", "absent"),
        (None, Some(new)) => AZP.fail("absent, as before", shown(new)),
        (Some(_), _) => same(&AZP, old, new, "azp"),
    }
}

/// It SHOULD NOT be there; if it is, it MUST be the one from before.
fn nonce(old: &Json, new: &Json) -> Finding {
    match (old.get("nonce"), new.get("nonce")) {
        (_, None) => NONCE.pass("absent, or the one before", "absent"),
        (None, Some(new)) => NONCE.fail("absent: the ID Token before has none", shown(new)),
        (Some(old), Some(new)) if old == new => {
            NONCE.warn("absent", "the one of the ID Token before, which should not be repeated")
        }
        (Some(old), Some(new)) => NONCE.fail(shown(old), differing(old, new)),
    }
}

fn shown(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn differing(old: &Json, new: &Json) -> String {
    match (old.as_str(), new.as_str()) {
        (Some(old), Some(new)) => format!("{new} ({})", difference(old, new).unwrap_or_default()),
        _ => format!("{} {}", new.kind(), new),
    }
}
