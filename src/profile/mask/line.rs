//! A text that is no TOML, line by line: shown is what can be nothing but harmless, and all else is not.

use toml::de::DeTable;

use super::value::is_open;
use super::{MASKED, comment, tree};
use crate::profile::parse::schema::{self, Kind};

/// What stands where a whole line stood.
const LINE: &str = "(masked)";

/// Longer lines are not looked into.
const LONGEST: usize = 4096;

/// The text with everything replaced that may be secret, and as many lines as before.
pub fn masked(text: &str) -> String {
    let mut reader = Reader { section: Some(Vec::new()), in_pem: false, in_doubt: false, is_torn: false };
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let body = line.trim_end_matches(['\n', '\r']);
        out.push_str(&reader.line(body));
        out.push_str(&line[body.len()..]);
    }
    out
}

/// What is known of the lines above.
struct Reader {
    /// The table they are in; none after a line that may have been a header.
    section: Option<Vec<String>>,
    /// Between `-----BEGIN` and `-----END`.
    in_pem: bool,
    /// After a string of several lines was opened, which may be open still.
    in_doubt: bool,
    /// After a line that is no TOML by itself: what it began may go on in the next.
    is_torn: bool,
}

impl Reader {
    fn line(&mut self, body: &str) -> String {
        let was_in_pem = self.in_pem;
        if let Some(ends_open) = pem(body) {
            self.in_pem = ends_open;
        }
        let line = body.trim();
        if was_in_pem || body.len() > LONGEST {
            return LINE.to_owned();
        }
        if line.is_empty() || line.chars().all(|c| "[]{},".contains(c)) {
            return body.to_owned();
        }
        let is_torn = self.is_torn;
        self.is_torn = DeTable::parse(body).is_err();
        let goes_on = self.in_doubt || line.contains("-----") || (is_torn && line.contains(['"', '\'']));
        if line.starts_with('#') {
            let hidden = if goes_on { Some(0..line.len()) } else { comment::hidden(line) };
            return hidden.map_or_else(|| body.to_owned(), |span| format!("{}{LINE}", &line[..span.start]));
        }
        if line.starts_with('[') {
            self.section = header(line);
            return self.section.as_ref().map_or(LINE, |_| body).to_owned();
        }
        let shown = self.assignment(body, is_torn);
        self.in_doubt |= body.contains("\"\"\"") || body.contains("'''");
        // What could be the header of a table says that the keys below are of another.
        if line.contains(']') && self.is_torn {
            self.section = None;
        }
        shown
    }

    /// `name = value`, or whatever else it is. After a torn line its name may be the rest of another.
    fn assignment(&self, body: &str, is_torn: bool) -> String {
        let Some((name, value)) = body.split_once('=') else { return LINE.to_owned() };
        let is_free =
            self.section.as_ref().is_some_and(|path| path.first().is_some_and(|name| name == schema::PARAMETERS));
        let section = self.section.clone().filter(|_| !(is_torn && is_free));
        let mut path = section.unwrap_or_else(|| vec![String::new()]);
        if let Ok(root) = DeTable::parse(body) {
            return tree::masked(body, root.get_ref(), &path);
        }
        path.extend(name.split('.').map(|part| part.trim().trim_matches(['"', '\'']).to_owned()));
        if is_harmless(&path, value) {
            return body.to_owned();
        }
        let is_known = path.last().is_some_and(|name| is_name(name));
        if is_known { format!("{name}= {MASKED}") } else { LINE.to_owned() }
    }
}

/// Whether a line that is no TOML may be seen all the same, so that one finds what is wrong with it: the key is known,
/// and no second one is in what follows.
fn is_harmless(path: &[String], value: &str) -> bool {
    let is_plain = schema::at(path).is_some_and(|key| {
        !matches!(key.kind, Kind::Free | Kind::Prose | Kind::Authority | Kind::Object | Kind::Objects)
    });
    let strange = ["=", "@", "{", "-----", "\"\"\"", "'''"];
    let is_proxy = path.last().is_some_and(|name| name == "proxy");
    is_plain && !is_proxy && !strange.iter().any(|part| value.contains(part)) && is_open(path, value)
}

/// Whether some table has a key of that name: then the name at least may be seen.
fn is_name(name: &str) -> bool {
    let all = schema::SECTIONS.iter().flat_map(|section| section.keys).chain(schema::TOP);
    all.into_iter().any(|key| key.name == name)
}

/// The path of a header, closed or not, of a table that is known.
fn header(line: &str) -> Option<Vec<String>> {
    let (name, behind) = line.trim_start_matches('[').split_once(']').unwrap_or((line.trim_start_matches('['), ""));
    let behind = behind.trim_start_matches(']').trim_start();
    let path: Vec<String> = name.split('.').map(|part| part.trim().to_owned()).collect();
    let is_known = match path.as_slice() {
        [name] => schema::find(name).is_some() || name == schema::PARAMETERS,
        [first, leg] if first == schema::PARAMETERS => schema::LEGS.contains(&leg.as_str()),
        _ => schema::at(&path).is_some_and(|key| matches!(key.kind, Kind::Object | Kind::Objects)),
    };
    let is_quiet = behind.is_empty() || behind.starts_with('#') && comment::hidden(behind).is_none();
    (is_known && is_quiet && !behind.contains("-----")).then_some(path)
}

/// Whether a line leaves a PEM block open; nothing where it has no mark of one.
fn pem(line: &str) -> Option<bool> {
    let (begin, end) = (line.rfind("-----BEGIN"), line.rfind("-----END"));
    (begin.is_some() || end.is_some()).then_some(begin > end)
}
