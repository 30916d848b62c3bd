//! Windows of any size, and windows that change.

use std::path::Path;
use std::time::Duration;

use grantty::covers;

use super::{FIRST, Provider};
use crate::program::GRANTTY;
use crate::program::home::Home;
use crate::program::terminal::{End, Terminal};

fn survives(mut terminal: Terminal, there: &str) {
    for (columns, rows) in [(20, 5), (40, 12), (80, 24), (200, 60), (500, 200), (20, 1), (1, 50), (2, 2), (1, 1)] {
        terminal.resize(columns, rows);
        let screen = terminal.settle(Duration::from_millis(100));
        assert_eq!(terminal.state(), None, "it ended at {columns}x{rows}");
        assert!(columns < 20 || rows < 5 || !screen.trim().is_empty(), "nothing is drawn at {columns}x{rows}");
    }
    terminal.resize(20, 5);
    terminal.wait_until("something at 20x5", |screen| !screen.trim().is_empty());
    let mut chance: u32 = 12345;
    for _ in 0..300 {
        chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let (columns, rows) = (1 + (chance >> 16) % 250, 1 + (chance >> 8) % 80);
        terminal.resize(u16::try_from(columns).expect("small"), u16::try_from(rows).expect("small"));
    }
    terminal.resize(120, 40);
    terminal.wait_for(there);
    terminal.keys("<c-c>");
    assert_eq!(terminal.wait_exit(), End::Code(0));
    assert_eq!(terminal.left_behind().trim(), "");
}

#[test]
fn the_list_survives_every_size() {
    covers!("TRM-18");
    let mut terminal = Provider::start().workbench();
    terminal.wait_for(FIRST);
    survives(terminal, FIRST);
}

#[test]
fn a_run_survives_every_size() {
    covers!("TRM-18");
    let provider = Provider::start();
    let (terminal, code) = provider.waiting();
    survives(terminal, &code);
}

#[test]
fn a_run_with_tokens_survives_every_size() {
    covers!("TRM-18");
    let provider = Provider::start();
    for tab in ["2", "3", "4"] {
        let (mut terminal, code) = provider.waiting();
        provider.approve(&code);
        terminal.wait_for("✔ tokens");
        terminal.keys(tab);
        survives(terminal, "✔ tokens");
    }
}

#[test]
fn a_size_that_changes_during_the_start_is_drawn() {
    covers!("TRM-18");
    let provider = Provider::start();
    let home = Home::new();
    home.profile("local", &crate::cli::profile(provider.demo.issuer()));
    let mut small = Terminal::start(Path::new(GRANTTY), &[], (61, 17), home, &[]);
    small.wait_for(FIRST);
    let drawn_at_once = small.settle(Duration::from_millis(200));
    for _ in 0..10 {
        let mut terminal = provider.workbench();
        // The first bytes, not the first frame: the program is still busy with its start.
        while terminal.tape().bytes().is_empty() {
            terminal.pause(Duration::from_millis(1));
        }
        terminal.resize(61, 17);
        terminal.wait_until("a frame of the new size", |screen| screen == drawn_at_once);
        terminal.keys("<c-c>");
        assert_eq!(terminal.wait_exit(), End::Code(0));
    }
}
