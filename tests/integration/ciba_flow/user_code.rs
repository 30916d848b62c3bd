//! The code that only the person knows, typed at the terminal when the provider wants it.

use std::time::Duration;

use serde_json::Value;

use super::Stage;
use super::real::{Bench, Case};
use crate::program::GRANTTY;
use crate::program::home::Home;
use crate::program::terminal::{End, Terminal};

const CLIENT: &str = "ciba-user-code";

/// A run with a person at it.
fn at_a_terminal(args: &[&str], home: Home) -> Terminal {
    Terminal::start(GRANTTY.as_ref(), &[&["run"], args].concat(), (120, 40), home, &[])
}

/// Waits for the question itself, the `n`th: its event has the same words, and comes before anybody listens to what is
/// typed. Events scroll the screen, so all that was written counts.
fn asked(terminal: &mut Terminal, n: usize, why: &str) {
    for _ in 0..400 {
        let written = terminal.tape().text();
        if written.matches("an empty line gives up").count() >= n && written.contains(why) {
            return;
        }
        terminal.pause(Duration::from_millis(50));
    }
    panic!("not asked for the {n}th time; the screen:\n{}", terminal.screen());
}

#[test]
fn a_person_is_asked_until_it_is_right_and_it_is_nowhere_shown() {
    grantty::covers!("CIB-09");
    let Some(bench) = Bench::start() else { return };
    bench.profile("typed", &Case::new(CLIENT, ""));
    let Bench { provider, home } = bench;
    let args = ["typed", "ciba", "--events", "--json"];
    let mut terminal = at_a_terminal(&args, home);
    asked(&mut terminal, 1, "wants the person's user code; its metadata says that it takes one");
    terminal.text("otter\r");
    asked(&mut terminal, 2, "does not accept the user code");
    terminal.text("wren\r");
    terminal.wait_for("Approve on the device of ann@example.com");
    let bench = Bench { provider, home: Home::new() };
    bench.provider.approve_ciba(&bench.newest(CLIENT), true);
    assert_eq!(terminal.wait_exit(), End::Code(0), "{}", terminal.screen());
    let codes: Vec<Value> =
        bench.arrivals(CLIENT, "/backchannel").iter().map(|entry| entry["fields"]["user_code"].clone()).collect();
    assert_eq!(codes, [Value::Null, "otter".into(), "wren".into()]);
    let text = terminal.tape().text();
    // Words: the digits of a code could be those of a time or a port.
    assert!(!text.contains("otter") && !text.contains("wren"), "{text}");
}

#[test]
fn who_gives_up_is_told_what_the_provider_wanted() {
    grantty::covers!("CIB-09");
    let Stage { demo, home } = Stage::set();
    let args = ["demo-ciba-pin", "ciba", "--set", "parameters.ciba.user_code="];
    let mut terminal = at_a_terminal(&args, home);
    terminal.wait_for("it is not shown, and an empty line gives up");
    terminal.text("\r");
    assert_eq!(terminal.wait_exit(), End::Code(3));
    assert!(terminal.screen().contains("missing_user_code"), "{}", terminal.screen());
    assert_eq!(demo.log().iter().filter(|line| line.path == "/bc-authorize").count(), 1);
}

#[test]
fn three_wrong_ones_are_enough() {
    let Stage { demo, home } = Stage::set();
    let args = ["demo-ciba-pin", "ciba", "--set", "ciba.user_code=0", "--json"];
    let mut terminal = at_a_terminal(&args, home);
    for n in 1..=3 {
        let asked = terminal
            .wait_until("another question", |screen| screen.matches("does not accept the user code").count() >= n);
        assert!(!asked.contains("0000"));
        terminal.text("0000\r");
    }
    assert_eq!(terminal.wait_exit(), End::Code(3), "{}", terminal.screen());
    assert_eq!(demo.log().iter().filter(|line| line.path == "/bc-authorize").count(), 4);
    assert!(!demo.log().iter().any(|line| line.path == "/token"));
}
