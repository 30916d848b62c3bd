//! Handing an address to a browser: words, never a shell, and the address as exactly one of them.
//!
//! Nobody can know whether a window opened, so what is said is what was asked, and the address stays on the screen.

pub(super) mod words;

use std::io;
use std::process::{Child, Command, Stdio};

use url::Url;

use super::{environment, secrets};
use crate::protocol::text::shown;

/// Asks a browser to open an address: the command of the person's choice, else `$BROWSER`, else the system's opener.
/// Says what was asked, or what to do instead.
///
/// A command is split into words as a shell would; `%s` or `{url}` in a word is replaced, else the address is appended.
pub fn open_with(url: &Url, command: Option<&str>) -> Result<String, String> {
    let (child, said) = ask(url, command)?;
    reap(child);
    Ok(said)
}

/// What is known of a browser that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Its program runs; a sentence.
    Started(String),
    /// It does not, or gave up at once; a sentence that says what to do instead.
    Failed(String),
}

/// Asks as [`open_with`] does, and stays until the program has ended, so that it is no dead process and its giving up
/// is told. For a thread of its own.
pub fn watch(url: &Url, command: Option<&str>, tell: &mut dyn FnMut(Asked)) {
    match ask(url, command) {
        Ok((mut child, said)) => {
            tell(Asked::Started(said.clone()));
            if let Ok(ended) = child.wait()
                && !ended.success()
            {
                tell(Asked::Failed(format!("{said}, and it gave up ({ended}): open the address yourself")));
            }
        }
        Err(sentence) => tell(Asked::Failed(sentence)),
    }
}

/// The words that would be run for a command and an address.
pub fn argv(command: &str, url: &Url) -> Result<Vec<String>, String> {
    let told = shown(command);
    let words = words::split(command).ok_or_else(|| format!("the browser command {told} has an unclosed quote"))?;
    if words.is_empty() {
        return Err("the browser command is empty".to_owned());
    }
    let mut placed = false;
    let mut argv: Vec<String> = words
        .into_iter()
        .map(|word| match ["{url}", "%s"].into_iter().find(|hole| word.contains(hole)) {
            Some(hole) => {
                placed = true;
                word.replace(hole, url.as_str())
            }
            None => word,
        })
        .collect();
    if !placed {
        argv.push(url.as_str().to_owned());
    }
    Ok(argv)
}

fn ask(url: &Url, command: Option<&str>) -> Result<(Child, String), String> {
    if command.is_some_and(is_none) {
        return Err("no browser is wanted here: open the address yourself".to_owned());
    }
    let own = command.map(str::to_owned).or_else(|| environment::variable("BROWSER"));
    start(url, own.as_deref())
}

/// Whether a command says that no browser is wanted.
pub fn is_none(command: &str) -> bool {
    command.trim() == "none"
}

fn start(url: &Url, own: Option<&str>) -> Result<(Child, String), String> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("only http and https addresses are opened, not {}:", shown(url.scheme())));
    }
    match own {
        Some(command) => start_own(command, url),
        None if environment::has_display(environment::variable) => start_system(url),
        None if environment::is_remote(environment::variable) => {
            Err("this is a remote session: open the address on your own machine".to_owned())
        }
        None => Err("there is no display: open the address on another machine".to_owned()),
    }
}

fn start_own(command: &str, url: &Url) -> Result<(Child, String), String> {
    let argv = argv(command, url)?;
    let (program, rest) = argv.split_first().expect("argv refuses an empty command");
    let told = shown(program);
    let mut command = Command::new(program);
    command.args(rest);
    match spawn(&mut command) {
        Ok(child) => Ok((child, format!("asked {told} to open the address"))),
        Err(error) => Err(format!("{told} could not be started ({}): open the address yourself", reason(&error))),
    }
}

fn start_system(url: &Url) -> Result<(Child, String), String> {
    for mut command in system(url) {
        let program = command.get_program().to_string_lossy().into_owned();
        if let Ok(child) = spawn(&mut command) {
            return Ok((child, format!("asked {program} to open the address")));
        }
    }
    Err("no program that opens addresses was found: set BROWSER, or open the address yourself".to_owned())
}

#[cfg(not(windows))]
fn system(url: &Url) -> Vec<Command> {
    open::commands(url.as_str())
}

/// The usual way is `cmd /c start`, which is a shell.
#[cfg(windows)]
fn system(url: &Url) -> Vec<Command> {
    let mut command = Command::new("rundll32");
    command.args(["url.dll,FileProtocolHandler", url.as_str()]);
    vec![command]
}

/// Detached: no way to our terminal, no secret in its environment, and `ctrl+c` does not reach it.
fn spawn(command: &mut Command) -> io::Result<Child> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    secrets::hide_from(command);
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    command.spawn()
}

/// Waits for its end elsewhere, so that it neither blocks us nor stays as a dead process.
fn reap(mut child: Child) {
    std::thread::spawn(move || child.wait());
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it was not found".to_owned(),
        io::ErrorKind::PermissionDenied => "it may not be run".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests;
