//! Tokens that are looked into: the box, the judgement on the screen, and what can be done with a token.

use super::screens::pictures;
use super::{press, read};
use crate::flow::{Event, Options, Outcome};
use crate::profile::{Flow, Profile, SecretReference};
use crate::protocol::exchange::{Purpose, Request};
use crate::protocol::given_keys;
use crate::protocol::inspection::{self, Against, Keys};
use crate::protocol::jose::decryption_key::DecryptionKey;
use crate::protocol::jose::mac_key::MacKey;
use crate::protocol::json;
use crate::protocol::secret::Secret;
use crate::protocol::token::TokenSet;
use crate::tui::fixtures::{after, entries, exchange, model, profile, succeeded, tell, tokens};
use crate::tui::layout::Pane;
use crate::tui::model::{Layer, Shown};
use crate::tui::screen::Tab;
use crate::tui::{Effect, Message, Model, RunId, update};

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];
const SIZE: (u16, u16) = (120, 40);

const SECRET: &str = "a secret that both sides know, 40 octets!";

const GOOD: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tL3JlYWxtcy9kZW1vIiw\
    iYXVkIjoiZ3JhbnR0eSIsInN1YiI6IjlmOGUxYjUyLTRhMWMiLCJleHAiOjE3NjM2MjU2MDAsImlhdCI6MTc2MzYyMjAwMCw\
    ibm9uY2UiOiJuLTBTNl9XekEyTWoifQ.MeGSe1XoxMQJbVDG4BS73P0aCGT3SR2YDBgobWqFGx0";

const EXPIRED: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tL3JlYWxtcy9kZW1vIiw\
    iYXVkIjoiZ3JhbnR0eSIsInN1YiI6IjlmOGUxYjUyLTRhMWMiLCJleHAiOjE3NjM2MTg0MDAsImlhdCI6MTc2MzYxNDgwMCw\
    ibm9uY2UiOiJuLTBTNl9XekEyTWoifQ.U-DUcEGqN4MKPSO3t0H9NQdqukuLJExPEwshfxwotpo";

/// Of RS256, with a kid that no set has.
const STRANGE: &str = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6IjIwMzEifQ.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tL\
    3JlYWxtcy9kZW1vIiwiYXVkIjoiZ3JhbnR0eSIsInN1YiI6IjlmOGUxYjUyLTRhMWMiLCJleHAiOjE3NjM2MjU2MDAsImlhd\
    CI6MTc2MzYyMjAwMCwibm9uY2UiOiJuLTBTNl9XekEyTWoifQ.U40MSNpeHdIVpHR2fm-C-VBRW73W3-bP8cyQqTpN124";

/// The good one, encrypted to `sixteen octets!!`.
const SEALED: &str = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIiwiY3R5IjoiSldUIn0..BwcHBwcHBwcHBwcH.eYXkKEpQtlHYrjo3wJzvUy\
    zwxGG96saDLM8i4uL_Lp2g1HxD-rb3cCXC5qlWgdf5Qi7PD846jO6ovHpAqSip69G1t7J6DBJwjgBhxHjtKQWlif28oIz6BC\
    Pbl1r4ayxbfFuOWI7ar8wKB4ZzxgK1-zxKnrEgs4liC3iaslxs3aQ5D35cN1_Rme-bqPNZ5BhOAqzxkyUDxGFfnOYZUqJ_f0\
    Nq3zGvORRdcWvRkLIHSU-hJ-9AqROSNJlIsGKmU8SDHbehtjIgHG8lY0zW926Q2RiTEmAPZUSSTvYTEBj4OWDbj7e10-aYwX\
    yFBpTtNLL20T3HvlDTFgSdKKXaBBN45Hww0fzAjF6MFk27.hxY454cQoTEEMU-CFXQzpw";

const JWKS: &str = r#"{"keys":[{"kty":"EC","crv":"P-256","kid":"2030","alg":"ES256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}"#;

fn paste(model: &mut Model, text: &str) {
    assert_eq!(update(model, after(39), Message::Paste(text.to_owned())), vec![]);
}

fn pressed(mut model: Model, keys: &str) -> Model {
    press(&mut model, after(40), keys);
    model
}

fn boxed(size: (u16, u16), text: &str) -> Model {
    let mut model = pressed(model(entries(), size), "t");
    paste(&mut model, text);
    model
}

