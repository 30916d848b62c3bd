//! What a scenario expects, compared with what a run made of it.

use std::collections::BTreeSet;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use grantty::protocol::check::Verdict;
use grantty::record::Run;
use toml::Table;

use super::provider::number;
use super::world::{ScriptedWorld, is_poll, label};

/// Everything that differs, as sentences; empty when the run is as expected.
pub fn differences(scenario: &Table, run: &Run, world: &ScriptedWorld) -> Vec<String> {
    let expect = scenario.get("expect").expect("[expect]").as_table().expect("a table");
    let mut wrong = Vec::new();
    wrong.extend(rows(expect, run));
    wrong.extend(ends(expect, run));
    wrong.extend(wire(expect, world));
    wrong.extend(secrecy(expect, run, world));
    wrong.extend(super::pace::differences(expect, run, world));
    wrong.extend(super::doors::differences(expect, world));
    wrong.extend(super::grants::differences(expect, world));
    wrong.extend(super::inspect::differences(expect, run));
    wrong.extend(super::clients::differences(expect, &world.profile, world));
    wrong.extend(reached(expect, world));
    wrong
}

/// Check → verdict that the file names.
pub fn named(expect: &Table) -> Vec<(String, String)> {
    let checks = expect.get("checks").map(|checks| checks.as_table().expect("a table").clone()).unwrap_or_default();
    checks.into_iter().map(|(id, verdict)| (id, verdict.as_str().expect("a verdict").to_owned())).collect()
}

fn rows(expect: &Table, run: &Run) -> Vec<String> {
    let mut wrong = Vec::new();
    let named = named(expect);
    for (id, verdict) in &named {
        let mine: Vec<&str> =
            run.checks.iter().filter(|row| row.finding.check.id == id).map(|row| row.finding.verdict.word()).collect();
        if !mine.contains(&verdict.as_str()) {
            wrong.push(format!("{id} should be {verdict}, its rows are {mine:?}"));
        }
    }
    for (id, part) in expect.get("observed").and_then(toml::Value::as_table).into_iter().flatten() {
        let part = part.as_str().expect("text");
        let said =
            |row: &&grantty::record::Row| row.finding.expected.contains(part) || row.finding.observed.contains(part);
        if !run.checks.iter().filter(|row| row.finding.check.id == id).any(|row| said(&row)) {
            let mine: Vec<&str> = run
                .checks
                .iter()
                .filter(|row| row.finding.check.id == id)
                .map(|row| row.finding.observed.as_str())
                .collect();
            wrong.push(format!("{id} does not say {part:?} but {mine:?}"));
        }
    }
    for id in super::strings(expect.get("without_rows")) {
        if run.checks.iter().any(|row| row.finding.check.id == id) {
            wrong.push(format!("{id} has a row, and nothing was looked at"));
        }
    }
    if !expect.get("others").and_then(toml::Value::as_bool).unwrap_or_default() {
        let bad: BTreeSet<(&str, &str)> = run
            .checks
            .iter()
            .filter(|row| row.finding.verdict <= Verdict::Warn)
            .map(|row| (row.finding.check.id, row.finding.verdict.word()))
            .collect();
        let unnamed = bad.iter().filter(|(id, verdict)| !named.iter().any(|(n, v)| n == id && v == verdict));
        for (id, verdict) in unnamed {
            let row = run
                .checks
                .iter()
                .find(|row| row.finding.check.id == *id && row.finding.verdict.word() == *verdict)
                .expect("it was counted");
            wrong.push(format!(
                "{id} is {verdict}, which nobody expected: must {:?}, came {:?}",
                row.finding.expected, row.finding.observed
            ));
        }
    }
    wrong
}

fn ends(expect: &Table, run: &Run) -> Vec<String> {
    let mut wrong = Vec::new();
    let kind = run.outcome.as_ref().map_or("none", |outcome| outcome.kind());
    if let Some(outcome) = expect.get("outcome").and_then(toml::Value::as_str)
        && outcome != kind
    {
        wrong.push(format!("outcome should be {outcome}, is {:?}", run.outcome));
    }
    let exit = run.exit_code().map(i64::from);
    if let Some(expected) = expect.get("exit").and_then(toml::Value::as_integer)
        && Some(expected) != exit
    {
        wrong.push(format!("exit code should be {expected}, is {exit:?}"));
    }
    if let Some(part) = expect.get("says").and_then(toml::Value::as_str) {
        let message = grantty::explain::message(run);
        if !message.contains(part) {
            wrong.push(format!("the message should say {part:?}: {message}"));
        }
    }
    wrong
}

