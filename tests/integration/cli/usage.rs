//! What is printed for help, and what is said about the user's mistakes: one sentence on stderr, exit code 2.

use std::io::Write as _;

use crate::program::home::Home;
use crate::program::pipes::{Done, Piped, grantty};

fn mistake(home: &Home, args: &[&str]) -> String {
    let done: Done = grantty(home, args).must_be(2);
    assert_eq!(done.out, "", "talk does not belong on stdout: {args:?}");
    assert!(!done.err.contains("panicked"), "{}", done.err);
    done.err
}

#[test]
fn help_has_an_example_for_every_command() {
    let home = Home::new();
    for command in [&["--help"][..], &["demo", "--help"], &["run", "--help"], &["profile", "--help"]] {
        let done = grantty(&home, command).must_be(0);
        assert!(done.out.contains("Examples:") && done.out.contains("grantty "), "{command:?}:\n{}", done.out);
        assert_eq!(done.err, "");
    }
}

#[test]
fn the_version_says_from_which_commit_it_was_built() {
    let done = grantty(&Home::new(), &["--version"]).must_be(0);
    assert_eq!(done.out.trim(), format!("grantty {}", env!("GRANTTY_VERSION")));
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let commit = done.out.trim().strip_suffix(')').and_then(|said| said.rsplit_once('(')).map(|(_, commit)| commit);
    let is_commit = commit.is_some_and(|commit| commit.len() == 10 && commit.chars().all(|c| c.is_ascii_hexdigit()));
    assert!(is_commit || !root.join(".git").exists(), "{}", done.out);
}

#[test]
fn a_command_that_does_not_exist_is_a_mistake() {
    let home = Home::new();
    assert!(mistake(&home, &["profiel", "list"]).contains("'profile'"), "the nearest command is named");
    mistake(&home, &["--no-such-option"]);
    mistake(&home, &["run"]);
}

#[test]
fn an_unknown_profile_or_flow_names_the_nearest_one() {
    let home = Home::new();
    home.profile("keycloak-staging", &super::profile("http://127.0.0.1:1"));
    let said = mistake(&home, &["run", "keycloak-stagign"]);
    assert!(said.contains("`keycloak-staging`"), "{said}");
    let said = mistake(&home, &["run", "keycloak-staging", "devcie"]);
    assert!(said.contains("device"), "{said}");
    assert_eq!(said.trim().lines().count(), 1, "one sentence: {said}");
}

#[test]
fn a_file_that_is_missing_or_unreadable_is_named_with_its_reason() {
    let home = Home::new();
    let said = mistake(&home, &["run", "./not-there.toml"]);
    assert!(said.contains("not-there.toml"), "{said}");
    std::fs::create_dir(home.path().join("folder.toml")).expect("a folder can be made");
    let said = mistake(&home, &["run", "./folder.toml"]);
    assert!(said.contains("folder.toml"), "{said}");
}

#[test]
fn every_mistake_of_a_profile_has_its_line_and_column() {
    let home = Home::new();
    home.profile("wrong", "issuer = 7\nflow = \"device\"\n\n[client]\nidd = \"x\"\n");
    let said = mistake(&home, &["run", "wrong"]);
    assert!(said.contains("wrong.toml:1:10") && said.contains("wrong.toml:5:1"), "{said}");
    home.profile("broken", "issuer = \"https://id.example.com\n");
    let said = mistake(&home, &["run", "broken"]);
    assert!(said.contains("broken.toml:1:"), "{said}");
}

#[test]
fn an_override_that_cannot_be_is_a_mistake() {
    let home = Home::new();
    home.profile("local", &super::profile("http://127.0.0.1:1"));
    let said = mistake(&home, &["run", "local", "--set", "client.idd=x"]);
    assert!(said.contains("client.idd") && said.contains("id"), "{said}");
    mistake(&home, &["run", "local", "--set", "no equals sign"]);
    mistake(&home, &["run", "local", "--timeout", "0"]);
}

#[test]
fn without_a_terminal_the_workbench_says_what_to_use_instead() {
    grantty::covers!("TRM-19");
    let home = Home::new();
    for args in [&[][..], &["demo"]] {
        let said = mistake(&home, args);
        assert!(said.contains("terminal") && said.contains("grantty run"), "{said}");
        assert_eq!(said.trim().lines().count(), 1, "one sentence: {said}");
    }
}

#[test]
fn the_faults_of_the_embedded_provider_are_listed() {
    let done = grantty(&Home::new(), &["demo", "--list-faults"]).must_be(0);
    assert_eq!(done.out.lines().count(), grantty::demo::faults().len());
    for fault in grantty::demo::faults() {
        assert!(done.out.contains(fault.name), "{}", fault.name);
        for (check, _) in fault.checks {
            assert!(done.out.contains(check), "{check}");
        }
        for setting in fault.set {
            assert!(done.out.contains(setting), "{setting}");
        }
    }
}

