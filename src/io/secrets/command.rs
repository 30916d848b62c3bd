//! Secrets that a program prints: run without a shell, with nothing of our terminal, and only for so long.

use std::path::Path;
use std::process::{Command, ExitStatus};

use zeroize::Zeroizing;

use super::known::{self, Known};
use super::{COMMAND_ENDED, MOST, PATIENCE, finish, hide_from, program};
use crate::protocol::json;
use crate::protocol::secret::Secret;
use crate::protocol::text::shown_short;

mod child;

use child::{End, Printed};

/// How much of what it says about a failure is told on.
const TOLD: usize = 400;

/// Runs it and takes what it prints on stdout.
pub(super) async fn resolve(words: &[String], folder: Option<&Path>) -> Result<Secret, String> {
    let told = program::told(words);
    let mut command = Command::new(program::find(words, folder)?);
    command.args(words.get(1..).unwrap_or_default());
    if let Some(folder) = program::workplace(folder) {
        command.current_dir(folder);
    }
    hide_from(&mut command);
    // With it, an agent would ask at our terminal for what opens its store.
    command.env_remove("GPG_TTY");
    let printed =
        child::run(command, PATIENCE).await.map_err(|error| format!("{told} could not be started: {error}"))?;
    judge(printed, &told)
}

fn judge(mut printed: Printed, told: &str) -> Result<Secret, String> {
    if printed.out.len() as u64 > MOST {
        return Err(format!("{told} printed more than {} kB: that is no secret", MOST >> 10));
    }
    let words = said(&printed);
    let seconds = PATIENCE.as_secs();
    match printed.end {
        End::Ended(status) if status.success() => {}
        End::Ended(status) => return Err(format!("{told} failed with {}{words}", code(status))),
        End::Stopped => {
            return Err(format!("{told} wants the terminal, which it cannot have: unlock what it needs before{words}"));
        }
        End::TooLate => {
            return Err(format!(
                "{told} did not end within {seconds} s and was ended: if it asks for something in a window, answer \
                 it and run again{words}"
            ));
        }
    }
    if printed.out.is_empty() || printed.out.iter().all(u8::is_ascii_whitespace) {
        return Err(format!("{told} printed nothing on stdout: it should print the secret there{words}"));
    }
    let secret = finish(std::mem::take(&mut *printed.out), &format!("what {told} printed"))?;
    let lines = secret.reveal().lines().count();
    if lines > 1 && !may_have_lines(secret.reveal()) {
        return Err(format!(
            "{told} printed {lines} lines, and a secret has one (a key or certificate as PEM or JSON may have more): \
             let it print the secret alone"
        ));
    }
    Ok(secret)
}

/// Which secrets stand on several lines: keys and certificates, as PEM or as JSON.
fn may_have_lines(text: &str) -> bool {
    text.contains("-----BEGIN ") || json::parse(text.as_bytes()).is_ok_and(|parsed| parsed.value.as_object().is_some())
}

fn code(status: ExitStatus) -> String {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return format!("the signal {signal}");
    }
    status.code().map_or_else(|| status.to_string(), |code| format!("exit code {code}"))
}

/// What it said on stderr, without what it printed and without any secret that is known here.
fn said(printed: &Printed) -> String {
    let mut own = Known::default();
    own.learn(&String::from_utf8_lossy(&printed.out));
    let text = Zeroizing::new(String::from_utf8_lossy(&printed.err).into_owned());
    let text = own.redact(&known::so_far().redact(&text));
    let line: Vec<&str> = text.split_whitespace().collect();
    if line.is_empty() { String::new() } else { format!("; it says: {}", shown_short(&line.join(" "), TOLD)) }
}

#[cfg(all(test, unix))]
mod tests;
