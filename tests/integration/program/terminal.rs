//! A program in a pseudo-terminal, with a screen that can be read, and a person who types. It answers no queries.
#![expect(clippy::disallowed_methods, reason = "deadlines of tests are real time")]

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, WaitOptions, WaitStatus, kill_process, waitpid};

use super::home::Home;
use super::keys;
use super::tape::Tape;

/// No test waits longer for anything. Long, because a busy machine is no defect.
const PATIENCE: Duration = Duration::from_secs(20);

/// Between two looks at a process, which has no other way to say that it changed.
const LOOK: Duration = Duration::from_millis(2);

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// By itself, with this code.
    Code(i32),
    /// By this signal.
    Signal(i32),
}

/// A running program and its terminal.
pub struct Terminal {
    pid: Pid,
    ended: Option<End>,
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn std::io::Write + Send>>,
    tape: Arc<Tape>,
    parser: vt100::Parser,
    fed: usize,
    settings: String,
    started: Instant,
    home: Home,
}

impl Terminal {
    /// Starts a program in a terminal of that many columns and rows; `env` is added to the home's environment.
    pub fn start(program: &Path, args: &[&str], (columns, rows): (u16, u16), home: Home, env: &[(&str, &str)]) -> Self {
        let pair = native_pty_system().openpty(size(columns, rows)).expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.env_clear();
        for (name, value) in home.environment() {
            command.env(name, value);
        }
        for (name, value) in env {
            command.env(name, value);
        }
        command.cwd(home.path());
        let settings = settings(&*pair.master);
        let reader = pair.master.try_clone_reader().expect("the terminal can be read");
        let writer = pair.master.take_writer().expect("the terminal can be written to");
        let started = Instant::now();
        let child = pair.slave.spawn_command(command).expect("the program can be started");
        let pid = child.process_id().and_then(|pid| Pid::from_raw(pid.cast_signed())).expect("a process has a number");
        Self {
            pid,
            ended: None,
            master: Some(pair.master),
            writer: Some(writer),
            tape: Tape::record(reader),
            parser: vt100::Parser::new(rows, columns, 0),
            fed: 0,
            settings,
            started,
            home,
        }
    }

    /// The home it lives in.
    pub const fn home(&self) -> &Home {
        &self.home
    }

    /// Its number.
    pub fn pid(&self) -> i32 {
        self.pid.as_raw_nonzero().get()
    }

    /// When it was started.
    pub const fn started(&self) -> Instant {
        self.started
    }

    /// What it wrote.
    pub fn tape(&self) -> &Tape {
        &self.tape
    }

    /// Types keys, as `j <ret> <c-p>`.
    pub fn keys(&mut self, script: &str) {
        self.send(&keys::bytes(script));
    }

    /// Types letters.
    pub fn text(&mut self, text: &str) {
        self.send(text.as_bytes());
    }

    fn send(&mut self, bytes: &[u8]) {
        let writer = self.writer.as_mut().expect("the terminal is still there");
        writer.write_all(bytes).and_then(|()| writer.flush()).expect("the terminal takes keys");
    }

    /// What stands on the screen, without blanks at the ends of lines.
    pub fn screen(&mut self) -> String {
        let fresh = self.tape.since(self.fed);
        self.fed += fresh.len();
        self.parser.process(&fresh);
        self.parser.screen().contents()
    }

    /// Waits until the text is on the screen.
    pub fn wait_for(&mut self, text: &str) -> String {
        self.wait_until(&format!("\"{text}\""), |screen| screen.contains(text))
    }

    /// Waits until the text is no longer on the screen.
    pub fn wait_gone(&mut self, text: &str) -> String {
        self.wait_until(&format!("no \"{text}\""), |screen| !screen.contains(text))
    }