fn wire(expect: &Table, world: &ScriptedWorld) -> Vec<String> {
    let mut wrong = Vec::new();
    let labels: Vec<String> = world.requests.iter().map(label).collect();
    if let Some(requests) = expect.get("requests")
        && super::strings(Some(requests)) != labels
    {
        wrong.push(format!("requests are {labels:?}"));
    }
    if let Some(gaps) = expect.get("gaps").and_then(toml::Value::as_array) {
        let expected: Vec<f64> = gaps.iter().map(|gap| number(gap).expect("seconds")).collect();
        let came = gaps_of(world);
        if expected.len() != came.len() || expected.iter().zip(&came).any(|(a, b)| (a - b.as_secs_f64()).abs() > 0.011)
        {
            wrong.push(format!("gaps are {came:?}"));
        }
    }
    if let Some(count) = expect.get("polls").and_then(toml::Value::as_integer) {
        let polls = world.requests.iter().filter(|request| is_poll(request)).count();
        if i64::try_from(polls) != Ok(count) {
            wrong.push(format!("{polls} polls"));
        }
    }
    for part in super::strings(expect.get("sent")) {
        let sent =
            world.requests.iter().any(|request| request.body().is_some_and(|body| body.reveal().contains(&part)));
        if !sent {
            wrong.push(format!("no request carries {part:?}"));
        }
    }
    wrong
}

/// How the network was to be reached: `insecure_hosts`, `ca`, `proxy`, and `identity`, whether there is a certificate.
fn reached(expect: &Table, world: &ScriptedWorld) -> Vec<String> {
    let Some(wish) = expect.get("network").map(super::provider::table) else { return Vec::new() };
    let Some(network) = &world.network else { return vec!["the network was never reached".to_owned()] };
    let came = serde_json::json!({
        "insecure_hosts": network.insecure_hosts, "ca": network.ca, "proxy": network.proxy.as_ref().map(grantty::profile::ProxyAddress::reveal),
        "identity": network.identity.is_some(), "key": network.identity.as_ref().is_some_and(|own| own.key.is_some()),
        "connect": network.connect_timeout.map(|limit| limit.as_secs()),
        "first_byte": network.first_byte_timeout.map(|limit| limit.as_secs()),
    });
    let wrong = wish.iter().filter(|(name, value)| came[name.as_str()] != super::provider::json_of(value));
    wrong.map(|(name, _)| format!("{name} of the network is {}", came[name.as_str()])).collect()
}

/// What was said to whom: addresses that must and must not be asked, texts that nobody may see.
fn secrecy(expect: &Table, run: &Run, world: &ScriptedWorld) -> Vec<String> {
    let mut wrong = Vec::new();
    let asked = |part: &String| world.requests.iter().any(|request| request.url.as_str().contains(part.as_str()));
    let addresses = || world.requests.iter().map(|request| request.url.to_string()).collect::<Vec<_>>().join(" ");
    for part in super::strings(expect.get("asked")).iter().filter(|part| !asked(part)) {
        wrong.push(format!("nothing was asked at {part:?} but {}", addresses()));
    }
    for part in super::strings(expect.get("never_asked")).iter().filter(|part| asked(part)) {
        wrong.push(format!("{part:?} was asked: {}", addresses()));
    }
    let wording = grantty::explain::wording(run);
    let report = grantty::record::report::document(run, &wording, false).to_string();
    for text in super::strings(expect.get("never_shown")) {
        if report.contains(&text) || run.checks.iter().any(|row| row.finding.observed.contains(&text)) {
            wrong.push(format!("{text:?} is shown"));
        }
        if claims_shown(run, world).iter().any(|claims| claims.contains(&text)) {
            wrong.push(format!("{text:?} can be read in a signed request"));
        }
    }
    wrong
}

/// What stays readable of the signed objects that were sent, wherever a provider repeats them.
fn claims_shown(run: &Run, world: &ScriptedWorld) -> Vec<String> {
    let sent = world.requests.iter().flat_map(|request| &request.form).filter(|(name, _)| name == "request");
    let shown = sent.filter_map(|(_, object)| {
        let masked = run.masker.mask(object.reveal());
        BASE64URL.decode(masked.split('.').nth(1)?).ok()
    });
    shown.map(|claims| String::from_utf8_lossy(&claims).into_owned()).collect()
}

fn gaps_of(world: &ScriptedWorld) -> Vec<Duration> {
    world
        .events
        .iter()
        .filter_map(|(_, event)| if let grantty::flow::Event::Polled(poll) = event { Some(poll.gap) } else { None })
        .collect()
}
