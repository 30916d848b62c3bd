//! The provider's key set (RFC 7517 §5): judged key by key, and searched for the keys a token may be signed with.

use std::collections::HashMap;

use url::Url;

use super::check::{Check, Finding, Report, Verdict, oidc_discovery, rfc};
use super::discovery::host;
use super::jose::algorithm::Algorithm;
use super::jose::jwk::{FaultKind, Jwk, PublicKey};
use super::json::Json;

static FORM: Check = Check::must("jwks.form", "keys is an array of JSON objects", rfc!(7517, "5"));
static KID_DUPLICATE: Check = Check::must("jwks.kid_duplicate", "no two keys share a kid", rfc!(7517, "4.5"));
static PRIVATE: Check = Check::must("jwks.private", "no key holds private or symmetric parts", rfc!(7517, "9.2"));
static WEAK: Check = Check::must("jwks.weak", "no RSA key is weak", rfc!(7518, "3.3"));
static CURVE: Check = Check::must("jwks.curve", "every point is on its curve", rfc!(8725, "3.4"));
static BASE64: Check = Check::must("jwks.base64", "every number is base64url", rfc!(7515, "2"));
static UNDERSTOOD: Check = Check::should("jwks.understood", "every key is of a known type", rfc!(7517, "5"));
static X5C: Check = Check::should("jwks.x5c", "certificates carry the key they stand beside", rfc!(7517, "4.7"));
static TRANSPORT: Check =
    Check::must("jwks.transport", "keys are fetched over TLS", oidc_discovery!("3", "ProviderMetadata"));

/// Every check of this room.
pub static CHECKS: &[&Check] =
    &[&FORM, &KID_DUPLICATE, &PRIVATE, &WEAK, &CURVE, &BASE64, &UNDERSTOOD, &X5C, &TRANSPORT];

/// More rows of one check than this tell nothing new.
const MOST_ROWS: usize = 10;

/// The keys of a provider, usable or not, in the order of the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeySet {
    /// The keys.
    pub keys: Vec<Jwk>,
    /// Whether it was fetched once more because a token named a key that the set before did not have.
    pub refreshed: bool,
    /// Whether somebody gave it by hand: then a key without a kid is meant, whatever kid a token names.
    pub given: bool,
}

impl KeySet {
    /// The keys of the type that the algorithm needs and, when there is one, of that `kid`.
    pub fn candidates(&self, kid: Option<&str>, alg: Algorithm) -> Vec<&Jwk> {
        let fits = |jwk: &&Jwk| jwk.key.family() == Some(alg.family());
        self.of_kid(kid).into_iter().filter(fits).collect()
    }

    /// The keys of that `kid`, or all keys without one. A kid is compared as it stands, never interpreted.
    pub fn of_kid(&self, kid: Option<&str>) -> Vec<&Jwk> {
        self.keys.iter().filter(|jwk| kid.is_none() || jwk.kid.as_deref() == kid).collect()
    }

    /// The kids on offer, for a sentence.
    pub fn kids(&self) -> String {
        if self.keys.iter().all(|jwk| jwk.kid.is_none()) {
            return match self.keys.len() {
                0 => "no key".to_owned(),
                1 => "one key without a kid".to_owned(),
                n => format!("{n} keys without a kid"),
            };
        }
        let kids = self.keys.iter().map(|jwk| jwk.kid.as_deref().unwrap_or("(none)"));
        let shown: Vec<&str> = kids.take(MOST_ROWS).collect();
        match self.keys.len() {
            n if n > MOST_ROWS => format!("{} and {} more", shown.join(", "), n - MOST_ROWS),
            _ => shown.join(", "),
        }
    }
}

/// Judges a key set document. The value is there as soon as `keys` is an array.
pub fn judge(document: &Json) -> Report<KeySet> {
    let Some(elements) = document.get("keys").and_then(Json::as_array) else {
        let observed = document.get("keys").map_or_else(|| "absent".to_owned(), |keys| keys.kind().to_owned());
        let rest = [&KID_DUPLICATE, &PRIVATE, &WEAK, &CURVE, &BASE64, &UNDERSTOOD, &X5C];
        let mut findings = vec![FORM.fail("keys: an array of objects", observed)];
        findings.extend(rest.map(|check| check.skip("there is no array of keys")));
        return Report::new(None, findings);
    };
    judge_elements(elements.iter().zip(1..).map(|(element, position)| (position, element)))
}

