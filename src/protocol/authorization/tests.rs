//! What an authorization response can be, and what is said of it.

use super::*;
use crate::protocol::answer::sample::{row, verdict};
use crate::protocol::check::Verdict::{self, Fail, Pass, Skip, Warn};
use crate::protocol::listener::{Source, VisitKind};
use url::{Url, form_urlencoded};

const ISSUER: &str = "https://id.example.com";
const HYBRID: ResponseType = ResponseType { code: true, id_token: true, token: true };

fn expected() -> Expected<'static> {
    Expected {
        state: Some("st-0123456789"),
        issuer: ISSUER,
        iss_promised: true,
        response_type: ResponseType::CODE,
        place: Place::Query,
        jarm: false,
        silent: false,
    }
}

fn parameters(text: &str) -> Vec<(String, Value)> {
    let secret = ["code", "id_token", "access_token"];
    form_urlencoded::parse(text.as_bytes())
        .map(|(name, value)| match secret.into_iter().find(|known| *known == name) {
            Some(kind) => (name.into_owned(), Value::Secret(kind, Secret::new(value))),
            None => (name.into_owned(), Value::Plain(value.into_owned())),
        })
        .collect()
}

/// An answer in the query, complete but for what a test says.
fn came(rest: &str) -> Report<Answer> {
    judged(&format!("state=st-0123456789&iss=https%3A%2F%2Fid.example.com&{rest}"), &expected())
}

fn judged(text: &str, expected: &Expected<'_>) -> Report<Answer> {
    let parameters = parameters(text);
    judge(&Came { parameters: &parameters, place: expected.place, signed: None }, expected)
}

fn bad(report: &Report<Answer>) -> Vec<&str> {
    report.findings.iter().filter(|row| row.verdict <= Warn).map(|row| row.check.id).collect()
}

fn granted(report: Report<Answer>) -> Granted {
    match report.value {
        Some(Answer::Granted(granted)) => *granted,
        other => panic!("{other:?}"),
    }
}

