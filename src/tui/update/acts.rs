//! Keys: from a key to what it means here, and from that to what it does.

use crossterm::event::KeyEvent;

use super::{answer, layers, line, look as look_into, motion, paste, profiles, remark, runs, tokens};
use crate::profile::Flow;
use crate::protocol::check::Verdict;
use crate::tui::about;
use crate::tui::copying::{self, Thing};
use crate::tui::cursor::{Cursor, Step};
use crate::tui::effect::Effect;
use crate::tui::keymap::{self, Action};
use crate::tui::layout::Pane;
use crate::tui::model::{Layer, Model, Privacy, Question, Shown};
use crate::tui::possible::{places, possible};
use crate::tui::screen::Tab;
use crate::tui::token_acts::Act;

/// One key.
pub fn key(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let on_top = model.layer.is_some() || model.line.is_some();
    let meant = keymap::action(&places(model), &key, |action| on_top || possible(model, action));
    if let Some(action @ (Action::Quit | Action::Suspend | Action::Redraw)) = meant {
        return world(action);
    }
    if model.line.is_some() {
        return line::key(model, key, meant);
    }
    if matches!(model.layer, Some(Layer::Answer(_))) {
        return answer::key(model, key, meant);
    }
    if matches!(model.layer, Some(Layer::Look(_))) {
        return look_into::key(model, key, meant);
    }
    let Some(action) = meant else {
        refused(model, keymap::action(&places(model), &key, |_| true));
        return Vec::new();
    };
    if model.layer.is_some() { layers::act(model, action) } else { act(model, action) }
}

/// One action on the screen itself.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if !possible(model, action) {
        refused(model, Some(action));
        return Vec::new();
    }
    match action {
        Action::Quit | Action::Suspend | Action::Redraw => return world(action),
        Action::LookInto => return tokens::start(model, Act::LookInto),
        Action::Start => return runs::start(model, None),
        Action::Again => return runs::again(model, false),
        Action::KeepGoing => return runs::again(model, true),
        Action::Edit => return profiles::edit(model),
        Action::PollNow => return runs::poll(model, false),
        Action::PollEarly => return runs::poll(model, true),
        Action::Copy => return copy(model, copying::current(model)),
        Action::Browser => return runs::browser(model),
        Action::OpenAgain => return runs::open_again(model),
        Action::Clause => return clause(model),
        Action::Close => return close(model),
        Action::Back => return back(model),
        other => look(model, other),
    }
    Vec::new()
}

/// Says why nothing happens, where that is no riddle that the screen itself solves.
fn refused(model: &mut Model, action: Option<Action>) {
    match action {
        Some(Action::Edit) => profiles::cannot_edit(model),
        Some(Action::PollNow | Action::PollEarly) => runs::cannot_poll(model),
        Some(action) => {
            if let Some(sentence) = why_not(model, action) {
                remark(model, sentence);
            }
        }
        None => {}
    }
}

fn why_not(model: &Model, action: Action) -> Option<String> {
    let key = |action| keymap::key_of(&places(model), action);
    let is_live = model.run()?.is_live();
    Some(match action {
        Action::Explain if model.run()?.run.flow == Flow::Device && model.tab() == Some(Tab::Flow) => {
            format!("nothing here has more to tell: {} shows every check", key(Action::TabChecks))
        }
        Action::Explain => {
            format!("the cursor is on nothing to explain: {} goes to the next pane", key(Action::NextPane))
        }
        Action::Flows => format!("another flow is started in the list of profiles: {} leads there", key(Action::Close)),
        Action::Again | Action::KeepGoing if is_live => format!("cancel it first: {}", key(Action::Cancel)),
        _ => return None,
    })
}

/// Actions that only change what is seen.
fn look(model: &mut Model, action: Action) {
    match action {
        Action::Cancel => model.layer = model.run().map(|screen| Layer::Ask(Question::Cancel(screen.id))),
        Action::CopyMenu => model.layer = Some(Layer::Copy(Cursor::default())),
        Action::Help => model.layer = Some(Layer::Help(Cursor::default())),
        Action::Runs => layers::open_runs(model),
        Action::Filter => line::open(model),
        Action::NextMatch => motion::next_match(model, false),
        Action::PreviousMatch => motion::next_match(model, true),
        Action::Zoom => model.zoom = !model.zoom,
        Action::Privacy => privacy(model),
        Action::Follow => enter(model),
        Action::Explain => explain(model),
        Action::Paste => paste::open(model),
        Action::Inspect => look_into::open(model),
        Action::Acts => tokens::open(model),
        Action::Flows => layers::open_flows(model),
        Action::Exchange => follow(model, model.run().and_then(copying::cause)),
        Action::NextPane => turn(model, true),
        Action::PreviousPane => turn(model, false),
        Action::Raw | Action::Beside | Action::Fold | Action::FoldAll | Action::UnfoldAll | Action::Verdicts => {
            change(model, action);
        }
        Action::TabFlow => tab(model, Tab::Flow),
        Action::TabTokens => tab(model, Tab::Tokens),
        Action::TabChecks => tab(model, Tab::Checks),
        Action::TabWire => tab(model, Tab::Wire),
        Action::NextTab => tab_by(model, 1),
        Action::PreviousTab => tab_by(model, Tab::ALL.len() - 1),
        other => {
            if let Some(step) = step(other, model) {
                motion::step(model, step);
            }
        }
    }
}

