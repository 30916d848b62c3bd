//! Runs of the code flow, told from their events: who was awaited, who came, and why a code was refused.

use std::net::SocketAddr;
use std::time::Duration;

use url::Url;

use super::endings::story::{Story, error};
use super::endings::told;
use crate::explain::evidence::Evidence;
use crate::explain::rules::RULES;
use crate::explain::{finding, outcome};
use crate::flow::{Authorization, Event, Expiry, Listening, Opening, Outcome};
use crate::protocol::answer::OAuthError;
use crate::protocol::authorize::Place;
use crate::protocol::check::{Check, rfc};
use crate::protocol::exchange::{Purpose, Value};
use crate::protocol::listener::{Source, Visit, VisitKind};
use crate::protocol::secret::Secret;

static STATE: Check = Check::must("authorization.state", "state", rfc!(6749, "10.12")).stops();
static ERROR: Check = Check::must("authorization.error", "no error", rfc!(6749, "4.1.2.1"));
static ISS: Check = Check::must("authorization.iss", "iss", rfc!(9207, "2.4")).stops();
static EMPTY: Check = Check::must("authorization.empty", "something", rfc!(6749, "4.1.2"));
static BIND: Check = Check::must("loopback.bind", "bound", rfc!(8252, "7.3"));

const REDIRECT_URI: &str = "http://127.0.0.1:8400/callback";
/// The pair of RFC 7636 appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Parameters of the request and of its redemption; a later one of the same name takes the place of an earlier one.
type Fields<'a> = &'a [(&'a str, &'a str)];

const ASKED: Fields<'_> = &[
    ("response_type", "code"),
    ("client_id", "grantty"),
    ("redirect_uri", REDIRECT_URI),
    ("code_challenge", CHALLENGE),
    ("code_challenge_method", "S256"),
];

const REDEEMED: Fields<'_> = &[
    ("grant_type", "authorization_code"),
    ("code", "SplxlOBeZQQYbYS6WxSbIA"),
    ("redirect_uri", REDIRECT_URI),
    ("code_verifier", VERIFIER),
    ("client_id", "grantty"),
];

fn with<'a>(fields: Fields<'a>, other: (&'a str, &'a str)) -> Vec<(&'a str, &'a str)> {
    fields
        .iter()
        .copied()
        .filter(|(name, _)| *name != other.0)
        .chain(Some(other).filter(|pair| !pair.1.is_empty()))
        .collect()
}

fn listens(story: Story, addresses: &[&str]) -> Story {
    let addresses = addresses.iter().map(|text| text.parse().expect("an address")).collect();
    let listening = Listening { redirect_uri: REDIRECT_URI.to_owned(), addresses, place: Place::Query };
    story.tells(Event::Listening(listening))
}

fn asks(story: Story, parameters: Fields<'_>, opening: Opening) -> Story {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), Value::Plain((*value).to_owned()));
    let parameters: Vec<(String, Value)> = parameters.iter().map(own).collect();
    let endpoint = Url::parse("https://id.example.com/authorize").expect("a URL");
    let since = story.moment();
    story
        .tells(Event::Authorization(Box::new(Authorization {
            url: endpoint.clone(),
            endpoint,
            sent: parameters.clone(),
            parameters,
            pushed_until: None,
            signed: false,
            since,
            until: since + Duration::from_secs(300),
        })))
        .tells(Event::Opened(opening))
}

fn waits() -> Story {
    asks(listens(Story::code(), &["127.0.0.1:8400"]), ASKED, asked())
}

fn asked() -> Opening {
    Opening::Asked("a browser was asked".to_owned())
}

fn visit(kind: VisitKind, path: &str, source: Source) -> Visit {
    Visit {
        source,
        method: "GET".to_owned(),
        path: path.to_owned(),
        kind,
        place: Place::Query,
        parameters: Vec::new(),
        status: 404,
        notice: None,
    }
}

