//! An answer before it travels, and how it travels.

use super::members::Members;

/// How the bytes of an answer reach the client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Delivery {
    /// As they are.
    #[default]
    Whole,
    /// Half of them, though all were promised.
    Cut,
    /// Followed by eight mebibytes more.
    Endless,
    /// Not at all: the connection is closed.
    Closed,
}

/// One HTTP answer as plain data.
#[derive(Clone, Debug, Default)]
pub(super) struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    pub delivery: Delivery,
    /// Seconds it is held back.
    pub delay: u64,
    /// The object the body was made of, for answers that are to be written in another form.
    pub members: Option<Members>,
}

impl Answer {
    /// A JSON object that nobody may store.
    pub fn json(status: u16, members: Members) -> Self {
        let body = members.json().into_bytes();
        let mut answer = Self { status, body, members: Some(members), ..Self::default() };
        answer.set("content-type", "application/json");
        answer.set("cache-control", "no-store");
        answer.set("pragma", "no-cache");
        answer
    }

    /// A JWT that nobody may store.
    pub fn jwt(content_type: &str, token: String) -> Self {
        let mut answer = Self { status: 200, body: token.into_bytes(), ..Self::default() };
        answer.set("content-type", content_type);
        answer.set("cache-control", "no-store");
        answer
    }

    /// A public JSON document (metadata, keys).
    pub fn document(members: Members) -> Self {
        let mut answer = Self::json(200, members);
        answer.drop_header("pragma");
        answer.set("access-control-allow-origin", "*");
        answer
    }

    /// A few words as plain text.
    pub fn text(status: u16, text: &str) -> Self {
        let mut answer = Self { status, body: text.as_bytes().to_vec(), ..Self::default() };
        answer.set("content-type", "text/plain; charset=utf-8");
        answer
    }

    /// An OAuth error (RFC 6749 §5.2).
    pub fn error(status: u16, code: &str, description: &str) -> Self {
        Self::json(status, Members::default().with("error", code).with("error_description", description))
    }

    /// Sets a header, replacing one of that name.
    pub fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.drop_header(name);
        self.headers.push((name, value.into()));
    }

    /// Takes a header out.
    pub fn drop_header(&mut self, name: &str) {
        self.headers.retain(|(key, _)| *key != name);
    }
}
