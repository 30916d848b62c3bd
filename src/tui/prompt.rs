//! What the person must do, line by line: the code, the addresses, the time left, the next poll, and the warning that
//! belongs to every code. Before the codes come, what is being asked.

use std::time::Duration;

use super::backchannel;
use super::ending;
use super::keymap::{self, Action, Place};
use super::marks::bar;
use super::model::{Appearance, Privacy};
use super::qr;
use super::screen::{RunScreen, eyes, is_in_browser};
use super::sign_in;
use super::text::{self, Piece, Pieces, theirs};
use super::theme::Role;
use super::words;
use crate::flow::{Pace, Prompt, Waiting};
use crate::profile::Flow;
use crate::protocol::ciba::Delivery;
use crate::protocol::time::Now;
use crate::record::{End, Run};

/// Columns of the labels.
const LABEL: usize = 11;

/// What a provider asks the person for (CIBA §7.1); every other question is about a key of the profile.
pub const USER_CODE: &str = "user_code";

/// Longer codes are cut on the screen; `y` copies them whole.
const LONGEST_CODE: usize = 60;

/// What the lines depend on.
#[derive(Clone, Copy, Debug)]
pub struct Sight<'a> {
    /// Whose screen.
    pub screen: &'a RunScreen,
    /// The moment.
    pub now: Now,
    /// How much is hidden.
    pub privacy: Privacy,
    /// What is known of this machine.
    pub appearance: &'a Appearance,
    /// Columns there are.
    pub width: usize,
    /// Whether there are rows enough for large things.
    pub is_tall: bool,
}

/// The title of the pane.
pub fn title(screen: &RunScreen) -> String {
    if asked_secret(&screen.run).is_some() {
        return "A secret is asked for".to_owned();
    }
    match (&screen.run.outcome, &screen.run.prompt) {
        (None, _) if is_in_browser(screen.run.flow) => sign_in::title(screen).to_owned(),
        (None, _) if screen.run.flow == Flow::Ciba => backchannel::title(screen).to_owned(),
        (Some(_), _) => words::ending(&screen.run),
        (None, Some(_)) if screen.run.tokens.is_some() => "Judging the tokens".to_owned(),
        (None, Some(_)) => "Sign in on another device".to_owned(),
        (None, None) => "Asking the provider".to_owned(),
    }
}

/// The lines of the pane, whatever the state of the run. `qr` says why no QR code is seen.
pub fn lines(sight: Sight<'_>, qr: Option<String>) -> Vec<Pieces> {
    if !sight.screen.is_live() {
        return ending::lines(sight);
    }
    match sight.screen.run.flow {
        Flow::Code | Flow::Logout => return sign_in::lines(sight, qr),
        Flow::Ciba => return backchannel::lines(sight, qr),
        _ => {}
    }
    let Some(prompt) = &sight.screen.run.prompt else { return asking(sight) };
    let mut lines = code(prompt, sight);
    addresses(prompt, sight, &mut lines);
    lines.push(Vec::new());
    lines.push(expiry(prompt.expires_at, prompt.authorization.pace.expires_in, sight));
    lines.extend(next_poll(sight));
    lines.push(Vec::new());
    lines.extend(warning("Approve only a code you see on this screen.", sight));
    lines.extend(qr.map(|words| vec![label("QR code"), Piece::new(Role::Dim, words)]));
    lines.into_iter().flat_map(|line| text::wrap(&line, sight.width)).collect()
}

/// The key of the profile that a live run waits for: a secret that is typed. What the provider asks for is none.
fn asked_secret(run: &Run) -> Option<&'static str> {
    let asked = run.asked.as_ref().filter(|_| run.outcome.is_none())?;
    Some(asked.parameter).filter(|parameter| *parameter != USER_CODE)
}

/// The label of a line.
pub fn label(name: &str) -> Piece {
    Piece::new(Role::Label, format!("{name:<LABEL$}"))
}

/// The code in a box of its own, the one thing that must be seen from across the table.
fn code(prompt: &Prompt, sight: Sight<'_>) -> Vec<Pieces> {
    let eyes = eyes(&sight.screen.run, sight.privacy);
    let given = theirs(Role::Code, &prompt.authorization.user_code, eyes);
    let shown = text::cut(&given, LONGEST_CODE.min(sight.width.saturating_sub(LABEL + 6)));
    let wide = text::width(&shown) + 4;
    let frame = |piece: String| Piece::new(Role::Focus, piece);
    let mut middle = vec![label("Code"), frame("│  ".to_owned())];
    middle.extend(shown);
    middle.push(frame("  │".to_owned()));
    vec![
        vec![Piece::gap(LABEL), frame(format!("╭{}╮", "─".repeat(wide)))],
        middle,
        vec![Piece::gap(LABEL), frame(format!("╰{}╯", "─".repeat(wide)))],
    ]
}

fn addresses(prompt: &Prompt, sight: Sight<'_>, lines: &mut Vec<Pieces>) {
    let eyes = eyes(&sight.screen.run, sight.privacy);
    let codes = &prompt.authorization;
    for (name, uri) in [("Address", &codes.verification_uri), ("Complete", &codes.verification_uri_complete)] {
        if let Some(uri) = uri {
            let mut line = vec![label(name)];
            line.extend(theirs(Role::Link, &uri.text, eyes));
            if qr::address(Some(uri.url.as_str())).is_none() {
                line.push(Piece::new(Role::Fail, "  ✘ not a page to open"));
            }
            // Three lines are enough for any honest address; `Y` copies it whole.
            lines.push(text::cut(&line, LABEL + 3 * sight.width.saturating_sub(LABEL)));
        }
    }
    if codes.verification_uri.is_none() {
        lines.push(vec![label("Address"), Piece::new(Role::Fail, "✘ none that may be opened: see the checks")]);
    }
}