/// A look into a token with that secret, those keys, and what opens it.
fn looked(size: (u16, u16), token: &str, (secret, jwks, opening): (Option<&str>, Option<&str>, Option<&str>)) -> Model {
    let mut model = boxed(size, token);
    press(&mut model, after(40), "<ret>");
    let token = Secret::new(token);
    let macs: Vec<MacKey> = secret.map(|text| MacKey::of_secret(&Secret::new(text))).into_iter().collect();
    let set = jwks.map(|text| given_keys::read(&Secret::new(text), "keys.json").expect("keys").set);
    let opening = opening.map(|text| DecryptionKey::read(&Secret::new(text)).expect("a key")).unwrap_or_default();
    let against = Against {
        kind: None,
        keys: set.as_ref().map_or(Keys::NotGiven, Keys::Set),
        macs: &macs,
        decryption_keys: &opening,
        issuer: Some("https://id.example.com/realms/demo"),
        audience: None,
        client_id: Some("grantty"),
        nonce: None,
        access_token: None,
        registered_alg: None,
        alg: None,
        now: after(40),
        skew: None,
        tolerance: 60,
    };
    let report = inspection::judge(&token, &against);
    let inspected = Event::Inspected(Box::new(report.value.expect("there always is one")));
    let learned = Event::Learned { kind: "token", secret: token };
    let rows = Event::Checked { exchange: None, findings: report.findings };
    tell(&mut model, after(40), vec![learned, inspected, rows, Event::Finished(Outcome::Done)]);
    model
}

fn bad() -> String {
    GOOD[..GOOD.len() - 6].to_owned() + "AAAAAA"
}

#[test]
fn the_box() {
    pictures("token-box", &SIZES, |size| pressed(model(entries(), size), "t"));
    pictures("token-box-junk", &SIZES, |size| boxed(size, "-----BEGIN PUBLIC KEY-----\nMFkw\n"));
    pictures("token-box-token", &SIZES, |size| boxed(size, &format!("Authorization: Bearer {GOOD}\r\n")));
}

#[test]
fn judged_by_itself() {
    pictures("token-verified", &SIZES, |size| looked(size, GOOD, (Some(SECRET), None, None)));
    pictures("token-bad", &SIZES, |size| looked(size, &bad(), (Some(SECRET), None, None)));
    pictures("token-no-key", &SIZES, |size| looked(size, GOOD, (None, None, None)));
    pictures("token-key-not-found", &SIZES, |size| looked(size, STRANGE, (None, Some(JWKS), None)));
    pictures("token-expired", &SIZES, |size| looked(size, EXPIRED, (Some(SECRET), None, None)));
    pictures("token-encrypted", &SIZES, |size| looked(size, SEALED, (None, None, None)));
    pictures("token-unsealed", &SIZES, |size| looked(size, SEALED, (Some(SECRET), None, Some("sixteen octets!!"))));
    pictures("token-opaque", &SIZES, |size| looked(size, "tGzv3JOkF0XG5Qx2TlKWIA", (None, None, None)));
    pictures("token-folded", &[(60, 20)], |size| pressed(looked(size, &bad(), (Some(SECRET), None, None)), "<tab>"));
}

#[test]
fn a_flow_without_a_person_shows_what_came_and_polls_nothing() {
    let looked_at = |size, token: &str| pressed(looked(size, token, (Some(SECRET), None, None)), "1");
    pictures("alone-inspected", &SIZES, |size| looked_at(size, &bad()));
    pictures("alone-refreshed", &SIZES, |size| pressed(refreshed(size), "1"));
    pictures("alone-introspected", &SIZES, |size| pressed(introspected(size), "1"));
    pictures("alone-help", &SIZES, |size| pressed(refreshed(size), "1?"));
    for model in [looked_at(SIZE, GOOD), pressed(refreshed(SIZE), "1"), pressed(introspected(SIZE), "1")] {
        assert!(!read(&model, SIZE).contains("Polls"), "{}", read(&model, SIZE));
    }
    let mut model = pressed(refreshed(SIZE), "1?");
    let help = read(&model, SIZE);
    assert!(!["user code", "verification page", "Poll now"].iter().any(|key| help.contains(key)), "{help}");
    // Every pane of the tab is seen, and each has the keys once.
    press(&mut model, after(43), "<esc>");
    let seen = ["<tab>", "<tab>", "<tab>"].map(|key| {
        press(&mut model, after(43), key);
        model.pane()
    });
    assert_eq!(seen, [Pane::Steps, Pane::Findings, Pane::Prompt]);
    // Without a profile there is nothing to name but what is done.
    let mut model = boxed(SIZE, GOOD);
    press(&mut model, after(40), "<tab> <tab> <ret>");
    assert!(read(&model, SIZE).contains("grantty   Look into a token"), "{}", read(&model, SIZE));
}

