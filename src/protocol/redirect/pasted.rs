//! What a person pastes: the address a browser ended at, or the part of it that matters.

use url::Url;

use super::parameters;
use crate::protocol::authorize::Place;
use crate::protocol::exchange::Value;

/// What a pasted text turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Pasted {
    /// Parameters of an answer, and the path they came to where the text has one.
    Answer { path: Option<String>, place: Place, parameters: Vec<(String, Value)> },
    /// Nothing of use.
    Junk,
}

/// Reads a pasted text. `place` is where an answer was asked to stand, `own` the query of the redirect URI.
pub(super) fn read(text: &str, place: Place, own: &str) -> Pasted {
    let text = bare(text);
    let (path, parts) = match Url::parse(&text) {
        Ok(_) => {
            let (before, fragment) = text.split_once('#').unwrap_or((&text, ""));
            let (address, query) = before.split_once('?').unwrap_or((before, ""));
            let path = Url::parse(address).map(|url| url.path().to_owned()).unwrap_or_default();
            (Some(path), vec![(Place::Query, query), (Place::Fragment, fragment)])
        }
        Err(_) => (None, pieces(&text, place)),
    };
    let decoded = parts.into_iter().map(|(at, part)| (at, parameters::decode(part.as_bytes(), own)));
    let mut answers: Vec<_> = decoded.filter(|(_, all)| parameters::is_answer(all)).collect();
    // Of two, the one that stands where it was asked to.
    answers.sort_by_key(|(at, _)| *at != place);
    match answers.into_iter().next() {
        Some((_, all)) if parameters::is_request(&all) => Pasted::Junk,
        Some((place, parameters)) => Pasted::Answer { path, place, parameters },
        None => Pasted::Junk,
    }
}

/// The parts of a text that is no address: `?a=b`, `#a=b`, `a=b`.
fn pieces(text: &str, place: Place) -> Vec<(Place, &str)> {
    if let Some(fragment) = text.strip_prefix('#') {
        return vec![(Place::Fragment, fragment)];
    }
    match text.split_once('?') {
        // A path and a query, without the host.
        Some((before, rest)) if !before.contains('=') => {
            let (query, fragment) = rest.split_once('#').unwrap_or((rest, ""));
            vec![(Place::Query, query), (Place::Fragment, fragment)]
        }
        _ if text.contains('=') => vec![(place, text)],
        _ => Vec::new(),
    }
}

/// Without what copying adds: quotes, angle brackets, and the line breaks of a terminal. No address has a space.
fn bare(text: &str) -> String {
    let all: String = text.chars().filter(|c| !c.is_whitespace() && !c.is_control() && *c != '\u{feff}').collect();
    all.trim_matches(|c| "\"'`<>“”‘’«»".contains(c)).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn came(text: &str) -> Option<(Place, String, Vec<String>)> {
        match read(text, Place::Query, "x=1") {
            Pasted::Answer { path, place, parameters } => {
                let all = parameters.iter().map(|(name, value)| format!("{name}={}", value.reveal())).collect();
                Some((place, path.unwrap_or_default(), all))
            }
            Pasted::Junk => None,
        }
    }

    fn is(place: Place, path: &str) -> (Place, String, Vec<String>) {
        (place, path.to_owned(), vec!["code=a/b".to_owned(), "state=s".to_owned()])
    }

    #[test]
    fn an_answer_is_found_in_whatever_was_copied() {
        for text in [
            "http://127.0.0.1:8400/callback?code=a%2Fb&state=s",
            " <http://127.0.0.1:8400/callback?x=1&code=a%2Fb&state=s> \n",
            "\"https://other.example/callback?code=a%2Fb&state=s#_=_\"",
            "http://127.0.0.1:8400/callback?code=a%2\n  Fb&sta\r\nte=s",
            "com.example.app:/callback?code=a%2Fb&state=s",
        ] {
            assert_eq!(came(text), Some(is(Place::Query, "/callback")), "{text}");
        }
        assert_eq!(came("https://a.example/cb#code=a%2Fb&state=s"), Some(is(Place::Fragment, "/cb")));
        assert_eq!(came("#code=a%2Fb&state=s"), Some(is(Place::Fragment, "")));
        for text in ["?code=a%2Fb&state=s", "code=a/b&state=s", "`code=a%2Fb&state=s`", "/callback?code=a%2Fb&state=s"]
        {
            assert_eq!(came(text), Some(is(Place::Query, "")), "{text}");
        }
    }

    #[test]
    fn a_bare_query_stands_where_it_was_asked_to() {
        let Pasted::Answer { place, .. } = read("code=a&state=s", Place::Fragment, "") else { panic!("an answer") };
        assert_eq!(place, Place::Fragment);
        let both = read("https://a.example/cb?error=x#code=a", Place::Fragment, "");
        assert!(matches!(both, Pasted::Answer { place: Place::Fragment, .. }));
    }

    #[test]
    fn everything_else_is_junk() {
        for text in ["", "\n", "hello", "https://a.example/cb", "?", "#", "x=1", "\u{1b}[2J", "%", "code"] {
            assert_eq!(came(text), None, "{text:?}");
        }
        let request = "https://id.example.com/auth?response_type=code&client_id=a&state=s&redirect_uri=x";
        assert_eq!(came(request), None);
    }
}
