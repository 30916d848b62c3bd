//! `htu`: the address that a proof is for, written in one way only (RFC 9449 §4.2).
//!
//! Servers SHOULD normalise before they compare (§4.3), and those that do not compare with what the request line says.

use url::Url;

use super::HTU;
use super::prover::HEADER;
use crate::protocol::check::{Finding, difference};
use crate::protocol::exchange::Request;
use crate::protocol::jose::jwt;
use crate::protocol::json::Json;

pub(super) const EXPECTED: &str = "an http or https address in its normal form, without query and fragment";

/// The address of a request as a proof names it: scheme and host in lower case, no usual port, no user, no query, no
/// fragment; the path as it is sent.
pub(super) fn of(url: &Url) -> String {
    let mut target = url.clone();
    target.set_query(None);
    target.set_fragment(None);
    // Neither can fail for an address that has a host, which is all that a request can go to.
    let _ = target.set_username("");
    let _ = target.set_password(None);
    target.into()
}

/// Whether the proof in a request of ours is for the address that it goes to. Nothing where there is no proof.
pub fn judge_sent(request: &Request) -> Option<Finding> {
    let (_, proof) = request.headers.iter().find(|(name, _)| *name == HEADER)?;
    let expected = format!("{}{}", request.url.origin().ascii_serialization(), request.url.path());
    let payload = jwt::read(proof.reveal()).payload;
    let Some(htu) = payload.as_ref().and_then(|payload| payload.get("htu")).and_then(Json::as_str) else {
        return Some(HTU.fail(expected, "the proof has no htu"));
    };
    Some(match difference(&expected, htu) {
        None => HTU.pass(expected, htu),
        Some(place) => HTU.fail(expected, format!("{htu} ({place})")),
    })
}

/// The `htu` of a proof whose request is not known.
pub(super) fn judge_alone(htu: &str) -> Finding {
    let url = match Url::parse(htu) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => url,
        _ => return HTU.fail(EXPECTED, format!("{htu}, which is none")),
    };
    let parts = [("a query", url.query().is_some()), ("a fragment", url.fragment().is_some())];
    let user = ("a user", !url.username().is_empty() || url.password().is_some());
    let extra: Vec<&str> = parts.into_iter().chain([user]).filter(|(_, has)| *has).map(|(what, _)| what).collect();
    match (extra.as_slice(), of(&url)) {
        ([], normal) if normal == htu => HTU.pass(EXPECTED, htu),
        ([], normal) => {
            HTU.warn(EXPECTED, format!("{htu}; a server that does not normalise it compares it with {normal}"))
        }
        (extra, _) => HTU.fail(EXPECTED, format!("{htu}, with {}", extra.join(" and "))),
    }
}
