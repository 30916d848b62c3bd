//! What was inside: unpacked when it was packed, and asked whether anybody signed it.

use zeroize::Zeroizing;

use crate::protocol::check::{Check, Finding, Verdict, rfc};
use crate::protocol::jose::jwe;
use crate::protocol::jose::jwt;
use crate::protocol::json::{self, Json};
use crate::protocol::secret::Secret;
use crate::protocol::text::shown_short;

pub(super) static ZIP: Check = Check::must("jwe.zip", "what was compressed unpacks within bounds", rfc!(7516, "4.1.3"));
pub(super) static CTY: Check = Check::must("jwe.cty", "cty says that a JWT is inside", rfc!(7519, "5.2"));
pub(super) static CONTENT: Check = Check::should("jwe.content", "what was encrypted is signed", rfc!(7519, "11.2"));

/// The rows, and the plaintext when it is text.
pub(super) struct Content {
    pub findings: Vec<Finding>,
    pub text: Option<Secret>,
}

/// Whether the text is packed; `Err` is a `zip` that nobody knows.
pub(super) fn zip_named(header: &Json) -> Result<bool, String> {
    match header.get("zip") {
        None => Ok(false),
        Some(Json::String(name)) if name == "DEF" => Ok(true),
        Some(Json::String(name)) => Err(format!("«{}», which is not understood", shown_short(name, 60))),
        Some(other) => Err(format!("{}, not a string", other.kind())),
    }
}

/// All rows about what was inside.
pub(super) fn judge(text: Option<Zeroizing<Vec<u8>>>, header: &Json, zip: Result<bool, String>) -> Content {
    let (text, packed) = unpacked(text, zip);
    let Some(text) = text else {
        let reason = if packed.verdict == Verdict::Fail { "it was not unpacked" } else { "the token was not opened" };
        let rest = [&CTY, &CONTENT].map(|check| check.skip(reason));
        return Content { findings: [packed].into_iter().chain(rest).collect(), text: None };
    };
    let Ok(text) = std::str::from_utf8(&text) else {
        let what = format!("{} bytes that are no text", text.len());
        let findings = vec![packed, CTY.skip("what is inside is no JWT"), CONTENT.warn(SIGNED, what)];
        return Content { findings, text: None };
    };
    let inner = Inner::of(text);
    Content { findings: vec![packed, cty(&inner, header), content(&inner)], text: Some(Secret::new(text)) }
}

const SIGNED: &str = "a signed token";

fn unpacked(text: Option<Zeroizing<Vec<u8>>>, zip: Result<bool, String>) -> (Option<Zeroizing<Vec<u8>>>, Finding) {
    let expected = format!("DEF, or no zip; at most {} bytes", jwe::UNPACKED_LIMIT);
    match (zip, text) {
        (Err(what), _) => (None, ZIP.fail(expected, what)),
        (Ok(false), text) => (text, ZIP.pass(expected, "no zip")),
        (Ok(true), None) => (None, ZIP.skip("the token was not opened")),
        (Ok(true), Some(packed)) => match jwe::unpack(&packed) {
            Ok(text) => {
                let observed = format!("DEF: {} bytes unpacked to {}", packed.len(), text.len());
                (Some(text), ZIP.pass(expected, observed))
            }
            Err(why) => (None, ZIP.fail(expected, why)),
        },
    }
}

/// What a plaintext is.
enum Inner {
    /// A token with a signature and claims.
    Signed,
    /// A token that says of itself that nobody signed it.
    Unsigned,
    /// Another encrypted token.
    Encrypted,
    /// A signature over something that is no JSON.
    SignedText,
    /// Claims, plainly.
    Claims,
    /// Anything else.
    Text,
}

impl Inner {
    fn of(text: &str) -> Self {
        let decoded = jwt::read(text);
        if decoded.is_encrypted() {
            return Self::Encrypted;
        }
        match (decoded.parts, decoded.header_text("alg")) {
            (3, Some(alg)) if alg.eq_ignore_ascii_case("none") => Self::Unsigned,
            (3, Some(_)) if decoded.payload.is_some() => Self::Signed,
            (3, Some(_)) => Self::SignedText,
            _ if json::parse(text.as_bytes()).is_ok_and(|parsed| parsed.value.as_object().is_some()) => Self::Claims,
            _ => Self::Text,
        }
    }
}

/// RFC 7519 §5.2: `cty` is JWT where a JWT is nested, and nothing where claims stand plainly.
fn cty(inner: &Inner, header: &Json) -> Finding {
    let named = header.get("cty");
    let is_jwt = named.and_then(Json::as_str).is_some_and(|name| {
        let name = name.to_ascii_lowercase();
        name == "jwt" || name == "application/jwt"
    });
    let observed = named.map_or_else(|| "absent".to_owned(), |named| shown_short(&named.to_string(), 60));
    match inner {
        Inner::Signed | Inner::Unsigned | Inner::Encrypted => CTY.judge(is_jwt, "JWT", observed),
        _ if is_jwt => CTY.fail("no cty, because no token is inside", observed),
        Inner::Claims => CTY.pass("not JWT, because no token is inside", observed),
        Inner::SignedText | Inner::Text => CTY.skip("what is inside is no JWT"),
    }
}

fn content(inner: &Inner) -> Finding {
    match inner {
        Inner::Signed => CONTENT.pass(SIGNED, "a signed token, whose signature is judged below"),
        Inner::SignedText => CONTENT.pass(SIGNED, "a signature over something that is no JSON"),
        Inner::Unsigned => CONTENT.warn(SIGNED, "a token with alg none: encrypted, but signed by nobody"),
        Inner::Encrypted => CONTENT.warn(SIGNED, "another encrypted token"),
        Inner::Claims => CONTENT.warn(SIGNED, "claims: encrypted, but signed by nobody"),
        Inner::Text => CONTENT.warn(SIGNED, "text that is no token: encrypted, but signed by nobody"),
    }
}
