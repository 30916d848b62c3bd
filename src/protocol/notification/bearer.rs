//! Who calls: the provider proves it with the `client_notification_token` that we sent it.

use aws_lc_rs::constant_time::verify_slices_are_equal;

use crate::protocol::check::{Check, Finding, ciba};
use crate::protocol::listener::{Incoming, Source};
use crate::protocol::secret::Secret;

pub(super) static BEARER: Check = Check::must(
    "notification.bearer",
    "the bearer token is our client_notification_token",
    ciba!("10.2, §10.3", "rfc.section.10.2"),
);

/// What a visitor shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Bearer {
    /// Our token.
    Right,
    /// None, or another one: what it is, without a character of it.
    Wrong(String),
    /// We sent none, so nothing can be compared.
    NotSent,
    /// A person brought it, and only the body of it.
    Pasted,
}

impl Bearer {
    /// Reads the `Authorization` field. The token is compared in constant time: whoever guesses learns nothing.
    pub fn of(incoming: &Incoming, token: Option<&Secret>) -> Self {
        if incoming.source == Source::Pasted {
            return Self::Pasted;
        }
        let Some(token) = token else { return Self::NotSent };
        match presented(incoming) {
            Ok(came) if same(came, token) => Self::Right,
            Ok(came) => Self::Wrong(other(came, token)),
            Err(what) => Self::Wrong(what),
        }
    }

    /// Its row.
    pub fn finding(&self, token: Option<&Secret>) -> Finding {
        let expected = format!("Authorization: Bearer and our token, of {} characters", token.map_or(0, Secret::chars));
        match self {
            Self::Right => BEARER.pass(expected, "our token"),
            Self::Wrong(what) => BEARER.fail(expected, what),
            Self::NotSent => BEARER.skip("no client_notification_token was sent"),
            Self::Pasted => BEARER.skip("pasted by hand"),
        }
    }
}

/// Whether a text is a secret of ours, without telling by the time it takes how much of it is.
pub(super) fn same(text: &str, secret: &Secret) -> bool {
    verify_slices_are_equal(text.as_bytes(), secret.reveal().as_bytes()).is_ok()
}

/// What another text is that stands where a secret of ours should, without a character of either. It is looked at to
/// the end wherever it differs, since whoever sent it waits for the answer.
pub(super) fn other(text: &str, secret: &Secret) -> String {
    let (mut equal, mut common) = (true, 0_usize);
    for (came, ours) in text.chars().zip(secret.reveal().chars()) {
        equal &= came == ours;
        common += usize::from(equal);
    }
    format!("another one, of {} characters: differs at character {}", text.chars().count(), common + 1)
}

/// The token of the one `Authorization` field (RFC 6750 §2.1), or what stands there in its place.
fn presented(incoming: &Incoming) -> Result<&str, String> {
    let mut fields = incoming.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    let value = match (fields.next(), fields.next()) {
        (None, _) => return Err("no Authorization header".to_owned()),
        (Some(_), Some(_)) => return Err("more than one Authorization header".to_owned()),
        (Some((_, value)), None) => value.trim(),
    };
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    match token.trim_start_matches(' ') {
        "" => Err("an Authorization header without a token".to_owned()),
        // The word may be a token whose scheme was forgotten.
        _ if !scheme.eq_ignore_ascii_case("bearer") => Err("another scheme than Bearer".to_owned()),
        token => Ok(token),
    }
}
