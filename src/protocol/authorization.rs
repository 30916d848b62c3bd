//! The authorization response (RFC 6749 §4.1.2): what came back through the browser, judged whole.
//!
//! An error is told whatever else is wrong. What nobody can prove to belong to the request is told as just that.

mod code;
mod error;
mod form;
mod iss;
mod parts;
mod seen;
mod state;
#[cfg(test)]
mod tests;
mod travel;

use super::answer::OAuthError;
use super::authorize::{Place, ResponseType, SECRET_IN_ADDRESS};
use super::check::{Check, Finding, Report, difference, rfc};
use super::exchange::{Request, Value};
use super::listener::Visit;
use super::redirect::visible;
use super::secret::Secret;

pub(super) use error::CODES;
use seen::Seen;

/// Every check of this file, for the catalogue.
pub static CHECKS: &[&Check] = &[
    &SECRET_IN_ADDRESS,
    &travel::MODE,
    &travel::JARM_MODE,
    &travel::JARM_EXTRA,
    &form::DUPLICATE,
    &state::STATE,
    &iss::ISS,
    &form::AMBIGUOUS,
    &form::EMPTY,
    &error::ERROR,
    &error::ERROR_CODE,
    &error::ERROR_CHARSET,
    &code::CODE,
    &parts::TOKENS,
    &parts::PARTS,
    &form::EXTRA,
    &REPLAY,
    &REDIRECT_URI,
];

/// Rows about what stands in the answer: nothing is said of them when nothing of it may be believed.
static CONTENT: [&Check; 11] = [
    &state::STATE,
    &iss::ISS,
    &form::AMBIGUOUS,
    &form::EMPTY,
    &error::ERROR,
    &error::ERROR_CODE,
    &error::ERROR_CHARSET,
    &code::CODE,
    &parts::TOKENS,
    &parts::PARTS,
    &form::EXTRA,
];

static REPLAY: Check = Check::should("authorization.replay", "the answer comes once", rfc!(9700, "4.5"));

static REDIRECT_URI: Check =
    Check::must("authorization.redirect_uri", "redirect_uri is the same at both legs", rfc!(6749, "4.1.3"));

/// What the answer is held against.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The `state` that was sent, if one was.
    pub state: Option<&'a str>,
    /// The discovered issuer; empty when there is none.
    pub issuer: &'a str,
    /// Whether the metadata promise `iss` in the answer (RFC 9207 §3).
    pub iss_promised: bool,
    /// What was asked for.
    pub response_type: ResponseType,
    /// Where the answer was asked to stand.
    pub place: Place,
    /// Whether it was asked for as a signed JWT.
    pub jarm: bool,
    /// Whether no page was to be shown (`prompt=none`).
    pub silent: bool,
}

/// An answer as it reached us.
#[derive(Clone, Copy, Debug)]
pub struct Came<'a> {
    /// The parameters beside a JWT, or all of them.
    pub parameters: &'a [(String, Value)],
    /// Where they stood.
    pub place: Place,
    /// The parameters inside a JWT, when one came; without a value when nothing in it may be believed.
    pub signed: Option<Option<&'a [(String, Value)]>>,
}

/// What came of the authorization request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// What was asked for, or some of it.
    Granted(Box<Granted>),
    /// An OAuth error.
    Refused(OAuthError),
    /// Neither, as a sentence.
    Nothing(String),
}

/// What came through the front channel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Granted {
    /// `code`
    pub code: Option<Secret>,
    /// `id_token`
    pub id_token: Option<Secret>,
    /// `access_token`
    pub access_token: Option<Secret>,
    /// `token_type`
    pub token_type: Option<String>,
    /// `expires_in`
    pub expires_in: Option<u64>,
    /// `scope`
    pub scope: Option<String>,
    /// Names of the parameters that no rule knows.
    pub extra: Vec<String>,
}

