//! A token that was looked into, for a person who reads lines: each side of it by itself, header and claims.

use super::members::{Naming, members};
use super::{Scope, text};
use crate::explain::claims;
use crate::protocol::check::Verdict;
use crate::protocol::inspection::{Axis, Inspection, Kind, SignatureState};
use crate::record::{Row, mask};

/// The lines about one token.
pub(super) fn lines(one: &Inspection, scope: &Scope<'_>) -> Vec<String> {
    let shown = if scope.eyes.reveal { one.token.reveal().to_owned() } else { mask::summary(&one.token) };
    let mut lines = vec![format!("{}  {}", kind(one), text::shown(&shown))];
    lines.extend(sides(one).map(|(name, axis)| side(name, axis, one, scope)));
    if is_sealed(one) {
        lines.push("  – inside     not seen: only the key of its receiver opens it".to_owned());
    }
    let inside = one.decoded.header.as_ref().filter(|header| one.outer.as_ref() != Some(header));
    let issuer = one.decoded.payload.as_ref().and_then(|payload| payload.get("iss")?.as_str());
    let parts = [
        ("encryption", one.outer.as_ref(), Naming::Header),
        ("header", inside, Naming::Header),
        (
            "claims",
            one.decoded.payload.as_ref().filter(|payload| payload.as_object().is_some()),
            Naming::Claims(issuer),
        ),
    ];
    for (title, part, naming) in parts {
        if let Some(part) = part {
            lines.push(title.to_owned());
            lines.extend(members(part, naming, scope));
        }
    }
    lines
}

/// What it is, in words.
fn kind(one: &Inspection) -> String {
    let word = match one.kind {
        _ if is_sealed(one) => return "encrypted token (JWE)".to_owned(),
        None => "opaque token",
        Some(Kind::IdToken) => "ID Token",
        Some(Kind::AccessToken) => "access token (JWT)",
        Some(Kind::LogoutToken) => "logout token",
        Some(Kind::Jwt) => "JWT",
        Some(Kind::Jws) => "signed text (JWS)",
    };
    let typ = one.decoded.header_text("typ").and_then(|typ| claims::value("typ", typ));
    match typ.filter(|_| one.kind == Some(Kind::Jwt)) {
        Some(typ) if one.outer.is_none() => format!("JWT ({})", typ.trim_end_matches('.')),
        _ if one.outer.is_some() => format!("{word}, encrypted"),
        _ => word.to_owned(),
    }
}

/// The sides that there are: of an opaque text, and of an encrypted one, nothing but the form is known.
fn sides(one: &Inspection) -> impl Iterator<Item = (&'static str, &Axis)> {
    let axes = &one.axes;
    let all = [
        ("form", &axes.form),
        ("signature", &axes.signature),
        ("algorithm", &axes.algorithm),
        ("claims", &axes.claims),
        ("times", &axes.times),
    ];
    let seen = if one.kind.is_none() || is_sealed(one) { 1 } else { all.len() };
    all.into_iter().take(seen)
}

fn is_sealed(one: &Inspection) -> bool {
    one.inner.is_none() && one.decoded.is_encrypted()
}

fn side(name: &str, axis: &Axis, one: &Inspection, scope: &Scope<'_>) -> String {
    let mark = match axis.verdict {
        Verdict::Pass => "✔",
        Verdict::Warn => "!",
        Verdict::Fail => "✘",
        Verdict::Skip => "–",
    };
    format!("  {mark} {name:<10} {}", text::shown_short(&scope.eyes.text(&glance(name, axis, one)), 200))
}

/// A side in a few words: what is doubtful has its row below, with the evidence.
fn glance(name: &str, axis: &Axis, one: &Inspection) -> String {
    let sentence = axis.sentence.as_str();
    match axis.verdict {
        Verdict::Fail | Verdict::Warn => {
            let first = sentence.split("; ").next().unwrap_or_default();
            let is_good = name == "signature" && one.signature == SignatureState::Verified;
            format!("{}{}", if is_good { "verified, but " } else { "" }, without_subject(first))
        }
        Verdict::Pass if name == "times" && sentence.starts_with(|c: char| c.is_ascii_digit()) => {
            format!("exp {sentence}")
        }
        Verdict::Pass => match sentence.strip_prefix("expired: ") {
            Some(time) => format!("exp {time}, within the tolerance"),
            None => sentence.to_owned(),
        },
        Verdict::Skip => match sentence.strip_prefix("no key: ") {
            Some(why) if one.signature == SignatureState::NoKey => format!("not checked: {why}"),
            _ => sentence.to_owned(),
        },
    }
}

/// `bad: id_token.key: no such key` without the kind, which stands above.
fn without_subject(sentence: &str) -> String {
    const SUBJECTS: [&str; 5] = ["id_token.", "access_token.", "logout_token.", "jwt.", "jwe."];
    SUBJECTS.iter().fold(sentence.to_owned(), |sentence, subject| match sentence.split_once(subject) {
        Some((before, after)) if before.is_empty() || before.ends_with(": ") => format!("{before}{after}"),
        _ => sentence,
    })
}

/// The rows of each token, in their order, and then all others; nothing where they cannot be told apart.
///
/// The rows of a token begin with the one about its form, or about the form of the encryption around it.
pub(super) fn apart(rows: &[Row], tokens: usize) -> Option<(Vec<Vec<&Row>>, Vec<&Row>)> {
    let (mut all, mut others): (Vec<Vec<&Row>>, Vec<&Row>) = (Vec::new(), Vec::new());
    let mut was_sealed = false;
    for row in rows {
        let (subject, rule) = row.finding.check.id.split_once('.').unwrap_or_default();
        let is_sealed = subject == "jwe";
        let is_token = is_sealed || matches!(subject, "id_token" | "access_token" | "logout_token" | "jwt");
        if !is_token {
            others.push(row);
            continue;
        }
        if rule == "form" && !was_sealed {
            all.push(Vec::new());
        }
        was_sealed = is_sealed;
        all.last_mut()?.push(row);
    }
    (all.len() == tokens).then_some((all, others))
}
