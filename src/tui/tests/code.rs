//! The screens of the code flow: what is awaited, who came, what was taken, and the ways to paste.

use std::time::Duration;

use super::screens::pictures;
use super::{drawn, press, read};
use crate::flow::{Event, Opening, Options};
use crate::profile::Flow;
use crate::protocol::listener::VisitKind;
use crate::tui::fixtures::after;
use crate::tui::fixtures::code::{
    CODE, REDIRECT_URI, Story, answered, code_entries, denied, hybrid, mismatched, strangers, visit, waits,
};
use crate::tui::fixtures::{model, tell};
use crate::tui::screen::Tab;
use crate::tui::{Effect, Message, Model, RunId, Theme, update};

const SIZE: (u16, u16) = (120, 40);
const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

fn waiting(size: (u16, u16)) -> Model {
    waits(size, Story::default())
}

fn without_browser(size: (u16, u16)) -> Model {
    let opening =
        Opening::Failed("there is no display here; open the address on another machine, or set $BROWSER".to_owned());
    waits(size, Story { opening, ..Story::default() })
}

fn pushed(size: (u16, u16)) -> Model {
    waits(size, Story { pushed: Some(60), ..Story::default() })
}

fn only_pasted(size: (u16, u16)) -> Model {
    waits(size, Story { addresses: Vec::new(), ..Story::default() })
}

fn pressed(mut model: Model, keys: &str) -> Model {
    press(&mut model, after(40), keys);
    model
}

#[test]
fn code_waiting() {
    pictures("code-waiting", &SIZES, waiting);
}

#[test]
fn code_without_a_browser() {
    pictures("code-no-browser", &SIZES, without_browser);
}

#[test]
fn code_with_nothing_bound() {
    pictures("code-only-pasted", &SIZES[..2], only_pasted);
}

#[test]
fn code_with_strange_visits() {
    pictures("code-visits", &SIZES, strangers);
}

#[test]
fn code_with_a_pushed_request() {
    pictures("code-pushed", &SIZES, pushed);
    pictures("code-pushed-expired", &SIZES[..1], |size| {
        let mut model = pushed(size);
        update(&mut model, after(70), Message::Tick);
        model
    });
}

#[test]
fn code_answered() {
    pictures("code-answered", &SIZES, answered);
}

#[test]
fn code_denied() {
    pictures("code-denied", &SIZES, denied);
}

#[test]
fn code_with_another_state() {
    pictures("code-state", &SIZES, mismatched);
}

#[test]
fn code_with_tokens_both_ways() {
    pictures("code-hybrid", &SIZES[..2], |size| pressed(hybrid(size), "2"));
}

#[test]
fn code_folded() {
    pictures("code-folded", &[(60, 20), (40, 12)], waiting);
    pictures("code-folded-request", &[(60, 20), (40, 12)], |size| pressed(waiting(size), "<tab>"));
    pictures("code-folded-visits", &[(60, 20)], |size| pressed(strangers(size), "<tab> <tab>"));
}

#[test]
fn code_layers() {
    pictures("code-explained", &SIZES[..2], |size| pressed(waiting(size), "<tab> jjjjK"));
    pictures("code-visit", &SIZES[..2], |size| pressed(strangers(size), "<tab> <tab> j <ret>"));
    pictures("code-copy", &SIZES[..2], |size| pressed(answered(size), "Y"));
    pictures("flows", &SIZES[..1], |size| pressed(model(code_entries(), size), "F"));
    pictures("code-paste", &SIZES[..1], |size| {
        let mut model = pressed(waiting(size), "i");
        update(&mut model, after(40), Message::Paste(format!("{REDIRECT_URI}?code={CODE}&state=x")));
        model
    });
}

#[test]
fn where_there_is_no_browser_the_other_ways_come_first() {
    crate::covers!("BRW-04");
    for size in SIZES {
        let seen = read(&without_browser(size), size);
        let at = |words: &str| seen.find(words).unwrap_or_else(|| panic!("{words} is missing at {size:?}\n{seen}"));
        assert!(at("there is no display") < at("ssh -L 40123:127.0.0.1:40123") && at("By SSH") < at("Address"));
        assert!(at("takes the redirected address") < at("https://id.example.com"));
        let seen = read(&waiting(size), size);
        assert!(seen.find("Waits") < seen.find("By SSH") && seen.find("By SSH") < seen.find("Address"), "{size:?}");
    }
}