/// Judges keys that a person gave, by their places. Private halves and secrets are no leak there: those that were
/// taken away before are told, and `problems` of secrets are faults of form.
pub(super) fn judge_given(
    keys: &[(usize, Json)],
    private: &[String],
    problems: &[String],
    macs: usize,
) -> Report<KeySet> {
    let mut report = judge_elements(keys.iter().map(|(position, key)| (*position, key)));
    let given = "the keys were given, not published";
    let halves = || format!("{given}; of {} only the public half is used", private.join(", "));
    let observed = if private.is_empty() { given.to_owned() } else { halves() };
    for row in &mut report.findings {
        if row.check.id == PRIVATE.id {
            *row = PRIVATE.skip(&observed);
        } else if row.check.id == FORM.id && !problems.is_empty() {
            let others = (row.verdict == Verdict::Fail && !keys.is_empty()).then(|| row.observed.clone());
            let told: Vec<String> = problems.iter().cloned().chain(others).collect();
            *row = FORM.fail("keys that can be read", told.join("; "));
        } else if row.check.id == FORM.id && keys.is_empty() && macs > 0 {
            let plural = if macs == 1 { "secret" } else { "secrets" };
            *row = FORM.pass("keys that can be read", format!("{macs} shared {plural}"));
        }
    }
    report
}

fn judge_elements<'j>(elements: impl Iterator<Item = (usize, &'j Json)>) -> Report<KeySet> {
    let (objects, strays): (Vec<_>, Vec<_>) = elements.partition(|(_, element)| element.as_object().is_some());
    let keys = objects.iter().map(|(position, element)| Jwk::read(element, *position)).collect();
    let set = KeySet { keys, refreshed: false, given: false };
    let mut findings = vec![form(&set, &strays), kid_duplicate(&set), private(&set)];
    findings.push(faults(&WEAK, &set, FaultKind::Weak, "RSA of 2048 bit or more, odd exponent above 1"));
    findings.push(faults(&CURVE, &set, FaultKind::Curve, "points on their curves, coordinates of full length"));
    findings.push(base64(&set));
    findings.extend(understood(&set));
    findings.push(faults(&X5C, &set, FaultKind::Certificate, "certificates of the keys themselves"));
    Report::new(Some(set), findings)
}

/// Judges where the keys are fetched from. Clear text is for a provider on this machine only.
pub fn transport(jwks_uri: &Url) -> Finding {
    let expected = "an https address";
    let local = host::is_loopback(jwks_uri);
    match jwks_uri.scheme() {
        "https" => TRANSPORT.pass(expected, jwks_uri.as_str()),
        "http" if local => {
            TRANSPORT.warn(expected, format!("{jwks_uri}: clear text on this machine, development only"))
        }
        scheme => TRANSPORT.fail(expected, format!("{jwks_uri}: {scheme}, so anybody on the way can swap the keys")),
    }
}

fn form(set: &KeySet, strays: &[(usize, &Json)]) -> Finding {
    let expected = "a non-empty array of objects with kty";
    let mut problems: Vec<String> =
        strays.iter().map(|(position, stray)| format!("element {position} is {}", stray.kind())).collect();
    problems.extend(problems_of(set, FaultKind::Form));
    if set.keys.is_empty() && strays.is_empty() {
        problems.push("an empty array".to_owned());
    }
    FORM.judge(problems.is_empty(), expected, summed(&problems, || counted(set)))
}

