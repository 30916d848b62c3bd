//! The workbench while a person decides elsewhere: the message to compare, the code that is typed, notifications that
//! are pasted or not waited for, and leaving.

use std::net::TcpListener;
use std::time::Duration;

use grantty::demo::{self, Demo, Options};

use super::{FIRST, GIVEN_BACK, SIZE, TAKEN};
use crate::program::GRANTTY;
use crate::program::home::Home;
use crate::program::terminal::{End, Terminal};

/// What stands on the screen while a person is asked.
const ASKED: &str = "Compare with the phone";

/// What is begun and ended by when a terminal pastes.
const PASTE: [&str; 2] = ["\x1b[200~", "\x1b[201~"];

struct Wait {
    demo: Demo,
    terminal: Terminal,
    /// Where notifications are listened to.
    port: u16,
}

impl Wait {
    /// A run of that profile of the demonstration, begun. The provider notifies another port than the one that is
    /// listened to, so that only what is pasted arrives.
    fn begun(profile: &str, size: (u16, u16)) -> Self {
        let demo = Demo::start(Options { interval: 1, ..Options::default() }).expect("a free port");
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
        let profiles = demo::profiles(demo.issuer());
        let (_, text) = profiles.iter().find(|(name, _)| name == profile).expect("a profile of the demonstration");
        let elsewhere = |line: &str| match line.split_once('=') {
            Some((key, _)) if key.trim() == "listen" => format!("listen = \"{free}\""),
            Some((key, _)) if key.trim() == "notification_endpoint" => String::new(),
            Some((key, _)) if key.trim() == "user_code" => String::new(),
            _ => line.to_owned(),
        };
        let home = Home::new();
        home.profile(FIRST, &text.lines().map(elsewhere).collect::<Vec<_>>().join("\n"));
        let mut terminal = Terminal::start(GRANTTY.as_ref(), &[], size, home, &[]);
        terminal.wait_for(FIRST);
        terminal.keys("<ret>");
        Self { demo, terminal, port: free.port() }
    }

    /// The same, and the person is asked.
    fn asked(profile: &str, size: (u16, u16)) -> Self {
        let mut wait = Self::begun(profile, size);
        wait.terminal.wait_for(ASKED);
        wait
    }

    fn allow(&self) {
        assert!(demo::answer_phone(self.demo.issuer(), true).expect("the page works"), "nothing waits");
    }

    fn pastes(&mut self, text: &str) {
        let [begin, end] = PASTE;
        self.terminal.text(&format!("{begin}{text}{end}"));
    }

    fn polls(&self) -> usize {
        self.demo.log().iter().filter(|line| line.path == "/token").count()
    }

    fn is_free(&self) -> bool {
        TcpListener::bind(("127.0.0.1", self.port)).is_ok()
    }

    /// Tokens came, and everything is as it was before.
    fn ends_well(mut self) {
        self.terminal.wait_until("tokens", |screen| screen.contains("✔ tokens"));
        self.leaves();
    }

    fn leaves(mut self) {
        self.terminal.keys("<c-c>");
        assert_eq!(self.terminal.wait_exit(), End::Code(0));
        assert_eq!(self.terminal.modes(), GIVEN_BACK);
        assert_eq!(self.terminal.left_behind().trim(), "", "nothing of the run stays on the main screen");
        assert!(self.is_free(), "nobody listens any more");
    }
}

#[test]
fn the_message_to_compare_is_shown_at_usual_sizes() {
    for size in [(80, 24), (60, 20)] {
        let mut wait = Wait::asked("demo-ciba", size);
        let screen = wait.terminal.wait_for("W4SCT");
        assert!(screen.contains("ann"), "who is asked, at {size:?}:\n{screen}");
        wait.allow();
        wait.ends_well();
    }
}

#[test]
fn a_user_code_is_typed_masked_and_stands_nowhere() {
    grantty::covers!("CIB-09");
    let mut wait = Wait::begun("demo-ciba-pin", (80, 24));
    wait.terminal.wait_for("wants the person's user code");
    for (code, next) in [("93570", "does not accept"), ("1234", ASKED)] {
        wait.terminal.text(code);
        let screen = wait.terminal.wait_for(&"●".repeat(code.len()));
        assert!(!shows(&screen, code), "{screen}");
        wait.terminal.keys("<ret>");
        wait.terminal.wait_for(next);
    }
    wait.terminal.resize(100, 60);
    wait.terminal.keys("4 j j j j");
    let screen = wait.terminal.wait_until("the request with the wrong code", |screen| {
        screen.contains("Exchanges") && screen.contains("user_code")
    });
    assert!(!shows(&screen, "1234") && !shows(&screen, "93570"), "{screen}");
    assert!(!wait.terminal.tape().text().contains("93570"), "it was never drawn");
    wait.allow();
    wait.ends_well();
}

