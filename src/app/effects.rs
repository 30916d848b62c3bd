//! What the model wishes for, carried out.

use std::io;
use std::path::PathBuf;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task;

use super::runs::Runs;
use super::terminal::Screen;
use crate::io::{browser, clipboard, environment};
use crate::tui::{Effect, Message};

/// What the loop does after an effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Then {
    /// Go on.
    Go,
    /// Stop the process until it is told to go on.
    Suspend,
    /// Let a person edit a file.
    Edit(PathBuf),
    /// End.
    Quit,
}

/// Carries effects out; their results come back as messages.
pub struct Effects {
    tell: UnboundedSender<Message>,
    runs: Runs,
    browser: Option<String>,
    zone_asked: bool,
}

impl Effects {
    /// The carrier and the end at which results arrive. The browser is the command of the person's choice.
    pub fn new(browser: Option<String>) -> (Self, UnboundedReceiver<Message>) {
        let (tell, came) = unbounded_channel();
        let runs = Runs::new(tell.clone(), browser.clone());
        (Self { runs, tell, browser, zone_asked: false }, came)
    }

    /// The zone database takes milliseconds the first time, so it is read beside the first run, whose claims need it.
    fn learn_time_zone(&mut self) {
        if !std::mem::replace(&mut self.zone_asked, true) {
            let tell = self.tell.clone();
            task::spawn_blocking(move || drop(tell.send(Message::TimeZone(jiff::tz::TimeZone::system()))));
        }
    }

    /// Carries one out.
    pub fn carry_out(&mut self, effect: Effect, screen: &mut Screen) -> io::Result<Then> {
        match effect {
            Effect::Start { run, profile, flow, options } => {
                self.learn_time_zone();
                self.runs.start(run, *profile, flow, options);
            }
            Effect::Stop(run) => self.runs.stop(run),
            Effect::PollNow { run, early } => self.runs.poll_now(run, early),
            Effect::Paste { run, text } => self.runs.paste(run, text),
            Effect::Answer { run, secret } => self.runs.answer(run, secret),
            Effect::OpenAgain(run) => self.runs.open_again(run),
            Effect::Open(url) => {
                let (tell, command) = (self.tell.clone(), self.browser.clone());
                let open = move || drop(tell.send(Message::Opened(browser::open_with(&url, command.as_deref()))));
                task::spawn_blocking(open);
            }
            Effect::Copy { what, text } => self.copy(&what, &text, screen)?,
            Effect::Redraw => screen.redraw()?,
            Effect::Edit(file) => return Ok(Then::Edit(file)),
            Effect::Suspend => return Ok(Then::Suspend),
            Effect::Quit => return Ok(Then::Quit),
        }
        Ok(Then::Go)
    }

    /// The desktop's clipboard where there is one of ours; else the terminal is asked, between two frames.
    fn copy(&self, what: &str, text: &str, screen: &mut Screen) -> io::Result<()> {
        let said = match clipboard::copy(text) {
            Ok(way) => way.sentence(what),
            Err(_) => match clipboard::osc52(text, environment::is_tmux(environment::variable)) {
                Ok(bytes) => {
                    screen.send(&bytes)?;
                    clipboard::Way::Terminal.sentence(what)
                }
                Err(why) => why,
            },
        };
        let _gone = self.tell.send(Message::Copied(said));
        Ok(())
    }
}
