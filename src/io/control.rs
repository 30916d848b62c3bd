//! What a person asks of a run while it goes on: the next poll, the address once more, an answer brought by hand.

use std::collections::VecDeque;

use tokio::sync::mpsc;

/// One wish.
#[derive(Clone, PartialEq, Eq)]
pub enum Wish {
    /// The next poll, now.
    PollNow {
        /// Even inside the interval, on purpose.
        early: bool,
    },
    /// An answer that did not reach the listener, as text.
    Pasted(String),
    /// The address once more in the browser.
    OpenAgain,
}

/// The end that asks.
#[derive(Clone, Debug)]
pub struct Control(mpsc::UnboundedSender<Wish>);

/// The run's end of [`control`].
pub struct ControlReceiver {
    came: mpsc::UnboundedReceiver<Wish>,
    /// Taken from there, and not for whoever took it.
    kept: VecDeque<Wish>,
}

/// Makes the two ends. A dropped [`Control`] means that nobody will ever ask.
pub fn control() -> (Control, ControlReceiver) {
    let (send, came) = mpsc::unbounded_channel();
    (Control(send), ControlReceiver { came, kept: VecDeque::new() })
}

impl Control {
    /// Asks for the next poll; `early` breaks the interval on purpose. Says whether the run is still there to hear it.
    pub fn ask(&self, early: bool) -> bool {
        self.0.send(Wish::PollNow { early }).is_ok()
    }

    /// Hands over what a person pasted. Says whether the run is still there.
    pub fn paste(&self, text: impl Into<String>) -> bool {
        self.0.send(Wish::Pasted(text.into())).is_ok()
    }

    /// Asks for the address once more. Says whether the run is still there.
    pub fn open_again(&self) -> bool {
        self.0.send(Wish::OpenAgain).is_ok()
    }
}

impl ControlReceiver {
    /// Forgets the polls that were asked for until now; says whether one was, and whether early.
    pub fn drain_polls(&mut self) -> Option<bool> {
        let mut asked = None;
        self.sift(|wish| {
            if let Wish::PollNow { early } = wish {
                asked = Some(asked.unwrap_or(false) || *early);
            }
            !matches!(wish, Wish::PollNow { .. })
        });
        asked
    }

    /// Forgets the wishes for the browser: it was asked just now.
    pub fn drain_openings(&mut self) {
        self.sift(|wish| *wish != Wish::OpenAgain);
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.sift(|_| false);
    }

    /// Waits for a poll to be asked for, and forgets the rest. Never ends when nobody can ask.
    pub async fn poll_asked(&mut self) -> bool {
        loop {
            if let Wish::PollNow { early } = self.next().await {
                return self.drain_polls().unwrap_or(false) || early;
            }
        }
    }

    /// Waits for a wish that is no poll, and forgets the polls. Never ends when nobody can have one.
    pub async fn front_asked(&mut self) -> Wish {
        loop {
            match self.next().await {
                Wish::PollNow { .. } => {}
                wish => return wish,
            }
        }
    }

    async fn next(&mut self) -> Wish {
        if let Some(wish) = self.kept.pop_front() {
            return wish;
        }
        match self.came.recv().await {
            Some(wish) => wish,
            None => std::future::pending().await,
        }
    }

    fn sift(&mut self, keep: impl FnMut(&Wish) -> bool) {
        while let Ok(wish) = self.came.try_recv() {
            self.kept.push_back(wish);
        }
        self.kept.retain(keep);
    }
}
