//! A secret that the person types while a run waits: at the terminal, unseen, and only in its foreground.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use super::paste::Stdin;
use crate::profile::{Profile, SecretReference};

/// Whether a question is open, and how the terminal was before it.
#[derive(Clone, Debug, Default)]
pub struct Asking {
    is_open: Arc<AtomicBool>,
    before: Arc<Mutex<Option<Before>>>,
}

impl Asking {
    /// Whether the next line is the answer to a question.
    pub fn is_open(&self) -> bool {
        self.is_open.load(Ordering::Relaxed)
    }

    /// Hides what is typed from now on, and forgets what was typed before. Says whether somebody can answer.
    pub fn open(&self, stdin: Stdin) -> bool {
        if stdin != Stdin::Terminal || !stdin.is_at_hand() {
            return false;
        }
        let Some(before) = hush() else { return false };
        self.keep().get_or_insert(before);
        self.is_open.store(true, Ordering::Relaxed);
        true
    }

    /// The question is answered or given up: the terminal is as it was. Says whether there was one.
    pub fn close(&self) -> bool {
        if let Some(before) = self.keep().take() {
            restore(&before);
        }
        self.is_open.swap(false, Ordering::Relaxed)
    }

    fn keep(&self) -> std::sync::MutexGuard<'_, Option<Before>> {
        self.before.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// Whether a profile wants any of its secrets typed.
pub fn asks(profile: &Profile) -> bool {
    profile.secrets().any(|(_, reference)| *reference == SecretReference::Ask)
}

/// Restores the terminal however a run ends.
#[derive(Debug)]
pub struct Restoring(pub Asking);

impl Drop for Restoring {
    fn drop(&mut self) {
        self.0.close();
    }
}

#[cfg(unix)]
type Before = rustix::termios::Termios;

#[cfg(not(unix))]
type Before = ();

/// The end of the line still shows, so that the next one begins where it should.
#[cfg(unix)]
fn hush() -> Option<Before> {
    use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
    let before = tcgetattr(std::io::stdin()).ok()?;
    let mut hushed = before.clone();
    hushed.local_modes.remove(LocalModes::ECHO);
    hushed.local_modes.insert(LocalModes::ECHONL | LocalModes::ICANON);
    tcsetattr(std::io::stdin(), OptionalActions::Flush, &hushed).ok()?;
    Some(before)
}

#[cfg(unix)]
fn restore(before: &Before) {
    use rustix::termios::{OptionalActions, tcsetattr};
    let _gone = tcsetattr(std::io::stdin(), OptionalActions::Now, before);
}

/// Without a way to hide it nobody is asked to type a secret.
#[cfg(not(unix))]
const fn hush() -> Option<Before> {
    None
}

#[cfg(not(unix))]
const fn restore(_: &Before) {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{Source, parse};

    #[test]
    fn any_key_of_a_profile_may_be_typed() {
        let asks = |text: &str| {
            let text = format!("issuer = \"https://id.example\"\n[client]\nid = \"a\"\n{text}");
            super::asks(&parse("x", &text, Source::Demo).expect("a profile without mistakes").profile)
        };
        for text in [
            "secret = { ask = true }",
            "key = { ask = true }",
            "certificate = { ask = true }",
            "[dpop]\nkey = { ask = true }",
        ] {
            assert!(asks(text), "{text}");
        }
        assert!(asks("[ciba]\nuser_code = { ask = true }") && !asks("secret = { env = \"S\" }"));
    }

    #[test]
    fn nobody_is_asked_where_nobody_can_answer() {
        let asking = Asking::default();
        assert!(!asking.open(Stdin::Nobody) && !asking.open(Stdin::Stream));
        assert!(!asking.is_open() && !asking.close());
    }
}
