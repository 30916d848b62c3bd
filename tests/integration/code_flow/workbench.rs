//! The workbench's code flow in a pseudo-terminal: the browser, the paste box, and the port after a cancel.

use std::time::Duration;

use super::is_free_within;
use crate::chromium::Chromium;
use crate::program::GRANTTY;
use crate::program::home::Home;
use crate::program::terminal::{End, Terminal};

/// The demonstration's code flow, started.
fn started(env: &[(&str, &str)]) -> Terminal {
    let mut terminal = Terminal::start(GRANTTY.as_ref(), &["demo"], (120, 40), Home::new(), env);
    terminal.wait_for("demo-code");
    terminal.keys("/");
    terminal.text("demo-code");
    terminal.keys("<ret><ret>");
    terminal
}

/// The address that the screen shows, put together from its lines.
fn listening(screen: &str) -> Option<String> {
    let rest = screen.split_once("ssh -L ")?.1;
    let port: String = rest.chars().take_while(char::is_ascii_digit).collect();
    Some(format!("http://127.0.0.1:{port}"))
}

#[test]
fn the_demonstration_signs_in_with_a_real_browser() {
    let Some(mut chromium) = Chromium::ready() else { return };
    let mut terminal = started(&[("BROWSER", &chromium.command())]);
    let page = chromium.page();
    page.fill("#username", "ann");
    page.fill("#password", "demo");
    page.click("#log-in");
    page.click("#allow");
    let screen =
        terminal.wait_until("the end of the run", |screen| screen.contains("okens came") && !screen.contains('◐'));
    assert!(screen.contains("✘0") && screen.contains("!0"), "all green:\n{screen}");
    terminal.keys("2");
    terminal.wait_for("10769150350006150715113082367");
    terminal.keys("<c-c>");
    assert_eq!(terminal.wait_exit(), End::Code(0));
}

#[test]
fn a_cancelled_wait_frees_its_port_at_once() {
    grantty::covers!("LOO-14");
    let mut terminal = started(&[("BROWSER", "true")]);
    let screen = terminal.wait_for("ssh -L");
    let origin = listening(&screen).unwrap_or_else(|| panic!("no port on\n{screen}"));
    assert!(!is_free_within(&origin, Duration::from_millis(50)), "it listens");
    terminal.keys("c");
    if terminal.settle(Duration::from_millis(100)).contains("Sure?") {
        terminal.keys("y");
    }
    terminal.wait_for("cancelled");
    assert!(is_free_within(&origin, Duration::from_secs(1)), "{origin} is free");
    terminal.keys("<c-c>");
    assert_eq!(terminal.wait_exit(), End::Code(0));
}
