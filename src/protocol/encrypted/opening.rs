//! Which of our keys may open the token, and whether one does.

use zeroize::Zeroizing;

use crate::protocol::check::{Check, Finding, rfc};
use crate::protocol::jose::decryption_key::DecryptionKey;
use crate::protocol::jose::jwe::{MOST_ROUNDS, Recipe, Sealed};
use crate::protocol::json::Json;
use crate::protocol::text::shown_short;

pub(super) static KEY: Check = Check::must("jwe.key", "one of our keys is meant", rfc!(7516, "4.1.6"));
pub(super) static WEAK: Check = Check::should("jwe.weak", "the key cannot be guessed", rfc!(8725, "3.5"));
pub(super) static DECRYPTION: Check = Check::must("jwe.decryption", "the token opens with our key", rfc!(7516, "5.2"));

/// More keys than these are never tried.
const MOST_KEYS: usize = 100;
/// More reasons than these are never listed.
const MOST_REASONS: usize = 5;

/// The rows, and what was inside.
#[derive(Default)]
pub(super) struct Opening {
    pub findings: Vec<Finding>,
    pub text: Option<Zeroizing<Vec<u8>>>,
    pub key: Option<String>,
}

/// Chooses and tries the keys. Without a token whose header is in order nothing is tried.
pub(super) fn judge(sealed: Option<&Sealed<'_>>, header: &Json, keys: &[DecryptionKey]) -> Opening {
    let Some(sealed) = sealed else { return nothing("not tried, because of a row above or an unknown zip") };
    if keys.is_empty() {
        return nothing("there is no decryption key, so nothing inside is judged");
    }
    let chosen = choose(sealed, header, keys);
    match chosen {
        Ok((candidates, row)) => try_each(sealed, &candidates, row),
        Err(row) => {
            let findings =
                vec![row, WEAK.skip("no key was chosen"), DECRYPTION.skip("no key was chosen, so none was tried")];
            Opening { findings, ..Opening::default() }
        }
    }
}

fn nothing(reason: &str) -> Opening {
    Opening { findings: [&KEY, &WEAK, &DECRYPTION].map(|check| check.skip(reason)).into(), ..Opening::default() }
}

/// The keys to try and the row about them, or only the row.
fn choose<'a>(
    sealed: &Sealed<'_>,
    header: &Json,
    keys: &'a [DecryptionKey],
) -> Result<(Vec<&'a DecryptionKey>, Finding), Finding> {
    let epk = match &sealed.recipe {
        Recipe::Agreement { epk, .. } => Some(epk),
        _ => None,
    };
    let unfit = |key: &DecryptionKey| key.unfit(sealed.alg, sealed.enc.name(), epk);
    let kid = match header.get("kid") {
        None => None,
        Some(Json::String(kid)) => Some(kid.as_str()),
        Some(other) => return Err(KEY.fail("kid is a string", other.kind())),
    };
    let named: Vec<&DecryptionKey> = match kid {
        Some(kid) if keys.iter().any(|key| key.kid() == Some(kid)) => {
            keys.iter().filter(|key| key.kid() == Some(kid)).collect()
        }
        Some(_) => keys.iter().filter(|key| key.kid().is_none()).collect(),
        None => keys.iter().collect(),
    };
    let expected = expected(kid, sealed);
    if named.is_empty() {
        return Err(KEY.fail(expected, format!("no such kid among our {} keys", keys.len())));
    }
    let fit: Vec<&DecryptionKey> = named.iter().copied().filter(|key| unfit(key).is_none()).collect();
    if fit.is_empty() {
        let reason = |key: &&DecryptionKey| format!("{}: {}", key.label(), unfit(key).unwrap_or_default());
        return Err(KEY.fail(expected, listed(named.iter().map(reason))));
    }
    let most = affordable(sealed);
    let row = KEY.pass(expected, told(kid, &fit, most));
    Ok((fit.into_iter().take(most).collect(), row))
}

fn expected(kid: Option<&str>, sealed: &Sealed<'_>) -> String {
    match kid {
        Some(kid) => format!("a key for {} with kid «{}»", sealed.alg.name(), shown_short(kid, 60)),
        None => format!("a key for {}", sealed.alg.name()),
    }
}

/// Which keys are tried, for a reader.
fn told(kid: Option<&str>, fit: &[&DecryptionKey], most: usize) -> String {
    let why = match (kid, fit[0].kid() == kid) {
        (None, _) => "the token names no kid, so ",
        (Some(_), true) => "named by kid, ",
        (Some(_), false) => "no key of ours has this kid, but one without any may be meant, so ",
    };
    match fit {
        [one] => format!("{why}{} is tried", one.label()),
        _ if fit.len() > most => format!("{why}{most} of {} suitable keys are tried", fit.len()),
        _ => format!("{why}all {} suitable keys are tried", fit.len()),
    }
}

/// How many keys may be tried: a header must not multiply its work by the number of our keys.
fn affordable(sealed: &Sealed<'_>) -> usize {
    let Recipe::Password { rounds, .. } = &sealed.recipe else { return MOST_KEYS };
    usize::try_from(MOST_ROUNDS / (*rounds).max(1)).unwrap_or(MOST_KEYS).clamp(1, MOST_KEYS)
}

fn try_each(sealed: &Sealed<'_>, candidates: &[&DecryptionKey], chosen: Finding) -> Opening {
    let expected = "a key of ours fits, and so does the tag";
    let mut reasons = Vec::new();
    for key in candidates {
        match sealed.open(key) {
            Ok(opened) => {
                let derived = opened.derived.map_or_else(String::new, |digest| format!(" (its {digest} digest)"));
                let observed = format!(
                    "opened with {}{derived}; that proves no sender: whoever has the key to encrypt could have made it",
                    key.label()
                );
                let row = DECRYPTION.pass(expected, observed);
                return Opening {
                    findings: vec![chosen, weak(key), row],
                    text: Some(opened.text),
                    key: Some(key.label()),
                };
            }
            Err(why) => reasons.push(format!("{}: {why}", key.label())),
        }
    }
    let findings = vec![chosen, WEAK.skip("no key fits"), DECRYPTION.fail(expected, listed(reasons.into_iter()))];
    Opening { findings, ..Opening::default() }
}

fn weak(key: &DecryptionKey) -> Finding {
    match key.weakness() {
        Some(why) => WEAK.warn("a key that nobody finds by trying", why),
        None => WEAK.pass("a key that nobody finds by trying", key.kind()),
    }
}

fn listed(reasons: impl ExactSizeIterator<Item = String>) -> String {
    let left = reasons.len().saturating_sub(MOST_REASONS);
    let more = (left > 0).then(|| format!("and {left} more"));
    reasons.take(MOST_REASONS).chain(more).collect::<Vec<_>>().join("; ")
}
