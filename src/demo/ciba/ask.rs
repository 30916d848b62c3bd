//! The parameters of a backchannel request, judged (CIBA §7.1, §13).

use super::hint;
use crate::demo::answer::Answer;
use crate::demo::client::{Backchannel, TokenDelivery, USER_CODE};
use crate::demo::form::Form;
use crate::demo::people::Person;
use crate::demo::provider::Provider;
use crate::demo::scope;
use crate::demo::site::Site;
use crate::demo::wrong::Wrong;

/// A phone has no room for more.
const LONGEST_MESSAGE: usize = 100;

/// Nobody is asked for longer than this many seconds.
const LONGEST_EXPIRY: u64 = 600;

/// 128 bits in base64url are 22 characters; 1024 is the most that is allowed.
const TOKEN_LENGTHS: std::ops::RangeInclusive<usize> = 22..=1024;

/// A request that can be put before the person.
#[derive(Clone, Debug)]
pub(in crate::demo) struct Ask {
    pub scope: String,
    pub person: &'static Person,
    pub binding_message: Option<String>,
    pub client_notification_token: Option<String>,
    /// `requested_expiry`, as far as it is granted.
    pub life: Option<u64>,
}

impl Ask {
    /// Judges the parameters.
    pub fn read(provider: &Provider, site: &Site, client: &Backchannel, params: &Form) -> Result<Self, Answer> {
        Ok(Self {
            scope: scope(params)?,
            person: hint::person(provider, site, params)?,
            binding_message: binding_message(params)?,
            client_notification_token: notification_token(client, params)?,
            life: expiry(site, params)?,
        })
        .and_then(|ask| user_code(client, params).map(|()| ask))
    }
}

fn invalid(why: &str) -> Answer {
    Answer::error(400, "invalid_request", why)
}

fn scope(params: &Form) -> Result<String, Answer> {
    let asked = params.get("scope").ok_or_else(|| invalid("There is no scope."))?;
    let granted = scope::granted(Some(asked)).map_err(|why| Answer::error(400, "invalid_scope", why))?;
    if scope::covers(&granted, "openid") {
        Ok(granted)
    } else {
        Err(Answer::error(400, "invalid_scope", "A backchannel request needs the scope openid."))
    }
}

fn binding_message(params: &Form) -> Result<Option<String>, Answer> {
    let Some(message) = params.get("binding_message") else { return Ok(None) };
    if message.chars().count() > LONGEST_MESSAGE || message.chars().any(char::is_control) {
        let why = "The binding_message is longer than 100 characters, or has control characters.";
        return Err(Answer::error(400, "invalid_binding_message", why));
    }
    Ok(Some(message.to_owned()))
}

/// The bearer token for notifications (RFC 6750 §2.1 says what it may be made of).
fn notification_token(client: &Backchannel, params: &Form) -> Result<Option<String>, Answer> {
    if client.delivery == TokenDelivery::Poll {
        return Ok(None);
    }
    let token = params
        .get("client_notification_token")
        .ok_or_else(|| invalid("This client has to send a client_notification_token."))?;
    let plain = token.trim_end_matches('=').chars().all(|c| c.is_ascii_alphanumeric() || "-._~+/".contains(c));
    if !plain || !TOKEN_LENGTHS.contains(&token.len()) {
        return Err(invalid("client_notification_token has to be a bearer token of 22 to 1024 characters."));
    }
    Ok(Some(token.to_owned()))
}

fn user_code(client: &Backchannel, params: &Form) -> Result<(), Answer> {
    match params.get("user_code") {
        _ if !client.user_code => Ok(()),
        None => Err(Answer::error(400, "missing_user_code", "The person has a user code, and it was not sent.")),
        Some(USER_CODE) => Ok(()),
        Some(_) => Err(Answer::error(400, "invalid_user_code", "This is not the person's user code.")),
    }
}

fn expiry(site: &Site, params: &Form) -> Result<Option<u64>, Answer> {
    let Some(text) = params.get("requested_expiry") else { return Ok(None) };
    let seconds = text.parse::<u64>().ok().filter(|seconds| *seconds > 0);
    let seconds = seconds.ok_or_else(|| invalid("requested_expiry has to be a positive number of seconds."))?;
    let ignored = site.wrong().iter().any(|wrong| matches!(wrong, Wrong::OwnExpiry));
    Ok((!ignored).then_some(seconds.min(LONGEST_EXPIRY)))
}
