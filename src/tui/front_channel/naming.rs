//! Which rows are about a parameter of an answer, or about a part of a signed one.

use crate::protocol::check::{Finding, Verdict};

/// The rows that a parameter is judged by: those named after it, and the bad ones that name it. `twice` says that it
/// came more than once.
pub fn parameter<'r>(name: &str, twice: bool, rows: impl Iterator<Item = &'r Finding>) -> Vec<Finding> {
    let about = |row: &&Finding| {
        let is_bad = row.verdict <= Verdict::Warn;
        match row.check.id.split_once('.').unwrap_or_default() {
            ("authorization", rule) if rule == name => true,
            ("authorization", "duplicate") => is_bad && twice,
            ("authorization", "tokens" | "ambiguous" | "parts") => is_bad && mentions(&row.observed, name),
            // The rest of that row is the provider's own text.
            ("authorization", "error_charset") => is_bad && name.starts_with("error") && mentions(&row.observed, name),
            ("jarm", "extra") => is_bad && name != "response" && mentions(&row.observed, name),
            ("jarm", _) => is_bad && name == "response",
            _ => false,
        }
    };
    rows.filter(about).cloned().collect()
}

/// The rows about a parameter of an authorization request: whether what came is bound to the key that it names.
pub fn request<'r>(name: &str, rows: impl Iterator<Item = &'r Finding>) -> Vec<Finding> {
    rows.filter(|row| name == "dpop_jkt" && row.check.id == "dpop.jkt").cloned().collect()
}

/// The rows about a parameter of a backchannel authentication request, or about a member of its answer.
pub fn backchannel<'r>(name: &str, rows: impl Iterator<Item = &'r Finding>) -> Vec<Finding> {
    let about = |row: &&Finding| {
        let Some(rule) = row.check.id.strip_prefix("ciba.") else { return false };
        match name {
            "login_hint" | "login_hint_token" | "id_token_hint" => rule == "hint",
            "request" => matches!(rule, "request_object" | "request_alg"),
            "error" => matches!(rule, "granted" | "error" | "error_status" | "error_charset"),
            "error_description" => rule == "error_charset" && row.verdict <= Verdict::Warn,
            "expires_in" => matches!(rule, "expires_in" | "expiry_kept"),
            name => rule.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('_')),
        }
    };
    rows.filter(about).cloned().collect()
}

/// The rows about a member of a signed answer's header, about one of its claims, or about its signature.
pub fn sealed<'r>(name: &str, in_header: bool, rows: impl Iterator<Item = &'r Finding>) -> Vec<Finding> {
    let is_named = |rule: &str| match (in_header, name) {
        (true, "alg") => matches!(rule, "alg" | "alg_expected" | "alg_confusion"),
        (true, "kid") => matches!(rule, "key" | "key_use" | "key_alg"),
        (true, name) => rule == name,
        (false, "exp") => matches!(rule, "exp" | "exp_range"),
        (false, name) => rule == name && matches!(name, "iss" | "aud" | "nbf"),
    };
    let about = |row: &&Finding| row.check.id.strip_prefix("jarm.").is_some_and(is_named);
    rows.filter(about).cloned().collect()
}

/// The worst verdict of rows.
pub fn worst(rows: &[Finding]) -> Option<Verdict> {
    rows.iter().map(|row| row.verdict).min()
}

/// Whether a name stands in a sentence as a word of its own.
fn mentions(sentence: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    sentence.split(|c| !is_part(c)).any(|word| word == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::check::{Check, Spec};

    const SPEC: Spec = Spec { clause: "x", url: "https://x.example" };
    static TOKENS: Check = Check::must("authorization.tokens", "t", SPEC);
    static DUPLICATE: Check = Check::must("authorization.duplicate", "t", SPEC);
    static CHARSET: Check = Check::should("authorization.error_charset", "t", SPEC);
    static EXTRA: Check = Check::should("jarm.extra", "t", SPEC);
    static JKT: Check = Check::must("dpop.jkt", "t", SPEC);
    static KEY: Check = Check::must("jarm.key", "t", SPEC);

    fn ids(name: &str, twice: bool, rows: &[Finding]) -> Vec<&'static str> {
        parameter(name, twice, rows.iter()).iter().map(|row| row.check.id).collect()
    }

    #[test]
    fn a_row_that_names_a_parameter_is_about_it() {
        let rows = [
            TOKENS.fail("none", "access_token in the query"),
            DUPLICATE.fail("once", "state comes 2 times"),
            CHARSET.warn("few", "error_uri is not the address of a page: see code and error"),
            EXTRA.warn("alone", "code beside it, not used"),
            KEY.fail("one", "none"),
        ];
        assert_eq!(ids("access_token", false, &rows), ["authorization.tokens"]);
        assert_eq!(ids("token", false, &rows), [""; 0]);
        assert_eq!(ids("state", true, &rows), ["authorization.duplicate"]);
        assert_eq!(ids("error_uri", false, &rows), ["authorization.error_charset"]);
        assert_eq!(ids("code", false, &rows), ["jarm.extra"]);
        assert_eq!(ids("response", false, &rows), ["jarm.key"]);
        assert_eq!(ids("access_token", false, &[TOKENS.pass("x", "access_token")]), [""; 0]);
        let bound = [JKT.pass("x", "x"), KEY.fail("one", "none")];
        assert_eq!((request("dpop_jkt", bound.iter()).len(), request("jkt", bound.iter()).len()), (1, 0));
        assert_eq!(sealed("kid", true, rows.iter()).len(), 1);
        assert_eq!(sealed("key", false, rows.iter()).len(), 0);
    }
}
