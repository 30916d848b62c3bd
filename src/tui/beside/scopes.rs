//! What each scope that was asked for should bring (OIDC Core §5.4, §11), and where it came.

use crate::protocol::json::Json;
use crate::record::Run;
use crate::tui::text::{Piece, Pieces};
use crate::tui::theme::Role;
use crate::tui::tokens::TokenItem;

/// Columns of the scopes' names.
const LABEL: usize = 18;

/// More scopes than this are not told of.
const MOST: usize = 50;

/// The claims that a scope asks for (OIDC Core §5.4); `openid` asks for the ID Token, whose `sub` is always there.
const STANDARD: [(&str, &[&str]); 5] = [
    ("openid", &["sub"]),
    (
        "profile",
        &[
            "name",
            "family_name",
            "given_name",
            "middle_name",
            "nickname",
            "preferred_username",
            "profile",
            "picture",
            "website",
            "gender",
            "birthdate",
            "zoneinfo",
            "locale",
            "updated_at",
        ],
    ),
    ("email", &["email", "email_verified"]),
    ("address", &["address"]),
    ("phone", &["phone_number", "phone_number_verified"]),
];

/// The lines about every scope, with a heading.
pub fn lines(run: &Run, tokens: &[TokenItem]) -> Vec<Pieces> {
    if run.scope.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![Vec::new(), vec![Piece::new(Role::Title, "what each scope brought")]];
    for scope in run.scope.iter().take(MOST) {
        scope_lines(scope, run, tokens, &mut lines);
    }
    lines
}

fn scope_lines(scope: &str, run: &Run, tokens: &[TokenItem], lines: &mut Vec<Pieces>) {
    let label = |text: &str| Piece::new(Role::Label, format!("{text:<LABEL$} "));
    if !is_granted(scope, run) {
        let words = Piece::new(Role::Warn, "! not granted: the token answer's scope leaves it out");
        lines.push(vec![label(scope), words]);
        return;
    }
    let Some((_, claims)) = STANDARD.iter().find(|(name, _)| *name == scope) else {
        lines.push(vec![label(scope), unknown(scope, tokens)]);
        return;
    };
    let (came, missing): (Vec<_>, Vec<_>) =
        claims.iter().map(|claim| (*claim, holders(claim, tokens))).partition(|(_, holders)| !holders.is_empty());
    let delivered: Vec<String> =
        came.iter().map(|(claim, holders)| format!("{claim} ({})", holders.join(", "))).collect();
    let mut name = scope;
    if !delivered.is_empty() {
        lines.push(vec![label(name), Piece::new(Role::Pass, format!("✔ delivered: {}", delivered.join(", ")))]);
        name = "";
    }
    if !missing.is_empty() {
        let missing: Vec<&str> = missing.iter().map(|(claim, _)| *claim).collect();
        // A person need not have a picture; a scope that brings nothing at all is worth a look.
        let (sign, role) = if delivered.is_empty() { ("!", Role::Warn) } else { ("–", Role::Dim) };
        lines.push(vec![label(name), Piece::new(role, format!("{sign} missing: {}", missing.join(", ")))]);
    }
}

/// A scope that asks for no claims by any standard.
fn unknown(scope: &str, tokens: &[TokenItem]) -> Piece {
    let refresh = tokens.iter().any(|token| token.name == "refresh_token");
    match scope {
        "offline_access" if refresh => Piece::new(Role::Pass, "✔ delivered: a refresh token"),
        "offline_access" => Piece::new(Role::Warn, "! missing: a refresh token"),
        _ => Piece::new(Role::Dim, "· no standard says which claims it brings"),
    }
}

/// An answer without `scope` grants what was asked for (RFC 6749 §5.1).
fn is_granted(scope: &str, run: &Run) -> bool {
    let granted = run.tokens.as_ref().and_then(|tokens| tokens.scope.as_deref());
    granted.is_none_or(|granted| granted.split(' ').any(|each| each == scope))
}

/// The tokens that hold a claim with something in it.
fn holders(claim: &str, tokens: &[TokenItem]) -> Vec<String> {
    let has = |token: &&TokenItem| {
        let value = token.claims.as_ref().and_then(|claims| claims.get(claim));
        value.is_some_and(|value| !matches!(value, Json::Null) && value.as_str() != Some(""))
    };
    tokens.iter().filter(has).map(TokenItem::label).collect()
}
