//! An exchange as text that may be shown: secrets masked by type and by value, everything else as it went.

use super::mask::Masker;
use super::run::{End, Exchange};
use crate::protocol::exchange::{BodyEnd, Request, Response, Value};
use crate::protocol::json::{Json, object};

/// Header fields whose value is nobody's business, whatever it is.
const SECRET_HEADERS: [&str; 4] = ["authorization", "proxy-authorization", "cookie", "set-cookie"];

/// How secrets appear.
#[derive(Clone, Copy, Debug)]
pub struct Eyes<'a> {
    /// The run's secrets.
    pub masker: &'a Masker,
    /// Whether they are shown in full.
    pub reveal: bool,
}

impl Eyes<'_> {
    /// A text from either side.
    pub fn text(&self, text: &str) -> String {
        if self.reveal { text.to_owned() } else { self.masker.mask(text) }
    }

    /// A value that knows whether it is secret.
    pub fn value(&self, value: &Value) -> String {
        match value {
            Value::Secret(kind, secret) if !self.reveal => {
                self.masker.tag(secret).map_or_else(|| format!("‹{kind}›"), str::to_owned)
            }
            value => self.text(value.reveal()),
        }
    }

    /// A header field of an answer.
    pub fn header(&self, name: &str, value: &str) -> String {
        if !self.reveal && SECRET_HEADERS.contains(&name.to_ascii_lowercase().as_str()) {
            return format!("‹{}›", name.to_ascii_lowercase());
        }
        self.text(value)
    }

    /// A claim set or other JSON value, string by string.
    pub fn json(&self, value: &Json) -> Json {
        match value {
            Json::String(text) => Json::String(self.text(text)),
            Json::Array(elements) => elements.iter().map(|element| self.json(element)).collect(),
            Json::Object(members) => {
                Json::Object(members.iter().map(|(name, value)| (self.text(name), self.json(value))).collect())
            }
            other => other.clone(),
        }
    }
}

impl From<Vec<(String, Json)>> for Json {
    fn from(members: Vec<(String, Json)>) -> Self {
        Self::Object(members)
    }
}

/// One exchange for the report.
pub fn exchange(exchange: &Exchange, eyes: Eyes<'_>) -> Json {
    let (response, timings) = match &exchange.end {
        End::Pending => (Json::Null, Json::Null),
        End::Answered(answer) => (response(answer, eyes), timings(answer)),
        End::Failed(error) => {
            let failed = object([("error", error.kind.phrase().into()), ("detail", eyes.text(&error.detail).into())]);
            (failed, object([("total", error.after.into())]))
        }
    };
    object([
        ("n", exchange.n.into()),
        ("label", exchange.request.purpose.label().into()),
        ("request", request(&exchange.request, eyes)),
        ("response", response),
        ("timings_ms", timings),
    ])
}

fn request(request: &Request, eyes: Eyes<'_>) -> Json {
    let headers: Vec<_> =
        request.headers.iter().map(|(name, value)| ((*name).to_owned(), eyes.value(value).into())).collect();
    let form: Vec<_> = request.form.iter().map(|(name, value)| (name.clone(), eyes.value(value).into())).collect();
    object([
        ("method", request.method.word().into()),
        ("url", eyes.text(request.url.as_str()).into()),
        ("headers", headers.into()),
        ("form", if request.body().is_some() { form.into() } else { Json::Null }),
    ])
}

fn response(response: &Response, eyes: Eyes<'_>) -> Json {
    let headers: Vec<_> =
        response.headers.iter().map(|(name, value)| (name.clone(), eyes.header(name, value).into())).collect();
    let end = match response.end {
        BodyEnd::Whole => "whole".to_owned(),
        BodyEnd::OverLimit(limit) => format!("cut at the limit of {limit} bytes"),
        BodyEnd::Shed(all) => format!("the beginning of {all} bytes; the rest was let go to spare memory"),
        BodyEnd::Short(Some(promised)) => format!("ended early: {} of {promised} bytes", response.body.len()),
        BodyEnd::Short(None) => "ended early".to_owned(),
    };
    object([
        ("status", u64::from(response.status).into()),
        ("version", response.version.into()),
        ("headers", headers.into()),
        ("body", eyes.text(&String::from_utf8_lossy(&response.body)).into()),
        ("body_end", end.into()),
        ("remote", response.remote.map(|remote| remote.to_string()).into()),
    ])
}

fn timings(response: &Response) -> Json {
    object([("first_byte", response.timings.first_byte.into()), ("total", response.timings.total.into())])
}
