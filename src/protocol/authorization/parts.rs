//! What the front channel brought, held against the response type that was asked for.

use super::form::unknown;
use super::seen::Seen;
use super::travel::response_types;
use super::{Expected, Granted};
use crate::protocol::authorize::{Place, ResponseType};
use crate::protocol::check::{Check, Finding, rfc};
use crate::protocol::secret::Secret;

pub(super) static TOKENS: Check =
    Check::must("authorization.tokens", "no token stands where others can read it", rfc!(9700, "2.1.2")).stops();
pub(super) static PARTS: Check = Check::must(
    "authorization.parts",
    "what the response type promises is there",
    response_types!("5", "Combinations"),
);

const TOKEN_NAMES: [&str; 4] = ["id_token", "access_token", "refresh_token", "token"];

/// Tokens in a query reach logs, histories and the next site; tokens that nobody asked for are not taken either.
pub(super) fn tokens(seen: Seen<'_>, place: Place, asked: ResponseType) -> Finding {
    let came: Vec<&str> = TOKEN_NAMES.into_iter().filter(|name| seen.has(name)).collect();
    let was_asked = |name: &&str| match *name {
        "id_token" => asked.id_token,
        "access_token" => asked.token,
        _ => false,
    };
    let unasked: Vec<&str> = came.iter().filter(|name| !was_asked(name)).copied().collect();
    let expected = "tokens only where the response type has them, and never in a query";
    if came.is_empty() {
        TOKENS.pass(expected, "no token came")
    } else if place == Place::Query {
        TOKENS.fail(expected, format!("{} in the query", came.join(", ")))
    } else if unasked.is_empty() {
        TOKENS.pass(expected, format!("{} {}", came.join(", "), place.phrase()))
    } else {
        TOKENS.fail(expected, format!("{} {}, and {} was asked for", unasked.join(", "), place.phrase(), asked.name()))
    }
}

/// Whether every part is there and can be used.
pub(super) fn judge(seen: Seen<'_>, asked: ResponseType) -> Finding {
    let with = if asked.token { ", with a token_type" } else { "" };
    let expected = format!("{}{with}", asked.name());
    let missing = [("code", asked.code), ("id_token", asked.id_token), ("access_token", asked.token)];
    let mut faults: Vec<String> = missing
        .into_iter()
        .filter(|(name, due)| *due && !seen.has(name))
        .map(|(name, _)| format!("{name} is missing"))
        .collect();
    if asked.token && seen.has("access_token") {
        faults.extend(credentials(seen));
    }
    if !faults.is_empty() {
        PARTS.fail(expected, faults.join("; "))
    } else if seen.has("code") && !asked.code {
        PARTS.warn(expected, "a code as well, which was not asked for and is not used")
    } else {
        PARTS.pass(expected, "all there")
    }
}

/// What is wrong with the companions of an access token (RFC 6749 §4.2.2).
fn credentials(seen: Seen<'_>) -> Vec<String> {
    let mut faults = Vec::new();
    match seen.one("token_type") {
        None => faults.push("token_type is missing".to_owned()),
        Some(kind) if ["bearer", "dpop"].iter().any(|known| kind.eq_ignore_ascii_case(known)) => {}
        Some(kind) => faults.push(format!("token_type is {kind}, which is unknown")),
    }
    if let Some(text) = seen.first("expires_in")
        && seconds(text).is_none()
    {
        faults.push(format!("expires_in is {text}, and no number of seconds"));
    }
    faults
}

/// A number of seconds, however large.
fn seconds(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}

/// What was asked for and came.
pub(super) fn granted(seen: Seen<'_>, expected: &Expected<'_>) -> Granted {
    let asked = expected.response_type;
    let secret = |name: &str, due: bool| seen.one(name).filter(|_| due).map(Secret::new);
    let text = |name: &str| seen.one(name).map(str::to_owned);
    Granted {
        code: secret("code", asked.code),
        id_token: secret("id_token", asked.id_token),
        access_token: secret("access_token", asked.token),
        token_type: text("token_type"),
        expires_in: seen.one("expires_in").and_then(seconds),
        scope: text("scope"),
        extra: unknown(seen),
    }
}
