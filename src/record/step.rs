//! The stages of a run, as the list at the left of its screen shows them.

use std::time::Duration;

use super::run::{End, Exchange, Run};
use crate::flow::Outcome;
use crate::profile::Flow;
use crate::protocol::authorize;
use crate::protocol::ciba::Delivery;
use crate::protocol::exchange::Purpose;
use crate::protocol::listener::VisitKind;

/// One stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it is called.
    pub name: &'static str,
    /// How far it is.
    pub state: StepState,
    /// Its time, its count, or nothing.
    pub detail: String,
}

/// How far a stage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Not yet.
    Ahead,
    /// Now.
    Active,
    /// Done, well or not: its rows tell.
    Done,
    /// It ended the run, or brought nothing.
    Failed,
    /// The run ended before it.
    NotReached,
}

impl Run {
    /// The stages of this run; `mode` is how the tokens of a backchannel authentication are to come.
    pub fn steps(&self, mode: Delivery) -> Vec<Step> {
        let keys = self.exchanges.iter().any(|e| e.request.purpose == Purpose::Jwks);
        let userinfo = self.exchanges.iter().any(|e| e.request.purpose == Purpose::Userinfo);
        let mut steps = vec![self.request_step("discovery", Purpose::Discovery)];
        if keys || self.flow.is_grant() && self.scope.iter().any(|scope| scope == "openid") {
            steps.push(self.request_step("keys", Purpose::Jwks));
        }
        match self.flow {
            Flow::Code => self.front_channel(&mut steps),
            Flow::Device => {
                steps.push(self.request_step("device request", Purpose::DeviceAuthorization));
                steps.push(self.polling());
            }
            Flow::Ciba => self.backchannel(&mut steps, mode),
            Flow::Userinfo | Flow::Inspect => {}
            Flow::Introspection => steps.push(self.request_step("introspection", Purpose::Introspection)),
            Flow::Revocation => steps.push(self.request_step("revocation", Purpose::Revocation)),
            Flow::Logout => steps.push(self.signed_out()),
            _ => steps.push(self.request_step("token", Purpose::Token)),
        }
        if !self.flow.is_grant() {
            if userinfo {
                steps.push(self.request_step("userinfo", Purpose::Userinfo));
            }
            return steps;
        }
        steps.push(self.tokens_step());
        if userinfo || self.scope.iter().any(|scope| scope == "openid") {
            steps.push(self.request_step("userinfo", Purpose::Userinfo));
        }
        steps
    }

    fn request_step(&self, name: &'static str, purpose: Purpose) -> Step {
        let mine = || self.exchanges.iter().filter(|e| e.request.purpose == purpose);
        // Metadata may stand at either of two addresses: the stage is done when one of them has it.
        // A pushed request is answered 201 (RFC 9126 §2.2).
        let is_good = |status: u16| status == 200 || status == 201 && purpose == Purpose::Par;
        let good = mine().find(|e| matches!(&e.end, End::Answered(response) if is_good(response.status)));
        let Some(told) = good.or_else(|| mine().next_back()) else {
            return Step { name, state: self.not_yet(), detail: String::new() };
        };
        let (state, detail) = match &told.end {
            End::Pending => (self.unless_ended(), String::new()),
            End::Answered(response) if is_good(response.status) => (StepState::Done, millis(response.timings.total)),
            End::Answered(response) => (StepState::Failed, response.status.to_string()),
            End::Failed(_) => (StepState::Failed, "no answer".to_owned()),
        };
        Step { name, state, detail }
    }

    /// To the provider with a person, and back: a code is redeemed, tokens that came at once are not.
    fn front_channel(&self, steps: &mut Vec<Step>) {
        if self.exchanges.iter().any(|exchange| exchange.request.purpose == Purpose::Par) {
            steps.push(self.request_step("pushed request", Purpose::Par));
        }
        steps.push(self.sign_in());
        let request = self.authorization.as_ref();
        let asked = request.and_then(|request| authorize::value(&request.parameters, "response_type"));
        if asked.is_none_or(|asked| asked.split(' ').any(|word| word == "code")) {
            steps.push(self.request_step("token", Purpose::Token));
        }
    }

    /// To the provider's end of session, and back where somebody listens.
    fn signed_out(&self) -> Step {
        let state = match (&self.authorization, &self.outcome) {
            (None, _) => self.not_yet(),
            (Some(_), None) => StepState::Active,
            (Some(_), Some(Outcome::Done)) => StepState::Done,
            (Some(_), Some(_)) => StepState::Failed,
        };
        Step { name: "log out", state, detail: String::new() }
    }

