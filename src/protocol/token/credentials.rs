//! The members of an answer that are worth something: tokens and their type.

use super::grant;
use crate::protocol::check::{Check, Finding, core, rfc};
use crate::protocol::json::Json;
use crate::protocol::secret::Secret;

pub(super) static ACCESS_TOKEN: Check = Check::must("token.access_token", "access_token is there", rfc!(6749, "5.1"));
pub(super) static CHARSET: Check = Check::must("token.charset", "tokens can stand in a header", rfc!(6750, "2.1"));
pub(super) static TOKEN_TYPE: Check =
    Check::must("token.token_type", "token_type is one that we can use", rfc!(6749, "7.1"));
pub(super) static REFRESH_TOKEN: Check =
    Check::must("token.refresh_token", "refresh_token is a text", rfc!(6749, "5.1"));
pub(super) static ID_TOKEN: Check =
    Check::must("token.id_token", "id_token is there when openid was asked for", core!("3.1.3.3", "TokenResponse"));

const TEXT: &str = "a non-empty string";

/// The access token, when it is one and can be put into a header.
pub(super) fn access_token(object: &Json, findings: &mut Vec<Finding>) -> Option<Secret> {
    let token = match object.get("access_token") {
        Some(Json::String(token)) if !token.is_empty() => Some(token),
        Some(Json::String(_)) => {
            findings.push(ACCESS_TOKEN.fail(TEXT, "an empty string"));
            None
        }
        Some(other) => {
            findings.push(ACCESS_TOKEN.fail(TEXT, other.kind()));
            None
        }
        None => {
            findings.push(ACCESS_TOKEN.fail(TEXT, similar(object, "access_token")));
            None
        }
    };
    if let Some(token) = token {
        findings.push(ACCESS_TOKEN.pass(TEXT, format!("{} characters", token.chars().count())));
    }
    let charset = charset(object);
    let usable = charset.as_ref().is_none_or(|(_, usable)| *usable);
    findings.push(charset.map_or_else(|| CHARSET.skip("there is no token"), |(finding, _)| finding));
    token.filter(|_| usable).map(Secret::new)
}

/// "missing", or a member that was probably meant.
fn similar(object: &Json, name: &str) -> String {
    let bare = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let mut members = object.as_object().unwrap_or_default().iter();
    match members.find(|(key, _)| bare(key) == bare(name)) {
        Some((key, _)) => format!("missing; did you mean {key}? Names are compared letter by letter"),
        None => "missing".to_owned(),
    }
}

/// The row about the characters of both tokens, and whether the access token can stand in a header.
fn charset(object: &Json) -> Option<(Finding, bool)> {
    let tokens: Vec<(&str, &str)> = ["access_token", "refresh_token"]
        .into_iter()
        .filter_map(|name| Some((name, object.get(name)?.as_str().filter(|token| !token.is_empty())?)))
        .collect();
    if tokens.is_empty() {
        return None;
    }
    let expected = "letters, digits and - . _ ~ + / =";
    let named = |fits: fn(char) -> bool| {
        let odd = |(name, token): &(&str, &str)| {
            let c = token.chars().find(|c| !fits(*c))?;
            Some(format!("{name} has U+{:04X}", c as u32))
        };
        tokens.iter().filter_map(odd).collect::<Vec<_>>().join("; ")
    };
    let unsafe_there = named(|c| c.is_ascii_graphic());
    let unusual_there = named(|c| c.is_ascii_alphanumeric() || "-._~+/=".contains(c));
    let usable =
        tokens.iter().all(|(name, token)| *name != "access_token" || token.chars().all(|c| c.is_ascii_graphic()));
    let finding = if !unsafe_there.is_empty() {
        CHARSET.fail(expected, format!("{unsafe_there}; it is kept out of every header"))
    } else if !unusual_there.is_empty() {
        CHARSET.warn(expected, unusual_there)
    } else {
        CHARSET.pass(expected, "nothing else")
    };
    Some((finding, usable))
}

/// The type as it came, when it is a known one in any case. `N_A` is known in a token exchange only: what was issued
/// there may be no access token (RFC 8693 §2.2.1), and nobody sends it as one.
pub(super) fn token_type(object: &Json, exchanged: bool, findings: &mut Vec<Finding>) -> Option<String> {
    let expected = if exchanged {
        "Bearer, DPoP, or N_A for what is no access token"
    } else {
        "Bearer or DPoP, in any case of letters"
    };
    let (finding, value) = match object.get("token_type") {
        // Whether a proof of ours stands against it is for `dpop.token_type` to say.
        Some(Json::String(kind)) if ["bearer", "dpop"].iter().any(|known| kind.eq_ignore_ascii_case(known)) => {
            (TOKEN_TYPE.pass(expected, kind), Some(kind))
        }
        Some(Json::String(kind)) if exchanged && kind.eq_ignore_ascii_case("n_a") => {
            let finding = if grant::is_access_token(object) {
                TOKEN_TYPE.warn(expected, format!("{kind}, though issued_token_type says that it is an access token"))
            } else {
                TOKEN_TYPE.pass(expected, format!("{kind}: it is not used as an access token"))
            };
            (finding, Some(kind))
        }
        Some(Json::String(kind)) if kind.is_empty() => (TOKEN_TYPE.fail(expected, "an empty string"), None),
        Some(Json::String(kind)) => {
            (TOKEN_TYPE.fail(expected, format!("{kind}: unknown, so the token is not used")), None)
        }
        Some(other) => (TOKEN_TYPE.fail(expected, other.kind()), None),
        None => (TOKEN_TYPE.fail(expected, similar(object, "token_type")), None),
    };
    findings.push(finding);
    value.cloned()
}

pub(super) fn refresh_token(object: &Json, findings: &mut Vec<Finding>) -> Option<Secret> {
    let (finding, token) = match object.get("refresh_token") {
        None => (REFRESH_TOKEN.skip("none came; it is optional"), None),
        Some(Json::String(token)) if !token.is_empty() => {
            (REFRESH_TOKEN.pass(TEXT, format!("{} characters", token.chars().count())), Some(Secret::new(token)))
        }
        Some(Json::String(_)) => (REFRESH_TOKEN.fail(TEXT, "an empty string"), None),
        Some(other) => (REFRESH_TOKEN.fail(TEXT, other.kind()), None),
    };
    findings.push(finding);
    token
}

/// The ID Token; `due` says why one has to be there, `without` why none need be.
pub(super) fn id_token(object: &Json, due: Option<&str>, without: &str, findings: &mut Vec<Finding>) -> Option<Secret> {
    let (finding, token) = match object.get("id_token") {
        None => match due {
            Some(due) => (ID_TOKEN.fail(due, similar(object, "id_token")), None),
            None => (ID_TOKEN.skip(without), None),
        },
        Some(Json::String(token)) if !token.is_empty() => {
            (ID_TOKEN.pass(TEXT, format!("{} characters", token.chars().count())), Some(Secret::new(token)))
        }
        Some(Json::String(_)) => (ID_TOKEN.fail(TEXT, "an empty string"), None),
        Some(other) => (ID_TOKEN.fail(TEXT, other.kind()), None),
    };
    findings.push(finding);
    token
}
