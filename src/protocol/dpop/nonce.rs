//! The nonces that servers hand out (RFC 9449 §8, §9): each is for the server that gave it, until it gives another.

use url::Url;

use super::{NONCE, answered};
use crate::protocol::check::Finding;
use crate::protocol::exchange::Response;
use crate::protocol::text::shown_short;

/// More servers than this do not take part in one run.
const MOST: usize = 100;
/// A longer nonce is not sent back: with what is around it, a header of ours would be refused for its size.
const LONGEST: usize = 2048;

pub(super) const EXPECTED: &str = "one DPoP-Nonce header of visible ASCII without \" and \\";

/// The newest nonce of each server, by its origin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Nonces(Vec<(String, String)>);

impl Nonces {
    /// Keeps the nonce that an answer brings, whatever else it says (§8.2). One that cannot be sent changes nothing.
    pub fn note(&mut self, url: &Url, response: &Response) {
        let Some(nonce) = Offered::of(response).nonce else { return };
        let origin = url.origin().ascii_serialization();
        self.0.retain(|(known, _)| *known != origin);
        if self.0.len() == MOST {
            self.0.remove(0);
        }
        self.0.push((origin, nonce.to_owned()));
    }

    /// The nonce for a request to that address.
    pub fn of(&self, url: &Url) -> Option<&str> {
        let origin = url.origin().ascii_serialization();
        self.0.iter().find(|(known, _)| *known == origin).map(|(_, nonce)| nonce.as_str())
    }
}

/// What an answer hands out.
pub(super) struct Offered<'a> {
    /// A nonce that can be sent.
    pub nonce: Option<&'a str>,
    /// What is wrong with the header, if it is there.
    pub fault: Option<String>,
}

impl<'a> Offered<'a> {
    pub fn of(response: &'a Response) -> Self {
        let named = |key: &str| key.eq_ignore_ascii_case("dpop-nonce");
        let mut fields = response.headers.iter().filter(|(key, _)| named(key)).map(|(_, value)| value.as_str());
        let Some(first) = fields.next() else { return Self { nonce: None, fault: None } };
        let more = fields.count();
        let fault = fault(first);
        let nonce = fault.is_none().then_some(first);
        let several = || (more > 0).then(|| format!("{} of them; the first is used", more + 1));
        Self { nonce, fault: fault.or_else(several) }
    }
}

/// Why a text is no nonce (§8.1), or none that is sent back.
pub(super) fn fault(nonce: &str) -> Option<String> {
    if nonce.is_empty() {
        return Some("it is empty".to_owned());
    }
    if let Some(c) = nonce.chars().find(|c| !matches!(c, '!' | '#'..='[' | ']'..='~')) {
        return Some(format!("it has U+{:04X}: {}", c as u32, shown_short(nonce, 80)));
    }
    (nonce.len() > LONGEST).then(|| format!("{} characters: no more than {LONGEST} are sent back", nonce.len()))
}

/// The row about the nonce of an answer that asks for none: nobody has to hand one out. Nothing for an answer that
/// does ask, for [`super::challenge`] has that row.
pub fn offered(response: &Response) -> Option<Finding> {
    if answered::asks_for_nonce(response) {
        return None;
    }
    let expected = format!("none, or {EXPECTED}");
    Some(match Offered::of(response) {
        Offered { fault: Some(fault), .. } => NONCE.fail(expected, fault),
        Offered { nonce: Some(nonce), .. } => {
            NONCE.pass(expected, format!("{}, for the next request", shown_short(nonce, 80)))
        }
        Offered { .. } => NONCE.pass(expected, "none"),
    })
}
