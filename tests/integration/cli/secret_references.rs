//! Where secrets come from, and where they must never go: what is told, what children see, what stays in memory.
#![expect(clippy::disallowed_methods, reason = "the tests' own files and clocks")]

mod crash;
mod memory;
mod source;

use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use grantty::demo::{Demo, Options};
use serde_json::Value;

use crate::program::GRANTTY;
use crate::program::home::Home;
use crate::program::pipes::{Done, Piped, grantty};
use crate::program::terminal::{End, Terminal};

/// What the provider knows the client by.
const SECRET: &str = "grantty-demo-service-secret";

/// A provider, and a home whose profile `service` has that secret.
fn stage(secret: &str) -> (Demo, Home) {
    let demo = Demo::start(Options::default()).expect("a free port");
    let home = Home::new();
    home.profile("service", &profile(demo.issuer(), secret));
    (demo, home)
}

fn profile(issuer: &str, secret: &str) -> String {
    format!(
        "issuer = \"{issuer}\"\nflow = \"client-credentials\"\n\n[client]\nid = \"grantty-demo-service\"\n\
         auth = \"client_secret_basic\"\nsecret = {secret}\n"
    )
}

fn run(home: &Home, env: &[(&str, &str)]) -> Done {
    Piped::start(home, &["run", "service", "--json", "--events", "--verbose"], env).done()
}

fn said(done: &Done) -> String {
    format!("{}{}", done.out, done.err)
}

/// A program of the profile's folder.
fn program(home: &Home, name: &str, body: &str) {
    let path = home.file(&format!("config/grantty/profiles/{name}"), &format!("#!/bin/sh\n{body}\n"));
    std::fs::set_permissions(path, PermissionsExt::from_mode(0o755)).expect("chmod");
}

#[test]
fn a_command_gives_the_secret_and_nobody_is_told() {
    let (demo, home) = stage("{ command = [\"./vault\", \"read\", \"an item\"] }");
    program(&home, "vault", "[ \"$1 $2\" = 'read an item' ] && echo noise >&2 && echo grantty-demo-service-secret");
    let done = run(&home, &[]).must_be(0);
    assert!(!said(&done).contains(SECRET) && !said(&done).contains("noise"), "{}", said(&done));
    assert!(demo.log().iter().any(|line| line.path == "/token"));
}

#[test]
fn a_secret_that_does_not_come_ends_the_run_before_anything_is_sent() {
    grantty::covers!("SEC-14");
    let cases = [
        (
            "{ command = [\"./vault\"] }",
            "echo out-canary; echo no out-canary >&2; exit 7",
            "failed with exit code 7; it says: no ‹secret›",
        ),
        ("{ command = [\"./vault\"] }", "echo out-canary; echo two", "printed 2 lines"),
        ("{ command = [\"./vault\"] }", "true", "printed nothing on stdout"),
        ("{ command = [\"./absent\"] }", "true", "./absent does not exist"),
        ("{ command = [\"grantty-no-such-program\"] }", "true", "was not found in PATH"),
        ("{ file = \"absent.txt\" }", "true", "does not exist"),
        ("{ env = \"GRANTTY_NO_SUCH\" }", "true", "is not set"),
        ("{ ask = true }", "true", "client.secret"),
    ];
    for (secret, body, says) in cases {
        let (demo, home) = stage(secret);
        program(&home, "vault", body);
        let done = run(&home, &[]).must_be(2);
        assert!(done.err.contains(says) || done.out.contains(says), "{secret}: {}", said(&done));
        assert!(!said(&done).contains("out-canary"), "{secret}: {}", said(&done));
        assert!(!demo.log().iter().any(|line| line.path == "/token"), "{secret}: an empty secret was used");
    }
}

#[test]
fn without_a_store_the_answer_comes_at_once_and_says_what_to_do() {
    grantty::covers!("SEC-14");
    let (demo, home) = stage("{ keyring = \"service\" }");
    let before = Instant::now();
    let done = run(&home, &[("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")]).must_be(2);
    assert!(before.elapsed() < Duration::from_secs(5), "{:?}", before.elapsed());
    let built_without = "was built without keyrings";
    let says = said(&done);
    assert!(says.contains("there is no keyring here") || says.contains(built_without), "{says}");
    assert!(says.contains("in its place") || says.contains(built_without), "{says}");
    assert!(!demo.log().iter().any(|line| line.path == "/token"));
}

#[test]
fn what_is_typed_is_not_shown() {
    let (demo, home) = stage("{ ask = true }");
    let mut terminal = Terminal::start(GRANTTY.as_ref(), &["run", "service", "--verbose"], (120, 40), home, &[]);
    terminal.wait_for("type the client.secret and return");
    terminal.text(&format!("{SECRET}\r"));
    assert_eq!(terminal.wait_exit(), End::Code(0), "{}", terminal.screen());
    assert!(!terminal.tape().text().contains(SECRET), "{}", terminal.screen());
    assert!(demo.log().iter().any(|line| line.path == "/token"));
}

