//! Approving on a device that the provider knows, line by line: what both devices show, who is asked, how long, how the
//! answer comes, and where the provider must be able to reach us.

use super::keymap::{self, Action, Place};
use super::letters;
use super::pretty::Look;
use super::prompt::{Sight, asking, expiry, label, next_poll, warning};
use super::screen::{RunScreen, eyes};
use super::sign_in;
use super::text::{self, Piece, Pieces, theirs};
use super::theme::Role;
use super::visits;
use crate::flow::{Backchannel, NotificationEndpoint};
use crate::protocol::ciba::Delivery;
use crate::protocol::exchange::Value;

/// The title of the pane.
pub const fn title(screen: &RunScreen) -> &'static str {
    let run = &screen.run;
    if run.tokens.is_some() {
        "Judging the tokens"
    } else if run.asked.is_some() {
        "The provider wants the user code"
    } else if run.backchannel.is_some() {
        "Compare with the phone"
    } else {
        "Asking the provider"
    }
}

/// The lines of a live run. `qr` says why no QR code is seen.
pub fn lines(sight: Sight<'_>, qr: Option<String>) -> Vec<Pieces> {
    let run = &sight.screen.run;
    let mut lines = sign_in::alarm(sight);
    if !lines.is_empty() {
        lines.push(Vec::new());
    }
    lines.extend(unreachable(sight));
    if let Some(asked) = &run.backchannel {
        waits(asked, sight, &mut lines);
    } else {
        lines.extend(asking(sight));
        lines.push(Vec::new());
        lines.extend(registered(sight));
    }
    lines.extend(qr.map(|words| vec![label("QR code"), Piece::new(Role::Dim, words)]));
    lines.into_iter().flat_map(|line| text::wrap(&line, sight.width)).collect()
}

/// What stands beside a QR code that fills the screen: whatever a person needs who registers the endpoint, and what is
/// compared meanwhile.
pub fn beside_qr(sight: Sight<'_>) -> Vec<Pieces> {
    let mut lines = unreachable(sight);
    lines.extend(registered(sight));
    if let Some(asked) = &sight.screen.run.backchannel {
        lines.push(Vec::new());
        if let Some(message) = &asked.binding_message {
            lines.extend(large(message, sight));
            lines.push(plain(message, sight));
        }
        lines.push(expiry(asked.expires_at, asked.authentication.pace.expires_in, sight));
    }
    lines.into_iter().flat_map(|line| text::wrap(&line, sight.width)).collect()
}

fn waits(asked: &Backchannel, sight: Sight<'_>, lines: &mut Vec<Pieces>) {
    lines.extend(reminder(asked, sight));
    match &asked.binding_message {
        Some(message) => {
            lines.extend(large(message, sight));
            lines.push(plain(message, sight));
        }
        None => lines.push(vec![
            label("Message"),
            Piece::new(Role::Warn, "! none was sent: "),
            Piece::new(Role::Text, "the person has nothing to compare with this screen"),
        ]),
    }
    lines.push(expiry(asked.expires_at, asked.authentication.pace.expires_in, sight));
    lines.extend(next_poll(sight));
    lines.extend(whom(asked, sight));
    lines.push(request(asked, sight));
    lines.extend(registered(sight));
    lines.extend(notes(sight));
    lines.push(Vec::new());
    let sentence = match asked.binding_message {
        Some(_) => "Approve only a request that shows this message.",
        None => "Approve only if you started this request yourself.",
    };
    lines.extend(warning(sentence, sight));
}

/// The message as large as the room allows; one that block letters cannot tell stands spaced in a box.
fn large(message: &str, sight: Sight<'_>) -> Vec<Pieces> {
    let shown = theirs(Role::Strong, message, eyes(&sight.screen.run, sight.privacy));
    // What is masked or made visible is not what the phone shows letter by letter.
    let is_plain = matches!(shown.as_slice(), [one] if one.text() == message);
    let blocks = is_plain.then(|| letters::written(message, sight.width, sight.is_tall)).flatten();
    match blocks {
        Some(rows) => {
            let mut lines: Vec<Pieces> = rows.iter().map(|row| vec![Piece::new(Role::Strong, row)]).collect();
            lines.push(Vec::new());
            lines
        }
        None => boxed(&shown, sight.width),
    }
}

/// A text in a box, its letters apart from each other where there is room; broken into lines, never cut.
fn boxed(shown: &[Piece], width: usize) -> Vec<Pieces> {
    let room = width.saturating_sub(6).max(1);
    let spaced: Pieces = shown.iter().map(text::spaced).collect();
    let fitting = if text::width(&spaced) <= room { spaced } else { shown.to_vec() };
    // Without a label of no width, what continues would be indented, as if the message were.
    let inside = text::wrap(&[vec![Piece::new(Role::Label, "")], fitting].concat(), room);
    let wide = inside.iter().map(|line| text::width(line)).max().unwrap_or_default();
    let frame = |piece: String| Piece::new(Role::Focus, piece);
    let edge = |left: char, right: char| vec![frame(format!("{left}{}{right}", "─".repeat(wide + 4)))];
    let mut lines = vec![edge('╭', '╮')];
    for line in inside {
        let gap = Piece::gap(wide.saturating_sub(text::width(&line)));
        lines.push([vec![frame("│  ".to_owned())], line, vec![gap, frame("  │".to_owned())]].concat());
    }
    lines.push(edge('╰', '╯'));
    lines
}

