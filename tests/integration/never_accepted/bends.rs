//! The ways in which a good token is bent.

mod numbers;

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD as BASE64URL};
use serde_json::{Value, json};

use super::keys::{self, Whose};

/// What encrypted tokens are sealed with.
pub const SEALING: &str = "sixteen octets!!";

/// A bent token.
pub struct Bend {
    pub alg: &'static str,
    pub how: String,
    pub token: String,
    /// The keys of whoever judges it.
    pub set: Vec<Value>,
    /// Whether the signature itself is wrong, so that no red row elsewhere excuses the word "verified".
    pub is_forged: bool,
    /// Whether it cannot be checked at all, so that nothing has to be red.
    pub is_unchecked: bool,
}

fn bend(alg: &'static str, how: impl Into<String>, token: impl Into<String>) -> Bend {
    let (how, token) = (how.into(), token.into());
    Bend { alg, how, token, set: keys::set(), is_forged: true, is_unchecked: false }
}

/// One whose signature fits, and which must be refused for another reason.
fn refused(alg: &'static str, how: impl Into<String>, token: impl Into<String>) -> Bend {
    Bend { is_forged: false, ..bend(alg, how, token) }
}

const PAYLOAD: &str = r#"{"iss":"https://id.example.com","sub":"ann","iat":1763621000}"#;

fn header(alg: &str) -> Value {
    match keys::kid(alg, Whose::Issuers) {
        Some(kid) => json!({ "alg": alg, "kid": kid }),
        None => json!({ "alg": alg }),
    }
}

fn with(alg: &str, more: Value) -> String {
    let mut header = header(alg);
    let Value::Object(more) = more else { panic!("an object") };
    for (name, value) in more {
        match value {
            Value::Null => drop(header.as_object_mut().expect("an object").shift_remove(&name)),
            value => header[name] = value,
        }
    }
    header.to_string()
}

fn input(header: &str, payload: &str) -> String {
    format!("{}.{}", BASE64URL.encode(header), BASE64URL.encode(payload))
}

/// A token of that header whose signature is the issuer's.
fn signed(alg: &str, header: &str) -> String {
    by(alg, Whose::Issuers, header)
}

fn by(alg: &str, whose: Whose, header: &str) -> String {
    let input = input(header, PAYLOAD);
    let made = keys::sign(alg, whose, input.as_bytes());
    format!("{input}.{}", BASE64URL.encode(made))
}

/// A token with nothing wrong.
pub fn good(alg: &str) -> String {
    signed(alg, &header(alg).to_string())
}

/// Every bend of a good token of that algorithm.
pub fn of(alg: &'static str) -> Vec<Bend> {
    let mut all = octets(alg);
    all.extend(parts(alg));
    all.extend(algorithms(alg));
    all.extend(headers(alg));
    all.extend(sealed(alg));
    if !keys::is_mac(alg) {
        all.extend(strangers(alg));
        all.extend(confusions(alg));
        all.extend(unfit_keys(alg));
    }
    all.extend(numbers::of(alg).into_iter().map(|(how, made)| {
        let input = input(&header(alg).to_string(), PAYLOAD);
        bend(alg, how, format!("{input}.{}", BASE64URL.encode(made)))
    }));
    all
}

/// Changed octets of header, payload and signature.
fn octets(alg: &'static str) -> Vec<Bend> {
    let token = good(alg);
    let (text, signature) = token.rsplit_once('.').expect("three parts");
    let made = BASE64URL.decode(signature).expect("base64url");
    let resigned = |how: &str, made: &[u8]| bend(alg, how, format!("{text}.{}", BASE64URL.encode(made)));
    let flipped = |place: usize| {
        let mut made = made.clone();
        made[place] ^= 1;
        made
    };
    let other = |header: &str, payload: &str| format!("{}.{signature}", input(header, payload));
    let plain = header(alg).to_string();
    let other_token = keys::sign(alg, Whose::Issuers, b"another text");
    vec![
        resigned("first octet of the signature", &flipped(0)),
        resigned("middle octet of the signature", &flipped(made.len() / 2)),
        resigned("last octet of the signature", &flipped(made.len() - 1)),
        resigned("signature cut short", &made[..made.len() - 1]),
        resigned("signature without its first octet", &made[1..]),
        resigned("half a signature", &made[..made.len() / 2]),
        resigned("one octet of a signature", &made[..1]),
        resigned("signature with a zero behind", &[&made[..], &[0]].concat()),
        resigned("signature with a zero in front", &[&[0], &made[..]].concat()),
        resigned("signature twice", &[&made[..], &made[..]].concat()),
        resigned("empty signature", &[]),
        resigned("signature of zeros", &vec![0; made.len()]),
        resigned("signature of ones", &vec![0xff; made.len()]),
        resigned("signature of another text", &other_token),
        bend(alg, "payload of another person", other(&plain, &PAYLOAD.replace("ann", "bob"))),
        bend(alg, "payload with a blank", other(&plain, &PAYLOAD.replace(":\"ann", ": \"ann"))),
        bend(alg, "no payload", other(&plain, "")),
        bend(alg, "header with a blank", other(&plain.replace(':', ": "), PAYLOAD)),
        bend(alg, "header with one more member", other(&with(alg, json!({ "x": 1 })), PAYLOAD)),
    ]
}

