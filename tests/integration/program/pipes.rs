//! A program with pipes for stdin, stdout and stderr, as scripts and CI jobs have it.
#![expect(clippy::disallowed_methods, reason = "deadlines of tests are real time")]

use std::io::Write as _;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use super::GRANTTY;
use super::home::Home;
use super::tape::Tape;
use super::terminal::End;

/// No test waits longer for anything.
const PATIENCE: Duration = Duration::from_secs(40);

/// Between two looks at a process.
const LOOK: Duration = Duration::from_millis(5);

/// A running program.
pub struct Piped {
    child: Child,
    /// What it said on stdout.
    pub out: Arc<Tape>,
    /// What it said on stderr.
    pub err: Arc<Tape>,
}

/// A program that has ended.
#[derive(Debug)]
pub struct Done {
    /// How.
    pub end: End,
    /// All of stdout.
    pub out: String,
    /// All of stderr.
    pub err: String,
}

impl Done {
    /// Its exit code, with everything it said where that is another one.
    #[track_caller]
    pub fn must_be(self, code: i32) -> Self {
        assert_eq!(self.end, End::Code(code), "\nstdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    /// Stdout as one JSON document.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("stdout is no JSON: {error}\n{}", self.out))
    }

    /// Stdout as JSON lines.
    #[track_caller]
    pub fn json_lines(&self) -> Vec<Value> {
        let read = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("no JSON line: {error}\n{line}"));
        self.out.lines().map(read).collect()
    }
}

/// Runs grantty to its end.
pub fn grantty(home: &Home, args: &[&str]) -> Done {
    Piped::start(home, args, &[]).done()
}

impl Piped {
    /// Starts grantty; `env` is added to the home's environment.
    pub fn start(home: &Home, args: &[&str], env: &[(&str, &str)]) -> Self {
        let mut command = Command::new(GRANTTY);
        command.args(args);
        Self::spawn(command, home, env)
    }

    /// Runs grantty to its end with that text on stdin.
    pub fn fed(home: &Home, args: &[&str], env: &[(&str, &str)], stdin: &str) -> Done {
        let mut command = Command::new(GRANTTY);
        command.args(args).stdin(Stdio::piped());
        let mut program = Self::attached(command, home, env);
        let mut pipe = program.child.stdin.take().expect("a pipe");
        let text = stdin.to_owned();
        // A program that does not read it all is no fault of the test's.
        let writer = std::thread::spawn(move || drop(pipe.write_all(text.as_bytes())));
        let done = program.done();
        writer.join().expect("a writer does not panic");
        done
    }

    /// Starts a shell with a line of script.
    pub fn shell(home: &Home, script: &str) -> Self {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        Self::spawn(command, home, &[])
    }

    fn spawn(mut command: Command, home: &Home, env: &[(&str, &str)]) -> Self {
        command.stdin(Stdio::null());
        Self::attached(command, home, env)
    }

    fn attached(mut command: Command, home: &Home, env: &[(&str, &str)]) -> Self {
        command.env_clear().envs(home.environment()).envs(env.iter().copied()).current_dir(home.path());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("grantty can be started");
        let out = Tape::record(Box::new(child.stdout.take().expect("a pipe")));
        let err = Tape::record(Box::new(child.stderr.take().expect("a pipe")));
        Self { child, out, err }
    }

    /// Its number.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal to it, and to nobody else.
    pub fn signal(&self, signal: Signal) {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, signal).expect("the program is there to be signalled");
    }

    /// Waits for a line on stdout that gives something.
    pub fn wait_line<T>(&mut self, wanted: impl Fn(&str) -> Option<T>) -> Option<T> {
        find(&self.out, wanted)
    }

    /// Waits for a line on stderr that gives something.
    pub fn wait_talk<T>(&mut self, wanted: impl Fn(&str) -> Option<T>) -> Option<T> {
        find(&self.err, wanted)
    }

    /// Waits for an event (`run --events`).
    pub fn wait_event(&mut self, name: &str) -> Option<Value> {
        self.wait_line(|line| {
            let event: Value = serde_json::from_str(line).ok()?;
            (event["event"] == name).then_some(event)
        })
    }

    /// Whether it ends by itself in that time.
    pub fn ends_within(&mut self, patience: Duration) -> bool {
        let deadline = Instant::now() + patience;
        while self.child.try_wait().expect("the program is our child").is_none() {
            if Instant::now() > deadline {
                return false;
            }
            std::thread::sleep(LOOK);
        }
        true
    }

    /// Waits for the end.
    pub fn done(mut self) -> Done {
        let (out, err) = (Arc::clone(&self.out), Arc::clone(&self.err));
        assert!(self.ends_within(PATIENCE), "it does not end\nstdout:\n{}\nstderr:\n{}", out.text(), err.text());
        let status = self.child.wait().expect("the program is our child");
        assert!(self.out.ended_within(PATIENCE) && self.err.ended_within(PATIENCE), "somebody still holds a pipe");
        let end = status.code().map_or_else(|| End::Signal(status.signal().unwrap_or(0)), End::Code);
        Done { end, out: self.out.text(), err: self.err.text() }
    }
}

impl Drop for Piped {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _gone = self.child.kill();
            let _gone = self.child.wait();
        }
    }
}

/// The first whole line that gives something; nothing where the tape ends or patience does.
fn find<T>(tape: &Tape, wanted: impl Fn(&str) -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let bytes = tape.bytes();
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let text = String::from_utf8_lossy(&bytes[..whole]);
        if let Some(found) = text.lines().find_map(&wanted) {
            return Some(found);
        }
        if !tape.longer_than(bytes.len(), deadline) {
            return None;
        }
    }
}
