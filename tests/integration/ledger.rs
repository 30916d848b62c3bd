//! The ledger of faults: `tests/faults.toml` lists every fault that the program must survive, and a fault counts as
//! covered only while a test carries its marker. The count printed here is therefore never a claim of a document.
#![expect(clippy::disallowed_methods, reason = "reads and rewrites the repository's own test files")]

mod lexer;
mod markers;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use markers::{Markers, markers};

/// How many faults there are. A number here, so that a lost row is noticed.
const FAULTS: usize = 407;

/// Set to `1` to let the test rewrite the flags instead of complaining about them.
const UPDATE: &str = "GRANTTY_UPDATE";

/// One row of the ledger.
struct Fault {
    id: String,
    covered: bool,
    says: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn ledger_file() -> PathBuf {
    root().join("tests/faults.toml")
}

/// The rows in the order of the file.
fn read_ledger(text: &str) -> Result<Vec<Fault>, String> {
    let document: toml::Table = text.parse().map_err(|error| format!("the ledger is no TOML: {error}"))?;
    let faults = document.get("faults").and_then(toml::Value::as_table).ok_or("the ledger has no table [faults]")?;
    faults
        .iter()
        .map(|(id, row)| {
            let covered = row.get("covered").and_then(toml::Value::as_bool);
            let says = row.get("says").and_then(toml::Value::as_str);
            match (covered, says) {
                (Some(covered), Some(says)) => Ok(Fault { id: id.clone(), covered, says: says.to_owned() }),
                _ => Err(format!("{id}: a row is `{{ covered = true|false, says = \"…\" }}`")),
            }
        })
        .collect()
}

/// What is wrong with the ledger itself: number, order, sentences.
fn faults_of_form(ledger: &[Fault], expected: usize) -> Vec<String> {
    let mut wrong = Vec::new();
    if ledger.len() != expected {
        wrong.push(format!("the ledger has {} rows instead of {expected}", ledger.len()));
    }
    let mut last_number: BTreeMap<&str, usize> = BTreeMap::new();
    let mut group = "";
    let mut sentences: BTreeMap<&str, &str> = BTreeMap::new();
    for Fault { id, says, .. } in ledger {
        let (prefix, number) = id.split_once('-').unwrap_or((id, ""));
        if prefix != group && last_number.contains_key(prefix) {
            wrong.push(format!("{id}: its group is torn apart"));
        }
        group = prefix;
        let number: usize = number.parse().unwrap_or(0);
        let before = last_number.insert(prefix, number).unwrap_or(0);
        if number != before + 1 {
            wrong.push(format!("{id}: expected {prefix}-{:02} here", before + 1));
        }
        if says.trim().is_empty() {
            wrong.push(format!("{id}: its sentence is empty"));
        } else if let Some(other) = sentences.insert(says, id) {
            wrong.push(format!("{id}: has the same sentence as {other}"));
        }
    }
    wrong
}

/// Where the ledger's flags and the markers of the tests disagree.
fn faults_of_coverage(ledger: &[Fault], markers: &Markers) -> Vec<String> {
    let known: BTreeSet<&str> = ledger.iter().map(|fault| fault.id.as_str()).collect();
    let mut wrong = Vec::new();
    for (id, places) in markers {
        if !known.contains(id.as_str()) {
            wrong.push(format!("{id}: no such fault, marked at {}", places.join(", ")));
        }
    }
    for fault in ledger {
        match (fault.covered, markers.get(&fault.id)) {
            (true, None) => {
                wrong.push(format!("{}: the ledger says covered, but no test carries its marker", fault.id));
            }
            (false, Some(places)) => wrong.push(format!(
                "{}: marked at {}, but the ledger says not covered; run again with {UPDATE}=1 to rewrite it",
                fault.id,
                places.join(", ")
            )),
            _ => {}
        }
    }
    wrong
}

/// The ledger's text with every flag set as the markers have it; all else stays as it was.
fn with_flags(text: &str, markers: &Markers) -> String {
    let mut rewritten = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let flag = line.split_once(" = { covered = ").and_then(|(id, rest)| {
            let rest = rest.strip_prefix("true").or_else(|| rest.strip_prefix("false"))?;
            Some((id, rest))
        });
        match flag {
            Some((id, rest)) => {
                let covered = markers.contains_key(id);
                write!(rewritten, "{id} = {{ covered = {covered}{rest}").expect("a String takes all that is written");
            }
            None => rewritten.push_str(line),
        }
    }
    rewritten
}

