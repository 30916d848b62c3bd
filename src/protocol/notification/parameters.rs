//! The members of a notification as evidence: bounded, and the valuable ones secret.

use crate::protocol::exchange::Value;
use crate::protocol::json::Json;
use crate::protocol::listener::cut;
use crate::protocol::redirect::secret_kind;
use crate::protocol::secret::Secret;

/// More members than this are not kept.
const MOST: usize = 64;
/// No longer value is kept; no token comes near it.
const LONGEST: usize = 128 << 10;
/// No longer name is kept.
const LONGEST_NAME: usize = 256;

/// What only a notification has, and nobody else may see.
const OWN_SECRETS: [&str; 2] = ["auth_req_id", "client_notification_token"];

/// The members in order.
pub(super) fn of(object: &Json) -> Vec<(String, Value)> {
    let members = object.as_object().unwrap_or_default();
    members.iter().take(MOST).map(|(name, value)| (cut(name, LONGEST_NAME).to_owned(), valued(name, value))).collect()
}

fn valued(name: &str, value: &Json) -> Value {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let text = cut(&text, LONGEST);
    match kind(name).or_else(|| inner_kind(value)) {
        Some(kind) => Value::Secret(kind, Secret::new(text)),
        None => Value::Plain(text.to_owned()),
    }
}

fn kind(name: &str) -> Option<&'static str> {
    OWN_SECRETS.into_iter().find(|known| *known == name).or_else(|| secret_kind(name))
}

/// What is hidden somewhere inside of a value.
fn inner_kind(value: &Json) -> Option<&'static str> {
    match value {
        Json::Object(members) => members.iter().find_map(|(name, value)| kind(name).or_else(|| inner_kind(value))),
        Json::Array(elements) => elements.iter().find_map(inner_kind),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::answer::sample::object;

    #[test]
    fn what_is_worth_something_is_secret() {
        let all = of(&object(
            r#"{"auth_req_id":"a","access_token":"b","refresh_token":7,"expires_in":60,"x":[{"id_token":"c"}],"y":{}}"#,
        ));
        assert_eq!(
            format!("{all:?}"),
            r#"[("auth_req_id", ‹auth_req_id›), ("access_token", ‹access_token›), ("refresh_token", ‹refresh_token›), "#
                .to_owned() + r#"("expires_in", "60"), ("x", ‹id_token›), ("y", "{}")]"#
        );
        assert_eq!(all[2].1.reveal(), "7");
    }

    #[test]
    fn they_are_bounded() {
        let many: Vec<String> = (0..1000).map(|n| format!(r#""m{n}":{n}"#)).collect();
        assert_eq!(of(&object(&format!("{{{}}}", many.join(",")))).len(), MOST);
        let long = format!(r#"{{"{}":"{}é"}}"#, "n".repeat(1000), "x".repeat(LONGEST - 1));
        let all = of(&object(&long));
        assert_eq!((all[0].0.len(), all[0].1.reveal().len()), (LONGEST_NAME, LONGEST - 1));
        assert!(of(&object("[1]")).is_empty());
    }
}
