//! What ties a pushed ID Token to the request that it answers (OpenID CIBA Core §10.3.1): whoever can reach the
//! notification endpoint can post there, so the signed claim decides, not the member beside it.

use super::{Case, hashes};
use crate::protocol::check::{Check, Finding, Spec, ciba, difference};
use crate::protocol::json::Json;

pub(super) static AUTH_REQ_ID: Check =
    Check::must("id_token.auth_req_id", "the pushed ID Token answers our request", CLAUSE).stops();

pub(super) const CLAUSE: Spec = ciba!("10.3.1", "successful_token_push");

const CLAIM: &str = "urn:openid:params:jwt:claim:auth_req_id";

/// Whether a check has its row only in a push.
pub(super) fn is_of_push(check: &Check) -> bool {
    check.id == AUTH_REQ_ID.id || check.id == hashes::RT_HASH.id
}

/// The rows that only a push has.
pub(super) fn judge(case: &Case<'_>, payload: &Json) -> Vec<Finding> {
    let Some(pushed) = case.expected.pushed else { return Vec::new() };
    vec![auth_req_id(pushed.auth_req_id.reveal(), payload), hashes::rt_hash(case, payload, &pushed)]
}

/// Tokens were pushed without an ID Token: nothing that is signed says whose they are.
pub fn unsigned() -> Finding {
    AUTH_REQ_ID.fail(format!("an ID Token with {CLAIM}: the auth_req_id of our request"), "no ID Token was pushed")
}

/// No row shows the id itself: it stands for the grant.
fn auth_req_id(ours: &str, payload: &Json) -> Finding {
    let expected = format!("{CLAIM}: the auth_req_id of our request");
    match payload.get(CLAIM) {
        None => AUTH_REQ_ID.fail(expected, absent(payload)),
        Some(Json::String(id)) => match difference(ours, id) {
            None => AUTH_REQ_ID.pass(expected, "the same"),
            Some(place) => AUTH_REQ_ID.fail(expected, format!("that of another request: it {place}")),
        },
        Some(other) => AUTH_REQ_ID.fail(expected, format!("{}, not a string", other.kind())),
    }
}

/// "absent", or the name that was probably meant.
fn absent(payload: &Json) -> String {
    let similar = ["urn:openid:params:jwt:claims:auth_req_id", "auth_req_id"];
    match similar.into_iter().find(|name| payload.get(name).is_some()) {
        Some(name) => format!("absent; {name} is there, which is another name"),
        None => "absent".to_owned(),
    }
}
