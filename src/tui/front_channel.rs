//! A request about a person and its answer, parameter by parameter: name, value, and a word of explanation.

mod answer;
mod backchannel;
mod naming;

use super::marks;
use super::model::Privacy;
use super::parameters;
use super::pretty::Look;
use super::screen::eyes;
use super::text::{self, Piece, Pieces, theirs};
use super::theme::Role;
use crate::flow::Authorization;
use crate::profile::Flow;
use crate::protocol::authorize;
use crate::protocol::check::{Finding, Verdict};
use crate::protocol::exchange::{Purpose, Value};
use crate::record::Run;

/// From so many columns on, the words of explanation have a column of their own.
const ROOMY: usize = 74;

/// Columns of that column.
const WORDS: usize = 31;

/// A value and its name take no more: the words would stand too far away.
const WIDEST: usize = 90;

/// Names take no more: a name of ours fits where the pane has room.
const WIDEST_NAME: usize = 28;

/// Longer values are cut; `y` copies them whole.
const LONGEST: usize = 2000;

/// The pane's content, for one age of the run, one pair of eyes and one width.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters {
    /// What it was made from.
    pub key: Option<(u64, Privacy, usize)>,
    /// Everything that has a value.
    pub items: Vec<Item>,
    /// The lines, each with the item it belongs to; headings belong to none.
    pub lines: Vec<Line>,
}

/// A parameter that can be explained and copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its name: foreign text, where it came with the answer.
    pub name: String,
    /// Its value.
    pub value: Value,
    /// The rows that judged it.
    pub rows: Vec<Finding>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The item it belongs to.
    pub item: Option<usize>,
    /// What it says.
    pub pieces: Pieces,
    /// The verdict about the item, on its first line.
    pub mark: Pieces,
}

impl Parameters {
    /// The item of a line, or the next one where the line has none.
    pub fn item_at(&self, line: usize) -> Option<usize> {
        let from = line.min(self.lines.len().saturating_sub(1));
        self.lines.get(from..)?.iter().find_map(|line| line.item).or_else(|| self.items.len().checked_sub(1))
    }

    /// The first line of an item.
    pub fn first_line(&self, item: usize) -> usize {
        self.lines.iter().position(|line| line.item == Some(item)).unwrap_or_default()
    }
}

/// Everything that a run's pane shows.
pub fn of(run: &Run, privacy: Privacy, width: usize) -> Parameters {
    let look = Look { eyes: eyes(run, privacy), privacy };
    let mut maker = Maker { run, look, width, column: WIDEST_NAME, made: Parameters::default() };
    if run.flow == Flow::Ciba {
        maker.backchannel();
    } else {
        maker.answer();
        maker.redirect_uris();
        if let Some(request) = &run.authorization {
            maker.request(request);
        }
    }
    maker.made
}

/// The address of a request as it may be shown: secrets and, on a private screen, persons are taken out.
pub fn address(request: &Authorization, look: Look<'_>) -> String {
    let hidden = |name: &str, value: &Value| match value {
        Value::Secret(..) if !look.eyes.reveal => Some(look.eyes.value(value)),
        _ => look.hides(name).then(|| format!("‹{name}›")),
    };
    if request.sent.iter().all(|(name, value)| hidden(name, value).is_none()) {
        return request.url.as_str().to_owned();
    }
    let seen = request.sent.iter().filter(|(name, value)| hidden(name, value).is_none());
    let seen: Vec<(String, Value)> = seen.cloned().collect();
    let mut text = authorize::address(&request.endpoint, &seen).to_string();
    for (name, value) in &request.sent {
        if let Some(tag) = hidden(name, value) {
            text.extend(["&", name.as_str(), "=", tag.as_str()]);
        }
    }
    text
}

struct Maker<'a> {
    run: &'a Run,
    look: Look<'a>,
    width: usize,
    /// Columns of the names in this section.
    column: usize,
    made: Parameters,
}

/// What is told about a value: its verdict, a word, and the rows behind both.
#[derive(Default)]
struct Told {
    verdict: Option<Verdict>,
    word: String,
    rows: Vec<Finding>,
}

