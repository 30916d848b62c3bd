//! Whose fault it is: what the run does not bear out is held against nobody, and a row says what the end says.

use super::super::endings::story::{Story, error};
use super::super::endings::told;
use super::{ACCESS_TOKEN, asking, awaits, granted, jwt, listens, refused, visited};
use crate::explain::{finding, row_advice};
use crate::flow::{Event, Expiry, Outcome};
use crate::protocol::check::{Check, rfc};
use crate::protocol::ciba::Delivery;
use crate::protocol::exchange::Purpose;
use crate::protocol::listener::VisitKind;
use crate::record::Row;

static GRANTED: Check = Check::must("ciba.granted", "granted", rfc!(6749, "5.1"));
static PUSHED: Check = Check::must("notification.granted", "granted", rfc!(6749, "5.1"));
static REQUIRED: Check = Check::must("discovery.required", "required", rfc!(8414, "2"));

#[test]
fn what_speaks_https_to_our_port_is_no_faulty_notification() {
    let story = listens(granted(Delivery::Ping, 60), false);
    let story = visited(story, VisitKind::Unreadable, "(a TLS handshake; plain http is spoken here)");
    let (said, line) = told(story, Outcome::Expired(Expiry::Counted));
    assert_eq!(said.whose, "user");
    assert!(said.next.contains("forward plain http to 127.0.0.1:8401"), "{}", said.next);
    assert!(line.ends_with("only 1 other visit."), "{line}");
}

#[test]
fn a_short_life_is_whose_wish_it_was() {
    let whose = |form: &[(&str, &str)]| {
        told(awaits(asking(form), Delivery::Poll, 7), Outcome::Expired(Expiry::Counted)).0.whose
    };
    assert_eq!(whose(&[("requested_expiry", "7")]), "profile");
    assert_eq!(whose(&[("requested_expiry", "120")]), "provider", "it took less than it was asked for");
    assert_eq!(whose(&[("requested_expiry", "soon")]), "provider");
    let object = jwt(r#"{"login_hint":"ann","requested_expiry":"7"}"#);
    assert_eq!(whose(&[("request", &object)]), "profile");
}

#[test]
fn the_row_of_a_refusal_says_what_its_code_means() {
    let granted = |observed: &str| finding(&GRANTED.fail("an auth_req_id", observed)).expect("an explanation");
    let said = granted("unauthorized_client");
    let wanted =
        "The provider refused the request, so nobody is asked. The client is known, but not enabled for this grant.";
    assert_eq!((said.why.as_str(), said.whose), (wanted, "profile"));
    assert!(granted("invalid_request: The request must be signed.").next.contains("ciba.request"));
    assert!(granted("{\"code\":1}: no").why.ends_with("so no client can tell refusal from refusal."));
    let said = granted("unknown_user_id: who is ann?");
    assert!(said.why.starts_with("The provider knows nobody") && !said.next.contains("ciba.hint"), "{}", said.next);
    let pushed = |observed: &str| finding(&PUSHED.fail("tokens", observed)).expect("an explanation");
    let said = pushed("transaction_failed: out of order");
    assert!(said.why.contains("could not finish what the person had begun"), "{}", said.why);
    assert!(!said.next.contains("w shows"), "no exchange shows it: {}", said.next);
    assert_eq!(pushed("access_denied: no").whose, "user");
}

#[test]
fn a_row_about_no_exchange_offers_none() {
    let next = |exchange| {
        let row = Row { finding: ACCESS_TOKEN.fail("a text", "an empty string"), exchange };
        row_advice(&Story::new().run, &row).expect("an explanation").with_keys().next
    };
    assert!(next(Some(3)).contains("w shows the exchange"));
    assert!(!next(None).contains("w shows"));
    let story = visited(granted(Delivery::Push, 120), VisitKind::Push, "/");
    let tell = Event::Checked { exchange: None, findings: vec![ACCESS_TOKEN.fail("a text", "an empty string")] };
    let (said, _) = told(story.tells(tell), Outcome::Tokens);
    assert!(!said.next.contains("w shows"), "{}", said.next);
}

#[test]
fn a_provider_without_ciba_is_told_with_the_row_of_its_metadata() {
    let missing = "missing, and needed here: backchannel_authentication_endpoint";
    let story = Story::ciba().sends(Purpose::Discovery).answered(200, "{}").finds(REQUIRED.fail("all", missing));
    let reason = "the provider names no backchannel_authentication_endpoint".to_owned();
    let (said, line) = told(story, Outcome::Broken { reason });
    assert!(
        said.why
            .ends_with("This provider has no CIBA, has it switched off, or does not say in its metadata where it is.")
    );
    assert!(said.next.contains("endpoints.backchannel_authentication"), "{}", said.next);
    assert!(line.ends_with("(discovery.required failed)."), "{line}");
}

#[test]
fn what_the_request_does_not_bear_out_is_not_blamed_on_the_profile() {
    for code in ["expired_login_hint_token", "invalid_id_token_hint", "expired_id_token_hint"] {
        let (said, _) = refused(asking(&[("login_hint", "ann")]), code, "");
        assert!(said.whose == "provider" && said.why.contains("although none was sent"), "{code}: {}", said.why);
    }
    let (said, _) = refused(asking(&[("binding_message", "W4SCT")]), "invalid_binding_message", "");
    assert!(!said.next.contains("W4SCT") && !said.next.contains("Shorten"), "{}", said.next);
    let early = granted(Delivery::Push, 10).after(3);
    let early = visited(listens(early, true), VisitKind::PushError, "/");
    let (said, _) = told(early, Outcome::Expired(Expiry::Told(error("expired_token", ""))));
    assert_eq!(said.whose, "provider", "7 of 10 seconds were left");
}