#[test]
fn what_was_asked_of_a_browser_is_no_fact_and_the_address_stays() {
    crate::covers!("BRW-07");
    let seen = read(&waiting(SIZE), SIZE);
    assert!(seen.contains("xdg-open was asked to open it") && seen.contains("https://id.example.com/realms/demo/"));
    let copied = press(&mut waiting(SIZE), after(14), "y");
    let [Effect::Copy { text, .. }] = &copied[..] else { panic!("{copied:?}") };
    assert!(text.starts_with("https://") && text.contains("code_challenge_method=S256"));
}

#[test]
fn a_pushed_request_counts_down_and_is_pushed_again() {
    crate::covers!("PAR-02");
    let mut model = pushed(SIZE);
    assert!(read(&model, SIZE).contains("pushed request expires 00:48"));
    update(&mut model, after(70), Message::Tick);
    assert!(read(&model, SIZE).contains("expired: o pushes it again"));
    assert_eq!(press(&mut model, after(70), "o"), vec![Effect::OpenAgain(RunId(1))]);
}

#[test]
fn one_wake_a_second_while_an_answer_is_awaited_and_none_after() {
    let mut model = pushed(SIZE);
    let mut wakes = 0;
    let mut now = after(13).after(Duration::from_millis(300));
    update(&mut model, now, Message::Tick);
    while let Some(at) = model.next_wake().filter(|at| *at <= after(23).mono) {
        now = crate::protocol::time::Now { mono: at, ..now };
        update(&mut model, now, Message::Tick);
        wakes += 1;
    }
    assert_eq!(wakes, 10);
    update(&mut model, after(500), Message::Tick);
    assert_eq!(model.next_wake(), None);
    assert_eq!(answered(SIZE).next_wake(), None);
}

#[test]
fn a_forged_answer_is_seen_at_once_and_the_wait_goes_on() {
    crate::covers!("LOO-07");
    let model = strangers((200, 60));
    let seen = read(&model, (200, 60));
    assert!(seen.contains("an answer with another state: differs at character 43"), "{seen}");
    assert!(seen.contains("waiting 04:39") && seen.contains("/favicon.ico") && seen.contains("/␛[31mx"));
}

#[test]
fn no_code_is_seen_until_its_owner_asks() {
    for keys in ["", "f", "<tab>", "<tab> K", "<tab> f", "<tab> <tab>", "<tab> <tab> <ret>", "Y", "4 G <tab>"] {
        let mut model = answered((200, 60));
        press(&mut model, after(40), keys);
        let seen = read(&model, (200, 60)).replace([' ', '\n', '│'], "");
        assert!(!seen.contains(CODE) && !seen.contains("forged-code"), "a code is seen after {keys}");
    }
    let model = pressed(answered((200, 60)), "<tab> 4 P 1");
    assert!(read(&model, (200, 60)).contains(CODE));
    let private = read(&pressed(waiting((200, 60)), "PP"), (200, 60));
    assert!(!private.contains("ann") && private.contains("‹login_hint›"));
}

#[test]
fn the_answer_is_taken_apart_and_stands_first() {
    let mut model = waiting(SIZE);
    press(&mut model, after(14), "<tab> G");
    let seen = read(&answered(SIZE), SIZE);
    for words in ["is the one we sent", "is the issuer", "‹code#", "token request: the same", "after 29.00 s"] {
        assert!(seen.contains(words), "{words} is missing\n{seen}");
    }
}

#[test]
fn the_paste_box_takes_an_address_and_hands_it_over() {
    let mut model = waiting(SIZE);
    let text = format!("{REDIRECT_URI}?code=abc&\nstate=x");
    press(&mut model, after(14), "i");
    assert_eq!(update(&mut model, after(14), Message::Paste(text.clone())), vec![]);
    assert!(!read(&model, SIZE).contains("abc"));
    assert_eq!(press(&mut model, after(14), "<ret>"), vec![Effect::Paste { run: RunId(1), text }]);
    assert_eq!(press(&mut model, after(14), "i co=1 <bs> <esc>"), vec![]);
    assert_eq!(model.line, None);
    assert_eq!(press(&mut model, after(14), "i code=q <ret>").len(), 1);
    assert_eq!(press(&mut answered(SIZE), after(40), "i"), vec![]);
}

#[test]
fn a_pasted_address_needs_no_box_and_a_novel_is_not_taken() {
    let mut model = waiting(SIZE);
    let paste = |model: &mut Model, text: &str| update(model, after(14), Message::Paste(text.to_owned()));
    assert_eq!(
        paste(&mut model, "code=abc&state=x"),
        vec![Effect::Paste { run: RunId(1), text: "code=abc&state=x".to_owned() }]
    );
    assert_eq!(paste(&mut model, "It was a dark night"), vec![]);
    assert!(read(&model, SIZE).contains("what was pasted is no redirected address"));
    press(&mut model, after(14), "4");
    assert_eq!(paste(&mut model, "code=abc&state=x"), vec![]);
    assert_eq!(paste(&mut answered(SIZE), "code=abc&state=x"), vec![]);
}

