//! Who said what to whom: issuer, audience, authorized party, subject, nonce, authentication context.

use super::Case;
use crate::protocol::check::{Check, Finding, core, difference};
use crate::protocol::json::Json;
use crate::protocol::signed::claims::{self, audiences, listed};
use crate::protocol::text::shown_short;

pub(super) static ISS: Check =
    Check::must("id_token.iss", "issuer is the discovered one", core!("3.1.3.7 (2)", "IDTokenValidation")).stops();
pub(super) static AUD: Check =
    Check::must("id_token.aud", "this client is an audience", core!("3.1.3.7 (3)", "IDTokenValidation")).stops();
pub(super) static AUD_UNTRUSTED: Check =
    Check::must("id_token.aud_untrusted", "no audience beside this client", core!("3.1.3.7 (3)", "IDTokenValidation"))
        .stops();
pub(super) static AZP: Check =
    Check::must("id_token.azp", "this client is the authorized party", core!("3.1.3.7 (5)", "IDTokenValidation"))
        .stops();
pub(super) static SUB: Check = Check::must("id_token.sub", "the subject is named", core!("2", "IDToken")).stops();
pub(super) static NONCE: Check =
    Check::must("id_token.nonce", "nonce is the one we sent", core!("3.1.3.7 (11)", "IDTokenValidation")).stops();
pub(super) static ACR: Check = Check::should(
    "id_token.acr",
    "the authentication context is one asked for",
    core!("3.1.3.7 (12)", "IDTokenValidation"),
);

const NO_CLIENT: &str = "no client id to compare with";
/// OIDC Core §2: MUST NOT exceed 255 ASCII characters.
const LONGEST_SUB: usize = 255;

pub(super) fn iss(case: &Case<'_>, payload: &Json) -> Finding {
    claims::iss(&ISS, case.expected.issuer, payload)
}

pub(super) fn aud(case: &Case<'_>, payload: &Json) -> Finding {
    claims::aud(&AUD, case.expected.client_id, payload)
}

pub(super) fn aud_untrusted(case: &Case<'_>, payload: &Json) -> Finding {
    let Some(ours) = case.expected.client_id else { return AUD_UNTRUSTED.skip(NO_CLIENT) };
    let expected = format!("{ours} alone");
    let Ok(audiences) = audiences(payload) else { return AUD_UNTRUSTED.skip("aud could not be read") };
    let foreign: Vec<&str> = audiences.iter().copied().filter(|audience| *audience != ours).collect();
    let for_us = payload.get("azp").and_then(Json::as_str) == Some(ours);
    match foreign.as_slice() {
        [] => AUD_UNTRUSTED.pass(expected, listed(&audiences)),
        _ if !audiences.contains(&ours) => AUD_UNTRUSTED.skip("this client is no audience at all"),
        _ if for_us => AUD_UNTRUSTED.warn(expected, format!("also {}, but azp is this client", listed(&foreign))),
        _ => AUD_UNTRUSTED
            .fail(expected, format!("also {}, and no azp says that this client is meant", listed(&foreign))),
    }
}

pub(super) fn azp(case: &Case<'_>, payload: &Json) -> Finding {
    let Some(ours) = case.expected.client_id else { return AZP.skip(NO_CLIENT) };
    match payload.get("azp") {
        None => AZP.pass("absent, or this client", "absent"),
        Some(Json::String(azp)) => match difference(ours, azp) {
            None => AZP.pass(ours, azp),
            Some(place) => AZP.fail(ours, format!("{azp} ({place})")),
        },
        Some(other) => AZP.fail(ours, format!("{}, not a string", other.kind())),
    }
}

pub(super) fn sub(payload: &Json) -> Finding {
    let expected = "1 to 255 ASCII characters";
    match payload.get("sub") {
        None => SUB.fail(expected, "absent"),
        Some(Json::String(sub)) if sub.is_empty() => SUB.fail(expected, "empty"),
        Some(Json::String(sub)) if !sub.is_ascii() => {
            SUB.fail(expected, format!("{}: characters outside ASCII", shown_short(sub, LONGEST_SUB)))
        }
        Some(Json::String(sub)) => {
            let (length, short) = (sub.len(), shown_short(sub, LONGEST_SUB));
            let observed = if length > LONGEST_SUB { format!("{length} characters: {short}") } else { short };
            SUB.judge(length <= LONGEST_SUB, expected, observed)
        }
        Some(other) => SUB.fail(expected, format!("{}, not a string: {other}", other.kind())),
    }
}

pub(super) fn nonce(case: &Case<'_>, payload: &Json) -> Finding {
    let Some(sent) = case.expected.nonce else {
        let expected = "none, since none was sent";
        return match payload.get("nonce") {
            _ if case.expected.at_rest => NONCE.skip("no nonce to compare with"),
            None if case.expected.front => {
                NONCE.fail("a nonce: the front channel needs one", "absent, and none was sent")
            }
            None => NONCE.pass(expected, "absent"),
            Some(stray) => NONCE.warn(expected, stray.to_string()),
        };
    };
    match payload.get("nonce") {
        None => NONCE.fail(sent, "absent"),
        Some(Json::String(nonce)) => match difference(sent, nonce) {
            None => NONCE.pass(sent, nonce),
            Some(place) => NONCE.fail(sent, format!("{nonce} ({place})")),
        },
        Some(other) => NONCE.fail(sent, format!("{}, not a string", other.kind())),
    }
}

pub(super) fn acr(case: &Case<'_>, payload: &Json) -> Finding {
    let asked = case.expected.acr_values;
    let expected = match asked {
        [] => "nothing in particular".to_owned(),
        asked => format!("one of {}", asked.join(", ")),
    };
    match payload.get("acr") {
        None if asked.is_empty() => ACR.pass(expected, "absent"),
        None => ACR.warn(expected, "absent"),
        Some(Json::String(acr)) if acr.is_empty() => ACR.warn(expected, "empty"),
        Some(Json::String(acr)) => ACR.judge(asked.is_empty() || asked.contains(acr), expected, acr),
        Some(other) => ACR.warn(expected, format!("{}, not a string", other.kind())),
    }
}
