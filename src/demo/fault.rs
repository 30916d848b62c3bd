//! A fault as data: what is changed, and where.
//!
//! The endpoints know nothing of faults. They hand each object and each answer to their `Site`, which makes the
//! changes of the one fault its issuer has, here.

use super::answer::{Answer, Delivery};
use super::members::Members;
use serde_json::Value;

/// One named way to misbehave.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// Kebab-case; the last part of the issuer.
    pub name: &'static str,
    /// What the provider does, in one sentence.
    pub sentence: &'static str,
    /// The checks that must turn, each with `fail` or `warn`. Empty: allowed by the standards though unusual.
    pub checks: &'static [(&'static str, &'static str)],
    /// Rows of the fault catalogue.
    pub faults: &'static [&'static str],
    /// The kind of outcome a device run must have.
    pub outcome: &'static str,
    /// Whether the run needs the person's approval to get there.
    pub approve: bool,
    pub(super) wrong: &'static [Wrong],
}

impl Fault {
    /// A fault that changes `wrong`; the run is approved and gets its tokens until said otherwise.
    pub(super) const fn new(name: &'static str, sentence: &'static str, wrong: &'static [Wrong]) -> Self {
        Self { name, sentence, checks: &[], faults: &[], outcome: "tokens", approve: true, wrong }
    }

    /// The checks that must turn.
    pub(super) const fn shows(mut self, checks: &'static [(&'static str, &'static str)]) -> Self {
        self.checks = checks;
        self
    }

    /// The rows of the catalogue.
    pub(super) const fn rows(mut self, faults: &'static [&'static str]) -> Self {
        self.faults = faults;
        self
    }

    /// The run ends so, and nobody is asked before.
    pub(super) const fn ends(mut self, outcome: &'static str) -> Self {
        self.outcome = outcome;
        self.approve = false;
        self
    }

    /// The run ends so after the person said yes.
    pub(super) const fn ends_approved(mut self, outcome: &'static str) -> Self {
        self.outcome = outcome;
        self
    }
}

/// Which object or answer is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Both metadata documents.
    Metadata,
    /// The OpenID Connect one alone.
    OpenId,
    /// The RFC 8414 one alone.
    OAuth,
    /// The key set.
    Jwks,
    /// The JWK of the key that signs ID tokens.
    Key,
    /// The device authorization answer.
    Device,
    /// The token answer.
    Token,
    /// The ID token's header.
    Header,
    /// The ID token's claims.
    Claims,
    /// The userinfo answer.
    UserInfo,
}

/// One change.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wrong {
    /// Of an object.
    Edit(Place, Edit),
    /// Of how an answer travels.
    Http(Place, Http),
    /// Of what a poll is told.
    Poll(On, Poll),
    /// Of the set of keys.
    Keys(Keys),
    /// Of the ID token's signature.
    Sign(Sign),
    /// Of the ID token's text.
    Shape(Shape),
    /// Codes live so many seconds, told and true.
    Life(u64),
    /// Every run gets the same codes.
    SameCodes,
}

/// A change of an object. JSON text may name `{issuer}`, `{origin}`, `{stranger}` (another origin), `{port}`,
/// `{user_code}`, `{random}`, and `{4k}` or `{64k}` of letters.
#[derive(Clone, Copy, Debug)]
pub(super) enum Edit {
    /// The member has this JSON text.
    Set(&'static str, &'static str),
    /// The member comes once more, with this JSON text.
    Twice(&'static str, &'static str),
    /// The member is not there.
    Remove(&'static str),
    /// The member has another name.
    Rename(&'static str, &'static str),
    /// The string is longer.
    Append(&'static str, &'static str),
    /// The time lies so many seconds from now.
    Time(&'static str, i64),
    /// The member is a string of that length.
    Pad(&'static str, usize),
    /// So many unknown members more.
    Many(usize),
}

/// A change of how an answer travels.
#[derive(Clone, Copy, Debug)]
pub(super) enum Http {
    /// Another status, the same body.
    Status(u16),
    /// A web page in place of the answer.
    Page(u16),
    /// This status and body, which says it is JSON.
    Body(u16, &'static str),
    /// No body at all.
    Empty(u16),
    /// Somewhere else: the template is the address.
    Redirect(u16, &'static str),
    /// A header more or another one.
    Header(&'static str, &'static str),
    /// A header less.
    NoHeader(&'static str),
    /// The object as a form.
    Form,
    /// Something before the body.
    Prefix(&'static str),
    /// Something after the body.
    Suffix(&'static str),
    /// The first half of the JSON text, delivered as if it were all.
    Half,
    /// A million bytes that mean nothing.
    Garbage,
    /// How the bytes arrive.
    Deliver(Delivery),
    /// Only after so many seconds.
    Slow(u64),
}

/// Which polls of one device code are meant. Earlier ones stay pending whatever the person does.
#[derive(Clone, Copy, Debug)]
pub(super) enum On {
    /// That one, counted from 1.
    Nth(u32),
    /// The first so many.
    First(u32),
    /// All.
    Always,
}

/// What such a poll is told.
#[derive(Clone, Copy, Debug)]
pub(super) enum Poll {
    /// This status and JSON text.
    Told(u16, &'static str),
    /// `slow_down`, and from now on it is meant.
    SlowDown,
    /// Pending, delivered so.
    Pending(Http),
    /// 503 with this `Retry-After`.
    Unavailable(&'static str),
    /// The truth, so many seconds late.
    Late(u64),
}

/// A change of the key set.
#[derive(Clone, Copy, Debug)]
pub(super) enum Keys {
    /// Every other time the signing key is missing, as if it had just been made.
    Stale,
    /// No key has a `kid`, and a second RSA key comes first.
    Nameless,
    /// One more entry, JSON text.
    Extra(&'static str),
    /// So many RSA keys that fit nothing come first, none with a `kid`.
    Decoys(usize),
    /// The EC key comes with its private part.
    Private,
    /// A second EC key has the `kid` of the first.
    Twins,
}

/// A change of the ID token's signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// `alg` is `none`, the signature empty.
    Unsigned,
    /// RS256, every byte changed.
    Rs256Broken,
    /// RS256 by nobody's key: random bytes of the right length.
    Rs256Random,
    /// A good PS256 signature.
    Ps256,
    /// A good ES256 signature.
    Es256,
    /// ES256, every byte changed.
    Es256Broken,
    /// ES256 in DER.
    Es256Der,
    /// ES256 with `r` and `s` zero.
    Es256Zero,
    /// A good Ed25519 signature.
    EdDsa,
    /// Ed25519, every byte changed.
    EdDsaBroken,
    /// HS256 with a secret nobody knows.
    Hs256Unknown,
    /// HS256 with the public RSA key's PEM text as secret.
    Hs256Pem,
    /// HS256 with the public RSA key's JWK text as secret.
    Hs256Jwk,
}

/// A change of the ID token's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// No signature part.
    TwoParts,
    /// One part more.
    FourParts,
    /// Five parts, as of an encrypted token, with this header.
    FiveParts(&'static str),
    /// Sixty thousand dots.
    Dots,
    /// `=` at the end of the signature.
    Padded,
    /// Standard base64 in the claims, `+` and `/` in place of `-` and `_`.
    StandardAlphabet,
    /// A line break in the claims.
    LineBreak,
    /// Bits that no byte needs are set in the signature.
    UnusedBits,
    /// The JSON serialisation, as a string.
    Json,
    /// These bytes in place of the claims.
    Payload(&'static [u8]),
}

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
                (0..1_000_000u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()).step_by(4).collect()
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

/// JSON text of a string.
pub(super) fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