fn kid_duplicate(set: &KeySet) -> Finding {
    let expected = "a kid of its own for each key";
    let mut by_kid: HashMap<&str, Vec<&Jwk>> = HashMap::new();
    for jwk in &set.keys {
        if let Some(kid) = &jwk.kid {
            by_kid.entry(kid).or_default().push(jwk);
        }
    }
    let mut shared: Vec<(&str, Vec<&Jwk>)> = by_kid.into_iter().filter(|(_, keys)| keys.len() > 1).collect();
    shared.sort_by_key(|(_, keys)| keys[0].position);
    let describe = |(_, keys): &(&str, Vec<&Jwk>)| {
        let positions: Vec<String> = keys.iter().take(MOST_ROWS).map(|jwk| jwk.position.to_string()).collect();
        format!("{} shares its kid: keys {}", keys[0].label(), positions.join(", "))
    };
    let problems: Vec<String> = shared.iter().map(describe).collect();
    // RFC 7517 §4.5 itself allows it for equivalent keys of different types.
    let one_type = |keys: &[&Jwk]| keys.iter().enumerate().any(|(n, jwk)| keys[..n].iter().any(|k| k.kty == jwk.kty));
    match shared.iter().any(|(_, keys)| keys.len() > MOST_ROWS || one_type(keys)) {
        false if problems.is_empty() => KID_DUPLICATE.pass(expected, format!("kids: {}", set.kids())),
        false => KID_DUPLICATE.warn(expected, format!("{}, each of another type", problems.join("; "))),
        true => KID_DUPLICATE.fail(expected, problems.join("; ")),
    }
}

fn private(set: &KeySet) -> Finding {
    let expected = "public parts only";
    let leaks = problems_of(set, FaultKind::Private);
    if leaks.is_empty() {
        return PRIVATE.pass(expected, "none");
    }
    let what = format!("THE PROVIDER PUBLISHES ITS SECRET KEY: {} stand in the open; renew at once", leaks.join("; "));
    PRIVATE.fail(expected, what)
}

fn base64(set: &KeySet) -> Finding {
    let expected = "base64url without padding, no zero octets in front";
    let hard = problems_of(set, FaultKind::Base64);
    let soft = problems_of(set, FaultKind::LeadingZero);
    match (hard.is_empty(), soft.is_empty()) {
        (true, true) => BASE64.pass(expected, counted(set)),
        (true, false) => BASE64.warn(expected, soft.join("; ")),
        _ => BASE64.fail(expected, [hard, soft].concat().join("; ")),
    }
}

fn understood(set: &KeySet) -> Vec<Finding> {
    let foreign: Vec<String> = set
        .keys
        .iter()
        .filter_map(|jwk| match &jwk.key {
            PublicKey::NotUnderstood(what) => Some(format!("{}: {what} is not understood", jwk.label())),
            _ => None,
        })
        .collect();
    if foreign.is_empty() {
        return vec![UNDERSTOOD.pass("types known here", counted(set))];
    }
    let mut rows: Vec<Finding> = foreign.iter().take(MOST_ROWS).map(|what| UNDERSTOOD.skip(what)).collect();
    if foreign.len() > MOST_ROWS {
        rows.push(UNDERSTOOD.skip(format!("{} more keys are not understood", foreign.len() - MOST_ROWS)));
    }
    rows
}

fn faults(check: &'static Check, set: &KeySet, kind: FaultKind, expected: &str) -> Finding {
    let problems = problems_of(set, kind);
    check.judge(problems.is_empty(), expected, summed(&problems, || counted(set)))
}

fn problems_of(set: &KeySet, kind: FaultKind) -> Vec<String> {
    let of = |jwk: &Jwk| {
        let label = jwk.label();
        let faults = jwk.faults.iter().filter(move |fault| fault.kind == kind);
        faults.map(|fault| format!("{label}: {}", fault.what)).collect::<Vec<_>>()
    };
    set.keys.iter().flat_map(of).take(MOST_ROWS * MOST_ROWS).collect()
}

fn summed(problems: &[String], fine: impl FnOnce() -> String) -> String {
    if problems.is_empty() { fine() } else { problems.join("; ") }
}

fn counted(set: &KeySet) -> String {
    let kinds: Vec<String> = set.keys.iter().take(MOST_ROWS).map(|jwk| jwk.key.to_string()).collect();
    let plural = if set.keys.len() == 1 { "key" } else { "keys" };
    format!("{} {plural}: {}", set.keys.len(), kinds.join(", "))
}

#[cfg(test)]
mod tests;
