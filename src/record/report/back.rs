//! The backchannel for readers: who was asked on another device, where notifications were awaited, and what came there.

use super::{Wording, front};
use crate::flow::{Backchannel, NotificationEndpoint, Pace, Question};
use crate::profile::Flow;
use crate::protocol::ciba::Delivery;
use crate::protocol::exchange::Value;
use crate::protocol::json::{Json, object};
use crate::record::run::Run;
use crate::record::wire::Eyes;

/// What the person was asked, for the report and the event.
pub fn prompt(asked: &Backchannel, eyes: Eyes<'_>) -> Json {
    let pace = &asked.authentication.pace;
    let id = Value::Secret("auth_req_id", asked.authentication.auth_req_id.clone());
    // An interval means nothing where nothing is polled (CIBA Core §7.3).
    let interval = (asked.delivery != Delivery::Push).then_some(pace.interval.as_secs());
    object([
        ("binding_message", asked.binding_message.as_deref().map(|text| eyes.text(text)).into()),
        ("auth_req_id", eyes.value(&id).into()),
        ("expires_in", pace.expires_in.as_secs().into()),
        ("interval_s", interval.into()),
        ("mode", asked.delivery.name().into()),
        ("hint", asked.hint.as_ref().map(|(kind, value)| hint(kind, value, eyes)).into()),
        ("signed", asked.signed.into()),
    ])
}

fn hint(kind: &str, value: &Value, eyes: Eyes<'_>) -> Json {
    object([("kind", kind.into()), ("value", eyes.value(value).into())])
}

/// Where the provider is awaited, for the report.
pub fn endpoint(endpoint: &NotificationEndpoint, eyes: Eyes<'_>) -> Json {
    object([
        ("registered", eyes.text(&endpoint.registered).into()),
        ("listening", addresses(endpoint)),
        ("reachable", endpoint.reachable.is_ok().into()),
        ("why", endpoint.reachable.as_ref().err().map(|why| eyes.text(why)).into()),
    ])
}

/// The event of a notification endpoint that is ready.
pub fn listening(endpoint: &NotificationEndpoint, eyes: Eyes<'_>) -> Json {
    object([
        ("notification_endpoint", eyes.text(&endpoint.registered).into()),
        ("addresses", addresses(endpoint)),
        ("reachable", endpoint.reachable.is_ok().into()),
        ("why", endpoint.reachable.as_ref().err().map(|why| eyes.text(why)).into()),
    ])
}

/// The event of a question to the person.
pub fn asked(question: &Question, eyes: Eyes<'_>) -> Json {
    object([("parameter", question.parameter.into()), ("why", eyes.text(&question.why).into())])
}

/// Who came to the listener of a run, under the name of what is awaited there, with their number.
pub fn visitors(run: &Run, wording: &Wording, eyes: Eyes<'_>) -> [(&'static str, Json); 4] {
    let all = run.visits.iter().map(|visit| front::visit(visit, run, wording, eyes)).collect();
    let (came, nobody) = ((all, run.visit_count), (Json::Array(Vec::new()), 0));
    let (visits, notifications) = if run.flow == Flow::Ciba { (nobody, came) } else { (came, nobody) };
    [
        ("visits", visits.0),
        ("visit_count", visits.1.into()),
        ("notifications", notifications.0),
        ("notification_count", notifications.1.into()),
    ]
}

fn addresses(endpoint: &NotificationEndpoint) -> Json {
    endpoint.addresses.iter().map(|address| Json::from(address.to_string())).collect()
}

