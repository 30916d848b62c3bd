//! The picture of the README: a real frame of a real run in virtual time, painted as SVG. The test fails when the
//! screen has changed; `GRANTTY_UPDATE=1 cargo test picture` paints it anew.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use grantty::flow::Event;
use grantty::profile::Profile;
use grantty::protocol::time::Now;
use grantty::tui::{self, Appearance, Effect, Entry, Message, Model, Theme};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::style::{Color, Modifier};

use crate::scenario::{self, world};

const COLUMNS: u16 = 120;
const ROWS: u16 = 36;

/// Size of a cell in the picture.
const CELL: (f64, f64) = (9.0, 18.0);

#[test]
#[expect(clippy::disallowed_methods, reason = "a test keeps the picture")]
fn the_readme_shows_the_run_screen_of_today() {
    let svg = paint(&frame());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/run.svg");
    if std::env::var_os("GRANTTY_UPDATE").is_some() {
        std::fs::write(&path, &svg).expect("the picture can be written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == svg, "assets/run.svg is not today's screen: GRANTTY_UPDATE=1 cargo test picture");
}

/// The run screen three polls into a device flow, one of them answered with `slow_down`.
fn frame() -> Buffer {
    let scenario: toml::Table = r#"
        [[polls]]
        error = "authorization_pending"
        [[polls]]
        error = "slow_down"
        [[polls]]
        error = "authorization_pending"
        [[polls]]
        tokens = true
        [expect]
    "#
    .parse()
    .expect("TOML");
    let profile = Profile { name: "keycloak".to_owned(), ..scenario::profile_of(&scenario) };
    let (_, world) = scenario::run(&scenario);
    let appearance = Appearance { theme: Theme::dark(), folder: String::new(), user: None, host: None };
    let mut model = Model::new(vec![Entry::of(profile)], appearance, world::START);
    let enter = Message::Key(KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE));
    tui::update(&mut model, world::START, Message::Resize(COLUMNS, ROWS));
    let effects = tui::update(&mut model, world::START, enter);
    let Some(Effect::Start { run, .. }) = effects.first() else { panic!("enter starts a run, not {effects:?}") };
    let mut last = world::START;
    for (now, event) in &world.events {
        if matches!(event, Event::Waiting(waiting) if waiting.poll == 4) {
            tui::update(&mut model, *now, Message::Flow { run: *run, now: *now, event: event.clone() });
            last = *now;
            break;
        }
        tui::update(&mut model, *now, Message::Flow { run: *run, now: *now, event: event.clone() });
    }
    let later: Now = last.after(Duration::from_secs(3));
    tui::update(&mut model, later, Message::Tick);
    let mut terminal = Terminal::new(TestBackend::new(COLUMNS, ROWS)).expect("a terminal in memory");
    terminal.draw(|frame| tui::view(&model, frame)).expect("a frame");
    terminal.backend().buffer().clone()
}

fn paint(buffer: &Buffer) -> String {
    let (width, height) = (f64::from(COLUMNS) * CELL.0, f64::from(ROWS) * CELL.1);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"15\" shape-rendering=\"crispEdges\">\n\
         <title>grantty: a device flow waits for approval</title>\n<rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"#16181d\"/>\n"
    );
    for row in 0..ROWS {
        let mut column = 0;
        while column < COLUMNS {
            let cell = &buffer[(column, row)];
            let alike = |at: u16| {
                let other = &buffer[(at, row)];
                other.style() == cell.style() && is_block(other) == is_block(cell) && !is_block(cell)
            };
            let end = (column + 1..COLUMNS).find(|at| !alike(*at)).unwrap_or(COLUMNS);
            let text: String = (column..end).map(|at| buffer[(at, row)].symbol()).collect();
            span(&mut svg, (column, row, end - column), &text, cell);
            column = end;
        }
    }
    svg.push_str("</svg>\n");
    svg
}

/// Cells of one style: their background, then their text or half blocks.
fn span(svg: &mut String, (column, row, count): (u16, u16, u16), text: &str, cell: &Cell) {
    let (x, y) = (f64::from(column) * CELL.0, f64::from(row) * CELL.1);
    let width = f64::from(count) * CELL.0;
    let reversed = cell.modifier.contains(Modifier::REVERSED);
    let (fg, bg) = (colour(cell.fg, "#d7dae0"), colour(cell.bg, "#16181d"));
    let (fg, bg) = if reversed { (bg, fg) } else { (fg, bg) };
    let mut rect = |y: f64, height: f64, fill: &str| {
        writeln!(svg, "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{fill}\"/>")
            .expect("a String takes it");
    };
    if bg != "#16181d" {
        rect(y, CELL.1, bg);
    }
    match text {
        "█" => rect(y, CELL.1, fg),
        "▀" => rect(y, CELL.1 / 2.0, fg),
        "▄" => rect(y + CELL.1 / 2.0, CELL.1 / 2.0, fg),
        _ if text.trim().is_empty() => {}
        _ => {
            let bold = if cell.modifier.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
            let dim = if cell.modifier.contains(Modifier::DIM) { " opacity=\"0.6\"" } else { "" };
            let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            writeln!(svg, "<text x=\"{x:.1}\" y=\"{:.1}\" fill=\"{fg}\"{bold}{dim} textLength=\"{width:.1}\" xml:space=\"preserve\">{text}</text>", y + 13.5).expect("a String takes it");
        }
    }
}

fn is_block(cell: &Cell) -> bool {
    matches!(cell.symbol(), "█" | "▀" | "▄")
}

/// The sixteen colours as a common dark terminal has them.
fn colour(colour: Color, default: &'static str) -> &'static str {
    match colour {
        Color::Red | Color::LightRed => "#ff6b6b",
        Color::Green | Color::LightGreen => "#51cf66",
        Color::Yellow | Color::LightYellow => "#ffd43b",
        Color::Blue | Color::LightBlue => "#748ffc",
        Color::Magenta | Color::LightMagenta => "#da77f2",
        Color::Cyan | Color::LightCyan => "#22d3ee",
        Color::Gray => "#c1c5cc",
        Color::DarkGray => "#7d838c",
        Color::Black | Color::Rgb(0, 0, 0) => "#000000",
        Color::White | Color::Rgb(..) => "#ffffff",
        _ => default,
    }
}
