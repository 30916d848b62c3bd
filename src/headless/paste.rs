//! What is brought by hand: lines on stdin, where reading them takes nothing from anybody else. They are answers that
//! did not get here by themselves, or what a run asked for.

use std::convert::Infallible;
use std::io::{BufRead as _, IsTerminal as _, Read as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use url::Url;
use zeroize::Zeroize as _;

use super::asking::Asking;
use crate::io::Control;
use crate::protocol::secret::Secret;

/// No address is longer; a line beyond it comes in pieces, none of which is one.
const LONGEST: usize = 2 << 20;

/// Whence lines can come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stdin {
    /// Nobody can write there, or it is not for us.
    Nobody,
    /// A pipe or a socket.
    Stream,
    /// A terminal; it is read while we are in its foreground.
    Terminal,
}

impl Stdin {
    /// What stdin is now.
    pub fn now() -> Self {
        if std::io::stdin().is_terminal() {
            Self::Terminal
        } else if is_stream() {
            Self::Stream
        } else {
            Self::Nobody
        }
    }

    /// Whether a person who reads "paste it here" can do so now.
    pub fn is_at_hand(self) -> bool {
        self == Self::Stream || (self == Self::Terminal && is_foreground())
    }
}

/// What is known of stdin while it is read: it may end at any time.
#[derive(Clone, Debug)]
pub struct Way {
    stdin: Stdin,
    ended: Arc<AtomicBool>,
}

impl Way {
    /// The way in that stdin is.
    pub fn of(stdin: Stdin) -> Self {
        Self { stdin, ended: Arc::default() }
    }

    /// What stdin is, while it has not ended.
    pub fn stdin(&self) -> Stdin {
        if self.ended.load(Ordering::Relaxed) { Stdin::Nobody } else { self.stdin }
    }

    /// Whether a person who reads "paste it here" can do so now.
    pub fn is_at_hand(&self) -> bool {
        self.stdin.is_at_hand() && !self.ended.load(Ordering::Relaxed)
    }

    fn end(&self) {
        self.ended.store(true, Ordering::Relaxed);
    }
}

/// Who takes the lines.
#[derive(Clone)]
pub struct Taker {
    /// The run.
    pub control: Control,
    /// Says a sentence to the person; nothing where nothing is to be said.
    pub say: Option<fn(&str)>,
    /// Whether lines that nobody asked for can be answers.
    pub pastes: bool,
    /// The question that the next line answers, if one is open.
    pub asking: Asking,
}

/// Hands each line to the run, and never ends: a run is over by itself.
pub async fn lines(way: Way, taker: Taker) -> Infallible {
    match way.stdin {
        Stdin::Nobody => {}
        Stdin::Stream => in_thread(way, taker.clone()),
        Stdin::Terminal => from_terminal(way, taker.clone()).await,
    }
    // The control stays alive: without one nobody could ever ask.
    let _kept = taker;
    std::future::pending().await
}

/// A thread that nobody waits for: it ends with the program, wherever its read stands.
fn in_thread(way: Way, taker: Taker) {
    std::thread::spawn(move || {
        loop {
            let mut line = Vec::new();
            match std::io::stdin().lock().take(LONGEST as u64).read_until(b'\n', &mut line) {
                Ok(read) if read > 0 && taker.take(&line) => {}
                _ => return way.end(),
            }
        }
    });
}

impl Taker {
    /// Whether somebody wants a line now: what nobody wants stays where it is, for the shell.
    fn wants(&self) -> bool {
        self.pastes || self.asking.is_open()
    }

    /// Nothing more will come.
    fn end(&self, way: &Way) {
        way.end();
        if self.asking.close() {
            self.control.answer(None);
        }
    }

    /// Gives one line to the run; says whether it is still there.
    fn take(&self, line: &[u8]) -> bool {
        let text = String::from_utf8_lossy(line);
        if self.asking.close() {
            let typed = text.trim_end_matches(['\r', '\n']);
            return self.control.answer((!typed.is_empty()).then(|| Secret::new(typed)));
        }
        let text = text.trim();
        match self.say {
            // The run would only find no answer in it.
            Some(say) if is_request(text) => {
                say(REQUEST);
                true
            }
            _ => text.is_empty() || self.control.paste(text),
        }
    }
}

/// What is said to somebody who pastes what was printed.
const REQUEST: &str = "pasted: that is the address to open, not the one that the browser ended at: not taken";

/// Whether it is an address that asks, and has nothing that answers.
fn is_request(text: &str) -> bool {
    let text = text.trim_matches(|c| "\"'`<>".contains(c));
    let Ok(address) = Url::parse(text) else { return false };
    let names: Vec<String> = address.query_pairs().map(|(name, _)| name.into_owned()).collect();
    let any = |wanted: &[&str]| names.iter().any(|name| wanted.contains(&name.as_str()));
    any(&["client_id", "response_type"]) && !any(&["code", "error", "response", "id_token", "access_token"])
}

