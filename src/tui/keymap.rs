//! Keys: rows of `assets/keymap.toml`, read once. No other file names a key; hints and help come from the same rows.

use std::sync::OnceLock;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use serde::Deserialize;
use serde::de::IntoDeserializer as _;
use serde::de::value::Error;

/// What a key can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each has its sentence in assets/keymap.toml")]
pub enum Action {
    Start,
    Edit,
    Flows,
    Copy,
    CopyMenu,
    Browser,
    OpenAgain,
    Paste,
    Explain,
    Clause,
    PollNow,
    PollEarly,
    Follow,
    Exchange,
    Inspect,
    LookInto,
    Acts,
    Raw,
    Beside,
    Fold,
    FoldAll,
    UnfoldAll,
    Verdicts,
    TabFlow,
    TabTokens,
    TabChecks,
    TabWire,
    NextTab,
    PreviousTab,
    Cancel,
    Again,
    KeepGoing,
    Filter,
    NextMatch,
    PreviousMatch,
    NextPane,
    PreviousPane,
    Zoom,
    Runs,
    Privacy,
    Down,
    Up,
    HalfDown,
    HalfUp,
    PageDown,
    PageUp,
    Top,
    Bottom,
    Back,
    Close,
    Choose,
    Erase,
    Clear,
    Help,
    Redraw,
    Suspend,
    Quit,
}

/// A place that hears keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Every screen.
    Any,
    /// The list of profiles.
    List,
    /// The screen of a run.
    Run,
    /// Its first tab.
    Flow,
    /// Its first tab, where the person signs in through a browser.
    SignIn,
    /// Its first tab, where no person is awaited.
    Alone,
    /// Its first tab, where the provider asks the person.
    Backchannel,
    /// Its second tab.
    Tokens,
    /// Its third tab.
    Checks,
    /// Its fourth tab.
    Wire,
    /// The help.
    Help,
    /// A question.
    Ask,
    /// The copy menu.
    Copy,
    /// The list of runs.
    Runs,
    /// The flows of a profile.
    Flows,
    /// What something is.
    About,
    /// What can be done with a token.
    Acts,
    /// The box that a token is pasted into.
    Look,
    /// The line that a filter is typed into.
    Line,
    /// The line that takes the redirected address, or a notification.
    Paste,
    /// The box that takes the answer to a question of a run.
    Answer,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Its keys.
    pub keys: Vec<Key>,
    /// What it does.
    pub action: Action,
    /// That in words.
    pub say: String,
    /// Where it is heard.
    pub place: Place,
    /// Its words in the hints, if it has a place there.
    pub short: Option<String>,
}

/// A key as the keymap writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    code: KeyCode,
    ctrl: bool,
    name: String,
}

impl Key {
    /// How it is written in hints: `ctrl+d`, `↓`, `enter`.
    pub fn label(&self) -> &str {
        match self.code {
            KeyCode::Up => "↑",
            KeyCode::Down => "↓",
            KeyCode::Left => "←",
            KeyCode::Right => "→",
            _ => &self.name,
        }
    }

    /// Reads `x`, `ctrl+x`, `enter`, `f1`.
    fn parse(name: &str) -> Option<Self> {
        let (ctrl, base) = name.strip_prefix("ctrl+").map_or((false, name), |base| (true, base));
        let mut letters = base.chars();
        let code = match (letters.next()?, letters.next()) {
            (letter, None) => KeyCode::Char(letter),
            ('f', Some('1')) => KeyCode::F(1),
            _ => named(base)?,
        };
        Some(Self { code, ctrl, name: name.to_owned() })
    }

    fn is(&self, event: &KeyEvent) -> bool {
        // Shift is part of the letter, and of backtab.
        let wanted = if self.ctrl { KeyModifiers::CONTROL } else { KeyModifiers::NONE };
        event.code == self.code && event.modifiers - KeyModifiers::SHIFT == wanted
    }
}

fn named(name: &str) -> Option<KeyCode> {
    Some(match name {
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "tab" => KeyCode::Tab,
        "backtab" => KeyCode::BackTab,
        "space" => KeyCode::Char(' '),
        "backspace" => KeyCode::Backspace,
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "left" => KeyCode::Left,
        "right" => KeyCode::Right,
        "home" => KeyCode::Home,
        "end" => KeyCode::End,
        "pgup" => KeyCode::PageUp,
        "pgdown" => KeyCode::PageDown,
        _ => return None,
    })
}

/// Every row, in the order of the help.
pub fn bindings() -> &'static [Binding] {
    static TABLE: OnceLock<Vec<Binding>> = OnceLock::new();
    TABLE.get_or_init(|| read(include_str!("../../assets/keymap.toml")).expect("a test reads the keymap"))
}

/// The rows that are heard in `places` (nearest first), without those that a nearer place takes over entirely.
pub fn heard(places: &[Place]) -> Vec<&'static Binding> {
    of(places, |_| true)
}

