//! `WWW-Authenticate`, decoded: every challenge of every header field, however oddly it is written.
//!
//! RFC 9110 §11.6.1 lets several challenges share one field, with commas between challenges and between parameters.

use super::OAuthError;
use crate::protocol::exchange::Response;
use crate::protocol::text;

/// More challenges than this tell nothing new.
const MOST: usize = 8;
/// More parameters than this belong to no scheme.
const MOST_PARAMETERS: usize = 12;

/// One challenge.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::protocol) struct Challenge {
    scheme: String,
    parameters: Vec<(String, String)>,
}

/// All challenges of an answer for a row, or nothing when there are none: `Bearer (error: invalid_token); Basic`.
pub(super) fn described(response: &Response) -> Option<String> {
    let all: Vec<String> = all(response).take(MOST).map(|one| one.words()).collect();
    (!all.is_empty()).then(|| all.join("; "))
}

/// The first challenge that names an error, as one.
pub(super) fn error(response: &Response) -> Option<OAuthError> {
    all(response).find_map(|challenge| challenge.error(response))
}

/// The challenge of a scheme, in whatever case it is written (RFC 9110 §11.1). Of several the one with an error counts.
pub(in crate::protocol) fn challenge_of(response: &Response, scheme: &str) -> Option<Challenge> {
    let mut of_scheme: Vec<Challenge> = all(response).filter(|one| one.scheme.eq_ignore_ascii_case(scheme)).collect();
    let at = of_scheme.iter().position(|one| one.parameter("error").is_some()).unwrap_or(0);
    (at < of_scheme.len()).then(|| of_scheme.swap_remove(at))
}

fn all(response: &Response) -> impl Iterator<Item = Challenge> {
    fields(response).flat_map(|field| parse(field))
}

fn fields(response: &Response) -> impl Iterator<Item = &String> {
    let named = |key: &str| key.eq_ignore_ascii_case("www-authenticate");
    response.headers.iter().filter(move |(key, _)| named(key)).map(|(_, value)| value)
}

impl Challenge {
    /// The error that it names, if it does.
    pub fn error(&self, response: &Response) -> Option<OAuthError> {
        Some(OAuthError {
            error: self.parameter("error")?,
            description: self.parameter("error_description"),
            uri: self.parameter("error_uri"),
            interval: None,
            status: response.status,
            challenges: fields(response).cloned().collect(),
        })
    }

    /// The parameter of that name, which is in lower case.
    pub fn parameter(&self, name: &str) -> Option<String> {
        self.parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    }

    fn words(&self) -> String {
        let short = |text: &str| text::shown_short(text, 120);
        let named = |(name, value): &(String, String)| match name.as_str() {
            "" => short(value),
            name => format!("{}: {}", short(name), short(value)),
        };
        match self.parameters.iter().map(named).collect::<Vec<_>>().join(", ") {
            all if all.is_empty() => short(&self.scheme),
            all => format!("{} ({all})", short(&self.scheme)),
        }
    }
}

fn parse(field: &str) -> Vec<Challenge> {
    let mut all: Vec<Challenge> = Vec::new();
    for element in elements(field) {
        let (head, tail) = element.split_once([' ', '\t']).unwrap_or((element, ""));
        let tail = tail.trim_start();
        let parameter = if head.contains('=') || tail.starts_with('=') {
            element
        } else {
            if all.len() == MOST {
                break;
            }
            all.push(Challenge { scheme: head.to_owned(), parameters: Vec::new() });
            tail
        };
        // A parameter without a scheme before it is shown too: nothing of a refusal is hidden.
        if all.is_empty() {
            all.push(Challenge { scheme: "no scheme".to_owned(), parameters: Vec::new() });
        }
        if let Some(last) = all.last_mut().filter(|last| last.parameters.len() < MOST_PARAMETERS) {
            last.parameters.extend(named(parameter));
        }
    }
    all
}

