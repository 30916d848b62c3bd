//! A lenient reader of JSON Web Tokens: whatever can be decoded is decoded, and every fault is kept beside it.
//!
//! A debugger must show exactly the token that a library refuses: `alg: none`, an unknown `alg`, a numeric `kid`,
//! a payload with padding. Verifying is the business of [`super::jws`] and reads the original text, never this one.

use std::fmt;

use super::base64url;
use crate::protocol::json::{self, Duplicate, Json};
use crate::protocol::text;

/// The longest header, decoded, that is judged.
pub const HEADER_LIMIT: usize = 64 << 10;
/// The longest token that is judged.
pub const TOKEN_LIMIT: usize = 1 << 20;
/// The longest token that is decoded for showing: beyond this a value tree costs more memory than it can teach.
const DISPLAY_LIMIT: usize = 8 << 20;
/// Parts are counted up to here before anything is split: ten million dots must not make ten million slices.
const MOST_PARTS: usize = 6;

/// What is wrong with a token's form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The number of parts, or another serialization.
    Form,
    /// Longer than is judged.
    Size,
    /// A part is not base64url.
    Base64,
    /// A part is not a JSON object.
    Json,
    /// A member stands twice in one object.
    Duplicate,
}

/// Where in the token a fault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The token as a whole.
    Token,
    /// The first part.
    Header,
    /// The second part of a signed token.
    Payload,
    /// The third part of a signed token.
    Signature,
}

impl Part {
    /// The word for a reader.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Header => "header",
            Self::Payload => "payload",
            Self::Signature => "signature",
        }
    }
}

/// One fault of a token's form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its kind.
    pub kind: FaultKind,
    /// Where.
    pub part: Part,
    /// What it is, for a reader.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.part.word(), self.what)
    }
}

/// A token as far as it could be decoded.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Decoded {
    /// Number of parts; 6 means six or more.
    pub parts: usize,
    /// The header, whatever JSON it is.
    pub header: Option<Json>,
    /// The payload, whatever JSON it is.
    pub payload: Option<Json>,
    /// The header's bytes.
    pub header_bytes: Vec<u8>,
    /// The payload's bytes.
    pub payload_bytes: Vec<u8>,
    /// The signature's bytes, if they are base64url.
    pub signature: Option<Vec<u8>>,
    /// Length of the text the signature covers: header, dot, payload.
    pub signed_length: usize,
    /// Everything wrong with the form.
    pub faults: Vec<Fault>,
    /// Members that stand twice, with both values.
    pub duplicates: Vec<(Part, Duplicate)>,
}

impl fmt::Debug for Decoded {
    /// Without the signature, so that no token can be put together again from a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoded")
            .field("parts", &self.parts)
            .field("header", &self.header)
            .field("payload", &self.payload)
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}

impl Decoded {
    /// A text member of the header.
    pub fn header_text(&self, name: &str) -> Option<&str> {
        self.header.as_ref()?.get(name)?.as_str()
    }

    /// Whether it is a JWE in compact form: five parts and a header that names a content encryption (RFC 7516 §9).
    pub fn is_encrypted(&self) -> bool {
        self.parts == 5 && self.header.as_ref().is_some_and(|header| header.get("enc").is_some())
    }

    /// The faults of one kind.
    pub fn faults_of(&self, kind: FaultKind) -> impl Iterator<Item = &Fault> {
        self.faults.iter().filter(move |fault| fault.kind == kind)
    }

    fn fault(&mut self, kind: FaultKind, part: Part, what: impl Into<String>) {
        self.faults.push(Fault { kind, part, what: what.into() });
    }

    /// Decodes one part: strictly for the verdict, leniently for showing.
    fn bytes(&mut self, part: Part, encoded: &str) -> Vec<u8> {
        base64url::decode(encoded).unwrap_or_else(|fault| {
            self.fault(FaultKind::Base64, part, fault.to_string());
            base64url::decode_lenient(encoded).unwrap_or_default()
        })
    }

    fn object(&mut self, part: Part, bytes: &[u8]) -> Option<Json> {
        let parsed = match json::parse(bytes) {
            Ok(parsed) => parsed,
            Err(error) => {
                self.fault(FaultKind::Json, part, format!("{error}; it begins {}", beginning(bytes)));
                return None;
            }
        };
        if parsed.value.as_object().is_none() {
            self.fault(FaultKind::Json, part, format!("{}, not an object", parsed.value.kind()));
        }
        for duplicate in parsed.duplicates {
            self.fault(FaultKind::Duplicate, part, format!("{} stands twice", duplicate.path));
            self.duplicates.push((part, duplicate));
        }
        Some(parsed.value)
    }
}

/// Decodes a token as far as possible.
pub fn read(text: &str) -> Decoded {
    let parts: Vec<&str> = text.split('.').take(MOST_PARTS).collect();
    let mut decoded = Decoded { parts: parts.len(), ..Decoded::default() };
    if text.len() > TOKEN_LIMIT {
        decoded.fault(FaultKind::Size, Part::Token, format!("{} bytes, limit {TOKEN_LIMIT}", text.len()));
    }
    if let Some(what) = form_fault(text, parts.len()) {
        decoded.fault(FaultKind::Form, Part::Token, what);
    }
    if text.len() > DISPLAY_LIMIT || !(2..MOST_PARTS).contains(&parts.len()) {
        return decoded;
    }
    read_header(&mut decoded, parts[0]);
    if parts.len() < 5 {
        decoded.payload_bytes = decoded.bytes(Part::Payload, parts[1]);
        let bytes = std::mem::take(&mut decoded.payload_bytes);
        decoded.payload = decoded.object(Part::Payload, &bytes);
        decoded.payload_bytes = bytes;
        decoded.signed_length = parts[0].len() + 1 + parts[1].len();
    }
    if parts.len() == 3 {
        match base64url::decode(parts[2]) {
            Ok(signature) => decoded.signature = Some(signature),
            Err(fault) => decoded.fault(FaultKind::Base64, Part::Signature, fault.to_string()),
        }
    }
    decoded
}

