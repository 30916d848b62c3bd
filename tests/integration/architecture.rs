//! The import rule, held by reading the `use` lines: a rule that is only in a document is a wish.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Room → rooms that it may use.
const ALLOWED: [(&str, &[&str]); 13] = [
    ("protocol", &[]),
    ("profile", &["protocol"]),
    ("flow", &["profile", "protocol"]),
    ("record", &["flow", "profile", "protocol"]),
    ("explain", &["record", "flow", "profile", "protocol"]),
    ("io", &["explain", "record", "flow", "profile", "protocol"]),
    ("tui", &["explain", "record", "flow", "profile", "protocol"]),
    ("headless", &["io", "explain", "record", "flow", "profile", "protocol"]),
    ("app", &["tui", "io", "explain", "record", "flow", "profile", "protocol", "cli"]),
    ("cli", &["app", "headless", "demo", "tui", "io", "explain", "record", "flow", "profile", "protocol"]),
    ("demo", &[]),
    ("main", &["cli"]),
    ("lib", &[]),
];

/// Crate → rooms that may name it.
const OWNED: [(&str, &[&str]); 8] = [
    ("reqwest", &["io"]),
    ("rustls", &["io", "demo"]),
    ("tokio", &["io", "app", "headless", "demo"]),
    ("hyper", &["demo", "io"]),
    ("ratatui", &["tui", "app"]),
    ("crossterm", &["tui", "app"]),
    ("clap", &["cli"]),
    ("arboard", &["io"]),
];

#[expect(clippy::disallowed_methods, reason = "a test reads the sources")]
fn sources() -> BTreeMap<PathBuf, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("src can be read") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("build.rs") {
                let text = fs::read_to_string(&path).expect("a source file");
                found.insert(path.strip_prefix(&root).expect("below src").to_owned(), text);
            }
        }
    }
    found
}

/// The code without its test modules and comments: tests may reach further.
fn code(text: &str) -> String {
    let end = text.find("#[cfg(test)]\nmod ").unwrap_or(text.len());
    let lines = text[..end].lines().map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

fn room(path: &Path) -> String {
    let first = path.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// The words that follow `prefix` in `text`: `protocol` for `crate::protocol::check`, each of `crate::{a, b::c}`.
fn heads<'a>(text: &'a str, prefix: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(prefix) {
        let rest = &text[at + prefix.len()..];
        let words = if let Some(group) = rest.strip_prefix('{') { top_level(group) } else { vec![rest] };
        found.extend(words.into_iter().map(|word| {
            let end = word.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(word.len());
            &word[..end]
        }));
    }
    found
}

/// The parts of a use group, nested groups left whole.
fn top_level(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                parts.push(group[start..at].trim());
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(group[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts
}

#[test]
fn rooms_use_only_rooms_to_their_left() {
    let mut broken = Vec::new();
    for (path, text) in sources() {
        let room = room(&path);
        let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == room) else {
            panic!("src/{} is in no known room: add it to the rule", path.display());
        };
        for head in heads(&code(&text), "crate::") {
            let is_room = ALLOWED.iter().any(|(name, _)| *name == head);
            if is_room && head != room && !allowed.contains(&head) {
                broken.push(format!("src/{}: {room} uses {head}", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn crates_with_effects_stay_in_the_rooms_that_own_them() {
    let mut broken = Vec::new();
    for (path, text) in sources() {
        let (room, code) = (room(&path), code(&text));
        for (owned, rooms) in OWNED {
            let named = code.contains(&format!("use {owned}::"))
                || code.contains(&format!(" {owned}::"))
                || code.contains(&format!("({owned}::"));
            if named && !rooms.contains(&room.as_str()) {
                broken.push(format!("src/{}: {room} names {owned}", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn jose_knows_nothing_of_oauth() {
    for (path, text) in sources().into_iter().filter(|(path, _)| path.starts_with("protocol/jose")) {
        for head in heads(&code(&text), "crate::protocol::") {
            let alphabet = ["jose", "json", "secret", "text", "time"];
            assert!(alphabet.contains(&head), "src/{}: jose uses protocol::{head}", path.display());
        }
    }
}

#[test]
fn the_demo_provider_shares_no_code() {
    for (path, text) in sources().into_iter().filter(|(path, _)| room(path) == "demo") {
        for head in heads(&code(&text), "crate::") {
            assert!(head == "demo", "src/{}: demo uses {head}", path.display());
        }
    }
}

#[test]
fn files_stay_small_and_say_what_they_are_for() {
    let mut lengths = Vec::new();
    for (path, text) in sources() {
        assert!(text.starts_with("//!"), "src/{} has no module doc", path.display());
        let lines = text[..text.find("#[cfg(test)]\nmod ").unwrap_or(text.len())].lines().count();
        assert!(
            lines <= 400,
            "src/{} has {lines} lines without its tests: is there a second noun in it?",
            path.display()
        );
        lengths.push(lines);
    }
    lengths.sort_unstable();
    assert!(lengths[lengths.len() / 2] <= 150, "the median file has {} lines", lengths[lengths.len() / 2]);
}

#[test]
fn the_scanner_reads_groups_and_paths() {
    assert_eq!(heads("use crate::{io::{a, b}, tui};\nuse crate::flow::Event;", "crate::"), ["io", "tui", "flow"]);
    assert_eq!(code("a // crate::x\n#[cfg(test)]\nmod tests { use crate::y; }"), "a ");
}