fn visits(story: Story, kind: VisitKind, path: &str, source: Source) -> Story {
    let visit = visit(kind, path, source);
    story.tells(Event::Visited { visit: Box::new(visit), findings: Vec::new() })
}

fn comes(story: Story, kind: VisitKind, path: &str) -> Story {
    visits(story, kind, path, Source::Listener(SocketAddr::from(([127, 0, 0, 1], 50_000))))
}

fn answers(story: Story) -> Story {
    let code = Value::Secret("code", Secret::new("SplxlOBeZQQYbYS6WxSbIA"));
    comes(story, VisitKind::Answer, "/callback").tells(Event::Callback(vec![("code".to_owned(), code)]))
}

fn front_error(code: &str, description: &str) -> OAuthError {
    OAuthError { status: 0, ..error(code, description) }
}

#[test]
fn a_wait_that_nobody_ended_shows_what_to_register() {
    crate::covers!("LOO-17");
    let (silent, said) = told(waits(), Outcome::Expired(Expiry::Counted));
    assert_eq!(silent.whose, "user");
    assert!(silent.next.contains(&format!("register exactly {REDIRECT_URI} ")), "{}", silent.next);
    assert!(silent.why.contains("within 5 min") && !silent.why.contains("denied"), "{}", silent.why);
    assert_eq!(
        said,
        format!("Nobody came back to {REDIRECT_URI} within 5 min; it has to be registered at the provider.")
    );
    let pasted = told(asks(listens(Story::code(), &[]), ASKED, asked()), Outcome::Expired(Expiry::Counted)).1;
    assert_eq!(pasted, "No answer was pasted within 5 min.");
}

#[test]
fn a_wait_with_other_visitors_says_what_they_were() {
    let deadline = || Outcome::Expired(Expiry::Counted);
    let failed = || Opening::Failed("no display".to_owned());
    let cases = vec![
        (asks(listens(Story::code(), &[]), ASKED, asked()), "Nothing is listened to at http"),
        (comes(waits(), VisitKind::Blank, "/callback"), "holds no answer"),
        (comes(waits(), VisitKind::Elsewhere, "/cb"), "asked for /cb, which is not the path"),
        (comes(waits(), VisitKind::OtherHost, "/callback"), "by another host name"),
        (asks(listens(Story::code(), &["127.0.0.1:8400"]), ASKED, failed()), "No browser could be asked"),
        (comes(waits(), VisitKind::Elsewhere, "/favicon.ico"), "nothing but 1 visit of others"),
    ];
    let mut seen = Vec::new();
    for (story, wanted) in cases {
        let evidence = Evidence::of(&story.run);
        seen.push(RULES.outcomes["unanswered"].variants.iter().position(|variant| variant.when.holds(&evidence)));
        let (explained, _) = told(story, deadline());
        assert!(explained.why.contains(wanted), "{}", explained.why);
    }
    let all: Vec<Option<usize>> = (0..RULES.outcomes["unanswered"].variants.len()).map(Some).collect();
    assert_eq!(seen, all, "every variant has its case");
    let said = told(comes(waits(), VisitKind::Elsewhere, "/favicon.ico"), deadline()).1;
    assert_eq!(said, format!("No answer came to {REDIRECT_URI} within 5 min, only 1 other visit."));
}

#[test]
fn an_answer_of_another_request_is_named_when_the_wait_is_over() {
    crate::covers!("ATZ-01", "ATZ-02");
    let ends = |observed| {
        let story = comes(waits(), VisitKind::OtherState, "/callback").finds(STATE.fail("a", observed));
        told(story, Outcome::Rejected { check: "authorization.state" })
    };
    let (other, said) = ends("x (differs at character 1)");
    assert!(other.why.contains("belongs to another request"), "{}", other.why);
    let wanted =
        "The run ended after 5 min without an answer of its own because authorization.state failed: x (differs";
    assert!(said.starts_with(wanted), "{said}");
    assert!(ends("missing").0.why.contains("has no state"), "{}", ends("missing").0.why);
    let at_once = answers(waits()).finds(STATE.fail("a", "missing"));
    let said = told(at_once, Outcome::Rejected { check: "authorization.state" }).1;
    assert!(said.starts_with("The run was stopped because authorization.state failed"), "{said}");
    let stopped = told(comes(waits(), VisitKind::NoState, "/callback"), Outcome::Cancelled).0;
    assert!(stopped.why.contains("were not its own"), "{}", stopped.why);
}

