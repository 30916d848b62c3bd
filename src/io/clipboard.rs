//! Copying, when somebody asks for it: the desktop's clipboard when there is one, else the terminal's (OSC 52).

use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::environment;

/// The longest text that terminals take by OSC 52: 100,000 bytes of sequence, three quarters of them text.
pub const OSC52_MOST: usize = 74_994;

/// How a text was copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Into the desktop's clipboard.
    Desktop,
    /// By the terminal, which was sent [`osc52`] by the event loop between two frames.
    Terminal,
}

impl Way {
    /// What to tell the person, about `what` was copied.
    pub fn sentence(self, what: &str) -> String {
        match self {
            Self::Desktop => format!("copied {what} to the clipboard"),
            Self::Terminal => format!("asked the terminal to copy {what} (OSC 52)"),
        }
    }
}

/// On X11 and Wayland the owner of the clipboard must live to serve it.
static DESKTOP: Mutex<Option<arboard::Clipboard>> = Mutex::new(None);

/// Copies to the desktop's clipboard. Where that is nobody's or fails, the error says so, and [`osc52`] is the way.
pub fn copy(text: &str) -> Result<Way, String> {
    if environment::is_remote(environment::variable) {
        return Err("this is a remote session: its desktop's clipboard is not yours".to_owned());
    }
    if !environment::has_display(environment::variable) {
        return Err("there is no desktop here, and so no clipboard of one".to_owned());
    }
    to_desktop(text).map(|()| Way::Desktop).map_err(|error| format!("the desktop's clipboard refused: {error}"))
}

fn to_desktop(text: &str) -> Result<(), arboard::Error> {
    let mut desktop = DESKTOP.lock().unwrap_or_else(PoisonError::into_inner);
    let clipboard = match desktop.as_mut() {
        Some(clipboard) => clipboard,
        None => desktop.insert(arboard::Clipboard::new()?),
    };
    clipboard.set_text(text)
}

/// The sequence that asks a terminal to copy a text. In tmux it stands twice: once for tmux itself
/// (`set-clipboard on`) and once wrapped for the terminal around it (`allow-passthrough on`).
pub fn osc52(text: &str, tmux: bool) -> Result<Vec<u8>, String> {
    if text.len() > OSC52_MOST {
        return Err(format!("{} bytes are too many for the terminal's clipboard ({OSC52_MOST})", text.len()));
    }
    let plain = format!("\x1b]52;c;{}\x07", STANDARD.encode(text));
    if !tmux {
        return Ok(plain.into_bytes());
    }
    let wrapped = plain.replace('\x1b', "\x1b\x1b");
    Ok(format!("{plain}\x1bPtmux;{wrapped}\x1b\\").into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_carries_nothing_but_base64() {
        assert_eq!(osc52("WDJB-MJHT", false).unwrap(), b"\x1b]52;c;V0RKQi1NSkhU\x07");
        let hostile = osc52("\x07\x1b]0;x\x07", false).unwrap();
        assert_eq!(hostile.iter().filter(|byte| byte.is_ascii_control()).count(), 2);
    }

    #[test]
    fn in_tmux_it_is_also_wrapped_with_its_escapes_doubled() {
        let both = osc52("a", true).unwrap();
        assert_eq!(both, b"\x1b]52;c;YQ==\x07\x1bPtmux;\x1b\x1b]52;c;YQ==\x07\x1b\\");
    }

    #[test]
    fn a_text_that_terminals_would_cut_is_refused_with_its_size() {
        assert!(osc52(&"x".repeat(OSC52_MOST), false).unwrap().len() <= 100_000);
        assert!(osc52(&"x".repeat(OSC52_MOST + 1), false).unwrap_err().contains("74995 bytes"));
    }

    #[test]
    fn what_is_said_claims_no_more_than_was_done() {
        assert_eq!(Way::Desktop.sentence("the code"), "copied the code to the clipboard");
        assert!(Way::Terminal.sentence("the code").starts_with("asked the terminal"));
    }
}