    /// Waits until the screen is as wanted, and gives it.
    pub fn wait_until(&mut self, what: &str, wanted: impl Fn(&str) -> bool) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let screen = self.screen();
            if wanted(&screen) {
                return screen;
            }
            if !self.tape.longer_than(self.fed, deadline) {
                let state = self.state().map_or("it still runs".to_owned(), |end| format!("it ended: {end:?}"));
                panic!("waited for {what}, {state}; the screen:\n{screen}");
            }
        }
    }

    /// Waits until nothing was written for that long.
    pub fn settle(&mut self, quiet: Duration) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let screen = self.screen();
            if !self.tape.longer_than(self.fed, Instant::now() + quiet) {
                return screen;
            }
            assert!(Instant::now() < deadline, "it never stops to draw; the screen:\n{screen}");
        }
    }

    /// Lets time pass. For moments of a start and for what must not come; everything else is waited for by name.
    pub fn pause(&mut self, time: Duration) {
        let until = Instant::now() + time;
        while !until.saturating_duration_since(Instant::now()).is_zero() {
            let length = self.tape.bytes().len();
            if !self.tape.longer_than(length, until) && self.tape.over() {
                std::thread::sleep(until.saturating_duration_since(Instant::now()));
            }
        }
    }

    /// Gives the terminal another size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.screen();
        // The reader of the screen has no room for wide characters in one cell; the program is told the truth.
        self.parser.screen_mut().set_size(rows.max(2), columns.max(2));
        let master = self.master.as_ref().expect("the terminal is still there");
        master.resize(size(columns, rows)).expect("a terminal has a size");
    }

    /// Sends a signal to the program, and to nobody else.
    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid, signal).expect("the program is there to be signalled");
    }

    /// What the program has switched on and not off again.
    pub fn modes(&mut self) -> Vec<&'static str> {
        self.screen();
        let screen = self.parser.screen();
        let mouse = screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None;
        let raw = self.master.as_ref().is_some_and(|master| settings(&**master) != self.settings);
        let modes = [
            (screen.alternate_screen(), "alternate screen"),
            (screen.bracketed_paste(), "bracketed paste"),
            (screen.hide_cursor(), "hidden cursor"),
            (mouse, "mouse"),
            (raw, "raw input"),
        ];
        modes.into_iter().filter_map(|(on, name)| on.then_some(name)).collect()
    }

    /// Waits until exactly these are switched on: what a stopped program wrote last may still be on its way.
    #[track_caller]
    pub fn wait_modes(&mut self, wanted: &[&str]) {
        let deadline = Instant::now() + PATIENCE;
        while self.modes() != wanted && self.tape.longer_than(self.fed, deadline) {}
        assert_eq!(self.modes(), wanted);
    }

    /// The text that was written while the second screen was off: that stays with the person.
    pub fn left_behind(&self) -> String {
        let text = self.tape.text();
        let mut parts = text.split("\x1b[?1049h");
        let before = parts.next().unwrap_or_default().to_owned();
        parts.fold(before, |left, part| left + part.split_once("\x1b[?1049l").map_or("", |(_, after)| after))
    }

    /// The end, if it has come.
    pub fn state(&mut self) -> Option<End> {
        self.look(WaitOptions::NOHANG);
        self.ended
    }

    fn look(&mut self, options: WaitOptions) -> Option<WaitStatus> {
        if self.ended.is_some() {
            return None;
        }
        let (_, status) = waitpid(Some(self.pid), options).expect("the program is our child")?;
        self.ended = status.exit_status().map(End::Code).or_else(|| status.terminating_signal().map(End::Signal));
        Some(status)
    }

    /// Waits for the end, and for the last byte.
    pub fn wait_exit(&mut self) -> End {
        self.wait_exit_within(PATIENCE)
    }

    /// The same with another patience.
    pub fn wait_exit_within(&mut self, patience: Duration) -> End {
        let deadline = Instant::now() + patience;
        loop {
            if let Some(end) = self.state() {
                if self.master.is_some() {
                    assert!(self.tape.ended_within(PATIENCE), "somebody still holds the terminal");
                }
                return end;
            }
            assert!(Instant::now() < deadline, "it does not end; the screen:\n{}", self.screen());
            std::thread::sleep(LOOK);
        }
    }

    /// Waits until it is stopped, as a shell sees a suspended job.
    pub fn wait_stopped(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        while !self.look(WaitOptions::NOHANG | WaitOptions::UNTRACED).is_some_and(WaitStatus::stopped) {
            assert!(self.ended.is_none(), "it ended in place of stopping: {:?}", self.ended);
            assert!(Instant::now() < deadline, "it does not stop; the screen:\n{}", self.screen());
            std::thread::sleep(LOOK);
        }
    }

    /// Takes the terminal away, as a closed window or a lost connection does.
    pub fn hang_up(&mut self) {
        // The thread that reads holds the terminal too; a piece of output makes it look up.
        self.tape.let_go();
        self.resize(101, 31);
        assert!(self.tape.ended_within(PATIENCE), "a resize is answered");
        self.master = None;
        self.writer = None;
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if self.state().is_none() {
            let _gone = kill_process(self.pid, Signal::KILL);
            let _gone = waitpid(Some(self.pid), WaitOptions::empty());
        }
    }
}

const fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

/// The line settings, as text that can be compared.
fn settings(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Terminal {
        Terminal::start(Path::new("/bin/sh"), &["-c", script], (40, 10), Home::new(), &[])
    }

    #[test]
    fn what_a_program_writes_and_is_typed_can_be_seen() {
        let mut terminal = shell("printf 'one\\r\\n'; read word; printf '\\033[2Jtwo %s' $word; read end");
        terminal.wait_for("one");
        terminal.text("abc\n");
        assert!(terminal.wait_for("two abc").starts_with("two abc") || terminal.wait_gone("one").contains("two"));
        let (first, _) = terminal.tape().pieces()[0];
        assert!(first > terminal.started() && terminal.pid() > 1);
        terminal.keys("<ret>");
        assert_eq!(terminal.wait_exit(), End::Code(0));
    }

    #[test]
    fn what_a_program_leaves_behind_is_noticed() {
        let mut terminal =
            shell("stty raw; printf '\\033[?1049h\\033[?2004h\\033[?25l\\033[?1000hkept'; kill -TERM $$");
        assert_eq!(terminal.wait_exit(), End::Signal(15));
        assert_eq!(terminal.modes(), ["alternate screen", "bracketed paste", "hidden cursor", "mouse", "raw input"]);
        assert_eq!(terminal.left_behind(), "");
        let mut terminal = shell("printf 'a\\033[?1049hb\\033[?1049lc'");
        assert_eq!(terminal.wait_exit(), End::Code(0));
        assert_eq!((terminal.modes(), terminal.left_behind()), (vec![], "ac".to_owned()));
    }

    #[test]
    fn a_stopped_program_is_told_from_one_that_ended() {
        let mut terminal = shell("kill -STOP $$; exit 3");
        terminal.wait_stopped();
        terminal.signal(Signal::CONT);
        assert_eq!(terminal.wait_exit(), End::Code(3));
    }
}
