//! Each screen as a picture, at two sizes. Read them when they change.

use super::{press, read};
use crate::tui::Model;
use crate::tui::fixtures::{after, entries, failed, model, rejected, slowed, succeeded, waiting, waiting_for};

const SMALL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (120, 40);

fn picture(name: &str, make: impl Fn((u16, u16)) -> Model) {
    pictures(name, &[SMALL, LARGE], make);
}

/// A picture of each size, in `tests/screens`.
pub fn pictures(name: &str, sizes: &[(u16, u16)], make: impl Fn((u16, u16)) -> Model) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/screens"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for size in sizes.iter().copied() {
            insta::assert_snapshot!(format!("{name}-{}x{}", size.0, size.1), read(&make(size), size));
        }
    });
}

fn pressed(mut model: Model, keys: &str) -> Model {
    press(&mut model, after(39), keys);
    model
}

#[test]
fn profiles() {
    picture("profiles", |size| model(entries(), size));
}

#[test]
fn profiles_broken() {
    picture("profiles-broken", |size| pressed(model(entries(), size), "jj"));
}

#[test]
fn profiles_none() {
    picture("profiles-none", |size| model(Vec::new(), size));
}

#[test]
fn run_waiting() {
    picture("run-waiting", waiting);
}

#[test]
fn run_slowed() {
    picture("run-slowed", slowed);
}

#[test]
fn run_filled_with_the_qr_code() {
    picture("run-zoom", |size| pressed(waiting(size), "f"));
}

#[test]
fn run_with_an_address_too_long_for_a_qr_code() {
    picture("run-no-qr", |size| {
        waiting_for(size, "WDJB-MJHT", &format!("https://id.example.com/{}", "a".repeat(3000)))
    });
}

#[test]
fn run_succeeded() {
    picture("run-succeeded", succeeded);
}

#[test]
fn run_failed() {
    picture("run-failed", failed);
}

#[test]
fn run_rejected() {
    picture("run-rejected", rejected);
}

#[test]
fn tokens() {
    picture("tokens", |size| pressed(succeeded(size), "2"));
}

#[test]
fn tokens_raw() {
    picture("tokens-raw", |size| pressed(succeeded(size), "2v"));
}

#[test]
fn tokens_private() {
    picture("tokens-private", |size| pressed(succeeded(size), "2PP"));
}

#[test]
fn checks() {
    picture("checks", |size| pressed(failed(size), "3"));
}

#[test]
fn wire() {
    picture("wire", |size| pressed(succeeded(size), "4jjjj"));
}

#[test]
fn help() {
    picture("help", |size| pressed(waiting(size), "?"));
}

#[test]
fn runs() {
    picture("runs", |size| pressed(pressed(succeeded(size), "q<ret>"), "W"));
}

#[test]
fn copy_menu() {
    picture("copy", |size| pressed(succeeded(size), "Y"));
}

#[test]
fn hostile_text() {
    picture("hostile", |size| {
        waiting_for(size, "WD\u{1b}[31mJB\u{202e}TH\u{200b}JM\r\n", "https://id.example.com/\u{9b}31m/device")
    });
}

#[test]
fn folded() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/screens"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (name, keys, size) in
            [("run", "", (60, 20)), ("run", "", (40, 12)), ("tokens", "2 <tab>", (50, 16)), ("checks", "3", (60, 12))]
        {
            let model = if name == "run" { waiting(size) } else { pressed(succeeded(size), keys) };
            insta::assert_snapshot!(format!("folded-{name}-{}x{}", size.0, size.1), read(&model, size));
        }
    });
}
