//! The parameters of something that may be an answer: decoded, bounded, and the valuable ones secret.

use url::form_urlencoded;

use crate::protocol::exchange::Value;
use crate::protocol::listener::cut;
use crate::protocol::secret::Secret;

/// More parameters than this are not kept.
const MOST: usize = 100;
/// No longer value is kept; no answer comes near it.
const LONGEST: usize = 128 << 10;
/// No longer name is kept.
const LONGEST_NAME: usize = 256;

/// What nobody else may see, by name.
const SECRETS: [&str; 6] = ["code", "id_token", "access_token", "refresh_token", "response", "token"];

/// Names that make an answer of a provider out of parameters.
const TELLING: [&str; 7] = ["code", "error", "response", "id_token", "access_token", "token", "state"];

/// Names that only a request has: whoever pastes those has copied the wrong address.
const OF_A_REQUEST: [&str; 4] = ["response_type", "client_id", "redirect_uri", "request_uri"];

/// Decodes a query, a fragment or a form. What a redirect URI has of its own is not part of the answer.
pub(super) fn decode(text: &[u8], own: &str) -> Vec<(String, Value)> {
    let mut own: Vec<(String, String)> = form_urlencoded::parse(own.as_bytes()).into_owned().collect();
    let mut all = Vec::new();
    for (name, value) in form_urlencoded::parse(text) {
        if let Some(at) = own.iter().position(|(key, known)| *key == name && *known == value) {
            own.swap_remove(at);
            continue;
        }
        if all.len() == MOST {
            break;
        }
        all.push((cut(&name, LONGEST_NAME).to_owned(), valued(&name, cut(&value, LONGEST))));
    }
    all
}

/// Whether they look like an answer.
pub(super) fn is_answer(parameters: &[(String, Value)]) -> bool {
    parameters.iter().any(|(name, _)| TELLING.contains(&name.as_str()))
}

/// Whether they are those of a request: it has a `state` as well, and nothing that answers it.
pub(super) fn is_request(parameters: &[(String, Value)]) -> bool {
    let any = |names: &[&str]| parameters.iter().any(|(name, _)| names.contains(&name.as_str()));
    any(&OF_A_REQUEST) && !any(&["code", "error", "response", "id_token", "access_token"])
}

/// What nobody else may see, by the name of its parameter.
pub(in crate::protocol) fn secret_kind(name: &str) -> Option<&'static str> {
    SECRETS.into_iter().find(|known| *known == name)
}

fn valued(name: &str, text: &str) -> Value {
    match secret_kind(name) {
        Some(kind) => Value::Secret(kind, Secret::new(text)),
        None => Value::Plain(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str, own: &str) -> Vec<(String, String)> {
        let all = decode(text.as_bytes(), own);
        all.into_iter().map(|(name, value)| (name, value.reveal().to_owned())).collect()
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn they_are_decoded_as_a_form_and_repeated_ones_stay() {
        let all = plain("code=a%2Fb+c&code=%F0%9F%99%82&error_description=%1B%5B2J", "");
        assert_eq!(all, [pair("code", "a/b c"), pair("code", "🙂"), pair("error_description", "\u{1b}[2J")]);
        assert_eq!(plain("x=1&code=a&x=2", "x=1"), [pair("code", "a"), pair("x", "2")]);
        assert_eq!(plain("x=1&x=1", "x=1"), [pair("x", "1")]);
    }

    #[test]
    fn what_is_worth_something_is_secret() {
        let all = decode(b"code=abc&id_token=e.y.J&state=s", "");
        assert_eq!(format!("{all:?}"), r#"[("code", ‹code›), ("id_token", ‹id_token›), ("state", "s")]"#);
    }

    #[test]
    fn they_are_bounded() {
        let many = "a=1&".repeat(1000);
        assert_eq!(decode(many.as_bytes(), "").len(), MOST);
        let long = format!("code={}é", "x".repeat(LONGEST - 1));
        assert_eq!(decode(long.as_bytes(), "")[0].1.reveal().len(), LONGEST - 1);
    }
}
