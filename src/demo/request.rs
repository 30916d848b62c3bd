//! A request as plain data.

use super::door::Door;
use super::form::Form;
use super::tls::Shown;
use std::sync::Arc;

/// What the endpoints look at.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub method: String,
    pub path: String,
    pub query: Form,
    pub form: Form,
    /// The body or the query could not be read as a form.
    pub unreadable: bool,
    pub host: Option<String>,
    pub authorization: Option<String>,
    pub accept: Option<String>,
    pub cookie: Option<String>,
    /// Where a form comes from, which browsers tell and scripts do not.
    pub origin: Option<String>,
    /// The socket it came through.
    pub door: Door,
    /// The certificate that came with the connection.
    pub certificate: Option<Arc<Shown>>,
}

impl Request {
    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let pairs = self.cookie.as_deref()?.split(';');
        pairs.filter_map(|pair| pair.trim().split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// The Bearer token of the Authorization header.
    pub fn bearer(&self) -> Option<&str> {
        let (scheme, token) = self.authorization.as_deref()?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    }
}
