//! Each way in which a backchannel authentication can end: refused, polled in vain, pushed, never notified.

mod blame;

use std::net::SocketAddr;
use std::time::Duration;

use super::endings::story::{Story, error};
use super::endings::told;
use crate::explain::rules::RULES;
use crate::explain::{Explanation, Leg, message, outcome};
use crate::flow::{Backchannel, Event, Expiry, NotificationEndpoint, Outcome, Question};
use crate::protocol::authorize::Place;
use crate::protocol::check::{Check, rfc};
use crate::protocol::ciba::{Authentication, Delivery};
use crate::protocol::exchange::Purpose;
use crate::protocol::jose::base64url;
use crate::protocol::listener::{Source, Visit, VisitKind};
use crate::protocol::pace::Pace;
use crate::protocol::secret::Secret;
use crate::protocol::time::Now;

static BIND: Check = Check::must("notification.bind", "bind", rfc!(6749, "5.1"));
static HINT: Check = Check::must("ciba.hint", "hint", rfc!(6749, "5.1")).stops();
static MODE: Check = Check::must("ciba.delivery_mode", "mode", rfc!(6749, "5.1"));
static SCOPE: Check = Check::must("ciba.scope", "scope", rfc!(6749, "5.1"));
static GRANT: Check = Check::should("discovery.grant", "grant", rfc!(6749, "5.1"));
static THROTTLE: Check = Check::should("poll.throttle", "throttle", rfc!(8628, "3.5"));
static NETWORK: Check = Check::should("poll.network", "network", rfc!(8628, "3.5"));
static INTERVAL: Check = Check::must("ciba.interval", "interval", rfc!(8628, "3.2"));
static ACCESS_TOKEN: Check = Check::must("token.access_token", "access_token", rfc!(6749, "5.1"));

const REGISTERED: &str = "http://127.0.0.1:8401/ciba/notification";
const NOW: u64 = 1_763_640_000;

fn asking(form: &[(&str, &str)]) -> Story {
    Story::ciba().posts(Purpose::BackchannelAuthentication, form).answers()
}

fn refused(story: Story, code: &str, description: &str) -> (Explanation, String) {
    told(story, Outcome::Refused(error(code, description)))
}

