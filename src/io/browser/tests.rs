//! The launcher against a browser that writes down what it gets.

#![cfg(unix)]

use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use super::*;

/// A browser that writes its arguments down.
struct Recorder {
    folder: TempDir,
    script: PathBuf,
}

#[expect(clippy::disallowed_methods, reason = "a test makes and reads its own files")]
impl Recorder {
    fn new(name: &str, body: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let script = folder.path().join(name);
        let out = folder.path().join("out");
        std::fs::write(&script, format!("#!/bin/sh\nexec 3>>'{}'\n{body}\n", out.display())).unwrap();
        Self { folder, script }
    }

    fn seen(&self) -> String {
        String::from_utf8(self.bytes()).unwrap()
    }

    fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.folder.path().join("out")).unwrap_or_default()
    }

    fn command(&self) -> String {
        // Not run by itself: another test's child may still hold the fresh file open for writing (ETXTBSY).
        format!("/bin/sh '{}'", self.script.display())
    }

    /// Runs it to its end and gives what it wrote.
    fn run(&self, url: &Url, command: &str) -> String {
        let (mut child, said) = start(url, Some(command)).unwrap();
        assert!(said.starts_with("asked "), "{said}");
        child.wait().unwrap();
        self.seen()
    }
}

const NOTES: &str = "printf '%s\\n' \"$#\" \"$@\" >&3";

/// Addresses with everything in them that a shell, a template or an option parser would act on.
fn hostile() -> impl Iterator<Item = Url> {
    const PIECES: &[&str] = &[
        "$(touch pwned)",
        "`id`",
        ";id;",
        "&& id",
        "| id",
        "'",
        "\"",
        "\\",
        "%s",
        "{url}",
        "%25s",
        "%22",
        "$IFS",
        "*",
        "?",
        "[a]",
        "~",
        "#x",
        "!1",
        "(",
        ")",
        "<in",
        ">out",
        "--help",
        "-e",
        " ",
        "\t",
        "\u{202e}",
        "é",
        "日本",
        "&a=b",
        "^",
        "%PATH%",
        "$HOME",
        "%0a",
    ];
    let places = |piece: &str| {
        [
            format!("https://id.example.com/{piece}"),
            format!("https://id.example.com/device?user_code={piece}"),
            format!("http://127.0.0.1:8400/a?b={piece}&c={piece}#{piece}"),
        ]
    };
    let alone = PIECES.iter().flat_map(|a| [format!("{a}x"), format!("x{a}"), format!("{a}{a} {a}")]);
    let pairs = PIECES.iter().enumerate().flat_map(|(n, a)| {
        let others = PIECES.iter().cycle().skip(n + 1).take(8);
        others.map(move |b| format!("{a}{b}"))
    });
    alone.chain(pairs).flat_map(move |piece| places(&piece)).filter_map(|text| Url::parse(&text).ok())
}

#[test]
fn every_address_arrives_as_one_unaltered_argument() {
    crate::covers!("BRW-01");
    let recorder = Recorder::new("browser", "printf '%s\\0' \"$#\" \"$@\" >&3");
    let mut expected = Vec::new();
    let mut count = 0;
    for url in hostile() {
        let (mut child, _) = start(&url, Some(&recorder.command())).unwrap();
        child.wait().unwrap();
        expected.extend([b"1\0", url.as_str().as_bytes(), b"\0"].concat());
        count += 1;
    }
    assert!(count >= 1000, "{count} addresses");
    assert!(recorder.bytes() == expected, "an address was altered, split or joined");
    assert_eq!(files(recorder.folder.path()), ["browser", "out"], "nothing else was run");
}

#[expect(clippy::disallowed_methods, reason = "a test looks at its own folder")]
fn files(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = entries.collect();
    names.sort();
    names
}