/// An answer with an error in it, taken or not.
fn complains(story: Story, kind: VisitKind) -> Story {
    let said = [("error", "invalid_scope"), ("error_description", "no scope “admin”.")];
    let parameters: Vec<(String, Value)> =
        said.iter().map(|(name, text)| ((*name).to_owned(), Value::Plain((*text).to_owned()))).collect();
    if kind == VisitKind::Answer {
        return story.tells(Event::Callback(parameters));
    }
    let source = Source::Listener(SocketAddr::from(([127, 0, 0, 1], 50_000)));
    let visit = Visit { parameters, ..visit(kind, "/callback", source) };
    story.tells(Event::Visited { visit: Box::new(visit), findings: Vec::new() })
}

#[test]
fn an_error_is_told_though_another_row_stopped_the_run() {
    crate::covers!("ATZ-02", "ATZ-05");
    let iss = complains(waits(), VisitKind::Answer).finds(ISS.fail("a", "missing"));
    let state = complains(waits(), VisitKind::NoState).finds(STATE.fail("a", "missing"));
    for (story, check) in [(iss, "authorization.iss"), (state, "authorization.state")] {
        let (explained, said) = told(story, Outcome::Rejected { check });
        assert!(said.ends_with("failed: missing; the answer said invalid_scope, “no scope “admin””."), "{said}");
        assert!(explained.why.starts_with(&format!("{check} failed")), "{}", explained.why);
        assert!(explained.why.contains("A scope that was asked for is unknown"), "{}", explained.why);
        assert!(explained.next.contains("For invalid_scope: Compare request.scope"), "{}", explained.next);
    }
    let granted =
        told(answers(waits()).finds(ISS.fail("a", "missing")), Outcome::Rejected { check: "authorization.iss" });
    assert!(!granted.1.contains("The answer said"), "{}", granted.1);
}

#[test]
fn the_row_of_an_error_says_what_the_run_says() {
    let said = |observed: &str| finding(&ERROR.fail("no error", observed)).expect("an explanation");
    let pushed = said("invalid_request (The request has to be pushed first.)");
    assert!(pushed.whose == "profile" && pushed.next.starts_with("Set code.par"), "{pushed:?}");
    assert!(said("invalid_scope").why.contains("A scope that was asked for"));
    let vague = said("invalid_request (code_challenge is odd)");
    assert!(vague.why.contains("misses a parameter"), "whether one was sent is not in the row: {vague:?}");
    let odd = said("no\\luck at all (Really.)");
    assert!(odd.why.contains("characters that no error code may have") && !odd.next.contains("w shows"), "{odd:?}");
}

#[test]
fn a_wait_that_somebody_stopped_speaks_of_no_codes() {
    let (stopped, said) = told(waits(), Outcome::Cancelled);
    assert!(stopped.why.contains("before the browser had come back"), "{}", stopped.why);
    assert_eq!(said, "The run was cancelled.");
}

#[test]
fn what_nobody_here_can_read_is_the_registrations_matter() {
    let reason = "The answer is encrypted, and no key of the profile opens it.".to_owned();
    let (broken, said) = told(answers(waits()), Outcome::Broken { reason });
    assert_eq!(broken.whose, "client");
    assert!(broken.next.contains("authorization_encrypted_response_alg"), "{}", broken.next);
    assert_eq!(said, "The run cannot go on: the answer is encrypted, and no key of the profile opens it.");
    let reason = "The answer has no tokens and no error.".to_owned();
    let (broken, _) = told(answers(waits()), Outcome::Broken { reason });
    assert!(broken.why.starts_with("The browser brought an answer"), "{}", broken.why);
}

