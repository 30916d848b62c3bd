//! What a person asks of a run while it goes on: the next poll, the address once more, an answer brought by hand.

use std::collections::VecDeque;

use tokio::sync::mpsc;

use crate::protocol::secret::Secret;

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
    /// The answer to a question of the run; none when nobody will answer.
    Answer(Option<Secret>),
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

    /// Answers the question that the run has asked; nothing ends the asking. Says whether the run is still there.
    pub fn answer(&self, answer: Option<Secret>) -> bool {
        self.0.send(Wish::Answer(answer)).is_ok()
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

    /// Forgets the answers that were given until now.
    pub fn drain_answers(&mut self) {
        self.sift(|wish| !matches!(wish, Wish::Answer(_)));
    }

    /// Forgets the wishes for the browser: it was asked just now.
    pub fn drain_openings(&mut self) {
        self.sift(|wish| *wish != Wish::OpenAgain);
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.sift(|_| false);
    }

    /// Waits for the next wish; many wishes for a poll are one. Never ends when nobody can have any.
    pub async fn next(&mut self) -> Wish {
        match self.any().await {
            Wish::PollNow { early } => {
                let again = self.drain_polls().unwrap_or(false);
                Wish::PollNow { early: early || again }
            }
            wish => wish,
        }
    }

    /// Waits for the answer to a question, and leaves other wishes where they are. Nothing when nobody can answer.
    pub async fn answered(&mut self) -> Option<Secret> {
        loop {
            let mut answer = None;
            self.sift(|wish| match wish {
                Wish::Answer(secret) => {
                    answer.get_or_insert_with(|| secret.clone());
                    false
                }
                _ => true,
            });
            match answer {
                Some(answer) => return answer,
                None => self.kept.push_back(self.came.recv().await?),
            }
        }
    }

    async fn any(&mut self) -> Wish {
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
