//! A hundred thousand claims on the screen: how long until they are seen, and what one frame costs while they scroll.

use std::io::{Sink, sink};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use crossterm::event::{KeyCode, KeyEvent};
use grantty::flow::{Event, Outcome};
use grantty::profile::{Source, parse};
use grantty::protocol::inspection::{self, Against};
use grantty::protocol::secret::Secret;
use grantty::protocol::time::Now;
use grantty::tui::{Appearance, Effect, Entry, Message, Model, RunId, Theme, update, view};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};

use super::SIZE;
use super::budget::{Budgets, at, median};

/// Milliseconds for one key and its frame.
const FRAME: f64 = 2.0;
/// Milliseconds until the claims are seen: below it nobody notices a pause.
const OPENED: f64 = 100.0;
const FRAMES: usize = 500;

pub fn measure(budgets: &mut Budgets) {
    println!("claims on the screen  opened ms   key + frame: median ms    p99 ms");
    for (name, count, length) in [("100", 100, 10), ("100,000", 100_000, 10), ("38,000 of 5 MB", 38_000, 80)] {
        let began = Instant::now();
        let mut screen = Screen::with(&token(count, length));
        let opened = ms(began.elapsed());
        let keys = ['j', 'j', 'j', 'G', 'k', 'k', 'g', 'j'];
        let times: Vec<f64> = (0..FRAMES).map(|n| ms(screen.press(keys[n % keys.len()]))).collect();
        let (middle, late) = (median(&times), at(&times, 0.99));
        println!(
            "  {name:18}  {opened:9.1} {}  {middle:10.3} {}  {late:8.3}",
            budgets.judge(&format!("{name} claims opened, ms"), opened, OPENED),
            budgets.judge(&format!("a frame of {name} claims, ms"), middle, FRAME),
        );
    }
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// A token without a signature that anybody could check.
fn token(count: usize, length: usize) -> Secret {
    let claims: Vec<String> = (0..count).map(|n| format!("\"claim-{n}\":\"{}\"", "v".repeat(length))).collect();
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    Secret::new(format!("{}.{}.AAAA", part(r#"{"alg":"RS256"}"#), part(&format!("{{{}}}", claims.join(",")))))
}

/// The workbench in memory, drawing into nothing.
struct Screen {
    model: Model,
    terminal: Terminal<CrosstermBackend<Sink>>,
}

impl Screen {
    /// Open on the claims of that token, from its text to the first frame.
    fn with(token: &Secret) -> Self {
        let profile = parse("bench", "flow = \"inspect\"\nclient.id = \"a\"\ninspect.token = \"x\"\n", Source::Demo)
            .expect("a profile")
            .profile;
        let viewport = Viewport::Fixed(Rect::new(0, 0, SIZE.0, SIZE.1));
        let terminal = Terminal::with_options(CrosstermBackend::new(sink()), TerminalOptions { viewport });
        let appearance = Appearance { theme: Theme::dark(), folder: String::new(), user: None, host: None };
        let model = Model::new(vec![Entry::of(profile)], appearance, Now::default());
        let mut screen = Self { model, terminal: terminal.expect("a size is all it asks for") };
        screen.take(Message::Resize(SIZE.0, SIZE.1));
        let started = screen.take(Message::Key(KeyEvent::from(KeyCode::Enter)));
        let Some(Effect::Start { run, .. }) = started.first() else { panic!("Enter starts a run: {started:?}") };
        let run = *run;
        let inspection = inspection::judge(token, &against()).value.expect("something is in it");
        screen.happen(run, Event::Inspected(Box::new(inspection)));
        screen.happen(run, Event::Finished(Outcome::Done));
        screen.press('2');
        screen.take(Message::Key(KeyEvent::from(KeyCode::Tab)));
        screen.draw();
        screen
    }

    fn take(&mut self, message: Message) -> Vec<Effect> {
        update(&mut self.model, Now::default(), message)
    }

    fn happen(&mut self, run: RunId, event: Event) {
        self.take(Message::Flow { run, now: Now::default(), event });
    }

    fn press(&mut self, key: char) -> Duration {
        let began = Instant::now();
        self.take(Message::Key(KeyEvent::from(KeyCode::Char(key))));
        self.draw();
        began.elapsed()
    }

    fn draw(&mut self) {
        self.terminal.draw(|frame| view(&self.model, frame)).expect("nothing can refuse to be drawn on");
    }
}

fn against() -> Against<'static> {
    Against { ..Against::nothing(Now::default()) }
}
