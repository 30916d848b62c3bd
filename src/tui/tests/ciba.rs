//! The screens of the backchannel: what is compared, who came, what is asked, and the keys.

use std::time::Duration;

use super::screens::pictures;
use super::{drawn, press, read};
use crate::flow::{Event, Pace, Waiting};
use crate::profile::Flow;
use crate::protocol::ciba::Delivery;
use crate::protocol::exchange::Value;
use crate::protocol::listener::{Source, VisitKind};
use crate::protocol::secret::Secret;
use crate::protocol::time::Now;
use crate::tui::fixtures::ciba::{
    ENDPOINT, ID, Story, TOKEN, asks, ciba_entries, denied, done, expired, notified, of, polled, pushed, refused,
    starts, strangers, waits,
};
use crate::tui::fixtures::{after, model, tell};
use crate::tui::{Effect, Message, Model, RunId, Theme, update};

const SIZE: (u16, u16) = (120, 40);
const SIZES: [(u16, u16); 4] = [(80, 24), (120, 40), (200, 60), (60, 20)];

fn polls(size: (u16, u16)) -> Model {
    waits(size, &Story::default())
}

fn unreachable(size: (u16, u16)) -> Model {
    waits(size, &Story { reachable: false, ..of(Delivery::Ping) })
}

fn pushes(size: (u16, u16)) -> Model {
    waits(size, &of(Delivery::Push))
}

fn says(message: &'static str) -> Story {
    Story { message: Some(message), ..Story::default() }
}

fn pressed(mut model: Model, keys: &str) -> Model {
    press(&mut model, after(45), keys);
    model
}

#[test]
fn ciba_waiting() {
    pictures("ciba-poll", &SIZES, polls);
    pictures("ciba-ping-unreachable", &SIZES, unreachable);
    pictures("ciba-push", &SIZES, pushes);
    pictures("ciba-starts", &SIZES[..2], |size| starts(size, &of(Delivery::Ping)));
}

#[test]
fn ciba_notified() {
    pictures("ciba-strangers", &SIZES, strangers);
    pictures("ciba-notification", &SIZES[..2], |size| pressed(strangers(size), "<tab> <ret>"));
    pictures("ciba-folded-polls", &[(60, 20)], |size| pressed(strangers(size), "<tab>"));
}

#[test]
fn ciba_ended() {
    pictures("ciba-done", &SIZES[..2], done);
    pictures("ciba-pushed", &SIZES[..2], pushed);
    pictures("ciba-denied", &SIZES[..2], denied);
    pictures("ciba-expired", &SIZES[..2], expired);
    pictures("ciba-refused", &SIZES[..2], refused);
}

#[test]
fn ciba_asks() {
    pictures("ciba-user-code", &SIZES, |size| pressed(asks(size), "1234"));
}

#[test]
fn ciba_layers() {
    pictures("ciba-zoom", &SIZES[..2], |size| pressed(pushes(size), "f"));
    pictures("ciba-copy", &SIZES[..1], |size| pressed(pushes(size), "Y"));
    pictures("ciba-request", &SIZES[..2], |size| pressed(pushes(size), "<tab> <tab> jj"));
    pictures("ciba-signed", &SIZES[1..2], |size| waits(size, &Story { signed: true, ..of(Delivery::Ping) }));
    pictures("ciba-profile", &SIZES[..1], |size| model(ciba_entries(&of(Delivery::Push)), size));
}

#[test]
fn ciba_messages() {
    pictures("ciba-odd-message", &SIZES[..1], |size| waits(size, &says("Zahlung über 5 €\u{202e}xyz")));
    let long =
        "Pay 4711.00 EUR to the account DE02 1203 0000 0000 2020 51 of Ann Example, who asked for it by telephone";
    pictures("ciba-long-message", &SIZES[..1], |size| waits(size, &says(long)));
    pictures("ciba-no-message", &SIZES[..1], |size| waits(size, &Story { message: None, ..Story::default() }));
}

#[test]
fn a_message_is_large_as_text_and_never_cut() {
    crate::covers!("CIB-14");
    for size in SIZES {
        let seen = read(&polls(size), size);
        assert!(seen.contains("W4-SCT") && seen.contains("█"), "{size:?}\n{seen}");
    }
    let long =
        "Pay 4711.00 EUR to the account DE02 1203 0000 0000 2020 51 of Ann Example, who asked for it by telephone";
    let seen = read(&waits((80, 24), &says(long)), (80, 24));
    for word in long.split(' ') {
        assert!(seen.matches(word).count() >= 2, "{word} is missing\n{seen}");
    }
    let odd = read(&waits(SIZE, &says("a\u{202e}b")), SIZE);
    assert!(odd.contains(r"a\u{202e}b") && !odd.contains('\u{202e}'), "{odd}");
}