#[test]
fn every_claimed_fault_has_a_test() {
    let markers = markers(root());
    let file = ledger_file();
    let mut text = std::fs::read_to_string(&file).expect("tests/faults.toml is part of the repository");
    if std::env::var_os(UPDATE).is_some_and(|value| value == "1") {
        let rewritten = with_flags(&text, &markers);
        if rewritten != text {
            std::fs::write(&file, &rewritten).expect("the ledger can be written");
            text = rewritten;
        }
    }
    let ledger = read_ledger(&text).unwrap_or_else(|error| panic!("{error}"));
    let covered = ledger.iter().filter(|fault| markers.contains_key(&fault.id)).count();
    println!("faults: {covered} of {FAULTS} covered");
    // The test harness swallows what a passing test prints; the count shall be seen all the same.
    writeln!(std::io::stderr(), "faults: {covered} of {FAULTS} covered").ok();

    let mut wrong = faults_of_form(&ledger, FAULTS);
    wrong.extend(faults_of_coverage(&ledger, &markers));
    assert!(wrong.is_empty(), "{} disagreements about faults:\n  {}", wrong.len(), wrong.join("\n  "));
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "# head\n[faults]\n\n# First\nAAA-01 = { covered = false, says = \"One.\" }  # kept\nAAA-02 = { covered = true, says = \"Two.\" }\n";

    fn marked(ids: &[&str]) -> Markers {
        ids.iter().map(|id| ((*id).to_owned(), vec!["src/x.rs:t".to_owned()])).collect()
    }

    #[test]
    fn flags_are_rewritten_and_nothing_else() {
        let rewritten = with_flags(TWO, &marked(&["AAA-01"]));
        assert_eq!(rewritten, TWO.replace("false", "TRUE").replace("true", "false").replace("TRUE", "true"));
        assert_eq!(with_flags(&rewritten, &marked(&["AAA-01"])), rewritten);
    }

    #[test]
    fn a_flag_without_marker_and_a_marker_without_flag_are_both_wrong() {
        let ledger = read_ledger(TWO).unwrap();
        let wrong = faults_of_coverage(&ledger, &marked(&["AAA-01"])).join("\n");
        assert!(wrong.contains("AAA-01: marked at src/x.rs:t") && wrong.contains("GRANTTY_UPDATE=1"), "{wrong}");
        assert!(wrong.contains("AAA-02: the ledger says covered"), "{wrong}");
        assert!(faults_of_coverage(&ledger, &marked(&["AAA-02"])).is_empty());
    }

    #[test]
    fn an_unknown_fault_is_wrong() {
        let ledger = read_ledger(TWO).unwrap();
        let wrong = faults_of_coverage(&ledger, &marked(&["AAA-02", "ZZZ-99"]));
        assert_eq!(wrong, ["ZZZ-99: no such fault, marked at src/x.rs:t"]);
    }

    #[test]
    fn gaps_torn_groups_and_poor_sentences_are_wrong() {
        let fault = |id: &str, says: &str| Fault { id: id.to_owned(), covered: false, says: says.to_owned() };
        let good = [fault("AAA-01", "One."), fault("AAA-02", "Two."), fault("BBB-01", "Three.")];
        assert!(faults_of_form(&good, 3).is_empty());
        assert_eq!(faults_of_form(&good, 4), ["the ledger has 3 rows instead of 4"]);

        let bad = [fault("AAA-01", "One."), fault("BBB-01", "One."), fault("AAA-03", "  "), fault("odd", "Four.")];
        let wrong = faults_of_form(&bad, 4).join("\n");
        assert!(wrong.contains("BBB-01: has the same sentence as AAA-01"), "{wrong}");
        assert!(wrong.contains("AAA-03: its group is torn apart"), "{wrong}");
        assert!(wrong.contains("AAA-03: expected AAA-02 here"), "{wrong}");
        assert!(wrong.contains("AAA-03: its sentence is empty"), "{wrong}");
        assert!(wrong.contains("odd: expected odd-01 here"), "{wrong}");
    }

    #[test]
    fn a_row_of_another_shape_is_wrong() {
        assert!(read_ledger("[faults]\nAAA-01 = { covered = 1, says = \"One.\" }").is_err());
        assert!(read_ledger("AAA-01 = 1").is_err());
        assert!(read_ledger("[faults").is_err());
    }
}
