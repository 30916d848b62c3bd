//! A request as it came, for tests that compare what was sent byte by byte.

use hyper::http::request::Parts;

/// One request. `Debug` shows no secrets, the rest does.
#[derive(Clone, PartialEq, Eq)]
pub struct Kept {
    /// `GET`, `POST`, ...
    pub method: String,
    /// Path and query as they stood in the first line.
    pub target: String,
    /// Names in lower case, in the order of arrival.
    pub headers: Vec<(String, String)>,
    /// The body, undecoded.
    pub body: Vec<u8>,
}

impl Kept {
    /// What hyper read.
    pub(super) fn of(head: &Parts, body: &[u8]) -> Self {
        let text = |value: &hyper::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers = head.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value)));
        Self {
            method: head.method.as_str().to_owned(),
            target: head.uri.to_string(),
            headers: headers.collect(),
            body: body.to_vec(),
        }
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The path without the query.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kept").field("method", &self.method).field("path", &self.path()).finish_non_exhaustive()
    }
}