fn refused(report: &Report<Answer>) -> &OAuthError {
    match &report.value {
        Some(Answer::Refused(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_answer_as_it_should_be_has_a_row_for_every_rule() {
    let report = came("code=SplxlOBeZQQYbYS6WxSbIA");
    assert_eq!(bad(&report), Vec::<&str>::new());
    for check in CONTENT.iter().chain(&[&travel::MODE, &travel::JARM_MODE, &travel::JARM_EXTRA, &form::DUPLICATE]) {
        row(&report.findings, check.id);
    }
    let skipped: Vec<&str> = report.findings.iter().filter(|row| row.verdict == Skip).map(|row| row.check.id).collect();
    assert_eq!(skipped, ["jarm.mode", "jarm.extra", "authorization.error_code", "authorization.error_charset"]);
    let said = format!("{:?}", report.findings);
    assert!(!said.contains("SplxlOBeZQQYbYS6WxSbIA"));
    assert_eq!(granted(report).code.expect("a code").reveal(), "SplxlOBeZQQYbYS6WxSbIA");
}

#[test]
fn state_is_compared_byte_for_byte() {
    crate::covers!("ATZ-01", "ATZ-02", "ATZ-03");
    for (text, observed) in [
        ("code=a&state=st-01234567891", "differs at character 14"),
        ("code=a&state=St-0123456789", "differs at character 1"),
        ("code=a", "missing"),
        ("code=a&state=", "missing"),
    ] {
        let report = judged(text, &Expected { iss_promised: false, ..expected() });
        let found = row(&report.findings, "authorization.state");
        assert!(found.stops() && found.observed.contains(observed), "{found:?}");
    }
    let none = Expected { state: None, iss_promised: false, ..expected() };
    assert_eq!(verdict(&judged("code=a", &none).findings, "authorization.state"), Skip);
    assert_eq!(verdict(&judged("code=a&state=x", &none).findings, "authorization.state"), Fail);
}

#[test]
fn iss_is_the_issuer_where_it_comes_and_comes_where_it_is_promised() {
    crate::covers!("ATZ-05", "ATZ-06", "ATZ-07");
    let unpromised = Expected { iss_promised: false, ..expected() };
    let state = "code=a&state=st-0123456789";
    for (rest, expected, colour) in [
        ("&iss=https://id.example.com", expected(), Pass),
        ("&iss=https://id.example.com1", expected(), Fail),
        ("&iss=https://id.example.com/", expected(), Fail),
        ("&iss=", expected(), Fail),
        ("", expected(), Fail),
        ("", unpromised, Skip),
        ("&iss=https://id.example.com", unpromised, Pass),
        ("&iss=https://id.example.com1", unpromised, Fail),
        ("&iss=https://id.example.com", Expected { issuer: "", ..unpromised }, Skip),
    ] {
        let report = judged(&format!("{state}{rest}"), &expected);
        let found = row(&report.findings, "authorization.iss");
        assert_eq!((found.verdict, found.stops()), (colour, colour == Fail), "{rest}: {found:?}");
    }
    let note = judged(&format!("{state}&iss=https://id.example.com"), &unpromised);
    assert!(row(&note.findings, "authorization.iss").observed.contains("do not promise"));
}

#[test]
fn nothing_decides_between_two_values() {
    crate::covers!("ATZ-08");
    let report = came("code=a&code=b");
    assert_eq!(bad(&report), ["authorization.duplicate"]);
    assert!(row(&report.findings, "authorization.duplicate").stops());
    assert!(matches!(report.value, Some(Answer::Nothing(_))), "neither the first nor the last one wins");
    assert_eq!(bad(&came("code=a&code=a")), ["authorization.duplicate"]);
    assert_eq!(bad(&came("code=a&state=other")), ["authorization.duplicate", "authorization.state"]);
    assert_eq!(row(&came("code=a&x=1&x=2&x=3").findings, "authorization.duplicate").observed, "x comes 3 times");
}

#[test]
fn an_error_beside_a_code_wins_and_stops() {
    crate::covers!("ATZ-09");
    let report = came("code=a&error=server_error");
    assert_eq!(bad(&report), ["authorization.ambiguous", "authorization.error"]);
    assert!(row(&report.findings, "authorization.ambiguous").stops());
    assert_eq!(refused(&report).error, "server_error");
}

#[test]
fn an_empty_answer_says_why_it_may_be_empty() {
    crate::covers!("ATZ-10");
    for (rest, part) in [("x=1", "fragment"), ("code=", "code has no value"), ("error=", "error has no value")] {
        let report = came(rest);
        assert_eq!(bad(&report), ["authorization.empty"], "{rest}");
        assert!(row(&report.findings, "authorization.empty").observed.contains(part), "{rest}");
        assert!(matches!(report.value, Some(Answer::Nothing(_))));
    }
}

#[test]
fn every_registered_error_is_known_and_others_are_shown_as_they_came() {
    crate::covers!("ATZ-11", "ATZ-12", "ATZ-13", "ATZ-14");
    for code in CODES {
        let report = came(&format!("error={code}&error_description=why"));
        assert_eq!(bad(&report), ["authorization.error"], "{code}");
        let error = refused(&report);
        assert_eq!((error.error.as_str(), error.description.as_deref(), error.status), (*code, Some("why"), 0));
    }
    let [error, code, charset] = ["authorization.error", "authorization.error_code", "authorization.error_charset"];
    for (rest, rows) in [
        ("error=acess_denied", &[error, code][..]),
        ("error=gr%C3%B6sse", &[error, code, charset]),
        ("error=access_denied&error_description=%1B%5B2J", &[error, charset]),
        ("error=access_denied&error_description=a%0D%0Ab", &[error, charset]),
        ("error=access_denied&error_description=%22quoted%22", &[error, charset]),
        ("error=access_denied&error_uri=javascript:alert(1)", &[error, charset]),
    ] {
        let report = came(rest);
        assert_eq!(bad(&report), rows, "{rest}");
        assert!(!row(&report.findings, charset).observed.contains('\u{1b}'));
        // The error is the one failure: a code that nobody registered is the provider's own.
        let fails = report.findings.iter().filter(|finding| finding.verdict == Fail).count();
        assert_eq!(fails, 1, "{rest}");
        refused(&report);
    }
}

#[test]
fn an_error_is_told_even_where_state_and_iss_fail() {
    crate::covers!("ATZ-04");
    let report = judged("error=invalid_request_object", &expected());
    assert_eq!(bad(&report), ["authorization.state", "authorization.iss", "authorization.error"]);
    let found = row(&report.findings, "authorization.error");
    assert_eq!((found.verdict, found.observed.as_str()), (Warn, "unauthenticated: invalid_request_object"));
    assert_eq!(refused(&report).error, "invalid_request_object");
}

#[test]
fn a_code_has_the_characters_and_the_length_of_one() {
    crate::covers!("ATZ-15");
    for code in ["one%0D%0Atwo", "one+two", "dr%C3%BC", "%00", &"x".repeat(100_000)] {
        let report = came(&format!("code={code}"));
        assert_eq!(bad(&report), ["authorization.code"], "{code:.20}");
        assert!(row(&report.findings, "authorization.code").stops());
    }
    assert_eq!(bad(&came(&format!("code={}", "x".repeat(4096)))), Vec::<&str>::new());
}

#[test]
fn tokens_in_a_query_are_not_taken() {
    crate::covers!("ATZ-20");
    for rest in ["code=a&access_token=b&token_type=Bearer", "code=a&id_token=e.y.J", "code=a&refresh_token=r"] {
        let report = came(rest);
        assert_eq!(bad(&report), ["authorization.tokens"], "{rest}");
        assert!(row(&report.findings, "authorization.tokens").stops());
        let granted = granted(report);
        assert!(granted.access_token.is_none() && granted.id_token.is_none());
    }
    let fragment = Expected { place: Place::Fragment, ..expected() };
    let unasked = judged("state=st-0123456789&iss=https://id.example.com&code=a&id_token=b", &fragment);
    assert_eq!(bad(&unasked), ["authorization.tokens"]);
}

#[test]
fn everything_the_response_type_promises_is_there() {
    let at = |text: &str, response_type| {
        let expected = Expected { response_type, place: Place::Fragment, ..expected() };
        judged(&format!("state=st-0123456789&iss=https://id.example.com&{text}"), &expected)
    };
    let whole = "code=a&id_token=b&access_token=c&token_type=bearer&expires_in=99999999999999999999&scope=openid";
    let report = at(whole, HYBRID);
    assert_eq!(bad(&report), Vec::<&str>::new());
    let all = granted(report);
    assert!(all.code.is_some() && all.id_token.is_some() && all.access_token.is_some());
    assert_eq!((all.expires_in, all.scope.as_deref()), (Some(u64::MAX), Some("openid")));
    for (text, part) in [
        ("code=a&access_token=c&token_type=bearer", "id_token is missing"),
        ("code=a&id_token=b", "access_token is missing"),
        ("id_token=b&access_token=c&token_type=bearer", "code is missing"),
        ("code=a&id_token=b&access_token=c", "token_type is missing"),
        ("code=a&id_token=b&access_token=c&token_type=mac", "token_type is mac"),
        ("code=a&id_token=b&access_token=c&token_type=bearer&expires_in=soon", "expires_in is soon"),
    ] {
        let report = at(text, HYBRID);
        assert_eq!(bad(&report), ["authorization.parts"], "{text}");
        assert!(row(&report.findings, "authorization.parts").observed.contains(part), "{text}");
        assert_eq!(matches!(report.value, Some(Answer::Nothing(_))), part == "code is missing");
    }
    let token = ResponseType::from_name("token").expect("a type");
    let report = at("access_token=c&token_type=bearer&code=a", token);
    assert_eq!(verdict(&report.findings, "authorization.parts"), Warn);
    assert_eq!(granted(report).code, None);
}

#[test]
fn what_nobody_knows_is_listed_and_ignored() {
    crate::covers!("ATZ-21");
    let report = came("code=a&session_state=b&vendor=c");
    assert_eq!(bad(&report), Vec::<&str>::new());
    assert_eq!(row(&report.findings, "authorization.extra").observed, "ignored: session_state, vendor");
    assert_eq!(granted(report).extra, ["session_state", "vendor"]);
    assert_eq!(row(&came("code=a").findings, "authorization.extra").observed, "nothing else came");
}

#[test]
fn an_answer_in_another_place_is_read_and_said() {
    let parameters = parameters("state=st-0123456789&iss=https://id.example.com&code=a");
    for place in [Place::Fragment, Place::Form] {
        let report = judge(&Came { parameters: &parameters, place, signed: None }, &expected());
        assert_eq!(bad(&report), ["authorization.mode"]);
        assert!(granted(report).code.is_some());
    }
}

fn signed(outer: &str, inner: Option<&str>, expected: &Expected<'_>) -> Report<Answer> {
    let (outer, inner) = (parameters(outer), inner.map(parameters));
    judge(&Came { parameters: &outer, place: expected.place, signed: Some(inner.as_deref()) }, expected)
}

#[test]
fn beside_a_jwt_nothing_counts() {
    crate::covers!("JRM-10");
    let jarm = Expected { jarm: true, ..expected() };
    let inner = "code=inner&state=st-0123456789&iss=https://id.example.com";
    let report = signed("response=e.y.J", Some(inner), &jarm);
    assert_eq!((bad(&report), verdict(&report.findings, "jarm.extra")), (Vec::new(), Pass));
    let beside = signed("response=e.y.J&code=outer&state=other", Some(inner), &jarm);
    assert_eq!(bad(&beside), ["jarm.extra"]);
    assert_eq!(granted(beside).code.expect("a code").reveal(), "inner");
    // The rule about the issuer inside is jarm.iss.
    let bare = signed("response=e.y.J", Some("code=a&state=st-0123456789"), &jarm);
    assert_eq!(verdict(&bare.findings, "authorization.iss"), Skip);
}

#[test]
fn signed_and_plain_answers_are_not_taken_for_each_other() {
    crate::covers!("JRM-11");
    let jarm = Expected { jarm: true, ..expected() };
    let inner = "code=a&state=st-0123456789&iss=https://id.example.com";
    for report in [judged(inner, &jarm), signed("response=e.y.J", Some(inner), &expected())] {
        assert_eq!(bad(&report), ["jarm.mode"]);
        assert!(row(&report.findings, "jarm.mode").stops());
    }
    let error = judged("error=access_denied&state=st-0123456789&iss=https://id.example.com", &jarm);
    assert_eq!(refused(&error).error, "access_denied");
}

#[test]
fn of_a_jwt_that_cannot_be_believed_nothing_is_read() {
    crate::covers!("JRM-12");
    let report = signed("response=e.y.J", None, &Expected { jarm: true, ..expected() });
    assert_eq!(bad(&report), Vec::<&str>::new());
    assert!(CONTENT.iter().all(|check| verdict(&report.findings, check.id) == Skip));
    assert!(matches!(report.value, Some(Answer::Nothing(_))));
}

fn visit(text: &str) -> Visit {
    Visit {
        source: Source::Pasted,
        method: String::new(),
        path: String::new(),
        kind: VisitKind::OtherState,
        place: Place::Query,
        parameters: parameters(text),
        status: 400,
        notice: None,
    }
}

#[test]
fn an_answer_that_was_not_taken_tells_why_and_proves_nothing() {
    crate::covers!("ATZ-04", "LOO-07");
    let rows = |text: &str| -> Vec<(&str, Verdict, String)> {
        let findings = not_taken(&visit(text), Some("st-0123456789"));
        findings.into_iter().map(|row| (row.check.id, row.verdict, row.observed)).collect()
    };
    let error = rows("error=access_denied&error_description=no");
    assert_eq!(error[0], ("authorization.state", Fail, "missing".to_owned()));
    assert_eq!(error[1], ("authorization.error", Warn, "unauthenticated: access_denied (no)".to_owned()));
    let code = rows("code=a&state=st-012345678X");
    assert!(code.len() == 1 && code[0].2.contains("differs at character 13"), "{code:?}");
    let inside = rows("response=e30.eyJzdGF0ZSI6InMiLCJlcnJvciI6ImUifQ.c2ln");
    assert!(inside[0].2.starts_with("s (differs") && inside[1].2 == "unauthenticated: e", "{inside:?}");
}

#[test]
fn repeats_change_nothing_and_are_said() {
    crate::covers!("ATZ-17");
    let verdict = |repeats, reloads| replay(repeats, reloads).verdict;
    assert_eq!((verdict(0, 0), verdict(1, 0), verdict(7, 1)), (Pass, Warn, Warn));
    assert_eq!((verdict(0, 1), verdict(0, 9)), (Pass, Pass), "the same answer is no replay");
    assert!(!replay(7, 0).stops());
}

#[test]
fn both_legs_have_the_same_redirect_uri() {
    crate::covers!("OWN-04");
    use crate::protocol::exchange::Purpose;
    let url = Url::parse("https://id.example.com/token").expect("a URL");
    let sent = |text: &str| Request::post(Purpose::Token, url.clone(), parameters(&format!("redirect_uri={text}")));
    assert_eq!(same_redirect_uri("http://127.0.0.1:1/", &sent("http://127.0.0.1:1/")).verdict, Pass);
    assert_eq!(same_redirect_uri("http://127.0.0.1:1/", &sent("http://127.0.0.1:1")).verdict, Warn);
}
