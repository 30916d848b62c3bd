//! What is said about the backchannel: what must be reachable, what to compare, who is asked, and who came.

use super::front;
use crate::flow::{Backchannel, NotificationEndpoint, Question};
use crate::protocol::exchange::Value;
use crate::protocol::listener::{Source, VisitKind};
use crate::record::Run;
use crate::record::wire::Eyes;

/// Said before anybody is asked to approve: a provider that cannot call leaves everybody waiting.
pub fn awaited(endpoint: &NotificationEndpoint, eyes: Eyes<'_>) -> Vec<String> {
    let bound: Vec<String> = endpoint.addresses.iter().map(ToString::to_string).collect();
    let mut lines = vec![
        "The provider's notifications are awaited:".to_owned(),
        named("registered", &eyes.text(&endpoint.registered)),
        named("listening", &bound.join(" ")),
    ];
    if let Err(why) = &endpoint.reachable {
        lines.push(named("mind", &eyes.text(why)));
    }
    lines
}

/// A name and what can be copied from the rest of the line.
fn named(name: &str, text: &str) -> String {
    format!("  {name:<12}{text}")
}

/// Who is asked, and what stands on both devices.
pub fn approve(asked: &Backchannel, notes: Option<&str>, eyes: Eyes<'_>) -> Vec<String> {
    let who = match &asked.hint {
        Some((_, Value::Plain(text))) => eyes.text(text),
        Some((kind, _)) => format!("whoever the {kind} names"),
        None => "whoever the provider finds".to_owned(),
    };
    let mut lines = vec![format!("Approve on the device of {who}:"), String::new()];
    lines.push(match &asked.binding_message {
        Some(text) => format!("    Compare with the phone:   {}", eyes.text(text)),
        None => "    no binding_message: nothing shows there that it is this request".to_owned(),
    });
    let seconds = asked.authentication.pace.expires_in.as_secs();
    let what = if asked.binding_message.is_some() { "shows the same text" } else { "was asked for here" };
    lines.extend([String::new(), format!("  expires in {seconds} s; approve only what {what}")]);
    // Where the device is, if the profile's owner wrote it down.
    lines.extend(notes.map(|notes| format!("  {}", eyes.text(notes))));
    lines
}

/// Something only the person knows. It is asked for where it can be typed unseen.
pub fn question(question: &Question, is_open: bool, eyes: Eyes<'_>) -> Vec<String> {
    let parameter = question.parameter;
    // What a reference is to be typed for is called by its key, what a provider wants by its parameter.
    let key = if parameter.contains('.') { parameter.to_owned() } else { format!("ciba.{parameter}") };
    let way = if is_open {
        format!("  type the {parameter} and return; it is not shown, and an empty line gives up")
    } else {
        format!(
            "  nobody can be asked here, since stdin is no terminal: give {key} in the profile or by --set, as \
             {{ env = \"NAME\" }}, {{ file = \"PATH\" }}, {{ command = […] }} or {{ keyring = \"NAME\" }}"
        )
    };
    vec![eyes.text(&question.why), way]
}

/// The newest visitor.
pub fn came(run: &Run, eyes: Eyes<'_>) -> Option<String> {
    let visit = &run.visits.last()?.visit;
    let sentence = match visit.kind {
        VisitKind::Ping => "the ping came: polling now",
        VisitKind::Push => "the tokens were pushed",
        VisitKind::PushError => "an error was pushed",
        _ => return front::visited(run, eyes),
    };
    Some(if visit.source == Source::Pasted { format!("{sentence} (pasted)") } else { sentence.to_owned() })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::protocol::ciba::{Authentication, Delivery};
    use crate::protocol::pace::Pace;
    use crate::protocol::secret::Secret;
    use crate::protocol::time::Now;
    use crate::record::Masker;

    fn said(hint: Option<(&str, Value)>, binding_message: Option<&str>) -> String {
        let pace = Pace {
            expires_in: Duration::from_secs(120),
            expires_in_stated: true,
            interval: Duration::from_secs(5),
            interval_stated: true,
        };
        let asked = Backchannel {
            authentication: Authentication { auth_req_id: Secret::new("canary"), pace, received: Now::default() },
            binding_message: binding_message.map(str::to_owned),
            hint: hint.map(|(name, value)| (name.to_owned(), value)),
            delivery: Delivery::Poll,
            expires_at: Duration::from_secs(120),
            signed: false,
        };
        let masker = Masker::default();
        approve(&asked, Some("on her desk"), Eyes { masker: &masker, reveal: false }).join("\n")
    }

    #[test]
    fn the_person_sees_who_is_asked_and_what_to_compare() {
        let told = said(Some(("login_hint", Value::Plain("ann".to_owned()))), Some("W4SCT"));
        assert!(told.starts_with("Approve on the device of ann:\n\n    Compare with the phone:   W4SCT\n\n"), "{told}");
        assert!(told.ends_with("approve only what shows the same text\n  on her desk") && !told.contains("canary"));
        let token = Value::Secret("login_hint_token", Secret::new("canary-of-a-hint"));
        let told = said(Some(("login_hint_token", token)), None);
        assert!(told.contains("whoever the login_hint_token names") && told.contains("no binding_message"), "{told}");
        assert!(!told.contains("canary"), "{told}");
    }

    #[test]
    fn what_a_tunnel_must_forward_is_said_before_anybody_is_asked() {
        crate::covers!("CIB-24");
        let endpoint = NotificationEndpoint {
            registered: "http://127.0.0.1:8401/ciba".to_owned(),
            addresses: vec!["127.0.0.1:8401".parse().expect("an address")],
            reachable: Err("a tunnel has to forward it".to_owned()),
        };
        let masker = Masker::default();
        let told = awaited(&endpoint, Eyes { masker: &masker, reveal: false });
        assert_eq!(
            told[1..],
            [
                "  registered  http://127.0.0.1:8401/ciba",
                "  listening   127.0.0.1:8401",
                "  mind        a tunnel has to forward it",
            ]
        );
        let reachable = NotificationEndpoint { reachable: Ok(()), ..endpoint };
        assert_eq!(awaited(&reachable, Eyes { masker: &masker, reveal: false }).len(), 3);
    }

    #[test]
    fn a_question_says_how_it_can_be_answered() {
        let why = "The provider wants the person's user code.".to_owned();
        let question = Question { parameter: "user_code", why: why.clone() };
        let masker = Masker::default();
        let told = |is_open| super::question(&question, is_open, Eyes { masker: &masker, reveal: false });
        assert!(told(true)[0] == why && told(true)[1].contains("not shown"));
        assert!(told(false)[1].contains("ciba.user_code"));
        let secret = Question { parameter: "client.secret", why };
        let told = super::question(&secret, false, Eyes { masker: &masker, reveal: false });
        assert!(told[1].contains("give client.secret in the profile") && !told[1].contains("ciba."), "{told:?}");
    }
}
