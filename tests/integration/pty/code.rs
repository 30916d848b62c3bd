//! The workbench while a browser is awaited: pasting, opening again, windows of any size, and leaving.

use std::time::Duration;

use grantty::demo::{self, Answered, Demo, Options};

use super::{FIRST, GIVEN_BACK, SIZE, TAKEN};
use crate::program::GRANTTY;
use crate::program::home::Home;
use crate::program::terminal::{End, Terminal};

/// What stands on the screen while the browser is awaited.
const AWAITED: &str = "ssh -L";

/// What is begun and ended by when a terminal pastes.
const PASTE: [&str; 2] = ["\x1b[200~", "\x1b[201~"];

/// A browser that only writes down what it was to open.
const BROWSER: &str = "echo \"$1\" >> opened\n";

struct Wait {
    demo: Demo,
    terminal: Terminal,
}

impl Wait {
    /// A run of the code flow in a window of that size, and its browser was asked.
    fn in_window(size: (u16, u16)) -> Self {
        let demo = Demo::start(Options::default()).expect("a free port");
        let home = Home::new();
        let profiles = demo::profiles(demo.issuer());
        let (_, text) = profiles.iter().find(|(name, _)| name == "demo-code").expect("a profile for the code flow");
        home.profile(FIRST, text);
        home.file("bin/browser", BROWSER);
        home.file("opened", "");
        let env = [("BROWSER", "/bin/sh bin/browser")];
        let mut terminal = Terminal::start(GRANTTY.as_ref(), &[], size, home, &env);
        terminal.wait_for(FIRST);
        terminal.keys("<ret>");
        terminal.wait_for(AWAITED);
        Self { demo, terminal }
    }

    fn new() -> Self {
        Self::in_window(SIZE)
    }

    /// The addresses that the browser was to open, once there are that many.
    fn opened(&mut self, count: usize) -> Vec<String> {
        for _ in 0..500 {
            let text = self.terminal.home().read("opened");
            let lines: Vec<String> = text.lines().map(str::to_owned).collect();
            if lines.len() >= count && text.ends_with('\n') {
                return lines;
            }
            self.terminal.pause(Duration::from_millis(20));
        }
        panic!("the browser was not asked {count} times; the screen:\n{}", self.terminal.screen());
    }

    /// Where the browser would end up.
    fn redirected(&mut self) -> String {
        let open = self.opened(1).swap_remove(0);
        match demo::authorize(&open, true).expect("the provider's pages work") {
            Answered::Redirect { location, .. } => location,
            form @ Answered::Form { .. } => panic!("a redirect was asked for: {form:?}"),
        }
    }

    fn pastes(&mut self, text: &str) {
        let [begin, end] = PASTE;
        self.terminal.text(&format!("{begin}{text}{end}"));
    }

    fn asked(&self, path: &str) -> usize {
        self.demo.log().iter().filter(|line| line.path == path).count()
    }

    /// Tokens came, and everything is as it was before.
    fn ends_well(mut self) {
        self.terminal.wait_until("tokens", |screen| screen.contains("✔ tokens"));
        assert_eq!(self.asked("/token"), 1);
        self.leaves();
    }

    fn leaves(mut self) {
        self.terminal.keys("<c-c>");
        assert_eq!(self.terminal.wait_exit(), End::Code(0));
        assert_eq!(self.terminal.modes(), GIVEN_BACK);
        assert_eq!(self.terminal.left_behind().trim(), "", "nothing of the run stays on the main screen");
    }
}

#[test]
fn the_redirected_address_can_be_typed_into_its_line() {
    let mut wait = Wait::new();
    let location = wait.redirected();
    wait.terminal.keys("i");
    wait.terminal.text(&location);
    wait.terminal.keys("<ret>");
    wait.ends_well();
}

#[test]
fn the_redirected_address_can_be_pasted_into_its_line() {
    let mut wait = Wait::new();
    let location = wait.redirected();
    wait.terminal.keys("i");
    wait.pastes(&location);
    wait.terminal.keys("<ret>");
    wait.ends_well();
}

