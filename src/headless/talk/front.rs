//! What is said about the front channel: the address, where its answer is awaited, and who came.

use super::address;
use crate::flow::{Authorization, Opening};
use crate::profile::Flow;
use crate::protocol::listener::{Source, Visit, VisitKind};
use crate::record::wire::Eyes;
use crate::record::{Run, VisitRow};

/// Strangers that get a line each; a port scan must not push the address off the screen.
const TOLD: usize = 10;

/// The circumstances that decide which help is worth a line.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// Lines on stdin are taken for the redirected address.
    pub hand: bool,
    /// The person sits elsewhere, or sees no window of ours.
    pub apart: bool,
    /// Who logs in where to come here by SSH.
    pub login: String,
}

/// The request is ready to be opened: said before a browser is asked, which may take its time. The address is whole,
/// as the browser's own is: somebody copies it.
pub fn open(request: &Authorization, run: &Run, eyes: Eyes<'_>) -> Vec<String> {
    let is_logout = run.flow == Flow::Logout;
    let title = if is_logout { "Log out with a browser:" } else { "Sign in with a browser:" };
    let mut lines = vec![title.to_owned(), address("  address", request.url.as_str())];
    if let Some(listening) = &run.listening {
        lines.push(address("  answer", &eyes.text(&listening.redirect_uri)));
    }
    if is_logout && run.listening.is_none() {
        lines.push(
            "  nobody is awaited: the logout ends in the browser; confirm only where you know the page".to_owned(),
        );
        return lines;
    }
    let seconds = request.until.saturating_sub(request.since).as_secs();
    lines.push(format!(
        "  waiting {seconds} s; {} only where you know the page",
        if is_logout { "confirm" } else { "sign in" }
    ));
    lines
}

/// What became of the wish for a browser, and the other ways.
pub fn asked(opening: &Opening, run: &Run, eyes: Eyes<'_>, place: &Place) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(Ok(sentence) | Err(sentence)) = opening.asked() {
        lines.push(address("  browser", &eyes.text(sentence)));
    }
    if *opening == Opening::NotWanted && run.flow == Flow::Logout {
        lines.push("  nothing was opened: --browser none".to_owned());
    }
    if run.flow == Flow::Logout && run.listening.is_none() {
        return lines;
    }
    let bound = run.listening.as_ref().and_then(|listening| listening.addresses.first());
    let is_apart = place.apart || matches!(opening, Opening::Failed(_));
    if let Some(bound) = bound.filter(|_| is_apart) {
        let port = bound.port();
        lines.push(format!("  from another machine, first: ssh -L {port}:{bound} {}", place.login));
    }
    if place.hand {
        lines.push("  or paste the address that the browser ends at here".to_owned());
    } else if bound.is_none() {
        lines.push("  nothing listens here, and nothing can be pasted now: this run can only time out".to_owned());
    }
    lines
}

/// The newest visit. What browsers do on their usual way is not worth a line.
pub fn visited(run: &Run, eyes: Eyes<'_>) -> Option<String> {
    let row = run.visits.last()?;
    let visit = &row.visit;
    if visit.kind == VisitKind::Answer {
        return Some(match visit.source {
            Source::Pasted => "the answer was pasted".to_owned(),
            Source::Listener(_) => "the answer came".to_owned(),
        });
    }
    let is_pasted = |visit: &Visit| visit.source == Source::Pasted;
    if visit.is_usual() && !is_pasted(visit) {
        return None;
    }
    // A person who pasted something waits for a word about it, however many strangers there were.
    let told = run.visits.iter().filter(|row| !row.visit.is_usual() && !is_pasted(&row.visit)).count();
    match told {
        _ if is_pasted(visit) => Some(pasted(row, run, eyes)),
        0..=TOLD => Some(stranger(row, eyes)),
        _ if told == TOLD + 1 => Some("more visitors are counted, and told in the report".to_owned()),
        _ => None,
    }
}

/// Why what somebody pasted was not taken, and what to paste instead.
fn pasted(row: &VisitRow, run: &Run, eyes: Eyes<'_>) -> String {
    let kind = row.visit.kind;
    let rest = match kind {
        VisitKind::Unreadable if run.flow == Flow::Ciba => ", so not taken: paste the JSON body as one line".to_owned(),
        VisitKind::Unreadable => {
            ", so not taken: neither code, error nor state stands in it; copy the whole address that the browser ended at"
                .to_owned()
        }
        VisitKind::OtherState => ", so not taken: it belongs to another request".to_owned(),
        VisitKind::NoState => ", so not taken: nothing shows that it belongs to this request; copy the whole address \
                               that the browser ended at"
            .to_owned(),
        VisitKind::Elsewhere => {
            let path: String = eyes.text(&row.visit.path).chars().take(80).collect();
            let awaited = run.listening.as_ref().map(|at| eyes.text(&at.redirect_uri)).unwrap_or_default();
            return format!("pasted: another address than the redirect_uri, so not taken: {path}, and {awaited} is awaited");
        }
        _ => String::new(),
    };
    format!("pasted: {}{}{rest}", row.visit.phrase(), why(row, eyes))
}

fn stranger(row: &VisitRow, eyes: Eyes<'_>) -> String {
    let visit = &row.visit;
    let asked: String = eyes.text(&format!("{} {}", visit.method, visit.path)).chars().take(80).collect();
    let is_providers = visit.notice.as_ref().is_some_and(|notice| notice.is_providers);
    let who = if is_providers { "notification" } else { "visitor" };
    let what = if is_providers && visit.kind == VisitKind::Repeat { "once more, ignored" } else { visit.phrase() };
    format!("{who}: {}: {what}{}; still waiting", asked.trim(), why(row, eyes))
}

/// What is wrong with something that looks like an answer.
fn why(row: &VisitRow, eyes: Eyes<'_>) -> String {
    row.telling().map_or_else(String::new, |finding| {
        let observed: String = eyes.text(&finding.observed).chars().take(160).collect();
        format!(" ({} {}: {observed})", finding.check.id, finding.verdict.word())
    })
}
