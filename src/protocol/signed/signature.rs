//! Key and signature (RFC 7515 §5.2): no key given, key not found, several that could be meant, the wrong one, a
//! signature that does not fit, and one that fits by a key that is named. Each has its words in the two rows and its
//! own state, since each has another remedy.

mod choice;
mod secret;
mod trial;

use super::{Case, Keys, SignatureState};
use crate::protocol::check::Finding;
use crate::protocol::jose::algorithm::Algorithm;
use crate::protocol::jose::jwk::Jwk;
use crate::protocol::jwks::KeySet;
use crate::protocol::text::shown_short;
use choice::{Choice, choose};
use trial::{BUDGET, Trial};

/// What came of it.
pub(super) struct Signed {
    pub findings: Vec<Finding>,
    pub state: SignatureState,
    pub key: Option<String>,
}

impl Signed {
    /// Nothing could be chosen: the key row as given, the others skipped.
    fn unchecked(case: &Case<'_>, key: Finding, reason: &str) -> Self {
        let rules = case.rules;
        let rest =
            [&rules.key_use, &rules.key_alg, &rules.secret_length, &rules.signature].map(|check| check.skip(reason));
        let findings = std::iter::once(key).chain(rest).collect();
        Self { findings, state: SignatureState::Unchecked, key: None }
    }

    /// Nobody gave a key: that is no fault of the token.
    fn without_key(case: &Case<'_>, reason: &str) -> Self {
        Self { state: SignatureState::NoKey, ..Self::unchecked(case, case.rules.key.skip(reason), reason) }
    }

    /// `none`: nothing to check, and never to be accepted.
    fn unsigned(case: &Case<'_>) -> Self {
        let reason = "no key: alg is none";
        let mut signed = Self::unchecked(case, case.rules.key.skip(reason), reason);
        signed.findings.pop();
        let row = case.rules.signature.fail("a signature", "alg is none: anybody can have written this token");
        signed.findings.push(row);
        Self { state: SignatureState::Bad, ..signed }
    }
}

/// All rows about key and signature.
pub(super) fn judge(case: &Case<'_>) -> Signed {
    let readable = match case.header() {
        Ok(_) if case.decoded.is_encrypted() => Err("the signed token is encrypted"),
        Ok(_) => Ok(()),
        Err(reason) => Err(reason),
    };
    if let Err(reason) = readable {
        return Signed::unchecked(case, case.rules.key.skip(reason), reason);
    }
    if case.alg() == Some("none") {
        return Signed::unsigned(case);
    }
    let Some(algorithm) = case.algorithm() else {
        let reason = "the algorithm is not known";
        return Signed::unchecked(case, case.rules.key.skip(reason), reason);
    };
    if algorithm.is_mac() {
        return secret::judge(case, algorithm);
    }
    match case.keys {
        Keys::Unavailable(why) => {
            let reason = format!("keys unavailable: {why}");
            Signed::unchecked(case, case.rules.key.skip(&reason), &format!("not checked, {reason}"))
        }
        Keys::NotGiven if case.agreed.macs.is_empty() => Signed::without_key(case, "no key given"),
        Keys::NotGiven => {
            let why = format!("no public key given: a secret checks no {}", algorithm.name());
            Signed::without_key(case, &why)
        }
        Keys::Set(set) => by_key_set(case, algorithm, set),
    }
}

fn by_key_set(case: &Case<'_>, algorithm: Algorithm, set: &KeySet) -> Signed {
    let kid = case.decoded.header_text("kid");
    let expected = match kid {
        Some(kid) => format!("kid «{}»", shown_short(kid, 60)),
        None => format!("no kid: a key of type {}", algorithm.family().name()),
    };
    let choice = match choose(case, algorithm, set) {
        Ok(choice) => choice,
        Err(missing) => {
            let key = case.rules.key.fail(expected, missing.why);
            let nothing = Signed::unchecked(case, key, "there is no key to check with");
            return Signed { state: missing.state, ..nothing };
        }
    };
    let trial = Trial::of(case, algorithm, &choice.keys, set);
    let jwk = trial.fitting.unwrap_or(choice.keys[0]);
    let no_secret = case.rules.secret_length.skip("the key is a public one");
    let (row, state) = verdict(case, (algorithm, jwk), &trial, &choice);
    let findings = vec![
        key_row(case, expected, (set, jwk), &trial, &choice),
        key_use(case, jwk),
        key_alg(case, jwk, algorithm),
        no_secret,
        row,
    ];
    let name = jwk.kid.clone().unwrap_or_else(|| format!("key {} of {}", jwk.position, set.keys.len()));
    Signed { findings, state, key: Some(name) }
}