#[test]
fn what_nobody_can_reach_is_said_first_and_what_nobody_used_at_half_time() {
    crate::covers!("CIB-24");
    for size in SIZES {
        let seen = read(&unreachable(size), size);
        let said = seen.find("https://YOUR-TUNNEL/ciba/notification");
        assert!(said.is_some() && said < seen.find("Message"), "{size:?}\n{seen}");
    }
    let mut model = pushes((200, 60));
    let reminded = |model: &Model| read(model, (200, 60)).contains("the provider has not called");
    update(&mut model, after(150), Message::Tick);
    assert!(!reminded(&model));
    update(&mut model, after(152), Message::Tick);
    assert!(reminded(&model));
    tell(&mut model, after(153), vec![notified(VisitKind::OtherRequest, false, Vec::new())]);
    assert!(reminded(&model));
    tell(&mut model, after(154), vec![notified(VisitKind::OtherMode, true, Vec::new())]);
    assert!(!reminded(&model));
}

#[test]
fn the_endpoint_is_registered_from_its_qr_code_and_by_copying() {
    let model = pushes(SIZE);
    let qr = model.run().and_then(|screen| screen.qr.as_ref()).expect("a code");
    assert_eq!(qr.text, ENDPOINT);
    assert!(read(&model, SIZE).contains("▀▀▀▀▀▀▀"));
    let copied = press(&mut pushes(SIZE), after(14), "y");
    assert_eq!(copied, vec![Effect::Copy { what: "the notification endpoint".to_owned(), text: ENDPOINT.to_owned() }]);
    let copied = press(&mut polls(SIZE), after(14), "y");
    assert_eq!(copied, vec![Effect::Copy { what: "the binding message".to_owned(), text: "W4-SCT".to_owned() }]);
    let copied = |keys: &str| match &press(&mut pushes(SIZE), after(14), keys)[..] {
        [Effect::Copy { text, .. }] => text.clone(),
        other => panic!("{other:?}"),
    };
    assert!(copied("Y jj <ret>").starts_with("‹auth_req_id"), "masked until P");
    assert_eq!(copied("P Y jj <ret>"), ID);
    assert_eq!(copied("Y jjj <ret>"), "ann@example.com");
}

#[test]
fn what_the_profile_notes_is_told_and_its_address_opened() {
    let phone = "http://127.0.0.1:8080/phone";
    let with = |notes: &str| {
        let mut model = polls(SIZE);
        model.run_mut().expect("a run").profile.notes = Some(notes.to_owned());
        model
    };
    let mut model = with(&format!("The phone that is asked: {phone}"));
    assert!(read(&model, SIZE).contains(&format!("The phone that is asked: {phone}")));
    assert_eq!(press(&mut model, after(14), "o"), vec![Effect::Open(phone.parse().expect("a URL"))]);
    for odd in ["ask ann", "javascript:alert(1)", "http://id.example.com/phone"] {
        assert_eq!(press(&mut with(odd), after(14), "o"), vec![], "{odd}");
    }
}

#[test]
fn what_the_profile_tolerates_is_no_alarm() {
    let mut model = unreachable((200, 60));
    model.run_mut().expect("a run").profile.tolerate = vec!["notification.endpoint".to_owned()];
    let seen = read(&model, (200, 60));
    assert!(!seen.contains("YOUR-TUNNEL") && seen.contains("to this machine only"), "{seen}");
}

#[test]
fn no_id_and_no_token_is_seen_until_its_owner_asks() {
    for story in [polls, strangers, pushed, done] {
        for keys in ["", "f", "<tab>", "<tab> K", "<tab> j K", "<tab> <tab>", "<tab> <tab> K", "Y", "4 G <tab>", "3"] {
            let seen = read(&pressed(story((200, 60)), keys), (200, 60)).replace([' ', '\n', '│'], "");
            assert!(!seen.contains(ID) && !seen.contains(TOKEN), "a secret is seen after {keys}");
        }
    }
    assert!(read(&pressed(polls((200, 60)), "P"), (200, 60)).contains(ID));
    let private = read(&pressed(polls((200, 60)), "PP"), (200, 60));
    assert!(!private.contains("ann@") && private.contains("‹login_hint›"));
}

