//! The front channel for readers: what was opened in a browser, who came back, and what the answer was.

use super::{Wording, check};
use crate::flow::{Listening, Opening};
use crate::protocol::authorize::Place;
use crate::protocol::exchange::Value;
use crate::protocol::json::{Json, object};
use crate::protocol::listener::{Source, VisitKind};
use crate::record::run::{Row, Run, VisitRow};
use crate::record::wire::Eyes;

/// The authorization request and where its answer was awaited; null when the run did not come that far.
pub fn authorization(run: &Run, eyes: Eyes<'_>) -> Json {
    if run.authorization.is_none() && run.listening.is_none() {
        return Json::Null;
    }
    let request = run.authorization.as_ref();
    let listening = run.listening.as_ref();
    object([
        ("url", request.map(|request| eyes.text(request.url.as_str())).into()),
        ("endpoint", request.map(|request| eyes.text(request.endpoint.as_str())).into()),
        ("parameters", request.map(|request| parameters(&request.parameters, eyes)).into()),
        ("pushed", request.map(|request| request.pushed_until.is_some()).into()),
        ("signed", request.map(|request| request.signed).into()),
        ("redirect_uri", listening.map(|listening| listening.redirect_uri.clone()).into()),
        ("listening", listening.map(addresses).into()),
        ("opened", told(run.opening.as_ref(), eyes)),
    ])
}

/// The event of a listener that is ready.
pub fn listening(listening: &Listening) -> Json {
    object([
        ("redirect_uri", listening.redirect_uri.as_str().into()),
        ("addresses", addresses(listening)),
        ("place", place(listening.place).into()),
    ])
}

/// The event of a browser that was asked, or not. Its address is whole, as the browser's own is: a script opens it.
pub fn opened(opening: &Opening, run: &Run, eyes: Eyes<'_>) -> Json {
    object([
        ("url", run.authorization.as_ref().map(|request| request.url.to_string()).into()),
        ("asked", matches!(opening, Opening::Asked(_)).into()),
        ("told", told(Some(opening), eyes)),
    ])
}

/// Somebody who came to the listener, or what was pasted.
pub fn visit(row: &VisitRow, run: &Run, wording: &Wording, eyes: Eyes<'_>) -> Json {
    let visit = &row.visit;
    let from = match visit.source {
        Source::Listener(address) => address.to_string(),
        Source::Pasted => "pasted".to_owned(),
    };
    let rows = row.findings.iter().map(|finding| Row { exchange: None, finding: finding.clone() });
    object([
        ("n", row.n.into()),
        ("at_ms", row.at.mono.saturating_sub(run.started.mono).into()),
        ("from", from.into()),
        ("method", eyes.text(&visit.method).into()),
        ("path", eyes.text(&visit.path).into()),
        ("kind", word(visit.kind).into()),
        ("place", place(visit.place).into()),
        ("status", u64::from(visit.status).into()),
        ("is_providers", visit.notice.as_ref().map(|notice| notice.is_providers).into()),
        ("parameters", parameters(&visit.parameters, eyes)),
        ("checks", rows.map(|row| check(&row, wording, eyes)).collect()),
    ])
}

/// The answer that was taken, as it was judged.
pub fn callback(judged: &[(String, Value)], eyes: Eyes<'_>) -> Json {
    object([("parameters", parameters(judged, eyes))])
}

/// Parameters by name; one that stands there several times is a list.
fn parameters(pairs: &[(String, Value)], eyes: Eyes<'_>) -> Json {
    let mut members: Vec<(String, Json)> = Vec::new();
    for (name, value) in pairs {
        let (name, value) = (eyes.text(name), Json::from(eyes.value(value)));
        match members.iter_mut().find(|(known, _)| *known == name) {
            None => members.push((name, value)),
            Some((_, Json::Array(several))) => several.push(value),
            Some((_, first)) => *first = Json::Array(vec![std::mem::replace(first, Json::Null), value]),
        }
    }
    members.into()
}

fn addresses(listening: &Listening) -> Json {
    listening.addresses.iter().map(|address| Json::from(address.to_string())).collect()
}

fn told(opening: Option<&Opening>, eyes: Eyes<'_>) -> Json {
    let told = opening.and_then(Opening::asked).map(|asked| asked.unwrap_or_else(|failed| failed));
    told.map(|sentence| eyes.text(sentence)).into()
}

const fn place(place: Place) -> &'static str {
    match place {
        Place::Query => "query",
        Place::Fragment => "fragment",
        Place::Form => "form",
        Place::Body => "body",
    }
}

