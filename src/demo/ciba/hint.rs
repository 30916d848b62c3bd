//! Who is meant: exactly one of three hints says it (CIBA §7.1).

use crate::demo::answer::Answer;
use crate::demo::form::Form;
use crate::demo::jwt;
use crate::demo::members::Members;
use crate::demo::people::Person;
use crate::demo::provider::Provider;
use crate::demo::site::Site;
use serde_json::Value;

/// The `typ` of the tokens that stand for a person at this provider.
const TYP: &str = "login-hint+jwt";

/// The person, or the error.
pub(super) fn person(provider: &Provider, site: &Site, params: &Form) -> Result<&'static Person, Answer> {
    let invalid = |why: &str| Answer::error(400, "invalid_request", why);
    let hints = ["login_hint", "login_hint_token", "id_token_hint"].map(|name| params.get(name));
    match hints {
        [Some(hint), None, None] => Person::hinted(hint).ok_or_else(unknown),
        [None, Some(token), None] => of_hint_token(provider, site, token),
        [None, None, Some(token)] => {
            let claims = jwt::read(provider.keys(), "JWT", token)
                .filter(|claims| claims.get("iss").and_then(Value::as_str) == Some(&site.issuer))
                .ok_or_else(|| invalid("id_token_hint is no ID Token of this provider."))?;
            claims.get("sub").and_then(Value::as_str).and_then(Person::of_subject).ok_or_else(unknown)
        }
        _ => Err(invalid("Exactly one of login_hint, login_hint_token and id_token_hint has to be there.")),
    }
}

fn of_hint_token(provider: &Provider, site: &Site, token: &str) -> Result<&'static Person, Answer> {
    let claims = jwt::read(provider.keys(), TYP, token)
        .ok_or_else(|| Answer::error(400, "invalid_request", "login_hint_token is none of this provider's."))?;
    if claims.get("exp").and_then(Value::as_u64).is_none_or(|exp| exp <= site.now.unix()) {
        return Err(Answer::error(400, "expired_login_hint_token", "The login_hint_token has expired."));
    }
    claims.get("sub").and_then(Value::as_str).and_then(Person::of_subject).ok_or_else(unknown)
}

fn unknown() -> Answer {
    Answer::error(400, "unknown_user_id", "Nobody here is meant by this hint.")
}

/// A token that stands for a person and expires so many seconds from now (or has expired), for who wants to try one.
pub(in crate::demo) fn login_hint_token(provider: &Provider, person: &Person, seconds: i64) -> String {
    let now = provider.clock.now().unix();
    let claims = Members::default()
        .with("iss", provider.origins.plain.as_str())
        .with("sub", person.sub)
        .with("iat", now)
        .with("exp", now.saturating_add_signed(seconds));
    jwt::signed(provider.keys(), TYP, &claims)
}
