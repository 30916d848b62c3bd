//! Every form in which a secret may stand in a text, with what replaces it.

use base64::Engine as _;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use url::form_urlencoded::byte_serialize;

use super::needle::{Needle, Reach};
use super::{HEAD, LONG, SHORTEST};
use crate::protocol::json::Json;

/// The forms of one secret. Of a JWT its signature alone is hidden: the rest may be read.
pub(super) fn of(value: &str, tag: &str) -> Vec<Needle> {
    let reach = if value.chars().count() < LONG { Reach::Alone } else { Reach::Anywhere };
    let needle = |text: String| Needle::new(text, tag, reach);
    if let Some((readable, signature)) = jwt(value) {
        // The signature alone is hidden too, since a text may quote the third part without the others.
        let rest = (signature.len() >= SHORTEST).then(|| needle(signature.to_owned()));
        return std::iter::once(Needle::new(value.to_owned(), &format!("{readable}.{tag}"), reach))
            .chain(rest)
            .collect();
    }
    let mut forms: Vec<Needle> = spellings(value).into_iter().map(needle).collect();
    forms.extend(lines(value).map(|line| needle(line.to_owned())));
    if reach == Reach::Alone {
        forms.extend([STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD].map(|engine| needle(engine.encode(value))));
    } else {
        let texts = [value.to_owned(), in_json(value)];
        let cores = texts.iter().flat_map(|text| [STANDARD_NO_PAD, URL_SAFE_NO_PAD].map(|engine| cores(text, &engine)));
        forms.extend(cores.flatten().map(|core| Needle::new(core, tag, Reach::Within)));
    }
    forms
}

/// A JWT whose claims are secret too: whole, and its claims and signature alone.
pub(super) fn sealed(value: &str, tag: &str) -> Vec<Needle> {
    let parts = value.split('.').skip(1).filter(|part| part.len() >= HEAD);
    std::iter::once(value).chain(parts).map(|form| Needle::new(form.to_owned(), tag, Reach::Anywhere)).collect()
}

/// A compact JWS: what may stay readable, and its signature.
pub(super) fn jwt(value: &str) -> Option<(&str, &str)> {
    let (readable, signature) = value.rsplit_once('.')?;
    (value.starts_with("eyJ") && readable.matches('.').count() == 1).then_some((readable, signature))
}

/// As it is, and as URLs, forms, JSON, HTML and Basic credentials write it.
fn spellings(value: &str) -> Vec<String> {
    let form: String = byte_serialize(value.as_bytes()).collect();
    let percent = form.replace('+', "%20");
    let mut all = vec![
        value.to_owned(),
        in_lower_case(&form),
        in_lower_case(&percent),
        // An address within an address.
        byte_serialize(percent.as_bytes()).collect(),
        byte_serialize(form.as_bytes()).collect(),
        in_json(value),
        value.replace('/', "\\/"),
        value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;"),
    ];
    all.extend([form, percent]);
    all.sort_unstable();
    all.dedup();
    all
}

/// As it stands between the quotation marks of a JSON string.
fn in_json(value: &str) -> String {
    let quoted = Json::from(value).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// The lines of a key file, each long enough to be nothing else.
fn lines(value: &str) -> impl Iterator<Item = &str> {
    let is_file = value.contains('\n');
    value.lines().filter(move |line| is_file && line.len() >= HEAD && !line.starts_with("-----"))
}

/// What stands in the base64 of any longer text that holds the value, wherever in it: the digits that it alone decides.
/// A Basic credential is such a text, and so are the claims of a JWT.
fn cores(value: &str, engine: &GeneralPurpose) -> [String; 3] {
    // Three bytes are four digits, so there are three ways to begin; up to that many digits depend on what is before.
    [(0, 0), (1, 2), (2, 3)].map(|(before, shared)| {
        let mut bytes = vec![0; before];
        bytes.extend_from_slice(value.as_bytes());
        let own = bytes.len() * 8 / 6;
        engine.encode(bytes)[shared..own].to_owned()
    })
}

/// The same percent-encoded text with its digits in lower case, as some servers write them.
fn in_lower_case(encoded: &str) -> String {
    let mut digits = 0_u8;
    let lower = |c: char| {
        let is_digit = digits > 0;
        digits = if c == '%' { 2 } else { digits.saturating_sub(1) };
        if is_digit { c.to_ascii_lowercase() } else { c }
    };
    encoded.chars().map(lower).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_stands_before_and_behind_the_digits_of_a_secret_are_found() {
        let secret = "p%&+ =/?~p%&+";
        for before in ["", "a", "ab", "abc", "grantty:"] {
            for behind in ["", "x", "xy", ":more"] {
                for engine in [STANDARD, URL_SAFE] {
                    let text = engine.encode(format!("{before}{secret}{behind}"));
                    let found = of(secret, "‹x›").iter().any(|needle| needle.is_in(&text));
                    assert!(found, "{before} {behind} {text}");
                }
            }
        }
    }
}