/// The same, of the actions that `can` be done now.
pub fn of(places: &[Place], can: impl Fn(Action) -> bool) -> Vec<&'static Binding> {
    let mut rows: Vec<&'static Binding> = Vec::new();
    for place in places {
        for row in bindings().iter().filter(|row| row.place == *place && can(row.action)) {
            let taken = |key: &Key| rows.iter().any(|nearer| nearer.place != row.place && nearer.keys.contains(key));
            if !row.keys.iter().all(taken) {
                rows.push(row);
            }
        }
    }
    rows
}

/// What a key means in `places`, nearest first: the first meaning that `can` be done now.
pub fn action(places: &[Place], event: &KeyEvent, can: impl Fn(Action) -> bool) -> Option<Action> {
    let meanings = |place: &Place| {
        let place = *place;
        let here = bindings().iter().filter(move |row| row.place == place);
        here.filter(|row| row.keys.iter().any(|key| key.is(event))).map(|row| row.action)
    };
    places.iter().flat_map(meanings).find(|action| can(*action))
}

/// The first key of an action in `places`, for sentences that name it.
pub fn key_of(places: &[Place], action: Action) -> &'static str {
    let row = heard(places).into_iter().find(|row| row.action == action);
    row.and_then(|row| row.keys.first()).map_or("", Key::label)
}

/// Reads the rows, each an inline table of plain texts on a line of its own. That is less than TOML is, and a fraction
/// of the time before the first frame; a test compares it with what a reader of all of TOML makes of the file.
fn read(text: &str) -> Result<Vec<Binding>, String> {
    text.lines().map(str::trim_start).filter(|line| line.starts_with('{')).map(row).collect()
}

fn row(line: &str) -> Result<Binding, String> {
    // Between quotes stand the values; before each its name, behind `{` or `,`.
    let mut parts = line.split('"');
    let (mut on, mut run, mut say, mut place, mut short) = ("", "", "", "", None);
    while let (Some(name), Some(value)) = (parts.next(), parts.next()) {
        match name.trim_matches(|c: char| c.is_whitespace() || "{,=".contains(c)) {
            "on" => on = value,
            "run" => run = value,
            "say" => say = value,
            "where" => place = value,
            "short" => short = Some(value.to_owned()),
            other => return Err(format!("no column {other}")),
        }
    }
    let parse = |name: &str| Key::parse(name).ok_or(format!("no key {name}"));
    Ok(Binding {
        keys: on.split_whitespace().map(parse).collect::<Result<_, _>>()?,
        action: word(run)?,
        say: say.to_owned(),
        place: word(place)?,
        short,
    })
}

/// An action or a place by its name.
fn word<'a, T: Deserialize<'a>>(name: &'a str) -> Result<T, String> {
    T::deserialize(name.into_deserializer()).map_err(|error: Error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row as TOML has it.
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Row {
        on: String,
        run: Action,
        say: String,
        r#where: Place,
        short: Option<String>,
    }

    #[test]
    fn the_rows_are_what_toml_says() {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Table {
            keys: Vec<Row>,
        }
        let table: Table = toml::from_str(include_str!("../../assets/keymap.toml")).expect("TOML");
        let bind = |row: Row| Binding {
            keys: row.on.split_whitespace().map(|name| Key::parse(name).expect("a key")).collect(),
            action: row.run,
            say: row.say,
            place: row.r#where,
            short: row.short,
        };
        let rows: Vec<Binding> = table.keys.into_iter().map(bind).collect();
        assert_eq!(rows, bindings());
    }

    #[test]
    fn no_key_means_two_things_in_one_place() {
        let rows = bindings();
        for (n, row) in rows.iter().enumerate() {
            for other in &rows[n + 1..] {
                let twice = row.place == other.place && row.keys.iter().any(|key| other.keys.contains(key));
                assert!(!twice, "{:?} and {:?} share a key in {:?}", row.action, other.action, row.place);
            }
        }
    }

    #[test]
    fn a_nearer_place_wins_and_ctrl_c_always_quits() {
        let key = |code| KeyEvent::new(code, KeyModifiers::NONE);
        let on_wire = [Place::Wire, Place::Run, Place::Any];
        assert_eq!(action(&on_wire, &key(KeyCode::Enter), |_| true), Some(Action::NextPane));
        assert_eq!(action(&on_wire, &key(KeyCode::Char('j')), |_| true), Some(Action::Down));
        assert_eq!(
            action(&on_wire, &KeyEvent::new(KeyCode::Char('G'), KeyModifiers::SHIFT), |_| true),
            Some(Action::Bottom)
        );
        let leave = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
        for place in [
            Place::Help,
            Place::Ask,
            Place::Copy,
            Place::Runs,
            Place::Flows,
            Place::About,
            Place::Acts,
            Place::Look,
            Place::Line,
            Place::Paste,
        ] {
            assert_eq!(action(&[place, Place::Any], &leave, |_| true), Some(Action::Quit));
        }
    }

    #[test]
    fn every_row_says_something() {
        assert!(bindings().iter().all(|row| !row.say.is_empty() && !row.keys.is_empty()));
    }
}