/// Which key it was, and by what right.
fn key_row(
    case: &Case<'_>,
    expected: String,
    (set, jwk): (&KeySet, &Jwk),
    trial: &Trial<'_>,
    choice: &Choice<'_>,
) -> Finding {
    let check = &case.rules.key;
    let refreshed = if set.refreshed { ", of the key set fetched once more" } else { "" };
    let found = format!("{}, {}{refreshed}", jwk.label(), jwk.key);
    let (of, total, fits) = (choice.keys.len(), set.keys.len(), trial.fitting.is_some());
    let several = choice.distinct() > 1;
    match case.decoded.header_text("kid") {
        Some(kid) if choice.unnamed && set.given && (fits || of == 1) => {
            check.pass(expected, format!("{found}, given by hand; the token names kid «{}»", shown_short(kid, 60)))
        }
        Some(_) if choice.unnamed && fits => {
            check.warn(expected, format!("no key carries this kid; {found} has none and fits, by trial"))
        }
        Some(_) if choice.unnamed => {
            let tried = if of == 1 { "the one without a kid" } else { "those without a kid" };
            check.fail(expected, format!("no such key; the set offers {}; {tried} does not fit", set.kids()))
        }
        Some(_) if !several => check.pass(expected, found),
        Some(_) if fits => check.warn(expected, format!("{of} keys carry this kid; {found} of {total} fits, by trial")),
        Some(_) => check.fail(expected, format!("{of} keys carry this kid and none fits")),
        None if of == 1 && total > 1 => check.pass(expected, format!("{found}: the only key of this type")),
        None if !several => check.pass(expected, format!("{found}: the only key")),
        None if fits => {
            let note = "several could be meant, so the header needs a kid";
            check.warn(expected, format!("{found} of {total} by trial; {note}"))
        }
        None => check.fail(expected, format!("{of} keys come into question, {} tried, none fits", trial.tried)),
    }
}

fn verdict(
    case: &Case<'_>,
    (algorithm, jwk): (Algorithm, &Jwk),
    trial: &Trial<'_>,
    choice: &Choice<'_>,
) -> (Finding, SignatureState) {
    let check = &case.rules.signature;
    let thumbprint = jwk.thumbprint.as_deref().unwrap_or("unknown");
    let expected = format!("{} by {}, thumbprint {thumbprint}", algorithm.name(), jwk.label());
    if trial.fitting.is_some() {
        return (check.pass(expected, "fits"), SignatureState::Verified);
    }
    let refusal = trial.refusal.as_deref().unwrap_or("nothing tried");
    let of = choice.keys.len();
    let one = choice.distinct() == 1;
    let (observed, state) = match (of.saturating_sub(BUDGET), trial.other) {
        (_, Some(other)) => {
            let other = format!("{}, {}", other.label(), other.key);
            (format!("{refusal}; it fits another key: {other}"), SignatureState::WrongKey)
        }
        (0, None) if trial.of_other_size => {
            (format!("{refusal}: made with an RSA key of another size"), SignatureState::WrongKey)
        }
        (0, None) if one && choice.is_named() => (refusal.to_owned(), SignatureState::Bad),
        (0, None) if one => (format!("{refusal}: the token was changed, or another key made it"), SignatureState::Bad),
        (0, None) => (format!("none of {of} keys fits; the first: {refusal}"), SignatureState::Ambiguous),
        (rest, None) => {
            let what = format!("the budget of {BUDGET} tries is spent, {rest} keys are left untried");
            (what, SignatureState::Ambiguous)
        }
    };
    (check.fail(expected, observed), state)
}

fn key_use(case: &Case<'_>, jwk: &Jwk) -> Finding {
    let expected = "use sig, key_ops verify, or neither";
    match choice::for_signing(jwk.usage.as_deref(), jwk.key_ops.as_deref()) {
        Ok(observed) => case.rules.key_use.pass(expected, observed),
        Err(observed) => case.rules.key_use.fail(expected, observed),
    }
}

fn key_alg(case: &Case<'_>, jwk: &Jwk, algorithm: Algorithm) -> Finding {
    let expected = format!("{}, or none named", algorithm.name());
    match jwk.alg.as_deref() {
        None => case.rules.key_alg.pass(expected, "none named"),
        Some(alg) => case.rules.key_alg.judge(choice::same(alg, algorithm), expected, alg),
    }
}

/// The text that the signature covers, as it came.
fn signed_text<'a>(case: &Case<'a>) -> &'a [u8] {
    case.token.as_bytes().get(..case.decoded.signed_length).unwrap_or_default()
}
