//! `scope`: its grammar, and what was granted against what was asked.

use crate::protocol::check::{Check, Finding, rfc};
use crate::protocol::json::Json;
use crate::protocol::text;

pub(super) static SCOPE: Check =
    Check::must("token.scope", "scope is a text of names with single spaces", rfc!(6749, "3.3"));
pub(super) static MISSING: Check =
    Check::should("token.scope_missing", "every scope that was asked for is granted", rfc!(6749, "3.3"));
pub(super) static EXTRA: Check =
    Check::should("token.scope_extra", "no scope is granted that was not asked for", rfc!(6749, "3.3"));

/// The granted scope, when it is a text.
pub(super) fn judge(object: &Json, asked: &[String], findings: &mut Vec<Finding>) -> Option<String> {
    let expected = "names of %x21 / %x23-5B / %x5D-7E, one space between";
    let granted = object.get("scope");
    findings.push(match granted {
        None => SCOPE.pass(expected, "absent: as asked"),
        Some(Json::String(scope)) if scope.is_empty() => SCOPE.warn(expected, "an empty string"),
        Some(Json::String(scope)) => SCOPE.judge(is_scope(scope), expected, text::shown_short(scope, 300)),
        Some(other) => {
            SCOPE.fail(expected, format!("{}: {}", other.kind(), text::shown_short(&other.to_string(), 200)))
        }
    });
    let Some(scope) = granted.and_then(Json::as_str) else {
        let reason = if granted.is_none() { "scope is absent: granted as asked" } else { "scope is not a text" };
        findings.extend([MISSING.skip(reason), EXTRA.skip(reason)]);
        return None;
    };
    let names: Vec<&str> = scope.split_whitespace().collect();
    let asked: Vec<&str> = asked.iter().flat_map(|scope| scope.split_whitespace()).collect();
    if asked.is_empty() {
        findings.extend([MISSING.skip("no scope was asked for"), EXTRA.skip("no scope was asked for")]);
    } else {
        findings.push(left_over(&MISSING, &asked, &names, "not granted"));
        findings.push(left_over(&EXTRA, &names, &asked, "not asked for"));
    }
    Some(scope.to_owned())
}

fn left_over(check: &'static Check, these: &[&str], others: &[&str], word: &str) -> Finding {
    let left: Vec<&str> = these.iter().filter(|name| !others.contains(name)).copied().collect();
    let expected = if word == "not granted" { these } else { others }.join(" ");
    if left.is_empty() {
        check.pass(expected, "the same")
    } else {
        check.warn(expected, format!("{word}: {}", left.join(" ")))
    }
}

fn is_scope(scope: &str) -> bool {
    let name = |name: &str| !name.is_empty() && name.chars().all(|c| matches!(c, '!' | '#'..='[' | ']'..='~'));
    scope.split(' ').all(name)
}
