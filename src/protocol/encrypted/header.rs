//! What the header asks for: algorithms, their parameters, extensions, and how much work.

use crate::protocol::check::{Check, Finding, rfc};
use crate::protocol::jose::jwe::{ContentEncryption, FEW_ROUNDS, KeyManagement, MOST_ROUNDS, Recipe};
use crate::protocol::json::Json;
use crate::protocol::text::shown_short;

pub(super) static ALG: Check =
    Check::must("jwe.alg", "alg is a key algorithm without known attacks", rfc!(8725, "3.2"));
pub(super) static ENC: Check = Check::must("jwe.enc", "enc is a registered content encryption", rfc!(7516, "4.1.2"));
pub(super) static PARAMETERS: Check = Check::must("jwe.parameters", "the header has what alg needs", rfc!(7518, "4.1"));
pub(super) static CRIT: Check = Check::must("jwe.crit", "no critical extension is unknown here", rfc!(7516, "4.1.13"));
pub(super) static P2C: Check =
    Check::must("jwe.p2c", "p2c is neither too little work nor a trap", rfc!(7518, "4.8.1.2"));

/// The rows, and the algorithms with their parameters when every row allows to go on.
pub(super) struct Header {
    pub findings: Vec<Finding>,
    pub understood: Option<(KeyManagement, ContentEncryption, Recipe)>,
}

/// All rows about the header.
pub(super) fn judge(json: &Json) -> Header {
    let (alg, alg_row) = alg(json);
    let (enc, enc_row) = enc(json);
    let (recipe, recipe_row) = recipe(alg, json);
    let (crit_is_known, crit_row) = crit(json);
    let (work_is_bearable, work_row) = p2c(recipe.as_ref());
    let findings = vec![alg_row, enc_row, recipe_row, crit_row, work_row];
    let understood = match (alg, enc, recipe) {
        (Some(alg), Some(enc), Some(recipe)) if crit_is_known && work_is_bearable => Some((alg, enc, recipe)),
        _ => None,
    };
    Header { findings, understood }
}

fn alg(json: &Json) -> (Option<KeyManagement>, Finding) {
    let expected = "RSA-OAEP, ECDH-ES, dir, AES key wrap or PBES2, in the registered letters";
    let name = match json.get("alg") {
        Some(Json::String(name)) => name.as_str(),
        Some(other) => return (None, ALG.fail(expected, other.kind())),
        None => return (None, ALG.fail(expected, "absent")),
    };
    if name == "RSA1_5" {
        let why = "RSA1_5, open to Bleichenbacher's attack: never opened here";
        return (None, ALG.fail(expected, why));
    }
    match KeyManagement::from_name(name) {
        Some(alg) => (Some(alg), ALG.pass(expected, name)),
        None => (None, ALG.fail(expected, unknown(name, KeyManagement::meant_by(name)))),
    }
}

fn enc(json: &Json) -> (Option<ContentEncryption>, Finding) {
    let expected = "A128GCM, A192GCM, A256GCM, A128CBC-HS256, A192CBC-HS384 or A256CBC-HS512";
    let name = match json.get("enc") {
        Some(Json::String(name)) => name.as_str(),
        Some(other) => return (None, ENC.fail(expected, other.kind())),
        None => return (None, ENC.fail(expected, "absent")),
    };
    match ContentEncryption::from_name(name) {
        Some(enc) => (Some(enc), ENC.pass(expected, name)),
        None => (None, ENC.fail(expected, unknown(name, ContentEncryption::meant_by(name)))),
    }
}

fn unknown(name: &str, meant: Option<&str>) -> String {
    let name = shown_short(name, 60);
    match meant {
        Some(meant) => format!("«{name}»: {meant} is probably meant, but names are compared letter by letter"),
        None => format!("«{name}», which is not understood"),
    }
}

fn recipe(alg: Option<KeyManagement>, json: &Json) -> (Option<Recipe>, Finding) {
    let Some(alg) = alg else { return (None, PARAMETERS.skip("the algorithm is not understood")) };
    let expected = match alg {
        KeyManagement::EcdhEs(_) => "epk on a known curve; apu and apv in base64url",
        KeyManagement::AesGcmKw(_) => "iv of 12 and tag of 16 bytes",
        KeyManagement::Pbes2(..) => "p2s of 8 bytes or more; p2c, a positive integer",
        _ => "nothing beside alg",
    };
    match Recipe::read(alg, json) {
        Ok(recipe) => (Some(recipe), PARAMETERS.pass(expected, format!("all that {} needs", alg.name()))),
        Err(why) => (None, PARAMETERS.fail(expected, why)),
    }
}

fn crit(json: &Json) -> (bool, Finding) {
    let expected = "no crit";
    let what = match json.get("crit") {
        None => return (true, CRIT.pass(expected, "absent")),
        Some(Json::Array(names)) if !names.is_empty() => match Json::as_strings(&Json::Array(names.clone())) {
            Some(names) => format!("{} must be understood, and is not", names.join(", ")),
            None => "an array that holds more than strings".to_owned(),
        },
        Some(Json::Array(_)) => "an empty array".to_owned(),
        Some(other) => format!("{}, not an array", other.kind()),
    };
    (false, CRIT.fail(expected, what))
}

/// Whether the work that the header asks for may be done.
fn p2c(recipe: Option<&Recipe>) -> (bool, Finding) {
    let Some(Recipe::Password { rounds, .. }) = recipe else {
        return (true, P2C.skip("no key is derived from a password"));
    };
    let expected = format!("{FEW_ROUNDS} to {MOST_ROUNDS} rounds");
    let observed = format!("{rounds} rounds");
    match *rounds {
        rounds if rounds > MOST_ROUNDS => (false, P2C.fail(expected, format!("{observed}: nothing was computed"))),
        rounds if rounds < FEW_ROUNDS => {
            (true, P2C.warn(expected, format!("{observed}: the password is easily guessed")))
        }
        _ => (true, P2C.pass(expected, observed)),
    }
}
