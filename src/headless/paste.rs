//! An answer brought by hand: lines on stdin, where reading them takes nothing from anybody else.

use std::convert::Infallible;
use std::io::{BufRead as _, IsTerminal as _, Read as _};

use crate::io::Control;

/// No address is longer; a line beyond it comes in pieces, none of which is one.
const LONGEST: usize = 2 << 20;

/// Whence lines can come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stdin {
    /// Nobody can write there, or it is not for us.
    Nobody,
    /// A pipe, a file or a socket.
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

/// Hands each line to the run, and never ends: a run is over by itself.
pub async fn lines(stdin: Stdin, control: Control) -> Infallible {
    match stdin {
        Stdin::Nobody => {}
        Stdin::Stream => in_thread(control.clone()),
        Stdin::Terminal => from_terminal(control.clone()).await,
    }
    // The control stays alive: without one nobody could ever ask.
    let _kept = control;
    std::future::pending().await
}

/// A thread that nobody waits for: it ends with the program, wherever its read stands.
fn in_thread(control: Control) {
    std::thread::spawn(move || {
        loop {
            let mut line = Vec::new();
            match std::io::stdin().lock().take(LONGEST as u64).read_until(b'\n', &mut line) {
                Ok(read) if read > 0 && hand_over(&line, &control) => {}
                _ => return,
            }
        }
    });
}

/// Gives one line to the run; says whether it is still there.
fn hand_over(line: &[u8], control: &Control) -> bool {
    let text = String::from_utf8_lossy(line);
    let text = text.trim();
    text.is_empty() || control.paste(text)
}

/// A terminal belongs to its foreground, and who reads from the background is stopped. So nothing is read before there
/// is a line, and then only in the foreground.
#[cfg(unix)]
async fn from_terminal(control: Control) {
    use tokio::io::{Interest, unix::AsyncFd};
    #[expect(deprecated, reason = "its successor is unsafe for descriptors that may be closed; stdin never is")]
    let waiting = AsyncFd::with_interest(std::io::stdin(), Interest::READABLE);
    let Ok(terminal) = waiting else {
        // Some systems cannot wait for a terminal.
        if is_foreground() {
            in_thread(control);
        }
        return;
    };
    let mut line = Vec::new();
    // Longer than any line that a terminal hands out at once, so one read takes all there is.
    let mut buffer = vec![0; 1 << 16];
    while let Ok(mut ready) = terminal.readable().await {
        if is_foreground() {
            match rustix::io::read(terminal.get_ref(), &mut buffer) {
                Ok(0) => return,
                Ok(read) => line.extend_from_slice(&buffer[..read]),
                Err(rustix::io::Errno::INTR | rustix::io::Errno::AGAIN) => {}
                Err(_) => return,
            }
        }
        ready.clear_ready();
        while let Some(end) = line.iter().position(|byte| *byte == b'\n') {
            let rest = line.split_off(end + 1);
            if !hand_over(&line, &control) {
                return;
            }
            line = rest;
        }
        line.truncate(LONGEST);
    }
}

#[cfg(not(unix))]
async fn from_terminal(control: Control) {
    in_thread(control);
}

#[cfg(unix)]
fn is_foreground() -> bool {
    rustix::termios::tcgetpgrp(std::io::stdin()).is_ok_and(|foreground| foreground == rustix::process::getpgrp())
}

#[cfg(not(unix))]
const fn is_foreground() -> bool {
    true
}

/// A pipe, a socket or a file; not `/dev/null`, and not what was closed.
#[cfg(unix)]
fn is_stream() -> bool {
    use std::os::{fd::AsFd as _, unix::fs::FileTypeExt as _};
    let stdin = std::io::stdin();
    let Ok(copy) = stdin.as_fd().try_clone_to_owned() else { return false };
    let Ok(about) = std::fs::File::from(copy).metadata() else { return false };
    let kind = about.file_type();
    kind.is_fifo() || kind.is_socket() || kind.is_file()
}

#[cfg(not(unix))]
const fn is_stream() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::control;

    #[test]
    fn a_line_is_handed_over_without_its_end_and_an_empty_one_is_nothing() {
        let (control, run) = control();
        assert!(hand_over(b"\r\n", &control) && hand_over(b"http://127.0.0.1/callback?code=a\r\n", &control));
        drop(run);
        assert!(!hand_over(b"code=a\n", &control), "the run is gone");
        assert!(hand_over(b"\n", &control));
    }
}
