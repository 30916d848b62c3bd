//! Each file of `tests/bad_profiles` begins with what must be said about it, a line a mistake, all of them, in order;
//! each file of `tests/good_profiles` loads.

use std::path::PathBuf;

use grantty::profile::{Source, parse};

#[expect(clippy::disallowed_methods, reason = "the cases are files")]
fn files(folder: &str) -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be listed").path()).collect();
    paths.sort();
    let name = |path: &PathBuf| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    paths.iter().map(|path| (name(path), std::fs::read_to_string(path).expect("it can be read"))).collect()
}

#[test]
fn every_mistake_is_said_with_its_place() {
    grantty::covers!("PRF-04", "PRF-07");
    let mut wrong = String::new();
    for (name, text) in files("bad_profiles") {
        let expected: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("# expect: ")).collect();
        assert!(!expected.is_empty(), "{name} says what is expected");
        let mistakes = parse(&name, &text, Source::Demo).expect_err(&name);
        let first = |said: String| said.lines().next().unwrap_or_default().trim_start_matches(':').to_owned();
        let said: Vec<String> = mistakes.iter().map(|mistake| first(mistake.render(""))).collect();
        if said != expected {
            wrong = wrong + &name + ":\n# expect: " + &said.join("\n# expect: ") + "\n";
        }
        let whole: String = mistakes.iter().map(|mistake| mistake.render(&name)).collect();
        assert!(!whole.contains("hunter2"), "{name} repeats a secret: {whole}");
    }
    assert!(wrong.is_empty(), "what is said now:\n{wrong}");
}

#[test]
fn good_profiles_load() {
    for (name, text) in files("good_profiles") {
        let parsed = parse(&name, &text, Source::Demo).unwrap_or_else(|mistakes| panic!("{name}: {mistakes:#?}"));
        let tables = ["password"].into_iter().filter(|table| text.contains(&format!("\n[{table}]")));
        assert_eq!(
            parsed.notices.iter().map(|notice| notice.key.as_str()).collect::<Vec<_>>(),
            tables.collect::<Vec<_>>()
        );
    }
}
