//! Message authentication codes: the key is a secret that both sides know, and no public key ever gets here.

use super::super::{Case, Keys, SignatureState};
use super::{BUDGET, Signed, choice, signed_text};
use crate::protocol::check::Finding;
use crate::protocol::jose::algorithm::Algorithm;
use crate::protocol::jose::jws;
use crate::protocol::jose::mac_key::MacKey;
use crate::protocol::text::shown_short;

/// All rows about a MAC.
pub(super) fn judge(case: &Case<'_>, algorithm: Algorithm) -> Signed {
    if case.agreed.macs.is_empty() {
        if matches!(case.keys, Keys::NotGiven) {
            return Signed::without_key(case, "no key given");
        }
        let reason = "this client has no secret to check a MAC with";
        return Signed::unchecked(case, case.rules.key.skip(reason), reason);
    }
    if let Some(mac) = case.agreed.macs.iter().find(|mac| mac.is_public_key()) {
        let row = case.rules.key.skip(format!("{} is a public key, and no MAC is tried with one", mac.label));
        let refused = Signed::unchecked(case, row, "a MAC is not tried with a public key");
        return Signed { state: SignatureState::Bad, ..refused };
    }
    if let Some(why) = choice::odd_kid(case) {
        let row = case.rules.key.fail("kid is a string", why);
        let nothing = Signed::unchecked(case, row, "there is no key to check with");
        return Signed { state: SignatureState::KeyNotFound, ..nothing };
    }
    let kid = case.decoded.header_text("kid");
    let meant = |mac: &&MacKey| kid.is_none() || mac.kid.is_none() || mac.kid.as_deref() == kid;
    let macs: Vec<&MacKey> = case.agreed.macs.iter().filter(meant).collect();
    let Some(first) = macs.first() else {
        let offered: Vec<&str> = case.agreed.macs.iter().filter_map(|mac| mac.kid.as_deref()).take(10).collect();
        let expected = format!("kid «{}»", shown_short(kid.unwrap_or_default(), 60));
        let row = case.rules.key.fail(expected, format!("no such key; the secrets given are {}", offered.join(", ")));
        let nothing = Signed::unchecked(case, row, "there is no key to check with");
        return Signed { state: SignatureState::KeyNotFound, ..nothing };
    };
    let tried = try_all(case, algorithm, &macs);
    let mac = tried.as_ref().copied().unwrap_or(first);
    let (row, state) = verdict(case, (algorithm, mac), tried.err(), &macs);
    let findings = vec![
        key_row(case, mac, &macs, state == SignatureState::Verified),
        key_use(case, mac),
        key_alg(case, mac, algorithm),
        strength(case, mac, algorithm, state),
        row,
    ];
    Signed { findings, state, key: Some(mac.label.clone()) }
}

/// The secret that fits, or why the first does not.
fn try_all<'m>(case: &Case<'_>, algorithm: Algorithm, macs: &[&'m MacKey]) -> Result<&'m MacKey, String> {
    let Some(code) = &case.decoded.signature else { return Err("no readable signature".to_owned()) };
    let mut first = None;
    for mac in macs.iter().take(BUDGET) {
        match jws::verify_secret(algorithm, &mac.octets, signed_text(case), code) {
            Ok(()) => return Ok(mac),
            Err(refusal) => first = first.or(Some(refusal.to_string())),
        }
    }
    Err(first.unwrap_or_default())
}

fn verdict(
    case: &Case<'_>,
    (algorithm, mac): (Algorithm, &MacKey),
    refusal: Option<String>,
    macs: &[&MacKey],
) -> (Finding, SignatureState) {
    let check = &case.rules.signature;
    let wanted = format!("{} with {}", algorithm.name(), named(mac));
    match (refusal, macs.len()) {
        (None, _) => (check.pass(wanted, "fits"), SignatureState::Verified),
        (Some(refusal), 1) => (check.fail(wanted, refusal), SignatureState::Bad),
        (Some(refusal), n) => {
            (check.fail(wanted, format!("none of {n} secrets fits; the first: {refusal}")), SignatureState::Ambiguous)
        }
    }
}

fn key_row(case: &Case<'_>, mac: &MacKey, macs: &[&MacKey], fits: bool) -> Finding {
    let check = &case.rules.key;
    let name = named(mac);
    let expected = if macs.len() == 1 { name.clone() } else { "one of the secrets given".to_owned() };
    let by_hand = match case.decoded.header_text("kid") {
        Some(kid) if mac.kid.is_none() && !mac.is_client_secret() => {
            format!(", though the token names kid «{}»", shown_short(kid, 60))
        }
        _ => String::new(),
    };
    match macs.len() {
        1 => check.pass(expected, format!("{name}{by_hand}")),
        n if fits => check.warn(expected, format!("{name} of {n} by trial{by_hand}; several could be meant")),
        n => check.fail(expected, format!("{n} secrets come into question, none fits")),
    }
}

fn key_use(case: &Case<'_>, mac: &MacKey) -> Finding {
    let expected = "use sig, key_ops verify, or neither";
    match choice::for_signing(mac.usage.as_deref(), mac.key_ops.as_deref()) {
        Ok(_) if mac.usage.is_none() && mac.key_ops.is_none() => {
            case.rules.key_use.skip(format!("the key is {}", named(mac)))
        }
        Ok(observed) => case.rules.key_use.pass(expected, observed),
        Err(observed) => case.rules.key_use.fail(expected, observed),
    }
}

fn key_alg(case: &Case<'_>, mac: &MacKey, algorithm: Algorithm) -> Finding {
    match mac.alg.as_deref() {
        None => case.rules.key_alg.skip(format!("the key is {}", named(mac))),
        Some(alg) => {
            let expected = format!("{}, or none named", algorithm.name());
            case.rules.key_alg.judge(choice::same(alg, algorithm), expected, alg)
        }
    }
}

/// As long as the digest (RFC 7518 §3.2), and nothing that stands in a list of words (RFC 8725 §3.5).
/// A secret that does not fit is not the one that the token was made with, and says nothing of it.
fn strength(case: &Case<'_>, mac: &MacKey, algorithm: Algorithm, state: SignatureState) -> Finding {
    if state != SignatureState::Verified {
        return case.rules.secret_length.skip(format!("{} does not fit", named(mac)));
    }
    let (octets, needed) = (mac.octets.len(), algorithm.digest().length());
    let wanted = format!("at least {needed} bytes for {}", algorithm.name());
    match mac.weakness() {
        Some(why) => case.rules.secret_length.fail(wanted, format!("{octets} bytes, easily guessed: {why}")),
        None => case.rules.secret_length.judge(octets >= needed, wanted, format!("{octets} bytes")),
    }
}

fn named(mac: &MacKey) -> String {
    if mac.is_client_secret() { "the client secret".to_owned() } else { mac.label.clone() }
}
