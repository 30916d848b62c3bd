//! The report of a run: one JSON document, masked unless its reader asked otherwise.

pub mod back;
pub mod front;
pub mod inspected;

use std::time::Duration;

use super::run::{Row, Run};
use super::wire::{self, Eyes};
use super::{mask, stamp};
use crate::flow::{Poll, Prompt};
use crate::profile::Flow;
use crate::protocol::check::Finding;
use crate::protocol::id_token::IdToken;
use crate::protocol::jose::jwt;
use crate::protocol::json::{Json, object};
use crate::protocol::secret::Secret;
use crate::protocol::text;
use crate::protocol::time::Now;
use crate::protocol::token::TokenSet;

/// The form of this document. It grows without a new number; the number changes when something is taken away.
const SCHEMA: u64 = 1;

/// The sentences that a report carries, from whoever can explain.
pub struct Wording {
    /// How the run ended, in one sentence.
    pub message: String,
    /// Whose side that is on, and what to do now.
    pub end: Words,
    /// The same about a row that warned or failed.
    pub row: fn(&Finding) -> Option<Words>,
}

/// An explanation for readers without a keyboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// What is wrong.
    pub why: String,
    /// On whose side it is.
    pub whose: &'static str,
    /// What to do now.
    pub next: String,
}

/// The report of a run that has ended.
pub fn document(run: &Run, wording: &Wording, reveal: bool) -> Json {
    let eyes = Eyes { masker: &run.masker, reveal };
    let ended = run.ended.unwrap_or(run.started);
    let [visits, visit_count, notifications, notification_count] = back::visitors(run, wording, eyes);
    object([
        ("schema", SCHEMA.into()),
        ("grantty", env!("CARGO_PKG_VERSION").into()),
        ("command", if run.flow == Flow::Inspect { "inspect" } else { "run" }.into()),
        ("profile", run.profile.as_str().into()),
        ("flow", run.flow.word().into()),
        ("issuer", run.issuer.clone().into()),
        ("started_at", stamp::utc(run.started.unix).into()),
        ("duration_ms", ended.mono.saturating_sub(run.started.mono).into()),
        ("keep_going", run.keep_going.into()),
        ("clock", clock(run, ended)),
        ("outcome", outcome(run, wording, eyes)),
        ("checks", run.checks.iter().map(|row| check(row, wording, eyes)).collect()),
        ("polls", run.polls.iter().map(|one| poll(one, run, eyes)).collect()),
        ("prompt", asked(run, eyes)),
        ("authorization", front::authorization(run, eyes)),
        (
            "notification_endpoint",
            run.notification_endpoint.as_ref().map(|endpoint| back::endpoint(endpoint, eyes)).into(),
        ),
        visits,
        visit_count,
        notifications,
        notification_count,
        ("callback", run.callback.as_deref().map(|parameters| front::callback(parameters, eyes)).into()),
        (
            "front_tokens",
            run.front_tokens.as_ref().map(|tokens| token_set(tokens, run.front_id_token.as_ref(), eyes)).into(),
        ),
        ("tokens", run.tokens.as_ref().map(|tokens| token_set(tokens, run.id_token.as_ref(), eyes)).into()),
        ("userinfo", run.userinfo.as_ref().map(|claims| eyes.json(claims)).into()),
        ("introspection", run.introspection.as_ref().map(|claims| eyes.json(claims)).into()),
        ("inspections", run.inspections.iter().map(|one| inspected::inspection(one, eyes)).collect()),
        ("exchanges", run.exchanges.iter().map(|one| wire::exchange(one, eyes)).collect()),
    ])
}

/// How far the provider's clock was from ours when the run ended, and how many answers say so.
fn clock(run: &Run, ended: Now) -> Json {
    let skew = run.skew(ended);
    object([("skew_s", skew.map(|skew| skew.ahead).into()), ("answers", skew.map_or(0, |skew| skew.answers).into())])
}

/// The outcome member, also carried by the last event.
pub fn outcome(run: &Run, wording: &Wording, eyes: Eyes<'_>) -> Json {
    let error = run.outcome.as_ref().and_then(|outcome| outcome.error());
    object([
        ("kind", run.outcome.as_ref().map_or("cancelled", |outcome| outcome.kind()).into()),
        ("exit_code", u64::from(run.exit_code().unwrap_or(130)).into()),
        ("error", error.map(|error| eyes.export(&error.error)).into()),
        (
            "error_description",
            error.and_then(|error| error.description.as_deref()).map(|text| eyes.export(text)).into(),
        ),
        ("message", eyes.export(&wording.message).into()),
        ("why", eyes.export(&wording.end.why).into()),
        ("whose", wording.end.whose.into()),
        ("hint", eyes.export(&wording.end.next).into()),
    ])
}

