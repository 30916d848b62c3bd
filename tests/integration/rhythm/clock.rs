//! Virtual time for one flow or for many, and numbers that are random but the same every time.

use std::cell::Cell;
use std::future::poll_fn;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// A clock that only [`drive`] moves.
pub struct Clock {
    now: Cell<Duration>,
    /// The next moment that somebody waits for.
    alarm: Cell<Duration>,
}

impl Clock {
    /// A clock that has run for a while.
    pub fn new() -> Self {
        Self { now: Cell::new(Duration::from_secs(1000)), alarm: Cell::new(Duration::MAX) }
    }

    /// This moment.
    pub fn now(&self) -> Duration {
        self.now.get()
    }

    /// Waits for a moment.
    pub async fn until(&self, moment: Duration) {
        poll_fn(|_| {
            if self.now.get() >= moment {
                return Poll::Ready(());
            }
            self.alarm.set(self.alarm.get().min(moment));
            Poll::Pending
        })
        .await;
    }
}

/// Runs flows beside one another to their ends; the clock jumps from one awaited moment to the next.
pub fn drive<F: Future>(clock: &Clock, flows: Vec<F>) -> Vec<F::Output> {
    let mut running: Vec<_> = flows.into_iter().map(|flow| (Box::pin(flow), None)).collect();
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..5_000_000 {
        clock.alarm.set(Duration::MAX);
        for (flow, output) in running.iter_mut().filter(|(_, output)| output.is_none()) {
            if let Poll::Ready(value) = flow.as_mut().poll(&mut context) {
                *output = Some(value);
            }
        }
        if running.iter().all(|(_, output)| output.is_some()) {
            return running.into_iter().filter_map(|(_, output)| output).collect();
        }
        assert!(clock.alarm.get() < Duration::MAX, "a flow waits for something that never comes");
        clock.now.set(clock.alarm.get());
    }
    panic!("a flow never ends");
}

/// Numbers of a seed (`SplitMix64`).
pub struct Random(u64);

impl Random {
    /// The numbers of that seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `least` to `most`, both included.
    pub fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.next() % (most - least + 1)
    }

    /// True that many times of a hundred.
    pub fn percent(&mut self, share: u64) -> bool {
        self.between(0, 99) < share
    }

    /// A time of up to so many milliseconds.
    pub fn millis(&mut self, most: u64) -> Duration {
        Duration::from_millis(self.between(0, most))
    }
}