#[test]
fn a_token_is_listed_by_its_name_and_a_broken_one_is_not_called_opaque() {
    let seen = |token: &str| read(&looked(SIZE, token, (Some(SECRET), None, None)), SIZE);
    let [header, _, signature] = GOOD.split('.').collect::<Vec<_>>()[..] else { panic!("three parts") };
    let broken = seen(&format!("{header}.eyJpc3MiOiJo.{signature}"));
    assert!(broken.contains("not readable") && !broken.contains("opaque"), "{broken}");
    let mut inspection = inspection::judge(&Secret::new("tGzv3JOkF0XG5Qx2TlKWIA"), &Against::nothing(after(40))).value;
    let mut named = |called: Option<&str>| {
        let inspection = inspection.as_mut().expect("there always is one");
        inspection.called = called.map(str::to_owned);
        crate::tui::tokens::TokenItem::inspected(inspection, &[]).name
    };
    assert_eq!(
        [Some("refresh_token"), Some("access_token"), Some("x"), None].map(&mut named),
        ["refresh_token", "access_token", "token", "token"]
    );
}

#[test]
fn what_is_wrong_with_a_token_is_told_apart_at_a_glance() {
    let seen = |model: &Model| read(model, (80, 24));
    let size = (80, 24);
    assert!(seen(&looked(size, GOOD, (Some(SECRET), None, None))).contains("verified"));
    assert!(seen(&looked(size, &bad(), (Some(SECRET), None, None))).contains("✘signature"));
    assert!(seen(&looked(size, STRANGE, (None, Some(JWKS), None))).contains("key not found"));
    assert!(seen(&looked(size, GOOD, (None, None, None))).contains("no key"));
    let expired = seen(&looked(size, EXPIRED, (Some(SECRET), None, None)));
    assert!(expired.contains("✘times") && expired.contains("✔signature"), "{expired}");
}

fn started(effects: &[Effect]) -> (RunId, Profile, Flow) {
    match effects {
        [Effect::Start { run, profile, flow, options }] if *options == Options::default() => {
            (*run, (**profile).clone(), *flow)
        }
        other => panic!("{other:?}"),
    }
}

fn literal(text: &str) -> SecretReference {
    SecretReference::Literal(Secret::new(text))
}

#[test]
fn a_pasted_token_is_judged_with_the_profile_under_the_cursor_or_with_none() {
    let mut model = boxed(SIZE, GOOD);
    let (run, taken, flow) = started(&press(&mut model, after(40), "<ret>"));
    let mut wanted = profile("keycloak");
    wanted.inspect.token = Some(literal(GOOD));
    assert_eq!((run, &taken, flow), (RunId(1), &wanted, Flow::Inspect));
    assert_eq!((model.shown, model.tab()), (Shown::Run(RunId(1)), Some(Tab::Tokens)));

    let mut model = boxed(SIZE, GOOD);
    let (_, taken, _) = started(&press(&mut model, after(40), "<tab> <tab> <ret>"));
    assert_eq!((taken.issuer, taken.client.id.as_str(), taken.inspect.token), (None, "", Some(literal(GOOD))));
}

#[test]
fn what_is_pasted_outright_opens_the_box_and_its_newlines_press_nothing() {
    let mut model = model(entries(), SIZE);
    paste(&mut model, &format!("\"{}\n{}\"\nq\n", &GOOD[..60], &GOOD[60..]));
    assert!(matches!(model.layer, Some(Layer::Look(_))));
    press(&mut model, after(40), "<c-u> <ret>");
    assert!(read(&model, SIZE).contains("nothing was pasted yet"));
    press(&mut model, after(41), "<esc>");
    assert_eq!((model.layer, model.shown), (None, Shown::Profiles));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "measures this machine, not the program's time")]
fn five_megabytes_are_pasted_at_once_and_drawn_at_once() {
    let begun = std::time::Instant::now();
    let mut model = boxed(SIZE, &format!("{GOOD}{}", "A".repeat(5 << 20)));
    for _ in 0..20 {
        read(&model, SIZE);
    }
    press(&mut model, after(40), "<bs> x");
    assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
    assert!(!format!("{model:?}").contains(&GOOD[..60]), "no debug text has it");
}