/// The parts, and how they are written.
fn parts(alg: &'static str) -> Vec<Bend> {
    let token = good(alg);
    let [header, payload, signature] = token.split('.').collect::<Vec<_>>().try_into().expect("three parts");
    let flattened = json!({ "protected": header, "payload": payload, "signature": signature });
    let general = json!({ "payload": payload, "signatures": [{ "protected": header, "signature": signature }] });
    let raw = format!("{}.{PAYLOAD}", BASE64URL.encode(with(alg, json!({ "b64": false, "crit": ["b64"] }))));
    let raw_made = BASE64URL.encode(keys::sign(alg, Whose::Issuers, raw.as_bytes()));
    let mut all = vec![
        refused(alg, "padded signature", format!("{token}==")),
        refused(alg, "padded payload", format!("{header}.{payload}=.{signature}")),
        refused(alg, "line end behind", format!("{token}\n")),
        refused(
            alg,
            "line end inside the payload",
            format!("{header}.{}\n{}.{signature}", &payload[..9], &payload[9..]),
        ),
        refused(alg, "blank in front", format!(" {token}")),
        refused(
            alg,
            "blank inside the signature",
            format!("{header}.{payload}.{} {}", &signature[..9], &signature[9..]),
        ),
        refused(alg, "NUL behind", format!("{token}\0")),
        bend(alg, "four parts", format!("{token}.AAAA")),
        bend(alg, "four parts, the last empty", format!("{token}.")),
        bend(alg, "five parts", format!("{token}.AAAA.AAAA")),
        bend(alg, "five parts in front", format!("AAAA.AAAA.{token}")),
        bend(alg, "two parts", format!("{header}.{payload}")),
        bend(alg, "a dot in front", format!(".{token}")),
        bend(alg, "header twice", format!("{header}.{token}")),
        bend(alg, "detached payload", format!("{header}..{signature}")),
        bend(alg, "flattened JSON serialization", flattened.to_string()),
        bend(alg, "general JSON serialization", general.to_string()),
        bend(alg, "payload as it is", format!("{raw}.{raw_made}")),
        bend(alg, "payload as it is, detached", format!("{}..{raw_made}", raw.split('.').next().unwrap_or_default())),
    ];
    all.extend(
        unused_bits(signature)
            .map(|odd| refused(alg, "unused bits of the signature", format!("{header}.{payload}.{odd}"))),
    );
    let standard = signature.replace('-', "+").replace('_', "/");
    all.extend(
        (standard != signature).then(|| refused(alg, "standard base64", format!("{header}.{payload}.{standard}"))),
    );
    all
}

/// The same octets with a bit set that belongs to none.
fn unused_bits(text: &str) -> Option<String> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let last = *text.as_bytes().last().filter(|_| !text.len().is_multiple_of(4))?;
    let place = LETTERS.iter().position(|letter| *letter == last)?;
    Some(format!("{}{}", &text[..text.len() - 1], char::from(LETTERS[place + 1])))
}

