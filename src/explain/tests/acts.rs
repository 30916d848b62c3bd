//! How a look into tokens and an act on one end.

use super::endings::story::{Story, error};
use crate::explain::{message, outcome, row};
use crate::flow::{Event, Expiry, Outcome};
use crate::profile::Flow;
use crate::protocol::check::{Check, rfc};
use crate::protocol::exchange::Purpose;
use crate::protocol::inspection::{self, Against, Inspection};
use crate::protocol::json;
use crate::protocol::secret::Secret;
use crate::protocol::time::Now;
use crate::record::{Row, Run};

static EXP: Check = Check::must("id_token.exp", "not expired", rfc!(7519, "4.1.4"));

/// A header and claims without a signature.
const UNSIGNED: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.";
/// `{"alg":"RS256"}`, `{"sub":"x"}`, and a signature that nobody checks.
const SIGNED: &str = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.AAAA";
/// `{"alg":"RSA-OAEP-256","enc":"A256GCM"}` and four parts.
const SEALED: &str = "eyJhbGciOiJSU0EtT0FFUC0yNTYiLCJlbmMiOiJBMjU2R0NNIn0.AAAA.AAAA.AAAA.AAAA";

fn looked(token: &str) -> Inspection {
    let against = Against { ..Against::nothing(Now::default()) };
    inspection::judge(&Secret::new(token), &against).value.expect("an inspection")
}

fn of(flow: Flow, events: Vec<Event>, end: Outcome) -> Run {
    let mut run = Story::new().run;
    run.flow = flow;
    for event in events {
        run.apply(Now::default(), event);
    }
    run.apply(Now::default(), Event::Finished(end));
    run
}

fn look(tokens: &[&str]) -> Run {
    let events = tokens.iter().map(|token| Event::Inspected(Box::new(looked(token)))).collect();
    of(Flow::Inspect, events, Outcome::Done)
}

#[test]
fn a_look_says_what_is_known_and_what_would_tell_more() {
    let cases = [
        (SIGNED, "The token was decoded, its signature not checked for want of a key; no check failed.", "--jwks"),
        (UNSIGNED, "The token is not signed; no check failed.", "skipped"),
        (SEALED, "The token is encrypted and was not opened; no check failed.", "--decryption-key"),
        ("opaque", "The token is opaque; no check failed.", "introspection"),
    ];
    for (token, said, next) in cases {
        let run = look(&[token]);
        assert_eq!(message(&run), said);
        assert!(outcome(&run).next.contains(next), "{token}: {}", outcome(&run).next);
    }
    assert_eq!(message(&look(&[])), "No token was found in the text.");
    assert!(outcome(&look(&[])).next.starts_with("Give a token"));
    let several = "3 tokens were looked into (2 unchecked for want of a key, 1 opaque); no check failed.";
    assert_eq!(message(&look(&[SIGNED, "opaque", SIGNED])), several);
}

#[test]
fn a_token_that_somebody_gave_is_their_matter_and_one_that_came_is_not() {
    let finding = EXP.fail("a time to come", "expired: 1763640000, 6 min ago; the server's clock is not known");
    let told = |flow| {
        let row_of = Row { finding: finding.clone(), exchange: None };
        row(&of(flow, Vec::new(), Outcome::Done), &row_of).expect("an explanation")
    };
    assert_eq!(told(Flow::Device).whose, "provider");
    let looked_into = told(Flow::Inspect);
    assert_eq!(looked_into.whose, "user");
    assert!(looked_into.next.contains("--at") && !looked_into.next.contains("R runs"), "{}", looked_into.next);
}

#[test]
fn what_cannot_be_looked_into_is_no_fault_of_a_profile() {
    let reason = "inspect.secret: the environment variable S is not set".to_owned();
    let run = of(Flow::Inspect, Vec::new(), Outcome::Invalid { reason });
    assert_eq!(outcome(&run).whose, "user");
    assert!(message(&run).starts_with("The token cannot be looked into: inspect.secret"), "{}", message(&run));
}

#[test]
fn an_act_that_somebody_stopped_lost_no_approval() {
    for flow in [Flow::Refresh, Flow::ClientCredentials, Flow::Introspection, Flow::Inspect] {
        let next = outcome(&of(flow, Vec::new(), Outcome::Cancelled)).next;
        assert!(!next.contains("approval") && next.contains("may have had its effect"), "{next}");
    }
    assert!(outcome(&of(Flow::Device, Vec::new(), Outcome::Cancelled)).next.contains("approval"));
}

