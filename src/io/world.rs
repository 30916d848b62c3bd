//! The real outside of a run.

mod opening;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use super::control::{ControlReceiver, Wish};
use super::http::Transport;
use super::loopback::Loopback;
use super::{clock, random, secrets};
use crate::flow::{BindError, Event, Heard, Network, Opening, Question, World};
use crate::profile::SecretReference;
use crate::protocol::exchange::{Request, Response, TransportError};
use crate::protocol::listener::{Receive, Visit};
use crate::protocol::secret::Secret;
use crate::protocol::time::Now;

/// Who is told what happens, and when it happened.
pub type Sink<'a> = Box<dyn FnMut(Now, Event) + 'a>;

/// The [`World`] of a real run.
pub struct LiveWorld<'a> {
    folder: Option<PathBuf>,
    sink: Sink<'a>,
    control: Option<ControlReceiver>,
    transport: Transport,
    loopback: Loopback,
    browser: Option<String>,
    secrets: Vec<(&'static str, SecretReference, Secret)>,
}

impl<'a> LiveWorld<'a> {
    /// A world whose secret files count from the profile's folder, with the environment's proxies. Without a control
    /// nobody can ask for a poll, open the address again or paste an answer.
    pub fn new(
        profile_folder: Option<PathBuf>,
        sink: impl FnMut(Now, Event) + 'a,
        control: impl Into<Option<ControlReceiver>>,
    ) -> Self {
        Self {
            folder: profile_folder,
            sink: Box::new(sink),
            control: control.into(),
            transport: Transport::from_environment(),
            loopback: Loopback::default(),
            browser: None,
            secrets: Vec::new(),
        }
    }

    /// The same with a browser command of the person's choice; `none` asks for no browser at all.
    #[must_use]
    pub fn with_browser(mut self, command: Option<String>) -> Self {
        self.browser = command;
        self
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
        self.control.as_mut().and_then(ControlReceiver::drain_polls);
        answer
    }

    async fn bind(&mut self, addresses: &[SocketAddr]) -> Result<Vec<SocketAddr>, BindError> {
        self.loopback.bind(addresses)
    }

    fn admit(&mut self, door: Box<dyn Receive>) {
        // Whatever was pasted before cannot belong to a request that nobody has seen yet.
        if let Some(control) = self.control.as_mut() {
            control.clear();
        }
        self.loopback.admit(door);
    }

    async fn open(&mut self, url: &Url) -> Opening {
        let opening = opening::open(url, self.browser.as_deref(), self.loopback.arrival()).await;
        if let Some(control) = self.control.as_mut() {
            control.drain_openings();
        }
        opening
    }

    async fn heard(&mut self, deadline: Duration) -> Heard {
        loop {
            // Asked here, since a flood of visitors leaves no gap for a timer.
            if clock::now().mono >= deadline {
                return Heard::Deadline;
            }
            let wish = tokio::select! {
                biased;
                visit = self.loopback.next() => return told(visit),
                wish = asked(self.control.as_mut()) => wish,
                () = clock::sleep_until(deadline) => continue,
            };
            match wish {
                Wish::OpenAgain => return Heard::OpenAgain,
                Wish::Pasted(text) => {
                    if let Some(visit) = self.loopback.paste(text) {
                        return told(visit);
                    }
                }
                Wish::PollNow { early } => return Heard::PollNow { early },
                // Nothing was asked.
                Wish::Answer(_) => {}
            }
        }
    }

    async fn ask(&mut self, question: Question) -> Option<Secret> {
        let control = self.control.as_mut()?;
        // What was answered before cannot be meant for this question.
        control.drain_answers();
        (self.sink)(clock::now(), Event::Asked(question));
        control.answered().await
    }

    async fn close(&mut self) -> Vec<Visit> {
        self.loopback.close().await
    }

    fn network(&mut self, network: &Network) -> Result<(), String> {
        self.transport.configure(network, self.folder.as_deref())
    }

    /// Looked up once a run: a pipe gives what it has only once, and nobody wants to be asked twice.
    async fn secret(&mut self, key: &'static str, reference: &SecretReference) -> Result<Secret, String> {
        let is_same =
            |known: &SecretReference, of: &str| known == reference && (of == key || *known != SecretReference::Ask);
        if let Some((_, _, secret)) = self.secrets.iter().find(|(of, known, _)| is_same(known, of)) {
            return Ok(secret.clone());
        }
        let secret = match reference {
            SecretReference::Ask => {
                let why = format!("The profile has `{key} = {{ ask = true }}`.");
                let typed = self.ask(Question { parameter: key, why }).await;
                let typed = typed.filter(|secret| !secret.reveal().is_empty());
                typed.inspect(secrets::known::learn).ok_or_else(|| secrets::unanswered(key))?
            }
            reference => secrets::resolve(reference, self.folder.as_deref()).await?,
        };
        self.secrets.push((key, reference.clone(), secret.clone()));
        Ok(secret)
    }
}

fn told(visit: Visit) -> Heard {
    Heard::Visit(Box::new(visit))
}

async fn asked(control: Option<&mut ControlReceiver>) -> Wish {
    match control {
        Some(control) => control.next().await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests;
