//! Our own parameters, judged by what the standard asks of a client before anything is sent (CIBA §7.1).

use super::ahead::Ahead;
use crate::protocol::check::{Check, Finding, ciba};
use crate::protocol::entropy;

pub(super) static CLIENT_NOTIFICATION_TOKEN: Check = Check::must(
    "ciba.client_notification_token",
    "client_notification_token can be shown and cannot be guessed",
    ciba!("7.1"),
);
pub(super) static BINDING_MESSAGE: Check =
    Check::should("ciba.binding_message", "binding_message is short and plain", ciba!("7.1"));
pub(super) static USER_CODE: Check =
    Check::should("ciba.user_code", "user_code goes where the provider takes one", ciba!("7.1.2"));
pub(super) static REQUESTED_EXPIRY: Check =
    Check::must("ciba.requested_expiry", "requested_expiry is a positive whole number", ciba!("7.1"));

/// A `client_notification_token` is no longer than this.
const LONGEST_TOKEN: usize = 1024;
/// The least that the standard allows it, and what it recommends.
const FEWEST_BITS: f64 = 128.0;
const WANTED_BITS: f64 = 160.0;
/// Longer messages do not fit on the screen of many devices.
const LONGEST_MESSAGE: usize = 20;

/// What the provider shows at our notification endpoint.
pub(super) fn client_notification_token(token: Option<&str>, ahead: &Ahead<'_>) -> Finding {
    let check = &CLIENT_NOTIFICATION_TOKEN;
    if !ahead.delivery.notifies() {
        return check.skip("no notification is awaited in poll mode");
    }
    let expected =
        format!("at least {FEWEST_BITS:.0} bits, better {WANTED_BITS:.0}, in at most {LONGEST_TOKEN} characters");
    let Some(token) = token else { return check.fail(expected, "missing") };
    let (length, bits) = (token.chars().count(), entropy::bits(token));
    let observed = format!("{length} characters, about {bits:.0} bits");
    if !is_bearer(token) {
        check.fail(expected, format!("{observed}; not the syntax of a bearer token (RFC 6750 §2.1)"))
    } else if length > LONGEST_TOKEN || bits < FEWEST_BITS {
        check.fail(expected, observed)
    } else if bits < WANTED_BITS {
        check.warn(expected, observed)
    } else {
        check.pass(expected, observed)
    }
}

/// `b64token` of RFC 6750 §2.1.
fn is_bearer(token: &str) -> bool {
    let body = token.trim_end_matches('=');
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~' | '+' | '/');
    !body.is_empty() && body.chars().all(plain)
}

/// What both devices show. The row is a preview: nothing is shortened or replaced on the way.
pub(super) fn binding_message(message: Option<&str>) -> Finding {
    let check = &BINDING_MESSAGE;
    let Some(message) = message else { return check.skip("no binding_message is sent") };
    let expected = format!("at most {LONGEST_MESSAGE} characters of A-Z a-z 0-9 - . _ + / ! ? #");
    let length = message.chars().count();
    let length = if length == 1 { "1 character".to_owned() } else { format!("{length} characters") };
    match unusual(message) {
        Some(odd) => check.warn(expected, format!("{length}, with {odd}: {message}")),
        None => check.judge(message.len() <= LONGEST_MESSAGE, expected, format!("{length}: {message}")),
    }
}

/// The characters of a binding message that not every device shows, each once, by their numbers: no eye tells them.
pub fn unusual(message: &str) -> Option<String> {
    const MOST: usize = 8;
    let mut odd: Vec<String> = Vec::new();
    for c in message.chars().filter(|c| !c.is_ascii_alphanumeric() && !"-._+/!?#".contains(*c)) {
        let name = format!("U+{:04X}", c as u32);
        if !odd.contains(&name) {
            odd.push(name);
        }
        if odd.len() > MOST {
            break;
        }
    }
    let more = if odd.len() > MOST { " and more" } else { "" };
    odd.truncate(MOST);
    (!odd.is_empty()).then(|| odd.join(" ") + more)
}

/// Whether the code of the person goes to a provider that asks for one; the code itself is in no row.
pub(super) fn user_code(is_sent: bool, ahead: &Ahead<'_>) -> Finding {
    let supported = ahead.metadata.flag("backchannel_user_code_parameter_supported");
    let expected = format!("backchannel_user_code_parameter_supported: {supported}");
    match (is_sent, supported) {
        (true, true) => USER_CODE.pass(expected, "sent"),
        (false, true) => USER_CODE.pass(expected, "not sent"),
        (true, false) => USER_CODE.warn("backchannel_user_code_parameter_supported: true", "sent all the same"),
        (false, false) => USER_CODE.skip("no user_code is sent, and none is supported"),
    }
}

/// The profile's own parameters may hold anything.
pub(super) fn requested_expiry(text: Option<&str>) -> Finding {
    let Some(text) = text else { return REQUESTED_EXPIRY.skip("no lifetime is asked for") };
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let holds = digits && text.parse::<u64>().is_ok_and(|count| count > 0);
    REQUESTED_EXPIRY.judge(holds, "a whole number above 0", text)
}
