//! The header: algorithm, critical extensions, kind of token, keys it brings along.

use super::{Case, Keys};
use crate::protocol::check::Finding;
use crate::protocol::jose::algorithm::{Algorithm, Family};
use crate::protocol::json::Json;
use crate::protocol::text::shown_short;

/// Kinds of token that must not be taken for one another, with a word about each.
const OTHER_KINDS: [(&str, &str); 9] = [
    ("at+jwt", "an access token"),
    ("logout+jwt", "a logout token"),
    ("dpop+jwt", "a DPoP proof"),
    ("secevent+jwt", "a security event"),
    ("oauth-authz-req+jwt", "a request object"),
    ("token-introspection+jwt", "an introspection answer"),
    ("client-authentication+jwt", "a client assertion"),
    ("kb+jwt", "a key binding proof"),
    ("entity-statement+jwt", "a federation entity statement"),
];

/// All rows about the header.
pub(super) fn judge(case: &Case<'_>) -> Vec<Finding> {
    let rules = case.rules;
    let header = match case.header() {
        Ok(header) if case.decoded.is_encrypted() => {
            let rows = [&rules.alg, &rules.alg_expected, &rules.alg_confusion]
                .map(|check| check.skip("the signed token is encrypted"));
            return rows
                .into_iter()
                .chain([crit(case, header), b64(case, header), typ(case, header), embedded_key(case, header)])
                .collect();
        }
        Ok(header) => header,
        Err(reason) => {
            let checks = [
                &rules.alg,
                &rules.alg_expected,
                &rules.alg_confusion,
                &rules.crit,
                &rules.b64,
                &rules.typ,
                &rules.embedded_key,
            ];
            return checks.into_iter().map(|check| check.skip(reason)).collect();
        }
    };
    let confusion = alg_confusion(case);
    vec![
        alg(case, header),
        alg_expected(case),
        confusion,
        crit(case, header),
        b64(case, header),
        typ(case, header),
        embedded_key(case, header),
    ]
}

fn alg(case: &Case<'_>, header: &Json) -> Finding {
    let expected = "a registered signature algorithm";
    match header.get("alg") {
        None => case.rules.alg.fail(expected, "absent"),
        Some(Json::String(name)) if name == "none" => case.rules.alg.fail(expected, "none: the token is not signed"),
        Some(Json::String(name)) if Algorithm::from_name(name).is_some() => case.rules.alg.pass(expected, name),
        Some(Json::String(name)) => {
            let meant = match Algorithm::meant_by(name) {
                Some(meant) => format!("; {meant} is probably meant, but names are compared exactly"),
                None if name.eq_ignore_ascii_case("none") => "; a spelling of none".to_owned(),
                None => String::new(),
            };
            case.rules.alg.fail(expected, format!("{name:?} is not known{meant}"))
        }
        Some(other) => case.rules.alg.fail(expected, other.kind()),
    }
}

fn alg_expected(case: &Case<'_>) -> Finding {
    let Some(alg) = case.alg() else { return case.rules.alg_expected.skip("the token names no algorithm") };
    let agreed = case.agreed;
    match (agreed.registered_alg, agreed.advertised_algs) {
        (Some(registered), _) => {
            case.rules.alg_expected.judge(alg == registered, format!("{registered}, as registered"), alg)
        }
        (None, Some(advertised)) => {
            let wanted = format!("one of {}, as advertised", advertised.join(", "));
            case.rules.alg_expected.judge(advertised.contains(&alg), wanted, alg)
        }
        (None, None) if !case.rules.has_default_alg => {
            case.rules.alg_expected.skip(format!("{alg}; no algorithm is known to be agreed on"))
        }
        (None, None) if alg == "RS256" => case.rules.alg_expected.pass("RS256, the default", alg),
        (None, None) => {
            case.rules.alg_expected.warn("RS256, the default", format!("{alg}; nothing is registered or advertised"))
        }
    }
}

/// Signs that a MAC stands where a signature is due. Whether the MAC was made with a public key is never tried out:
/// handing one to an HMAC is the very mistake.
fn alg_confusion(case: &Case<'_>) -> Finding {
    let Some(algorithm) = case.algorithm() else {
        return case.rules.alg_confusion.skip("the token names no known algorithm");
    };
    if !algorithm.is_mac() {
        return case.rules.alg_confusion.pass("a signature by a private key", algorithm.name());
    }
    let expected = "a MAC only where the client secret is the agreed key";
    let unknown = case.agreed.macs.is_empty() && matches!(case.keys, Keys::NotGiven);
    let public = case.agreed.macs.iter().find(|mac| mac.is_public_key());
    match public.map(|mac| format!("{} is a public key", mac.label)).or_else(|| mac_unexpected(case)) {
        Some(why) => case.rules.alg_confusion.fail(expected, format!("{}, though {why}", algorithm.name())),
        None if unknown => case.rules.alg_confusion.skip("no key given, so nothing is known of the agreed one"),
        None => case.rules.alg_confusion.pass(expected, format!("{} with the client secret", algorithm.name())),
    }
}

