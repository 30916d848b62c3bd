//! From body bytes to an object, whatever the content type says.

use url::form_urlencoded;

use crate::protocol::exchange::{BodyEnd, Response};
use crate::protocol::json::{self, Duplicate, Json};

use super::excerpt;

/// What a body turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// JSON.
    Json,
    /// `application/x-www-form-urlencoded`.
    Urlencoded,
    /// A compact JWS or JWE.
    Jwt,
    /// Anything else.
    Other,
}

/// Why there is no object, or why it is not to be trusted in full.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The body breaks the rule.
    Broken(String),
    /// The rule could not be applied, with the reason.
    Unread(&'static str),
}

/// A body after reading.
#[derive(Debug)]
pub(super) struct Read {
    pub object: Option<Json>,
    pub duplicates: Vec<Duplicate>,
    pub form: Form,
    pub fault: Option<Fault>,
}

impl Read {
    const fn none(form: Form, fault: Fault) -> Self {
        Self { object: None, duplicates: Vec::new(), form, fault: Some(fault) }
    }
}

/// Reads a body by what it is, not by what it is called.
pub(super) fn read(response: &Response) -> Read {
    match response.end {
        BodyEnd::Whole | BodyEnd::Shed(_) => {}
        BodyEnd::OverLimit(_) => return Read::none(Form::Other, Fault::Unread("the body is longer than the limit")),
        BodyEnd::Short(_) => return Read::none(Form::Other, Fault::Unread("the body is not complete")),
    }
    let bytes = response.body.as_slice();
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Read::none(Form::Other, Fault::Broken(format!("an empty body ({})", response.status)));
    }
    let media = response.media_type().unwrap_or_default();
    let (marked, bytes) = bytes.strip_prefix(b"\xef\xbb\xbf").map_or((false, bytes), |rest| (true, rest));
    match json::parse(bytes) {
        Ok(parsed) if parsed.value.as_object().is_some() => {
            let fault = marked.then(|| Fault::Broken("a byte-order mark before the object".to_owned()));
            Read { object: Some(parsed.value), duplicates: parsed.duplicates, form: Form::Json, fault }
        }
        Ok(parsed) => Read::none(Form::Json, Fault::Broken(format!("{}, not an object", parsed.value.kind()))),
        Err(_) if is_jwt(&media, bytes) => {
            Read::none(Form::Jwt, Fault::Unread("the body is a JWT, and no JSON object"))
        }
        Err(error) => form(&media, bytes)
            .unwrap_or_else(|| Read::none(Form::Other, Fault::Broken(unreadable(response, &error, bytes)))),
    }
}

/// What is wrong with a body, with the coding that it claims when that is the likely reason: none was asked for, and
/// JSON is UTF-8 (RFC 8259 §8.1).
fn unreadable(response: &Response, error: &json::SyntaxError, bytes: &[u8]) -> String {
    let what = excerpt::unreadable(error, bytes);
    let coding = response.header("content-encoding").filter(|coding| !coding.trim().eq_ignore_ascii_case("identity"));
    if let Some(coding) = coding {
        return format!("Content-Encoding {coding}, which was not asked for and is not undone; {what}");
    }
    match response.charset() {
        Some(charset) if !matches!(charset.as_str(), "utf-8" | "utf8" | "us-ascii") => {
            format!("charset {charset}, while JSON is UTF-8; {what}")
        }
        _ if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") => {
            format!("UTF-16, while JSON is UTF-8; {what}")
        }
        _ => what,
    }
}

fn is_jwt(media: &str, bytes: &[u8]) -> bool {
    let dots = bytes.split(|b| *b == b'.').count().saturating_sub(1);
    media == "application/jwt"
        || media == "application/token-introspection+jwt"
        || (bytes.starts_with(b"eyJ")
            && matches!(dots, 2 | 4)
            && bytes.trim_ascii().iter().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(b)))
}

/// A form, when the content type says so or when its members cannot belong to anything else.
fn form(media: &str, bytes: &[u8]) -> Option<Read> {
    const TELLING: [&str; 4] = ["access_token", "error", "device_code", "error_description"];
    let declared = media == "application/x-www-form-urlencoded";
    let members: Vec<(String, Json)> = form_urlencoded::parse(bytes.trim_ascii())
        .map(|(name, value)| (name.clone().into_owned(), typed(&name, value.into_owned())))
        .collect();
    let telling = members.iter().any(|(name, _)| TELLING.contains(&name.as_str()));
    if !(bytes.contains(&b'=') && (declared || (telling && members.iter().all(|(name, _)| is_name(name))))) {
        return None;
    }
    let duplicates = repeated(&members);
    Some(Read { object: Some(Json::Object(members)), duplicates, form: Form::Urlencoded, fault: None })
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b))
}

/// A form knows no numbers; the members that are numbers in JSON become some, so that they are judged alike.
fn typed(name: &str, value: String) -> Json {
    let numeric = matches!(name, "expires_in" | "interval");
    match json::parse(value.as_bytes()) {
        Ok(parsed) if numeric && parsed.value.as_number().is_some() => parsed.value,
        _ => Json::String(value),
    }
}

fn repeated(members: &[(String, Json)]) -> Vec<Duplicate> {
    let mut seen: std::collections::HashMap<&str, &Json> = std::collections::HashMap::new();
    let mut all = Vec::new();
    for (name, value) in members {
        if let Some(first) = seen.insert(name, value) {
            all.push(Duplicate { path: format!("/{name}"), first: first.clone(), second: value.clone() });
        }
    }
    all
}
