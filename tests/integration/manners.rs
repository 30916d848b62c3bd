//! Our own requests, over every scenario: the trace of a run is what people paste into a provider's bug tracker, so
//! no fault of a provider may lead to a request that is at fault itself.

use std::collections::BTreeSet;

use grantty::flow::Event;
use grantty::protocol::check::Finding;
use grantty::protocol::exchange::{Method, Purpose, Request};
use grantty::record::Run;

use crate::scenario::{self, world::ScriptedWorld};

/// Judges every run of every scenario; `judge` names what is wrong with one.
fn over_all(judge: impl Fn(&Run, &ScriptedWorld) -> Vec<String>) {
    let mut wrong = Vec::new();
    for (name, scenario) in scenario::all() {
        let (run, world) = scenario::run(&scenario);
        wrong.extend(judge(&run, &world).into_iter().map(|text| format!("{name}: {text}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_request_is_well_formed() {
    grantty::covers!("OWN-05", "OWN-08");
    over_all(|_, world| world.requests.iter().flat_map(faults_of_form).collect());
}

/// A name twice, an empty value, a header that says more than it has to.
fn faults_of_form(request: &Request) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut names = BTreeSet::new();
    for (name, value) in &request.form {
        // RFC 8707 §2: the one parameter that may come more than once.
        if !names.insert(name) && name != "resource" {
            wrong.push(format!("{} twice in the {}", name, request.purpose.label()));
        }
        if value.reveal().is_empty() {
            wrong.push(format!("{} is empty in the {}", name, request.purpose.label()));
        }
    }
    let headers: Vec<&str> = request.headers.iter().map(|(name, _)| *name).collect();
    let usual = ["accept", "content-type", "authorization"];
    if headers.iter().any(|name| !usual.contains(name))
        || headers.iter().collect::<BTreeSet<_>>().len() != headers.len()
    {
        wrong.push(format!("the {} has the headers {headers:?}", request.purpose.label()));
    }
    let accepts = |(name, value): &(&str, grantty::protocol::exchange::Value)| {
        *name == "accept" && value.reveal() == "application/json"
    };
    if !request.headers.iter().any(accepts) || (request.method == Method::Get && !request.form.is_empty()) {
        wrong.push(format!("the {} does not ask for JSON, or is a GET with a body", request.purpose.label()));
    }
    wrong
}

#[test]
fn every_secret_goes_to_the_endpoint_it_is_for_and_never_into_an_address() {
    grantty::covers!("OWN-06");
    over_all(|run, world| world.requests.iter().flat_map(|request| misdirected(request, run)).collect());
}

fn misdirected(request: &Request, run: &Run) -> Vec<String> {
    let mut wrong = Vec::new();
    let label = request.purpose.label();
    for (kind, secret) in request.secrets() {
        let bearer = secret.reveal().strip_prefix("Bearer ");
        let fitting = match (kind, bearer) {
            ("device_code" | "code_verifier", _) => request.purpose == Purpose::Poll,
            ("authorization", Some(_)) => request.purpose == Purpose::Userinfo,
            _ => matches!(request.purpose, Purpose::DeviceAuthorization | Purpose::Poll),
        };
        if !fitting {
            wrong.push(format!("{kind} goes along with the {label}"));
        }
    }
    if run.masker.finds(request.url.as_str()) {
        wrong.push(format!("a secret stands in the address of the {label}"));
    }
    let known = request.url.host_str().is_some_and(|host| host != "evil.example" && host != "169.254.169.254");
    if !known
        || request.secrets().next().is_some() && Some(request.url.as_str()) != told(request.purpose, run).as_deref()
    {
        wrong.push(format!("the {label} goes to {}", request.url));
    }
    wrong
}

/// The address that the run's document names for a request, or the profile in its place.
fn told(purpose: Purpose, run: &Run) -> Option<String> {
    let member = match purpose {
        Purpose::DeviceAuthorization => "device_authorization_endpoint",
        Purpose::Par => "pushed_authorization_request_endpoint",
        Purpose::Poll | Purpose::Token => "token_endpoint",
        Purpose::Userinfo => "userinfo_endpoint",
        Purpose::Discovery | Purpose::Jwks => return None,
    };
    let documents = run.exchanges.iter().filter(|exchange| exchange.request.purpose == Purpose::Discovery);
    let addresses = documents.filter_map(|exchange| {
        let grantty::record::End::Answered(response) = &exchange.end else { return None };
        let body = response.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&response.body);
        let document: serde_json::Value = serde_json::from_slice(body).ok()?;
        Some(document.get(member)?.as_str()?.to_owned())
    });
    addresses.map(|address| url::Url::parse(&address).map_or(address, |url| url.to_string())).next()
}

#[test]
fn nothing_is_sent_after_a_stop() {
    grantty::covers!("OWN-07");
    over_all(|run, world| {
        let stops =
            |event: &Event| matches!(event, Event::Checked { findings, .. } if findings.iter().any(Finding::stops));
        let sent = |event: &Event| matches!(event, Event::Sent { .. });
        let after = world.events.iter().skip_while(|(_, event)| !stops(event)).filter(|(_, event)| sent(event)).count();
        let wrong = !run.keep_going && after > 0;
        wrong.then(|| format!("{after} requests after a stop")).into_iter().collect()
    });
}