/// The message as text, which can be copied and read letter by letter.
fn plain(message: &str, sight: Sight<'_>) -> Pieces {
    [vec![label("Message")], theirs(Role::Strong, message, eyes(&sight.screen.run, sight.privacy))].concat()
}

/// Who is asked.
fn whom(asked: &Backchannel, sight: Sight<'_>) -> Option<Pieces> {
    let (name, value) = asked.hint.as_ref()?;
    let look = Look { eyes: eyes(&sight.screen.run, sight.privacy), privacy: sight.privacy };
    let shown = match value {
        Value::Secret(..) if !look.eyes.reveal => vec![Piece::new(Role::Masked, look.eyes.value(value))],
        _ if look.hides(name) => vec![Piece::new(Role::Masked, format!("‹{name}›"))],
        value => theirs(Role::Text, value.reveal(), look.eyes),
    };
    let kind = Piece::new(Role::Dim, format!("  {name}"));
    Some([vec![label("Asks")], shown, vec![kind]].concat())
}

/// What the profile notes: often, how the person or their device is reached.
fn notes(sight: Sight<'_>) -> Option<Pieces> {
    let notes = sight.screen.profile.notes.as_ref()?;
    Some([vec![label("Notes")], theirs(Role::Text, notes, eyes(&sight.screen.run, sight.privacy))].concat())
}

/// What the provider calls it, and how its answer is to come.
fn request(asked: &Backchannel, sight: Sight<'_>) -> Pieces {
    let eyes = eyes(&sight.screen.run, sight.privacy);
    let id = Value::Secret("auth_req_id", asked.authentication.auth_req_id.clone());
    let how = if asked.signed { "signed" } else { "plain" };
    let id = if eyes.reveal {
        theirs(Role::Text, id.reveal(), eyes)
    } else {
        vec![Piece::new(Role::Masked, eyes.value(&id))]
    };
    let mode = Piece::new(Role::Text, format!("  {} mode, {how}", asked.delivery.name()));
    [vec![label("Request")], id, vec![mode]].concat()
}

/// That the provider cannot reach us, and what helps: first of all, for nothing else will. Where the profile tolerates
/// it, the provider is on this machine as well.
fn unreachable(sight: Sight<'_>) -> Vec<Pieces> {
    let endpoint = sight.screen.run.notification_endpoint.as_ref();
    let is_news = is_notified(sight) && !sight.screen.profile.tolerate.iter().any(|id| id == "notification.endpoint");
    let Some(Err(sentence)) = endpoint.filter(|_| is_news).map(|endpoint| &endpoint.reachable) else {
        return Vec::new();
    };
    let said = theirs(Role::Text, sentence, eyes(&sight.screen.run, sight.privacy));
    vec![[vec![Piece::new(Role::Warn, "! ")], said].concat(), Vec::new()]
}

/// Whether notifications are what the run waits for, or will.
fn is_notified(sight: Sight<'_>) -> bool {
    let asked = sight.screen.run.backchannel.as_ref().map(|asked| asked.delivery);
    asked.unwrap_or(sight.screen.profile.ciba.mode).notifies()
}

/// What is to be registered at the provider, and where we listen.
fn registered(sight: Sight<'_>) -> Vec<Pieces> {
    let Some(endpoint) = &sight.screen.run.notification_endpoint else { return Vec::new() };
    let told = theirs(Role::Link, &endpoint.registered, eyes(&sight.screen.run, sight.privacy));
    let to_whom = if endpoint.reachable.is_err() { ", to this machine only" } else { "" };
    let listens = format!("listens at {}{to_whom}", places(endpoint));
    vec![[vec![label("Register")], told].concat(), vec![label(""), Piece::new(Role::Dim, listens)]]
}

/// What is bound, as a list.
pub fn places(endpoint: &NotificationEndpoint) -> String {
    let all: Vec<String> = endpoint.addresses.iter().map(ToString::to_string).collect();
    if all.is_empty() { "nothing".to_owned() } else { all.join("  ") }
}

/// Half of the time is over, and the provider did not come once: most likely it cannot.
fn reminder(asked: &Backchannel, sight: Sight<'_>) -> Option<Pieces> {
    let run = &sight.screen.run;
    let left = asked.expires_at.saturating_sub(sight.now.mono);
    let is_late = left.saturating_mul(2) < asked.authentication.pace.expires_in;
    let came = run.visits.iter().any(visits::is_providers);
    let waits = is_late && !came && asked.delivery.notifies() && run.tokens.is_none();
    let way = match asked.delivery {
        Delivery::Ping => format!(" {} polls without a ping.", keymap::key_of(&[Place::Backchannel], Action::PollNow)),
        _ => String::new(),
    };
    waits.then(|| {
        vec![
            Piece::new(Role::Warn, "! "),
            Piece::new(Role::Strong, "Half of the time is over, and the provider has not called. "),
            Piece::new(Role::Text, format!("Is the endpoint below the registered one, and can it be reached?{way}")),
        ]
    })
}