/// A terminal belongs to its foreground, and who reads from the background is stopped. So nothing is read before there
/// is a line, and then only in the foreground.
#[cfg(unix)]
async fn from_terminal(way: Way, taker: Taker) {
    use tokio::io::{Interest, unix::AsyncFd};
    #[expect(deprecated, reason = "its successor is unsafe for descriptors that may be closed; stdin never is")]
    let waiting = AsyncFd::with_interest(std::io::stdin(), Interest::READABLE);
    let Ok(terminal) = waiting else {
        // Some systems cannot wait for a terminal.
        if is_foreground() {
            in_thread(way, taker);
        }
        return;
    };
    let mut line = Vec::new();
    // Longer than any line that a terminal hands out at once, so one read takes all there is.
    let mut buffer = vec![0; 1 << 16];
    while let Ok(mut ready) = terminal.readable().await {
        if is_foreground() && taker.wants() {
            match rustix::io::read(terminal.get_ref(), &mut buffer) {
                Ok(0) => return taker.end(&way),
                Ok(read) => line.extend_from_slice(&buffer[..read]),
                Err(rustix::io::Errno::INTR | rustix::io::Errno::AGAIN) => {}
                Err(_) => return taker.end(&way),
            }
            buffer.as_mut_slice().zeroize();
        }
        ready.clear_ready();
        while let Some(end) = line.iter().position(|byte| *byte == b'\n') {
            let rest = line.split_off(end + 1);
            let is_there = taker.take(&line);
            line.zeroize();
            if !is_there {
                return;
            }
            line = rest;
        }
        line.truncate(LONGEST);
    }
}

#[cfg(not(unix))]
async fn from_terminal(way: Way, taker: Taker) {
    in_thread(way, taker);
}

#[cfg(unix)]
fn is_foreground() -> bool {
    rustix::termios::tcgetpgrp(std::io::stdin()).is_ok_and(|foreground| foreground == rustix::process::getpgrp())
}

#[cfg(not(unix))]
const fn is_foreground() -> bool {
    true
}

/// A pipe or a socket; not `/dev/null`, and not what was closed. A file was written before anybody saw the address.
#[cfg(unix)]
fn is_stream() -> bool {
    use std::os::{fd::AsFd as _, unix::fs::FileTypeExt as _};
    let stdin = std::io::stdin();
    let Ok(copy) = stdin.as_fd().try_clone_to_owned() else { return false };
    let Ok(about) = std::fs::File::from(copy).metadata() else { return false };
    let kind = about.file_type();
    kind.is_fifo() || kind.is_socket()
}

#[cfg(not(unix))]
const fn is_stream() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::control;

    fn taker(control: Control, say: Option<fn(&str)>) -> Taker {
        Taker { control, say, pastes: true, asking: Asking::default() }
    }

    #[test]
    fn a_line_is_handed_over_without_its_end_and_an_empty_one_is_nothing() {
        let (control, run) = control();
        let taker = taker(control, None);
        assert!(taker.take(b"\r\n") && taker.take(b"http://127.0.0.1/callback?code=a\r\n"));
        drop(run);
        assert!(!taker.take(b"code=a\n"), "the run is gone");
        assert!(taker.take(b"\n"));
    }

    #[test]
    fn nothing_is_read_that_nobody_wants() {
        let (control, _run) = control();
        let idle = Taker { pastes: false, ..taker(control.clone(), None) };
        assert!(!idle.wants() && taker(control, None).wants());
    }

    #[test]
    fn an_address_that_asks_is_told_from_one_that_answers() {
        for text in [
            "https://id.example/auth?response_type=code&client_id=a&redirect_uri=http://127.0.0.1/cb&state=s",
            "<https://id.example/auth?client_id=a&request_uri=urn:x>",
            "\"https://id.example/auth?client_id=a&request=e30\"",
        ] {
            assert!(is_request(text), "{text}");
        }
        for text in [
            "",
            "hello",
            "http://127.0.0.1/cb?code=a&state=s",
            "http://127.0.0.1/cb?client_id=a&code=a&state=s",
            "http://127.0.0.1/cb?client_id=a&error=access_denied",
            "client_id=a&response_type=code",
        ] {
            assert!(!is_request(text), "{text}");
        }
        let (control, run) = control();
        drop(run);
        let request = b"https://id.example/auth?client_id=a\n";
        assert!(taker(control.clone(), Some(|said| assert!(said.contains("to open")))).take(request));
        assert!(!taker(control, None).take(request), "who wants no talk has it judged as anything else");
    }

    #[test]
    fn what_has_ended_is_not_at_hand() {
        let way = Way::of(Stdin::Stream);
        let known = way.clone();
        assert!(known.is_at_hand());
        way.end();
        assert!(!known.is_at_hand() && !Way::of(Stdin::Nobody).is_at_hand());
    }
}
