//! A defect while canaries are in memory. The program has no switch to make it fail, so this test binary runs itself
//! again as a program that looks secrets up and then fails with each of them in its message.
#![expect(clippy::disallowed_methods, reason = "the test's own variables")]

use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use grantty::app::panic;
use grantty::io::secrets;
use grantty::profile::SecretReference;

use super::mint::Mint;
use super::search;
use crate::program::home::Home;

/// Set: this process is the program that fails, in that way.
const FAILS: &str = "GRANTTY_TEST_CANARY_DEFECT";

/// Not a test: the program that fails. Without its variable it does nothing.
#[test]
fn the_program_that_fails() {
    let Ok(way) = std::env::var(FAILS) else { return };
    panic::install();
    let code = panic::guard(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let reference = SecretReference::Env("CANARY".to_owned());
        let secret = runtime.block_on(secrets::resolve(&reference, None)).expect("it is set");
        let text = secret.reveal().to_owned();
        let encoded: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
        match way.as_str() {
            "raw" => panic!("a token {text} is wrong"),
            "base64" => panic!("a token {} is wrong", STANDARD.encode(&text)),
            "basic" => panic!("Basic {} is wrong", STANDARD.encode(format!("client:{encoded}"))),
            "percent" => panic!("{encoded} is wrong"),
            "error" => text.parse::<u8>().map_err(|_| text).expect("an answer"),
            _ => std::thread::spawn(move || panic!("{secret:?} {text:?}")).join().map_or(1, |()| 0),
        }
    });
    std::process::exit(code.into());
}

#[test]
fn no_canary_is_in_the_words_of_a_defect() {
    grantty::covers!("SEC-03");
    let program = std::env::current_exe().expect("a test binary has a path");
    let args = ["--exact", "canaries::defect::the_program_that_fails", "--nocapture", "--test-threads=1"];
    let mut mint = Mint::new("defect");
    for way in ["raw", "base64", "basic", "percent", "error", "thread"] {
        for canary in [mint.token("a token"), mint.odd("a secret"), mint.jwk("a key")] {
            let mut command = Command::new(&program);
            command.args(args).env_clear().envs(Home::new().environment()).env("RUST_BACKTRACE", "full");
            let done = command.env(FAILS, way).env("CANARY", &canary.text).output().expect("it can be started");
            let text = String::from_utf8_lossy(&done.stdout) + String::from_utf8_lossy(&done.stderr);
            assert!(text.contains("this is a defect in grantty at "), "{way}: {text}");
            let found = search::find(&[canary], &text, way);
            assert!(found.is_empty(), "{}", found.join("\n"));
        }
    }
}
