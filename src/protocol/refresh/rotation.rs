//! The refresh token after a refresh: a new one or the same, and what it may ask for.

use super::Before;
use crate::protocol::check::{Check, Finding, rfc};
use crate::protocol::token::TokenSet;

pub(super) static ROTATION: Check =
    Check::must("refresh.rotation", "which refresh token is in force is known", rfc!(6749, "6"));
pub(super) static PROTECTED: Check =
    Check::should("refresh.protected", "a public client's refresh token is rotated", rfc!(9700, "2.2.2"));
pub(super) static SCOPE: Check = Check::should("refresh.scope", "a refresh widens no scope", rfc!(6749, "6"));

pub(super) fn judge(tokens: &TokenSet, before: &Before<'_>) -> Vec<Finding> {
    let rotated = tokens.refresh_token.as_ref().is_some_and(|new| new.reveal() != before.refresh_token.reveal());
    vec![rotation(tokens, rotated), protected(rotated, before), scope(tokens, before)]
}

/// RFC 6749 §6: a new one replaces the old, and the server may revoke the old. None is as good: then the old one stays.
fn rotation(tokens: &TokenSet, rotated: bool) -> Finding {
    let expected = "a new refresh token, or none";
    ROTATION.pass(
        expected,
        match (&tokens.refresh_token, rotated) {
            (None, _) => "none came: the one that was sent stays in force and is to be kept",
            (Some(_), false) => "the one that was sent came back: it stays in force",
            (Some(_), true) => {
                "a new one came: keep it, and take the one that was sent for spent. \
                 Whoever sends that again may lose both"
            }
        },
    )
}

/// Nothing but rotation tells of a stolen token where the client proves nothing and the token is bound to no key.
fn protected(rotated: bool, before: &Before<'_>) -> Finding {
    let expected = "a new refresh token with every refresh, or one that is bound to the client";
    if let Some(reason) = before.guarded {
        return PROTECTED.skip(format!("{reason}, so nobody else can use its refresh tokens"));
    }
    let observed = if rotated {
        "a new one came"
    } else {
        "this client authenticates by nothing, and whoever has its refresh token can use it unseen"
    };
    PROTECTED.judge(rotated, expected, observed)
}

/// RFC 6749 §6: no scope that was not granted at first.
fn scope(tokens: &TokenSet, before: &Before<'_>) -> Finding {
    let had: Vec<&str> = before.scope.iter().flat_map(|scope| scope.split_whitespace()).collect();
    let Some(granted) = &tokens.scope else { return SCOPE.skip("scope is absent: as before") };
    if had.is_empty() {
        return SCOPE.skip("request.scope names none, so what was granted before is not known");
    }
    let more: Vec<&str> = granted.split_whitespace().filter(|name| !had.contains(name)).collect();
    let expected = format!("nothing beyond {}, of request.scope", had.join(" "));
    let observed = if more.is_empty() { granted.clone() } else { format!("more: {}", more.join(" ")) };
    SCOPE.judge(more.is_empty(), expected, observed)
}
