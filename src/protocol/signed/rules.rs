//! The rules that every signed token has, each under the subject of its kind.

use crate::protocol::check::Check;

/// The rules of one kind of token.
pub(in crate::protocol) struct Rules {
    /// What the kind is called: "ID Token".
    pub kind: &'static str,
    /// The values of `typ` that name the kind, in lower case and without `application/`; none where any will do.
    pub types: &'static [&'static str],
    /// Whether RS256 is what holds when nothing was agreed on (OIDC Dynamic Client Registration §2).
    pub has_default_alg: bool,
    /// Whether claims hold secrets, so that no row may show their values.
    pub has_secret_claims: bool,
    pub form: Check,
    pub size: Check,
    pub base64: Check,
    pub json: Check,
    pub duplicate: Check,
    pub encryption: Check,
    pub alg: Check,
    pub alg_expected: Check,
    pub alg_confusion: Check,
    pub crit: Check,
    pub b64: Check,
    pub typ: Check,
    pub embedded_key: Check,
    pub key: Check,
    pub key_use: Check,
    pub key_alg: Check,
    pub secret_length: Check,
    pub signature: Check,
}

impl Rules {
    /// The same rules for a kind whose claims hold secrets.
    pub const fn with_secret_claims(mut self) -> Self {
        self.has_secret_claims = true;
        self
    }

    /// The same rules for a kind whose specification names no algorithm for when nothing was agreed on.
    pub const fn without_default_alg(mut self) -> Self {
        self.has_default_alg = false;
        self
    }

    /// What `typ` may be, for a reader.
    pub fn types_in_words(&self) -> String {
        let word = |name: &&str| if *name == "jwt" { "JWT".to_owned() } else { (*name).to_owned() };
        match self.types {
            [] => "absent, or any text".to_owned(),
            [one] => format!("absent or {}", word(one)),
            many => format!("absent, or one of {}", many.iter().map(word).collect::<Vec<_>>().join(", ")),
        }
    }

    /// How many there are.
    pub const COUNT: usize = 18;

    /// All of them, in the order of judging.
    pub const fn all(&'static self) -> [&'static Check; Self::COUNT] {
        [
            &self.form,
            &self.size,
            &self.base64,
            &self.json,
            &self.duplicate,
            &self.encryption,
            &self.alg,
            &self.alg_expected,
            &self.alg_confusion,
            &self.crit,
            &self.b64,
            &self.typ,
            &self.embedded_key,
            &self.key,
            &self.key_use,
            &self.key_alg,
            &self.secret_length,
            &self.signature,
        ]
    }
}

/// The rules under one subject, with the clauses that differ from kind to kind.
macro_rules! rules {
    (
        $subject:literal, $kind:literal, $types:expr,
        encryption: $encryption:expr, alg: $alg:expr, alg_expected: $alg_expected:expr,
        key: $key:expr, signature: $signature:expr $(,)?
    ) => {{
        use $crate::protocol::check::{Check, rfc};
        use $crate::protocol::signed::Rules;
        Rules {
            kind: $kind,
            types: $types,
            has_default_alg: true,
            has_secret_claims: false,
            form: Check::must(concat!($subject, ".form"), "three parts in compact form", rfc!(7519, "7.2")).stops(),
            size: Check::must(concat!($subject, ".size"), "short enough to be judged", rfc!(8259, "9")).stops(),
            base64: Check::must(
                concat!($subject, ".base64"),
                "every part is base64url without padding",
                rfc!(7515, "2"),
            )
            .stops(),
            json: Check::must(concat!($subject, ".json"), "header and payload are JSON objects", rfc!(7519, "7.2"))
                .stops(),
            duplicate: Check::must(concat!($subject, ".duplicate"), "no claim stands twice", rfc!(7519, "4")).stops(),
            encryption: Check::must(concat!($subject, ".encryption"), "encrypted only as registered", $encryption)
                .stops(),
            alg: Check::must(concat!($subject, ".alg"), "signed with a known algorithm", $alg).stops(),
            alg_expected: Check::must(
                concat!($subject, ".alg_expected"),
                "the algorithm is the one agreed on",
                $alg_expected,
            )
            .stops(),
            alg_confusion: Check::must(
                concat!($subject, ".alg_confusion"),
                "no public key used as a secret",
                rfc!(8725, "3.1"),
            )
            .stops(),
            crit: Check::must(concat!($subject, ".crit"), "no critical extension is unknown", rfc!(7515, "4.1.11"))
                .stops(),
            b64: Check::must(concat!($subject, ".b64"), "the payload is encoded", rfc!(7797, "7")).stops(),
            typ: Check::must(concat!($subject, ".typ"), "not another kind of token", rfc!(8725, "3.11")).stops(),
            embedded_key: Check::should(
                concat!($subject, ".embedded_key"),
                "the token brings no key along",
                rfc!(8725, "3.10"),
            ),
            key: Check::must(concat!($subject, ".key"), "one key of the set is meant", $key).stops(),
            key_use: Check::must(concat!($subject, ".key_use"), "the key is for signatures", rfc!(7517, "4.2")).stops(),
            key_alg: Check::must(concat!($subject, ".key_alg"), "the key is for this algorithm", rfc!(7517, "4.4"))
                .stops(),
            secret_length: Check::must(
                concat!($subject, ".secret_length"),
                "the client secret is as long as the digest",
                rfc!(7518, "3.2"),
            ),
            signature: Check::must(
                concat!($subject, ".signature"),
                "the signature fits the provider's key",
                $signature,
            )
            .stops(),
        }
    }};
}

pub(in crate::protocol) use rules;