/// Our own conduct: the `redirect_uri` of the token request is that of the authorization request (RFC 6749 §4.1.3).
pub fn same_redirect_uri(sent: &str, redemption: &Request) -> Finding {
    let again = redemption.form.iter().find(|(name, _)| name == "redirect_uri").map(|(_, value)| value.reveal());
    let again = again.filter(|text| !text.is_empty()).unwrap_or("absent");
    let sent = if sent.is_empty() { "absent" } else { sent };
    match difference(sent, again) {
        None => REDIRECT_URI.pass(sent, again),
        Some(place) => REDIRECT_URI.warn(sent, format!("{again} ({place}), as the profile has it")),
    }
}

/// How often another answer came after one was taken, and how often the same one: the first stands. Loading the page
/// again is the person's right.
pub fn replay(repeats: usize, reloads: usize) -> Finding {
    let observed = match (repeats, reloads) {
        (0, 0) => "once".to_owned(),
        (0, 1) => "the same once more, as when its page is loaded again".to_owned(),
        (0, n) => format!("the same {n} times more, as when its page is loaded again"),
        (1, _) => "another one as well; the first one stands".to_owned(),
        (n, _) => format!("{n} others as well; the first one stands"),
    };
    REPLAY.judge(repeats == 0, "one answer", observed)
}

/// Judges the answer that was taken.
pub fn judge(came: &Came<'_>, expected: &Expected<'_>) -> Report<Answer> {
    let mut findings = travel::judge(came, expected).to_vec();
    findings.push(form::duplicate(came));
    let Some(seen) = Seen::of(came) else {
        findings.extend(CONTENT.map(|check| check.skip("it stands in a JWT that cannot be believed")));
        let reason = "The answer is a JWT that cannot be believed, so nothing is taken from it.";
        return Report::new(Some(Answer::Nothing(reason.to_owned())), findings);
    };
    let state = state::judge(seen, expected);
    let is_ours = !state.stops();
    findings.push(state);
    findings.push(iss::judge(seen, came, expected));
    findings.extend(form::judge(seen, expected.place));
    findings.extend(error::judge(seen, is_ours, expected.silent));
    findings.push(code::judge(seen));
    findings.push(parts::tokens(seen, came.place, expected.response_type));
    let has_success = form::SUCCESS.iter().any(|name| seen.has(name));
    findings.push(match (seen.has("error"), has_success) {
        (true, _) => parts::PARTS.skip("an error came"),
        (false, false) => parts::PARTS.skip("nothing came"),
        (false, true) => parts::judge(seen, expected.response_type),
    });
    findings.push(form::extra(seen));
    Report::new(Some(answer(seen, expected)), findings)
}

/// What the run can go on with.
fn answer(seen: Seen<'_>, expected: &Expected<'_>) -> Answer {
    if let Some(error) = error::of(seen) {
        return Answer::Refused(error);
    }
    let granted = parts::granted(seen, expected);
    let nothing = |reason: &str| Answer::Nothing(reason.to_owned());
    if expected.response_type.code && granted.code.is_none() {
        nothing(match (seen.has("code"), granted.id_token.is_some() || granted.access_token.is_some()) {
            (true, _) => "The answer has several codes that differ.",
            (false, true) => "The answer has no code to redeem, only tokens.",
            (false, false) => "The answer has neither a code nor an error.",
        })
    } else if granted.code.is_none() && granted.id_token.is_none() && granted.access_token.is_none() {
        nothing("The answer has no tokens and no error.")
    } else {
        Answer::Granted(Box::new(granted))
    }
}

/// The rows of an answer that was not taken: what is wrong with its `state`, and the error it claims.
pub fn not_taken(visit: &Visit, state: Option<&str>) -> Vec<Finding> {
    if visit.is_sealed() {
        return vec![state::STATE.skip("the answer is encrypted, and its state cannot be seen here")];
    }
    let seen = |name| visible(&visit.parameters, name).filter(|text| !text.is_empty());
    let came = seen("state");
    let mut findings = vec![state::compare(state, came.as_deref(), came.is_some())];
    if let Some(claimed) = seen("error") {
        findings.push(error::unauthenticated(&claimed, seen("error_description").as_deref()));
    }
    findings
}