#[test]
fn polls_and_notifications_stand_in_the_order_of_time() {
    let seen = read(&pressed(done((200, 60)), "<tab>"), (200, 60));
    let at = |words: &str| seen.find(words).unwrap_or_else(|| panic!("{words} is missing\n{seen}"));
    assert!(at("for a ping") < at("the ping") && at("the ping") < at("our token with a character too many"));
    assert!(at("our token with a character too many") < at("another path"));
    assert!(seen.contains("✘ ") && seen.contains("401") && seen.contains("204"));
    assert!(seen.contains("1 poll, 4 notifications"));
}

#[test]
fn the_providers_faulty_notification_is_told_at_once_and_a_strangers_is_not() {
    let seen = read(&strangers((200, 60)), (200, 60));
    assert!(seen.contains("A notification without our bearer token came. The wait goes on."), "{seen}");
    let mut model = waits(SIZE, &of(Delivery::Ping));
    tell(&mut model, after(14), vec![notified(VisitKind::WrongBearer, false, Vec::new())]);
    assert!(!read(&model, SIZE).contains("The wait goes on."));
}

#[test]
fn a_notification_is_read_with_its_rows_and_a_poll_leads_to_its_exchange() {
    let mut model = strangers(SIZE);
    press(&mut model, after(34), "<tab> <ret>");
    let seen = read(&model, SIZE);
    for words in ["Visit 3", "notification.bearer", "our token with a character too many", "‹auth_req_id#", "401"] {
        assert!(seen.contains(words), "{words} is missing\n{seen}");
    }
    press(&mut model, after(34), "<esc> j K");
    assert!(read(&model, SIZE).contains("Visit 2"));
    let mut model = polls(SIZE);
    press(&mut model, after(14), "<tab> j <ret>");
    assert!(read(&model, SIZE).contains("auth_req_id"), "the exchange of the first poll");
}

#[test]
fn p_polls_in_two_modes_and_says_why_not_in_the_third() {
    crate::covers!("POL-20");
    let now = |early| vec![Effect::PollNow { run: RunId(1), early }];
    assert_eq!(press(&mut strangers(SIZE), after(34), "p"), now(false));
    assert_eq!(press(&mut strangers(SIZE), after(34), "!"), now(true));
    let mut model = polls(SIZE);
    assert_eq!(press(&mut model, after(14), "pppp"), vec![]);
    assert!(read(&model, SIZE).contains("too soon: the interval has 2 s left; ! polls all the same"));
    assert_eq!(press(&mut model, after(14), "!"), now(true));
    let mut model = pushes(SIZE);
    assert_eq!(press(&mut model, after(14), "p !"), vec![]);
    assert!(read(&model, SIZE).contains("in push mode nothing is polled"));
}

#[test]
fn a_poll_by_hand_before_the_ping_is_early_only_inside_the_interval() {
    let mut model = waits((200, 60), &of(Delivery::Ping));
    tell(&mut model, after(10), polled(1, 10, (9, "authorization_pending", false)));
    let seen = read(&model, (200, 60));
    assert!(seen.contains("by hand") && !seen.contains("! early"), "{seen}");
    tell(&mut model, after(12), polled(2, 12, (2, "authorization_pending", false)));
    assert!(read(&model, (200, 60)).contains("! early"));
}

