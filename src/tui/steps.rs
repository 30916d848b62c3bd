//! The stages of a run as its screen shows them: what each of them asked, and which asked twice.

use super::again;
use super::screen::RunScreen;
use crate::protocol::exchange::Purpose;
use crate::record::Step;

/// The stages; one whose request was sent once more for its nonce says so.
pub fn of(screen: &RunScreen) -> Vec<Step> {
    let run = &screen.run;
    let mut steps = run.steps(screen.profile.ciba.mode);
    let repeated: Vec<Purpose> = run
        .exchanges
        .iter()
        .filter(|exchange| again::is_again(run, exchange.n))
        .map(|exchange| exchange.request.purpose)
        .collect();
    for step in &mut steps {
        if purpose(step.name).is_some_and(|purpose| repeated.contains(&purpose)) {
            step.detail.insert_str(0, again::MARK);
        }
    }
    steps
}

/// What the request of a stage is for; none where a stage is no request of ours.
pub fn purpose(name: &str) -> Option<Purpose> {
    Some(match name {
        "discovery" => Purpose::Discovery,
        "keys" => Purpose::Jwks,
        "pushed request" => Purpose::Par,
        "token" => Purpose::Token,
        "device request" => Purpose::DeviceAuthorization,
        "ciba request" | "user code" => Purpose::BackchannelAuthentication,
        "userinfo" => Purpose::Userinfo,
        "introspection" => Purpose::Introspection,
        "revocation" => Purpose::Revocation,
        "polling" => Purpose::Poll,
        _ => return None,
    })
}
