//! The header: algorithm, critical extensions, kind of token, keys it brings along.

use super::{Case, Keys};
use crate::protocol::check::{Check, Finding, core, rfc};
use crate::protocol::jose::algorithm::{Algorithm, Family};
use crate::protocol::json::Json;
use crate::protocol::text::shown_short;

pub(super) static ALG: Check =
    Check::must("id_token.alg", "signed with a known algorithm", core!("2", "IDToken")).stops();
pub(super) static ALG_EXPECTED: Check = Check::must(
    "id_token.alg_expected",
    "the algorithm is the one agreed on",
    core!("3.1.3.7 (7)", "IDTokenValidation"),
)
.stops();
pub(super) static ALG_CONFUSION: Check =
    Check::must("id_token.alg_confusion", "no public key used as a secret", rfc!(8725, "3.1")).stops();
pub(super) static CRIT: Check =
    Check::must("id_token.crit", "no critical extension is unknown", rfc!(7515, "4.1.11")).stops();
pub(super) static B64: Check = Check::must("id_token.b64", "the payload is encoded", rfc!(7797, "7")).stops();
pub(super) static TYP: Check = Check::must("id_token.typ", "not another kind of token", rfc!(8725, "3.11")).stops();
pub(super) static EMBEDDED_KEY: Check =
    Check::should("id_token.embedded_key", "the token brings no key along", rfc!(8725, "3.10"));

/// Kinds of token that an ID Token must not be taken for, with a word about each.
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
    let header = match case.header() {
        Ok(header) if case.decoded.is_encrypted() => {
            let rows = [&ALG, &ALG_EXPECTED, &ALG_CONFUSION].map(|check| check.skip("the signed token is encrypted"));
            return rows.into_iter().chain([crit(header), b64(header), typ(header), embedded_key(header)]).collect();
        }
        Ok(header) => header,
        Err(reason) => {
            let checks = [&ALG, &ALG_EXPECTED, &ALG_CONFUSION, &CRIT, &B64, &TYP, &EMBEDDED_KEY];
            return checks.into_iter().map(|check| check.skip(reason)).collect();
        }
    };
    let confusion = alg_confusion(case);
    vec![alg(header), alg_expected(case), confusion, crit(header), b64(header), typ(header), embedded_key(header)]
}

fn alg(header: &Json) -> Finding {
    let expected = "a registered signature algorithm";
    match header.get("alg") {
        None => ALG.fail(expected, "absent"),
        Some(Json::String(name)) if name == "none" => ALG.fail(expected, "none: the token is not signed"),
        Some(Json::String(name)) if Algorithm::from_name(name).is_some() => ALG.pass(expected, name),
        Some(Json::String(name)) => {
            let meant = match Algorithm::meant_by(name) {
                Some(meant) => format!("; {meant} is probably meant, but names are compared exactly"),
                None if name.eq_ignore_ascii_case("none") => "; a spelling of none".to_owned(),
                None => String::new(),
            };
            ALG.fail(expected, format!("{name:?} is not known{meant}"))
        }
        Some(other) => ALG.fail(expected, other.kind()),
    }
}

fn alg_expected(case: &Case<'_>) -> Finding {
    let Some(alg) = case.alg() else { return ALG_EXPECTED.skip("the token names no algorithm") };
    let expected = case.expected;
    match (expected.registered_alg, &expected.advertised_algs) {
        (Some(registered), _) => ALG_EXPECTED.judge(alg == registered, format!("{registered}, as registered"), alg),
        (None, Some(advertised)) => {
            let wanted = format!("one of {}, as advertised", advertised.join(", "));
            ALG_EXPECTED.judge(advertised.contains(&alg), wanted, alg)
        }
        (None, None) if alg == "RS256" => ALG_EXPECTED.pass("RS256, the default", alg),
        (None, None) => ALG_EXPECTED.warn("RS256, the default", format!("{alg}; nothing is registered or advertised")),
    }
}

