//! The real outside of a run.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use tokio::sync::mpsc;
use url::Url;

use super::http::Transport;
use super::{clock, random, secrets};
use crate::flow::{BindError, Event, Heard, Opening, Wake, World};
use crate::profile::SecretReference;
use crate::protocol::exchange::{Request, Response, TransportError};
use crate::protocol::redirect::{Door, Visit};
use crate::protocol::secret::Secret;
use crate::protocol::time::Now;

/// Who is told what happens, and when it happened.
pub type Sink<'a> = Box<dyn FnMut(Now, Event) + 'a>;

/// The end that asks a run for its next poll now.
#[derive(Clone, Debug)]
pub struct PollNow(mpsc::UnboundedSender<bool>);

impl PollNow {
    /// Asks; `early` breaks the interval on purpose. Says whether the run is still there to hear it.
    pub fn ask(&self, early: bool) -> bool {
        self.0.send(early).is_ok()
    }
}

/// The run's end of [`poll_now`].
#[derive(Debug)]
pub struct PollNowReceiver(mpsc::UnboundedReceiver<bool>);

/// Makes the two ends of the "poll now" control. A dropped [`PollNow`] means that nobody will ever ask.
pub fn poll_now() -> (PollNow, PollNowReceiver) {
    let (send, receive) = mpsc::unbounded_channel();
    (PollNow(send), PollNowReceiver(receive))
}

impl PollNowReceiver {
    /// Forgets what was asked until now; says whether something was, and whether early.
    fn drain(&mut self) -> Option<bool> {
        let mut asked = None;
        while let Ok(early) = self.0.try_recv() {
            asked = Some(asked.unwrap_or(false) || early);
        }
        asked
    }

    /// Waits for a wish. Never ends when nobody can have one.
    async fn asked(&mut self) -> bool {
        match self.0.recv().await {
            Some(early) => self.drain().unwrap_or(false) || early,
            None => std::future::pending().await,
        }
    }
}

/// The [`World`] of a real run.
pub struct LiveWorld<'a> {
    folder: Option<PathBuf>,
    sink: Sink<'a>,
    control: Option<PollNowReceiver>,
    transport: Transport,
}

impl<'a> LiveWorld<'a> {
    /// A world whose secret files count from the profile's folder, with the environment's proxies. Without a control
    /// nobody can ask for a poll.
    pub fn new(
        profile_folder: Option<PathBuf>,
        sink: impl FnMut(Now, Event) + 'a,
        control: impl Into<Option<PollNowReceiver>>,
    ) -> Self {
        Self {
            folder: profile_folder,
            sink: Box::new(sink),
            control: control.into(),
            transport: Transport::from_environment(),
        }
    }

    /// The same with another transport.
    #[must_use]
    pub fn with_transport(mut self, transport: Transport) -> Self {
        self.transport = transport;
        self
    }

    /// The way out to the network.
    pub fn transport(&self) -> &Transport {
        &self.transport
    }
}

impl World for LiveWorld<'_> {
    fn now(&self) -> Now {
        clock::now()
    }

    fn random(&mut self) -> [u8; 32] {
        random::random()
    }

    fn emit(&mut self, event: Event) {
        (self.sink)(clock::now(), event);
    }

    async fn send(&mut self, request: Request) -> Result<Response, TransportError> {
        let answer = self.transport.send(&request).await;
        // Whoever asked for a poll while this was on its way has it now.
        self.control.as_mut().and_then(PollNowReceiver::drain);
        answer
    }

    async fn sleep_until(&mut self, deadline: Duration) -> Wake {
        let Some(control) = self.control.as_mut() else {
            clock::sleep_until(deadline).await;
            return Wake::Deadline;
        };
        tokio::select! {
            biased;
            early = control.asked() => Wake::PollNow { early },
            () = clock::sleep_until(deadline) => Wake::Deadline,
        }
    }

    async fn bind(&mut self, addresses: &[SocketAddr]) -> Result<Vec<SocketAddr>, BindError> {
        Ok(addresses.to_vec())
    }

    fn admit(&mut self, _door: Door) {}

    async fn open(&mut self, _url: &Url) -> Opening {
        Opening::NotWanted
    }

    async fn heard(&mut self, deadline: Duration) -> Heard {
        clock::sleep_until(deadline).await;
        Heard::Deadline
    }

    async fn close(&mut self) -> Vec<Visit> {
        Vec::new()
    }

    async fn secret(&mut self, reference: &SecretReference) -> Result<Secret, String> {
        secrets::resolve(reference, self.folder.as_deref()).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn soon() -> Duration {
        clock::now().mono + Duration::from_millis(20)
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_wait_ends_at_its_deadline_or_when_somebody_asks() {
        let (ask, control) = poll_now();
        let mut world = LiveWorld::new(None, |_, _| {}, control);
        assert_eq!(world.sleep_until(soon()).await, Wake::Deadline);
        ask.ask(false);
        ask.ask(true);
        ask.ask(false);
        assert_eq!(world.sleep_until(Duration::MAX).await, Wake::PollNow { early: true });
        assert_eq!(world.sleep_until(soon()).await, Wake::Deadline, "three presses are one wish");
        drop(ask);
        assert_eq!(world.sleep_until(soon()).await, Wake::Deadline, "nobody left to ask");
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_wish_made_while_a_request_was_on_its_way_is_spent() {
        let (ask, control) = poll_now();
        let mut world = LiveWorld::new(None, |_, _| {}, control);
        ask.ask(false);
        let url = url::Url::parse("ftp://127.0.0.1/").unwrap();
        let request = Request::get(crate::protocol::exchange::Purpose::Poll, url);
        assert!(world.send(request).await.is_err());
        assert_eq!(world.sleep_until(soon()).await, Wake::Deadline);
    }
}
