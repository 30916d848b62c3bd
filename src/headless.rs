//! A run without the workbench: the same flow, the same events, the same report, on stdout and stderr.

use std::cell::RefCell;
use std::io::Write;
use std::rc::Rc;

use crate::explain;
use crate::flow::{self, Event, Options, Outcome, Question};
use crate::io::{self, LiveWorld, environment};
use crate::profile::{Flow, Profile};
use crate::protocol::json::{Json, object};
use crate::protocol::secret::Secret;
use crate::protocol::text;
use crate::protocol::time::Now;
use crate::protocol::token::TokenSet;
use crate::record::wire::Eyes;
use crate::record::{Run, events, report};

mod asking;
mod paste;
mod summary;
mod talk;

use asking::{Asking, Restoring};
use paste::{Stdin, Taker, Way};
use summary::Shown;
use talk::Place;

/// What `grantty run` prints, and how.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct Output {
    /// One report at the end.
    pub json: bool,
    /// One JSON line an event.
    pub events: bool,
    /// Secrets and tokens in full.
    pub reveal: bool,
    /// No talk on stderr but what a person needs to approve.
    pub quiet: bool,
    /// Each exchange on stderr.
    pub verbose: bool,
}

/// Runs one flow to its end and returns what happened. Interrupting it is an outcome like any other. `browser` is the
/// command that opens addresses, where the person chose one.
pub fn run(
    profile: &Profile,
    flow: Flow,
    options: &Options,
    output: Output,
    browser: Option<&str>,
) -> std::io::Result<Run> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut run = Run::new(profile, flow, io::clock::now());
    run.keep_going = options.keep_going;
    let (way, pastes) = way(profile, flow);
    let (control, wishes) = io::control();
    io::secrets::reserve(profile.variables());
    let asking = Asking::default();
    let _restoring = Restoring(asking.clone());
    let taker = Taker { control, say: (!output.quiet).then_some(say), pastes, asking };
    let teller = Rc::new(RefCell::new(Teller { run, output, way: way.clone(), taker: taker.clone() }));
    let sink = Rc::clone(&teller);
    let mut world = LiveWorld::new(profile.folder(), move |now, event| sink.borrow_mut().tell(now, event), wishes)
        .with_browser(browser.map(str::to_owned));
    let interrupted = runtime.block_on(async {
        tokio::select! {
            _outcome = flow::run(profile, flow, options, &mut world) => false,
            () = interruption() => true,
            never = paste::lines(way, taker) => match never {},
        }
    });
    drop(world);
    // A browser that has not answered yet, or a name look-up, is not waited for.
    runtime.shutdown_background();
    if interrupted {
        teller.borrow_mut().tell(io::clock::now(), Event::Finished(Outcome::Cancelled));
    }
    let teller = Rc::try_unwrap(teller).unwrap_or_else(|_| unreachable!("the world that held the other end is gone"));
    let Teller { run, output, .. } = teller.into_inner();
    let at = profile.inspect.at.filter(|_| flow == Flow::Inspect);
    print_end(&run, output, at);
    Ok(run)
}

/// Whence lines can come, and whether some that nobody asked for can be answers. A terminal can be asked in any flow
/// that has questions; a pipe is read where something may be pasted.
fn way(profile: &Profile, flow: Flow) -> (Way, bool) {
    let stdin = Stdin::now();
    let pastes = flow == Flow::Code || (flow == Flow::Ciba && profile.ciba.mode.notifies());
    let is_asked = (flow == Flow::Ciba || asking::asks(profile)) && stdin == Stdin::Terminal;
    (Way::of(if pastes || is_asked { stdin } else { Stdin::Nobody }), pastes)
}

/// Whether the address that the browser ends at could be brought here by hand.
pub fn can_be_pasted() -> bool {
    Stdin::now() != Stdin::Nobody
}

/// The tokens of a run as a file: one JSON object, nothing masked.
pub fn tokens_file(tokens: &TokenSet) -> String {
    let text = |secret: &Secret| Json::from(secret.reveal());
    let file = object([
        ("access_token", tokens.access_token.as_ref().map(text).into()),
        ("token_type", tokens.token_type.as_str().into()),
        ("expires_in", tokens.expires_in.into()),
        ("refresh_token", tokens.refresh_token.as_ref().map(text).into()),
        ("id_token", tokens.id_token.as_ref().map(text).into()),
        ("scope", tokens.scope.clone().into()),
    ]);
    file.pretty() + "\n"
}

struct Teller {
    run: Run,
    output: Output,
    way: Way,
    taker: Taker,
}

impl Teller {
    fn tell(&mut self, now: Now, event: Event) {
        let seen = event.clone();
        self.run.apply(now, event);
        if self.output.events {
            let wording = explain::wording(&self.run);
            if let Some(line) = events::line(now.mono, &seen, &self.run, &wording, self.output.reveal) {
                print(&line.to_string());
            }
        }
        for line in talk::lines(&seen, &self.run, self.output, &self.place()) {
            say(&line);
        }
        if let Event::Asked(question) = &seen {
            self.ask(question);
        }
    }

    /// Asks at the terminal, or answers at once that nobody will.
    fn ask(&self, question: &Question) {
        let eyes = Eyes { masker: &self.run.masker, reveal: self.output.reveal };
        let is_open = self.taker.asking.open(self.way.stdin());
        for line in talk::question(question, is_open, eyes) {
            say(&line);
        }
        if !is_open {
            self.taker.control.answer(None);
        }
    }

    /// Where the person is, as far as it can be known at this moment.
    fn place(&self) -> Place {
        Place {
            hand: self.way.is_at_hand(),
            apart: !environment::has_display(environment::variable),
            login: talk::login(environment::variable),
        }
    }
}

fn print_end(run: &Run, output: Output, at: Option<u64>) {
    if output.json {
        let document = report::document(run, &explain::wording(run), output.reveal);
        print(&if output.events { document.to_string() } else { document.pretty() });
    } else if !output.events {
        for line in summary::lines(run, Shown { reveal: output.reveal, verbose: output.verbose, at }) {
            print(&line);
        }
    }
}

/// Data. A reader that went away is no error: the run goes on to its exit code.
fn print(line: &str) {
    let mut out = std::io::stdout().lock();
    let _gone = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// Talk. The text was sanitized where it was made, but a line holds whatever a server sent: once more, at the door.
fn say(line: &str) {
    let _gone = writeln!(std::io::stderr().lock(), "{}", text::shown(line));
}

/// Resolves when somebody asks the program to end.
async fn interruption() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup(), SignalKind::quit()]
            .map(|kind| signal(kind).ok());
        std::future::poll_fn(|context| {
            let came = kinds.iter_mut().flatten().any(|signal| signal.poll_recv(context).is_ready());
            if came { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
        })
        .await;
    }
    #[cfg(not(unix))]
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