#[test]
fn what_is_wrong_with_a_pasted_text_is_said() {
    let mut model = waiting(SIZE);
    let mut visit = visit(VisitKind::OtherState, "code=x", &[("code", "x")]);
    visit.source = crate::protocol::listener::Source::Pasted;
    tell(&mut model, after(14), vec![Event::Visited { visit: Box::new(visit), findings: Vec::new() }]);
    assert!(read(&model, SIZE).contains("what was pasted is an answer with another state: the wait goes on"));
}

#[test]
fn the_cursor_goes_from_parameter_to_parameter_and_copies_their_values() {
    let mut model = waiting((80, 24));
    let copied = |effects: Vec<Effect>| match &effects[..] {
        [Effect::Copy { what, text }] => format!("{what} {text}"),
        other => panic!("{other:?}"),
    };
    assert_eq!(copied(press(&mut model, after(14), "<tab> y")), "response_type code");
    assert_eq!(copied(press(&mut model, after(14), "j y")), "client_id grantty");
    assert_eq!(copied(press(&mut model, after(14), "jjj k y")), "scope openid profile");
    assert_eq!(copied(press(&mut model, after(14), "G y")), "code_challenge_method S256");
    assert_eq!(copied(press(&mut model, after(14), "g y")), "response_type code");
}

#[test]
fn k_explains_and_then_opens_the_clause() {
    let mut model = waiting(SIZE);
    press(&mut model, after(14), "<tab> jjjj K");
    assert!(read(&model, SIZE).contains("A value nobody can guess"));
    let url = "https://www.rfc-editor.org/rfc/rfc6749#section-10.12".parse().expect("a URL");
    assert_eq!(press(&mut model, after(14), "K"), vec![Effect::Open(url)]);
}

#[test]
fn another_flow_of_a_profile_is_started_and_run_again() {
    let mut model = model(code_entries(), SIZE);
    let flow = |effects: &[Effect]| match effects {
        [Effect::Start { flow, .. }] => Some(*flow),
        _ => None,
    };
    assert_eq!(flow(&press(&mut model, after(0), "F j <ret>")), Some(Flow::Device));
    press(&mut model, after(0), "c y");
    let again = press(&mut model, after(0), "r");
    assert!(matches!(
        &again[..],
        [Effect::Start { flow: Flow::Device, options: Options { keep_going: false, .. }, .. }]
    ));
    press(&mut model, after(0), "c y q");
    assert_eq!(flow(&press(&mut model, after(0), "<ret>")), Some(Flow::Code));
}

#[test]
fn the_stage_of_signing_in_leads_to_the_visitors() {
    let mut model = strangers(SIZE);
    press(&mut model, after(22), "<tab> <tab> <tab> jj <ret>");
    assert_eq!(model.tab(), Some(Tab::Flow));
    assert!(read(&model, SIZE).contains("▸"));
    assert_eq!(model.run().map(crate::tui::screen::RunScreen::pane), Some(crate::tui::layout::Pane::Visits));
}

#[test]
fn tokens_of_both_ways_have_their_own_rows_and_verdicts() {
    let seen = read(&pressed(hybrid(SIZE), "2"), SIZE);
    assert!(seen.contains("id_token (front)") && seen.contains("c_hash"), "{seen}");
    let seen = read(&pressed(hybrid(SIZE), "2 j"), SIZE);
    assert!(seen.contains("verified  RS256  kid 7f3c") && !seen.contains("c_hash"));
}

#[test]
fn no_size_is_too_odd_for_the_front_channel() {
    crate::covers!("TRM-18");
    for story in [without_browser, pushed, only_pasted, strangers, answered, mismatched, hybrid] {
        let story = story(SIZE);
        for keys in ["", "<tab>", "<tab> <tab>", "<tab> K", "<tab> <tab> <ret>", "i", "f", "Y", "2"] {
            let mut model = pressed(story.clone(), keys);
            for (width, height) in [(0, 0), (29, 8), (30, 8), (41, 11), (79, 24), (80, 24), (81, 60), (300, 90)] {
                update(&mut model, after(40), Message::Resize(width, height));
                drawn(&model, (width, height));
            }
        }
    }
}

#[test]
fn every_theme_keeps_the_marks_of_visitors() {
    for theme in Theme::NAMES {
        let mut model = strangers(SIZE);
        model.appearance.theme = Theme::named(theme).expect("a theme");
        let seen = read(&model, SIZE);
        assert!(seen.contains("✘ an answer with another state") && seen.contains("· a prefetch"), "{theme}");
    }
}