#[test]
fn the_redirected_address_can_be_pasted_outright() {
    let mut wait = Wait::new();
    let location = wait.redirected();
    wait.pastes("hello");
    wait.terminal.wait_for("what was pasted is no redirected address");
    wait.pastes(&location);
    wait.ends_well();
}

#[test]
fn an_answer_of_another_run_is_shown_and_the_wait_goes_on() {
    grantty::covers!("LOO-07");
    let mut wait = Wait::new();
    let location = wait.redirected();
    wait.pastes(&location.replace("state=", "state=x"));
    wait.terminal.wait_for("another state");
    assert_eq!(wait.asked("/token"), 0);
    demo::sign_in(&wait.opened(1)[0], true).expect("the listener still listens");
    wait.ends_well();
}

#[test]
fn the_address_can_be_opened_again() {
    let mut wait = Wait::new();
    let first = wait.opened(1);
    // A wish before that is for what is just being done.
    wait.terminal.wait_for("asked /bin/sh to open");
    wait.terminal.keys("o");
    let both = wait.opened(2);
    assert_eq!(both[1], first[0], "it is the same request");
    demo::sign_in(&both[1], true).expect("the provider's pages work");
    wait.ends_well();
}

#[test]
fn a_wait_shows_address_and_ways_at_usual_sizes() {
    for size in [(80, 24), (60, 20)] {
        let mut wait = Wait::in_window(size);
        let open = wait.opened(1).swap_remove(0);
        let start = open.split('?').next().expect("an address");
        let screen = wait.terminal.settle(Duration::from_millis(100));
        let port: String = after(&screen, "ssh -L ").chars().take_while(char::is_ascii_digit).collect();
        assert!(screen.contains(start), "{size:?}:\n{screen}");
        assert!(open.contains(&format!("%3A{port}%2F")), "the port is the one that is listened to: {port} of {open}");
        assert!(screen.contains(&format!(":127.0.0.1:{port}")), "{size:?}:\n{screen}");
        wait.leaves();
    }
}

fn after<'s>(screen: &'s str, sign: &str) -> &'s str {
    screen.split_once(sign).unwrap_or_else(|| panic!("no {sign} on\n{screen}")).1
}

#[test]
fn an_answer_in_the_midst_of_a_storm_of_sizes_is_not_lost() {
    grantty::covers!("TRM-18", "LOO-16");
    let mut wait = Wait::new();
    for (columns, rows) in [(20, 5), (60, 20), (1, 1), (200, 60), (40, 12), (80, 24)] {
        wait.terminal.resize(columns, rows);
        wait.terminal.settle(Duration::from_millis(50));
        assert_eq!(wait.terminal.state(), None, "it ended at {columns}x{rows}");
    }
    let open = wait.opened(1).swap_remove(0);
    let signing = std::thread::spawn(move || demo::sign_in(&open, true));
    let mut chance: u32 = 2026;
    for _ in 0..100 {
        chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let (columns, rows) = (1 + (chance >> 16) % 200, 1 + (chance >> 8) % 60);
        wait.terminal.resize(u16::try_from(columns).expect("small"), u16::try_from(rows).expect("small"));
    }
    wait.terminal.resize(SIZE.0, SIZE.1);
    signing.join().expect("no panic").expect("the listener listens");
    wait.ends_well();
}

#[test]
fn leaving_in_the_midst_of_a_wait_gives_terminal_and_port_back() {
    grantty::covers!("LOO-14");
    let mut wait = Wait::new();
    let location = wait.redirected();
    wait.terminal.wait_modes(&TAKEN);
    let authority = location.trim_start_matches("http://").split('/').next().expect("a host").to_owned();
    assert!(std::net::TcpListener::bind(&authority).is_err(), "it listens");
    wait.leaves();
    assert!(std::net::TcpListener::bind(&authority).is_ok(), "{authority} is free");
}
