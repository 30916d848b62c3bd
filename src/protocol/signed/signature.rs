//! Key choice and signature (RFC 7515 §6): by kid where there is one, by trial within a budget where there is none.

use super::{Case, Keys, Rules, SignatureState};
use crate::protocol::check::Finding;
use crate::protocol::jose::algorithm::Algorithm;
use crate::protocol::jose::jwk::Jwk;
use crate::protocol::jose::jws;
use crate::protocol::jwks::KeySet;
use crate::protocol::text::shown_short;

/// One token may cost this many verifications and no more.
const BUDGET: usize = 100;

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
        let mut signed = Signed::unchecked(case, case.rules.key.skip("no key: alg is none"), "no key: alg is none");
        signed.findings.pop();
        signed
            .findings
            .push(case.rules.signature.fail("a signature", "alg is none: anybody can have written this token"));
        return Signed { state: SignatureState::Bad, ..signed };
    }
    let Some(algorithm) = case.algorithm() else {
        let reason = "the algorithm is not known";
        return Signed::unchecked(case, case.rules.key.skip(reason), reason);
    };
    if algorithm.is_mac() {
        return by_secret(case, algorithm);
    }
    match case.keys {
        Keys::Unavailable(why) => {
            let reason = format!("keys unavailable: {why}");
            Signed::unchecked(case, case.rules.key.skip(&reason), &format!("not checked, {reason}"))
        }
        Keys::NotGiven => {
            let reason = "no key given";
            Signed { state: SignatureState::NoKey, ..Signed::unchecked(case, case.rules.key.skip(reason), reason) }
        }
        Keys::Set(set) => by_key_set(case, algorithm, set),
    }
}

fn by_secret(case: &Case<'_>, algorithm: Algorithm) -> Signed {
    let Some(secret) = case.agreed.macs.first() else {
        let reason = "this client has no secret to check a MAC with";
        return Signed::unchecked(case, case.rules.key.skip(reason), reason);
    };
    let key = case.rules.key.pass("the client secret", "the client secret");
    let no_jwk = "the key is the client secret";
    let (octets, needed) = (secret.octets.len(), algorithm.digest().length());
    let wanted = format!("at least {needed} bytes for {}", algorithm.name());
    let length = case.rules.secret_length.judge(octets >= needed, wanted, format!("{octets} bytes"));
    let wanted = format!("{} with the client secret", algorithm.name());
    let (row, state) = match &case.decoded.signature {
        None => (case.rules.signature.fail(wanted, "no readable signature"), SignatureState::Bad),
        Some(mac) => match jws::verify_secret(algorithm, &secret.octets, signed_text(case), mac) {
            Ok(()) => (case.rules.signature.pass(wanted, "fits"), SignatureState::Verified),
            Err(refusal) => (case.rules.signature.fail(wanted, refusal.to_string()), SignatureState::Bad),
        },
    };
    let findings = vec![key, case.rules.key_use.skip(no_jwk), case.rules.key_alg.skip(no_jwk), length, row];
    Signed { findings, state, key: Some("client secret".to_owned()) }
}

fn by_key_set(case: &Case<'_>, algorithm: Algorithm, set: &KeySet) -> Signed {
    let kid = case.decoded.header_text("kid");
    let expected = match kid {
        Some(kid) => format!("kid «{}»", shown_short(kid, 60)),
        None => format!("no kid: a key of type {}", algorithm.family().name()),
    };
    let candidates = match choose(case, algorithm, set) {
        Ok(candidates) => candidates,
        Err(why) => {
            return Signed::unchecked(case, case.rules.key.fail(expected, why), "there is no key to check with");
        }
    };
    let trial = try_all(case, algorithm, &candidates);
    let jwk = trial.fitting.unwrap_or(candidates[0]);
    let row = KeyRow { rules: case.rules, expected, kid, of: candidates.len(), set, jwk, trial: &trial };
    let key = row.finding();
    let (row, state) = verdict(case, (algorithm, jwk), &trial, candidates.len());
    let no_secret = case.rules.secret_length.skip("the key is a public one");
    let name = jwk.kid.clone().unwrap_or_else(|| format!("key {} of {}", jwk.position, set.keys.len()));
    Signed {
        findings: vec![key, key_use(case, jwk), key_alg(case, jwk, algorithm), no_secret, row],
        state,
        key: Some(name),
    }
}

/// The keys worth trying: never empty. Without a kid, keys made for something else are left aside if others remain.
fn choose<'k>(case: &Case<'_>, algorithm: Algorithm, set: &'k KeySet) -> Result<Vec<&'k Jwk>, String> {
    let header = case.decoded.header.as_ref();
    if let Some(odd) = header.and_then(|header| header.get("kid")).filter(|kid| kid.as_str().is_none()) {
        return Err(format!("kid is {}, not a string", odd.kind()));
    }
    let kid = case.decoded.header_text("kid");
    let named = set.of_kid(kid);
    if named.is_empty() {
        let again = if set.refreshed { ", fetched once more," } else { "" };
        return Err(format!("no such key; the set{again} offers {}", set.kids()));
    }
    let typed = set.candidates(kid, algorithm);
    let needed = algorithm.family().name();
    let Some(first) = typed.first() else {
        let found = named.iter().take(5).map(|jwk| format!("{} ({})", jwk.label(), jwk.key)).collect::<Vec<_>>();
        let why = named.iter().find_map(|jwk| jwk.unusable()).map_or_else(String::new, |why| format!(": {why}"));
        return Err(format!("{} needs {needed}; found {}{why}", algorithm.name(), found.join(", ")));
    };
    if let (1, Some(why)) = (typed.len(), first.unusable()) {
        return Err(format!("{} must not be used: {why}", first.label()));
    }
    let proper = |jwk: &&&Jwk| for_signing(jwk).is_ok() && jwk.alg.as_deref().is_none_or(|alg| same(alg, algorithm));
    let suited: Vec<&Jwk> = typed.iter().filter(proper).copied().collect();
    Ok(if kid.is_some() || suited.is_empty() { typed } else { suited })
}

