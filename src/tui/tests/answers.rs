//! What went wrong stands first, is marked, and is explained; and nothing leads where nothing is.

use super::screens::pictures;
use super::{press, read};
use crate::flow::{Event, Outcome};
use crate::protocol::answer::OAuthError;
use crate::protocol::check::{Check, Finding, Spec};
use crate::protocol::exchange::{Purpose, Request};
use crate::protocol::listener::{Visit, VisitKind};
use crate::tui::fixtures::code::{Story, code_entries, denied, hybrid, mismatched, strangers, visit, waits};
use crate::tui::fixtures::{after, exchange, failed, jwt, model, succeeded, tell};
use crate::tui::screen::Tab;
use crate::tui::{Effect, Model};

const SIZE: (u16, u16) = (120, 40);
const SMALL: (u16, u16) = (80, 24);
const SPEC: Spec = Spec { clause: "RFC 9700 §2.1.2", url: "https://www.rfc-editor.org/rfc/rfc9700#section-2.1.2" };
const STATE: &str = "Zk1x0c9m3Vb7Qe5RtYuIoPaSdFgHjKlZxCvBnM12345";
const ACCESS: &str = "tGzv3JOkF0XG5Qx2TlKWIA-in-the-query";

static AT_STATE: Check = Check::must("authorization.state", "state is the one we sent", SPEC).stops();
static TOKENS: Check = Check::must("authorization.tokens", "no token stands where others can read it", SPEC).stops();
static AMBIGUOUS: Check = Check::must("authorization.ambiguous", "success and failure do not come together", SPEC);
static CHARSET: Check = Check::should("authorization.error_charset", "error texts keep to their characters", SPEC);
static SIGNATURE: Check = Check::must("jarm.signature", "the signature fits", SPEC).stops();
static AUD: Check = Check::must("jarm.aud", "this client is the audience", SPEC).stops();
static ALG: Check = Check::must("jarm.alg", "signed with a known algorithm", SPEC).stops();

/// A run that ends with an answer.
fn ended(size: (u16, u16), parts: &[(&str, &str)], rows: Vec<Finding>, outcome: Outcome) -> Model {
    let mut model = waits(size, Story::default());
    let answer: Visit = visit(VisitKind::Answer, "/callback", parts);
    let callback = Event::Callback(answer.parameters.clone());
    let visited = Event::Visited { visit: Box::new(answer), findings: Vec::new() };
    let checked = Event::Checked { exchange: None, findings: rows };
    tell(&mut model, after(30), vec![visited, callback, checked, Event::Finished(outcome)]);
    model
}

fn token_in_query(size: (u16, u16)) -> Model {
    let parts = [("code", "a-code-beside-it"), ("state", STATE), ("access_token", ACCESS), ("token_type", "Bearer")];
    let rows = vec![AT_STATE.pass(STATE, STATE), TOKENS.fail("never in a query", "access_token in the query")];
    ended(size, &parts, rows, Outcome::Rejected { check: "authorization.tokens" })
}

fn not_believed(size: (u16, u16)) -> Model {
    let claims =
        format!(r#"{{"iss":"https://id.example.com","aud":"x","code":"inner-code","state":"{STATE}","exp":9}}"#);
    let token = jwt(r#"{"alg":"RS256","kid":"k\u001b[2J","typ":"JWT"}"#, &claims);
    let rows = vec![
        SIGNATURE.fail("a signature by a key of the set", "no key fits"),
        AUD.fail("grantty", "x"),
        ALG.pass("RS256", "RS256"),
    ];
    ended(size, &[("response", &token)], rows, Outcome::Rejected { check: "jarm.signature" })
}

fn both(size: (u16, u16)) -> Model {
    let parts = [
        ("state", STATE),
        ("code", "a-code"),
        ("error", "access_denied"),
        ("error_description", "good"),
        ("error_uri", "x"),
    ];
    let rows = vec![
        AMBIGUOUS.fail("one of both", "error and code; only the error is used"),
        CHARSET.warn("few", "error_uri is not the address of a page"),
        AT_STATE.pass(STATE, STATE),
    ];
    ended(size, &parts, rows, Outcome::Rejected { check: "authorization.ambiguous" })
}

fn copied_line<'s>(seen: &'s str, name: &str) -> &'s str {
    let line = seen.lines().find(|line| line.contains(&format!("│ {name} ")) || line.contains(&format!("▸{name} ")));
    line.unwrap_or_else(|| panic!("no {name} in\n{seen}"))
}