#[test]
fn a_notification_is_pasted_and_nothing_of_it_is_seen() {
    let mut model = pushes(SIZE);
    let text = format!(r#"{{"auth_req_id":"{ID}","access_token":"x"}}"#);
    let effect = vec![Effect::Paste { run: RunId(1), text: text.clone() }];
    assert_eq!(update(&mut model, after(14), Message::Paste(text.clone())), effect);
    press(&mut model, after(14), "i");
    assert_eq!(update(&mut model, after(14), Message::Paste(text)), vec![]);
    let seen = read(&model, SIZE);
    assert!(seen.contains("characters") && !seen.contains("1c266114"), "{seen}");
    assert_eq!(press(&mut model, after(14), "<ret>"), effect);
    assert_eq!(update(&mut model, after(14), Message::Paste("code=abc&state=x".to_owned())), vec![]);
    assert!(read(&model, SIZE).contains("it has no auth_req_id"));
    let mut visit = match notified(VisitKind::OtherRequest, false, Vec::new()) {
        Event::Visited { visit, .. } => visit,
        other => panic!("{other:?}"),
    };
    visit.source = Source::Pasted;
    tell(&mut model, after(14), vec![Event::Visited { visit, findings: Vec::new() }]);
    assert!(read(&model, SIZE).contains("what was pasted is a notification about another request: the wait goes on"));
    assert_eq!(press(&mut polls(SIZE), after(14), "i"), vec![], "nobody brings anything in poll mode");
}

#[test]
fn every_parameter_of_the_request_is_told_with_its_verdict() {
    let seen = read(&pushes((200, 60)), (200, 60));
    for words in
        ["binding_message", "seen on both devices", "‹client_notification_token#", "what the provider calls it"]
    {
        assert!(seen.contains(words), "{words} is missing\n{seen}");
    }
    let signed = waits((200, 60), &Story { signed: true, ..of(Delivery::Ping) });
    let seen = read(&signed, (200, 60));
    assert!(seen.contains("signed, inside of request") && seen.contains("ping mode, signed"), "{seen}");
    assert!(seen.contains("aud") && !seen.contains(TOKEN));
}

#[test]
fn a_hint_that_is_a_token_is_masked() {
    let mut model = polls(SIZE);
    let mut asked = model.run().and_then(|screen| screen.run.backchannel.clone()).expect("a request");
    asked.hint = Some(("id_token_hint".to_owned(), Value::Secret("id_token_hint", Secret::new("ey.hint.of-ann"))));
    tell(&mut model, after(13), vec![Event::Backchannel(Box::new(asked))]);
    let seen = read(&model, SIZE);
    assert!(seen.contains("‹id_token_hint") && !seen.contains("ey.hint"), "{seen}");
}

#[test]
fn one_wake_a_second_in_every_mode() {
    for story in [polls, unreachable, pushes] {
        let mut model = story(SIZE);
        let mut now = after(13).after(Duration::from_millis(300));
        let waiting = Waiting {
            poll: 3,
            since: after(11).mono,
            until: after(16).mono + Duration::from_millis(600),
            interval: Duration::from_secs(5),
            pace: Pace::Stated,
        };
        tell(&mut model, now, vec![Event::Waiting(waiting)]);
        let mut wakes = 0;
        while let Some(at) = model.next_wake().filter(|at| *at <= after(23).mono) {
            now = Now { mono: at, ..now };
            update(&mut model, now, Message::Tick);
            wakes += 1;
        }
        assert_eq!(wakes, 10);
    }
    assert_eq!(expired(SIZE).next_wake(), None);
}

#[test]
fn ends_are_told_in_the_words_of_their_mode() {
    for (story, words) in [
        (expired as fn((u16, u16)) -> Model, "No ping came in time"),
        (denied, "The person said no"),
        (refused, "The provider refused: unknown_user_id"),
        (pushed, "1 notification"),
    ] {
        let seen = read(&story(SIZE), SIZE);
        assert!(seen.contains(words), "{words} is missing\n{seen}");
    }
}

#[test]
fn the_third_flow_is_offered() {
    let mut model = model(ciba_entries(&Story::default()), SIZE);
    press(&mut model, after(0), "F");
    assert!(read(&model, SIZE).contains("ciba               be asked on a known device"));
    let started = press(&mut model, after(0), "<ret>");
    assert!(matches!(&started[..], [Effect::Start { flow: Flow::Ciba, .. }]));
}

#[test]
fn the_stages_lead_to_what_they_are_about() {
    let mut model = done(SIZE);
    let seen = read(&model, SIZE);
    for stage in ["✔ ciba request", "✔ ping", "✔ polling"] {
        assert!(seen.contains(stage), "{stage} is missing\n{seen}");
    }
    press(&mut model, after(45), "<tab> <tab> <tab> jjj <ret>");
    assert!(read(&model, SIZE).contains("▸✔"), "the cursor is on the ping");
    assert!(read(&asks(SIZE), SIZE).contains("◐ user code"));
}

#[test]
fn no_size_is_too_odd_for_the_backchannel() {
    crate::covers!("TRM-18");
    for story in [polls, unreachable, strangers, done, denied, asks, refused] {
        let story = story(SIZE);
        for keys in ["", "<tab>", "<tab> <ret>", "<tab> <tab>", "i", "f", "Y"] {
            let mut model = pressed(story.clone(), keys);
            for (width, height) in [(0, 0), (29, 8), (30, 8), (41, 11), (79, 24), (80, 24), (81, 60), (300, 90)] {
                update(&mut model, after(45), Message::Resize(width, height));
                drawn(&model, (width, height));
            }
        }
    }
}

#[test]
fn every_theme_keeps_the_marks_of_notifications() {
    for theme in Theme::NAMES {
        let mut model = strangers(SIZE);
        model.appearance.theme = Theme::named(theme).expect("a theme");
        let seen = read(&model, SIZE);
        assert!(seen.contains("✘ ") && seen.contains("· ") && seen.contains('█'), "{theme}");
    }
}
