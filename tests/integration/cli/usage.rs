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
fn ciba_needs_exactly_one_hint() {
    grantty::covers!("CIB-12");
    let home = Home::new();
    home.profile("local", &super::profile("http://127.0.0.1:1"));
    let said = mistake(&home, &["run", "local", "--set", "flow=ciba"]);
    assert!(said.contains("exactly one of login_hint, login_hint_token, id_token_hint"), "{said}");
    let two = ["--set", "ciba.login_hint=ann", "--set", "ciba.id_token_hint=x"];
    let said = mistake(&home, &[&["run", "local", "ciba"], &two[..]].concat());
    assert!(said.contains("`ciba.login_hint`, `ciba.id_token_hint`"), "{said}");
    let said = mistake(&home, &["run", "local", "--set", "ciba.notification_endpoint=http://tunnel.example/c"]);
    assert!(said.contains("https") && said.contains("§4"), "{said}");
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
    // All talk is a comment, so that `2> demo.toml` makes a profile.
    home.profile("printed", &provider.err.text());
    let done = grantty(&home, &["profile", "check", "printed"]).must_be(0);
    assert_eq!((done.out.as_str(), done.err.as_str()), ("", "1 checked, 0 with mistakes, 0 warnings and notes\n"));
}

#[test]
fn the_provider_alone_prints_any_of_its_profiles() {
    let home = Home::new();
    let mut provider = Piped::start(&home, &["demo", "--headless", "--profile", "demo-jar"], &[]);
    provider.wait_talk(|line| line.contains("its other profiles").then_some(())).expect("it names the others");
    let said = provider.err.text();
    assert!(said.contains("grantty run ./demo-jar.toml") && said.contains("demo-par"), "{said}");
    home.profile("printed", &said);
    let shown = grantty(&home, &["profile", "show", "printed", "--json"]).must_be(0).json();
    assert_eq!(shown["profile"]["code"]["request_object"], "signed");
    let known = mistake(&home, &["demo", "--headless", "--profile", "demo-jra"]);
    assert!(known.contains("`demo-jar`") && known.contains("demo-hybrid"), "the nearest and all are named: {known}");
    let help = grantty(&home, &["demo", "--help"]).must_be(0).out;
    assert!(help.contains("--profile <NAME>") && help.contains("demo-confidential"), "{help}");
}

#[test]
fn a_redirect_that_could_never_get_here_is_a_mistake_before_anything_is_opened() {
    let provider = super::Provider::start();
    let args = ["run", "local", "code", "--json", "--set", "code.redirect_uri=https://app.example/callback"];
    let said = mistake(&provider.home, &args);
    for part in ["https://app.example/callback", "stdin", "code.listen"] {
        assert!(said.contains(part), "{part} in {said}");
    }
    assert_eq!(said.trim().lines().count(), 1, "one sentence: {said}");
    assert!(provider.demo.log().is_empty(), "nothing was sent");
    let template = grantty(&provider.home, &["run", "keycloak", args[4], args[5]]).must_be(2);
    assert!(template.out.contains("is a template"), "what is worse comes first: {}", template.out);
}

#[test]
fn a_secret_that_is_not_there_is_named_by_its_key() {
    let provider = super::Provider::start();
    let set = ["--set", "client.key={ file = \"no.pem\" }", "--set", "code.request_object=signed"];
    let done = provider.run(&[&["code", "--json"][..], &set].concat()).done().must_be(2);
    let message = done.json()["outcome"]["message"].as_str().unwrap_or_default().to_owned();
    assert!(message.contains("client.key: the file ") && message.contains("no.pem does not exist"), "{message}");
    let set = ["--set", "client.secret={ env = \"NO_SUCH_SECRET\" }"];
    let done = provider.run(&[&["device", "--json"][..], &set].concat()).done().must_be(2);
    assert!(done.out.contains("client.secret: the environment variable NO_SUCH_SECRET is not set"), "{}", done.out);
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
    let address = address.expect("the address stands on stderr");
    let answered = grantty::demo::authorize(&address, true).expect("the pages");
    let target = format!("{}?{}", answered.redirect_uri(), answered.parameters());
    let junk = "\nhello\nhttp://127.0.0.1/callback?code=a\nhttp://127.0.0.1/other?code=a&state=b\n";
    let other = "http://127.0.0.1/callback?code=other&state=other";
    write!(stdin, "{address}{junk}{other}\n  {target}\r\n").expect("it is read");
    let done = run.done().must_be(0);
    assert!(done.err.contains("paste the address") && done.err.contains("the answer was pasted"), "{}", done.err);
    for part in [
        "pasted: not readable, so not taken",
        "pasted: an answer with another state",
        "pasted: an answer without state",
        "pasted: another address than the redirect_uri, so not taken: /other",
        "pasted: that is the address to open, not the one that the browser ended at",
    ] {
        assert_eq!(done.err.matches(part).count(), 1, "{part} in {}", done.err);
    }
    let report = done.json();
    let kinds: Vec<&str> =
        report["visits"].as_array().expect("visits").iter().filter_map(|v| v["kind"].as_str()).collect();
    assert_eq!(kinds, ["unreadable", "no_state", "elsewhere", "other_state", "answer"], "{:#}", report["visits"]);
    assert_eq!(report["visits"][4]["from"], "pasted");
    assert!(report["authorization"]["redirect_uri"].as_str().is_some_and(|uri| !uri.contains(":0/")), "{report:#}");
}

#[test]
fn nobody_is_told_to_paste_where_nothing_is_read() {
    let provider = super::Provider::start();
    let args = ["code", "--browser", "none", "--set", "limits.redirect_timeout=1"];
    let nobody = provider.run(&args).done().must_be(4);
    let script = format!("true | {} run local {}", crate::program::GRANTTY, args.join(" "));
    let ended = Piped::shell(&provider.home, &script).done().must_be(4);
    for done in [nobody, ended] {
        assert!(done.err.contains("ssh -L ") && !done.err.contains("paste "), "{}", done.err);
        assert!(!done.err.contains("QR code"), "nothing is drawn here: {}", done.err);
    }
}

#[test]
fn the_way_by_ssh_is_filled_in_as_far_as_it_is_known() {
    let provider = super::Provider::start();
    let args = ["run", "local", "code", "--browser", "none", "--set", "limits.redirect_timeout=1"];
    for (env, expected) in [
        (&[("USER", "ann"), ("SSH_CONNECTION", "192.0.2.7 50000 10.0.0.5 22")][..], " ann@10.0.0.5\n"),
        (&[], " HOST\n"),
    ] {
        let done = Piped::start(&provider.home, &args, env).done().must_be(4);
        let line = done.err.split_once("ssh -L ").expect("the way by SSH").1.to_owned() + "\n";
        let (ports, _) = line.split_once(expected).expect(&line);
        let (near, far) = ports.split_once(':').expect(ports);
        assert_eq!(far, format!("127.0.0.1:{near}"));
    }
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