#[test]
fn nobody_who_types_is_a_mistake_that_names_what_could_be() {
    let (demo, home) = stage("{ ask = true }");
    let mut terminal = Terminal::start(GRANTTY.as_ref(), &["run", "service"], (120, 40), home, &[]);
    terminal.wait_for("an empty line gives up");
    terminal.text("\r");
    assert_eq!(terminal.wait_exit(), End::Code(2), "{}", terminal.screen());
    assert!(!demo.log().iter().any(|line| line.path == "/token"));
    let (_, home) = stage("{ ask = true }");
    let done = Piped::start(&home, &["run", "service"], &[]).done().must_be(2);
    assert!(done.err.contains("give client.secret in the profile") && done.err.contains("env"), "{}", done.err);
}

#[test]
fn a_check_runs_no_command_and_warns_of_what_others_can_read() {
    let home = Home::new();
    let issuer = "https://id.example.com";
    home.profile("there", &profile(issuer, "{ command = [\"./vault\"] }"));
    program(&home, "vault", "echo it ran > \"$HOME/ran\"; echo x");
    home.profile("absent", &profile(issuer, "{ command = [\"./no-vault\", \"canary-word\"] }"));
    home.profile("open", &profile(issuer, "{ file = \"secret.txt\" }"));
    let file = home.file("config/grantty/profiles/secret.txt", "canary-text\n");
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o644)).expect("chmod");
    home.profile("asked", &profile(issuer, "{ ask = true }"));
    home.profile("stored", &profile(issuer, "{ keyring = \"x\" }"));
    let done = grantty(&home, &["profile", "check"]).must_be(0);
    let about = |name: &str| -> Vec<&str> {
        done.out
            .lines()
            .filter(|line| line.contains(&format!("/{name}.toml")) && line.contains("client.secret"))
            .collect()
    };
    assert!(about("there").is_empty() && about("asked").is_empty() && about("stored").is_empty(), "{}", done.out);
    assert!(!home.path().join("ran").exists(), "a check runs nothing");
    assert!(
        about("absent").iter().any(|line| line.contains("warning") && line.contains("does not exist")),
        "{}",
        done.out
    );
    assert!(about("open").iter().any(|line| line.contains("warning") && line.contains("mode 0644")), "{}", done.out);
    assert!(!said(&done).contains("canary"), "{}", said(&done));
}

#[test]
fn a_mask_says_nothing_about_the_length_of_what_it_hides() {
    grantty::covers!("SEC-08");
    let told = |secret: &str| {
        let home = Home::new();
        home.profile("x", &profile("https://id.example.com", &format!("\"{secret}\"")));
        let shown = grantty(&home, &["profile", "show", "x"]).must_be(0).out;
        assert!(!shown.contains(secret), "{shown}");
        shown
            + &grantty(&home, &["profile", "show", "x", "--json"])
                .must_be(0)
                .out
                .replace(&*home.path().to_string_lossy(), "")
    };
    assert_eq!(told("short-canary"), told(&"a-much-longer-canary".repeat(20)));
    let sent = |secret: &str| {
        let (_demo, home) = stage(&format!("\"{secret}\""));
        let done = run(&home, &[]).must_be(3);
        let report: Value = done.json_lines().pop().expect("a report");
        let exchanges = report["exchanges"].as_array().expect("exchanges").clone();
        let token = exchanges.into_iter().find(|exchange| exchange["label"] == "token").expect("a token request");
        assert!(!said(&done).contains(secret), "{}", said(&done));
        token["request"]["headers"].to_string() + &token["request"]["body"].to_string()
    };
    assert_eq!(sent("short-canary"), sent(&"a-much-longer-canary".repeat(20)));
}

#[test]
fn no_title_is_ever_set() {
    grantty::covers!("SEC-12");
    let (_demo, home) = stage(&format!("\"{SECRET}\""));
    let mut terminal = Terminal::start(GRANTTY.as_ref(), &[], (120, 40), home, &[]);
    terminal.wait_for("service");
    let name = std::fs::read_to_string(format!("/proc/{}/comm", terminal.pid())).unwrap_or_default();
    terminal.keys("<ret>");
    terminal.wait_for("access_token");
    let after = std::fs::read_to_string(format!("/proc/{}/comm", terminal.pid())).unwrap_or_default();
    let words = std::fs::read(format!("/proc/{}/cmdline", terminal.pid())).unwrap_or_default();
    terminal.keys("<c-c>");
    terminal.wait_exit();
    let text = terminal.tape().text();
    // OSC 0, 1 and 2, OSC l and L of the Sun, and the title stack.
    for sequence in ["\x1b]0;", "\x1b]1;", "\x1b]2;", "\x1b]l", "\x1b]L", "\x1bk", "\x1b[22;0t", "\x1b[21t", "\u{9d}"] {
        assert!(!text.contains(sequence), "{sequence:?} is written");
    }
    assert_eq!((name.as_str(), name.trim()), (after.as_str(), "grantty"));
    assert!(words.is_empty() || words == [GRANTTY.as_bytes(), b"\0"].concat(), "{:?}", String::from_utf8_lossy(&words));
}
