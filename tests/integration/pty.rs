//! The real binary in a pseudo-terminal, as a person has it: the workbench, and the terminal given back whatever ends
//! it.

mod ciba;
mod code;
mod defects;
#[cfg(unix)]
mod editing;
mod given_back;
mod sizes;
mod tokens;
mod workbench;

use std::path::Path;

use grantty::demo::{self, Demo, Line, Options};

use crate::program::GRANTTY;
use crate::program::home::Home;
use crate::program::terminal::Terminal;

/// Columns and rows.
const SIZE: (u16, u16) = (120, 40);

/// What stands on the first screen of [`Provider::workbench`].
const FIRST: &str = "local";

/// What stands on the screen of a run that waits for a person.
const WAITING: &str = "Next poll";

/// What is switched on while the workbench is on the screen.
const TAKEN: [&str; 4] = ["alternate screen", "bracketed paste", "hidden cursor", "raw input"];

/// The terminal as it was before.
const GIVEN_BACK: [&str; 0] = [];

fn start(args: &[&str], home: Home, env: &[(&str, &str)]) -> Terminal {
    Terminal::start(Path::new(GRANTTY), args, SIZE, home, env)
}

/// The embedded provider outside of the program under test, so that its log can be asked.
struct Provider {
    demo: Demo,
}

impl Provider {
    fn start() -> Self {
        Self { demo: Demo::start(Options { interval: 1, ..Options::default() }).expect("a free port") }
    }

    /// The workbench with the one profile `local`, which is this provider's.
    fn workbench(&self) -> Terminal {
        let home = Home::new();
        home.profile("local", &crate::cli::profile(self.demo.issuer()));
        start(&[], home, &[])
    }

    /// The workbench in the midst of a run that waits for a person; and the code.
    fn waiting(&self) -> (Terminal, String) {
        let mut terminal = self.workbench();
        terminal.wait_for(FIRST);
        terminal.keys("<ret>");
        let screen = terminal.wait_for(WAITING);
        let code = user_code(&screen).unwrap_or_else(|| panic!("no user code on the screen:\n{screen}"));
        (terminal, code)
    }

    fn approve(&self, code: &str) {
        demo::approve(self.demo.issuer(), code, true).expect("the provider's pages work");
    }

    fn polls(&self) -> Vec<Line> {
        self.demo.log().into_iter().filter(|line| line.path.ends_with("/token")).collect()
    }
}

/// The user code that a person reads: the word after `Code`, which may stand in a frame.
fn user_code(screen: &str) -> Option<String> {
    let after = screen.lines().find_map(|line| line.split_once(" Code "))?.1;
    let is_code = |word: &&str| word.len() > 3 && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    after.split_whitespace().find(is_code).map(str::to_owned)
}
