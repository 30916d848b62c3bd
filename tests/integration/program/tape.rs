//! What a program wrote, byte by byte, with the time of each piece.
#![expect(clippy::disallowed_methods, reason = "deadlines of tests are real time")]

use std::io::Read;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The output of a program, filled by a thread that reads it.
#[derive(Default)]
pub struct Tape {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    bytes: Vec<u8>,
    /// When a piece came, and how long the tape was then.
    pieces: Vec<(Instant, usize)>,
    over: bool,
    let_go: bool,
}

impl Tape {
    /// Reads to the end, on a thread of its own.
    pub fn record(mut from: Box<dyn Read + Send>) -> Arc<Self> {
        let tape = Arc::new(Self::default());
        let writer = Arc::clone(&tape);
        let work = move || {
            let mut piece = vec![0; 65_536];
            while let Ok(length @ 1..) = from.read(&mut piece) {
                if !writer.came(&piece[..length]) {
                    break;
                }
            }
            drop(from);
            writer.lock().over = true;
            writer.changed.notify_all();
        };
        std::thread::Builder::new().name("tape".to_owned()).spawn(work).expect("a thread can be started");
        tape
    }

    fn came(&self, piece: &[u8]) -> bool {
        let mut state = self.lock();
        state.bytes.extend_from_slice(piece);
        let length = state.bytes.len();
        state.pieces.push((Instant::now(), length));
        self.changed.notify_all();
        !state.let_go
    }

    /// The reading thread closes its end after the next piece.
    pub fn let_go(&self) {
        self.lock().let_go = true;
    }

    /// Whether the end came.
    pub fn over(&self) -> bool {
        self.lock().over
    }

    /// Everything so far.
    pub fn bytes(&self) -> Vec<u8> {
        self.lock().bytes.clone()
    }

    /// Everything so far, as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.lock().bytes).into_owned()
    }

    /// What came after the first `from` bytes.
    pub fn since(&self, from: usize) -> Vec<u8> {
        self.lock().bytes.get(from..).unwrap_or_default().to_vec()
    }

    /// When each piece came, and how long the tape was then.
    pub fn pieces(&self) -> Vec<(Instant, usize)> {
        self.lock().pieces.clone()
    }

    /// Waits until the tape is longer than `length`, has ended, or the deadline has passed. True: it is longer.
    pub fn longer_than(&self, length: usize, deadline: Instant) -> bool {
        let mut state = self.lock();
        while state.bytes.len() <= length && !state.over {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        state.bytes.len() > length
    }

    /// Waits for the end.
    pub fn ended_within(&self, patience: Duration) -> bool {
        let deadline = Instant::now() + patience;
        while !self.over() && Instant::now() < deadline {
            let length = self.lock().bytes.len();
            self.longer_than(length, deadline);
        }
        self.over()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
