//! The runs that are alive: each a task of its own on this thread, with a way to stop it and to ask
//! something of it.

use std::collections::HashMap;

use tokio::sync::mpsc::UnboundedSender;
use tokio::task::{self, AbortHandle, JoinHandle};

use crate::flow::{self, Event, Options, Outcome};
use crate::io::{Control, LiveWorld, clock, control};
use crate::profile::{Flow, Profile};
use crate::protocol::secret::Secret;
use crate::tui::{Message, RunId};

/// Every run that was started and not yet stopped.
pub struct Runs {
    tell: UnboundedSender<Message>,
    browser: Option<String>,
    live: HashMap<RunId, Live>,
}

struct Live {
    stop: AbortHandle,
    control: Control,
}

impl Runs {
    /// None yet; what happens in them is told as messages. The browser is the command of the person's choice.
    pub fn new(tell: UnboundedSender<Message>, browser: Option<String>) -> Self {
        Self { tell, browser, live: HashMap::new() }
    }

    /// Starts one.
    pub fn start(&mut self, run: RunId, profile: Profile, flow: Flow, options: Options) {
        let (control, asked) = control();
        crate::io::secrets::reserve(profile.variables());
        let (tell, browser) = (self.tell.clone(), self.browser.clone());
        let sink = move |now, event| drop(tell.send(Message::Flow { run, now, event }));
        let task = task::spawn_local(async move {
            let mut world = LiveWorld::new(profile.folder(), sink, asked).with_browser(browser);
            flow::run(&profile, flow, &options, &mut world).await
        });
        let stop = task.abort_handle();
        self.live.insert(run, Live { stop, control });
        task::spawn_local(watch(task, run, self.tell.clone()));
    }

    /// Stops one: its request is dropped, and nothing more is sent.
    pub fn stop(&mut self, run: RunId) {
        if let Some(live) = self.live.remove(&run)
            && !live.stop.is_finished()
        {
            live.stop.abort();
            finish(&self.tell, run, Outcome::Cancelled);
        }
    }

    /// Asks one for its next poll.
    pub fn poll_now(&self, run: RunId, early: bool) {
        if let Some(live) = self.live.get(&run) {
            live.control.ask(early);
        }
    }

    /// Hands one what a person pasted.
    pub fn paste(&self, run: RunId, text: String) {
        if let Some(live) = self.live.get(&run) {
            live.control.paste(text);
        }
    }

    /// Answers the question that one has asked; nothing ends the asking.
    pub fn answer(&self, run: RunId, secret: Option<Secret>) {
        if let Some(live) = self.live.get(&run) {
            live.control.answer(secret);
        }
    }

    /// Asks one to open its address once more.
    pub fn open_again(&self, run: RunId) {
        if let Some(live) = self.live.get(&run) {
            live.control.open_again();
        }
    }
}

/// A defect in a run ends that run: the workbench lives, and the sentence comes out at the end.
async fn watch(task: JoinHandle<Outcome>, run: RunId, tell: UnboundedSender<Message>) {
    if task.await.is_err_and(|error| error.is_panic()) {
        let reason = "a defect in grantty ended this run; quit to read where".to_owned();
        finish(&tell, run, Outcome::Broken { reason });
    }
}

fn finish(tell: &UnboundedSender<Message>, run: RunId, outcome: Outcome) {
    let _gone = tell.send(Message::Flow { run, now: clock::now(), event: Event::Finished(outcome) });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_defect_in_a_run_ends_that_run_alone() {
        crate::covers!("TRM-12");
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let (tell, mut came) = tokio::sync::mpsc::unbounded_channel();
        let run = RunId(7);
        task::LocalSet::new().block_on(&runtime, async {
            watch(task::spawn_local(async { panic!("a defect") }), run, tell.clone()).await;
            watch(task::spawn_local(async { Outcome::Cancelled }), RunId(8), tell).await;
        });
        let Some(Message::Flow { run: told, event: Event::Finished(Outcome::Broken { reason }), .. }) =
            came.blocking_recv()
        else {
            panic!("the run is told to have ended");
        };
        assert!(told == run && reason.contains("defect in grantty"), "{reason}");
        assert!(came.blocking_recv().is_none(), "a run that ends by itself has said so");
    }
}
