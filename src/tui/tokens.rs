//! The tokens of a run as the screen needs them: decoded where they can be, with the time they have left.

use std::sync::Arc;
use std::time::Duration;

use crate::flow::Event;
use crate::protocol::check::Verdict;
use crate::protocol::exchange::Value;
use crate::protocol::inspection::{Axes, Inspection, Kind};
use crate::protocol::jose::jwt;
use crate::protocol::json::Json;
use crate::protocol::secret::Secret;
use crate::protocol::time::{Now, seconds};
use crate::protocol::token::TokenSet;
use crate::record::Run;

/// Tokens that an answer of the front channel may hold.
const NAMES: [&str; 3] = ["id_token", "access_token", "refresh_token"];

/// What is said about one that has a header, and claims that are no JSON.
pub const NOT_READABLE: &str = "not readable";

/// What is said about one that was not taken.
const NOT_USED: &str = "not used";

/// One token, or the userinfo answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenItem {
    /// What it is called; also the subject of its checks.
    pub name: &'static str,
    /// Whether it came through the front channel, beside a code.
    pub front: bool,
    /// Its text, if it is a token.
    pub text: Option<Secret>,
    /// The header of the JWE around it.
    pub outer: Option<Arc<Json>>,
    /// Its JOSE header.
    pub header: Option<Arc<Json>>,
    /// Its claims.
    pub claims: Option<Arc<Json>>,
    /// When it ends.
    pub end: Option<End>,
    /// What is said about it in the title: whether the signature was verified, with which key.
    pub verdict: String,
    /// Its sides, where it came with a judgement of its own.
    pub axes: Option<Axes>,
}

/// When a token ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// By the wall clock: `exp`.
    Unix(u64),
    /// So long after its answer was there: `expires_in`.
    Mono(Duration),
}

impl TokenItem {
    /// What it is called in lists.
    pub fn label(&self) -> String {
        if self.front { format!("{} (front)", self.name) } else { self.name.to_owned() }
    }

    /// Whether it was taken out of its answer.
    pub fn is_used(&self) -> bool {
        self.verdict != NOT_USED
    }

    /// Whether another run has used it up.
    pub fn is_spent(&self) -> bool {
        self.verdict.starts_with("spent in run ")
    }

    /// Seconds it has left; zero when its time is over.
    pub fn left(&self, now: Now) -> Option<u64> {
        Some(match self.end? {
            End::Unix(end) => end.saturating_sub(now.unix),
            End::Mono(end) => super::words::whole_seconds(end.saturating_sub(now.mono)),
        })
    }

    /// Reads a token. One that is `known` is not read again: it may be megabytes long.
    pub fn read(name: &'static str, text: &Secret, known: &[Self]) -> Self {
        let same = known.iter().find(|token| token.axes.is_none() && token.text.as_ref() == Some(text));
        let (outer, header, claims) = match same {
            Some(token) => (token.outer.clone(), token.header.clone(), token.claims.clone()),
            None => parts(text),
        };
        let verdict = match (&header, &outer) {
            (Some(_), _) => "signature not judged",
            (None, Some(_)) => "encrypted",
            (None, None) => "opaque",
        };
        let end = claims.as_deref().and_then(expiry);
        let (text, verdict) = (Some(text.clone()), verdict.to_owned());
        Self { name, front: false, text, outer, header, claims, end, verdict, axes: None }
    }

    /// A token that was judged by itself, with what the encryption around it held.
    pub fn inspected(inspection: &Inspection, known: &[Self]) -> Self {
        let same = known.iter().find(|item| item.axes.is_some() && item.text.as_ref() == Some(&inspection.token));
        let decoded = &inspection.decoded;
        let share = |value: &Option<Json>| value.clone().map(Arc::new);
        let (outer, header, claims) = match same {
            Some(item) => (item.outer.clone(), item.header.clone(), item.claims.clone()),
            None => (share(&inspection.outer), share(&decoded.header), share(&decoded.payload)),
        };
        // A JWE that stays closed has no header but its own.
        let header = header.filter(|header| outer.as_ref() != Some(header));
        let key = inspection.key.as_deref().map(|key| format!("  {key}")).unwrap_or_default();
        let alg = inspection.alg.as_deref().unwrap_or("no alg");
        Self {
            name: inspection.kind.map_or_else(|| called(inspection), Kind::word),
            front: false,
            text: Some(inspection.token.clone()),
            end: claims.as_deref().and_then(expiry),
            outer,
            header,
            claims,
            verdict: match inspection.kind {
                Some(_) => format!("{}  {alg}{key}", inspection.signature.word()),
                None if decoded.header.is_some() => NOT_READABLE.to_owned(),
                None => "opaque".to_owned(),
            },
            axes: Some(inspection.axes.clone()),
        }
    }
}

/// An opaque token by what it was called where it stood.
fn called(inspection: &Inspection) -> &'static str {
    let called = inspection.called.as_deref();
    NAMES.into_iter().find(|name| Some(*name) == called).unwrap_or("token")
}

/// The JSON of a token.
type Parts = (Option<Arc<Json>>, Option<Arc<Json>>, Option<Arc<Json>>);

fn parts(text: &Secret) -> Parts {
    let read = jwt::read(text.reveal());
    if read.is_encrypted() {
        return (read.header.map(Arc::new), None, None);
    }
    let is_jwt = read.header.is_some();
    (None, read.header.map(Arc::new), read.payload.filter(|_| is_jwt).map(Arc::new))
}