#[test]
fn while_the_browser_is_awaited_the_run_says_where() {
    let awaited = outcome(&waits().run);
    assert_eq!(awaited.whose, "user");
    assert!(awaited.why.contains(REDIRECT_URI), "{}", awaited.why);
    let pasted = outcome(&asks(listens(Story::code(), &[]), ASKED, asked()).run);
    assert!(pasted.why.contains("has to be pasted"), "{}", pasted.why);
    assert_eq!(outcome(&answers(waits()).run).whose, "grantty");
}

#[test]
fn silence_that_was_asked_for_is_no_fault() {
    crate::covers!("ATZ-24");
    let quiet = with(ASKED, ("prompt", "none"));
    let story = asks(listens(Story::code(), &["127.0.0.1:8400"]), &quiet, asked());
    let (expected, said) = told(answers(story), Outcome::Refused(front_error("login_required", "")));
    assert_eq!(expected.whose, "user");
    assert!(expected.why.contains("as expected"), "{}", expected.why);
    assert_eq!(said, "The provider refused the authorization request: login_required.");
    let (odd, _) = told(answers(waits()), Outcome::Refused(front_error("login_required", "")));
    assert_eq!(odd.whose, "provider");
}

#[test]
fn a_refusal_through_the_browser_names_no_exchange() {
    crate::covers!("ATZ-11");
    let story = answers(waits().sends(Purpose::Discovery));
    let (refused, said) = told(story, Outcome::Refused(front_error("invalid_scope", "no such scope")));
    assert!(!refused.next.contains("w shows") && refused.why.contains("“no such scope”"), "{refused:?}");
    assert_eq!(said, "The provider refused the authorization request: invalid_scope, “no such scope”.");
    let (denied, said) = told(answers(waits()), Outcome::Denied(front_error("access_denied", "")));
    assert_eq!((denied.whose, said.as_str()), ("user", "The request was denied: access_denied."));
    let (unknown, _) = told(answers(waits()), Outcome::Refused(front_error("redirect_uri_mismatch", "")));
    assert!(unknown.next.contains(&format!("Register exactly {REDIRECT_URI} ")), "{}", unknown.next);
}

#[test]
fn a_refusal_of_what_was_pushed_is_named_so() {
    let story = Story::code().posts(Purpose::Par, &with(ASKED, ("client_secret", "s3cret"))).answers();
    let (refused, said) = told(story, Outcome::Refused(error("invalid_request", "redirect_uri is unknown")));
    assert!(refused.next.contains(&format!("Register exactly {REDIRECT_URI} ")), "{}", refused.next);
    assert_eq!(
        said,
        "The provider refused the pushed authorization request: invalid_request, “redirect_uri is unknown”."
    );
    let story = Story::code().posts(Purpose::Par, ASKED).answers();
    let (pkce, _) = told(story, Outcome::Refused(error("invalid_request", "code_challenge is not supported")));
    assert!(pkce.why.contains("although one was sent"), "{}", pkce.why);
    let story = Story::code().posts(Purpose::Par, ASKED).answers();
    let (client, _) = told(story, Outcome::Refused(error("invalid_client", "")));
    assert!(client.why.contains("without having sent a secret"), "{}", client.why);
}

