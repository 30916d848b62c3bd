//! Claims that somebody else answers for: `_claim_names` says which, `_claim_sources` where they are (OIDC Core §5.6.2).
//!
//! Nothing is fetched. An address of somebody else would be given an access token, and whether to trust it is no
//! decision of a program.

use url::Url;

use crate::protocol::check::{Check, Finding, core};
use crate::protocol::json::Json;
use crate::protocol::text;

/// The rule about where aggregated and distributed claims come from.
pub(in crate::protocol) const fn sources_rule(id: &'static str) -> Check {
    Check::must(id, "claims of others name their source", core!("5.6.2", "AggregatedDistributedClaims"))
}

const EXPECTED: &str = "each name in _claim_names refers to a source with a JWT or an endpoint";

/// Enough of them for a row to be read.
const ENOUGH: usize = 8;

/// One row about the sources of these claims.
pub(in crate::protocol) fn sources(check: &'static Check, issuer: Option<&str>, claims: &Json) -> Finding {
    let (names, sources) = (claims.get("_claim_names"), claims.get("_claim_sources"));
    let names = match (names, sources) {
        (None, None) => return check.pass(EXPECTED, "none"),
        (None, Some(_)) => return check.warn(EXPECTED, "_claim_sources, which no _claim_names refers to"),
        (Some(names), _) => names.as_object().map(|members| members.iter().map(|(name, to)| (name.as_str(), to))),
    };
    let Some(names) = names else { return check.fail(EXPECTED, "_claim_names is not an object") };
    let (mut wrong, mut odd, mut good) = (Vec::new(), Vec::new(), Vec::new());
    for (name, to) in names {
        let name = text::shown_short(name, 40);
        for refers in references(to) {
            match refers.map_err(str::to_owned).and_then(|id| source(id, sources, issuer)) {
                Ok(Source::Fit(what)) => good.push(format!("{name}: {what}")),
                Ok(Source::Odd(what)) => odd.push(format!("{name}: {what}")),
                Err(what) => wrong.push(format!("{name}: {what}")),
            }
        }
    }
    match (wrong.is_empty(), odd.is_empty()) {
        (false, _) => check.fail(EXPECTED, listed(&wrong)),
        (true, false) => check.warn(EXPECTED, format!("{}; nothing of ours is sent there", listed(&odd))),
        (true, true) if good.is_empty() => check.pass(EXPECTED, "none"),
        (true, true) => check.pass(EXPECTED, format!("{}; nothing was fetched", listed(&good))),
    }
}

/// What a claim refers to: one source, or several (as identity assurance has it).
fn references(to: &Json) -> Vec<Result<&str, &'static str>> {
    match to {
        Json::String(id) => vec![Ok(id)],
        Json::Array(ids) if !ids.is_empty() => {
            ids.iter().map(|id| id.as_str().ok_or("refers to what is not a string")).collect()
        }
        _ => vec![Err("refers to what is not a string")],
    }
}

enum Source {
    Fit(String),
    Odd(String),
}

fn source(id: &str, sources: Option<&Json>, issuer: Option<&str>) -> Result<Source, String> {
    let shown = text::shown_short(id, 40);
    let source = sources.and_then(|sources| sources.get(id));
    let Some(source) = source else { return Err(format!("there is no source {shown}")) };
    match (source.get("JWT").map(Json::as_str), source.get("endpoint").map(Json::as_str)) {
        (Some(Some(_)), _) => Ok(Source::Fit(format!("a JWT in {shown}"))),
        (None, Some(Some(address))) => endpoint(address, issuer).map_err(|fault| format!("{shown} {fault}")),
        (None, None) => Err(format!("the source {shown} has neither JWT nor endpoint")),
        _ => Err(format!("the source {shown} has a JWT or an endpoint that is not a string")),
    }
}

