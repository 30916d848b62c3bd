//! Tokens in the workbench: one is pasted and judged, one is refreshed.

use grantty::demo;

use super::{FIRST, Provider, WAITING, start, user_code};
use crate::program::home::Home;
use crate::program::terminal::{End, Terminal};

/// Of a client that nobody knows, signed with a key that nobody has.
const TOKEN: &str = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6IjIwMzEifQ.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tL3JlYWxtcy9kZW1vIiwiYXVkIjoiZ3JhbnR0eSIsInN1YiI6IjlmOGUxYjUyLTRhMWMiLCJleHAiOjE3NjM2MjU2MDAsImlhdCI6MTc2MzYyMjAwMCwibm9uY2UiOiJuLTBTNl9XekEyTWoifQ.U40MSNpeHdIVpHR2fm-C-VBRW73W3-bP8cyQqTpN124";

fn paste(terminal: &mut Terminal, text: &str) {
    terminal.text(&format!("\x1b[200~{text}\x1b[201~"));
}

#[test]
fn a_pasted_token_is_judged_side_by_side_with_what_is_known() {
    let provider = Provider::start();
    let mut terminal = provider.workbench();
    terminal.wait_for(FIRST);
    terminal.keys("t");
    terminal.wait_for("nothing yet");
    let (first, rest) = TOKEN.split_at(70);
    paste(&mut terminal, &format!("Authorization: Bearer {first}\n  {rest}\n"));
    let screen = terminal.wait_for("1 token: JWT");
    assert!(!screen.contains("U40MSNpeHd"), "what is pasted is masked:\n{screen}");
    // Nobody here knows its issuer, so there is nothing that it could be held against.
    terminal.wait_for("with    nothing");
    terminal.keys("<ret>");
    terminal.wait_for("no key: no key given");
    terminal.keys("q");
    terminal.wait_gone("no key: no key given");
    paste(&mut terminal, TOKEN);
    terminal.wait_for("1 token: JWT");
    terminal.keys("<tab>");
    terminal.wait_gone("with    nothing");
    terminal.keys("<ret>");
    let screen = terminal.wait_for("key not found");
    assert!(screen.contains("✘signature") && screen.contains("✘claims") && screen.contains("✔form"), "{screen}");
    terminal.keys("<c-c>");
    assert_eq!(terminal.wait_exit(), End::Code(0));
}

#[test]
fn a_refresh_token_brings_new_tokens_and_is_spent() {
    let mut terminal = start(&["demo", "--interval", "1"], Home::new(), &[]);
    let screen = terminal.wait_for("demo");
    let port: String =
        screen.split_once("127.0.0.1:").map_or("", |(_, rest)| rest).chars().take_while(char::is_ascii_digit).collect();
    terminal.keys("<ret>");
    let code = user_code(&terminal.wait_for(WAITING)).expect("the code");
    demo::approve(&format!("http://127.0.0.1:{port}"), &code, true).expect("the provider's pages work");
    terminal.wait_for("✔ tokens");
    terminal.keys("2jj");
    terminal.wait_for("▸refresh_token");
    terminal.keys("a");
    terminal.wait_for("With the refresh_token");
    terminal.keys("<ret>");
    terminal.wait_until("new tokens", |screen| screen.contains("▸ refresh ") && screen.contains("✔ tokens"));
    let screen = terminal.wait_for("▸id_token");
    assert!(screen.contains("verified"), "{screen}");
    terminal.keys("Wj<ret>");
    terminal.wait_for("spent in run 2");
    terminal.keys("<c-c>");
    assert_eq!(terminal.wait_exit(), End::Code(0));
}

#[test]
fn five_megabytes_are_pasted_without_a_pause() {
    let mut terminal = Provider::start().workbench();
    terminal.wait_for(FIRST);
    paste(&mut terminal, &"eyJhbGciOiJSUzI1NiJ9".repeat(256 << 10));
    terminal.wait_for("5242880 characters");
    terminal.keys("<esc>");
    terminal.wait_gone("5242880 characters");
    terminal.keys("<c-c>");
    assert_eq!(terminal.wait_exit(), End::Code(0));
}