impl Maker<'_> {
    /// What was sent as `redirect_uri` at both legs, side by side: one character is enough for `invalid_grant`.
    fn redirect_uris(&mut self) {
        let of = |parameters: &[(String, Value)]| {
            parameters.iter().find(|(name, _)| name == "redirect_uri").map(|(_, value)| value.clone())
        };
        let token = self.run.exchanges.iter().find(|exchange| exchange.request.purpose == Purpose::Token);
        let Some(token) = token else { return };
        let first = self.run.authorization.as_ref().and_then(|request| of(&request.parameters));
        let second = of(&token.request.form);
        self.heading("redirect_uri", "at both legs");
        let same = first == second;
        let absent = || Value::Plain("absent".to_owned());
        let verdict = Some(if same { Verdict::Pass } else { Verdict::Warn });
        let rows: Vec<Finding> = self.run.checks.iter().map(|row| row.finding.clone()).collect();
        let rows = naming::parameter("redirect_uri", false, rows.iter());
        let told = |leg: &str, verdict| Told { verdict, word: leg.to_owned(), rows: rows.clone() };
        self.names_of(["redirect_uri"]);
        self.item("redirect_uri", &first.unwrap_or_else(absent), told("authorization request", None));
        let leg = if same { "token request: the same" } else { "token request: another" };
        self.item("redirect_uri", &second.unwrap_or_else(absent), told(leg, verdict));
    }

    fn request(&mut self, request: &Authorization) {
        let how = match (request.signed, request.pushed_until.is_some()) {
            (false, false) => None,
            (true, false) => Some("signed"),
            (false, true) => Some("pushed"),
            (true, true) => Some("signed and pushed"),
        };
        if let Some(how) = how {
            self.heading("Address", "what the browser carries");
            self.all(&request.sent);
            self.heading("Request", &format!("{how} in its place"));
        } else {
            self.heading("Request", "in the address");
        }
        self.all(&request.parameters);
    }

    fn all(&mut self, parameters: &[(String, Value)]) {
        self.names_of(parameters.iter().map(|(name, _)| name.as_str()));
        for (name, value) in parameters {
            let rows = naming::request(name, self.run.checks.iter().map(|row| &row.finding));
            let told = Told { verdict: naming::worst(&rows), word: parameters::word(name).to_owned(), rows };
            self.item(name, value, told);
        }
    }

    /// The names of the section that follows: their column is as wide as the longest.
    fn names_of<'n>(&mut self, names: impl IntoIterator<Item = &'n str>) {
        let most = match self.width {
            0..40 => 14,
            40..70 => 22,
            _ => WIDEST_NAME,
        };
        let width = |name: &str| text::width(&theirs(Role::Label, name, self.look.eyes));
        self.column = names.into_iter().map(width).max().unwrap_or_default().saturating_add(1).min(most);
    }

    fn heading(&mut self, title: &str, more: &str) {
        if !self.made.lines.is_empty() {
            self.line(Vec::new());
        }
        let more = if more.is_empty() { String::new() } else { format!("  {more}") };
        self.line(vec![Piece::new(Role::Title, title), Piece::new(Role::Dim, more)]);
    }

    fn line(&mut self, pieces: Pieces) {
        self.made.lines.push(Line { item: None, pieces, mark: Vec::new() });
    }

    fn item(&mut self, name: &str, value: &Value, told: Told) {
        let item = Some(self.made.items.len());
        self.made.items.push(Item { name: name.to_owned(), value: value.clone(), rows: told.rows });
        let room = self.width.saturating_sub(2);
        let (main, beside) = if self.width >= ROOMY { ((room - WORDS).min(WIDEST), true) } else { (room, false) };
        let label = self.label(name);
        let hang = label.width();
        let value = text::cut(&self.value(name, value), LONGEST);
        // Below a name that leaves no room beside it, the value is not to look like another name.
        let indent = if hang * 2 < main { 0 } else { 2 };
        let mut lines = text::wrap(&[vec![label], value].concat(), main.saturating_sub(indent));
        lines.iter_mut().skip(1).for_each(|line| line.insert(0, Piece::gap(indent)));
        let word = Piece::new(Role::Dim, &told.word);
        if beside {
            let first = &mut lines[0];
            first.push(Piece::gap(main.saturating_sub(text::width(first)) + 2));
            first.push(word);
        } else if !told.word.is_empty() {
            let last = lines.last_mut().expect("a wrapped text has a line");
            if text::width(last) + word.width() + 2 <= room {
                last.extend([Piece::gap(2), word]);
            } else {
                lines.push(vec![Piece::gap(hang.min(self.width.saturating_sub(word.width()))), word]);
            }
        }
        let mut mark: Pieces = told.verdict.map(marks::verdict).into_iter().collect();
        for pieces in lines {
            self.made.lines.push(Line { item, pieces, mark: std::mem::take(&mut mark) });
        }
    }

    /// A name, cut where it would leave no room for its value.
    fn label(&self, name: &str) -> Piece {
        let most = self.column;
        let cut = text::cut(&theirs(Role::Label, name, self.look.eyes), most.saturating_sub(1));
        let text: String = cut.iter().map(Piece::text).collect();
        let gap = most.saturating_sub(text::width(&cut));
        Piece::new(Role::Label, format!("{text}{}", " ".repeat(gap)))
    }

    fn value(&self, name: &str, value: &Value) -> Pieces {
        match value {
            Value::Secret(_, secret) if !self.look.eyes.reveal => {
                let length = format!("  {} characters", secret.chars());
                vec![Piece::new(Role::Masked, self.look.eyes.value(value)), Piece::new(Role::Dim, length)]
            }
            _ if self.look.hides(name) => vec![Piece::new(Role::Masked, format!("‹{name}›"))],
            value => theirs(Role::Text, value.reveal(), self.look.eyes),
        }
    }
}