/// Signs that a MAC stands where a signature is due. Whether the MAC was made with a public key is never tried out:
/// handing one to an HMAC is the very mistake.
fn alg_confusion(case: &Case<'_>) -> Finding {
    let Some(algorithm) = case.algorithm() else { return ALG_CONFUSION.skip("the token names no known algorithm") };
    if !algorithm.is_mac() {
        return ALG_CONFUSION.pass("a signature by a private key", algorithm.name());
    }
    let expected = "a MAC only where the client secret is the agreed key";
    match mac_unexpected(case) {
        Some(why) => ALG_CONFUSION.fail(expected, format!("{}, though {why}", algorithm.name())),
        None => ALG_CONFUSION.pass(expected, format!("{} with the client secret", algorithm.name())),
    }
}

fn mac_unexpected(case: &Case<'_>) -> Option<String> {
    let is_mac = |name: &str| Algorithm::from_name(name).is_some_and(Algorithm::is_mac);
    let expected = case.expected;
    if let (Some(kid), Keys::Set(set)) = (case.decoded.header_text("kid"), case.keys) {
        let public = |family: Option<Family>| family.is_some_and(|family| family != Family::Secret);
        if set.of_kid(Some(kid)).iter().any(|jwk| public(jwk.key.family())) {
            return Some(format!("kid «{}» is a public key", shown_short(kid, 60)));
        }
    }
    match (expected.registered_alg, &expected.advertised_algs) {
        (Some(registered), _) if !is_mac(registered) => return Some(format!("{registered} is registered")),
        (None, Some(advertised)) if !advertised.iter().any(|name| is_mac(name)) => {
            return Some(format!("the provider advertises only {}", advertised.join(", ")));
        }
        _ => {}
    }
    expected.client_secret.is_none().then(|| "this client has no secret".to_owned())
}

fn crit(header: &Json) -> Finding {
    let expected = "absent, or extensions that are understood";
    let Some(crit) = header.get("crit") else { return CRIT.pass(expected, "absent") };
    match crit.as_strings() {
        Some(names) if names.is_empty() => CRIT.fail(expected, "an empty array"),
        Some(names) => {
            CRIT.fail(expected, format!("{} not understood, so the token must be refused", names.join(", ")))
        }
        None => CRIT.fail("an array of names", crit.kind()),
    }
}

fn b64(header: &Json) -> Finding {
    let expected = "absent or true";
    match header.get("b64") {
        None => B64.pass(expected, "absent"),
        Some(Json::Bool(true)) => B64.pass(expected, "true"),
        Some(Json::Bool(false)) => B64.fail(expected, "false: what is signed is not what is read"),
        Some(other) => B64.fail(expected, other.kind()),
    }
}

fn typ(header: &Json) -> Finding {
    let expected = "absent or JWT";
    let Some(value) = header.get("typ") else { return TYP.pass(expected, "absent") };
    let Some(typ) = value.as_str() else { return TYP.fail(expected, value.kind()) };
    let lower = typ.to_ascii_lowercase();
    let name = lower.strip_prefix("application/").unwrap_or(&lower);
    if name == "jwt" {
        return TYP.pass(expected, typ);
    }
    match OTHER_KINDS.iter().find(|(kind, _)| *kind == name) {
        Some((_, what)) => TYP.fail(expected, format!("{typ}: this is another kind of token, {what}")),
        None => TYP.warn(expected, format!("{typ}: no type of ID Token that is known")),
    }
}

fn embedded_key(header: &Json) -> Finding {
    let present: Vec<&str> = ["jwk", "jku", "x5u", "x5c"].into_iter().filter(|n| header.get(n).is_some()).collect();
    let observed = match present.join(", ") {
        names if names.is_empty() => "none".to_owned(),
        names => format!("the token brings its own key in {names}: ignored"),
    };
    EMBEDDED_KEY.judge(present.is_empty(), "no jwk, jku, x5u, x5c", observed)
}
