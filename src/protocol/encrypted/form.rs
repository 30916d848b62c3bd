//! The form of an encrypted token: five parts of base64url, the first a JSON object.

use crate::protocol::check::{Check, Finding, rfc};
use crate::protocol::jose::jwe::Parts;
use crate::protocol::jose::jwt::{Decoded, TOKEN_LIMIT};

pub(super) static FORM: Check = Check::must("jwe.form", "the encrypted token has the compact form", rfc!(7516, "5.2"));

/// The parts, if the form is right, and the row.
pub(super) fn judge<'a>(text: &'a str, decoded: &Decoded) -> (Option<Parts<'a>>, Finding) {
    let expected = format!("five parts in base64url, at most {TOKEN_LIMIT} bytes, the first a JSON object");
    match parts(text, decoded) {
        Ok(parts) => (Some(parts), FORM.pass(expected, format!("five parts, {} bytes", text.len()))),
        Err(what) => (None, FORM.fail(expected, what)),
    }
}

fn parts<'a>(text: &'a str, decoded: &Decoded) -> Result<Parts<'a>, String> {
    if text.trim_start().starts_with('{') {
        return Err(
            "a JSON serialization: OAuth and OpenID Connect use the compact one alone, so it is not opened".into()
        );
    }
    if !decoded.faults.is_empty() {
        let faults: Vec<String> = decoded.faults.iter().take(5).map(ToString::to_string).collect();
        return Err(faults.join("; "));
    }
    if decoded.parts != 5 {
        return Err(format!("{} parts where five are due", decoded.parts));
    }
    Parts::read(text)
}