fn mac_unexpected(case: &Case<'_>) -> Option<String> {
    let is_mac = |name: &str| Algorithm::from_name(name).is_some_and(Algorithm::is_mac);
    let agreed = case.agreed;
    if let (Some(kid), Keys::Set(set)) = (case.decoded.header_text("kid"), case.keys) {
        let public = |family: Option<Family>| family.is_some_and(|family| family != Family::Secret);
        if set.of_kid(Some(kid)).iter().any(|jwk| public(jwk.key.family())) {
            return Some(format!("kid «{}» is a public key", shown_short(kid, 60)));
        }
    }
    match (agreed.registered_alg, agreed.advertised_algs) {
        (Some(registered), _) if !is_mac(registered) => return Some(format!("{registered} is registered")),
        (None, Some(advertised)) if !advertised.iter().any(|name| is_mac(name)) => {
            return Some(format!("the provider advertises only {}", advertised.join(", ")));
        }
        _ => {}
    }
    let none = agreed.macs.is_empty() && !matches!(case.keys, Keys::NotGiven);
    none.then(|| "this client has no secret".to_owned())
}

fn crit(case: &Case<'_>, header: &Json) -> Finding {
    let expected = "absent, or extensions that are understood";
    let Some(crit) = header.get("crit") else { return case.rules.crit.pass(expected, "absent") };
    match crit.as_strings() {
        Some(names) if names.is_empty() => case.rules.crit.fail(expected, "an empty array"),
        Some(names) => {
            case.rules.crit.fail(expected, format!("{} not understood, so the token must be refused", names.join(", ")))
        }
        None => case.rules.crit.fail("an array of names", crit.kind()),
    }
}

fn b64(case: &Case<'_>, header: &Json) -> Finding {
    let expected = "absent or true";
    match header.get("b64") {
        None => case.rules.b64.pass(expected, "absent"),
        Some(Json::Bool(true)) => case.rules.b64.pass(expected, "true"),
        Some(Json::Bool(false)) => case.rules.b64.fail(expected, "false: what is signed is not what is read"),
        Some(other) => case.rules.b64.fail(expected, other.kind()),
    }
}

fn typ(case: &Case<'_>, header: &Json) -> Finding {
    let expected = case.rules.types_in_words();
    let Some(value) = header.get("typ") else { return case.rules.typ.pass(expected, "absent") };
    let Some(typ) = value.as_str() else { return case.rules.typ.fail(expected, value.kind()) };
    let lower = typ.to_ascii_lowercase();
    let name = lower.strip_prefix("application/").unwrap_or(&lower);
    if case.rules.types.is_empty() || case.rules.types.contains(&name) {
        return case.rules.typ.pass(expected, typ);
    }
    match OTHER_KINDS.iter().find(|(kind, _)| *kind == name) {
        Some((_, what)) => case.rules.typ.fail(expected, format!("{typ}: this is another kind of token, {what}")),
        None => case.rules.typ.warn(expected, format!("{typ}: no type of {} that is known", case.rules.kind)),
    }
}

/// A `DPoP` proof names the key that it proves the possession of (RFC 9449 §4.2).
fn is_proof(case: &Case<'_>, header: &Json) -> bool {
    case.rules.types.is_empty() && header.get("typ").and_then(Json::as_str) == Some("dpop+jwt")
}

fn embedded_key(case: &Case<'_>, header: &Json) -> Finding {
    let present: Vec<&str> = ["jwk", "jku", "x5u", "x5c"].into_iter().filter(|n| header.get(n).is_some()).collect();
    if is_proof(case, header) && present == ["jwk"] {
        return case.rules.embedded_key.pass("a DPoP proof brings its key in jwk, and in nothing else", "jwk");
    }
    let observed = match present.join(", ") {
        names if names.is_empty() => "none".to_owned(),
        names => format!("the token brings its own key in {names}: ignored"),
    };
    case.rules.embedded_key.judge(present.is_empty(), "no jwk, jku, x5u, x5c", observed)
}