/// What is left of `whole`.
pub fn expiry(expires_at: Duration, whole: Duration, sight: Sight<'_>) -> Pieces {
    let left = expires_at.saturating_sub(sight.now.mono);
    let quarter = left.saturating_mul(4) > whole;
    let tenth = left.saturating_mul(10) > whole;
    let role = if quarter {
        Role::Pass
    } else if tenth {
        Role::Warn
    } else {
        Role::Fail
    };
    let mut line = vec![label("Expires")];
    line.extend(bar(left.as_millis(), whole.as_millis(), bar_width(sight.width), role));
    line.push(Piece::new(Role::Strong, format!("  {}", words::clock(left))));
    line
}

/// When the next poll is due and why then; or why none is.
pub fn next_poll(sight: Sight<'_>) -> Vec<Pieces> {
    let line = |role, words: &str| vec![vec![label("Next poll"), Piece::new(role, words)]];
    if sight.screen.run.backchannel.as_ref().is_some_and(|asked| asked.delivery == Delivery::Push) {
        return line(Role::Dim, "– nothing is polled: the provider brings the tokens");
    }
    match &sight.screen.run.waiting {
        Some(waiting) if waiting.pace == Pace::AwaitsPing => {
            let by_hand = keymap::key_of(&[Place::Backchannel], Action::PollNow);
            let from = sight.screen.by_hand_from().unwrap_or_default();
            let from = match from.saturating_sub(sight.now.mono) {
                Duration::ZERO => " polls anyway".to_owned(),
                left => format!(" polls in {} s", words::whole_seconds(left)),
            };
            let mut line = line(Role::Active, "◐ waits for the ping");
            line[0].extend([Piece::new(Role::Key, format!("  {by_hand}")), Piece::new(Role::Dim, from)]);
            line
        }
        Some(waiting) => {
            vec![poll_bar(waiting, sight), vec![label(""), Piece::new(Role::Dim, words::pace(waiting))]]
        }
        None if sight.screen.run.polls.is_empty() && !asks(sight.screen) => Vec::new(),
        None => line(Role::Active, "◐ the provider is being asked"),
    }
}

fn asks(screen: &RunScreen) -> bool {
    screen.run.exchanges.last().is_some_and(|exchange| matches!(exchange.end, End::Pending))
}

fn poll_bar(waiting: &Waiting, sight: Sight<'_>) -> Pieces {
    let left = waiting.until.saturating_sub(sight.now.mono);
    let whole = waiting.until.saturating_sub(waiting.since);
    let gone = whole.saturating_sub(left);
    let mut line = vec![label("Next poll")];
    line.extend(bar(gone.as_millis(), whole.as_millis(), bar_width(sight.width), Role::Active));
    line.push(Piece::new(Role::Strong, format!("  {} s", words::whole_seconds(left))));
    line
}

fn bar_width(width: usize) -> usize {
    width.saturating_sub(LABEL + 10).min(30)
}

/// Approvals are phished (RFC 8628 §5.4): what may be approved, for whom and for what is always said.
pub fn warning(approve: &str, sight: Sight<'_>) -> Vec<Pieces> {
    let run = &sight.screen.run;
    let eyes = eyes(run, sight.privacy);
    let mut asks = vec![Piece::new(Role::Dim, "Client ")];
    asks.extend(theirs(Role::Text, &sight.screen.profile.client.id, eyes));
    asks.push(Piece::new(Role::Dim, if run.scope.is_empty() { " asks for no scope" } else { " asks for " }));
    asks.extend(theirs(Role::Text, &run.scope.join(" "), eyes));
    let mut lines = vec![vec![Piece::new(Role::Warn, "! "), Piece::new(Role::Strong, approve)], asks];
    if run.keep_going {
        lines.push(vec![Piece::new(Role::Warn, "! This run goes past checks that would stop it.")]);
    }
    lines
}

/// What the run waits for, above the box that it is typed into.
fn for_secret(key: &str, sight: Sight<'_>) -> Vec<Pieces> {
    let first = vec![Piece::new(Role::Warn, "! "), Piece::new(Role::Strong, format!("The run waits for {key}."))];
    let sent = match sight.screen.run.exchanges.len() {
        0 => "Nothing was sent yet. ".to_owned(),
        count => format!("{} so far. ", words::count(count, "request")),
    };
    let why = "It is kept for this run alone; without it the run ends.";
    let lines = [first, vec![Piece::gap(2), Piece::new(Role::Dim, format!("{sent}{why}"))]];
    lines.into_iter().flat_map(|line| text::wrap(&line, sight.width)).collect()
}

/// Before the codes: the request that is under way.
pub fn asking(sight: Sight<'_>) -> Vec<Pieces> {
    let run = &sight.screen.run;
    if let Some(key) = asked_secret(run) {
        return for_secret(key, sight);
    }
    let Some(last) = run.exchanges.last() else { return vec![vec![Piece::new(Role::Active, "◐ starting")]] };
    let sign = match last.end {
        End::Pending => Piece::new(Role::Active, "◐ "),
        End::Answered(ref answer) if answer.status < 400 => Piece::new(Role::Pass, "✔ "),
        End::Answered(_) | End::Failed(_) => Piece::new(Role::Fail, "✘ "),
    };
    let mut address = vec![Piece::gap(2), Piece::new(Role::Dim, format!("{} ", last.request.method.word()))];
    address.extend(theirs(Role::Link, last.request.url.as_str(), eyes(run, sight.privacy)));
    vec![text::cut(&[sign, Piece::new(Role::Strong, last.request.purpose.label())], sight.width), address]
        .into_iter()
        .flat_map(|line| text::wrap(&line, sight.width))
        .collect()
}