/// Whether an event can change what tokens there are, or what is said about them.
pub const fn concerns(event: &Event) -> bool {
    !matches!(
        event,
        Event::Learned { .. }
            | Event::Sent { .. }
            | Event::Received { .. }
            | Event::Failed { .. }
            | Event::Listening(_)
            | Event::Authorization(_)
            | Event::Opened(_)
            | Event::Visited { .. }
            | Event::Prompt(_)
            | Event::NotificationEndpoint(_)
            | Event::Backchannel(_)
            | Event::Asked(_)
            | Event::Waiting(_)
            | Event::Polled(_)
            | Event::SlowedDown { .. }
            | Event::TooSoon { .. }
    )
}

/// What a run has brought, given what was known of it before.
pub fn of(run: &Run, known: &[TokenItem]) -> Vec<TokenItem> {
    let mut items = Vec::new();
    if let Some(tokens) = &run.front_tokens {
        items.extend(tokens.id_token.as_ref().map(|text| front_id_token(run, text, known)));
        items.extend(tokens.access_token.as_ref().map(|text| access_token(tokens, text, known)));
        for item in &mut items {
            item.front = true;
        }
    }
    items.extend(unused(run, known));
    if let Some(tokens) = &run.tokens {
        items.extend(tokens.id_token.as_ref().map(|text| id_token(run, text, known)));
        items.extend(tokens.access_token.as_ref().map(|text| access_token(tokens, text, known)));
        items.extend(tokens.refresh_token.as_ref().map(|text| TokenItem::read("refresh_token", text, known)));
    }
    items.extend(run.userinfo.as_ref().map(|claims| told("userinfo", claims, known)));
    items.extend(run.introspection.as_ref().map(|claims| told("introspection", claims, known)));
    items.extend(run.inspections.iter().map(|inspection| TokenItem::inspected(inspection, known)));
    items
}

/// Claims that the provider tells in an answer.
fn told(name: &'static str, claims: &Json, known: &[TokenItem]) -> TokenItem {
    let same = known.iter().filter(|item| item.name == name).find_map(|item| item.claims.as_ref());
    let same = same.filter(|known| known.as_ref() == claims).cloned();
    TokenItem {
        name,
        front: false,
        text: None,
        outer: None,
        header: None,
        claims: Some(same.unwrap_or_else(|| Arc::new(claims.clone()))),
        end: None,
        verdict: "told by the provider".to_owned(),
        axes: None,
    }
}

/// Tokens that came through the browser and were not taken: nobody had asked for them there, or the run ended before.
fn unused(run: &Run, known: &[TokenItem]) -> Vec<TokenItem> {
    let token = |(name, text): (&'static str, &Secret)| TokenItem {
        front: true,
        end: None,
        verdict: NOT_USED.to_owned(),
        ..TokenItem::read(name, text, known)
    };
    unused_texts(run).map(token).collect()
}

fn unused_texts(run: &Run) -> impl Iterator<Item = (&'static str, &Secret)> {
    let callback = run.callback.as_ref().filter(|_| run.outcome.is_some() || run.tokens.is_some());
    callback.into_iter().flatten().filter_map(|(name, value)| {
        let name = NAMES.into_iter().find(|known| known == name)?;
        let Value::Secret(_, text) = value else { return None };
        (!is_used(run, name)).then_some((name, text))
    })
}

/// Whether a token of that name was taken out of the front channel's answer.
fn is_used(run: &Run, name: &str) -> bool {
    run.front_tokens.as_ref().is_some_and(|tokens| match name {
        "id_token" => tokens.id_token.is_some(),
        "access_token" => tokens.access_token.is_some(),
        _ => false,
    })
}

/// Where a token of the front channel's answer is to be looked at.
pub fn whereabouts(run: &Run, name: &str) -> &'static str {
    if is_used(run, name) {
        "see Tokens"
    } else if unused_texts(run).any(|(each, _)| each == name) {
        "not used: see Tokens"
    } else {
        NOT_USED
    }
}

fn access_token(tokens: &TokenSet, text: &Secret, known: &[TokenItem]) -> TokenItem {
    let access = TokenItem::read("access_token", text, known);
    let told = tokens.expires_in.map(|count| End::Mono(tokens.received.mono.saturating_add(seconds(count))));
    TokenItem { end: told.or(access.end), ..access }
}

/// The ID Token beside a code. The one of the token endpoint is judged after it: then its row is all that is left.
fn front_id_token(run: &Run, text: &Secret, known: &[TokenItem]) -> TokenItem {
    if run.tokens.is_none() {
        return id_token(run, text, known);
    }
    let mut item = TokenItem::read("id_token", text, known);
    let mut rows = run.checks.iter().filter(|row| row.exchange.is_none());
    let word = match rows.find(|row| row.finding.check.id == "id_token.signature").map(|row| row.finding.verdict) {
        Some(Verdict::Pass) => "verified",
        Some(Verdict::Fail) => "bad signature",
        _ => "signature not judged",
    };
    word.clone_into(&mut item.verdict);
    item
}

fn id_token(run: &Run, text: &Secret, known: &[TokenItem]) -> TokenItem {
    let mut item = TokenItem::read("id_token", text, known);
    if let Some(judged) = &run.id_token {
        if item.outer.is_some() && item.claims.is_none() {
            // It was encrypted, and the run could open it.
            let share = |value: &Option<Json>| value.clone().map(Arc::new);
            (item.header, item.claims) = (share(&judged.decoded.header), share(&judged.decoded.payload));
            item.header = item.header.filter(|_| item.claims.is_some());
            item.end = item.claims.as_deref().and_then(expiry);
        }
        let key = judged.key.as_deref().map(|key| format!("  {key}")).unwrap_or_default();
        item.verdict = format!("{}  {}{key}", judged.signature.word(), judged.alg.as_deref().unwrap_or("no alg"));
    }
    item
}

fn expiry(claims: &Json) -> Option<End> {
    claims.get("exp")?.as_number()?.as_u64().map(End::Unix)
}