#[test]
fn answers_that_are_wrong() {
    pictures("code-token-in-query", &[SMALL, SIZE], token_in_query);
    pictures("code-not-believed", &[SMALL, SIZE], not_believed);
    pictures("code-not-believed-explained", &[SIZE], |size| pressed(not_believed(size), "<tab> K"));
    pictures("code-both", &[SMALL], both);
    pictures("tokens-not-used", &[SMALL, SIZE], |size| pressed(token_in_query(size), "2"));
    pictures("tokens-claim", &[SMALL], |size| pressed(succeeded(size), "2 <tab> jjj <ret>"));
}

fn pressed(mut model: Model, keys: &str) -> Model {
    press(&mut model, after(40), keys);
    model
}

#[test]
fn the_parameters_that_are_the_fault_stand_first_and_are_marked() {
    let seen = read(&token_in_query(SMALL), SMALL);
    assert!(copied_line(&seen, "access_token").contains('✘'), "{seen}");
    let seen = read(&both(SIZE), SIZE);
    for (name, mark) in [("code", '✘'), ("error", '✘'), ("error_uri", '!'), ("state", '✔')] {
        assert!(copied_line(&seen, name).contains(mark), "{name}\n{seen}");
    }
    assert!(!copied_line(&seen, "error_description").contains(['✘', '!']));
    let at = |name: &str| seen.find(&format!("│ {name} ")).expect("a row");
    assert!(at("code") < at("error_uri") && at("error_uri") < at("state"));
}

#[test]
fn tokens_that_were_not_used_are_listed_as_such() {
    let model = token_in_query((200, 60));
    assert!(read(&model, (200, 60)).contains("not used: see Tokens"));
    let seen = read(&pressed(model, "2"), (200, 60));
    assert!(seen.contains("access_token (front)") && seen.contains("not used") && !seen.contains(ACCESS), "{seen}");
    let seen = read(&pressed(denied(SIZE), "2"), SIZE);
    assert!(seen.contains("No token came.") && !seen.contains("as soon as"), "{seen}");
    assert!(!read(&pressed(hybrid(SIZE), "2"), SIZE).contains("not used"));
}

#[test]
fn a_signed_answer_that_is_not_believed_is_taken_apart_all_the_same() {
    let size = (120, 60);
    let seen = read(&not_believed(size), size);
    assert!(
        seen.contains("Inside response  not trusted") && seen.contains("RS256") && seen.contains("k␛[2J"),
        "{seen}"
    );
    for (name, mark) in [("signature", '✘'), ("aud", '✘'), ("response", '✘'), ("alg", '✔')] {
        assert!(copied_line(&seen, name).contains(mark), "{name}\n{seen}");
    }
    assert!(seen.contains("‹code›") && !seen.contains("inner-code"), "{seen}");
    let open = read(&pressed(not_believed(size), "4 P 1"), size);
    assert!(open.contains("inner-code"), "{open}");
}

#[test]
fn k_tells_what_went_wrong_with_the_first_parameter() {
    for keys in ["K", "<ret>", "<tab> K"] {
        let seen = read(&pressed(token_in_query(SIZE), keys), SIZE);
        let told = ["✘ authorization.tokens", "never in a query", "access_token in the query", "why", "next"];
        assert!(told.iter().all(|words| seen.contains(words)), "{keys}\n{seen}");
        assert!(seen.contains("enter clause"));
    }
    let clause = press(&mut pressed(token_in_query(SIZE), "K"), after(40), "<ret>");
    assert_eq!(clause, vec![Effect::Open(SPEC.url.parse().expect("a URL"))]);
}