fn read_header(decoded: &mut Decoded, encoded: &str) {
    let bytes = decoded.bytes(Part::Header, encoded);
    if bytes.len() > HEADER_LIMIT {
        decoded.fault(FaultKind::Size, Part::Header, format!("{} bytes, limit {HEADER_LIMIT}", bytes.len()));
    }
    decoded.header = decoded.object(Part::Header, &bytes);
    decoded.header_bytes = bytes;
}

/// What is wrong with the number of parts, if anything. Five parts are judged by the caller, who sees the header.
fn form_fault(text: &str, parts: usize) -> Option<String> {
    let first = text.trim_start().bytes().next();
    match parts {
        _ if first == Some(b'{') => Some("a JSON serialization where the compact one is due".to_owned()),
        _ if text.is_empty() => Some("empty".to_owned()),
        3 | 5 => None,
        1 => Some("one part where three are due: not a JWT".to_owned()),
        MOST_PARTS => Some(format!("{MOST_PARTS} or more parts where three are due")),
        n => Some(format!("{n} parts where three are due")),
    }
}

/// The first bytes as text, or as hexadecimal when they are none.
fn beginning(bytes: &[u8]) -> String {
    const SHOWN: usize = 16;
    let first = &bytes[..bytes.len().min(SHOWN)];
    match std::str::from_utf8(first) {
        Ok("") => "nowhere: it is empty".to_owned(),
        Ok(start) => format!("«{}»", text::shown(start)),
        Err(_) => first.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(header: &str, payload: &str) -> String {
        format!("{}.{}.", base64url::encode(header.as_bytes()), base64url::encode(payload.as_bytes()))
    }

    fn kinds(text: &str) -> Vec<FaultKind> {
        read(text).faults.iter().map(|fault| fault.kind).collect()
    }

    #[test]
    fn what_libraries_refuse_is_still_shown() {
        crate::covers!("IDT-19");
        for header in [r#"{"alg":"none"}"#, r#"{"alg":"nOnE","kid":7}"#, "{}"] {
            let decoded = read(&token(header, r#"{"sub":"x"}"#));
            assert_eq!(decoded.header.expect(header).to_string(), header);
            assert_eq!(decoded.payload.expect(header).to_string(), r#"{"sub":"x"}"#);
            assert!(decoded.faults.is_empty());
        }
    }

    #[test]
    fn a_wrong_number_of_parts_is_counted_without_splitting() {
        crate::covers!("IDT-34", "IDT-37");
        let two = token("{}", "{}").trim_end_matches('.').to_owned();
        for text in [two.clone(), format!("{two}.a.b"), format!("{two}.a.b.c.d"), "opaque".into(), String::new()] {
            assert_eq!(kinds(&text)[0], FaultKind::Form, "{text:?}");
        }
        assert_eq!(read(&two).payload.map(|p| p.to_string()).as_deref(), Some("{}"));
        assert_eq!(read(&".".repeat(10_000_000)).parts, MOST_PARTS);
        assert_eq!(read(r#"{"payload":"e30","signature":"e30"}"#).faults[0].kind, FaultKind::Form);
    }

    #[test]
    fn padding_is_shown_and_named() {
        crate::covers!("IDT-35");
        let decoded = read("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0=.AAAA");
        assert_eq!(decoded.payload.expect("decoded for showing").to_string(), r#"{"sub":"x"}"#);
        assert_eq!(decoded.faults[0].to_string(), "payload: padding at offset 15");
    }

    #[test]
    fn a_payload_that_is_no_object_keeps_its_bytes() {
        crate::covers!("IDT-36");
        let number = read(&token("{}", "42"));
        assert_eq!((number.payload_bytes.as_slice(), number.faults[0].kind), (b"42".as_slice(), FaultKind::Json));
        let latin = read(&format!("e30.{}.", base64url::encode(&[0xff, 0xfe])));
        assert!(latin.faults[0].what.ends_with("ff fe"), "{:?}", latin.faults);
    }

    #[test]
    fn sizes_are_capped() {
        crate::covers!("IDT-38");
        assert_eq!(kinds(&"a".repeat(10 << 20))[0], FaultKind::Size);
        let long = format!(r#"{{"x":"{}"}}"#, "y".repeat(HEADER_LIMIT));
        assert_eq!(kinds(&token(&long, "{}")), [FaultKind::Size]);
    }

    #[test]
    fn a_claim_twice_is_kept_twice() {
        crate::covers!("IDT-33");
        let decoded = read(&token("{}", r#"{"sub":"a","sub":"b"}"#));
        assert_eq!(decoded.duplicates[0].1.path, "/sub");
        assert_eq!(kinds(&token("{}", r#"{"sub":"a","sub":"b"}"#)), [FaultKind::Duplicate]);
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in ".{0,200}", bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..80)) {
            read(&text);
            let part = base64url::encode(&bytes);
            read(&format!("{part}.{part}.{part}"));
        }
    }
}
