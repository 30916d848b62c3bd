//! One exchange as an entry.

use url::Url;

use super::PAGE;
use super::timings::Timings;
use crate::protocol::exchange::{BodyEnd, Request, Response, TransportError};
use crate::protocol::json::{Json, object};
use crate::protocol::time::Now;
use crate::record::run::{End, Exchange};
use crate::record::stamp;
use crate::record::wire::{self, Eyes};

/// What a size is when it is not known, or nobody's business.
const UNKNOWN: i64 = -1;

/// The entry of one exchange of a run that began then.
pub(super) fn entry(exchange: &Exchange, began: Now, eyes: Eyes<'_>) -> Json {
    let timings = Timings::of(&exchange.end);
    let remote = if let End::Answered(answer) = &exchange.end { answer.remote } else { None };
    let mut members = vec![
        ("pageref", PAGE.into()),
        ("startedDateTime", stamp::utc_millis(began, exchange.sent).into()),
        ("time", timings.total().into()),
        ("request", request(exchange, eyes)),
        ("response", response(&exchange.end, eyes)),
        ("cache", object([])),
        ("timings", timings.json()),
    ];
    members.extend(remote.map(|remote| ("serverIPAddress", remote.ip().to_string().into())));
    members.extend([
        ("comment", eyes.export(exchange.request.purpose.label()).into()),
        ("_n", exchange.n.into()),
        ("_tls", wire::tls(&exchange.end, eyes)),
        ("_proxy", wire::proxy(&exchange.end, eyes)),
    ]);
    named(members)
}

fn request(exchange: &Exchange, eyes: Eyes<'_>) -> Json {
    let request = &exchange.request;
    let headers = request.headers.iter().map(|(name, value)| pair(name, eyes.value(value), eyes));
    let mut url = request.url.clone();
    url.set_fragment(None);
    let mut members = vec![
        ("method", request.method.word().into()),
        ("url", eyes.export(url.as_str()).into()),
        ("httpVersion", version(&exchange.end).into()),
        ("cookies", Json::Array(Vec::new())),
        ("headers", headers.collect()),
        ("queryString", query(&url, eyes)),
    ];
    let body = request.body();
    members.extend(body.as_ref().map(|_| ("postData", form(request, eyes))));
    // The length of a form is that of the secrets in it.
    let is_told = eyes.reveal || request.secrets().next().is_none();
    let size = is_told.then(|| body.map_or(0, |body| body.reveal().len()));
    members.extend([
        ("headersSize", UNKNOWN.into()),
        ("bodySize", size.map_or_else(|| UNKNOWN.into(), Json::from)),
        ("_decoded", wire::decoded_members(request, eyes)),
    ]);
    named(members)
}

fn query(url: &Url, eyes: Eyes<'_>) -> Json {
    url.query_pairs().map(|(name, value)| pair(&name, eyes.export(&value), eyes)).collect()
}

fn form(request: &Request, eyes: Eyes<'_>) -> Json {
    let kind = request.headers.iter().find(|(name, _)| *name == "content-type");
    let params = request.form.iter().map(|(name, value)| pair(name, eyes.value(value), eyes));
    object([
        ("mimeType", kind.map_or_else(String::new, |(_, value)| eyes.value(value)).into()),
        ("params", params.collect()),
    ])
}

fn response(end: &End, eyes: Eyes<'_>) -> Json {
    match end {
        End::Answered(answer) => answered(answer, eyes),
        End::Failed(error) => nothing(&told(error, eyes)),
        End::Pending => nothing(&eyes.export("the run ended before an answer came")),
    }
}

fn told(error: &TransportError, eyes: Eyes<'_>) -> String {
    eyes.export(&error.to_string())
}

fn answered(answer: &Response, eyes: Eyes<'_>) -> Json {
    let headers = answer.headers.iter().map(|(name, value)| pair(name, eyes.header(name, value), eyes));
    let header = |name: &str| answer.header(name).map(|value| eyes.header(name, value)).unwrap_or_default();
    let size = match answer.end {
        BodyEnd::Whole => Json::from(answer.body.len()),
        BodyEnd::Shed(all) => all.into(),
        BodyEnd::OverLimit(_) | BodyEnd::Short(_) => UNKNOWN.into(),
    };
    object([
        ("status", u64::from(answer.status).into()),
        ("statusText", "".into()),
        ("httpVersion", answer.version.into()),
        ("cookies", Json::Array(Vec::new())),
        ("headers", headers.collect()),
        ("content", content(answer, header("content-type"), eyes)),
        ("redirectURL", header("location").into()),
        ("headersSize", UNKNOWN.into()),
        ("bodySize", size),
        ("_body_end", eyes.export(&wire::body_end(answer)).into()),
    ])
}

fn content(answer: &Response, kind: String, eyes: Eyes<'_>) -> Json {
    object([
        ("size", answer.body.len().into()),
        ("mimeType", kind.into()),
        ("text", eyes.export(&String::from_utf8_lossy(&answer.body)).into()),
    ])
}

/// As browsers write it when nothing came.
fn nothing(why: &str) -> Json {
    object([
        ("status", 0_u64.into()),
        ("statusText", "".into()),
        ("httpVersion", "unknown".into()),
        ("cookies", Json::Array(Vec::new())),
        ("headers", Json::Array(Vec::new())),
        ("content", object([("size", 0_u64.into()), ("mimeType", "x-unknown".into())])),
        ("redirectURL", "".into()),
        ("headersSize", UNKNOWN.into()),
        ("bodySize", UNKNOWN.into()),
        ("_error", why.into()),
    ])
}

fn version(end: &End) -> &'static str {
    if let End::Answered(answer) = end { answer.version } else { "unknown" }
}

/// A name and a value that may be shown; a name may hold a secret as well.
fn pair(name: &str, value: String, eyes: Eyes<'_>) -> Json {
    object([("name", eyes.export(name).into()), ("value", value.into())])
}

fn named(members: Vec<(&str, Json)>) -> Json {
    Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}
