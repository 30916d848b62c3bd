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
    /// Proofs of possession (RFC 9449 §4.1); more than one is too many.
    pub dpop: Vec<String>,
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
}
