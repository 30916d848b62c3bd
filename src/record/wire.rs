//! An exchange as text that may be shown: secrets masked by type and by value, everything else as it went.

mod decoded;
mod tls;

pub use decoded::{decoded, decoded_members};

use super::mask::{self, Masker};
use super::run::{End, Exchange};
use crate::protocol::exchange::{BodyEnd, Request, Response, Timings, Value};
use crate::protocol::json::{Json, object};
use crate::protocol::peer::Peer;

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

    /// A text from either side that leaves this machine: where a secret is spelled in a way that no mask fits, nothing
    /// of the text is told.
    pub fn export(&self, text: &str) -> String {
        let shown = self.text(text);
        if self.reveal {
            return shown;
        }
        let leak = self.masker.leak(&shown);
        leak.map_or(shown, |tag| format!("‹withheld: {tag} stands in it, spelled in another way›"))
    }

    /// The name of a field, which may hold a secret unless it is a plain word.
    fn name(&self, name: &str) -> String {
        if mask::is_word(name) { name.to_owned() } else { self.export(name) }
    }

    /// A value that knows whether it is secret.
    pub fn value(&self, value: &Value) -> String {
        match value {
            Value::Secret(kind, secret) if !self.reveal => {
                self.masker.tag(secret).map_or_else(|| format!("‹{kind}›"), str::to_owned)
            }
            value => self.export(value.reveal()),
        }
    }

    /// A header field of an answer.
    pub fn header(&self, name: &str, value: &str) -> String {
        if !self.reveal && SECRET_HEADERS.contains(&name.to_ascii_lowercase().as_str()) {
            return format!("‹{}›", name.to_ascii_lowercase());
        }
        self.export(value)
    }

    /// A claim set or other JSON value, string by string.
    pub fn json(&self, value: &Json) -> Json {
        match value {
            Json::String(text) => Json::String(self.export(text)),
            Json::Array(elements) => elements.iter().map(|element| self.json(element)).collect(),
            Json::Object(members) => {
                Json::Object(members.iter().map(|(name, value)| (self.export(name), self.json(value))).collect())
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
    let response = match &exchange.end {
        End::Pending => Json::Null,
        End::Answered(answer) => response(answer, eyes),
        End::Failed(error) => {
            object([("error", error.kind.phrase().into()), ("detail", eyes.export(&error.detail).into())])
        }
    };
    object([
        ("n", exchange.n.into()),
        ("label", exchange.request.purpose.label().into()),
        ("request", request(&exchange.request, eyes)),
        ("response", response),
        ("tls", tls(&exchange.end, eyes)),
        ("proxy", proxy(&exchange.end, eyes)),
        ("timings_ms", timings(&exchange.end)),
    ])
}

/// What TLS showed of the other side, answered or not; null where there was no TLS.
pub fn tls(end: &End, eyes: Eyes<'_>) -> Json {
    peer_of(end).map(|peer| tls::peer(peer, eyes)).into()
}

fn peer_of(end: &End) -> Option<&Peer> {
    match end {
        End::Pending => None,
        End::Answered(answer) => answer.peer.as_deref(),
        End::Failed(error) => error.peer.as_deref(),
    }
}

/// The proxy between, if one was.
pub fn proxy(end: &End, eyes: Eyes<'_>) -> Json {
    let via = match end {
        End::Pending => None,
        End::Answered(answer) => answer.via.as_deref(),
        End::Failed(error) => error.via.as_deref(),
    };
    via.map(|via| eyes.export(via)).into()
}

fn request(request: &Request, eyes: Eyes<'_>) -> Json {
    let headers: Vec<_> =
        request.headers.iter().map(|(name, value)| ((*name).to_owned(), eyes.value(value).into())).collect();
    let form: Vec<_> = request.form.iter().map(|(name, value)| (eyes.name(name), eyes.value(value).into())).collect();
    object([
        ("method", request.method.word().into()),
        ("url", eyes.export(request.url.as_str()).into()),
        ("headers", headers.into()),
        ("form", if request.body().is_some() { form.into() } else { Json::Null }),
        ("decoded", decoded_members(request, eyes)),
    ])
}

fn response(response: &Response, eyes: Eyes<'_>) -> Json {
    let headers: Vec<_> =
        response.headers.iter().map(|(name, value)| (eyes.name(name), eyes.header(name, value).into())).collect();
    object([
        ("status", u64::from(response.status).into()),
        ("version", response.version.into()),
        ("headers", headers.into()),
        ("body", eyes.export(&String::from_utf8_lossy(&response.body)).into()),
        ("body_end", body_end(response).into()),
        ("remote", response.remote.map(|remote| remote.to_string()).into()),
    ])
}

/// How the body ended, in words.
pub fn body_end(response: &Response) -> String {
    match response.end {
        BodyEnd::Whole => "whole".to_owned(),
        BodyEnd::OverLimit(limit) => format!("cut at the limit of {limit} bytes"),
        BodyEnd::Shed(all) => format!("the beginning of {all} bytes; the rest was let go to spare memory"),
        BodyEnd::Short(Some(promised)) => format!("ended early: {} of {promised} bytes", response.body.len()),
        BodyEnd::Short(None) => "ended early".to_owned(),
    }
}

/// When each phase ended, counted from the start; null for a phase that was not passed.
fn timings(end: &End) -> Json {
    let (times, first_byte, total) = match end {
        End::Pending => return Json::Null,
        End::Answered(answer) => (answer.timings, Some(answer.timings.first_byte), answer.timings.total),
        End::Failed(error) => (Timings::default(), None, error.after),
    };
    object([
        ("dns", times.dns.into()),
        ("connect", times.connect.into()),
        ("tls", times.tls.into()),
        ("first_byte", first_byte.into()),
        ("total", total.into()),
    ])
}

#[cfg(test)]
mod tests;
