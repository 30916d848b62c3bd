//! A defect while secrets are in memory: neither its message nor a core tells them.
#![expect(clippy::disallowed_methods, reason = "the test's own variables and files")]

use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Stdio};

use grantty::app::panic;
use grantty::io::secrets;
use grantty::profile::SecretReference;
use rustix::process::{Pid, Signal, kill_process};

use crate::program::GRANTTY;
use crate::program::home::Home;

/// Set: this process is the program that fails.
const FAILS: &str = "GRANTTY_TEST_DEFECT_WITH_SECRET";

/// Not a test: the program that fails while it holds a secret. Without its variable it does nothing.
#[test]
fn the_program_that_fails() {
    if std::env::var_os(FAILS).is_none() {
        return;
    }
    panic::install();
    let code = panic::guard(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let reference = SecretReference::Env("CANARY".to_owned());
        let secret = runtime.block_on(secrets::resolve(&reference, None)).expect("it is set");
        let answer = || -> Result<(), String> { Err("eyJhbGciOiJIUzI1NiJ9.foreign-canary".to_owned()) };
        let _thread = std::thread::spawn(move || answer().expect("an answer without a canary")).join();
        panic!("the client has {} here", secret.reveal());
    });
    std::process::exit(code.into());
}

#[test]
fn the_message_of_a_defect_holds_no_secret_and_no_foreign_text() {
    grantty::covers!("SEC-03");
    let program = std::env::current_exe().expect("a test binary has a path");
    let args = ["--exact", "cli::secret_references::crash::the_program_that_fails", "--nocapture", "--test-threads=1"];
    let mut command = Command::new(program);
    command.args(args).env_clear().envs(Home::new().environment()).env("RUST_BACKTRACE", "full");
    let done = command.env(FAILS, "1").env("CANARY", "canaryword").output().expect("it can be started");
    let text = String::from_utf8_lossy(&done.stdout) + String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(70), "{text}");
    assert!(text.contains("this is a defect in grantty at ") && text.contains("please send these lines"), "{text}");
    assert!(text.contains("the client has ‹secret› here"), "{text}");
    assert!(text.contains("an answer without a canary …"), "{text}");
    assert!(!text.contains("canaryword") && !text.contains("eyJ") && !text.contains("foreign"), "{text}");
}

/// How a program ends that is told to leave a core, and may leave one of any size.
fn aborted(home: &Home, program: &str, ready: impl Fn(&mut dyn std::io::BufRead)) -> bool {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit -c unlimited 2>/dev/null; exec {program}")]).current_dir(home.path());
    command.env_clear().envs(home.environment()).stdout(Stdio::piped()).stderr(Stdio::null()).stdin(Stdio::null());
    let mut child = command.spawn().expect("a shell");
    let mut out = std::io::BufReader::new(child.stdout.take().expect("a pipe"));
    ready(&mut out);
    kill_process(Pid::from_child(&child), Signal::ABORT).expect("it is there");
    let status = child.wait().expect("our child");
    assert_eq!(status.signal(), Some(6), "{status:?}");
    status.core_dumped()
}

#[test]
fn no_core_is_left_where_others_would_leave_one() {
    grantty::covers!("SEC-03");
    let home = Home::new();
    let line = |out: &mut dyn std::io::BufRead| assert!(out.read_line(&mut String::new()).expect("a line") > 0);
    let program = format!("'{GRANTTY}' demo --headless");
    assert!(!aborted(&home, &program, line), "a core was written");
    let limits = |program: &str| {
        let script = format!("ulimit -c unlimited 2>/dev/null; exec {program}");
        let mut child = Command::new("sh").args(["-c", &script]).stdout(Stdio::piped()).spawn().expect("a shell");
        let mut out = std::io::BufReader::new(child.stdout.take().expect("a pipe"));
        line(&mut out);
        let text = std::fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap_or_default();
        child.kill().and_then(|()| child.wait()).expect("our child");
        text.lines().find(|line| line.starts_with("Max core file size")).map(|line| line[26..47].trim().to_owned())
    };
    assert_eq!(limits(&program).as_deref(), Some("0"));
    // Where others could leave one too, the above proves more than the limit.
    let other = aborted(&home, "sh -c 'echo here; while :; do sleep 1; done'", line);
    if !other {
        eprintln!("no program leaves a core on this machine: only the limit is proved");
    }
}
