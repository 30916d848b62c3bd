//! Making a fault's changes: the only place where anything goes wrong on purpose.
//!
//! The endpoints know nothing of faults. They hand each object and each answer to their `Site`, which makes the
//! changes of the one fault its issuer has with what stands here.

use super::answer::Answer;
use super::members::Members;
use super::wrong::{Edit, Http, On, Poll, Wrong};

/// The words a template may use.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    pub issuer: String,
    pub origin: String,
    pub stranger: String,
    pub user_code: String,
    pub unix: u64,
}

impl Words {
    fn fill(&self, template: &str) -> String {
        let port = self.origin.rsplit(':').next().unwrap_or_default();
        let filled = template.replace("{issuer}", &self.issuer).replace("{origin}", &self.origin);
        let filled = filled.replace("{stranger}", &self.stranger).replace("{port}", port);
        let filled = filled.replace("{user_code}", &self.user_code);
        let filled = filled.replace("{4k}", &"x".repeat(4096)).replace("{64k}", &"x".repeat(65_536));
        if filled.contains("{random}") { filled.replace("{random}", &super::random::token()) } else { filled }
    }
}

/// Makes one change of an object.
pub(super) fn edit(edit: Edit, members: &mut Members, words: &Words) {
    match edit {
        Edit::Set(name, text) => members.set_text(name, words.fill(text)),
        Edit::Twice(name, text) => members.add_text(name, words.fill(text)),
        Edit::Remove(name) => drop(members.remove(name)),
        Edit::Rename(from, to) => members.rename(from, to),
        Edit::Append(name, suffix) => members.append(name, suffix),
        Edit::Time(name, offset) => members.set(name, words.unix.saturating_add_signed(offset)),
        Edit::Pad(name, length) => members.set(name, "x".repeat(length)),
        Edit::Many(count) => (0..count).for_each(|n| members.set_text(&format!("unknown_{n}"), n.to_string())),
    }
}

/// Makes one change of how an answer travels.
pub(super) fn http(http: Http, answer: &mut Answer, words: &Words) {
    match http {
        Http::Status(status) => answer.status = status,
        Http::Page(status) => *answer = page(status),
        Http::Body(status, text) => (answer.status, answer.body) = (status, words.fill(text).into_bytes()),
        Http::Empty(status) => (answer.status, answer.body) = (status, Vec::new()),
        Http::Redirect(status, to) => {
            (answer.status, answer.body) = (status, Vec::new());
            answer.set("location", words.fill(to));
        }
        Http::Header(name, value) => answer.set(name, value),
        Http::NoHeader(name) => answer.drop_header(name),
        Http::Form => {
            answer.body = answer.members.as_ref().map(Members::form).unwrap_or_default().into_bytes();
            answer.set("content-type", "application/x-www-form-urlencoded");
        }
        Http::Prefix(text) => drop(answer.body.splice(0..0, text.bytes())),
        Http::Suffix(text) => answer.body.extend_from_slice(text.as_bytes()),
        Http::Half => answer.body.truncate(answer.body.len() / 2),
        Http::Garbage => {
            answer.body =
                (0..1_000_000u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()).step_by(4).collect();
        }
        Http::Deliver(delivery) => answer.delivery = delivery,
        Http::Slow(seconds) => answer.delay = seconds,
    }
}

fn page(status: u16) -> Answer {
    let mut page =
        Answer::text(status, "<!doctype html>\n<title>Sign in</title>\n<h1>Please sign in to the guest network</h1>\n");
    page.set("content-type", "text/html; charset=utf-8");
    page
}

/// What a poll of that number is told in place of the truth, if the fault says so.
pub(super) fn poll(wrong: &[Wrong], number: u32) -> Option<Poll> {
    let mut held = false;
    for change in wrong {
        let Wrong::Poll(on, poll) = *change else { continue };
        match on {
            On::Nth(n) if n == number => return Some(poll),
            On::First(n) if number <= n => return Some(poll),
            On::Always => return Some(poll),
            On::Nth(n) => held |= number < n,
            On::First(_) => {}
        }
    }
    held.then_some(Poll::Told(400, PENDING))
}

/// The usual answer to a poll before the person has decided.
pub(super) const PENDING: &str =
    r#"{"error":"authorization_pending","error_description":"The person has not decided yet."}"#;
