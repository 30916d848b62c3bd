//! The workbench's loop: the only place that knows both the screen and the outside.
//!
//! It sleeps until a key, an event of a run, a signal, or the next whole second of a visible countdown. Nothing ticks
//! when nothing counts. Whatever came is taken in before one frame is drawn.

pub mod panic;
pub mod terminal;

mod editing;
mod effects;
mod runs;
mod signals;

use std::io::{self, Write as _};
use std::time::Duration;

use crossterm::event::{Event as Input, EventStream};
use futures_util::StreamExt as _;
use tokio::task::LocalSet;

use crate::cli::exit;
use crate::io::{clock, environment, secrets};
use crate::tui::{self, Appearance, Entry, Message, Model, Theme};

use editing::Edited;
use effects::Effects;
use signals::{Asked, Signals};
use terminal::Screen;

/// How the workbench starts.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Colours or not, where the command line says so.
    pub colour: Option<bool>,
    /// The folder for profiles, for the screen that has none to show.
    pub folder: String,
    /// Something that the first screen must say.
    pub notice: Option<String>,
    /// The command that opens addresses, where the person chose one; `none` for none.
    pub browser: Option<String>,
}

/// Reads every profile as it is at this moment.
pub type Load<'a> = &'a dyn Fn() -> Vec<Entry>;

/// Runs the workbench to its end and gives the exit code.
pub fn run(load: Load<'_>, settings: &Settings) -> u8 {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error),
    };
    let mut model = Model::new(load(), appearance(settings), clock::now());
    let ended = LocalSet::new().block_on(&runtime, workbench(&mut model, load, settings));
    terminal::give_back();
    // What still runs on helper threads (a name look-up, the clipboard) is not waited for.
    runtime.shutdown_background();
    match ended {
        Ok(Ended::Quit) => exit::OK,
        Ok(Ended::Signal(number)) => {
            signals::end_by(number);
            exit::INTERRUPTED
        }
        Err(error) => failed(&error),
    }
}

enum Ended {
    Quit,
    Signal(i32),
}

/// The signals are ours before the terminal is, so that none of them can end the program with the terminal taken.
async fn workbench(model: &mut Model, load: Load<'_>, settings: &Settings) -> io::Result<Ended> {
    let mut signals = Signals::listen()?;
    let mut screen = Screen::take()?;
    // Before the size is read: a terminal that changes between the first frame and this would never be drawn anew.
    let mut keys = listen()?;
    let size = screen.terminal.size()?;
    tui::update(model, clock::now(), Message::Resize(size.width, size.height));
    let (mut effects, mut came) = Effects::new(settings.browser.clone());
    if let Some(notice) = settings.notice.clone() {
        tui::update(model, clock::now(), Message::Notice(notice));
    }
    draw(&mut screen, model)?;
    loop {
        let message = tokio::select! {
            // Signals first: a flood of keys or events must not keep the program from ending.
            biased;
            asked = signals.next() => match asked {
                Asked::End(number) => return Ok(Ended::Signal(number)),
                Asked::Suspend => suspend(&mut screen)?,
                Asked::Resumed => resumed(&mut screen)?,
            },
            input = keys.next() => match input.transpose()? {
                Some(Input::Key(key)) => Message::Key(key),
                Some(Input::Paste(text)) => Message::Paste(text),
                Some(Input::Resize(columns, rows)) => Message::Resize(columns, rows),
                Some(_) => continue,
                // The terminal is gone: there is nobody to ask and nowhere to draw.
                None => return Ok(Ended::Quit),
            },
            () = secrets::command_ended() => {
                screen.redraw()?;
                Message::Tick
            },
            Some(message) = came.recv() => message,
            () = tick(model.next_wake()) => Message::Tick,
        };
        let mut wishes = tui::update(model, clock::now(), message);
        while let Ok(message) = came.try_recv() {
            wishes.extend(tui::update(model, clock::now(), message));
        }
        for wish in wishes {
            match effects.carry_out(wish, &mut screen)? {
                effects::Then::Go => {}
                effects::Then::Suspend => {
                    tui::update(model, clock::now(), suspend(&mut screen)?);
                }
                effects::Then::Edit(file) => {
                    // The stream would take keys from the editor.
                    drop(keys);
                    match editing::edit(&file, &mut screen, &mut signals).await? {
                        Edited::Told(told) => edited(model, &screen, load(), Message::Edited { file, told })?,
                        Edited::Signal(number) => return Ok(Ended::Signal(number)),
                    }
                    keys = listen()?;
                }
                effects::Then::Quit => return Ok(Ended::Quit),
            }
        }
        draw(&mut screen, model)?;
    }
}

/// The keys. Their stream panics where there is no input to read; asking once says so as an error.
fn listen() -> io::Result<EventStream> {
    crossterm::event::poll(Duration::ZERO)?;
    Ok(EventStream::new())
}

/// Takes in what the editor changed; the terminal may have another size as well.
fn edited(model: &mut Model, screen: &Screen, entries: Vec<Entry>, edited: Message) -> io::Result<()> {
    let size = screen.terminal.size()?;
    for message in [Message::Resize(size.width, size.height), Message::ProfilesLoaded(entries), edited] {
        tui::update(model, clock::now(), message);
    }
    Ok(())
}

fn draw(screen: &mut Screen, model: &Model) -> io::Result<()> {
    screen.terminal.draw(|frame| tui::view(model, frame)).map(|_| ())
}

async fn tick(at: Option<Duration>) {
    match at {
        Some(at) => clock::sleep_until(at).await,
        None => std::future::pending().await,
    }
}

fn suspend(screen: &mut Screen) -> io::Result<Message> {
    terminal::give_back();
    signals::suspend();
    resumed(screen)
}

fn resumed(screen: &mut Screen) -> io::Result<Message> {
    screen.retake()?;
    Ok(Message::Tick)
}

fn appearance(settings: &Settings) -> Appearance {
    let colours = match settings.colour {
        Some(wanted) => wanted,
        None => environment::colours(environment::variable) != environment::Colours::None,
    };
    let light = environment::background(environment::variable) == Some(environment::Background::Light);
    let theme = match (colours, light) {
        (false, _) => Theme::mono(),
        (true, true) => Theme::light(),
        (true, false) => Theme::dark(),
    };
    Appearance {
        theme,
        folder: settings.folder.clone(),
        user: environment::user(environment::variable),
        host: environment::host(environment::variable),
    }
}

fn failed(error: &io::Error) -> u8 {
    terminal::give_back();
    // Not `eprintln!`: it panics where the terminal is gone, and that may be the very error.
    let _gone = writeln!(io::stderr(), "grantty: the terminal cannot be used: {error}");
    exit::USAGE
}