fn endpoint(address: &str, issuer: Option<&str>) -> Result<Source, String> {
    let shown = text::shown_short(address, 120);
    let Ok(url) = Url::parse(address) else { return Err(format!("has an endpoint that is no address: {shown}")) };
    let issuer = issuer.and_then(|issuer| Url::parse(issuer).ok());
    let foreign = issuer.is_some_and(|issuer| issuer.host() != url.host());
    Ok(match (url.scheme() == "https", foreign) {
        (true, false) => Source::Fit(format!("at {shown}")),
        (true, true) => Source::Odd(format!("at {shown}, which is another host than the issuer's")),
        (false, _) => Source::Odd(format!("at {shown}, which is not https")),
    })
}

fn listed(all: &[String]) -> String {
    let more = all.len().saturating_sub(ENOUGH);
    let some = all[..all.len() - more].join("; ");
    if more == 0 { some } else { format!("{some}; and {more} more") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::check::Verdict;
    use crate::protocol::json;

    static SOURCES: Check = sources_rule("id_token.claim_sources");

    fn judged(claims: &str) -> (Verdict, String) {
        let claims = json::parse(claims.as_bytes()).expect(claims).value;
        let row = sources(&SOURCES, Some("https://id.example.com"), &claims);
        (row.verdict, row.observed)
    }

    fn with(names: &str, sources: &str) -> (Verdict, String) {
        judged(&format!(r#"{{"_claim_names":{names},"_claim_sources":{sources}}}"#))
    }

    #[test]
    fn every_name_refers_to_a_source_that_says_where_the_claim_is() {
        crate::covers!("IDT-57");
        assert_eq!(judged("{}"), (Verdict::Pass, "none".to_owned()));
        let good = with(r#"{"address":"a"}"#, r#"{"a":{"JWT":"e30.e30."}}"#);
        assert_eq!(good, (Verdict::Pass, "address: a JWT in a; nothing was fetched".to_owned()));
        let own = with(r#"{"x":["a"]}"#, r#"{"a":{"endpoint":"https://id.example.com/c"}}"#);
        assert_eq!(own.0, Verdict::Pass);
        for (names, sources, says) in [
            (r#"{"x":"b"}"#, r#"{"a":{"JWT":"e30.e30."}}"#, "x: there is no source b"),
            (r#"{"x":"a"}"#, r#"{"a":{}}"#, "x: the source a has neither JWT nor endpoint"),
            (r#"{"x":"a"}"#, r#"{"a":{"JWT":7}}"#, "x: the source a has a JWT or an endpoint that is not a string"),
            (r#"{"x":"a"}"#, r#"{"a":{"endpoint":"/c"}}"#, "x: a has an endpoint that is no address: /c"),
            (r#"{"x":7}"#, "{}", "x: refers to what is not a string"),
            (r#"{"x":[]}"#, "{}", "x: refers to what is not a string"),
            ("[]", "{}", "_claim_names is not an object"),
        ] {
            assert_eq!(with(names, sources), (Verdict::Fail, says.to_owned()));
        }
        assert_eq!(judged(r#"{"_claim_names":{"x":"a"}}"#).1, "x: there is no source a");
    }

    #[test]
    fn an_address_of_somebody_else_is_named_and_left_alone() {
        crate::covers!("IDT-57");
        let at =
            |address: &str| with(r#"{"x":"a"}"#, &format!(r#"{{"a":{{"endpoint":"{address}","access_token":"s3"}}}}"#));
        let (verdict, observed) = at("https://other.example/c");
        assert_eq!(verdict, Verdict::Warn);
        assert!(observed.ends_with("another host than the issuer's; nothing of ours is sent there"), "{observed}");
        assert_eq!(at("http://id.example.com/c").0, Verdict::Warn);
        assert!(!at("https://other.example/c").1.contains("s3"), "the token of the source is nobody's to see");
        assert_eq!(judged(r#"{"_claim_sources":{}}"#).0, Verdict::Warn);
    }

    #[test]
    fn a_long_list_is_cut() {
        let names = (0..30).map(|n| format!(r#""c{n}":"a""#)).collect::<Vec<_>>().join(",");
        assert!(with(&format!("{{{names}}}"), "{}").1.ends_with("and 22 more"));
    }
}
