//! Whether an answer belongs to the request that was sent: its `state` says so, and nothing else does
//! (RFC 6749 §10.12).

use crate::protocol::exchange::Value;
use crate::protocol::jose::jwt;

/// How an answer belongs to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Belonging {
    /// It is ours.
    Ours,
    /// Its `state` is another one.
    Other,
    /// It has no `state`.
    Unknown,
}

/// Compares every `state` with the one that was sent, inside of a JWT as well. One that is encrypted is not seen, so
/// anybody may have made it.
pub(super) fn of(parameters: &[(String, Value)], state: Option<&str>) -> Belonging {
    let Some(expected) = state else { return Belonging::Ours };
    let values = |name: &'static str| parameters.iter().filter(move |(key, _)| key == name).map(|(_, v)| v.reveal());
    let mut states: Vec<String> = values("state").map(str::to_owned).collect();
    for response in values("response") {
        let token = jwt::read(response);
        let inner = token.payload.as_ref().and_then(|payload| payload.get("state"));
        states.extend(inner.and_then(|state| state.as_str()).map(str::to_owned));
    }
    if states.iter().any(|state| state == expected) {
        Belonging::Ours
    } else if !states.is_empty() {
        Belonging::Other
    } else {
        Belonging::Unknown
    }
}

/// Whether they come in a JWT that only its reader can open.
pub(in crate::protocol) fn is_sealed(parameters: &[(String, Value)]) -> bool {
    let mut responses = parameters.iter().filter(|(key, _)| key == "response");
    responses.any(|(_, value)| jwt::read(value.reveal()).is_encrypted())
}

/// A parameter that can be seen, inside of a JWT first, without believing anything.
pub(in crate::protocol) fn visible(parameters: &[(String, Value)], name: &str) -> Option<String> {
    let value = |name: &str| parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.reveal());
    let inside = || jwt::read(value("response")?).payload?.get(name)?.as_str().map(str::to_owned);
    inside().or_else(|| value(name).map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::jose::base64url::encode;
    use crate::protocol::redirect::parameters::decode;

    fn jwt(payload: &str) -> String {
        format!("response={}.{}.c2ln", encode(br#"{"alg":"RS256"}"#), encode(payload.as_bytes()))
    }

    fn came(text: &str) -> Belonging {
        of(&decode(text.as_bytes(), ""), Some("ours"))
    }

    #[test]
    fn the_state_is_compared_wherever_it_stands() {
        assert_eq!(came("code=a&state=ours"), Belonging::Ours);
        assert_eq!(came("code=a&state=ours1"), Belonging::Other);
        assert_eq!(came("code=a&state="), Belonging::Other);
        assert_eq!(came("code=a"), Belonging::Unknown);
        assert_eq!(came(&jwt(r#"{"state":"ours"}"#)), Belonging::Ours);
        assert_eq!(came(&jwt(r#"{"state":"Ours"}"#)), Belonging::Other);
        assert_eq!(came(&jwt("{}")), Belonging::Unknown);
        assert_eq!(came("response=junk"), Belonging::Unknown);
        assert_eq!(of(&decode(b"code=a&state=x", ""), None), Belonging::Ours);
    }

    #[test]
    fn what_cannot_be_seen_proves_nothing() {
        crate::covers!("JRM-12");
        let sealed = format!("response={}.a.b.c.d", encode(br#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#));
        assert_eq!(came(&sealed), Belonging::Unknown);
        assert_eq!(came("response=a.b.c.d.e"), Belonging::Unknown);
        assert_eq!(came(&format!("{sealed}&state=other")), Belonging::Other);
    }
}
