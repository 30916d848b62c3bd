//! What can be wrong with the header, signature and text of the ID token.

use crate::demo::fault::Fault;
use crate::demo::wrong::{Edit, Place, Shape, Sign, Wrong};

pub(super) const FAULTS: &[Fault] = &[
    Fault::new("id-token-alg-none", "alg is none and the signature empty.", &[Wrong::Sign(Sign::Unsigned)])
        .shows(&[("id_token.alg", "fail")])
        .rows(&["IDT-19"]),
    Fault::new(
        "id-token-signature-broken",
        "Every byte of the RS256 signature is changed.",
        &[Wrong::Sign(Sign::Rs256Broken)],
    )
    .shows(&[("id_token.signature", "fail")])
    .rows(&["IDT-20"]),
    Fault::new(
        "id-token-signature-random",
        "The signature is random bytes of the right length.",
        &[Wrong::Sign(Sign::Rs256Random)],
    )
    .shows(&[("id_token.signature", "fail")])
    .rows(&["IDT-20"]),
    Fault::new(
        "id-token-es256-broken",
        "Every byte of the ES256 signature is changed.",
        &[Wrong::Sign(Sign::Es256Broken)],
    )
    .shows(&[("id_token.signature", "fail")])
    .rows(&["IDT-21"]),
    Fault::new(
        "id-token-eddsa-broken",
        "Every byte of the EdDSA signature is changed.",
        &[Wrong::Sign(Sign::EdDsaBroken)],
    )
    .shows(&[("id_token.signature", "fail")])
    .rows(&["IDT-21"]),
    Fault::new(
        "id-token-hs256-unknown",
        "The ID token is signed HS256 with a secret that a public client cannot have.",
        &[Wrong::Sign(Sign::Hs256Unknown)],
    )
    .shows(&[("id_token.alg_confusion", "fail")])
    .rows(&["IDT-22"]),
    Fault::new(
        "id-token-ps256",
        "The ID token is signed PS256, and well. A profile that expects another algorithm refuses.",
        &[Wrong::Sign(Sign::Ps256)],
    )
    .rows(&["IDT-23", "IDT-24"]),
    Fault::new(
        "id-token-es256",
        "The ID token is signed ES256, and well. A profile that expects another algorithm refuses.",
        &[Wrong::Sign(Sign::Es256)],
    )
    .rows(&["IDT-23", "IDT-24"]),
    Fault::new(
        "id-token-eddsa",
        "The ID token is signed EdDSA, and well; at_hash is half of a SHA-512.",
        &[Wrong::Sign(Sign::EdDsa)],
    )
    .rows(&["IDT-23", "IDT-48"]),
    Fault::new(
        "id-token-hs256-public-pem",
        "HS256 is made with the public key's PEM text as secret.",
        &[Wrong::Sign(Sign::Hs256Pem)],
    )
    .shows(&[("id_token.alg_confusion", "fail")])
    .rows(&["IDT-25"]),
    Fault::new(
        "id-token-hs256-public-jwk",
        "HS256 is made with the public key's JWK text as secret.",
        &[Wrong::Sign(Sign::Hs256Jwk)],
    )
    .shows(&[("id_token.alg_confusion", "fail")])
    .rows(&["IDT-25"]),
    Fault::new(
        "id-token-alg-none-mixed-case",
        "alg is nOnE and the signature empty.",
        &[Wrong::Sign(Sign::Unsigned), Wrong::Edit(Place::Header, Edit::Set("alg", r#""nOnE""#))],
    )
    .shows(&[("id_token.alg", "fail")])
    .rows(&["IDT-26"]),
    Fault::new(
        "id-token-alg-lower-case",
        "alg is rs256.",
        &[Wrong::Edit(Place::Header, Edit::Set("alg", r#""rs256""#))],
    )
    .shows(&[("id_token.alg", "fail")])
    .rows(&["IDT-26"]),
    Fault::new(
        "id-token-alg-space",
        "alg is RS256 with a space.",
        &[Wrong::Edit(Place::Header, Edit::Set("alg", r#""RS256 ""#))],
    )
    .shows(&[("id_token.alg", "fail")])
    .rows(&["IDT-26"]),
    Fault::new("id-token-alg-missing", "There is no alg.", &[Wrong::Edit(Place::Header, Edit::Remove("alg"))])
        .shows(&[("id_token.alg", "fail")])
        .rows(&["IDT-26"]),
    Fault::new(
        "id-token-crit-unknown",
        "A header nobody knows is said to be critical.",
        &[
            Wrong::Edit(Place::Header, Edit::Set("crit", r#"["bork"]"#)),
            Wrong::Edit(Place::Header, Edit::Set("bork", "true")),
        ],
    )
    .shows(&[("id_token.crit", "fail")])
    .rows(&["IDT-27"]),
    Fault::new(
        "id-token-b64-false",
        "The header says that the claims are not encoded.",
        &[
            Wrong::Edit(Place::Header, Edit::Set("b64", "false")),
            Wrong::Edit(Place::Header, Edit::Set("crit", r#"["b64"]"#)),
        ],
    )
    .shows(&[("id_token.b64", "fail")])
    .rows(&["IDT-28"]),
    Fault::new("id-token-two-parts", "The ID token has no signature part.", &[Wrong::Shape(Shape::TwoParts)])
        .shows(&[("id_token.form", "fail")])
        .rows(&["IDT-34"]),
    Fault::new("id-token-four-parts", "The ID token has four parts.", &[Wrong::Shape(Shape::FourParts)])
        .shows(&[("id_token.form", "fail")])
        .rows(&["IDT-34"]),
    Fault::new("id-token-dots", "The ID token is sixty thousand dots.", &[Wrong::Shape(Shape::Dots)])
        .shows(&[("id_token.form", "fail")])
        .rows(&["IDT-34"]),
    Fault::new("id-token-padded", "The signature is padded with =.", &[Wrong::Shape(Shape::Padded)])
        .shows(&[("id_token.base64", "fail")])
        .rows(&["IDT-35"]),
    Fault::new(
        "id-token-standard-base64",
        "The claims are in standard base64, with + and /.",
        &[Wrong::Shape(Shape::StandardAlphabet)],
    )
    .shows(&[("id_token.base64", "fail")])
    .rows(&["IDT-35"]),
    Fault::new("id-token-line-break", "There is a line break in the claims.", &[Wrong::Shape(Shape::LineBreak)])
        .shows(&[("id_token.base64", "fail")])
        .rows(&["IDT-35"]),
    Fault::new(
        "id-token-unused-bits",
        "The signature has bits set that belong to no byte.",
        &[Wrong::Shape(Shape::UnusedBits)],
    )
    .shows(&[("id_token.base64", "fail")])
    .rows(&["IDT-35"]),
    Fault::new(
        "id-token-json-serialisation",
        "The ID token is in the JSON serialisation.",
        &[Wrong::Shape(Shape::Json)],
    )
    .shows(&[("id_token.form", "fail")])
    .rows(&["IDT-37"]),
    Fault::new(
        "id-token-header-large",
        "The header of the ID token has eighty thousand bytes.",
        &[Wrong::Edit(Place::Header, Edit::Pad("pad", 80000))],
    )
    .shows(&[("id_token.size", "fail")])
    .rows(&["IDT-38"]),
    Fault::new(
        "id-token-access-token-typ",
        "The ID token says it is an access token.",
        &[Wrong::Edit(Place::Header, Edit::Set("typ", r#""at+jwt""#))],
    )
    .shows(&[("id_token.typ", "fail")])
    .rows(&["IDT-39"]),
    Fault::new(
        "id-token-logout-typ",
        "The ID token says it is a logout token.",
        &[Wrong::Edit(Place::Header, Edit::Set("typ", r#""logout+jwt""#))],
    )
    .shows(&[("id_token.typ", "fail")])
    .rows(&["IDT-39"]),
    Fault::new("id-token-es256-der", "The ES256 signature is in DER.", &[Wrong::Sign(Sign::Es256Der)])
        .shows(&[("id_token.signature", "fail")])
        .rows(&["IDT-40"]),
    Fault::new(
        "id-token-es256-zero",
        "The ES256 signature is zero, which some libraries took for good.",
        &[Wrong::Sign(Sign::Es256Zero)],
    )
    .shows(&[("id_token.signature", "fail")])
    .rows(&["IDT-40"]),
    Fault::new(
        "id-token-encrypted",
        "The ID token is encrypted for a key this client does not have.",
        &[Wrong::Shape(Shape::FiveParts("{\"alg\":\"RSA-OAEP-256\",\"enc\":\"A256GCM\"}"))],
    )
    .rows(&["IDT-41"]),
    Fault::new(
        "id-token-encrypted-rsa15",
        "The ID token is encrypted with RSA1_5.",
        &[Wrong::Shape(Shape::FiveParts("{\"alg\":\"RSA1_5\",\"enc\":\"A128CBC-HS256\"}"))],
    )
    .shows(&[("id_token.encryption", "fail")])
    .rows(&["IDT-42"]),
    Fault::new(
        "id-token-encrypted-pbes2",
        "The ID token is encrypted with a password hashed two thousand million times.",
        &[Wrong::Shape(Shape::FiveParts(
            "{\"alg\":\"PBES2-HS256+A128KW\",\"enc\":\"A128GCM\",\"p2c\":2147483647,\"p2s\":\"c2FsdA\"}",
        ))],
    )
    .rows(&["IDT-43"]),
];
