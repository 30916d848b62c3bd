//! Runs: beginning them, what happens in them, polling by hand, ending them.

use super::{look, remark, tokens};
use crate::flow::{self, Event, Outcome, Pace};
use crate::profile::{Flow, Profile};
use crate::protocol::ciba::{Authentication, Delivery};
use crate::protocol::listener::Source;
use crate::protocol::time::Now;
use crate::record::Run;
use crate::tui::effect::Effect;
use crate::tui::keymap::{self, Action};
use crate::tui::layout::Pane;
use crate::tui::model::{Model, RunId, Shown};
use crate::tui::screen::{Origin, RunScreen, Tab};
use crate::tui::token_acts;
use crate::tui::words;

/// Most runs that are kept; the oldest that have ended go first.
const MOST: usize = 40;

/// Starts the profile under the cursor, with another flow than its own where one is named.
pub fn start(model: &mut Model, flow: Option<Flow>) -> Vec<Effect> {
    let profile = model.profiles.current().and_then(|entry| entry.profile.clone().ok());
    let looks = |profile: &Profile| flow.unwrap_or(profile.flow) == Flow::Inspect && profile.inspect.token.is_none();
    if profile.as_ref().is_some_and(looks) {
        // Somebody has to bring the token.
        look::open(model);
        return Vec::new();
    }
    let begin = |profile: Profile| {
        let flow = flow.unwrap_or(profile.flow);
        begin(model, Box::new(profile), flow, false)
    };
    profile.map(begin).unwrap_or_default()
}

/// Runs the shown run's profile once more, as it is by now.
pub fn again(model: &mut Model, keep_going: bool) -> Vec<Effect> {
    if model.run().is_some_and(RunScreen::is_made) {
        return tokens::again(model, keep_going);
    }
    let Some((own, flow)) = model.run().map(|screen| (screen.profile.clone(), again_with(screen))) else {
        return Vec::new();
    };
    match model.profiles.now(&own).map(|entry| entry.profile.clone()) {
        Some(Ok(profile)) => {
            let flow = flow.unwrap_or(profile.flow);
            begin(model, Box::new(profile), flow, keep_going)
        }
        Some(Err(mistakes)) => {
            remark(model, format!("{} has {} and cannot be run", own.name, words::count(mistakes.len(), "mistake")));
            Vec::new()
        }
        None => {
            let flow = flow.unwrap_or(own.flow);
            begin(model, own, flow, keep_going)
        }
    }
}

/// The flow that was chosen for a run; none where it was the profile's own, which may have changed since.
fn again_with(screen: &RunScreen) -> Option<Flow> {
    Some(screen.run.flow).filter(|flow| *flow != screen.profile.flow)
}

/// Starts a profile that was made for a run about one token.
pub fn begin_with(model: &mut Model, profile: Box<Profile>, flow: Flow) -> Vec<Effect> {
    begin_again(model, profile, flow, false)
}

/// Starts it once more.
pub fn begin_again(model: &mut Model, profile: Box<Profile>, flow: Flow, keep_going: bool) -> Vec<Effect> {
    let effects = begin(model, profile, flow, keep_going);
    if let Some(screen) = model.run_mut().filter(|_| !effects.is_empty()) {
        screen.origin = Origin::Made;
        if flow == Flow::Inspect {
            screen.go(Tab::Tokens, Pane::Tokens);
        }
    }
    effects
}

/// The run that sends the profile's refresh token now: sent twice at once, it may cost both answers.
fn in_flight(model: &Model, profile: &Profile) -> Option<RunId> {
    let token = profile.refresh.token.as_ref()?;
    let waits = |screen: &RunScreen| screen.is_live() && screen.run.tokens.is_none();
    let same = |screen: &RunScreen| screen.profile.refresh.token.as_ref() == Some(token);
    let found = model.runs.iter().find(|screen| screen.run.flow == Flow::Refresh && waits(screen) && same(screen));
    found.map(|screen| screen.id)
}

fn begin(model: &mut Model, profile: Box<Profile>, flow: Flow, keep_going: bool) -> Vec<Effect> {
    if flow == Flow::Refresh
        && let Some(run) = in_flight(model, &profile)
    {
        remark(model, format!("run {} sends that refresh token already: wait for its answer", run.0));
        return Vec::new();
    }
    model.newest += 1;
    let run = RunId(model.newest);
    let previous_authentication = previous_authentication(model, &profile);
    let options = flow::Options { keep_going, previous: previous(model, &profile, flow), previous_authentication };
    let mut record = Run::new(&profile, flow, model.now);
    record.keep_going = keep_going;
    make_room(model);
    model.runs.push(RunScreen::new(run, profile.clone(), record));
    model.shown = Shown::Run(run);
    model.zoom = false;
    vec![Effect::Start { run, profile, flow, options }]
}

/// The codes of the last run of the same profile, to notice a provider that hands out the same again.
fn previous(model: &Model, profile: &Profile, flow: Flow) -> Option<crate::protocol::device::DeviceAuthorization> {
    let same = |screen: &&RunScreen| screen.run.profile == profile.name && screen.run.flow == flow;
    let last = model.runs.iter().rev().filter(same).find_map(|screen| screen.run.prompt.as_ref());
    last.map(|prompt| prompt.authorization.clone())
}

