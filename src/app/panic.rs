//! A defect of ours: the terminal is given back, the message is readable, the exit code says whose fault it was.
//!
//! The hook prints nothing while the workbench is on the screen: a panic in a run's task must not tear down a screen
//! that goes on living. It is kept, and told when the terminal is back.

use std::io::Write as _;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::Mutex;

use super::terminal;
use crate::cli::exit;
use crate::protocol::text;

/// What panicked, until it can be told.
static KEPT: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Replaces the default hook.
pub fn install() {
    panic::set_hook(Box::new(|info| {
        if let Ok(mut kept) = KEPT.lock() {
            kept.push(sentence(info));
        }
    }));
}

/// Runs the program; a panic that reaches this point ends it with the code for a defect.
pub fn guard(program: impl FnOnce() -> u8) -> u8 {
    let ended = panic::catch_unwind(AssertUnwindSafe(program));
    terminal::give_back();
    for sentence in take() {
        let _gone = writeln!(std::io::stderr(), "{sentence}");
    }
    ended.unwrap_or(exit::DEFECT)
}

/// What panicked since the last call.
pub fn take() -> Vec<String> {
    KEPT.lock().map(|mut kept| std::mem::take(&mut *kept)).unwrap_or_default()
}

fn sentence(info: &PanicHookInfo<'_>) -> String {
    let said = payload(info);
    let place = info.location().map(|at| format!(" at {}:{}", at.file(), at.line())).unwrap_or_default();
    format!("grantty: this is a defect in grantty{place}: {}", text::shown_short(said, 300))
}

/// The message of `panic!` and `expect`: text in one of two types.
fn payload<'a>(info: &'a PanicHookInfo<'_>) -> &'a str {
    let payload = info.payload();
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}