/// The run of the stories at its end, with a refresh token under the cursor.
fn refreshable() -> Model {
    pressed(succeeded(SIZE), "2jj")
}

/// The new tokens came.
fn rotated(model: &mut Model, refresh_token: &str) {
    let set = TokenSet { refresh_token: Some(Secret::new(refresh_token)), ..tokens() };
    tell(model, after(42), vec![Event::Tokens(set), Event::Finished(Outcome::Tokens)]);
}

#[test]
fn each_act_is_a_run_of_the_same_profile_with_the_token_in_it() {
    let set = tokens();
    let secret = |text: &Option<Secret>| text.clone().map(SecretReference::Literal);
    let mut model = refreshable();
    let (run, taken, flow) = started(&press(&mut model, after(40), "a <ret>"));
    assert_eq!((run, flow, taken.name.as_str()), (RunId(2), Flow::Refresh, "keycloak"));
    assert_eq!((taken.refresh.token, taken.refresh.id_token), (secret(&set.refresh_token), secret(&set.id_token)));

    let mut model = pressed(succeeded(SIZE), "2j");
    if let Some(screen) = model.run_mut() {
        screen.profile.endpoints.insert("userinfo".to_owned(), "https://id.example.com/userinfo".to_owned());
    }
    let (_, taken, flow) = started(&press(&mut model, after(40), "aj <ret>"));
    assert_eq!((flow, taken.userinfo.token), (Flow::Userinfo, secret(&set.access_token)));
    assert_eq!(taken.userinfo.id_token, secret(&set.id_token));

    let mut model = pressed(succeeded(SIZE), "2");
    let (_, taken, flow) = started(&press(&mut model, after(40), "t"));
    assert_eq!((flow, taken.inspect.token), (Flow::Inspect, secret(&set.id_token)));
    assert_eq!(taken.inspect.access_token, secret(&set.access_token));
    assert_eq!(taken.inspect.kind.as_deref(), Some("id_token"));
}

#[test]
fn what_the_provider_has_no_endpoint_for_says_so_and_what_cannot_be_undone_asks() {
    let mut model = refreshable();
    assert_eq!(press(&mut model, after(40), "ajj <ret>"), vec![]);
    assert!(read(&model, SIZE).contains("no revocation_endpoint"), "{}", read(&model, SIZE));
    if let Some(screen) = model.run_mut() {
        screen.profile.endpoints.insert("revocation".to_owned(), "https://id.example.com/revoke".to_owned());
    }
    assert_eq!(press(&mut model, after(45), "ajj <ret>"), vec![]);
    assert!(read(&model, SIZE).contains("takes it back for good"));
    assert_eq!(press(&mut model, after(45), "n"), vec![]);
    let (_, taken, flow) = started(&press(&mut model, after(45), "ajj <ret> y"));
    assert_eq!((flow, taken.revocation.token_type_hint.as_deref()), (Flow::Revocation, Some("refresh_token")));
}

#[test]
fn a_refresh_token_in_flight_is_not_sent_again() {
    crate::covers!("REF-05");
    let mut model = refreshable();
    started(&press(&mut model, after(40), "a <ret>"));
    press(&mut model, after(40), "Wj <ret>");
    assert_eq!(model.shown, Shown::Run(RunId(1)));
    assert_eq!(press(&mut model, after(41), "a <ret>"), vec![]);
    assert!(read(&model, SIZE).contains("under way in run 2"), "{}", read(&model, SIZE));
    rotated(&mut model, "the-next-one");
    // It is over: now it is spent, which is another matter.
    press(&mut model, after(43), "a <ret>");
    assert!(!read(&model, SIZE).contains("under way"), "{}", read(&model, SIZE));
}

#[test]
fn a_rotated_refresh_token_is_marked_as_spent_and_offering_it_again_warns() {
    crate::covers!("REF-04");
    let mut model = refreshable();
    press(&mut model, after(40), "a <ret>");
    rotated(&mut model, "the-next-one");
    assert_eq!(model.tab(), Some(Tab::Tokens));
    assert_eq!(press(&mut model, after(43), "r"), vec![]);
    assert!(read(&model, SIZE).contains("was spent in run 2"));
    press(&mut model, after(43), "Wj <ret>");
    assert!(read(&model, SIZE).contains("spent in run 2"), "{}", read(&model, SIZE));
    assert_eq!(press(&mut model, after(43), "a <ret>"), vec![]);
    assert!(read(&model, SIZE).contains("Sure?"));
    assert_eq!(started(&press(&mut model, after(43), "y")).2, Flow::Refresh);
}

