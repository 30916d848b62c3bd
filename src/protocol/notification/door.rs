//! What is done with each visitor: whose notification is taken, and what everybody else gets.

#[cfg(test)]
mod tests;

use super::bearer::Bearer;
use super::brought::Brought;
use super::identity::Identity;
use super::parameters;
use super::shape::Shape;
use crate::protocol::authorize::Place;
use crate::protocol::check::{Check, ciba};
use crate::protocol::ciba::Delivery;
use crate::protocol::listener::{Incoming, Notice, Receive, Reception, Reply, Source, Visit, VisitKind, cut};
use crate::protocol::secret::Secret;

pub(super) static REPEAT: Check =
    Check::should("notification.repeat", "one notification came", ciba!("10.2, §10.3", "rfc.section.10.2"));

/// Longer paths and methods are cut in the record of a visit.
const LONGEST_PATH: usize = 1024;

/// Decides about visitors of one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Door {
    path: String,
    token: Option<Secret>,
    delivery: Delivery,
    auth_req_id: Option<Secret>,
    lenient: bool,
    taken: bool,
    over: bool,
}

impl Door {
    /// A door for one request, whose answer is not there yet. `path` is the endpoint's.
    pub fn new(path: &str, client_notification_token: Option<Secret>, delivery: Delivery) -> Self {
        Self {
            path: path.to_owned(),
            token: client_notification_token,
            delivery,
            auth_req_id: None,
            lenient: false,
            taken: false,
            over: false,
        }
    }

    /// The same, once the provider has given the request its id.
    #[must_use]
    pub fn expecting(self, auth_req_id: Secret) -> Self {
        Self { auth_req_id: Some(auth_req_id), ..self }
    }

    /// The same, which takes a notification that is ours whatever its form, or not.
    #[must_use]
    pub fn lenient(self, lenient: bool) -> Self {
        Self { lenient, ..self }
    }

    /// What it is; nothing when only the answer to our request can tell.
    fn kind(&self, brought: &Brought, patient: bool) -> Option<VisitKind> {
        if !brought.is_post {
            return Some(VisitKind::OtherMethod);
        }
        if self.over {
            return Some(VisitKind::Late);
        }
        match brought.bearer {
            Bearer::Wrong(_) => return Some(VisitKind::WrongBearer),
            // Without a token anybody may call, so nobody is believed.
            Bearer::NotSent if self.delivery.notifies() => return Some(VisitKind::WrongBearer),
            _ => {}
        }
        let (Some(identity), Some(shape)) = (&brought.identity, &brought.shape) else {
            return Some(VisitKind::Unreadable);
        };
        let is_formed = brought.is_json && brought.is_plain;
        Some(match identity {
            Identity::Missing(_) => VisitKind::Unreadable,
            _ if !is_formed && !self.lenient => VisitKind::Unreadable,
            _ if brought.bearer == Bearer::NotSent => VisitKind::OtherMode,
            // Strangers are not kept: they would take the seats.
            Identity::TooEarly if patient && brought.bearer == Bearer::Right => return None,
            Identity::TooEarly | Identity::Other(_) => VisitKind::OtherRequest,
            Identity::Ours => self.of_mode(shape),
        })
    }

    /// What one that is ours is in our mode.
    fn of_mode(&self, shape: &Shape) -> VisitKind {
        let taken = match (self.delivery, shape) {
            (Delivery::Ping, Shape::Ping) => VisitKind::Ping,
            (Delivery::Ping, Shape::Odd(_)) if self.lenient => VisitKind::Ping,
            (Delivery::Push, Shape::Push) => VisitKind::Push,
            (Delivery::Push, Shape::PushError { .. }) => VisitKind::PushError,
            (Delivery::Ping | Delivery::Push, Shape::Odd(_)) => return VisitKind::Unreadable,
            _ => return VisitKind::OtherMode,
        };
        if self.taken { VisitKind::Repeat } else { taken }
    }

    /// The evidence about one that came to our path.
    fn notice(kind: VisitKind, brought: Brought) -> Notice {
        let Brought { bearer, object, identity, mut findings, .. } = brought;
        if kind.is_taken() {
            findings.push(REPEAT.pass("one", "the first"));
        } else if kind == VisitKind::Repeat {
            findings.push(REPEAT.warn("one", "one more for this request, which is answered and ignored"));
        }
        let is_push = matches!(kind, VisitKind::Push | VisitKind::PushError);
        Notice {
            findings,
            is_providers: bearer == Bearer::Right || identity == Some(Identity::Ours),
            pushed: object.filter(|_| is_push),
        }
    }
}

impl Receive for Door {
    fn receive(&mut self, incoming: &Incoming, patient: bool) -> Option<Reception> {
        let is_pasted = incoming.source == Source::Pasted;
        let path = if is_pasted { "" } else { incoming.target.split('?').next().unwrap_or_default() };
        if !is_pasted && path != self.path {
            return Some(reception(incoming, path, VisitKind::Elsewhere, reply(404)));
        }
        let brought = Brought::read(incoming, self.token.as_ref(), self.auth_req_id.as_ref(), self.delivery);
        let kind = self.kind(&brought, patient)?;
        self.taken |= kind.is_taken();
        let reply = if is_pasted { silence() } else { reply(status(kind, brought.is_json)) };
        let mut reception = reception(incoming, path, kind, reply);
        reception.visit.parameters = brought.object.as_ref().map(parameters::of).unwrap_or_default();
        reception.visit.notice = Some(Box::new(Self::notice(kind, brought)));
        Some(reception)
    }

    fn takes_chunked(&self) -> bool {
        true
    }

    fn over(&mut self) {
        self.over = !self.taken;
    }

    fn is_over(&self) -> bool {
        self.over
    }
}

fn reception(incoming: &Incoming, path: &str, kind: VisitKind, reply: Reply) -> Reception {
    let visit = Visit {
        source: incoming.source,
        method: cut(&incoming.method, LONGEST_PATH).to_owned(),
        path: cut(path, LONGEST_PATH).to_owned(),
        kind,
        place: Place::Body,
        parameters: Vec::new(),
        status: reply.status,
        notice: None,
    };
    Reception { visit, reply }
}

/// What is answered: 204 for what is taken, and never a redirection (§10.2, §10.3.1).
const fn status(kind: VisitKind, is_json: bool) -> u16 {
    match kind {
        VisitKind::Ping | VisitKind::Push | VisitKind::PushError | VisitKind::Repeat => 204,
        VisitKind::WrongBearer => 401,
        VisitKind::OtherRequest | VisitKind::Late => 404,
        VisitKind::OtherMethod => 405,
        VisitKind::Unreadable if !is_json => 415,
        _ => 400,
    }
}

fn reply(status: u16) -> Reply {
    let mut headers = vec![("cache-control", "no-store".to_owned())];
    match status {
        401 => headers.push(("www-authenticate", "Bearer".to_owned())),
        405 => headers.push(("allow", "POST".to_owned())),
        _ => {}
    }
    Reply { status, headers, body: "" }
}

/// What a person gets who pasted something.
const fn silence() -> Reply {
    Reply { status: 0, headers: Vec::new(), body: "" }
}
