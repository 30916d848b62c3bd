//! The profile's own parameters of a leg: they have the last word, and keep their secrets.

use crate::protocol::exchange::Value;
use crate::protocol::secret::Secret;

/// Fields that nobody but client and server may see, whoever put them into a form.
const SECRET_FIELDS: [&str; 16] = [
    "client_secret",
    "client_assertion",
    "assertion",
    "password",
    "device_code",
    "auth_req_id",
    "client_notification_token",
    "login_hint_token",
    "id_token_hint",
    "user_code",
    "code_verifier",
    "refresh_token",
    "access_token",
    "subject_token",
    "actor_token",
    "request",
];

/// A field of the profile's own, secret by its name.
fn own((name, value): &(String, String)) -> (String, Value) {
    let kind = SECRET_FIELDS.into_iter().find(|known| known.eq_ignore_ascii_case(name));
    let value =
        kind.map_or_else(|| Value::Plain(value.clone()), |kind| Value::Secret(kind, Secret::new(value.as_str())));
    (name.clone(), value)
}

/// Puts the profile's own parameters into a form. One that is named like a field of ours takes its place: whoever
/// debugs a server may want to send what is wrong.
pub fn extend(form: &mut Vec<(String, Value)>, extra: &[(String, String)]) {
    form.retain(|(name, _)| extra.iter().all(|(key, _)| key != name));
    form.extend(extra.iter().map(own));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_of_the_profile_is_secret_by_its_name() {
        let mut form = Vec::new();
        let pair = |name: &str| (name.to_owned(), "hunter2".to_owned());
        extend(&mut form, &[pair("client_assertion"), pair("audience"), pair("request")]);
        assert_eq!(form[0].1, Value::Secret("client_assertion", Secret::new("hunter2")));
        assert_eq!(form[1].1, Value::Plain("hunter2".to_owned()));
        assert_eq!(form[2].1, Value::Secret("request", Secret::new("hunter2")), "its signature can be used again");
    }

    #[test]
    fn the_profile_has_the_last_word() {
        let plain = |text: &str| Value::Plain(text.to_owned());
        let mut form = vec![("scope".to_owned(), plain("openid")), ("x".to_owned(), plain("1"))];
        extend(&mut form, &[("scope".to_owned(), "a".to_owned()), ("scope".to_owned(), "b".to_owned())]);
        let all: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.reveal())).collect();
        assert_eq!(all, [("x", "1"), ("scope", "a"), ("scope", "b")]);
    }
}