/// The same of a backchannel authentication.
fn previous_authentication(model: &Model, profile: &Profile) -> Option<Authentication> {
    let same = |screen: &&RunScreen| screen.run.profile == profile.name;
    let last = model.runs.iter().rev().filter(same).find_map(|screen| screen.run.backchannel.as_ref());
    last.map(|backchannel| backchannel.authentication.clone())
}

fn make_room(model: &mut Model) {
    if model.runs.len() >= MOST
        && let Some(at) = model.runs.iter().position(|screen| !screen.is_live())
    {
        model.runs.remove(at);
    }
}

/// An event of a run. What a run tells after it was cancelled is not heard.
pub fn happened(model: &mut Model, id: RunId, at: Now, event: Event) {
    let now = model.now;
    let Some(screen) = model.runs.iter_mut().find(|screen| screen.id == id && screen.is_live()) else { return };
    let refused = match &event {
        Event::TooSoon { until } => Some(*until),
        _ => None,
    };
    let pasted = match &event {
        Event::Visited { visit, .. } if visit.source == Source::Pasted && !visit.kind.is_taken() => {
            Some(format!("what was pasted is {}: the wait goes on", visit.phrase()))
        }
        _ => None,
    };
    let asked = match &event {
        Event::Asked(question) if model.shown != Shown::Run(id) => {
            Some(format!("{} ▸ {} asks for {}", screen.run.title, screen.run.flow.word(), question.parameter))
        }
        _ => None,
    };
    screen.apply(at, event);
    token_acts::mark_spent(model);
    if let Some(until) = refused {
        remark(model, too_soon(until, now));
    } else if let Some(sentence) = asked {
        remark(model, sentence);
    } else if let Some(sentence) = pasted {
        remark(model, sentence);
    } else if model.run_of(id).is_some_and(|screen| !screen.is_live()) {
        ended(model, id);
    }
}

fn ended(model: &mut Model, id: RunId) {
    let Some(screen) = model.run_of(id) else { return };
    let Some(outcome) = &screen.run.outcome else { return };
    let (name, kind) = (screen.run.profile.clone(), outcome.kind());
    let sentence = format!("{} ▸ {}: {}", screen.run.title, screen.run.flow.word(), words::ending(&screen.run));
    let away = model.shown != Shown::Run(id);
    let is_made = screen.is_made();
    if let Some(entry) = model.profiles.entries.iter_mut().find(|entry| entry.name == name && !is_made) {
        entry.last = Some(kind.to_owned());
    }
    if let Some(screen) = model.runs.iter_mut().find(|screen| screen.id == id && is_made) {
        screen.show_what_came();
    }
    let early = token_acts::refused_early(model, id);
    if let Some(early) = early {
        remark(model, early);
    } else if away {
        remark(model, sentence);
    } else {
        // What was remarked was about the way; the end says more.
        model.toast = None;
        model.zoom = false;
    }
}

/// "Poll now". Inside the interval it is refused here already, so that fifty presses send nothing.
pub fn poll(model: &mut Model, early: bool) -> Vec<Effect> {
    let Some(screen) = model.run() else { return Vec::new() };
    let (run, now) = (screen.id, model.now);
    let Some(waiting) = screen.run.waiting else {
        remark(model, "the provider is being asked already");
        return Vec::new();
    };
    let by_interval = matches!(waiting.pace, Pace::Default | Pace::Stated | Pace::SlowedDown(_) | Pace::BackedOff(_));
    let from = screen.by_hand_from().or_else(|| by_interval.then_some(waiting.until));
    if let Some(from) = from.filter(|from| !early && *from > now.mono) {
        remark(model, too_soon(from, now));
        return Vec::new();
    }
    vec![Effect::PollNow { run, early }]
}

/// Says why there is no next poll to ask for.
pub fn cannot_poll(model: &mut Model) {
    let asked = model.run().filter(|screen| screen.is_live()).and_then(|screen| screen.run.backchannel.as_ref());
    if asked.is_some_and(|asked| asked.delivery == Delivery::Push) {
        remark(model, "in push mode nothing is polled: the provider brings the tokens to the notification endpoint");
    }
}

fn too_soon(until: std::time::Duration, now: Now) -> String {
    let left = words::whole_seconds(until.saturating_sub(now.mono));
    let early = keymap::key_of(&[keymap::Place::Flow], Action::PollEarly);
    format!("too soon: the interval has {left} s left; {early} polls all the same, marked")
}

/// Opens the page where the person signs in, or decides.
pub fn browser(model: &Model) -> Vec<Effect> {
    model.run().and_then(RunScreen::page).map(Effect::Open).into_iter().collect()
}

/// Opens the authorization request once more.
pub fn open_again(model: &mut Model) -> Vec<Effect> {
    let run = model.run().filter(|screen| screen.awaited().is_some()).map(|screen| screen.id);
    run.map(Effect::OpenAgain).into_iter().collect()
}

/// Ends a run; the model does not wait for the news.
pub fn cancel(model: &mut Model, id: RunId) -> Vec<Effect> {
    let now = model.now;
    happened(model, id, now, Event::Finished(Outcome::Cancelled));
    vec![Effect::Stop(id)]
}