fn jwt(claims: &str) -> String {
    format!("{}.{}.c2ln", base64url::encode(br#"{"alg":"RS256"}"#), base64url::encode(claims.as_bytes()))
}

/// The request was granted, and its answer is awaited.
fn granted(delivery: Delivery, life: u64) -> Story {
    awaits(asking(&[("login_hint", "ann")]), delivery, life)
}

fn awaits(story: Story, delivery: Delivery, life: u64) -> Story {
    let mono = story.moment();
    let expires_in = Duration::from_secs(life);
    let pace = Pace { expires_in, expires_in_stated: true, interval: Duration::from_secs(5), interval_stated: true };
    let auth_req_id = Secret::new("1c266114-a1be-4252-8ad1-04986c5b9ac1");
    story.tells(Event::Backchannel(Box::new(Backchannel {
        authentication: Authentication { auth_req_id, pace, received: Now { mono, unix: NOW } },
        binding_message: Some("W4SCT".to_owned()),
        hint: None,
        delivery,
        expires_at: mono + expires_in,
        signed: false,
    })))
}

fn listens(story: Story, is_reachable: bool) -> Story {
    let reachable = if is_reachable { Ok(()) } else { Err("it is plain http".to_owned()) };
    let addresses = vec![SocketAddr::from(([127, 0, 0, 1], 8401))];
    let registered = REGISTERED.to_owned();
    story.tells(Event::NotificationEndpoint(NotificationEndpoint { registered, addresses, reachable }))
}

fn visited(story: Story, kind: VisitKind, path: &str) -> Story {
    // In place of the path of what is no request stands what it was, in brackets.
    let method = if path.starts_with('(') { "" } else { "POST" };
    let visit = Visit {
        source: Source::Listener(SocketAddr::from(([127, 0, 0, 1], 50_000))),
        method: method.to_owned(),
        path: path.to_owned(),
        kind,
        place: Place::Query,
        parameters: Vec::new(),
        status: 404,
        notice: None,
    };
    story.tells(Event::Visited { visit: Box::new(visit), findings: Vec::new() })
}

#[test]
fn an_unknown_person_is_told_with_the_hint_in_use() {
    crate::covers!("CIB-06");
    let (said, line) = refused(asking(&[("login_hint", "ann\u{202e}x")]), "unknown_user_id", "who?");
    assert!(said.why.starts_with("The provider knows nobody by the login_hint that was sent."), "{}", said.why);
    assert!(said.why.contains("The provider says: “who?”. Sent: login_hint “ann"), "{}", said.why);
    assert!(!said.why.contains('\u{202e}'));
    assert_eq!(said.whose, "profile");
    assert!(said.next.starts_with("Compare ciba.login_hint with"), "{}", said.next);
    assert_eq!(line, "The provider refused the authentication request: unknown_user_id, “who?”.");
    let token = jwt(r#"{"sub":"ann","iss":"https://hints.example"}"#);
    let (said, _) = refused(asking(&[("login_hint_token", &token)]), "unknown_user_id", "");
    let wanted = "knows nobody by what the login_hint_token says. \
                  Sent: login_hint_token with iss https://hints.example, sub ann, no exp.";
    assert!(said.why.ends_with(wanted), "{}", said.why);
}

#[test]
fn what_was_signed_is_read_back() {
    let object = jwt(r#"{"login_hint":"ann","binding_message":"ä","scope":"openid"}"#);
    let (said, _) = refused(asking(&[("request", &object)]), "unknown_user_id", "");
    assert!(said.why.ends_with("Sent: login_hint “ann”."), "{}", said.why);
    let (said, _) = refused(asking(&[("request", "opaque")]), "unknown_user_id", "");
    assert!(said.why.ends_with("by the hint that was sent."), "{}", said.why);
}

#[test]
fn an_expired_hint_is_told_with_its_own_time() {
    crate::covers!("CIB-07");
    let of = |claims: &str| refused(asking(&[("login_hint_token", &jwt(claims))]), "expired_login_hint_token", "").0;
    let old = of(&format!(r#"{{"exp":{}}}"#, NOW - 180));
    assert!(old.why.ends_with(&format!("exp {}, 3 min before it was sent.", NOW - 180)), "{}", old.why);
    assert_eq!(old.whose, "profile");
    let fresh = of(&format!(r#"{{"exp":{}}}"#, NOW + 180));
    assert_eq!(fresh.whose, "provider");
    assert!(fresh.why.contains("although its own exp lies ahead"), "{}", fresh.why);
    let opaque = refused(asking(&[("login_hint_token", "12345")]), "expired_login_hint_token", "").0;
    assert!(opaque.why.ends_with("5 characters that are no readable JWT."), "{}", opaque.why);
}

#[test]
fn codes_of_nobody_s_about_the_id_token_are_said_to_be_none() {
    crate::covers!("CIB-08");
    let hint = jwt(&format!(r#"{{"iss":"https://other.example","aud":"me","exp":{}}}"#, NOW - 60));
    for code in ["invalid_id_token_hint", "expired_id_token_hint"] {
        let (said, _) = refused(asking(&[("id_token_hint", &hint)]), code, "");
        assert!(said.why.starts_with("This is no registered code"), "{}", said.why);
        assert!(said.why.contains("Sent: id_token_hint with iss https://other.example, aud me, exp"), "{}", said.why);
    }
}

#[test]
fn a_user_code_is_told_with_what_the_metadata_promise() {
    crate::covers!("CIB-09");
    let with = |document: &str, form: &[(&str, &str)], code| {
        let story = Story::ciba().sends(Purpose::Discovery).answered(200, document);
        refused(story.posts(Purpose::BackchannelAuthentication, form).answers(), code, "").0
    };
    let promised = r#"{"backchannel_user_code_parameter_supported":true}"#;
    let said = with(promised, &[("login_hint", "ann")], "missing_user_code");
    let wanted = "and none was sent. The metadata say backchannel_user_code_parameter_supported: true.";
    assert!(said.why.ends_with(wanted), "{}", said.why);
    assert_eq!(said.whose, "user");
    let said = with("{}", &[("login_hint", "ann"), ("user_code", "70-7")], "invalid_user_code");
    assert!(said.why.contains("does not accept the user code"), "{}", said.why);
    assert!(said.why.contains("The metadata do not have"), "{}", said.why);
    assert!(!said.why.contains("70-7"), "{}", said.why);
    let said = with("<html>", &[("user_code", "7")], "missing_user_code");
    assert!(said.why.ends_with("The metadata are not known.") && said.whose == "provider", "{}", said.why);
    let said = with(promised, &[], "invalid_user_code");
    assert!(said.why.contains("none was sent"), "{}", said.why);
}

#[test]
fn a_binding_message_is_told_with_length_and_characters() {
    crate::covers!("CIB-10");
    let of = |form: &[(&str, &str)]| refused(asking(form), "invalid_binding_message", "").0;
    let said = of(&[("binding_message", "Zahlung über 5 €\u{202e}")]);
    let wanted = "Sent: 17 characters, among them U+0020 U+00FC U+20AC U+202E: “";
    assert!(said.why.contains(wanted), "{}", said.why);
    let plain = of(&[("binding_message", "W4SCT")]);
    assert!(plain.why.ends_with("Sent: 5 characters, all of them plain: “W4SCT”."), "{}", plain.why);
    assert!(of(&[]).why.contains("although none was sent"));
}

#[test]
fn every_code_of_the_request_has_a_sentence_for_this_leg() {
    crate::covers!("CIB-11");
    for code in [
        "access_denied",
        "expired_login_hint_token",
        "invalid_binding_message",
        "invalid_client",
        "invalid_request",
        "invalid_scope",
        "invalid_user_code",
        "missing_user_code",
        "unauthorized_client",
        "unknown_user_id",
    ] {
        let said = crate::explain::error(code, Leg::CibaRequest);
        for other in ["no registered", "another endpoint", "?", "device code"] {
            assert!(!said.why.contains(other) && !said.next.contains(other), "{code}: {} {}", said.why, said.next);
        }
        let elsewhere = crate::explain::error(code, Leg::Poll).why;
        let is_only_here = RULES.errors[code].legs == [Leg::CibaRequest];
        assert_eq!(elsewhere.contains("registered for another endpoint"), is_only_here, "{code}: {elsewhere}");
    }
    let (said, line) = refused(asking(&[]), "unauthorized_client", "");
    assert!(said.next.contains("Enable the CIBA grant for this client"), "{}", said.next);
    assert_eq!(line, "The provider refused the authentication request: unauthorized_client.");
    let (said, _) = refused(asking(&[]).finds(SCOPE.fail("openid", "profile")), "invalid_scope", "");
    assert!(said.why.contains("without the scope openid"), "{}", said.why);
    let (said, _) = refused(asking(&[("login_hint", "a")]), "invalid_request", "login_hint is not supported");
    assert!(said.why.contains("does not take the hint of the request, login_hint"), "{}", said.why);
    let (said, _) = refused(asking(&[]), "access_denied", "");
    assert_eq!(said.whose, "provider");
}

#[test]
fn a_poll_that_is_refused_has_a_named_cause() {
    crate::covers!("CIB-16", "CIB-17", "POL-09");
    let polled = |delivery, seconds| granted(delivery, 120).after(seconds).sends(Purpose::Poll).answers();
    let (said, line) = refused(polled(Delivery::Poll, 10).finds(GRANT.warn("a", "b")), "unauthorized_client", "");
    assert!(said.why.contains("registered for push"), "{}", said.why);
    assert_eq!((said.whose, line.as_str()), ("profile", "The provider refused the poll: unauthorized_client."));
    let (said, _) = refused(polled(Delivery::Ping, 10), "invalid_grant", "");
    for cause in ["used up already", "another client", "another node"] {
        assert!(said.why.contains(cause), "{}", said.why);
    }
    let (said, _) = refused(polled(Delivery::Poll, 118), "invalid_grant", "");
    assert!(said.why.contains("at the end of its life"), "{}", said.why);
    let (said, _) = refused(polled(Delivery::Poll, 10), "invalid_request", "");
    assert!(said.why.contains("nothing more may be asked with this auth_req_id"), "{}", said.why);
    let (said, line) = told(polled(Delivery::Poll, 10), Outcome::Expired(Expiry::Told(error("expired_token", ""))));
    assert_eq!(
        (said.whose, line.as_str()),
        ("provider", "The provider says that the auth_req_id has expired: expired_token.")
    );
    let (said, _) = told(polled(Delivery::Poll, 119), Outcome::Expired(Expiry::Told(error("expired_token", ""))));
    assert!(said.why.starts_with("The auth_req_id expired before anybody approved"), "{}", said.why);
    let (said, _) = told(polled(Delivery::Poll, 10), Outcome::Denied(error("access_denied", "")));
    assert_eq!(said.whose, "user");
}

#[test]
fn a_pushed_error_is_told_as_one() {
    crate::covers!("CIB-18");
    let pushed =
        |seconds| visited(listens(granted(Delivery::Push, 120), true).after(seconds), VisitKind::PushError, "/");
    let (said, line) = refused(pushed(10), "transaction_failed", "out of order");
    assert!(said.why.starts_with("The provider could not finish what the person had begun"), "{}", said.why);
    assert_eq!(said.whose, "provider");
    assert!(!said.next.contains("w shows"), "no exchange shows it: {}", said.next);
    assert_eq!(line, "The provider pushed an error in place of tokens: transaction_failed, “out of order”.");
    let (said, _) = told(pushed(10), Outcome::Denied(error("access_denied", "")));
    assert_eq!(said.whose, "user");
    let early = told(pushed(10), Outcome::Expired(Expiry::Told(error("expired_token", "")))).0;
    assert_eq!(early.whose, "provider");
    let late = told(pushed(115), Outcome::Expired(Expiry::Told(error("expired_token", "")))).0;
    assert_eq!(late.whose, "user");
    assert!(crate::explain::error("transaction_failed", Leg::CibaPoll).why.contains("registered for another endpoint"));
}

#[test]
fn a_push_without_usable_tokens_names_the_check_that_says_why() {
    let story = visited(granted(Delivery::Push, 120), VisitKind::Push, "/");
    let tell = Event::Checked { exchange: None, findings: vec![ACCESS_TOKEN.fail("a text", "an empty string")] };
    let reason = "The push has no access_token that can be used.".to_owned();
    let (said, line) = told(story.tells(tell), Outcome::Broken { reason });
    assert!(said.why.starts_with("A push came on which no next step can be built"), "{}", said.why);
    assert!(line.ends_with("(token.access_token failed)."), "{line}");
}

/// What each way of waiting in vain shows, and which variant of `undecided` has to speak.
fn in_vain() -> Vec<(Option<usize>, Story, &'static str)> {
    let local = || listens(granted(Delivery::Ping, 600), false);
    let public = || listens(granted(Delivery::Push, 600), true);
    let came = |kind| visited(public(), kind, "/ciba/notification");
    let polled = || granted(Delivery::Poll, 600);
    let wishes = |seconds| asking(&[("login_hint", "ann"), ("requested_expiry", seconds)]);
    let on_this_machine = || listens(awaits(Story::ciba().asks("127.0.0.1:4711"), Delivery::Ping, 600), false);
    let unreadable = |what| visited(local(), VisitKind::Unreadable, what);
    vec![
        (None, polled(), "without anybody approving"),
        (Some(0), visited(local(), VisitKind::Ping, "/ciba/notification"), "A ping came, and yet no poll"),
        (Some(1), came(VisitKind::WrongBearer), "without our client_notification_token"),
        (Some(2), came(VisitKind::OtherRequest), "about another auth_req_id"),
        (Some(3), came(VisitKind::OtherMode), "of another mode than push"),
        (Some(4), came(VisitKind::Unreadable), "it was no notification of mode push"),
        (Some(4), came(VisitKind::OtherMethod), "it was no notification of mode push"),
        (Some(5), unreadable("(a TLS handshake; plain http is spoken here)"), "spoke https to 127.0.0.1:8401"),
        (Some(6), visited(public(), VisitKind::Elsewhere, "/notify"), "Somebody asked for /notify"),
        (Some(7), unreadable("(too slow)"), "could not be read as a request (too slow)"),
        (Some(8), public().finds(MODE.fail("push", "poll")), "does not list mode push"),
        (Some(9), local(), "no provider on another machine can"),
        (Some(10), visited(local(), VisitKind::Elsewhere, "/robots.txt"), "Nothing but 1 visit of others"),
        (Some(11), on_this_machine(), "registered for another mode or address"),
        (Some(12), public(), "Nobody reached"),
        (Some(13), polled().finds(INTERVAL.fail("a", "b")), "left too few polls"),
        (Some(14), polled().finds(THROTTLE.warn("a", "b")), "slow_down"),
        (Some(15), polled().finds(NETWORK.warn("a", "b")), "stayed unanswered"),
        (Some(16), awaits(wishes("60"), Delivery::Poll, 60), "as this profile asked for"),
        (Some(17), awaits(wishes("600"), Delivery::Poll, 60), "hardly enough for a person"),
        (Some(17), granted(Delivery::Poll, 60), "lived only 1 min"),
    ]
}

#[test]
fn a_wait_in_vain_says_what_was_in_the_way() {
    let mut seen = Vec::new();
    for (variant, story, wanted) in in_vain() {
        let (said, _) = told(story, Outcome::Expired(Expiry::Counted));
        assert!(said.why.contains(wanted), "{variant:?}: {}", said.why);
        let own = variant.map(|n: usize| &RULES.outcomes["undecided"].variants[n]);
        let own = own.and_then(|variant| variant.why.as_ref()).unwrap_or(&RULES.outcomes["undecided"].why);
        let start = own.split('{').next().unwrap_or_default();
        assert!(said.why.starts_with(start), "{variant:?}: {}", said.why);
        seen.push(variant);
    }
    let all = (0..RULES.outcomes["undecided"].variants.len()).map(Some);
    assert!(all.into_iter().all(|variant| seen.contains(&variant)), "every variant has its case");
    let (said, _) = told(listens(granted(Delivery::Ping, 600), false), Outcome::Expired(Expiry::Counted));
    assert!(said.next.contains("forward https to 127.0.0.1:8401"), "{}", said.next);
}

#[test]
fn the_line_about_a_wait_in_vain_names_what_was_awaited() {
    let line = |story| told(story, Outcome::Expired(Expiry::Counted)).1;
    let wanted = "The auth_req_id expired after 10 min and 0 polls without a decision.";
    assert_eq!(line(granted(Delivery::Poll, 600)), wanted);
    let push = || listens(granted(Delivery::Push, 600), true);
    assert!(line(push()).starts_with(&format!("Nobody came to {REGISTERED} within 10 min")), "{}", line(push()));
    let came = line(visited(push(), VisitKind::WrongBearer, "/"));
    assert!(came.ends_with("within 10 min, only 1 other visit."), "{came}");
    let pinged = visited(listens(granted(Delivery::Ping, 600), true), VisitKind::Ping, "/");
    assert_eq!(line(pinged), wanted);
}

#[test]
fn a_run_under_way_says_whom_it_waits_for() {
    let said = |story: Story| outcome(&story.run);
    assert!(said(granted(Delivery::Poll, 60)).why.starts_with("A person is awaited on a device of theirs"));
    assert!(
        said(listens(granted(Delivery::Push, 60), true)).why.contains(&format!("tokens are awaited at {REGISTERED}"))
    );
    assert!(said(listens(granted(Delivery::Ping, 60), true)).why.contains(&format!("ping is awaited at {REGISTERED}")));
    let pinged = visited(granted(Delivery::Ping, 60), VisitKind::Ping, "/");
    assert!(said(pinged).why.starts_with("A person is awaited"));
    let why = "The provider wants the person's user code; its metadata says that it takes one.".to_owned();
    let asked = said(asking(&[]).tells(Event::Asked(Question { parameter: "user_code", why })));
    assert_eq!(asked.whose, "user");
    assert!(asked.why.ends_with("its metadata says that it takes one."), "{}", asked.why);
}

#[test]
fn what_keeps_a_run_from_asking_is_the_owner_s_to_mend() {
    let taken = Story::ciba().finds(BIND.fail("a", "127.0.0.1:8401: the port is taken"));
    let reason = "127.0.0.1:8401: the port is taken".to_owned();
    let (said, line) = told(taken, Outcome::Invalid { reason });
    assert_eq!(line, "Notifications cannot be received: 127.0.0.1:8401: the port is taken.");
    assert!(said.next.contains("ciba.listen"), "{}", said.next);
    let two = Story::ciba().finds(HINT.fail("exactly one", "login_hint and id_token_hint"));
    let reason = "nothing was sent: exactly one is wanted, and the request has login_hint and id_token_hint".to_owned();
    let (said, _) = told(two, Outcome::Invalid { reason });
    assert_eq!(said.whose, "profile");
    assert!(said.next.contains("Give exactly one of ciba.login_hint"), "{}", said.next);
}

#[test]
fn no_secret_of_the_run_is_told() {
    let story = granted(Delivery::Poll, 600).sends(Purpose::Poll).answers();
    let echoed = error("invalid_grant", "no request 1c266114-a1be-4252-8ad1-04986c5b9ac1");
    let run = story.ends(Outcome::Refused(echoed));
    for text in [outcome(&run).why, message(&run)] {
        assert!(!text.contains("1c266114-a1be"), "{text}");
    }
}
