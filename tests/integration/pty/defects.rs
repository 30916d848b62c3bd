//! A defect of ours: the terminal is given back, the message can be read, the exit code says whose fault it was.
//!
//! The program has no switch to make it fail. So this test binary runs itself again, as a program that takes the
//! terminal as the workbench does, and then fails.
#![expect(clippy::disallowed_methods, reason = "the tests' own environment variable, and a key from the terminal")]

use std::io::Read as _;

use grantty::app::panic;
use grantty::app::terminal::Screen;
use grantty::covers;
use ratatui::widgets::Paragraph;

use super::{GIVEN_BACK, SIZE, TAKEN};
use crate::program::home::Home;
use crate::program::terminal::{End, Terminal};

/// Set: this process is the program that fails, in that way.
const WAY: &str = "GRANTTY_TEST_DEFECT";

/// Not a test: the program that fails. Without its variable it does nothing.
#[test]
fn the_program_that_fails() {
    let Ok(way) = std::env::var(WAY) else { return };
    panic::install();
    let code = panic::guard(|| {
        let mut screen = Screen::take().expect("a terminal");
        draw(&mut screen, "the first frame");
        match way.as_str() {
            "in the interface" => panic!("index out of bounds"),
            "in a task" => {
                let ended = std::thread::spawn(|| panic!("a worker's defect")).join();
                draw(&mut screen, if ended.is_err() { "it goes on" } else { "nothing failed" });
                let _key = std::io::stdin().read(&mut [0]);
                0
            }
            _ => u8::from(returns_early(&mut screen).is_err()),
        }
    });
    std::process::exit(code.into());
}

fn returns_early(_screen: &mut Screen) -> std::io::Result<()> {
    Err(std::io::Error::other("early"))
}

fn draw(screen: &mut Screen, text: &str) {
    screen.terminal.draw(|frame| frame.render_widget(Paragraph::new(text), frame.area())).expect("a terminal");
}

fn fails(way: &str) -> Terminal {
    let program = std::env::current_exe().expect("a test binary has a path");
    let args = ["--exact", "pty::defects::the_program_that_fails", "--nocapture", "--test-threads=1"];
    Terminal::start(&program, &args, SIZE, Home::new(), &[(WAY, way)])
}

#[test]
fn a_defect_of_the_interface_gives_the_terminal_back_and_is_told() {
    covers!("TRM-11");
    let mut terminal = fails("in the interface");
    assert_eq!(terminal.wait_exit(), End::Code(70));
    assert_eq!(terminal.modes(), GIVEN_BACK);
    let left = terminal.left_behind();
    assert!(left.contains("this is a defect in grantty at ") && left.contains("index out of bounds"), "{left}");
}

#[test]
fn a_defect_elsewhere_leaves_the_screen_alone_and_is_told_at_the_end() {
    covers!("TRM-12");
    let mut terminal = fails("in a task");
    terminal.wait_for("it goes on");
    terminal.wait_modes(&TAKEN);
    assert!(!terminal.screen().contains("defect"), "nothing is written over the screen:\n{}", terminal.screen());
    terminal.keys("x");
    assert_eq!(terminal.wait_exit(), End::Code(0));
    assert_eq!(terminal.modes(), GIVEN_BACK);
    let left = terminal.left_behind();
    assert!(left.contains("a worker's defect"), "{left}");
}

#[test]
fn an_early_return_gives_the_terminal_back() {
    covers!("TRM-13");
    let mut terminal = fails("by an early return");
    assert_eq!(terminal.wait_exit(), End::Code(1));
    assert_eq!(terminal.modes(), GIVEN_BACK);
}