#[test]
fn a_template_is_split_before_the_address_is_put_in() {
    crate::covers!("BRW-02");
    let url = Url::parse("https://id.example.com/a'b;c?d=%20 e\"f").unwrap();
    let recorder = Recorder::new("my browser", NOTES);
    let seen = recorder.run(&url, &format!("{} --new 'a b' --app=%s", recorder.command()));
    assert_eq!(seen, format!("3\n--new\na b\n--app={url}\n"));
    assert_eq!(argv("b {url} x", &url).unwrap(), ["b", url.as_str(), "x"]);
    assert_eq!(argv("b", &url).unwrap(), ["b", url.as_str()]);
    // What the address itself contains is not a place for it.
    let holes = Url::parse("https://id.example.com/%s?a=%7Burl%7D%s").unwrap();
    assert_eq!(argv("b %s", &holes).unwrap(), ["b", holes.as_str()]);
    assert!(argv("b 'x", &url).is_err() && argv("  ", &url).is_err());
}

#[test]
fn only_web_addresses_are_handed_over() {
    crate::covers!("BRW-03");
    let recorder = Recorder::new("browser", NOTES);
    for text in ["javascript:alert(1)", "file:///etc/passwd", "ssh://x", "data:text/html,x", "ftp://x/", "ms-word:x"] {
        let error = open_with(&Url::parse(text).unwrap(), Some(&recorder.command())).unwrap_err();
        assert!(error.contains("only http and https"), "{error}");
    }
    assert_eq!(recorder.seen(), "");
}

#[test]
#[cfg(target_os = "linux")]
fn a_talkative_browser_has_no_way_to_our_terminal() {
    crate::covers!("BRW-05");
    let body = "for fd in 0 1 2; do a=$(readlink /proc/$$/fd/$fd); echo $a >&3; done; echo noise; echo noise >&2";
    let recorder = Recorder::new("browser", body);
    let seen = recorder.run(&Url::parse("https://id.example.com/").unwrap(), &recorder.command());
    let lines: Vec<&str> = seen.lines().collect();
    assert_eq!(lines, ["/dev/null"; 3], "{seen}");
    assert!(!seen.contains("noise"));
}

#[tokio::test(flavor = "current_thread")]
async fn a_secret_from_the_environment_does_not_go_on_to_the_browser() {
    crate::covers!("SEC-07");
    let recorder = Recorder::new("browser", "printf '%s|%s|%s' \"$*\" \"$CARGO_MANIFEST_DIR\" \"$CARGO_PKG_NAME\" >&3");
    let reference = crate::profile::SecretReference::Env("CARGO_MANIFEST_DIR".to_owned());
    let secret = secrets::resolve(&reference, None).await.unwrap();
    let seen = recorder.run(&Url::parse("https://id.example.com/").unwrap(), &recorder.command());
    assert_eq!(seen, "https://id.example.com/||grantty");
    assert!(!seen.contains(secret.reveal()));
}

#[test]
#[cfg(target_os = "linux")]
#[expect(clippy::disallowed_methods, reason = "the test waits for another process")]
fn a_browser_that_stays_neither_blocks_nor_leaves_a_dead_process() {
    crate::covers!("BRW-06", "BRW-07");
    let recorder = Recorder::new("browser", "echo $$ >&3; sleep 1");
    let before = std::time::Instant::now();
    let said = open_with(&Url::parse("https://id.example.com/").unwrap(), Some(&recorder.command())).unwrap();
    assert!(before.elapsed() < Duration::from_millis(900), "it blocked");
    assert!(said.starts_with("asked ") && !said.contains("opened"), "{said}");
    let wait = || std::thread::sleep(Duration::from_millis(20));
    let pid = std::iter::repeat_with(|| (wait(), recorder.seen()).1).take(200).find(|seen| !seen.is_empty()).unwrap();
    let gone = || !Path::new("/proc").join(pid.trim()).exists();
    assert!(std::iter::repeat_with(|| (wait(), gone()).1).take(200).any(|gone| gone), "{pid} is still there");
}

#[test]
fn a_browser_that_is_not_there_is_named() {
    let url = Url::parse("https://id.example.com/device?user_code=WDJB").unwrap();
    let error = open_with(&url, Some("/no/such/browser --x")).unwrap_err();
    assert!(error.contains("/no/such/browser") && error.contains("not found") && !error.contains("WDJB"), "{error}");
}
