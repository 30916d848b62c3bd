//! Folders of profiles as they are found, with whatever else lies in them.

#![expect(clippy::disallowed_methods, reason = "a test makes the files it lists")]

use super::*;

const GOOD: &str = "issuer = \"https://id.example\"\n[client]\nid = \"a\"\n";

fn store(files: &[(&str, &str)]) -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("profiles")).unwrap();
    for (name, text) in files {
        std::fs::write(dir.path().join("profiles").join(name), text).unwrap();
    }
    let store = Store::new(dir.path().to_owned());
    (dir, store)
}

#[test]
fn one_broken_profile_hides_no_good_one() {
    crate::covers!("PRF-05");
    let names: Vec<String> = (0..9).map(|i| format!("good{i}.toml")).collect();
    let mut files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), GOOD)).collect();
    files.push(("broken.toml", "issuer = 3\n[client]\nid = true\n"));
    files.push((".broken.toml.swp", "x"));
    files.push(("notes.txt", "x"));
    let (_dir, store) = store(&files);
    let listed = store.list().unwrap();
    assert_eq!(listed.len(), 10);
    assert_eq!(listed.iter().filter(|one| one.result.is_ok()).count(), 9);
    assert_eq!(listed[0].result.as_ref().unwrap_err().len(), 2);
    assert!(store.load("good3", &[]).is_ok());
}

#[test]
fn a_broken_profile_is_located_and_left_alone() {
    crate::covers!("PRF-04");
    let text = "issuer = \"https://id.example\"\n[client\nid = \"a\"\n";
    let (dir, store) = store(&[("broken.toml", text), ("good.toml", GOOD)]);
    let said = store.load("broken", &[]).unwrap_err();
    let path = dir.path().join("profiles/broken.toml");
    assert!(said.starts_with(&format!("{}:2:8: not TOML: ", path.display())), "{said}");
    assert!(said.ends_with("\n    [client\n           ^"), "{said}");
    assert_eq!(std::fs::read_to_string(path).unwrap(), text);
    assert!(store.load("good", &[]).is_ok());
}

#[test]
fn a_saved_profile_comes_before_a_shipped_one_and_a_path_is_a_path() {
    let (dir, store) = store(&[("github.toml", GOOD)]);
    assert!(matches!(store.find("github", &[]).unwrap().source, Source::Saved(_)));
    assert!(matches!(store.find("keycloak", &[]).unwrap().source, Source::Shipped));
    let path = dir.path().join("profiles/github.toml");
    let found = store.find(path.to_str().unwrap(), &[]).unwrap();
    assert_eq!((found.name.as_str(), found.result.is_ok()), ("github", true));
    assert_eq!(found.result.unwrap().profile.folder(), path.parent().map(PathBuf::from));
    let shipped_once = store.all().into_iter().filter(|one| one.name == "github").count();
    assert_eq!(shipped_once, 1);
}

#[test]
fn what_is_not_there_names_what_is() {
    crate::covers!("PRF-13");
    let (_dir, store) = store(&[("staging.toml", GOOD)]);
    let absent = |name: &str| store.find(name, &[]).unwrap_err().to_string();
    assert_eq!(absent("stagign"), "there is no profile `stagign`; did you mean `staging`?");
    assert_eq!(absent("zzzzzz"), "there is no profile `zzzzzz`; `grantty profile list` shows what there is");
    assert!(absent("a\u{1b}b").contains("cannot have"));
    let gone = store.find("../../etc/x", &[]).unwrap();
    assert!(gone.result.unwrap_err()[0].what.starts_with("cannot be read"));
}

#[test]
fn without_a_directory_shipped_profiles_and_paths_still_work() {
    crate::covers!("PRF-14");
    let store = Store { dir: Err("no home".to_owned()) };
    assert_eq!(store.trouble(), Some("no home"));
    assert_eq!(store.list(), Err("no home".to_owned()));
    assert!(store.load("keycloak", &[]).is_ok());
    assert!(!store.all().is_empty());
    let missing = Store::new("/nonexistent/grantty".into());
    assert_eq!(missing.list(), Ok(Vec::new()));
}

#[cfg(unix)]
#[test]
fn a_file_whose_name_acts_is_listed_and_refused() {
    let (_dir, store) = store(&[("\u{1b}[2J.toml", GOOD), ("good.toml", GOOD)]);
    let listed = store.list().unwrap();
    assert_eq!(listed.iter().filter(|one| one.result.is_ok()).count(), 1);
    assert!(!listed[0].place().contains('\u{1b}'));
}

#[test]
fn overrides_are_judged_like_the_file() {
    let (_dir, store) = store(&[("good.toml", GOOD)]);
    let set = |settings: &[&str]| store.load("good", &settings.iter().map(|&s| s.to_owned()).collect::<Vec<_>>());
    let profile =
        set(&["client.id=007", "request.scope=openid profile", "device.pkce=S256", "limits.request_timeout=5"])
            .unwrap();
    assert_eq!(profile.client.id, "007");
    assert_eq!(profile.request.scope, ["openid", "profile"]);
    assert_eq!((profile.device.pkce, profile.request_timeout), (crate::profile::Pkce::S256, 5));
    let said = set(&["device.pcke=S256", "issuer.x=1", "nothing"]).unwrap_err();
    assert!(said.contains("--set: unknown key `device.pcke` (did you mean `device.pkce`?)"), "{said}");
    assert!(said.contains("`issuer` is no table") && said.contains("\"nothing\" has no ="), "{said}");
}
