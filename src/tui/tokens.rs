//! The tokens of a run as the screen needs them: decoded where they can be, with the time they have left.

use std::time::Duration;

use super::document;
use super::model::Privacy;
use super::pretty::Look;
use super::text::{Eyes, Piece, Pieces, theirs};
use super::theme::Role;
use crate::protocol::check::Verdict;
use crate::protocol::exchange::Value;
use crate::protocol::jose::jwt;
use crate::protocol::json::Json;
use crate::protocol::secret::Secret;
use crate::protocol::time::{Now, seconds};
use crate::protocol::token::TokenSet;
use crate::record::{Run, mask};

/// Tokens that an answer of the front channel may hold.
const NAMES: [&str; 3] = ["id_token", "access_token", "refresh_token"];

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
    /// Its JOSE header.
    pub header: Option<Json>,
    /// Its claims.
    pub claims: Option<Json>,
    /// When it ends.
    pub end: Option<End>,
    /// What is said about it in the title: whether the signature was verified, with which key.
    pub verdict: String,
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

    /// Seconds it has left; zero when its time is over.
    pub fn left(&self, now: Now) -> Option<u64> {
        Some(match self.end? {
            End::Unix(end) => end.saturating_sub(now.unix),
            End::Mono(end) => super::words::whole_seconds(end.saturating_sub(now.mono)),
        })
    }

    fn token(name: &'static str, text: &Secret) -> Self {
        let read = jwt::read(text.reveal());
        let is_jwt = read.header.is_some();
        let claims = read.payload.filter(|_| is_jwt);
        let verdict = if is_jwt { "signature not judged" } else { "opaque" };
        let end = claims.as_ref().and_then(expiry);
        Self {
            name,
            front: false,
            text: Some(text.clone()),
            header: read.header,
            claims,
            end,
            verdict: verdict.to_owned(),
        }
    }
}

/// What a run has brought.
pub fn of(run: &Run) -> Vec<TokenItem> {
    let mut items = Vec::new();
    if let Some(tokens) = &run.front_tokens {
        items.extend(tokens.id_token.as_ref().map(|text| front_id_token(run, text)));
        items.extend(tokens.access_token.as_ref().map(|text| access_token(tokens, text)));
        for item in &mut items {
            item.front = true;
        }
    }
    items.extend(unused(run));
    if let Some(tokens) = &run.tokens {
        items.extend(tokens.id_token.as_ref().map(|text| id_token(run, text)));
        items.extend(tokens.access_token.as_ref().map(|text| access_token(tokens, text)));
        items.extend(tokens.refresh_token.as_ref().map(|text| TokenItem::token("refresh_token", text)));
    }
    items.extend(run.userinfo.as_ref().map(|claims| TokenItem {
        name: "userinfo",
        front: false,
        text: None,
        header: None,
        claims: Some(claims.clone()),
        end: None,
        verdict: "told by the provider".to_owned(),
    }));
    items
}

/// Tokens that came through the browser and were not taken: nobody had asked for them there, or the run ended before.
fn unused(run: &Run) -> Vec<TokenItem> {
    let callback = run.callback.as_ref().filter(|_| run.outcome.is_some() || run.tokens.is_some());
    let token = |(name, value): &(String, Value)| {
        let name = NAMES.into_iter().find(|known| known == name)?;
        let Value::Secret(_, text) = value else { return None };
        let token = TokenItem { front: true, end: None, verdict: NOT_USED.to_owned(), ..TokenItem::token(name, text) };
        (!is_used(run, name)).then_some(token)
    };
    callback.into_iter().flatten().filter_map(token).collect()
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
    } else if unused(run).iter().any(|token| token.name == name) {
        "not used: see Tokens"
    } else {
        NOT_USED
    }
}

fn access_token(tokens: &TokenSet, text: &Secret) -> TokenItem {
    let access = TokenItem::token("access_token", text);
    let told = tokens.expires_in.map(|count| End::Mono(tokens.received.mono.saturating_add(seconds(count))));
    TokenItem { end: told.or(access.end), ..access }
}

/// The ID Token beside a code. The one of the token endpoint is judged after it: then its row is all that is left.
fn front_id_token(run: &Run, text: &Secret) -> TokenItem {
    if run.tokens.is_none() {
        return id_token(run, text);
    }
    let mut item = TokenItem::token("id_token", text);
    let mut rows = run.checks.iter().filter(|row| row.exchange.is_none());
    let word = match rows.find(|row| row.finding.check.id == "id_token.signature").map(|row| row.finding.verdict) {
        Some(Verdict::Pass) => "verified",
        Some(Verdict::Fail) => "bad signature",
        _ => "signature not judged",
    };
    word.clone_into(&mut item.verdict);
    item
}

fn id_token(run: &Run, text: &Secret) -> TokenItem {
    let mut item = TokenItem::token("id_token", text);
    if let Some(judged) = &run.id_token {
        let key = judged.key.as_deref().map(|key| format!("  {key}")).unwrap_or_default();
        item.verdict = format!("{}  {}{key}", judged.signature.word(), judged.alg.as_deref().unwrap_or("no alg"));
    }
    item
}

fn expiry(claims: &Json) -> Option<End> {
    claims.get("exp")?.as_number()?.as_u64().map(End::Unix)
}

/// A token as it came: header, claims, and the text itself.
pub fn raw(token: &TokenItem, look: Look<'_>) -> Vec<Pieces> {
    let mut lines = Vec::new();
    for (title, part) in [("header", &token.header), ("claims", &token.claims)] {
        if let Some(part) = part {
            lines.push(vec![Piece::new(Role::Label, title)]);
            lines.extend(look.lines(part));
            lines.push(Vec::new());
        }
    }
    if let Some(text) = &token.text {
        lines.push(vec![Piece::new(Role::Label, "as it came")]);
        lines.push(compact(text, look.eyes));
    }
    lines
}

fn compact(text: &Secret, eyes: Eyes<'_>) -> Pieces {
    if eyes.reveal {
        return theirs(Role::String, text.reveal(), eyes);
    }
    vec![Piece::new(Role::Masked, mask::summary(text)), Piece::new(Role::Dim, "  hidden")]
}

/// The key of a token's raw document.
pub const fn raw_key(token: &TokenItem, age: u64, privacy: Privacy, width: usize) -> document::Key {
    (if token.front { 4 } else { 1 }, token.name.len(), age, privacy, width)
}
