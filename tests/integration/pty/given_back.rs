//! Whatever ends or stops the program, the terminal is as it was, and the parent sees the true cause.

use std::time::Duration;

use grantty::covers;
use rustix::process::Signal;

use super::{FIRST, GIVEN_BACK, Provider, TAKEN, WAITING, start};
use crate::program::home::Home;
use crate::program::terminal::{End, Terminal};

const ENDING: [(Signal, i32); 4] = [(Signal::TERM, 15), (Signal::HUP, 1), (Signal::INT, 2), (Signal::QUIT, 3)];

#[track_caller]
fn must_be_given_back(terminal: &mut Terminal, end: End, how: &str) {
    assert_eq!(terminal.wait_exit(), end, "{how}");
    assert_eq!(terminal.modes(), GIVEN_BACK, "{how}");
    assert_eq!(terminal.left_behind().trim(), "", "{how}");
}

#[test]
fn after_q_and_ctrl_c() {
    covers!("TRM-13");
    for keys in ["q", "<c-c>"] {
        let mut terminal = Provider::start().workbench();
        terminal.wait_for(FIRST);
        terminal.wait_modes(&TAKEN);
        terminal.keys(keys);
        must_be_given_back(&mut terminal, End::Code(0), keys);
    }
}

#[test]
fn after_ctrl_c_in_the_midst_of_a_run() {
    let (mut terminal, _) = Provider::start().waiting();
    terminal.keys("<c-c>");
    must_be_given_back(&mut terminal, End::Code(0), "ctrl+c in a run");
}

#[test]
fn after_a_signal_once_drawn() {
    covers!("TRM-14");
    for (signal, number) in ENDING {
        let mut terminal = Provider::start().workbench();
        terminal.wait_for(FIRST);
        terminal.signal(signal);
        must_be_given_back(&mut terminal, End::Signal(number), &format!("{signal:?} after the first frame"));
    }
}

#[test]
fn after_a_signal_in_the_midst_of_a_run() {
    covers!("TRM-14");
    for (signal, number) in ENDING {
        let (mut terminal, _) = Provider::start().waiting();
        terminal.signal(signal);
        must_be_given_back(&mut terminal, End::Signal(number), &format!("{signal:?} in a run"));
    }
}

#[test]
fn after_a_signal_at_any_moment_of_the_start() {
    covers!("TRM-14");
    for (signal, number) in ENDING {
        for milliseconds in [0, 1, 2, 3, 5, 8, 13, 21] {
            let home = Home::new();
            home.profile("local", &crate::cli::profile("http://127.0.0.1:1"));
            let mut terminal = start(&[], home, &[]);
            terminal.pause(Duration::from_millis(milliseconds));
            terminal.signal(signal);
            must_be_given_back(&mut terminal, End::Signal(number), &format!("{signal:?} after {milliseconds} ms"));
        }
    }
}

fn suspends_and_comes_back(mut terminal: Terminal, suspend: impl Fn(&mut Terminal)) {
    let before = terminal.settle(Duration::from_millis(200));
    for _ in 0..2 {
        suspend(&mut terminal);
        terminal.wait_stopped();
        terminal.wait_modes(&GIVEN_BACK);
        let drawn = terminal.tape().bytes().len();
        terminal.signal(Signal::CONT);
        terminal.wait_until("the screen of before", |screen| screen == before);
        terminal.wait_modes(&TAKEN);
        let again = String::from_utf8_lossy(&terminal.tape().since(drawn)).into_owned();
        assert!(again.contains(FIRST), "the whole screen is drawn anew, not what the screen's reader remembered");
    }
    terminal.keys("q");
    must_be_given_back(&mut terminal, End::Code(0), "q after it came back");
}

#[test]
fn while_it_is_suspended() {
    covers!("TRM-15");
    let mut terminal = Provider::start().workbench();
    terminal.wait_for(FIRST);
    suspends_and_comes_back(terminal, |terminal| terminal.keys("<c-z>"));
}

#[test]
fn while_somebody_else_suspends_it() {
    covers!("TRM-15");
    let mut terminal = Provider::start().workbench();
    terminal.wait_for(FIRST);
    suspends_and_comes_back(terminal, |terminal| terminal.signal(Signal::TSTP));
}

#[test]
fn when_the_terminal_goes_away_the_program_goes_too() {
    covers!("TRM-17");
    let provider = Provider::start();
    for in_a_run in [false, true] {
        let mut terminal = if in_a_run { provider.waiting().0 } else { provider.workbench() };
        terminal.wait_for(if in_a_run { WAITING } else { FIRST });
        let profile = terminal.home().read("config/grantty/profiles/local.toml");
        terminal.hang_up();
        let end = terminal.wait_exit_within(Duration::from_secs(1));
        assert!(matches!(end, End::Signal(1) | End::Code(0 | 2)), "{end:?}");
        assert_eq!(terminal.home().read("config/grantty/profiles/local.toml"), profile);
    }
}

#[test]
fn without_a_secret_on_it() {
    covers!("TRM-22");
    let provider = Provider::start();
    let (mut terminal, code) = provider.waiting();
    provider.approve(&code);
    terminal.wait_for("✔ tokens");
    terminal.keys("2");
    terminal.wait_for("10769150350006150715113082367");
    terminal.keys("<c-c>");
    must_be_given_back(&mut terminal, End::Code(0), "ctrl+c with tokens on the screen");
    assert_eq!(terminal.screen().trim(), "", "the main screen holds nothing of the run");
}

#[test]
fn a_terminal_without_a_cursor_is_refused_in_one_sentence() {
    covers!("TRM-19");
    let mut terminal = start(&[], Home::new(), &[("TERM", "dumb")]);
    assert_eq!(terminal.wait_exit(), End::Code(2));
    assert_eq!(terminal.modes(), GIVEN_BACK);
    let said = terminal.tape().text();
    assert!(said.contains("TERM=dumb") && said.trim().lines().count() == 1 && !said.contains('\x1b'), "{said:?}");
}