    fn sign_in(&self) -> Step {
        let answer = self.visits.iter().rev().find(|row| row.visit.kind == VisitKind::Answer);
        let state = match (&self.authorization, answer, &self.outcome) {
            (None, ..) => self.not_yet(),
            (Some(_), Some(_), Some(Outcome::Denied(_))) | (Some(_), None, Some(_)) => StepState::Failed,
            (Some(_), Some(_), _) => StepState::Done,
            (Some(_), None, None) => StepState::Active,
        };
        let detail = match (&self.authorization, answer) {
            (Some(request), Some(row)) => seconds(row.at.mono.saturating_sub(request.since)),
            _ if self.visit_count > 0 => format!("×{}", self.visit_count),
            _ => String::new(),
        };
        Step { name: "sign in", state, detail }
    }

    /// The request, once more for each user code that was asked for; and the wait for the person.
    fn backchannel(&self, steps: &mut Vec<Step>, mode: Delivery) {
        let sent = |exchange: &&Exchange| exchange.request.purpose == Purpose::BackchannelAuthentication;
        let requests = self.exchanges.iter().filter(sent).count();
        let mut request = self.request_step("ciba request", Purpose::BackchannelAuthentication);
        if requests > 1 {
            request.detail.insert_str(0, &format!("×{requests} "));
        }
        steps.push(request);
        if self.asked.is_some() || requests > 1 {
            let state = match (&self.backchannel, &self.outcome) {
                (Some(_), _) => StepState::Done,
                (None, Some(_)) => StepState::Failed,
                (None, None) => StepState::Active,
            };
            steps.push(Step { name: "user code", state, detail: "asked for".to_owned() });
        }
        steps.push(match mode {
            Delivery::Poll => self.polling(),
            Delivery::Ping => self.notified("ping", VisitKind::Ping),
            Delivery::Push => self.notified("push", VisitKind::Push),
        });
        if mode == Delivery::Ping {
            let ahead = Step { name: "polling", state: self.not_yet(), detail: String::new() };
            steps.push(if self.polls.is_empty() { ahead } else { self.polling() });
        }
    }

    /// The wait for a notification of the provider.
    fn notified(&self, name: &'static str, kind: VisitKind) -> Step {
        let came = self.visits.iter().find(|row| row.visit.kind == kind);
        let refused = self.visits.iter().any(|row| row.visit.kind == VisitKind::PushError);
        let state = match (&self.backchannel, came, &self.outcome) {
            (None, ..) => self.not_yet(),
            (Some(_), Some(_), _) => StepState::Done,
            // Somebody polled by hand, and needed no ping.
            (Some(_), None, Some(Outcome::Tokens)) => StepState::NotReached,
            (Some(_), None, Some(_)) => StepState::Failed,
            (Some(_), None, None) if refused => StepState::Failed,
            (Some(_), None, None) => StepState::Active,
        };
        let detail = match (&self.backchannel, came) {
            (Some(asked), Some(row)) => seconds(row.at.mono.saturating_sub(asked.authentication.received.mono)),
            _ if self.visit_count > 0 => format!("×{}", self.visit_count),
            _ => String::new(),
        };
        Step { name, state, detail }
    }

    fn polling(&self) -> Step {
        let is_asked = self.prompt.is_some() || self.backchannel.is_some();
        let state = match (is_asked, &self.tokens, &self.outcome) {
            (false, ..) => self.not_yet(),
            (true, Some(_), _) => StepState::Done,
            (true, None, Some(_)) => StepState::Failed,
            (true, None, None) => StepState::Active,
        };
        let detail = if self.polls.is_empty() { String::new() } else { format!("×{}", self.polls.len()) };
        Step { name: "polling", state, detail }
    }

    fn tokens_step(&self) -> Step {
        let state = if self.tokens.is_some() { StepState::Done } else { self.not_yet() };
        Step { name: "tokens", state, detail: String::new() }
    }

    const fn not_yet(&self) -> StepState {
        if self.outcome.is_some() { StepState::NotReached } else { StepState::Ahead }
    }

    const fn unless_ended(&self) -> StepState {
        if self.outcome.is_some() { StepState::Failed } else { StepState::Active }
    }
}

fn seconds(time: Duration) -> String {
    format!("{}.{}s", time.as_secs(), time.subsec_millis() / 100)
}

fn millis(time: Duration) -> String {
    format!("{}ms", time.as_millis())
}