/// The movement that an action means, a page being the height of the pane that has the keys.
pub fn step(action: Action, model: &Model) -> Option<Step> {
    let page = || model.extent(model.pane()).height.max(1).cast_signed();
    Some(match action {
        Action::Down => Step::Lines(1),
        Action::Up => Step::Lines(-1),
        Action::HalfDown => Step::Halves(1),
        Action::HalfUp => Step::Halves(-1),
        Action::PageDown => Step::Lines(page()),
        Action::PageUp => Step::Lines(-page()),
        Action::Top => Step::First,
        Action::Bottom => Step::Last,
        _ => return None,
    })
}

fn world(action: Action) -> Vec<Effect> {
    match action {
        Action::Quit => vec![Effect::Quit],
        Action::Suspend => vec![Effect::Suspend],
        _ => vec![Effect::Redraw],
    }
}

/// Copies a thing of the run that is shown.
pub fn copy(model: &Model, thing: Option<Thing>) -> Vec<Effect> {
    let copied = thing.zip(model.run()).and_then(|(thing, screen)| {
        let text = thing.text(screen, model)?;
        Some(Effect::Copy { what: thing.what(screen), text })
    });
    copied.into_iter().collect()
}

fn clause(model: &Model) -> Vec<Effect> {
    let url =
        model.run().and_then(|screen| screen.row()).and_then(|row| url::Url::parse(row.finding.check.spec.url).ok());
    url.map(Effect::Open).into_iter().collect()
}

/// The top layer goes: the zoom, the run's screen, the program.
fn close(model: &mut Model) -> Vec<Effect> {
    if model.zoom {
        model.zoom = false;
    } else if matches!(model.shown, Shown::Run(_)) {
        model.shown = Shown::Profiles;
    } else if model.live_runs().next().is_some() {
        model.layer = Some(Layer::Ask(Question::Quit));
    } else {
        return vec![Effect::Quit];
    }
    Vec::new()
}

/// One step back: the filter, the zoom, the raw view, the run's screen; never out of the program.
fn back(model: &mut Model) -> Vec<Effect> {
    let pane = model.pane();
    let filtered = model.filter(pane).is_some_and(|filter| !filter.is_empty());
    if filtered {
        line::set(model, pane, String::new());
    } else if model.zoom {
        model.zoom = false;
    } else if let Some(screen) = model.run_mut() {
        if screen.compares && screen.tab == Tab::Tokens {
            screen.compares = false;
        } else if screen.raw && screen.tab == Tab::Tokens {
            screen.raw = false;
        } else {
            model.shown = Shown::Profiles;
        }
    } else {
        model.profiles.filter.clear();
        model.profiles.reading = false;
    }
    Vec::new()
}

/// Goes where the line under the cursor leads, opens or closes it, or explains it.
fn enter(model: &mut Model) {
    let target = copying::target(model);
    if target.is_some() {
        follow(model, target);
    } else if model.pane() == Pane::Tokens {
        turn(model, true);
    } else if model.pane() == Pane::Claims && possible(model, Action::Fold) {
        change(model, Action::Fold);
    } else {
        explain(model);
    }
}

/// What the cursor is on, in words.
fn explain(model: &mut Model) {
    model.layer = about::under_cursor(model).map(|about| Layer::About(about, Cursor::default()));
}

fn privacy(model: &mut Model) {
    let (next, sentence) = match model.privacy {
        Privacy::Secrets => (Privacy::Open, "nothing is hidden: secrets and tokens are on the screen"),
        Privacy::Open => (Privacy::Person, "hidden: secrets, tokens, and what says who the person is"),
        Privacy::Person => (Privacy::Secrets, "hidden: secrets and tokens"),
    };
    model.privacy = next;
    remark(model, sentence);
}

fn turn(model: &mut Model, forward: bool) {
    match model.run_mut() {
        Some(screen) => screen.turn(forward),
        None => model.profiles.reading = !model.profiles.reading,
    }
}

fn tab(model: &mut Model, tab: Tab) {
    model.zoom = false;
    if let Some(screen) = model.run_mut() {
        screen.tab = tab;
    }
}

fn tab_by(model: &mut Model, by: usize) {
    let at = model.tab().map_or(0, |tab| tab as usize);
    tab(model, Tab::ALL[(at + by) % Tab::ALL.len()]);
}

fn follow(model: &mut Model, target: Option<copying::Target>) {
    let Some((tab, pane, line)) = target else { return };
    model.zoom = false;
    let Some(screen) = model.run_mut() else { return };
    screen.go(tab, pane);
    if pane.is_filtered() {
        screen.filter_mut(pane).clear();
    }
    screen.only = None;
    screen.cursor_mut(pane).at = line;
}

fn change(model: &mut Model, action: Action) {
    let Some(screen) = model.run_mut() else { return };
    match action {
        Action::Raw => {
            screen.raw = !screen.raw;
            *screen.cursor_mut(Pane::Claims) = Cursor::default();
        }
        Action::Beside => screen.compares = !screen.compares,
        Action::Fold => screen.fold(),
        Action::FoldAll | Action::UnfoldAll => screen.folding.all(action == Action::UnfoldAll),
        _ => {
            screen.only = match screen.only {
                None => Some(Verdict::Fail),
                Some(Verdict::Fail) => Some(Verdict::Warn),
                Some(Verdict::Warn) => Some(Verdict::Skip),
                Some(Verdict::Skip) => Some(Verdict::Pass),
                Some(Verdict::Pass) => None,
            };
        }
    }
}