/// One row.
pub fn check(row: &Row, wording: &Wording, eyes: Eyes<'_>) -> Json {
    let finding = &row.finding;
    let words = (wording.row)(finding);
    let said = |words: &str| if is_ours(words, finding) { words.to_owned() } else { eyes.export(words) };
    let part = |pick: fn(&Words) -> &str| words.as_ref().map(|words| said(pick(words))).into();
    object([
        ("id", finding.check.id.into()),
        ("title", finding.check.title.into()),
        ("verdict", finding.verdict.word().into()),
        ("level", finding.check.level.word().into()),
        ("expected", eyes.export(&finding.expected).into()),
        ("observed", eyes.export(&finding.observed).into()),
        ("spec", finding.check.spec.clause.into()),
        ("url", finding.check.spec.url.into()),
        ("exchange", row.exchange.into()),
        ("why", part(|words| &words.why)),
        ("whose", part(|words| words.whose)),
        ("hint", part(|words| &words.next)),
    ])
}

/// Whether nothing of what came stands in a sentence. Then nothing in it is masked: a secret that is a word, and there
/// are such, would be taken out of our own.
pub fn is_ours(words: &str, finding: &Finding) -> bool {
    const QUOTING: [&str; 3] = ["authorization.error", "ciba.granted", "notification.granted"];
    let holds = |part: &str| {
        let start: String = text::shown(part.trim()).chars().take(40).collect();
        !start.is_empty() && words.contains(start.trim_end_matches('.'))
    };
    !QUOTING.contains(&finding.check.id) && !holds(&finding.observed) && !holds(&finding.expected)
}

fn poll(poll: &Poll, run: &Run, eyes: Eyes<'_>) -> Json {
    object([
        ("n", poll.n.into()),
        ("at_ms", poll.sent.saturating_sub(run.started.mono).into()),
        ("planned_ms", poll.planned.into()),
        ("gap_ms", poll.gap.into()),
        ("interval_s", poll.interval.as_secs().into()),
        ("answer", eyes.text(&poll.answer).into()),
        ("pinged", poll.pinged.into()),
        ("exchange", poll.exchange.into()),
    ])
}

/// What the person was asked, by whichever flow.
fn asked(run: &Run, eyes: Eyes<'_>) -> Json {
    let elsewhere = run.backchannel.as_ref().map(|asked| back::prompt(asked, eyes));
    elsewhere.or_else(|| run.prompt.as_ref().map(|asked| prompt(asked, eyes))).into()
}

/// What the person was asked, for the report and the event.
pub fn prompt(prompt: &Prompt, eyes: Eyes<'_>) -> Json {
    let codes = &prompt.authorization;
    object([
        ("user_code", eyes.text(&codes.user_code).into()),
        ("verification_uri", codes.verification_uri.as_ref().map(|uri| eyes.text(&uri.text)).into()),
        ("verification_uri_complete", codes.verification_uri_complete.as_ref().map(|uri| eyes.text(&uri.text)).into()),
        ("expires_in", codes.pace.expires_in.as_secs().into()),
    ])
}

/// The tokens, for the report and the event.
pub fn token_set(tokens: &TokenSet, id_token: Option<&IdToken>, eyes: Eyes<'_>) -> Json {
    object([
        ("access_token", tokens.access_token.as_ref().map(|text| Json::from(token(text, eyes))).into()),
        ("id_token", tokens.id_token.as_ref().map(|text| judged(text, id_token, eyes)).into()),
        ("refresh_token", tokens.refresh_token.as_ref().map(|text| Json::from(token(text, eyes))).into()),
        ("token_type", eyes.text(&tokens.token_type).into()),
        ("expires_in", tokens.expires_in.map(Duration::from_secs).map(|time| time.as_secs()).into()),
        ("scope", tokens.scope.as_deref().map(|scope| eyes.text(scope)).into()),
    ])
}

/// A token: masked or not, decoded if it can be.
fn token(token: &Secret, eyes: Eyes<'_>) -> Vec<(String, Json)> {
    let mut members =
        vec![("masked".to_owned(), mask::summary(token).into()), ("tag".to_owned(), eyes.masker.tag(token).into())];
    if eyes.reveal {
        members.push(("value".to_owned(), token.reveal().into()));
    }
    let decoded = jwt::read(token.reveal());
    members.extend(parts([("header", &decoded.header), ("claims", &decoded.payload)], eyes));
    members
}

/// The parts of a token that could be read.
fn parts<const N: usize>(parts: [(&str, &Option<Json>); N], eyes: Eyes<'_>) -> Vec<(String, Json)> {
    let there = parts.into_iter().filter_map(|(name, part)| Some((name.to_owned(), eyes.json(part.as_ref()?))));
    there.collect()
}

fn judged(text: &Secret, id_token: Option<&IdToken>, eyes: Eyes<'_>) -> Json {
    let mut members = token(text, eyes);
    if let Some(judged) = id_token {
        if judged.outer.is_some() {
            // What was inside stands where that of any other token stands.
            members.retain(|(name, _)| name != "header" && name != "claims");
            let decoded = &judged.decoded;
            let inside = [("encryption", &judged.outer), ("header", &decoded.header), ("claims", &decoded.payload)];
            members.extend(parts(inside, eyes));
        }
        members.push(("signature".to_owned(), judged.signature.word().into()));
        members.push(("key".to_owned(), judged.key.as_deref().map(|key| eyes.text(key)).into()));
    }
    members.into()
}
