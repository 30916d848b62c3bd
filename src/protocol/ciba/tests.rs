//! What is asked, and what comes back.

mod acknowledgement;
mod outgoing;
mod refusal;
mod signed;

use super::*;
use crate::protocol::answer::sample::{object, response};
use crate::protocol::check::Finding;
use crate::protocol::discovery::Metadata;

const ID: &str = "GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS";
const TOKEN: &str = "8d67dc78-7faa-4d41-aabd-67707b374255.GmRhmhcxhwAzkoEq";

/// A good acknowledgement with one member set to a JSON text, or removed when that is empty.
fn but(name: &str, value: &str) -> Json {
    let id = format!("{ID:?}");
    let mut members = vec![("auth_req_id", id.as_str()), ("expires_in", "120"), ("interval", "2")];
    members.retain(|(key, _)| *key != name);
    if !value.is_empty() {
        members.push((name, value));
    }
    let members: Vec<String> = members.into_iter().map(|(key, value)| format!("{key:?}:{value}")).collect();
    object(&format!("{{{}}}", members.join(",")))
}

const POLL: Context<'static> = Context { delivery: Delivery::Poll, requested_expiry: None, previous: None };

fn judged(object: &Json, context: &Context<'_>) -> (Option<Authentication>, Vec<Finding>) {
    let report = judge(object, &response(200, ""), context);
    let granted = report.value.map(|value| match value {
        Initiation::Granted(granted) => granted,
        Initiation::Refused(error) => panic!("refused: {error:?}"),
    });
    (granted, report.findings)
}

fn metadata(text: &str) -> Metadata {
    Metadata::new(object(text))
}

fn extras(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn modes_have_their_names() {
    for mode in Delivery::ALL {
        assert_eq!(Delivery::from_name(mode.name()), Some(mode));
        assert_eq!(mode.notifies(), mode != Delivery::default());
    }
    assert_eq!(Delivery::from_name("Poll"), None);
}

#[test]
fn the_json_of_a_gateway_is_no_answer() {
    let lost = object(r#"{"message":"no such route"}"#);
    assert!(!is_answer(&lost, &response(404, "")) && is_answer(&lost, &response(200, "")));
    assert!(
        is_answer(&but("x", "1"), &response(404, "")) && is_answer(&object(r#"{"error":"x"}"#), &response(500, ""))
    );
}
