//! The redirected address brought by hand to a run without the workbench: over its terminal, and over a pipe.

use grantty::demo;

use super::{Stage, address, report};
use crate::program::GRANTTY;
use crate::program::pipes::Piped;
use crate::program::terminal::{End, Terminal};

/// Where the browser ends up, without going there.
fn redirected(open: &str) -> String {
    match demo::authorize(open, true).expect("the provider's pages work") {
        demo::Answered::Redirect { location, .. } => location,
        form @ demo::Answered::Form { .. } => panic!("a redirect was asked for: {form:?}"),
    }
}

/// The address that a terminal shows, whole whatever its width.
fn shown_address(terminal: &Terminal) -> String {
    let text = terminal.tape().text();
    let rest = text.split_once("address ").expect("the address is told").1;
    rest.split_whitespace().next().expect("an address").to_owned()
}

#[test]
fn over_the_terminal_junk_and_strangers_answers_do_not_end_the_wait() {
    grantty::covers!("LOO-07");
    let Stage { demo, home } = Stage::set();
    let args = ["run", "demo-code", "--browser", "none"];
    let mut terminal = Terminal::start(GRANTTY.as_ref(), &args, (120, 40), home, &[]);
    terminal.wait_for("paste the address");
    let location = redirected(&shown_address(&terminal));
    terminal.text("hello\r");
    terminal.wait_for("pasted: not readable");
    terminal.text(&location.replace("state=", "state=x"));
    terminal.text("\r");
    terminal.wait_for("an answer with another state");
    terminal.text(&location);
    terminal.text("\r");
    assert_eq!(terminal.wait_exit(), End::Code(0), "{}", terminal.screen());
    assert_eq!(demo.log().iter().filter(|line| line.path == "/token").count(), 1);
}

#[test]
fn over_a_pipe() {
    let stage = Stage::set();
    let script = format!("mkfifo way && {GRANTTY} run demo-code --json --events --browser none < way");
    let mut run = Piped::shell(&stage.home, &script);
    // Opened for writing here, or the program could not open its end to read.
    let mut way = open_for_writing(&stage.home.path().join("way"));
    let location = redirected(&address(&mut run));
    std::io::Write::write_all(&mut way, format!("{location}\n").as_bytes()).expect("the pipe takes a line");
    let report = report(&run.done().must_be(0));
    assert_eq!(report["outcome"]["kind"], "tokens");
    assert_eq!(stage.asked("/token"), 1);
}

/// Waits until somebody has made it.
#[expect(clippy::disallowed_methods, reason = "the test's own end of a pipe")]
fn open_for_writing(path: &std::path::Path) -> std::fs::File {
    while !path.exists() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    std::fs::OpenOptions::new().write(true).open(path).expect("a pipe")
}