/// Whether a line about the code has it; ports may have the same digits in them.
fn shows(screen: &str, code: &str) -> bool {
    screen.lines().any(|line| line.contains("user_code") && line.contains(code))
}

#[test]
fn a_notification_can_be_pasted() {
    let mut wait = Wait::asked("demo-ciba-ping", (160, 50));
    wait.pastes("hello");
    wait.terminal.wait_for("what was pasted is no notification");
    wait.pastes("{\"auth_req_id\":\"of-somebody-else\"}");
    wait.terminal.wait_for("the wait goes on");
    wait.allow();
    wait.terminal.pause(Duration::from_millis(300));
    assert_eq!(wait.polls(), 0, "the provider's ping went elsewhere");
    wait.terminal.keys("P");
    let id = wait.terminal.wait_until("the revealed id", |screen| auth_req_id(screen).is_some());
    let id = auth_req_id(&id).expect("it is there");
    wait.pastes(&format!("{{\"auth_req_id\":\"{id}\"}}"));
    wait.terminal.wait_until("tokens", |screen| screen.contains("✔ tokens"));
    assert_eq!(wait.polls(), 1);
    wait.ends_well();
}

/// The id of the request, where nothing is hidden.
fn auth_req_id(screen: &str) -> Option<String> {
    let after = screen.lines().find_map(|line| line.split_once("Request  "))?.1.trim();
    let id = after.split(' ').next()?;
    (id.len() > 20 && !id.contains('‹')).then(|| id.to_owned())
}

#[test]
fn who_does_not_wait_for_the_ping_polls_anyway() {
    let mut wait = Wait::asked("demo-ciba-ping", SIZE);
    wait.terminal.wait_for("waits for the ping");
    wait.allow();
    wait.terminal.pause(Duration::from_millis(1200));
    assert_eq!(wait.polls(), 0, "nothing is polled for by itself");
    wait.terminal.keys("p");
    wait.terminal.wait_until("tokens", |screen| screen.contains("✔ tokens"));
    assert_eq!(wait.polls(), 1);
    wait.ends_well();
}

#[test]
fn cancelling_frees_the_port() {
    let mut wait = Wait::asked("demo-ciba-push", SIZE);
    wait.terminal.wait_modes(&TAKEN);
    assert!(!wait.is_free(), "it listens");
    wait.terminal.keys("c");
    wait.terminal.wait_for("Sure?");
    wait.terminal.keys("y");
    wait.terminal.wait_for("cancelled");
    for _ in 0..200 {
        if wait.is_free() {
            break;
        }
        wait.terminal.pause(Duration::from_millis(10));
    }
    assert!(wait.is_free(), "{}", wait.terminal.screen());
    assert_eq!(wait.polls(), 0);
    wait.leaves();
}

#[test]
fn nothing_is_polled_for_once_it_was_cancelled() {
    grantty::covers!("POL-21");
    let mut wait = Wait::asked("demo-ciba", SIZE);
    // Another tab is no reason to stop.
    wait.terminal.keys("3");
    for _ in 0..1000 {
        if wait.polls() > 0 {
            break;
        }
        wait.terminal.pause(Duration::from_millis(10));
    }
    assert!(wait.polls() > 0, "{}", wait.terminal.screen());
    wait.terminal.keys("1c");
    wait.terminal.wait_for("Sure?");
    wait.terminal.keys("y");
    wait.terminal.wait_for("cancelled");
    let polled = wait.polls();
    wait.terminal.pause(Duration::from_millis(2500));
    assert_eq!(wait.polls(), polled, "{}", wait.terminal.screen());
    wait.leaves();
}

#[test]
fn leaving_in_the_midst_of_a_wait_gives_terminal_and_port_back() {
    for profile in ["demo-ciba-ping", "demo-ciba-push"] {
        let mut wait = Wait::asked(profile, SIZE);
        wait.terminal.wait_modes(&TAKEN);
        assert!(!wait.is_free(), "it listens");
        wait.leaves();
    }
}