/// What a visit is, for scripts: a word that never changes.
const fn word(kind: VisitKind) -> &'static str {
    match kind {
        VisitKind::Answer => "answer",
        VisitKind::OtherState => "other_state",
        VisitKind::NoState => "no_state",
        VisitKind::Reload => "reload",
        VisitKind::Repeat => "repeat",
        VisitKind::Late => "late",
        VisitKind::Blank => "blank",
        VisitKind::Done => "done",
        VisitKind::Elsewhere => "elsewhere",
        VisitKind::OtherHost => "other_host",
        VisitKind::OtherMethod => "other_method",
        VisitKind::Prefetch => "prefetch",
        VisitKind::Unreadable => "unreadable",
        VisitKind::Ping => "ping",
        VisitKind::Push => "push",
        VisitKind::PushError => "push_error",
        VisitKind::WrongBearer => "wrong_bearer",
        VisitKind::OtherRequest => "other_request",
        VisitKind::OtherMode => "other_mode",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::{Authorization, Event, Outcome};
    use crate::profile::{Flow, Source as From, parse};
    use crate::protocol::listener::Visit;
    use crate::protocol::redirect::checks;
    use crate::protocol::secret::Secret;
    use crate::protocol::time::Now;
    use crate::record::Words;
    use crate::record::{events, report};

    const CODE: &str = "canary-code-91c2e4d7";
    const JWT: &str = "eyJhbGciOiJSUzI1NiJ9.eyJjb2RlIjoiY2FuYXJ5LWNvZGUtOTFjMmU0ZDcifQ.canarysignature0123456789";

    fn wording() -> Wording {
        let end = Words { why: String::new(), whose: "", next: String::new() };
        Wording { message: String::new(), end, row: |_| None }
    }

    fn plain(name: &str, value: &str) -> (String, Value) {
        (name.to_owned(), Value::Plain(value.to_owned()))
    }

    fn secret(name: &str, kind: &'static str, value: &str) -> (String, Value) {
        (name.to_owned(), Value::Secret(kind, Secret::new(value)))
    }

    fn visit(kind: VisitKind, parameters: Vec<(String, Value)>) -> Event {
        let visit = Visit {
            source: Source::Listener("127.0.0.1:5000".parse().expect("an address")),
            method: "GET".to_owned(),
            path: "/callback".to_owned(),
            kind,
            place: Place::Query,
            parameters,
            status: 303,
            notice: None,
        };
        Event::Visited { visit: Box::new(visit), findings: vec![checks::visitors(1)] }
    }

    fn happened() -> Vec<Event> {
        let url = |text: &str| url::Url::parse(text).expect("an address");
        let sent = vec![plain("resource", "a"), plain("state", "st"), plain("resource", "b"), plain("resource", "c")];
        vec![
            Event::Listening(Listening {
                redirect_uri: "http://127.0.0.1:8400/callback".to_owned(),
                addresses: vec!["127.0.0.1:8400".parse().expect("an address")],
                place: Place::Query,
            }),
            Event::Authorization(Box::new(Authorization {
                url: url("https://id.example.com/authorize?resource=a&state=st"),
                endpoint: url("https://id.example.com/authorize"),
                sent: sent.clone(),
                parameters: sent,
                pushed_until: None,
                signed: false,
                since: std::time::Duration::ZERO,
                until: std::time::Duration::from_secs(300),
            })),
            Event::Opened(Opening::Asked("asked firefox to open the address".to_owned())),
            visit(VisitKind::OtherState, vec![secret("code", "code", CODE), plain("state", "xx")]),
            visit(VisitKind::Answer, vec![secret("response", "response", JWT)]),
            Event::Callback(vec![secret("code", "code", CODE), plain("state", "st")]),
            Event::Finished(Outcome::Cancelled),
        ]
    }

    fn run_and_lines(reveal: bool) -> (Run, Vec<Json>) {
        let text = "issuer = \"https://id.example.com\"\nflow = \"code\"\n[client]\nid = \"x\"\n";
        let profile = parse("x", text, From::Demo).expect("a profile").profile;
        let mut run = Run::new(&profile, Flow::Code, Now::default());
        let mut lines = Vec::new();
        for event in happened() {
            run.apply(Now::default(), event.clone());
            lines.extend(events::line(std::time::Duration::ZERO, &event, &run, &wording(), reveal));
        }
        (run, lines)
    }

    #[test]
    fn the_report_tells_the_way_of_the_answer() {
        let (run, _) = run_and_lines(false);
        let read = |reveal| {
            let document = report::document(&run, &wording(), reveal).to_string();
            serde_json::from_str::<serde_json::Value>(&document).expect("JSON")
        };
        let document = read(false);
        let asked = &document["authorization"];
        assert_eq!(asked["endpoint"], "https://id.example.com/authorize");
        assert_eq!(asked["parameters"], serde_json::json!({ "resource": ["a", "b", "c"], "state": "st" }));
        assert_eq!((&asked["pushed"], &asked["signed"]), (&false.into(), &false.into()));
        assert_eq!(asked["listening"], serde_json::json!(["127.0.0.1:8400"]));
        assert_eq!(asked["opened"], "asked firefox to open the address");
        assert_eq!(document["visit_count"], 2);
        assert_eq!((&document["visits"][0]["kind"], &document["visits"][0]["n"]), (&"other_state".into(), &1.into()));
        assert_eq!(document["visits"][0]["checks"][0]["id"], "loopback.visitors");
        assert_eq!(document["callback"]["parameters"], serde_json::json!({ "code": "‹code#1›", "state": "st" }));
        assert!(document["prompt"].is_null());
        assert_eq!(read(true)["callback"]["parameters"]["code"], CODE);
    }

    #[test]
    fn each_visit_is_an_event() {
        let (_, lines) = run_and_lines(false);
        let names: Vec<_> = lines.iter().filter_map(|line| line.get("event")?.as_str().map(str::to_owned)).collect();
        assert_eq!(names, ["listening", "opened", "callback", "callback", "finished"]);
        assert_eq!(
            lines[1].get("url").and_then(Json::as_str),
            Some("https://id.example.com/authorize?resource=a&state=st")
        );
        assert_eq!(lines[2].get("n").map(Json::to_string).as_deref(), Some("1"));
    }

    #[test]
    fn no_code_is_told_until_asked_for() {
        let canaries = [CODE, "canarysignature", "eyJjb2RlIjoi"];
        for reveal in [false, true] {
            let (run, lines) = run_and_lines(reveal);
            let mut said = report::document(&run, &wording(), reveal).to_string();
            said.extend(lines.iter().map(ToString::to_string));
            for canary in canaries {
                assert_eq!(said.contains(canary), reveal, "{canary} in {said}");
            }
        }
    }
}