#[test]
fn a_visitor_without_a_clause_offers_none() {
    let with = read(&pressed(strangers(SIZE), "<tab> <tab> j K"), SIZE);
    let without = read(&pressed(strangers(SIZE), "<tab> <tab> K"), SIZE);
    assert!(with.contains("enter clause") && !without.contains("enter clause") && without.contains("esc close"));
}

#[test]
fn a_claim_is_read_whole_with_its_meaning_and_its_verdict() {
    let mut model = pressed(succeeded(SMALL), "2 <tab>");
    for (keys, words) in [("K", "https://id.example.com/realms/demo"), ("jjj <ret>", "2025-11-20 12:00:00 +00:00")] {
        press(&mut model, after(40), keys);
        let seen = read(&model, SMALL);
        assert!(seen.contains(words) && seen.contains("verdict") && seen.contains("in        id_token"), "{seen}");
        press(&mut model, after(40), "<esc>");
    }
    let seen = read(&pressed(succeeded(SMALL), "2 PP <tab> jjK"), SMALL);
    assert!(seen.contains("value     ‹sub›") && !seen.contains("9f8e1b52"), "{seen}");
    let seen = read(&pressed(failed(SMALL), "2 <tab> jK"), SMALL);
    assert!(seen.contains("✘ id_token.aud") && seen.contains("grantty-2") && seen.contains("why"), "{seen}");
}

#[test]
fn enter_reads_a_token_and_folds_what_can_be_folded() {
    let mut model = pressed(succeeded(SIZE), "2");
    let rows = |model: &Model| model.run().map(|screen| screen.claims.len()).unwrap_or_default();
    let open = rows(&model);
    press(&mut model, after(40), "<ret> jjjjjj <ret>");
    assert_eq!(rows(&model), open - 1);
    assert!(read(&model, SIZE).contains("+realm_access"));
}

#[test]
fn an_end_in_the_browser_has_no_exchange_and_the_runs_stay_in_reach() {
    for story in [token_in_query, not_believed, denied, mismatched] {
        let mut model = story(SIZE);
        let seen = read(&model, SIZE);
        assert!(!seen.contains("w exchange") && seen.contains("W runs"), "{seen}");
        press(&mut model, after(400), "w");
        assert_eq!(model.tab(), Some(Tab::Flow));
        press(&mut model, after(400), "W");
        assert!(read(&model, SIZE).contains("Runs of this session"));
    }
    assert!(read(&pressed(denied((120, 60)), "?"), (120, 60)).contains("All runs of this session"));
}

#[test]
fn an_end_at_the_token_endpoint_leads_to_its_exchange() {
    let mut model = waits(SIZE, Story::default());
    let request = Request::post(Purpose::Token, "https://id.example.com/token".parse().expect("a URL"), Vec::new());
    tell(&mut model, after(30), exchange(3, request, (400, br#"{"error":"invalid_grant"}"#)));
    let error = OAuthError {
        error: "invalid_grant".to_owned(),
        description: None,
        uri: None,
        interval: None,
        challenges: Vec::new(),
        status: 400,
    };
    tell(&mut model, after(30), vec![Event::Finished(Outcome::Refused(error))]);
    assert!(read(&model, SIZE).contains("w exchange"));
    press(&mut model, after(31), "w");
    assert_eq!(model.run().and_then(|screen| screen.exchange()).map(|exchange| exchange.n), Some(3));
}

#[test]
fn e_is_offered_where_there_is_a_file_only() {
    use crate::profile::Source;
    let invalid = |source| {
        let mut entries = code_entries();
        if let Ok(profile) = &mut entries[0].profile {
            profile.source = source;
        }
        let mut model = model(entries, SIZE);
        press(&mut model, after(0), "<ret>");
        let reason = "client.key: no key".to_owned();
        tell(&mut model, after(1), vec![Event::Finished(Outcome::Invalid { reason })]);
        read(&model, SIZE)
    };
    assert!(invalid(Source::Saved("/p/x.toml".into())).contains("e edits the profile"));
    assert!(!invalid(Source::Demo).contains("e edits"));
}