/// Why the next poll is when it is, for scripts: a word that never changes.
pub const fn pace(pace: Pace) -> &'static str {
    match pace {
        Pace::Default => "default",
        Pace::Stated => "stated",
        Pace::SlowedDown(_) => "slowed_down",
        Pace::BackedOff(_) => "backed_off",
        Pace::RetryAfter => "retry_after",
        Pace::AwaitsPing => "awaits_ping",
        Pace::Pinged => "pinged",
        Pace::Expiry => "expiry",
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::flow::{Event, Outcome, Poll, Waiting};
    use crate::profile::{Source as From, parse};
    use crate::protocol::authorize::Place;
    use crate::protocol::ciba::Authentication;
    use crate::protocol::exchange::{Purpose, Request};
    use crate::protocol::json;
    use crate::protocol::listener::{Notice, Source, Visit, VisitKind};
    use crate::protocol::pace::Pace as Life;
    use crate::protocol::secret::Secret;
    use crate::protocol::time::Now;
    use crate::protocol::token::TokenSet;
    use crate::record::{Words, events, report};

    const ID: &str = "canary-auth-req-id-0123456789";
    const BEARER: &str = "canary-notification-token-0123";
    const PIN: &str = "canary-user-code";
    const HINT: &str = "canary-login-hint-token";
    const ACCESS: &str = "canary-pushed-access-token";
    const REFRESH: &str = "canary-pushed-refresh-token";
    const NESTED: &str = "canary-of-an-extension";
    const CANARIES: [&str; 7] = [ID, BEARER, PIN, HINT, ACCESS, REFRESH, NESTED];

    fn wording() -> Wording {
        let end = Words { why: String::new(), whose: "", next: String::new() };
        Wording { message: format!("never say {BEARER} aloud"), end, row: |_| None }
    }

    fn secret(kind: &'static str, value: &str) -> (String, Value) {
        (kind.to_owned(), Value::Secret(kind, Secret::new(value)))
    }

    fn visit(kind: VisitKind, parameters: Vec<(String, Value)>, notice: Notice) -> Event {
        let source = Source::Listener("127.0.0.1:5000".parse().expect("an address"));
        let (method, path) = ("POST".to_owned(), "/ciba".to_owned());
        let notice = Some(Box::new(notice));
        let visit = Visit { source, method, path, kind, place: Place::Body, parameters, status: 204, notice };
        Event::Visited { visit: Box::new(visit), findings: vec![crate::protocol::redirect::checks::visitors(1)] }
    }

    fn pushed() -> Event {
        let body = format!(r#"{{"auth_req_id":"{ID}","access_token":"{ACCESS}","vendor":{{"id_token":"{NESTED}"}}}}"#);
        let pushed = json::parse(body.as_bytes()).expect("JSON").value;
        let vendor = ("vendor".to_owned(), Value::Plain(format!(r#"{{"id_token":"{NESTED}"}}"#)));
        let parameters = vec![secret("auth_req_id", ID), secret("access_token", ACCESS), vendor];
        visit(VisitKind::Push, parameters, Notice { findings: vec![], is_providers: true, pushed: Some(pushed) })
    }

    fn asked() -> Backchannel {
        let pace = Life {
            expires_in: Duration::from_secs(120),
            expires_in_stated: true,
            interval: Duration::from_secs(5),
            interval_stated: false,
        };
        Backchannel {
            authentication: Authentication { auth_req_id: Secret::new(ID), pace, received: Now::default() },
            binding_message: Some("W4SCT".to_owned()),
            hint: Some(secret("login_hint_token", HINT)),
            delivery: Delivery::Ping,
            expires_at: Duration::from_secs(120),
            signed: false,
        }
    }

    fn happened() -> Vec<Event> {
        let url = url::Url::parse("https://id.example.com/ciba").expect("an address");
        let form = vec![secret("user_code", PIN), secret("login_hint_token", HINT)];
        let stranger = Notice { findings: vec![], is_providers: false, pushed: None };
        let tokens = TokenSet {
            access_token: Some(Secret::new(ACCESS)),
            token_type: "Bearer".to_owned(),
            expires_in: None,
            refresh_token: Some(Secret::new(REFRESH)),
            id_token: None,
            scope: None,
            issued_token_type: None,
            received: Now::default(),
            extra: Vec::new(),
        };
        vec![
            Event::Learned { kind: "client_notification_token", secret: Secret::new(BEARER) },
            Event::NotificationEndpoint(NotificationEndpoint {
                registered: "https://tunnel.example/ciba".to_owned(),
                addresses: vec!["127.0.0.1:8401".parse().expect("an address")],
                reachable: Err(format!("nobody comes with {BEARER}")),
            }),
            Event::Sent { exchange: 1, request: Request::post(Purpose::BackchannelAuthentication, url, form) },
            Event::Asked(Question { parameter: "user_code", why: format!("{PIN} is wrong.") }),
            Event::Backchannel(Box::new(asked())),
            visit(VisitKind::WrongBearer, vec![secret("auth_req_id", ID)], stranger),
            Event::Waiting(Waiting {
                poll: 1,
                until: Duration::from_secs(120),
                since: Duration::ZERO,
                interval: Duration::from_secs(5),
                pace: Pace::AwaitsPing,
            }),
            pushed(),
            Event::Polled(Poll {
                n: 1,
                exchange: 1,
                sent: Duration::ZERO,
                planned: Duration::ZERO,
                gap: Duration::ZERO,
                interval: Duration::from_secs(5),
                answer: format!("no tokens for {ID}"),
                pinged: true,
            }),
            Event::Tokens(tokens),
            Event::Finished(Outcome::Tokens),
        ]
    }

    fn run_and_lines(reveal: bool) -> (Run, Vec<Json>) {
        let text = "issuer = \"https://id.example.com\"\n[client]\nid = \"x\"\n[ciba]\nlogin_hint = \"ann\"\n";
        let profile = parse("x", text, From::Demo).expect("a profile").profile;
        let mut run = Run::new(&profile, Flow::Ciba, Now::default());
        let mut lines = Vec::new();
        for event in happened() {
            run.apply(Now::default(), event.clone());
            lines.extend(events::line(Duration::ZERO, &event, &run, &wording(), reveal));
        }
        (run, lines)
    }

    fn document(run: &Run, reveal: bool) -> serde_json::Value {
        serde_json::from_str(&report::document(run, &wording(), reveal).to_string()).expect("JSON")
    }

    #[test]
    fn the_report_tells_who_was_asked_and_who_came() {
        let (run, _) = run_and_lines(false);
        let document = document(&run, false);
        assert_eq!(
            document["prompt"],
            serde_json::json!({
                "binding_message": "W4SCT", "auth_req_id": "‹auth_req_id#1›", "expires_in": 120, "interval_s": 5,
                "mode": "ping", "hint": { "kind": "login_hint_token", "value": "‹login_hint_token#1›" }, "signed": false,
            })
        );
        let endpoint = &document["notification_endpoint"];
        assert_eq!(endpoint["registered"], "https://tunnel.example/ciba");
        assert_eq!((&endpoint["listening"][0], &endpoint["reachable"]), (&"127.0.0.1:8401".into(), &false.into()));
        assert_eq!((&document["visits"], &document["visit_count"]), (&serde_json::json!([]), &0.into()));
        assert_eq!(document["notification_count"], 2);
        let kinds: Vec<_> = [0, 1].map(|n| document["notifications"][n]["kind"].clone()).into();
        assert_eq!(kinds, ["wrong_bearer", "push"]);
        assert_eq!(document["notifications"][1]["parameters"]["access_token"], "‹access_token#1›");
        assert_eq!(document["notifications"][1]["is_providers"], true);
        assert_eq!(document["polls"][0]["pinged"], true);
        assert!(run.checks.is_empty(), "a stranger's rows are not the run's: {:?}", run.checks);
    }

    #[test]
    fn each_step_is_an_event() {
        let (_, lines) = run_and_lines(false);
        let text = |line: &Json, name: &str| line.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
        let names: Vec<_> = lines.iter().map(|line| text(line, "event")).collect();
        assert_eq!(
            names,
            [
                "listening",
                "sent",
                "asked",
                "prompt",
                "notification",
                "waiting",
                "notification",
                "polled",
                "tokens",
                "finished"
            ]
        );
        assert_eq!(text(&lines[0], "notification_endpoint"), "https://tunnel.example/ciba");
        assert_eq!(
            (text(&lines[2], "parameter"), text(&lines[3], "mode")),
            ("user_code".to_owned(), "ping".to_owned())
        );
        assert_eq!(
            (text(&lines[4], "kind"), text(&lines[5], "why")),
            ("wrong_bearer".to_owned(), "awaits_ping".to_owned())
        );
    }

    #[test]
    fn nothing_secret_is_told_until_asked_for() {
        for reveal in [false, true] {
            let (run, lines) = run_and_lines(reveal);
            let mut said = report::document(&run, &wording(), reveal).to_string();
            said.extend(lines.iter().map(ToString::to_string));
            for canary in CANARIES {
                assert_eq!(said.contains(canary), reveal, "{canary} in {said}");
            }
        }
    }

    #[test]
    fn what_a_visitor_brought_is_kept_once() {
        let (run, _) = run_and_lines(false);
        assert!(run.visits.iter().filter_map(|row| row.visit.notice.as_ref()).all(|notice| notice.pushed.is_none()));
    }

    #[test]
    fn an_interval_means_nothing_where_tokens_are_pushed() {
        let masker = crate::record::Masker::default();
        let eyes = Eyes { masker: &masker, reveal: false };
        let asked = Backchannel { delivery: Delivery::Push, hint: None, binding_message: None, ..asked() };
        let told = prompt(&asked, eyes);
        let is_null = |name| told.get(name) == Some(&Json::Null);
        assert!(["interval_s", "hint", "binding_message"].into_iter().all(is_null), "{told}");
    }
}