/// What trying the keys has shown.
struct Trial<'k> {
    fitting: Option<&'k Jwk>,
    refusal: Option<String>,
    tried: usize,
}

fn try_all<'k>(case: &Case<'_>, algorithm: Algorithm, candidates: &[&'k Jwk]) -> Trial<'k> {
    let mut trial = Trial { fitting: None, refusal: None, tried: 0 };
    let Some(signature) = &case.decoded.signature else {
        trial.refusal = Some("no readable signature".to_owned());
        return trial;
    };
    for jwk in candidates.iter().take(BUDGET) {
        trial.tried += 1;
        match jws::verify(algorithm, jwk, signed_text(case), signature) {
            Ok(()) => {
                trial.fitting = Some(jwk);
                return trial;
            }
            Err(refusal) => trial.refusal = trial.refusal.or(Some(refusal.to_string())),
        }
    }
    trial
}

struct KeyRow<'a> {
    rules: &'static Rules,
    expected: String,
    kid: Option<&'a str>,
    of: usize,
    set: &'a KeySet,
    jwk: &'a Jwk,
    trial: &'a Trial<'a>,
}

impl KeyRow<'_> {
    fn finding(self) -> Finding {
        let refreshed = if self.set.refreshed { ", of the key set fetched once more" } else { "" };
        let found = format!("{}, {}{refreshed}", self.jwk.label(), self.jwk.key);
        let total = self.set.keys.len();
        let fits = self.trial.fitting.is_some();
        match (self.kid, self.of) {
            (Some(_), 1) => self.rules.key.pass(self.expected, found),
            (None, 1) if total > 1 => self.rules.key.pass(self.expected, format!("{found}: the only key of this type")),
            (None, 1) => self.rules.key.pass(self.expected, format!("{found}: the only key")),
            (Some(_), n) if fits => self
                .rules
                .key
                .warn(self.expected, format!("{n} keys carry this kid; {found} of {total} fits, by trial")),
            (Some(_), n) => self.rules.key.fail(self.expected, format!("{n} keys carry this kid and none fits")),
            (None, _) if fits => {
                let note = "several keys demand a kid in the header";
                self.rules.key.pass(self.expected, format!("{found} of {total} by trial; {note}"))
            }
            (None, n) => self
                .rules
                .key
                .fail(self.expected, format!("{n} keys come into question, {} tried, none fits", self.trial.tried)),
        }
    }
}

fn verdict(
    case: &Case<'_>,
    (algorithm, jwk): (Algorithm, &Jwk),
    trial: &Trial<'_>,
    of: usize,
) -> (Finding, SignatureState) {
    let thumbprint = jwk.thumbprint.as_deref().unwrap_or("unknown");
    let expected = format!("{} by {}, thumbprint {thumbprint}", algorithm.name(), jwk.label());
    if trial.fitting.is_some() {
        return (case.rules.signature.pass(expected, "fits"), SignatureState::Verified);
    }
    let refusal = trial.refusal.as_deref().unwrap_or("nothing tried");
    let observed = match of.saturating_sub(BUDGET) {
        0 if of == 1 => refusal.to_owned(),
        0 => format!("none of {of} keys fits; the first: {refusal}"),
        rest => format!("the budget of {BUDGET} tries is spent, {rest} keys are left untried"),
    };
    (case.rules.signature.fail(expected, observed), SignatureState::Bad)
}

fn key_use(case: &Case<'_>, jwk: &Jwk) -> Finding {
    let expected = "use sig, key_ops verify, or neither";
    match for_signing(jwk) {
        Ok(observed) => case.rules.key_use.pass(expected, observed),
        Err(observed) => case.rules.key_use.fail(expected, observed),
    }
}

fn for_signing(jwk: &Jwk) -> Result<String, String> {
    let usage = jwk.usage.as_deref();
    let operations = jwk.key_ops.as_ref().map(|operations| operations.join(", "));
    let verify = jwk.key_ops.as_ref().is_none_or(|operations| operations.iter().any(|name| name == "verify"));
    let observed = match (usage, &operations) {
        (None, None) => "neither".to_owned(),
        (Some(usage), None) => format!("use {usage}"),
        (None, Some(operations)) => format!("key_ops {operations}"),
        (Some(usage), Some(operations)) => format!("use {usage}, key_ops {operations}"),
    };
    if verify && usage.is_none_or(|usage| usage == "sig") { Ok(observed) } else { Err(observed) }
}

fn key_alg(case: &Case<'_>, jwk: &Jwk, algorithm: Algorithm) -> Finding {
    let expected = format!("{}, or none named", algorithm.name());
    match jwk.alg.as_deref() {
        None => case.rules.key_alg.pass(expected, "none named"),
        Some(alg) => case.rules.key_alg.judge(same(alg, algorithm), expected, alg),
    }
}

/// `EdDSA` and `Ed25519` are two names of one algorithm for an Ed25519 key (RFC 9864 §2.2).
fn same(alg: &str, algorithm: Algorithm) -> bool {
    let edwards = |alg| matches!(alg, Algorithm::EdDsa | Algorithm::Ed25519);
    Algorithm::from_name(alg).is_some_and(|named| named == algorithm || edwards(named) && edwards(algorithm))
}

fn signed_text<'a>(case: &Case<'a>) -> &'a [u8] {
    case.token.as_bytes().get(..case.decoded.signed_length).unwrap_or_default()
}
