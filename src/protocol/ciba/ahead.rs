//! What is going to be sent, judged before it is sent: by the standard, and by what the provider says that it takes.

use super::{Delivery, HINTS, outgoing};
use crate::protocol::check::{Check, Finding, ciba};
use crate::protocol::discovery::Metadata;
use crate::protocol::exchange::Value;
use crate::protocol::text;

pub(super) static HINT: Check = Check::must("ciba.hint", "exactly one hint says who is meant", ciba!("7.1")).stops();
pub(super) static SCOPE: Check = Check::must("ciba.scope", "scope has openid", ciba!("7.1"));
pub(super) static DELIVERY_MODE: Check =
    Check::must("ciba.delivery_mode", "the delivery mode is advertised", ciba!("4"));
pub(super) static ACR_VALUES: Check =
    Check::should("ciba.acr_values", "the provider knows the acr_values", ciba!("7.1"));
pub(super) static REQUEST_ALG: Check =
    Check::must("ciba.request_alg", "the algorithm of the signed request is advertised", ciba!("4"));

/// What is known about the other side, and how the request will go out.
#[derive(Clone, Copy, Debug)]
pub struct Ahead<'a> {
    /// What the provider says about itself.
    pub metadata: &'a Metadata,
    /// How the tokens will come.
    pub delivery: Delivery,
    /// The algorithm by which the request is signed, when it is.
    pub signed: Option<&'static str>,
}

/// Every row about the parameters as they will go out, the profile's own among them, signed or not.
pub fn judge_request(parameters: &[(String, Value)], ahead: &Ahead<'_>) -> Vec<Finding> {
    let of = |name: &str| parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.reveal());
    vec![
        hint(parameters),
        scope(of("scope")),
        delivery_mode(ahead),
        outgoing::client_notification_token(of("client_notification_token"), ahead),
        outgoing::binding_message(of("binding_message")),
        outgoing::user_code(of("user_code").is_some(), ahead),
        outgoing::requested_expiry(of("requested_expiry")),
        acr_values(of("acr_values"), ahead),
        request_alg(ahead),
    ]
}

/// None names nobody, and two may name two people.
fn hint(parameters: &[(String, Value)]) -> Finding {
    let names = || parameters.iter().map(|(name, _)| name.as_str());
    let found: Vec<&str> = names().filter(|name| HINTS.contains(name)).collect();
    let observed = if found.is_empty() { "none of them".to_owned() } else { found.join(" and ") };
    HINT.judge(found.len() == 1, "exactly one of login_hint, login_hint_token, id_token_hint", observed)
}

fn scope(scope: Option<&str>) -> Finding {
    let holds = scope.is_some_and(|scope| scope.split(' ').any(|word| word == "openid"));
    SCOPE.judge(holds, "openid among the scopes", scope.unwrap_or("no scope"))
}

fn delivery_mode(ahead: &Ahead<'_>) -> Finding {
    let wanted = ahead.delivery.name();
    let member = "backchannel_token_delivery_modes_supported";
    if nothing_known(ahead) {
        return DELIVERY_MODE.skip("there are no metadata");
    }
    match ahead.metadata.strings(member) {
        Some(all) => DELIVERY_MODE.judge(all.contains(&wanted), wanted, listed(&all)),
        None => DELIVERY_MODE.warn(wanted, format!("no list {member}, which every such provider must have")),
    }
}

fn acr_values(values: Option<&str>, ahead: &Ahead<'_>) -> Finding {
    let Some(values) = values else { return ACR_VALUES.skip("none are asked for") };
    let Some(known) = ahead.metadata.strings("acr_values_supported") else {
        return ACR_VALUES.skip("the provider does not say which it knows");
    };
    let lacking: Vec<&str> = values.split(' ').filter(|value| !value.is_empty() && !known.contains(value)).collect();
    let observed = match lacking.as_slice() {
        [] => listed(&known),
        lacking => format!("{} not among {}", lacking.join(", "), listed(&known)),
    };
    ACR_VALUES.judge(lacking.is_empty(), values, observed)
}

fn request_alg(ahead: &Ahead<'_>) -> Finding {
    let member = "backchannel_authentication_request_signing_alg_values_supported";
    let Some(alg) = ahead.signed else { return REQUEST_ALG.skip("the request is not signed") };
    if nothing_known(ahead) {
        return REQUEST_ALG.skip("there are no metadata");
    }
    match ahead.metadata.strings(member) {
        Some(all) => REQUEST_ALG.judge(all.contains(&alg), alg, listed(&all)),
        None => REQUEST_ALG.warn(alg, format!("no list {member}: signed requests are not supported")),
    }
}

/// Whether the profile alone says where to send: then no member can be missing.
fn nothing_known(ahead: &Ahead<'_>) -> bool {
    let members = ahead.metadata.document.as_object().unwrap_or_default();
    members.iter().all(|(name, _)| name == "issuer")
}

fn listed(all: &[&str]) -> String {
    if all.is_empty() { "an empty list".to_owned() } else { text::shown_short(&all.join(", "), 400) }
}
