//! Finds the markers: `covers!("DEV-01", …)` inside a test that really runs, and `covers = ["DEV-01", …]` in a scenario.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::lexer::{Token, tokens};

/// From a fault's id to the places that claim to cover it: `file:function` or a scenario's file.
pub type Markers = BTreeMap<String, Vec<String>>;

/// Every marker of the repository at `root`.
pub fn markers(root: &Path) -> Markers {
    let mut found = Markers::new();
    for folder in ["src", "tests/integration"] {
        for file in files_below(&root.join(folder), "rs") {
            for (function, id) in markers_in_rust(&read(&file)) {
                found.entry(id).or_default().push(format!("{}:{function}", shown(root, &file)));
            }
        }
    }
    for file in files_below(&root.join("tests/scenarios"), "toml") {
        let ids = markers_in_scenario(&read(&file)).unwrap_or_else(|error| panic!("{}: {error}", shown(root, &file)));
        for id in ids {
            found.entry(id).or_default().push(shown(root, &file));
        }
    }
    found
}

fn read(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// The path as seen from the root, with `/` on every platform.
fn shown(root: &Path, file: &Path) -> String {
    file.strip_prefix(root).unwrap_or(file).display().to_string().replace('\\', "/")
}

/// The files below `folder` with that extension, in a stable order; a folder that is not there has none.
fn files_below(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    let mut files = Vec::new();
    for path in entries {
        if path.is_dir() {
            files.extend(files_below(&path, extension));
        } else if path.extension().is_some_and(|found| found == extension) {
            files.push(path);
        }
    }
    files
}

/// The ids under the top-level key `covers` of a scenario.
fn markers_in_scenario(text: &str) -> Result<Vec<String>, String> {
    let scenario: toml::Table = text.parse().map_err(|error| format!("{error}"))?;
    let Some(covers) = scenario.get("covers") else { return Ok(Vec::new()) };
    let ids = covers.as_array().ok_or("`covers` is a list of fault ids")?;
    ids.iter().map(|id| id.as_str().map(str::to_owned).ok_or("`covers` is a list of fault ids".to_owned())).collect()
}

/// The markers of a source file, each with the test that carries it.
fn markers_in_rust(source: &str) -> Vec<(String, String)> {
    let mut scanner = Scanner::default();
    let tokens = tokens(source);
    let mut rest = tokens.as_slice();
    while !rest.is_empty() {
        rest = scanner.step(rest);
    }
    scanner.found
}

/// A function whose head or body is being read.
#[derive(Debug, Clone)]
struct Function {
    name: String,
    runs_as_test: bool,
}

/// Walks over the tokens and knows at each of them which function it stands in.
#[derive(Default)]
struct Scanner {
    /// The attributes since the end of the last item, each as its words.
    attributes: Vec<Vec<String>>,
    /// The function whose head has been read and whose body has not begun, with the round and square brackets
    /// open at its name: only braces and semicolons outside of more of them belong to it.
    head: Option<(Function, usize)>,
    brackets: usize,
    /// One entry for each open brace; `Some` where it is the body of a function.
    braces: Vec<Option<Function>>,
    found: Vec<(String, String)>,
}

impl Scanner {
    /// Takes the first token (or more) and returns what is left.
    fn step<'a>(&mut self, tokens: &'a [Token]) -> &'a [Token] {
        use Token::{Mark, Word};
        match tokens {
            [Mark('#'), Mark('['), rest @ ..] => return self.attribute(rest),
            [Word(word), Word(name), rest @ ..] if word == "fn" => {
                self.function(name);
                return rest;
            }
            [Word(word), Mark('!'), Mark('('), rest @ ..] if word == "covers" => {
                self.marker(rest);
                self.brackets += 1;
                return rest;
            }
            [Mark('(' | '['), ..] => self.brackets += 1,
            [Mark(')' | ']'), ..] => self.brackets = self.brackets.saturating_sub(1),
            [Mark('{'), ..] => self.open(),
            [Mark('}'), ..] => {
                self.braces.pop();
                self.attributes.clear();
            }
            [Mark(';'), ..] => self.end_of_item(),
            _ => {}
        }
        &tokens[1..]
    }

    /// An attribute, its opening bracket already gone.
    fn attribute<'a>(&mut self, tokens: &'a [Token]) -> &'a [Token] {
        let mut depth = 1_usize;
        let mut words = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            match token {
                Token::Mark('[') => depth += 1,
                Token::Mark(']') => depth -= 1,
                Token::Word(word) => words.push(word.clone()),
                _ => {}
            }
            if depth == 0 {
                self.attributes.push(words);
                return &tokens[at + 1..];
            }
        }
        &[]
    }

    fn function(&mut self, name: &str) {
        let attributes = std::mem::take(&mut self.attributes);
        let is_test = attributes.iter().any(|words| match words.as_slice() {
            [first, ..] if first == "test" => true,
            [first, second, ..] => first == "tokio" && second == "test",
            _ => false,
        });
        let ignored = attributes.iter().flatten().any(|word| word == "ignore");
        let function = Function { name: name.to_owned(), runs_as_test: is_test && !ignored };
        self.head = Some((function, self.brackets));
    }

    fn open(&mut self) {
        let begins = self.head.as_ref().is_some_and(|(_, brackets)| *brackets == self.brackets);
        let body = if begins { self.head.take().map(|(function, _)| function) } else { None };
        self.braces.push(body);
        self.attributes.clear();
    }

    /// A semicolon ends a function without a body; the one in `[u8; 3]` does not.
    fn end_of_item(&mut self) {
        if self.head.as_ref().is_some_and(|(_, brackets)| *brackets == self.brackets) {
            self.head = None;
        }
        self.attributes.clear();
    }

    /// The arguments of a marker, its opening bracket already gone.
    fn marker(&mut self, tokens: &[Token]) {
        let Some(function) = self.braces.iter().rev().flatten().next().filter(|function| function.runs_as_test) else {
            return;
        };
        for token in tokens {
            match token {
                Token::Text(id) => self.found.push((function.name.clone(), id.clone())),
                Token::Mark(',') => {}
                _ => break,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(source: &str) -> Vec<String> {
        markers_in_rust(source).into_iter().map(|(function, id)| format!("{function} {id}")).collect()
    }

    #[test]
    fn a_marker_in_a_test_counts() {
        assert_eq!(ids(r#"#[test] fn t() { covers!("DEV-01"); }"#), ["t DEV-01"]);
        assert_eq!(ids(r#"#[test] fn t() { crate::covers!("DEV-01", "DEV-02"); }"#), ["t DEV-01", "t DEV-02"]);
        assert_eq!(ids(r#"#[tokio::test(start_paused = true)] async fn t() { grantty::covers!("A-1"); }"#), ["t A-1"]);
        let lines = "#[test]\n#[should_panic(expected = \"[x]\")]\nfn t() {\n  covers!(\n    \"A-1\", // why\n    \"A-2\",\n  );\n}";
        assert_eq!(ids(lines), ["t A-1", "t A-2"]);
    }

    #[test]
    fn every_test_of_a_file_is_found() {
        let source = r#"
            /// Not a test.
            fn helper(a: [u8; 3]) -> fn(u8) -> u8 { if a == [1, 2, 3] { x } else { y } }
            trait T { fn without_body(&self, a: [u8; 2]); }
            #[cfg(test)]
            mod tests {
                #![expect(x, reason = "y")]
                #[test] fn first() -> Result<(), ()> { covers!("A-1"); let c = || { 1 }; Ok(()) }
                #[test] fn second<T: Into<[u8; 2]>>() where T: Copy { loop { covers!("A-2"); } }
            }"#;
        assert_eq!(ids(source), ["first A-1", "second A-2"]);
    }

    #[test]
    fn a_property_test_counts() {
        let source = r#"proptest! {
            #![proptest_config(ProptestConfig { cases: 9, ..Default::default() })]
            #[test]
            fn holds(a in "[a-z]{1,3}", b in { any::<u8>() }) { covers!("A-1"); prop_assert!(f(a, b)); }
        }"#;
        assert_eq!(ids(source), ["holds A-1"]);
    }

    #[test]
    fn a_marker_that_does_not_run_does_not_count() {
        for source in [
            r#"#[test] fn t() { // covers!("A-1");
            }"#,
            r#"#[test] fn t() { /* covers!("A-1"); */ }"#,
            r##"#[test] fn t() { let s = r#"covers!("A-1");"#; }"##,
            r#"fn helper() { covers!("A-1"); }"#,
            r#"#[test] fn t() { fn inner() { covers!("A-1"); } }"#,
            r#"#[test] fn t() {} fn after() { covers!("A-1"); }"#,
            r#"#[test] fn t() {} covers!("A-1");"#,
            r#"#[test] #[ignore] fn t() { covers!("A-1"); }"#,
            r#"#[ignore = "slow"] #[test] fn t() { covers!("A-1"); }"#,
            r#"#[cfg(test)] fn t() { covers!("A-1"); }"#,
            r#"#[test] const X: u8 = 1; fn t() { covers!("A-1"); }"#,
            r#"#[test] fn t() { uncovers!("A-1"); covers("A-1"); }"#,
        ] {
            assert_eq!(ids(source), [""; 0], "{source}");
        }
    }

    #[test]
    fn a_scenario_lists_its_faults() {
        assert_eq!(markers_in_scenario("covers = [\"A-1\", \"A-2\"]\n[x]\ncovers = 1").unwrap(), ["A-1", "A-2"]);
        assert!(markers_in_scenario("name = \"x\"\n[profile]\ncovers = [\"A-1\"]").unwrap().is_empty());
        assert!(markers_in_scenario("covers = \"A-1\"").is_err());
        assert!(markers_in_scenario("covers = [1]").is_err());
        assert!(markers_in_scenario("covers = [").is_err());
    }
}
