//! The few connections that are held at once. When all seats are taken, the one that has kept us waiting longest for
//! its request makes room, so that no number of slow ones keeps the real one out.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// Most connections at once.
pub const SEATS: usize = 32;

/// How far a connection has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Phase {
    /// The answer is gone; what was left of the request is taken off the line and forgotten.
    Leaving,
    /// Nothing was said: a browser connects ahead of need.
    Silent,
    /// The request is on its way.
    Reading,
    /// The request is there; its answer is not gone yet.
    Answering,
}

/// Every seat of one listener.
#[derive(Debug, Default)]
pub struct Seats {
    taken: Mutex<VecDeque<Arc<Place>>>,
    freed: Notify,
}

#[derive(Debug)]
struct Place {
    phase: AtomicU8,
    leave: Notify,
}

/// A connection's seat, free again when it is dropped.
#[derive(Debug)]
pub struct Seat {
    place: Arc<Place>,
    seats: Arc<Seats>,
}

impl Seats {
    /// Takes a seat: a free one, or that of the oldest whose request is not there yet. Waits only while every request
    /// is being answered.
    pub async fn take(self: &Arc<Self>) -> Seat {
        loop {
            let freed = self.freed.notified();
            if self.taken().len() < SEATS || self.dismiss_one() {
                let place = Arc::new(Place { phase: AtomicU8::new(Phase::Silent as u8), leave: Notify::new() });
                self.taken().push_back(Arc::clone(&place));
                return Seat { place, seats: Arc::clone(self) };
            }
            freed.await;
        }
    }

    /// Sends the oldest away whose request is not there yet; says whether there was one.
    pub fn dismiss_one(&self) -> bool {
        let mut taken = self.taken();
        let oldest = taken.iter().position(|place| place.phase.load(Ordering::SeqCst) < Phase::Answering as u8);
        let dismissed = oldest.and_then(|at| taken.remove(at));
        dismissed.inspect(|place| place.leave.notify_one()).is_some()
    }

    /// Waits until nobody is being answered.
    pub async fn all_answered(&self) {
        loop {
            let freed = self.freed.notified();
            if !self.taken().iter().any(|place| place.phase.load(Ordering::SeqCst) == Phase::Answering as u8) {
                return;
            }
            freed.await;
        }
    }

    /// Sends everybody away.
    pub fn clear(&self) {
        self.taken().drain(..).for_each(|place| place.leave.notify_one());
    }

    fn taken(&self) -> MutexGuard<'_, VecDeque<Arc<Place>>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seat {
    /// Notes how far the connection has come.
    pub fn is_now(&self, phase: Phase) {
        self.place.phase.store(phase as u8, Ordering::SeqCst);
    }

    /// Whether it has come that far and no further.
    pub fn is(&self, phase: Phase) -> bool {
        self.place.phase.load(Ordering::SeqCst) == phase as u8
    }

    /// Resolves when somebody else needs the seat.
    pub async fn dismissed(&self) {
        self.place.leave.notified().await;
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.seats.taken().retain(|place| !Arc::ptr_eq(place, &self.place));
        self.seats.freed.notify_one();
    }
}