#[test]
fn a_refused_code_is_explained_by_every_input_that_can_be_compared() {
    crate::covers!("ATZ-22", "TOK-20");
    let refused = |story: Story, form: Fields<'_>| {
        let story = story.after(2).posts(Purpose::Token, form).answers();
        told(story, Outcome::Refused(error("invalid_grant", "no."))).0
    };
    let good = refused(answers(waits()), REDEEMED);
    assert_eq!(good.whose, "provider");
    let wanted = "The provider says: “no”. Compared: redirect_uri is the same at both legs \
                  (http://127.0.0.1:8400/callback); the code was redeemed 2 s after it came; code_verifier fits the \
                  challenge (S256); the client was grantty at both legs; it was sent once.";
    assert!(good.why.ends_with(wanted), "{}", good.why);

    let redirect = refused(answers(waits()), &with(REDEEMED, ("redirect_uri", "http://127.0.0.1:8400/callback/")));
    assert_eq!(redirect.whose, "profile");
    assert!(redirect.why.contains("(differs only by a final /)"), "{}", redirect.why);
    let verifier = refused(answers(waits()), &with(REDEEMED, ("code_verifier", "another")));
    assert!(verifier.why.contains("code_verifier does not fit the challenge (S256)"), "{}", verifier.why);
    assert!(refused(answers(waits()), &with(REDEEMED, ("code_verifier", ""))).why.contains("and no code_verifier"));
    let client = refused(answers(waits()), &with(REDEEMED, ("client_id", "other")));
    assert!(client.why.contains("the client was grantty first, then other"), "{}", client.why);
    let old = refused(answers(waits()).after(90), REDEEMED);
    assert!(old.whose == "user" && old.why.contains("redeemed 1 min 32 s after it came"), "{}", old.why);
    let pasted = refused(visits(waits(), VisitKind::Answer, "", Source::Pasted), REDEEMED);
    assert!(pasted.why.contains("the age of the code is not known"), "{}", pasted.why);
    let twice = refused(comes(answers(waits()), VisitKind::Repeat, "/callback"), REDEEMED);
    assert!(twice.why.contains("brought a second answer"), "{}", twice.why);
    let plain = asks(listens(Story::code(), &["127.0.0.1:8400"]), &ASKED[..3], asked());
    let without = refused(answers(plain), &with(REDEEMED, ("code_verifier", "")));
    assert!(without.why.contains("no PKCE was used"), "{}", without.why);
}

#[test]
fn an_answer_with_nothing_in_it_is_explained_by_its_row() {
    crate::covers!("ATZ-10");
    let story = answers(waits().sends(Purpose::Discovery)).finds(EMPTY.fail("a code or an error", "neither"));
    let mut story = story;
    story.run.checks.last_mut().expect("a row").exchange = None;
    let (broken, said) = told(story, Outcome::Broken { reason: "there is neither a code nor an error".to_owned() });
    assert!(broken.why.contains("neither what was asked for nor an error"), "{}", broken.why);
    assert!(said.ends_with("(authorization.empty failed)."), "{said}");
}

#[test]
fn a_port_that_is_taken_is_nobodys_mistake_in_the_profile() {
    crate::covers!("LOO-02");
    let taken = "127.0.0.1:8400: the port is taken";
    let story = Story::code().sends(Purpose::Discovery).finds(BIND.fail("a listener", taken));
    let reason = "127.0.0.1:8400 cannot be listened to: the port is taken".to_owned();
    let (deaf, said) = told(story, Outcome::Invalid { reason });
    assert_eq!(deaf.whose, "user");
    assert!(deaf.why.contains("127.0.0.1:8400") && deaf.next.contains("0: any free one"), "{} {}", deaf.why, deaf.next);
    assert!(said.starts_with("The answer cannot be listened for: 127.0.0.1:8400"), "{said}");
}

#[test]
fn what_a_provider_put_into_its_answer_does_not_act() {
    crate::covers!("ATZ-13");
    let (said, message) =
        told(answers(waits()), Outcome::Refused(front_error("server_error", "a\u{1b}[2J\u{202e}{redirect_uri}")));
    for text in [&said.why, &message] {
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}') && text.contains("{redirect_uri}"), "{text}");
    }
    let odd = comes(waits(), VisitKind::Elsewhere, "/\u{1b}[2J{path}");
    let (shown, _) = told(odd, Outcome::Expired(Expiry::Counted));
    assert!(!shown.why.contains('\u{1b}') && shown.why.contains("{path}"), "{}", shown.why);
}
