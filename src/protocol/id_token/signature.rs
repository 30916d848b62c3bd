//! Key choice and signature (OIDC Core §10.1): by kid where there is one, by trial within a budget where there is none.

use super::{Case, Keys, SignatureState};
use crate::protocol::check::{Check, Finding, core, rfc};
use crate::protocol::jose::algorithm::Algorithm;
use crate::protocol::jose::jwk::Jwk;
use crate::protocol::jose::jws;
use crate::protocol::jwks::KeySet;
use crate::protocol::text::shown_short;

pub(super) static KEY: Check =
    Check::must("id_token.key", "one key of the set is meant", core!("10.1", "Signing")).stops();
pub(super) static KEY_USE: Check =
    Check::must("id_token.key_use", "the key is for signatures", rfc!(7517, "4.2")).stops();
pub(super) static KEY_ALG: Check =
    Check::must("id_token.key_alg", "the key is for this algorithm", rfc!(7517, "4.4")).stops();
pub(super) static SECRET_LENGTH: Check =
    Check::must("id_token.secret_length", "the client secret is as long as the digest", rfc!(7518, "3.2"));
pub(super) static SIGNATURE: Check = Check::must(
    "id_token.signature",
    "the signature fits the provider's key",
    core!("3.1.3.7 (6)", "IDTokenValidation"),
)
.stops();

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
    fn unchecked(key: Finding, reason: &str) -> Self {
        let rest = [&KEY_USE, &KEY_ALG, &SECRET_LENGTH, &SIGNATURE].map(|check| check.skip(reason));
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
        return Signed::unchecked(KEY.skip(reason), reason);
    }
    if case.alg() == Some("none") {
        let mut signed = Signed::unchecked(KEY.skip("no key: alg is none"), "no key: alg is none");
        signed.findings.pop();
        signed.findings.push(SIGNATURE.fail("a signature", "alg is none: anybody can have written this token"));
        return Signed { state: SignatureState::Bad, ..signed };
    }
    let Some(algorithm) = case.algorithm() else {
        let reason = "the algorithm is not known";
        return Signed::unchecked(KEY.skip(reason), reason);
    };
    if algorithm.is_mac() {
        return by_secret(case, algorithm);
    }
    match case.keys {
        Keys::Unavailable(why) => {
            let reason = format!("keys unavailable: {why}");
            Signed::unchecked(KEY.skip(&reason), &format!("not checked, {reason}"))
        }
        Keys::Set(set) => by_key_set(case, algorithm, set),
    }
}

fn by_secret(case: &Case<'_>, algorithm: Algorithm) -> Signed {
    let Some(secret) = case.expected.client_secret else {
        let reason = "this client has no secret to check a MAC with";
        return Signed::unchecked(KEY.skip(reason), reason);
    };
    let key = KEY.pass("the client secret", "the client secret");
    let no_jwk = "the key is the client secret";
    let (octets, needed) = (secret.reveal().len(), algorithm.digest().length());
    let wanted = format!("at least {needed} bytes for {}", algorithm.name());
    let length = SECRET_LENGTH.judge(octets >= needed, wanted, format!("{octets} bytes"));
    let wanted = format!("{} with the client secret", algorithm.name());
    let (row, state) = match &case.decoded.signature {
        None => (SIGNATURE.fail(wanted, "no readable signature"), SignatureState::Bad),
        Some(mac) => match jws::verify_secret(algorithm, secret.reveal().as_bytes(), signed_text(case), mac) {
            Ok(()) => (SIGNATURE.pass(wanted, "fits"), SignatureState::Verified),
            Err(refusal) => (SIGNATURE.fail(wanted, refusal.to_string()), SignatureState::Bad),
        },
    };
    let findings = vec![key, KEY_USE.skip(no_jwk), KEY_ALG.skip(no_jwk), length, row];
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
        Err(why) => return Signed::unchecked(KEY.fail(expected, why), "there is no key to check with"),
    };
    let trial = try_all(case, algorithm, &candidates);
    let jwk = trial.fitting.unwrap_or(candidates[0]);
    let row = KeyRow { expected, kid, of: candidates.len(), set, jwk, trial: &trial };
    let key = row.finding();
    let (row, state) = verdict(algorithm, jwk, &trial, candidates.len());
    let no_secret = SECRET_LENGTH.skip("the key is a public one");
    let name = jwk.kid.clone().unwrap_or_else(|| format!("key {} of {}", jwk.position, set.keys.len()));
    Signed { findings: vec![key, key_use(jwk), key_alg(jwk, algorithm), no_secret, row], state, key: Some(name) }
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
            (Some(_), 1) => KEY.pass(self.expected, found),
            (None, 1) if total > 1 => KEY.pass(self.expected, format!("{found}: the only key of this type")),
            (None, 1) => KEY.pass(self.expected, format!("{found}: the only key")),
            (Some(_), n) if fits => {
                KEY.warn(self.expected, format!("{n} keys carry this kid; {found} of {total} fits, by trial"))
            }
            (Some(_), n) => KEY.fail(self.expected, format!("{n} keys carry this kid and none fits")),
            (None, _) if fits => {
                let note = "several keys demand a kid in the header";
                KEY.pass(self.expected, format!("{found} of {total} by trial; {note}"))
            }
            (None, n) => {
                KEY.fail(self.expected, format!("{n} keys come into question, {} tried, none fits", self.trial.tried))
            }
        }
    }
}

fn verdict(algorithm: Algorithm, jwk: &Jwk, trial: &Trial<'_>, of: usize) -> (Finding, SignatureState) {
    let thumbprint = jwk.thumbprint.as_deref().unwrap_or("unknown");
    let expected = format!("{} by {}, thumbprint {thumbprint}", algorithm.name(), jwk.label());
    if trial.fitting.is_some() {
        return (SIGNATURE.pass(expected, "fits"), SignatureState::Verified);
    }
    let refusal = trial.refusal.as_deref().unwrap_or("nothing tried");
    let observed = match of.saturating_sub(BUDGET) {
        0 if of == 1 => refusal.to_owned(),
        0 => format!("none of {of} keys fits; the first: {refusal}"),
        rest => format!("the budget of {BUDGET} tries is spent, {rest} keys are left untried"),
    };
    (SIGNATURE.fail(expected, observed), SignatureState::Bad)
}

fn key_use(jwk: &Jwk) -> Finding {
    let expected = "use sig, key_ops verify, or neither";
    match for_signing(jwk) {
        Ok(observed) => KEY_USE.pass(expected, observed),
        Err(observed) => KEY_USE.fail(expected, observed),
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

fn key_alg(jwk: &Jwk, algorithm: Algorithm) -> Finding {
    let expected = format!("{}, or none named", algorithm.name());
    match jwk.alg.as_deref() {
        None => KEY_ALG.pass(expected, "none named"),
        Some(alg) => KEY_ALG.judge(same(alg, algorithm), expected, alg),
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
