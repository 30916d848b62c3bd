//! The person's editor on a profile, with the terminal given back meanwhile. The editor is a script that asks what to
//! replace by what, so that it needs the keys and the line settings that a real one needs.

use super::{FIRST, GIVEN_BACK, Provider, TAKEN, WAITING, start, user_code};
use crate::program::home::Home;
use crate::program::terminal::{End, Terminal};

const EDITOR: &str = "echo EDITING; read -r old new; sed \"s#$old#$new#\" \"$1\" > edited && cat edited > \"$1\"\n";

/// The workbench with the profile `local` of that issuer.
fn workbench(issuer: &str) -> Terminal {
    let home = Home::new();
    home.profile(FIRST, &crate::cli::profile(issuer));
    home.file("bin/my editor", EDITOR);
    let mut terminal = start(&[], home, &[("EDITOR", "/bin/sh 'bin/my editor'")]);
    terminal.wait_for(FIRST);
    terminal
}

/// Presses `e`, replaces, and is back on the screen.
fn edit(terminal: &mut Terminal, old: &str, new: &str) {
    terminal.keys("e");
    terminal.wait_for("EDITING");
    terminal.wait_modes(&GIVEN_BACK);
    terminal.text(&format!("{old} {new}\r"));
    terminal.wait_modes(&TAKEN);
}

#[test]
fn what_was_edited_is_on_the_screen_and_mistakes_are_told_with_their_place() {
    let mut terminal = workbench("http://127.0.0.1:1");
    terminal.wait_for("openid profile offline_access");
    edit(&mut terminal, "\"profile\"", "\"email\"");
    terminal.wait_for("openid email offline_access");
    terminal.wait_for("local: saved");
    edit(&mut terminal, "^scope", "scoep");
    terminal.wait_for("local:8:1: ");
    terminal.wait_for("1 mistake");
    edit(&mut terminal, "^scoep", "scope");
    terminal.wait_for("openid email offline_access");
    terminal.keys("q");
    assert_eq!(terminal.wait_exit(), End::Code(0));
    assert_eq!(terminal.modes(), GIVEN_BACK);
}

#[test]
fn running_again_runs_the_profile_as_it_is_by_now() {
    let provider = Provider::start();
    let mut terminal = workbench("http://127.0.0.1:1");
    terminal.keys("<ret>");
    terminal.wait_for("✘ unreachable");
    edit(&mut terminal, "http://127.0.0.1:1", provider.demo.issuer());
    terminal.wait_for("local: saved");
    terminal.keys("r");
    let screen = terminal.wait_for(WAITING);
    assert!(user_code(&screen).is_some(), "{screen}");
    terminal.keys("<c-c>");
    assert_eq!(terminal.wait_exit(), End::Code(0));
}

#[test]
fn an_editor_that_is_not_there_is_told() {
    let home = Home::new();
    home.profile(FIRST, &crate::cli::profile("http://127.0.0.1:1"));
    let mut terminal = start(&[], home, &[("VISUAL", "no-such-editor")]);
    terminal.wait_for(FIRST);
    terminal.keys("e");
    terminal.wait_for("the editor no-such-editor could not be started");
    terminal.wait_modes(&TAKEN);
    terminal.keys("q");
    assert_eq!(terminal.wait_exit(), End::Code(0));
}
