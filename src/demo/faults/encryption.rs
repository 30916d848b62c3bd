//! What can be wrong with an ID token that is encrypted for a key this client has.

use crate::demo::fault::Fault;
use crate::demo::wrong::{Seal, Sign, Wrong};

pub(super) const FAULTS: &[Fault] = &[
    Fault::of(
        "refresh",
        "tokens",
        ("encrypted-rsa15", "The ID token is encrypted with RSA1_5, and the key would fit."),
        &[Wrong::Seal(Seal::Rsa15)],
    )
    .shows(&[("jwe.alg", "fail")])
    .rows(&["IDT-42"])
    .set(&["client.id=grantty-demo-encrypted"]),
    Fault::of(
        "refresh",
        "tokens",
        (
            "encrypted-pbes2",
            "The ID token is encrypted with a password that is to be hashed two thousand million times.",
        ),
        &[Wrong::Seal(Seal::Pbes2)],
    )
    .shows(&[("jwe.p2c", "fail")])
    .rows(&["IDT-43"])
    .set(&["client.id=grantty-demo-encrypted"]),
    Fault::of(
        "refresh",
        "tokens",
        ("encrypted-bomb", "The ID token is compressed, and a megabyte long when it is not."),
        &[Wrong::Seal(Seal::Bomb)],
    )
    .shows(&[("jwe.zip", "fail")])
    .rows(&["IDT-43"])
    .set(&["client.id=grantty-demo-encrypted"]),
    Fault::of(
        "refresh",
        "tokens",
        ("encrypted-unsigned", "The claims are encrypted as they are, and nobody signed them."),
        &[Wrong::Seal(Seal::Unsigned)],
    )
    .shows(&[("jwe.content", "warn")])
    .rows(&["IDT-41"])
    .set(&["client.id=grantty-demo-encrypted"]),
    Fault::of(
        "refresh",
        "tokens",
        (
            "encrypted-other-key",
            "The ID token is encrypted for a key that this client does not have, under the name of the one it has.",
        ),
        &[Wrong::Seal(Seal::OtherKey)],
    )
    .shows(&[("jwe.decryption", "fail")])
    .rows(&["IDT-41"])
    .set(&["client.id=grantty-demo-encrypted"]),
    Fault::of(
        "refresh",
        "tokens",
        ("encrypted-changed", "One bit of the encrypted ID token was changed on its way."),
        &[Wrong::Seal(Seal::TagBroken)],
    )
    .shows(&[("jwe.decryption", "fail")])
    .rows(&["IDT-41"])
    .set(&["client.id=grantty-demo-encrypted"]),
    Fault::of(
        "refresh",
        "tokens",
        (
            "encrypted-signature-broken",
            "Inside the encrypted ID token is one whose signature is wrong: that it opens is no proof.",
        ),
        &[Wrong::Sign(Sign::Rs256Broken)],
    )
    .shows(&[("id_token.signature", "fail")])
    .rows(&["IDT-41"])
    .set(&["client.id=grantty-demo-encrypted"]),
];
