//! `cargo bench`: what the program costs beside a program that does nothing but draw, each figure with its budget.
//!
//! Figures are taken in turns on the same machine in the same minute, so the machine cancels out. It exits with 1 when
//! a budget is exceeded. A name in the arguments (`cargo bench -- idle`) leaves the others out.
#![expect(clippy::disallowed_methods, reason = "measures real time, and reads /proc")]

#[expect(dead_code, reason = "the integration tests use more of it")]
#[path = "../integration/program/home.rs"]
mod home;
#[path = "../integration/program/keys.rs"]
mod keys;
#[expect(dead_code, reason = "the integration tests use more of it")]
#[path = "../integration/program/pipes.rs"]
mod pipes;
#[path = "../integration/program/tape.rs"]
mod tape;
#[expect(dead_code, reason = "the integration tests use more of it")]
#[path = "../integration/program/terminal.rs"]
mod terminal;

mod budget;
mod ciba;
mod claims;
mod code;
mod decode;
mod idle;
mod latency;
mod start;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use budget::Budgets;
use home::Home;
use terminal::Terminal;

/// What is measured.
const GRANTTY: &str = env!("CARGO_BIN_EXE_grantty");

/// Columns and rows.
const SIZE: (u16, u16) = (120, 40);

/// One of the programs that are measured.
struct Program {
    name: &'static str,
    path: PathBuf,
    args: &'static [&'static str],
    /// What its first frame shows.
    first: &'static str,
}

impl Program {
    fn start(&self) -> Terminal {
        self.start_in(Home::new())
    }

    fn start_in(&self, home: Home) -> Terminal {
        Terminal::start(&self.path, self.args, SIZE, home, &[])
    }
}

fn main() -> ExitCode {
    let grantty = PathBuf::from(GRANTTY);
    let plain = Program { name: "grantty", path: grantty.clone(), args: &[], first: "Profiles" };
    let demo = Program { name: "grantty demo", path: grantty, args: &["demo"], first: "Profiles" };
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let wants = |name: &str| wanted.is_empty() || wanted.iter().any(|word| name.contains(word.as_str()));
    let mut budgets = Budgets::default();
    if wants("start") || wants("latency") {
        let bare = Program { name: "bare ratatui", path: bare(), args: &[], first: "profile 12" };
        if wants("start") {
            start::measure([&bare, &plain, &demo], &mut budgets);
        }
        if wants("latency") {
            latency::measure(&bare, &plain, &mut budgets);
        }
    }
    if wants("idle") {
        idle::measure(&plain, &demo, &mut budgets);
    }
    if wants("decode") {
        decode::measure(&mut budgets);
    }
    if wants("claims") {
        claims::measure(&mut budgets);
    }
    if wants("code") {
        code::measure(&plain, &mut budgets);
    }
    if wants("ciba") {
        ciba::measure(&plain, &mut budgets);
    }
    budgets.exit_code()
}

/// Builds the floor, optimized as the program is, and says where it is.
fn bare() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--release", "--example", "bare", "--message-format", "json"]).current_dir(root);
    let built = cargo.output().expect("cargo can be started");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let messages = String::from_utf8_lossy(&built.stdout);
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let mut made = messages.filter_map(|message| message["executable"].as_str().map(PathBuf::from));
    made.next_back().expect("cargo names what it made")
}
