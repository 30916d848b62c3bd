//! The terminal, taken and given back.
//!
//! `ratatui::init` restores after a panic only, leaves bracketed paste on even then, and nothing after an early
//! return, an exit or a signal (measured). Here one guard owns the terminal; whatever ends the program drops it.

use std::io::{self, BufWriter, Stdout, Write as _, stdout};
use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{self, EnterAlternateScreen, LeaveAlternateScreen};
use crossterm::{cursor, execute, style};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

/// A frame and its commands fit into it, so that a frame is one write and no terminal shows half of one; what Rust
/// keeps for stdout itself is written every 1024 bytes.
const FRAME: usize = 32 * 1024;

/// Whether the terminal is ours at this moment. The way back runs once, whoever takes it.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The screen while it is ours.
pub struct Screen {
    /// What is drawn on. It is never dropped: its own way out prints on stderr when it fails, and that panics where the
    /// terminal is gone.
    pub terminal: ManuallyDrop<Terminal<CrosstermBackend<BufWriter<Stdout>>>>,
}

impl Screen {
    /// Takes the terminal: raw input, alternate screen, pasted text as one event, no cursor.
    pub fn take() -> io::Result<Self> {
        // crossterm answers NO_COLOR by an empty colour command, which resets bold and reverse too; the theme
        // without colours is ours, so crossterm writes what it is told.
        style::force_color_output(true);
        enter()?;
        match Terminal::new(CrosstermBackend::new(BufWriter::with_capacity(FRAME, stdout()))) {
            Ok(terminal) => Ok(Self { terminal: ManuallyDrop::new(terminal) }),
            Err(error) => {
                give_back();
                Err(error)
            }
        }
    }

    /// Takes it again after it was given back, and forgets what was drawn.
    pub fn retake(&mut self) -> io::Result<()> {
        enter()?;
        self.redraw()
    }

    /// Forgets what was drawn, and in what colours somebody else may have left the terminal. `Terminal::clear` asks the terminal where its cursor is and fails after two seconds
    /// without an answer; a new size asks nothing.
    pub fn redraw(&mut self) -> io::Result<()> {
        execute!(stdout(), style::ResetColor)?;
        let size = self.terminal.size()?;
        self.terminal.resize(size.into())
    }

    /// Bytes that are for the terminal itself, such as the clipboard sequence.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut out = stdout();
        out.write_all(bytes)?;
        out.flush()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

fn enter() -> io::Result<()> {
    TAKEN.store(true, Ordering::SeqCst);
    let entered = terminal::enable_raw_mode()
        .and_then(|()| execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste, cursor::Hide));
    if entered.is_err() {
        give_back();
    }
    entered
}

/// Gives the terminal back as it was. Safe to call at any time and more than once; what fails is gone already.
pub fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let _gone = execute!(stdout(), DisableBracketedPaste, cursor::Show, LeaveAlternateScreen);
        let _gone = terminal::disable_raw_mode();
    }
}