#[test]
fn a_browser_that_cannot_be_run_is_a_mistake_before_anything_is_sent() {
    let home = Home::new();
    home.profile("local", &super::profile("http://127.0.0.1:1"));
    for command in ["", "  ", "firefox 'unclosed"] {
        let said = mistake(&home, &["run", "local", "code", "--browser", command]);
        assert!(said.contains("--browser") && said.contains("browser command"), "{said}");
    }
}

#[test]
fn the_provider_alone_prints_a_profile_that_runs_both_flows() {
    let home = Home::new();
    let mut provider = Piped::start(&home, &["demo", "--headless"], &[]);
    provider.wait_talk(|line| line.contains("./demo.toml code").then_some(())).expect("it says how to run it");
    let said = provider.err.text();
    let text: String = said
        .lines()
        .skip_while(|line| !line.starts_with("name"))
        .take_while(|line| !line.starts_with("save"))
        .fold(String::new(), |text, line| text + line + "\n");
    home.profile("printed", &text);
    let done = grantty(&home, &["profile", "check", "printed"]).must_be(0);
    assert!(done.out.contains("0 with mistakes") || done.err.contains("0 with mistakes"), "{done:?}");
}

#[test]
fn a_fault_of_the_code_flow_brings_the_profile_that_shows_it() {
    let home = Home::new();
    let fault = grantty::demo::faults().iter().find(|fault| fault.flow == "code" && !fault.set.is_empty());
    let fault = fault.expect("some faults need settings");
    let mut provider = Piped::start(&home, &["demo", "--headless", "--fault", fault.name], &[]);
    let told = provider.wait_talk(|line| (line.trim() == "flow   = \"code\"").then_some(()));
    assert!(told.is_some(), "{}", provider.err.text());
}

#[test]
fn a_fault_of_the_embedded_provider_can_be_asked_for_by_name() {
    let home = Home::new();
    assert!(
        mistake(&home, &["demo", "--fault", "slow-down-onec"]).contains("`slow-down-once`"),
        "the nearest is named"
    );
    let mut provider = Piped::start(&home, &["demo", "--headless", "--fault", "slow-down-once"], &[]);
    let issuer =
        provider.wait_line(|line| line.starts_with("http").then(|| line.trim().to_owned())).expect("an issuer");
    assert!(issuer.contains("127.0.0.1") && issuer.ends_with("/f/slow-down-once"), "{issuer}");
}

#[test]
fn a_template_is_not_run() {
    let done = grantty(&Home::new(), &["run", "keycloak", "--json"]).must_be(2);
    let report = done.json();
    assert_eq!(report["outcome"]["kind"], "invalid");
    assert_eq!(report["exchanges"].as_array().map(Vec::len), Some(0), "nothing is sent for an id nobody registered");
    assert!(report["outcome"]["message"].as_str().is_some_and(|said| said.contains("is a template")), "{report:#}");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the other end of the program's stdin")]
fn a_redirected_address_that_is_pasted_is_the_answer() {
    let provider = super::Provider::start();
    let fifo = provider.home.path().join("stdin");
    rustix::fs::mkfifoat(rustix::fs::CWD, &fifo, rustix::fs::Mode::RWXU).expect("a pipe with a name");
    let script = format!("exec {} run local code --browser none --json < stdin", crate::program::GRANTTY);
    let mut run = Piped::shell(&provider.home, &script);
    let mut stdin = std::fs::OpenOptions::new().write(true).open(&fifo).expect("the program reads it");
    let address = run.wait_talk(|line| line.trim().strip_prefix("address ").map(|address| address.trim().to_owned()));
    let answered = grantty::demo::authorize(&address.expect("the address stands on stderr"), true).expect("the pages");
    let target = format!("{}?{}", answered.redirect_uri(), answered.parameters());
    write!(stdin, "\nhttp://127.0.0.1/callback?code=other&state=other\n  {target}\r\n").expect("it is read");
    let done = run.done().must_be(0);
    assert!(done.err.contains("paste") && done.err.contains("the answer was pasted"), "{}", done.err);
    let report = done.json();
    let kinds: Vec<&str> =
        report["visits"].as_array().expect("visits").iter().filter_map(|v| v["kind"].as_str()).collect();
    assert_eq!(kinds, ["other_state", "answer"], "{:#}", report["visits"]);
    assert_eq!(report["visits"][1]["from"], "pasted");
    assert!(report["authorization"]["redirect_uri"].as_str().is_some_and(|uri| !uri.contains(":0/")), "{report:#}");
}

#[test]
fn a_quiet_code_run_says_its_address_and_nothing_else() {
    let provider = super::Provider::start();
    let args = ["code", "--browser", "none", "--quiet", "--set", "limits.redirect_timeout=1"];
    let done = provider.run(&args).done().must_be(4);
    let lines: Vec<&str> = done.err.lines().collect();
    let expected = format!("{}/authorize?response_type=code&", provider.demo.issuer());
    assert!(lines.len() == 1 && lines[0].starts_with(&expected), "{}", done.err);
    let both = provider.run(&[&args[..], &["--events"]].concat()).done().must_be(4);
    assert_eq!(both.err, "", "the events have the address");
}
