//! What the source says: secrets have a type, and no structure that can be printed holds one as plain text.
#![expect(clippy::disallowed_methods, reason = "the source is read")]

use std::fmt::{Debug, Display};
use std::path::{Path, PathBuf};

use grantty::protocol::secret::Secret;

/// It compiles as long as a secret has none of these: with one, two ways lead to `is_none`, and the compiler asks which.
#[test]
fn a_secret_can_be_neither_written_nor_read_by_accident() {
    grantty::covers!("SEC-02");
    trait NotDisplay<A> {
        fn is_none() {}
    }
    impl<T: ?Sized> NotDisplay<()> for T {}
    impl<T: ?Sized + Display> NotDisplay<u8> for T {}
    trait NotSerialize<A> {
        fn is_none() {}
    }
    impl<T: ?Sized> NotSerialize<()> for T {}
    impl<T: ?Sized + serde::Serialize> NotSerialize<u8> for T {}
    trait NotText<A> {
        fn is_none() {}
    }
    impl<T: ?Sized> NotText<()> for T {}
    impl<T: ?Sized + AsRef<str>> NotText<u8> for T {}
    trait NotDeref<A> {
        fn is_none() {}
    }
    impl<T: ?Sized> NotDeref<()> for T {}
    impl<T: ?Sized + std::ops::Deref> NotDeref<u8> for T {}
    <Secret as NotDisplay<_>>::is_none();
    <Secret as NotSerialize<_>>::is_none();
    <Secret as NotText<_>>::is_none();
    <Secret as NotDeref<_>>::is_none();
    let printed = |value: &dyn Debug| format!("{value:?}{value:#?}");
    assert_eq!(printed(&Secret::new("hunter2")), printed(&Secret::new("another, longer one")));
    assert!(!printed(&Secret::new("hunter2")).contains("hunter2"));
}

/// Names of members that hold a secret; a member that ends so does too.
const NAMES: [&str; 16] = [
    "token",
    "secret",
    "password",
    "code_verifier",
    "verifier",
    "client_assertion",
    "assertion",
    "private_key",
    "device_code",
    "auth_req_id",
    "id_token",
    "access_token",
    "refresh_token",
    "id_token_hint",
    "pin",
    "authorization_code",
];

/// Members of such a name that are no secret: `struct.member`, and why.
const OTHERWISE: [(&str, &str); 0] = [];

fn sources(folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            sources(&entry, all);
        } else if entry.extension().is_some_and(|end| end == "rs") {
            all.push(entry);
        }
    }
}

/// Every `struct.member: type` of structures that derive `Debug`.
fn members(text: &str) -> Vec<(String, String, String)> {
    let mut all = Vec::new();
    let mut derives = false;
    let mut inside: Option<String> = None;
    for line in text.lines().map(str::trim) {
        if line.starts_with("#[derive(") {
            derives = line.contains("Debug");
        } else if let Some(rest) = line.split_once("struct ").map(|(_, rest)| rest).filter(|_| !line.starts_with("//"))
        {
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
            inside = (derives && line.ends_with('{')).then_some(name);
            derives = false;
        } else if line == "}" {
            inside = None;
        } else if let (Some(name), Some((member, kind))) = (&inside, line.split_once(": "))
            && !line.starts_with("//")
        {
            let member = member.rsplit(' ').next().unwrap_or_default();
            all.push((name.clone(), member.to_owned(), kind.trim_end_matches(',').to_owned()));
        }
    }
    all
}

#[test]
fn nothing_that_can_be_printed_holds_a_secret_as_plain_text() {
    grantty::covers!("SEC-02");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut wrong = Vec::new();
    let mut seen = 0;
    for file in files.iter().filter(|file| !file.starts_with(root.join("demo")) && !file.ends_with("tests.rs")) {
        for (name, member, kind) in members(&std::fs::read_to_string(file).expect("a source file")) {
            let is_text = ["String", "Option<String>", "Vec<String>", "&'a str", "Option<&'a str>"].contains(&&*kind);
            let sounds = NAMES.iter().any(|known| member == *known || member.ends_with(&format!("_{known}")));
            let is_known = OTHERWISE.iter().any(|(known, _)| *known == format!("{name}.{member}"));
            seen += usize::from(sounds);
            if is_text && sounds && !is_known {
                wrong.push(format!("{}: {name}.{member}: {kind}", file.display()));
            }
        }
    }
    assert!(seen > 20, "the scan sees the members that it is about: {seen}");
    assert!(wrong.is_empty(), "plain text that can be printed:\n{}", wrong.join("\n"));
}

#[test]
fn the_scan_sees_what_it_is_about() {
    let text = "#[derive(Clone, Debug)]\npub struct A {\n    /// A token: text\n    pub token: String,\n}\n\
                #[derive(Clone)]\nstruct B {\n    secret: String,\n}\n";
    assert_eq!(members(text), [("A".to_owned(), "token".to_owned(), "String".to_owned())]);
}