#[test]
fn a_logout_that_nobody_came_back_from_speaks_of_no_codes() {
    let run = of(Flow::Logout, Vec::new(), Outcome::Expired(Expiry::Counted));
    for said in [message(&run), outcome(&run).why] {
        assert!(said.starts_with("Nobody came back from the provider's logout") && !said.contains("code"), "{said}");
    }
}

#[test]
fn introspection_says_what_the_provider_thinks() {
    crate::covers!("EXT-02");
    let told = |members: &str| {
        let members = json::parse(members.as_bytes()).expect("JSON").value;
        let run = of(Flow::Introspection, vec![Event::Introspection(members)], Outcome::Done);
        (message(&run), outcome(&run).why)
    };
    let (said, why) = told(r#"{"active":true}"#);
    assert_eq!(said, "The token is active and no check failed.");
    assert!(why.contains("calls the token active"), "{why}");
    let (said, why) = told(r#"{"active":false}"#);
    assert_eq!(said, "The token is not active and no check failed.");
    assert!(why.contains("not active"), "{why}");
    assert!(told(r#"{"active":"true"}"#).0.contains("nobody can tell"));
}

#[test]
fn a_refused_question_says_nothing_about_the_token() {
    crate::covers!("EXT-03", "EXT-05", "EXT-07", "REF-04");
    let refused = |flow, purpose, code: &str| {
        let mut run = Story::new().sends(purpose).run;
        run.flow = flow;
        run.apply(Now::default(), Event::Finished(Outcome::Refused(error(code, ""))));
        outcome(&run)
    };
    let not_allowed = refused(Flow::Introspection, Purpose::Introspection, "unauthorized_client");
    assert!(not_allowed.why.contains("let it use introspection; about the token nothing was said"), "{not_allowed:?}");
    let bearer = refused(Flow::Introspection, Purpose::Introspection, "invalid_token");
    assert!(bearer.why.contains("about the token nothing was said"), "{}", bearer.why);
    let unsupported = refused(Flow::Revocation, Purpose::Revocation, "unsupported_token_type");
    assert!(unsupported.why.contains("lives on until it expires"), "{}", unsupported.why);
    let target = refused(Flow::TokenExchange, Purpose::Token, "invalid_target");
    assert!(target.why.contains("does not know the resource"), "{}", target.why);
    let rotated = refused(Flow::Refresh, Purpose::Token, "invalid_grant");
    assert!(rotated.why.contains("with rotation a second use ends its successors"), "{}", rotated.why);
}

#[test]
fn an_act_that_ended_with_a_warning_is_told_by_its_row() {
    static AUTHORIZED: Check = Check::should("introspection.authorized", "authorized", rfc!(7662, "2.1"));
    static STATUS: Check = Check::must("revocation.status", "status", rfc!(7009, "2.2"));
    let cases = [
        (Purpose::Introspection, AUTHORIZED.warn("an answer", "403, which does not let it introspect"), "that right"),
        (Purpose::Revocation, STATUS.warn("200", "503 Service Unavailable"), "Retry-After"),
    ];
    for (purpose, finding, next) in cases {
        let story = Story::new().sends(purpose).answered(403, "{}").finds(finding);
        let told = outcome(&story.ends(Outcome::Broken { reason: "nothing is known".to_owned() }));
        assert!(told.next.contains(next), "{}", told.next);
    }
}

#[test]
fn what_was_removed_on_purpose_is_not_asked_for() {
    let mut run = Story::new().sends(Purpose::Token).answered(400, "{}").run;
    run.flow = Flow::Password;
    run.apply(Now::default(), Event::Finished(Outcome::Refused(error("unsupported_grant_type", ""))));
    let told = outcome(&run);
    assert!(told.why.contains("OAuth 2.1") && !told.next.contains("Enable"), "{}", told.next);
    assert_eq!(told.whose, "profile");
}

#[test]
fn a_spent_refresh_token_is_none_of_the_providers_faults() {
    let told = crate::explain::error("invalid_grant", crate::explain::Leg::Refresh);
    assert_eq!(told.whose, "user");
}
