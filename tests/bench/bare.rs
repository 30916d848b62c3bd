//! The floor for `cargo bench`: a full-screen program that does nothing but draw. It has a list, the keys `j` and `k`
//! that move in it, and `q`.

use std::io;

use crossterm::event::{self, Event, KeyCode};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout};
use ratatui::widgets::{Block, List, ListState, Paragraph};

fn main() -> io::Result<()> {
    let mut terminal = ratatui::init();
    let mut chosen = ListState::default().with_selected(Some(0));
    loop {
        terminal.draw(|frame| draw(frame, &mut chosen))?;
        if let Event::Key(key) = event::read()? {
            match key.code {
                KeyCode::Char('j') => chosen.select_next(),
                KeyCode::Char('k') => chosen.select_previous(),
                KeyCode::Char('q') => break,
                _ => {}
            }
        }
    }
    ratatui::restore();
    Ok(())
}

fn draw(frame: &mut Frame, chosen: &mut ListState) {
    let [left, right] = Layout::horizontal([Constraint::Length(31), Constraint::Fill(1)]).areas(frame.area());
    let names = (1..=12).map(|n| format!("profile {n}"));
    let list = List::new(names).block(Block::bordered().title("Profiles")).highlight_symbol("▸");
    frame.render_stateful_widget(list, left, chosen);
    let text = format!("Name     profile {}", chosen.selected().unwrap_or(0) + 1);
    frame.render_widget(Paragraph::new(text).block(Block::bordered().title("Profile")), right);
}
