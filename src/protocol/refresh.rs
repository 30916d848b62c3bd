//! What a refresh brought, held against what was there before it (OIDC Core §12.2, RFC 6749 §6, RFC 9700 §4.14).

mod claims;
mod rotation;

use super::check::{Check, Finding};
use super::jose::jwt;
use super::json::Json;
use super::secret::Secret;
use super::token::TokenSet;

/// Every check of this room, in the order of judging.
pub static CHECKS: &[&Check] = &[
    &rotation::ROTATION,
    &rotation::PROTECTED,
    &rotation::SCOPE,
    &claims::ID_TOKEN,
    &claims::ISS,
    &claims::SUB,
    &claims::AUD,
    &claims::AUTH_TIME,
    &claims::AZP,
    &claims::NONCE,
];

/// What was there before.
#[derive(Clone, Copy, Debug)]
pub struct Before<'a> {
    /// The refresh token that was sent.
    pub refresh_token: &'a Secret,
    /// The scopes that were granted, as far as the profile knows.
    pub scope: &'a [String],
    /// The ID Token of the sign-in, or why there is none to compare with.
    pub id_token: Result<&'a Secret, &'a str>,
    /// Why nobody else can use its refresh tokens, if that is so.
    pub guarded: Option<&'static str>,
}

/// Judges a successful answer.
pub fn judge(tokens: &TokenSet, before: &Before<'_>) -> Vec<Finding> {
    let mut findings = rotation::judge(tokens, before);
    findings.push(claims::id_token(tokens.id_token.as_ref()));
    findings.extend(match (&tokens.id_token, before.id_token) {
        (None, _) => claims::skipped("no ID Token came"),
        (Some(_), Err(reason)) => claims::skipped(reason),
        (Some(new), Ok(old)) => match (claims_of(old), claims_of(new)) {
            (Err(reason), _) => claims::skipped(&format!("the ID Token from before {reason}")),
            (_, Err(reason)) => claims::skipped(&format!("the new ID Token {reason}")),
            (Ok(old), Ok(new)) => claims::compare(&old, &new),
        },
    });
    findings
}

/// The `nonce` that the new ID Token has from the one before: that is allowed, if unwise, so it is expected there.
pub fn repeated_nonce(tokens: &TokenSet, before: &Before<'_>) -> Option<String> {
    let of = |token: &Secret| claims_of(token).ok()?.get("nonce").and_then(Json::as_str).map(str::to_owned);
    let before = of(before.id_token.ok()?)?;
    of(tokens.id_token.as_ref()?).filter(|nonce| *nonce == before)
}

fn claims_of(token: &Secret) -> Result<Json, &'static str> {
    let decoded = jwt::read(token.reveal());
    if decoded.is_encrypted() {
        return Err("is encrypted, so its claims are not compared");
    }
    decoded.payload.filter(|payload| payload.as_object().is_some()).ok_or("could not be read")
}

#[cfg(test)]
mod tests;
