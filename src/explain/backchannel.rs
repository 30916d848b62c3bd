//! What a run shows about the backchannel: how the person was asked for, and who reached the notification endpoint.

use std::time::Duration;

use super::ending::counted;
use super::evidence::{Evidence, SHORT_LIFE};
use super::fact::Fact;
use super::front::is_elsewhere;
use super::rules::Leg;
use super::sent::Sent;
use crate::flow::Outcome;
use crate::profile::Flow;
use crate::protocol::check::Verdict;
use crate::protocol::ciba::Delivery;
use crate::protocol::listener::{Source, VisitKind};
use crate::protocol::time::in_words;
use crate::record::{Row, Run};

/// The check that says whether anything is listened to.
const BIND: &str = "notification.bind";

impl Evidence {
    /// Gathers what the backchannel shows.
    pub fn backchannel(&mut self, run: &Run) {
        if run.flow != Flow::Ciba {
            return;
        }
        if let Some(sent) = Sent::of(run) {
            self.facts.extend(sent.facts());
            let life = run.backchannel.as_ref().map(|asked| asked.authentication.pace.expires_in);
            self.note(life.is_some_and(|life| life < SHORT_LIFE && sent.asks_for_at_most(life)), Fact::ShortWish);
            self.say("hint", sent.hint().map_or("hint", |(name, _)| name));
        }
        if let Some(endpoint) = &run.notification_endpoint {
            self.say_whole("endpoint", &endpoint.registered);
            self.say("bound", &endpoint.addresses.first().map(ToString::to_string).unwrap_or_default());
        }
        if came(run, VisitKind::PushError) {
            self.leg = Some(Leg::Push);
        }
        self.note(is_last(run), Fact::Pushed);
        self.awaits(run);
        self.visitors(run);
    }

    /// Whom a run waits for that has not ended.
    fn awaits(&mut self, run: &Run) {
        if let Some(question) = run.asked.as_ref().filter(|_| run.outcome.is_none()) {
            self.facts.push(Fact::Questioned);
            self.say("question", &question.why);
        }
        let Some(backchannel) = &run.backchannel else { return };
        self.say("mode", backchannel.delivery.name());
        if run.outcome.is_some() {
            return;
        }
        self.facts.push(match backchannel.delivery {
            Delivery::Push => Fact::AwaitsPush,
            Delivery::Ping if !came(run, VisitKind::Ping) => Fact::AwaitsPing,
            Delivery::Ping | Delivery::Poll => Fact::AskedElsewhere,
        });
    }

    /// Who came while nothing came that counts.
    fn visitors(&mut self, run: &Run) {
        self.say("visitors", &counted(run.visit_count, "visit"));
        for (kind, fact) in [
            (VisitKind::Ping, Fact::Pinged),
            (VisitKind::WrongBearer, Fact::WrongBearer),
            (VisitKind::OtherRequest, Fact::OtherRequest),
            (VisitKind::OtherMode, Fact::OtherMode),
            (VisitKind::OtherMethod, Fact::Unreadable),
        ] {
            self.note(came(run, kind), fact);
        }
        self.unreadable(run);
        let mut elsewhere = run.visits.iter().filter(|row| row.visit.kind == VisitKind::Elsewhere);
        if let Some(row) = elsewhere.find(|row| is_elsewhere(&row.visit.path)) {
            self.facts.push(Fact::OtherPath);
            self.say("path", &run.masker.mask(&row.visit.path));
        }
        if !is_notified(run) {
            return;
        }
        let is_local = run.notification_endpoint.as_ref().is_some_and(|endpoint| endpoint.reachable.is_err());
        // A provider on this machine reaches what is bound here without any help.
        let is_here = self.facts.contains(&Fact::Loopback);
        self.note(run.visit_count > 0, Fact::Strangers);
        self.note(run.visit_count == 0 && is_local && !is_here, Fact::Unreachable);
        self.note(run.visit_count == 0 && is_here, Fact::NobodyCameHere);
        self.note(run.visit_count == 0, Fact::NobodyCame);
    }

    /// Who came with something that is no notification, or not even a request.
    fn unreadable(&mut self, run: &Run) {
        let unread = run.visits.iter().map(|row| &row.visit).filter(|visit| visit.kind == VisitKind::Unreadable);
        for visit in unread.filter(|visit| visit.source != Source::Pasted) {
            // What never became a request has no method; in place of its path stands what it was, in brackets.
            self.facts.push(match visit.method.as_str() {
                "" if visit.path.contains("TLS") => Fact::TlsSpoken,
                "" => Fact::NotHttp,
                _ => Fact::Unreadable,
            });
            if visit.method.is_empty() {
                self.say("what", &visit.path);
            }
        }
    }
}

fn came(run: &Run, kind: VisitKind) -> bool {
    run.visits.iter().any(|row| row.visit.kind == kind)
}

/// Whether the provider was to notify us.
pub(super) fn is_notified(run: &Run) -> bool {
    run.backchannel.as_ref().is_some_and(|backchannel| backchannel.delivery.notifies())
}

/// Whether the provider was to notify us first, and did not.
pub(super) fn is_unnotified(run: &Run) -> bool {
    is_notified(run) && !came(run, VisitKind::Ping)
}

/// Whether a push is the last thing that came.
pub(super) fn is_last(run: &Run) -> bool {
    run.flow == Flow::Ciba && (came(run, VisitKind::Push) || came(run, VisitKind::PushError))
}

/// Whether a row is about that push.
pub(super) fn is_about(row: &Row) -> bool {
    let id = row.finding.check.id;
    row.exchange.is_none() && ["token.", "id_token.", "notification."].iter().any(|subject| id.starts_with(subject))
}

/// Whether the run ended because nothing could be listened to.
pub(super) fn is_deaf(run: &Run) -> bool {
    let is_bind_failure = |row: &Row| row.finding.check.id == BIND && row.finding.verdict == Verdict::Fail;
    run.notification_endpoint.is_none()
        && matches!(run.outcome, Some(Outcome::Invalid { .. }))
        && run.checks.iter().any(is_bind_failure)
}

/// How long the person had, as words.
pub(super) fn life(run: &Run) -> String {
    let life = run.backchannel.as_ref().map_or(Duration::ZERO, |asked| asked.authentication.pace.expires_in);
    in_words(life.as_secs())
}

/// When the push came that was taken.
pub(super) fn pushed_at(run: &Run) -> Option<Duration> {
    let is_push = |kind: VisitKind| matches!(kind, VisitKind::Push | VisitKind::PushError);
    run.visits.iter().rev().find(|row| is_push(row.visit.kind)).map(|row| row.at.mono)
}
