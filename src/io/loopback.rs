//! The listener of one run: sockets, limits and bytes. What a visitor is, and what they get, is the door's to say.
//!
//! It listens on loopback only, from before the browser is asked until the answer is there (RFC 8252 §7.3, §8.3), and
//! nobody who comes can block it, fill the memory or end the wait.

mod bind;
mod connection;
mod desk;
mod head;
mod holder;
mod seats;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;
use tokio::time::timeout;

use super::clock;
use crate::flow::BindError;
use crate::protocol::listener::{Incoming, Receive, Source, Visit};
use desk::Desk;
use seats::Seats;

/// How long a browser may take, once it was sent on, to fetch the page that says how it ended.
const LAST_PAGE: Duration = Duration::from_millis(800);

/// How long those whose request is there may take to read the answer, once the port is free.
const LAST_BYTES: Duration = Duration::from_millis(150);

/// How long nobody is let in when the system has no descriptor left for them.
const OUT_OF_DESCRIPTORS: Duration = Duration::from_millis(50);

/// A listener and the desk where its visitors are received. Dropping it frees the port at once.
#[derive(Default)]
pub struct Loopback {
    desk: Arc<Desk>,
    seats: Arc<Seats>,
    doorways: Vec<Arc<Doorway>>,
    accepting: Vec<AbortHandle>,
}

/// A listening socket that can be closed while somebody waits at it.
struct Doorway(Mutex<Option<TcpListener>>);

impl Loopback {
    /// Listens at every address, all on one port. What was listened to before is given up first.
    pub fn bind(&mut self, addresses: &[SocketAddr]) -> Result<Vec<SocketAddr>, BindError> {
        self.free();
        let listeners = bind::bind(addresses)?;
        let bound = listeners.iter().filter_map(|listener| listener.local_addr().ok()).collect();
        self.doorways = listeners.into_iter().map(|listener| Arc::new(Doorway(Mutex::new(Some(listener))))).collect();
        Ok(bound)
    }

    /// Lets visitors in; those who came before have waited in the system's queue.
    pub fn admit(&mut self, door: Box<dyn Receive>) {
        self.desk.open(door);
        if !self.accepting.is_empty() {
            return;
        }
        for doorway in &self.doorways {
            let (doorway, desk, seats) = (Arc::clone(doorway), Arc::clone(&self.desk), Arc::clone(&self.seats));
            self.accepting.push(tokio::spawn(accept(doorway, desk, seats)).abort_handle());
        }
    }

    /// The next visitor, in the order in which they were received.
    pub async fn next(&self) -> Visit {
        self.desk.next().await
    }

    /// Waits until a visitor can be told, without telling.
    pub async fn arrival(&self) {
        self.desk.arrival().await;
    }

    /// Receives what a person pasted, as the door does a visitor. Nothing when nobody is let in yet.
    pub fn paste(&self, text: String) -> Option<Visit> {
        let incoming = Incoming {
            source: Source::Pasted,
            method: String::new(),
            target: text,
            headers: Vec::new(),
            body: Vec::new(),
        };
        self.desk.look_at(&incoming)
    }

    /// Lets the browser fetch its last page where one is due, and frees the port; gives whoever was not yet told.
    pub async fn close(&mut self) -> Vec<Visit> {
        self.desk.over();
        if let Some(since) = self.desk.page_owed().filter(|_| !self.doorways.is_empty()) {
            let left = (since + LAST_PAGE).saturating_sub(clock::now().mono);
            let _too_slow = timeout(left, self.desk.last_page()).await;
        }
        self.free();
        let _too_slow = timeout(LAST_BYTES, self.seats.all_answered()).await;
        self.seats.clear();
        self.desk.drain()
    }

    /// Closes the listening sockets now; a task that waits at one would only notice later.
    fn free(&mut self) {
        for doorway in self.doorways.drain(..) {
            doorway.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        }
        self.accepting.drain(..).for_each(|task| task.abort());
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        self.free();
        self.seats.clear();
    }
}

impl Doorway {
    /// The next connection; nothing once the doorway is closed.
    async fn next(&self) -> Option<std::io::Result<(TcpStream, SocketAddr)>> {
        std::future::poll_fn(|context| match self.0.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            Some(listener) => listener.poll_accept(context).map(Some),
            None => std::task::Poll::Ready(None),
        })
        .await
    }
}

async fn accept(doorway: Arc<Doorway>, desk: Arc<Desk>, seats: Arc<Seats>) {
    while let Some(came) = doorway.next().await {
        let Ok((stream, from)) = came else {
            // One that has nothing to say yet holds a descriptor that another needs.
            seats.dismiss_one();
            clock::sleep_until(clock::now().mono + OUT_OF_DESCRIPTORS).await;
            continue;
        };
        let seat = seats.take().await;
        tokio::spawn(connection::serve(stream, from, Arc::clone(&desk), seat));
        // A queue full of silent ones must not push out somebody who has already spoken and was not yet heard.
        tokio::task::yield_now().await;
    }
}

#[cfg(test)]
mod tests;