#[test]
fn a_token_that_is_not_rotated_is_not_spent() {
    let mut model = refreshable();
    press(&mut model, after(40), "a <ret>");
    let same = tokens().refresh_token.expect("one");
    rotated(&mut model, same.reveal());
    press(&mut model, after(43), "Wj <ret>");
    assert!(!read(&model, SIZE).contains("spent"));
}

#[test]
fn a_401_before_the_token_is_over_points_to_the_refresh_token_once() {
    crate::covers!("REF-06");
    let mut model = pressed(succeeded(SIZE), "2j");
    if let Some(screen) = model.run_mut() {
        screen.profile.endpoints.insert("userinfo".to_owned(), "https://id.example.com/userinfo".to_owned());
    }
    press(&mut model, after(40), "aj <ret>");
    let url = "https://id.example.com/userinfo".parse().expect("a URL");
    tell(&mut model, after(41), exchange(1, Request::get(Purpose::Userinfo, url), (401, b"")));
    let ended = || vec![Event::Finished(Outcome::Broken { reason: "the userinfo endpoint answered 401".to_owned() })];
    tell(&mut model, after(41), ended());
    assert!(read(&model, SIZE).contains("refresh with the refresh_token of run 1"), "{}", read(&model, SIZE));
    // With a token that is over there is nothing to wonder about.
    let mut model = pressed(succeeded(SIZE), "2j");
    press(&mut model, after(9_000), "aj <ret>");
    tell(&mut model, after(9_001), ended());
    assert!(!read(&model, SIZE).contains("time left"));
}

#[test]
fn a_look_is_among_the_flows_and_asks_for_the_token() {
    let mut model = pressed(model(entries(), SIZE), "FG <ret>");
    assert!(matches!(model.layer, Some(Layer::Look(_))), "{:?}", model.layer);
    paste(&mut model, GOOD);
    assert_eq!(started(&press(&mut model, after(40), "<ret>")).2, Flow::Inspect);
}

#[test]
fn two_refreshes_by_the_profile_s_own_token_are_not_sent_at_once_either() {
    crate::covers!("REF-05");
    let mut own = profile("keycloak");
    own.flow = Flow::Refresh;
    own.refresh.token = Some(SecretReference::Env("REFRESH".to_owned()));
    let mut model = model(vec![crate::tui::Entry::of(own)], SIZE);
    started(&press(&mut model, after(0), "<ret>"));
    assert_eq!(press(&mut model, after(1), "q <ret>"), vec![]);
    assert!(read(&model, SIZE).contains("run 1 sends that refresh token already"));
}

#[test]
fn the_menu_and_what_comes_of_it() {
    pictures("token-acts", &SIZES, |size| pressed(succeeded(size), "2ja"));
    pictures("token-refreshed", &SIZES, refreshed);
    pictures("token-spent", &SIZES, |size| {
        let mut model = pressed(succeeded(size), "2jja <ret>");
        rotated(&mut model, "the-next-one");
        pressed(model, "Wj <ret> a")
    });
    pictures("token-introspected", &SIZES, introspected);
}

fn refreshed(size: (u16, u16)) -> Model {
    let mut model = pressed(succeeded(size), "2jja <ret>");
    rotated(&mut model, "the-next-one");
    model
}

fn introspected(size: (u16, u16)) -> Model {
    let mut model = pressed(succeeded(size), "2j");
    if let Some(screen) = model.run_mut() {
        screen.profile.endpoints.insert("introspection".to_owned(), "https://id.example.com/ask".to_owned());
    }
    press(&mut model, after(40), "ajj <ret>");
    let told = r#"{"active":true,"scope":"openid profile","client_id":"grantty","token_type":"Bearer","exp":1763625600,"iat":1763622000,"sub":"9f8e1b52-4a1c"}"#;
    let told = json::parse(told.as_bytes()).expect("JSON").value;
    tell(&mut model, after(41), vec![Event::Introspection(told), Event::Finished(Outcome::Done)]);
    model
}
