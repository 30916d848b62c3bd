//! The person's editor on a profile's file, with the terminal given back meanwhile. Runs go on behind it.

use std::io;
use std::path::Path;

use tokio::task;

use super::signals::{self, Asked, Signals};
use super::terminal::{self, Screen};
use crate::io::editor;

/// How the editing ended.
pub enum Edited {
    /// By the editor's end: whether the file changed, or why it was not edited.
    Told(Result<bool, String>),
    /// By a signal that ends this program; the terminal is not ours then.
    Signal(i32),
}

/// Edits a file and takes the terminal again. Nobody else may read keys meanwhile.
pub async fn edit(file: &Path, screen: &mut Screen, signals: &mut Signals) -> io::Result<Edited> {
    terminal::give_back();
    let path = file.to_owned();
    let mut editor = task::spawn_blocking(move || editor::edit(&path));
    let told = loop {
        tokio::select! {
            ended = &mut editor => break ended.unwrap_or_else(|_| Err("a defect in grantty ended the editing".to_owned())),
            asked = signals.next() => match asked {
                // A key of the editor's: the terminal sends it to everybody in front.
                Asked::End(signals::INTERRUPT | signals::QUIT) | Asked::Resumed => {}
                Asked::End(number) => return Ok(Edited::Signal(number)),
                // The editor was suspended; its shell must see the whole job stopped.
                Asked::Suspend => signals::suspend(),
            },
        }
    };
    screen.retake()?;
    Ok(Edited::Told(told))
}