/// The parts between commas, except commas inside quotes.
fn elements(field: &str) -> impl Iterator<Item = &str> {
    let (mut quoted, mut escaped) = (false, false);
    let parts = field.split(move |c| {
        let escape = quoted && c == '\\' && !escaped;
        if c == '"' && !escaped {
            quoted = !quoted;
        }
        escaped = escape;
        c == ',' && !quoted
    });
    parts.map(str::trim).filter(|part| !part.is_empty())
}

/// `name="value"`, `name=token`, or the one value that schemes like Negotiate have, which keeps an empty name.
fn named(parameter: &str) -> Option<(String, String)> {
    if parameter.is_empty() {
        return None;
    }
    match parameter.split_once('=').filter(|(_, value)| !value.trim_start_matches('=').is_empty()) {
        Some((name, value)) => Some((name.trim().to_ascii_lowercase(), unquoted(value.trim()))),
        None => Some((String::new(), parameter.to_owned())),
    }
}

fn unquoted(value: &str) -> String {
    let Some(inner) = value.strip_prefix('"') else { return value.to_owned() };
    let mut out = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(c) = characters.next() {
        match c {
            '"' => break,
            '\\' => out.extend(characters.next()),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::answer::sample::{response, with};

    fn said(field: &str) -> Option<String> {
        described(&with(response(401, ""), "www-authenticate", field))
    }

    #[test]
    fn every_challenge_is_decoded() {
        crate::covers!("UIN-05");
        for (field, expected) in [
            ("Basic", "Basic"),
            (r#"Bearer realm="x", error="invalid_token""#, "Bearer (realm: x, error: invalid_token)"),
            (r#"Bearer error = "invalid_token""#, "Bearer (error: invalid_token)"),
            ("bearer ERROR=invalid_token", "bearer (error: invalid_token)"),
            (r#"Basic realm="a, b", Bearer error="x", DPoP"#, "Basic (realm: a, b); Bearer (error: x); DPoP"),
            (r#"Bearer error_description="a \"q\" \\ b""#, r#"Bearer (error_description: a "q" \ b)"#),
            ("Negotiate YIIab==", "Negotiate (YIIab==)"),
            (r#"error="invalid_token""#, "no scheme (error: invalid_token)"),
            (r#"Bearer error="never closed, x"#, "Bearer (error: never closed, x)"),
            ("X-Own a=1,,, b=", "X-Own (a: 1, b=)"),
        ] {
            assert_eq!(said(field).as_deref(), Some(expected), "{field}");
        }
        assert_eq!(described(&response(401, "")), None);
        assert_eq!(said(" , ,"), None);
    }

    #[test]
    fn a_challenge_is_found_by_its_scheme_in_any_case() {
        let field = r#"Bearer error="invalid_token", dPoP algs="ES256", DPoP error="use_dpop_nonce""#;
        let answer = with(response(401, ""), "www-authenticate", field);
        let error = |scheme| challenge_of(&answer, scheme)?.parameter("error");
        assert_eq!(error("dpop").as_deref(), Some("use_dpop_nonce"));
        assert_eq!(error("BEARER").as_deref(), Some("invalid_token"));
        assert_eq!(challenge_of(&answer, "Basic"), None);
    }

    #[test]
    fn several_fields_and_a_flood_are_bounded() {
        let mut answer = with(response(401, ""), "www-authenticate", "Basic");
        answer.headers.push(("WWW-Authenticate".to_owned(), "Bearer".to_owned()));
        assert_eq!(described(&answer).as_deref(), Some("Basic; Bearer"));
        let flood = said(&"Scheme a=1, ".repeat(10_000)).expect("challenges");
        assert_eq!(flood.matches("Scheme").count(), MOST);
        assert!(said(&format!("Bearer {}", "a=1,".repeat(10_000))).expect("one").len() < 400);
    }

    proptest::proptest! {
        #[test]
        fn no_field_brings_the_reader_down(field in "[A-Za-z=\", \\\\]{0,60}") {
            let _ = said(&field);
        }
    }
}