/// `alg`: none in every spelling, other names for what was made, and things that are no name.
fn algorithms(alg: &'static str) -> Vec<Bend> {
    let named = |how: String, value: Value| bend(alg, how, signed(alg, &with(alg, json!({ "alg": value }))));
    let mut all: Vec<Bend> = ["none", "None", "NONE", "nOnE", " none", ""]
        .iter()
        .flat_map(|none| {
            let header = with(alg, json!({ "alg": none }));
            let bare = BASE64URL.encode(json!({ "alg": none }).to_string());
            [
                bend(alg, format!("alg {none:?}, signature kept"), signed(alg, &header)),
                bend(alg, format!("alg {none:?}, no signature"), format!("{}.", input(&header, PAYLOAD))),
                bend(alg, format!("alg {none:?} alone"), format!("{bare}.{}.", BASE64URL.encode(PAYLOAD))),
            ]
        })
        .collect();
    let others = keys::ALGORITHMS.into_iter().filter(|other| *other != alg && !same(alg, other));
    all.extend(others.map(|other| named(format!("called {other}"), other.into())));
    all.push(named("in lower case".to_owned(), alg.to_lowercase().into()));
    all.push(named("with a blank".to_owned(), format!("{alg} ").into()));
    all.push(named("with a NUL".to_owned(), format!("{alg}\0").into()));
    all.push(named("in an array".to_owned(), json!([alg])));
    all.push(named("a number".to_owned(), 256.into()));
    all.push(bend(alg, "no alg", signed(alg, &with(alg, json!({ "alg": null })))));
    let twice = |first: &str, second: &str| {
        let header = with(alg, json!({ "alg": second })).replacen('{', &format!(r#"{{"alg":"{first}","#), 1);
        refused(alg, format!("alg twice, {first} and {second}"), signed(alg, &header))
    };
    all.extend([twice("none", alg), twice(alg, "none"), twice(alg, alg)]);
    all
}

/// Two names of one algorithm.
fn same(alg: &str, other: &str) -> bool {
    [alg, other].iter().all(|name| name.starts_with("Ed"))
}

/// Extensions and keys in a header that the issuer signed.
fn headers(alg: &'static str) -> Vec<Bend> {
    let made = |how: &str, more: Value| refused(alg, how, signed(alg, &with(alg, more)));
    vec![
        made("crit of a stranger", json!({ "crit": ["bork"], "bork": 1 })),
        made("crit of a registered member", json!({ "crit": ["kid"] })),
        made("empty crit", json!({ "crit": [] })),
        made("crit that is text", json!({ "crit": "exp" })),
        made("crit of numbers", json!({ "crit": [1] })),
        made("b64 false", json!({ "b64": false, "crit": ["b64"] })),
        made("b64 false without crit", json!({ "b64": false })),
        made("b64 that is text", json!({ "b64": "true" })),
    ]
}

/// Made with somebody else's key, whatever the header says of it.
fn strangers(alg: &'static str) -> Vec<Bend> {
    let stranger = |how: &str, more: Value| bend(alg, how, by(alg, Whose::Strangers, &with(alg, more)));
    let mut own = keys::jwk(alg, Whose::Strangers);
    let carried = own.clone();
    own["kid"] = keys::kid(alg, Whose::Issuers).into();
    let unnamed = |kid: Value| refused(alg, format!("kid {kid}"), signed(alg, &with(alg, json!({ "kid": kid }))));
    vec![
        stranger("a stranger's key", json!({})),
        stranger("a stranger's key, no kid", json!({ "kid": null })),
        stranger("a stranger's kid", json!({ "kid": carried["kid"] })),
        stranger("a stranger's key in jwk", json!({ "jwk": carried, "kid": null })),
        stranger("a stranger's key in jwk, named as ours", json!({ "jwk": own })),
        stranger("a stranger's key in x5c", json!({ "x5c": [STANDARD.encode(keys::der("RS256"))], "kid": null })),
        stranger("a stranger's address", json!({ "jku": "https://evil.example/jwks", "kid": null })),
        bend(alg, "another key of the issuer", by(alg, Whose::Other, &header(alg).to_string())),
        bend(alg, "the kid of another key", signed(alg, &with(alg, json!({ "kid": keys::kid(alg, Whose::Other) })))),
        bend(alg, "the kid of a key of another type", signed(alg, &with(alg, json!({ "kid": other_type(alg) })))),
        unnamed("nobody".into()),
        unnamed(7.into()),
        unnamed("".into()),
        unnamed(json!(["rsa-0"])),
    ]
}

fn other_type(alg: &str) -> Option<String> {
    keys::kid(if alg.starts_with("ES") { "RS256" } else { "ES256" }, Whose::Issuers)
}

/// The public key, in every way that it can be written, as the secret of a MAC.
fn confusions(alg: &'static str) -> Vec<Bend> {
    let jwk = keys::jwk(alg, Whose::Issuers);
    let base64 = STANDARD.encode(keys::der(alg));
    let lines = base64.as_bytes().chunks(64).map(String::from_utf8_lossy).collect::<Vec<_>>().join("\n");
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{lines}\n-----END PUBLIC KEY-----");
    let number = ["n", "x", "pub"].iter().find_map(|name| jwk[name].as_str()).expect("a number").to_owned();
    let secrets: [(&str, Vec<u8>); 7] = [
        ("PEM", pem.clone().into_bytes()),
        ("PEM with a line end", format!("{pem}\n").into_bytes()),
        ("DER", keys::der(alg)),
        ("base64 of the DER", base64.into_bytes()),
        ("JWK", jwk.to_string().into_bytes()),
        ("text of its number", number.clone().into_bytes()),
        ("octets of its number", BASE64URL.decode(number).expect("base64url")),
    ];
    let mac = |(what, secret): (&'static str, Vec<u8>)| {
        ["HS256", "HS512"].into_iter().flat_map(move |mac| {
            let secret = secret.clone();
            [Some(keys::kid(alg, Whose::Issuers)), None].map(|kid| {
                let input = input(&with(alg, json!({ "alg": mac, "kid": kid.flatten() })), PAYLOAD);
                let made = BASE64URL.encode(keys::mac(mac, &secret, input.as_bytes()));
                let how = format!("{mac} with the {what}");
                bend(alg, how, format!("{input}.{made}"))
            })
        })
    };
    secrets.into_iter().flat_map(mac).collect()
}

/// A good token, and a key that must not be used for it.
fn unfit_keys(alg: &'static str) -> Vec<Bend> {
    let changed = |how: &str, member: &str, value: Value| {
        let mut key = keys::jwk(alg, Whose::Issuers);
        key[member] = value;
        Bend { set: vec![key, keys::jwk(alg, Whose::Other)], ..refused(alg, how, good(alg)) }
    };
    let another = if alg == "RS256" { "RS512" } else { "RS256" };
    let twin = {
        let mut key = keys::jwk(alg, Whose::Other);
        key["kid"] = keys::kid(alg, Whose::Issuers).into();
        Bend { set: vec![key], ..bend(alg, "another key under the same kid", good(alg)) }
    };
    vec![
        changed("key for encryption", "use", "enc".into()),
        changed("key of an odd use", "use", "Sig".into()),
        changed("key that only signs", "key_ops", json!(["sign"])),
        changed("key that only encrypts", "key_ops", json!(["encrypt", "wrapKey"])),
        changed("key for nothing", "key_ops", json!([])),
        changed("key for another algorithm", "alg", another.into()),
        changed("key for an algorithm of encryption", "alg", "RSA-OAEP".into()),
        changed("key of the name in lower case", "alg", alg.to_lowercase().into()),
        twin,
    ]
}

/// Encrypted around a token that nobody signed, or somebody else: to have opened it proves nothing.
fn sealed(alg: &'static str) -> Vec<Bend> {
    let unsigned = format!("{}.", input(&with(alg, json!({ "alg": "none" })), PAYLOAD));
    let token = good(alg);
    let broken = format!("{}.{}", &token[..token.rfind('.').expect("dots")], BASE64URL.encode([1; 64]));
    let sealed_twice = seal(&seal(&broken));
    let claims = Bend { is_unchecked: true, ..bend(alg, "sealed claims", seal_as(PAYLOAD, &json!({ "cty": null }))) };
    vec![
        bend(alg, "sealed, alg none", seal(&unsigned)),
        bend(alg, "sealed, broken signature", seal(&broken)),
        bend(alg, "sealed twice, broken signature", sealed_twice),
        bend(alg, "sealed, its own alg in the outer header", seal_as(&unsigned, &json!({ "alg": alg }))),
        claims,
    ]
}

fn seal(text: &str) -> String {
    seal_as(text, &json!({}))
}

fn seal_as(text: &str, more: &Value) -> String {
    let mut header = json!({ "alg": "dir", "enc": "A128GCM", "cty": "JWT" });
    for (name, value) in more.as_object().expect("an object").clone() {
        header[name] = value;
    }
    header.as_object_mut().expect("an object").retain(|_, value| !value.is_null());
    let header = BASE64URL.encode(header.to_string());
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, SEALING.as_bytes()).expect("16 octets"));
    let (iv, mut content) = ([7; NONCE_LEN], text.as_bytes().to_vec());
    let nonce = Nonce::assume_unique_for_key(iv);
    let tag = key.seal_in_place_separate_tag(nonce, Aad::from(header.as_bytes()), &mut content).expect("seals");
    let parts = [&iv[..], &content, tag.as_ref()].map(|part| BASE64URL.encode(part));
    format!("{header}..{}", parts.join("."))
}
