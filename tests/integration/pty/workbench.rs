//! What a person does with the workbench, against the embedded provider.

use std::time::Duration;

use grantty::demo;

use super::{FIRST, Provider, WAITING, start, user_code};
use crate::program::home::Home;
use crate::program::terminal::End;

/// The issuer of the provider inside the program, where a screen shows it.
fn issuer(screen: &str) -> Option<String> {
    let port: String = screen.split_once("127.0.0.1:")?.1.chars().take_while(char::is_ascii_digit).collect();
    Some(format!("http://127.0.0.1:{port}"))
}

#[test]
fn the_demonstration_shows_a_run_in_two_keys() {
    let mut terminal = start(&["demo", "--interval", "1"], Home::new(), &[]);
    let screen = terminal.wait_for("demo");
    let issuer = issuer(&screen).unwrap_or_else(|| panic!("no issuer on the screen:\n{screen}"));
    terminal.keys("<ret>");
    let screen = terminal.wait_for(WAITING);
    assert!(screen.contains("/device"), "the address stands beside the code:\n{screen}");
    let code = user_code(&screen).expect("the code");
    demo::approve(&issuer, &code, true).expect("the provider's pages work");
    terminal.wait_for("✔ tokens");
    terminal.keys("2");
    let screen = terminal.wait_for("10769150350006150715113082367");
    assert!(screen.contains("verified"), "{screen}");
    terminal.keys("3");
    let screen = terminal.wait_for("expected");
    assert!(screen.contains("✘ 0"), "no check is red:\n{screen}");
    terminal.keys("4");
    terminal.wait_for("device_authorization");
    terminal.keys("<c-c>");
    assert_eq!(terminal.wait_exit(), End::Code(0));
}

#[test]
fn a_cancelled_run_sends_nothing_more_and_can_be_run_again() {
    let provider = Provider::start();
    let (mut terminal, first) = provider.waiting();
    terminal.wait_for("authorization_pending");
    terminal.keys("c");
    if terminal.settle(Duration::from_millis(100)).contains("Sure?") {
        terminal.keys("y");
    }
    terminal.wait_for("cancelled");
    let asked = provider.demo.log().len();
    terminal.pause(Duration::from_millis(2_500));
    assert_eq!(provider.demo.log().len(), asked, "nothing is sent after the cancel");
    terminal.keys("r");
    terminal.wait_until("a new code", |screen| user_code(screen).is_some_and(|code| code != first));
    terminal.keys("<c-c>");
    assert_eq!(terminal.wait_exit(), End::Code(0));
}

#[test]
fn leaving_in_the_midst_of_a_run_stops_its_polling() {
    let provider = Provider::start();
    let (mut terminal, _) = provider.waiting();
    terminal.wait_for("authorization_pending");
    terminal.keys("<c-c>");
    assert_eq!(terminal.wait_exit(), End::Code(0));
    let asked = provider.polls().len();
    terminal.pause(Duration::from_millis(2_500));
    assert_eq!(provider.polls().len(), asked);
}

#[test]
fn the_rhythm_on_the_screen_is_the_rhythm_on_the_wire() {
    grantty::covers!("POL-06");
    let provider = Provider::start();
    let (mut terminal, _) = provider.waiting();
    // Keys must not make it faster.
    for _ in 0..30 {
        terminal.keys("j k p");
        terminal.pause(Duration::from_millis(100));
    }
    let polls = provider.polls();
    assert!(polls.len() >= 2, "{polls:#?}");
    assert!(polls.windows(2).all(|pair| pair[1].mono_ms - pair[0].mono_ms >= 980), "{polls:#?}");
    assert!(polls.iter().all(|poll| poll.status == 400), "{polls:#?}");
}

#[test]
fn without_colours_signs_and_words_carry_the_meaning() {
    grantty::covers!("TRM-19");
    let provider = Provider::start();
    let home = Home::new();
    home.profile("local", &crate::cli::profile(provider.demo.issuer()));
    let mut terminal = start(&[], home, &[("NO_COLOR", "1")]);
    terminal.wait_for(FIRST);
    terminal.keys("<ret>");
    let screen = terminal.wait_for(WAITING);
    provider.approve(&user_code(&screen).expect("the code"));
    terminal.wait_for("✔ tokens");
    terminal.keys("3");
    let screen = terminal.wait_for("expected");
    assert!(screen.contains("✔ PASS"), "{screen}");
    let colours = colours(&terminal.tape().text());
    assert_eq!(colours, [""; 0], "NO_COLOR");
}

/// The sequences that choose a colour, but for black, white (a QR code is black on white always) and the default.
fn colours(output: &str) -> Vec<String> {
    let sequences = output.split("\x1b[").skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != ';')?;
        rest[end..].starts_with('m').then(|| rest[..end].to_owned())
    });
    sequences.filter(|parameters| has_colour(parameters)).collect()
}

fn has_colour(parameters: &str) -> bool {
    let mut numbers = parameters.split(';').map(|number| number.parse::<u16>().unwrap_or(0));
    let mut colour = false;
    while let Some(number) = numbers.next() {
        colour |= match number {
            38 | 48 | 58 if numbers.next() == Some(5) => !matches!(numbers.next(), Some(0 | 7 | 15 | 16 | 231)),
            38 | 48 | 58 => {
                let parts: Vec<u16> = numbers.by_ref().take(3).collect();
                parts != [0; 3] && parts != [255; 3]
            }
            30..=37 | 40..=47 | 90..=97 | 100..=107 => !matches!(number % 10, 0 | 7),
            _ => false,
        };
    }
    colour
}

#[test]
fn a_colour_is_told_from_black_and_white() {
    assert_eq!(colours("\x1b[1;38;5;15;48;2;0;0;0m\x1b[0m\x1b[2J"), [""; 0]);
    assert_eq!(colours("\x1b[1;38;5;9m\x1b[32m"), ["1;38;5;9", "32"]);
}

#[cfg(unix)]
#[test]
fn what_a_secret_command_writes_on_the_terminal_is_drawn_over() {
    let home = Home::new();
    let paint = r"printf '\033[2J\033[41m\033[5;5HPAIN%s' TED > /dev/tty; sleep 1; echo hunter2";
    let profile = format!(
        "issuer = \"http://127.0.0.1:1\"\nflow = \"client-credentials\"\n\n[client]\nid = \"a\"\n\
         auth = \"client_secret_post\"\nsecret = {{ command = [\"sh\", \"-c\", '''{paint}'''] }}\n\n\
         [endpoints]\ntoken = \"http://127.0.0.1:1/token\"\n"
    );
    home.profile("local", &profile);
    let mut terminal = start(&[], home, &[]);
    terminal.wait_for(FIRST);
    terminal.keys("<ret>");
    terminal.wait_for("PAINTED");
    terminal.wait_until("all of our own screen", |screen| screen.contains(" grantty ") && !screen.contains("PAINTED"));
    terminal.keys("<c-c>");
    assert_eq!(terminal.wait_exit(), End::Code(0));
}
