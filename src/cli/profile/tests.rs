//! The profile commands, printed into memory.

#![expect(clippy::disallowed_methods, reason = "a test makes the files it looks at")]

use super::*;

const GOOD: &str = "issuer = \"https://id.example\"\n[client]\nid = \"a\"\n[request]\nscope = [\"openid\"]\n";

struct Said {
    code: u8,
    out: String,
    err: String,
}

fn with(files: &[(&str, &str)], command: ProfileCommand) -> Said {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("profiles")).unwrap();
    for (name, text) in files {
        std::fs::write(dir.path().join("profiles").join(name), text).unwrap();
    }
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = run(command, &Store::new(dir.path().to_owned()), &mut out, &mut err);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace(&*dir.path().to_string_lossy(), "DIR");
    Said { code, out: text(out), err: text(err) }
}

#[test]
fn the_list_marks_what_is_broken() {
    crate::covers!("PRF-05");
    let files = [("staging.toml", GOOD), ("broken.toml", "x = 1")];
    let said = with(&files, ProfileCommand::List { json: false });
    let lines: Vec<&str> = said.out.lines().collect();
    assert_eq!(lines[0].split_whitespace().collect::<Vec<_>>(), ["NAME", "FLOW", "ISSUER", "SOURCE"]);
    assert!(lines[1].starts_with("broken") && lines[1].contains("3 mistakes"), "{}", said.out);
    assert!(lines[2].starts_with("staging") && lines[2].ends_with("DIR/profiles/staging.toml"), "{}", said.out);
    assert_eq!(lines[1].find("3 mistakes"), lines[2].find("https://id.example"), "aligned");
    assert!(said.out.contains("keycloak") && said.out.contains("shipped"));
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let json = with(&files, ProfileCommand::List { json: true });
    let rows: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(rows[0]["mistakes"].as_array().unwrap().len(), 3);
    assert_eq!((&rows[1]["name"], &rows[1]["flow"]), (&json!("staging"), &json!("device")));
}

#[test]
fn a_shown_profile_is_masked_and_still_toml() {
    let text = format!("{GOOD}# tab\there\n[client.x]\n")
        .replace("id = \"a\"", "id = \"a\"\nsecret = \"hunter2\"")
        .replace("[client.x]\n", "");
    let said = with(&[("a.toml", &text)], ProfileCommand::Show { name: "a".to_owned(), json: false });
    assert_eq!(said.out, text.replace("hunter2", "(masked)"));
    assert_eq!((said.code, said.err.as_str()), (0, "DIR/profiles/a.toml\n"));
    let json = with(&[("a.toml", &text)], ProfileCommand::Show { name: "a".to_owned(), json: true });
    let shown: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(shown["profile"]["client"]["secret"], "(masked)");
    let shipped = with(&[], ProfileCommand::Show { name: "keycloak".to_owned(), json: false });
    assert_eq!(Some(shipped.out.as_str()), crate::profile::shipped::text("keycloak"));
}

#[test]
fn paths_of_the_folder_and_of_a_file() {
    let path = |name: Option<&str>| with(&[("a.toml", GOOD)], ProfileCommand::Path { name: name.map(str::to_owned) });
    assert_eq!(path(None).out, "DIR/profiles\n");
    assert_eq!(path(Some("a")).out, "DIR/profiles/a.toml\n");
    assert_eq!((path(Some("keycloak")).code, path(Some("keycloak")).out.as_str()), (2, ""));
    assert!(path(Some("keycloka")).err.contains("did you mean `keycloak`?"));
}

#[test]
fn check_finds_every_mistake_and_warnings_alone_pass() {
    let warned = GOOD.replace("[\"openid\"]", "[]") + "[password]\nusername = \"ann\"\n";
    let files = [("good.toml", GOOD), ("warned.toml", &warned), ("broken.toml", "isuer = 1\n")];
    let all = with(&files, ProfileCommand::Check { names: vec![] });
    assert_eq!(all.code, 2);
    assert!(
        all.out.contains("DIR/profiles/broken.toml:1:1: unknown key `isuer` (did you mean `issuer`?)"),
        "{}",
        all.out
    );
    assert!(all.out.contains("DIR/profiles/warned.toml: warning: `request.scope` has no openid"), "{}", all.out);
    assert!(
        all.out.contains("DIR/profiles/warned.toml:6:2: [password] is for a grant that OAuth 2.1 removed"),
        "{}",
        all.out
    );
    assert_eq!(all.err, "3 checked, 1 with mistakes, 2 warnings and notes\n");
    let some = with(&files, ProfileCommand::Check { names: vec!["good".to_owned(), "warned".to_owned()] });
    assert_eq!(some.code, 0);
    assert_eq!(with(&files, ProfileCommand::Check { names: vec!["nothing".to_owned()] }).code, 2);
}

#[test]
fn check_looks_for_the_files_of_secrets_and_reads_the_key() {
    let with_client = |client: &str| GOOD.replace("id = \"a\"\n", &format!("id = \"a\"\n{client}\n"));
    let missing = with_client("secret = { file = \"no.txt\" }\nkey = { file = \"a.toml\" }");
    let unset = with_client("secret = { env = \"GRANTTY_NO_SUCH_VARIABLE\" }");
    let files = [("a.toml", missing.as_str()), ("b.toml", unset.as_str())];
    let said = with(&files, ProfileCommand::Check { names: vec![] });
    assert_eq!(said.code, 0, "only warnings: {}", said.out);
    for part in [
        "DIR/profiles/a.toml: warning: client.secret: the file DIR/profiles/no.txt does not exist",
        "DIR/profiles/a.toml: warning: client.key: this is no key to sign with: ",
        "DIR/profiles/b.toml: note: client.secret: the environment variable GRANTTY_NO_SUCH_VARIABLE is not set",
    ] {
        assert!(said.out.contains(part), "{part} in {}", said.out);
    }
}

#[test]
fn a_closed_pipe_is_no_error() {
    struct Closed;
    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let store = Store::new("/nonexistent".into());
    assert_eq!(run(ProfileCommand::List { json: false }, &store, &mut Closed, &mut Vec::new()), 0);
}
