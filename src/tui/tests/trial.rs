//! What a trial of the backchannel's screens asked for: whose QR code it is, when `p` may poll, and words that fit.

use std::time::Duration;

use super::{press, read};
use crate::flow::{Event, Pace, Waiting};
use crate::protocol::ciba::Delivery;
use crate::protocol::listener::VisitKind;
use crate::tui::fixtures::ciba::{Story, notified, of, polled, waits};
use crate::tui::fixtures::{after, code, entries, model as profiles, tell};
use crate::tui::{Effect, Message, Model, RunId, update};

const SIZE: (u16, u16) = (120, 40);
const SMALL: (u16, u16) = (80, 24);

fn waiting(size: (u16, u16), delivery: Delivery) -> Model {
    waits(size, &of(delivery))
}

fn local(size: (u16, u16), delivery: Delivery) -> Model {
    waits(size, &Story { reachable: false, ..of(delivery) })
}

fn after_keys(mut model: Model, keys: &str, size: (u16, u16)) -> String {
    press(&mut model, after(14), keys);
    read(&model, size)
}

#[test]
fn a_qr_code_of_the_endpoint_says_that_nothing_is_approved_by_it() {
    for (size, keys) in [(SIZE, ""), ((200, 60), ""), (SIZE, "f"), (SMALL, "f"), ((80, 23), "f")] {
        for delivery in [Delivery::Ping, Delivery::Push] {
            let seen = after_keys(waiting(size, delivery), keys, size);
            let has_code = seen.contains("▀▀▀▀▀▀▀▀▀▀");
            let is_named = seen.contains("endpoint to register,") && seen.contains("not for approving");
            assert!(has_code == is_named && (has_code || size.1 < 24), "{size:?} {keys}\n{seen}");
        }
    }
}

#[test]
fn an_endpoint_on_this_machine_has_no_qr_code_and_no_line_about_one() {
    for size in [SMALL, SIZE, (200, 60)] {
        let model = local(size, Delivery::Ping);
        assert_eq!(model.run().and_then(|screen| screen.qr.as_ref()), None);
        for keys in ["", "f"] {
            let seen = after_keys(model.clone(), keys, size);
            assert!(!seen.contains("QR code") && !seen.contains("▀▀▀▀▀▀▀▀▀▀"), "{size:?} {keys}\n{seen}");
        }
    }
}

#[test]
fn before_the_interval_is_over_p_says_when_it_polls() {
    const SIZE: (u16, u16) = (200, 60);
    let mut model = waiting(SIZE, Delivery::Ping);
    let said = |model: &mut Model, at: u64| {
        update(model, after(at), Message::Tick);
        read(model, SIZE)
    };
    assert!(said(&mut model, 2).contains("p polls in 4 s"));
    assert_eq!(press(&mut model, after(2), "p"), vec![]);
    assert!(read(&model, SIZE).contains("too soon: the interval has 4 s left"));
    assert!(said(&mut model, 5).contains("p polls in 1 s"));
    assert!(said(&mut model, 6).contains("p polls anyway"));
    let now = vec![Effect::PollNow { run: RunId(1), early: false }];
    assert_eq!(press(&mut model, after(6), "p"), now);
    tell(&mut model, after(7), polled(1, 7, (6, "slow_down", false)));
    let slower = Waiting {
        poll: 2,
        since: after(7).mono,
        until: after(301).mono,
        interval: Duration::from_secs(10),
        pace: Pace::AwaitsPing,
    };
    tell(&mut model, after(7), vec![Event::Waiting(slower)]);
    assert!(said(&mut model, 8).contains("p polls in 9 s"));
    assert!(said(&mut model, 17).contains("p polls anyway"));
}

const PHONE: &str = "http://127.0.0.1:8080/phone";

fn noted(size: (u16, u16), delivery: Delivery) -> Model {
    let mut model = waiting(size, delivery);
    model.run_mut().expect("a run").profile.notes = Some(format!("ask the phone at {PHONE}"));
    model
}

fn footer(model: &Model, size: (u16, u16)) -> String {
    read(model, size).lines().last().unwrap_or_default().to_owned()
}

#[test]
fn the_address_of_the_notes_is_offered_and_copied() {
    for (size, delivery) in [(SMALL, Delivery::Poll), (SMALL, Delivery::Push), (SIZE, Delivery::Ping)] {
        let line = footer(&noted(size, delivery), size);
        assert!(line.contains("o open"), "{line}");
        assert!(!footer(&waiting(size, delivery), size).contains("o open"));
    }
    let mut model = noted(SIZE, Delivery::Poll);
    press(&mut model, after(14), "Y");
    assert!(read(&model, SIZE).contains("the notes' address"));
    let copied = press(&mut model, after(14), "G <ret>");
    assert_eq!(copied, vec![Effect::Copy { what: "the notes' address".to_owned(), text: PHONE.to_owned() }]);
}

#[test]
fn a_folded_screen_offers_polling_and_cancelling_first() {
    for delivery in [Delivery::Poll, Delivery::Ping] {
        let line = footer(&noted((60, 20), delivery), (60, 20));
        assert!(line.contains("p poll") && line.contains("c cancel"), "{line}");
    }
}

#[test]
fn a_zoom_makes_the_message_large_where_it_fits() {
    let rows = |seen: &str| seen.lines().filter(|line| line.contains("██  ██") || line.contains("████")).count();
    let mut model = waiting(SMALL, Delivery::Poll);
    let before = rows(&read(&model, SMALL));
    press(&mut model, after(14), "f");
    let seen = read(&model, SMALL);
    assert!(before < 3 && rows(&seen) >= 6 && seen.contains("Message    W4-SCT"), "{seen}");
    update(&mut model, after(14), Message::Resize(80, 12));
    assert!(rows(&read(&model, (80, 12))) < 6);
}

#[test]
fn what_came_is_told_in_the_room_there_is_and_in_full_behind_it() {
    let flat = |seen: String| seen.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = |kind| {
        let mut model = waiting(SMALL, Delivery::Ping);
        tell(&mut model, after(14), vec![notified(kind, false, Vec::new())]);
        let short = flat(read(&model, SMALL));
        press(&mut model, after(14), "<tab> f");
        (short, flat(read(&model, SMALL)), after_keys(model, "<ret>", SMALL))
    };
    for (kind, short, long) in [
        (VisitKind::WrongBearer, "wrong bearer token 401", "a notification without our bearer token"),
        (VisitKind::OtherRequest, "another request 404", "a notification about another request"),
        (VisitKind::OtherMode, "another mode 400", "a notification of another mode"),
    ] {
        let (narrow, wide, full) = told(kind);
        assert!(narrow.contains(short), "{narrow}");
        assert!(wide.contains(long) && full.contains(long), "{wide}\n{full}");
    }
    let mut model = waiting(SMALL, Delivery::Ping);
    tell(&mut model, after(15), polled(1, 15, (2, "authorization_pending", false)));
    assert!(flat(read(&model, SMALL)).contains("authorization_pending !"));
}

#[test]
fn the_longest_name_of_ours_is_whole_where_there_is_room() {
    let seen = read(&waiting((200, 60), Delivery::Ping), (200, 60));
    assert!(seen.contains("client_notification_token ‹"), "{seen}");
}

#[test]
fn an_exact_name_is_found_first() {
    let mut all = entries();
    all[0].name = "long-keycloak".to_owned();
    all[1].name = "keycloak".to_owned();
    let mut model = profiles(all, SIZE);
    press(&mut model, after(0), "/keycloak <ret>");
    assert_eq!(model.profiles.current().map(|entry| entry.name.as_str()), Some("keycloak"));
    press(&mut model, after(0), "<esc>");
    assert_eq!(model.profiles.current().map(|entry| entry.name.as_str()), Some("long-keycloak"));
}

#[test]
fn the_help_is_never_cut_and_says_what_is_copied() {
    let size = (60, 20);
    for mut model in [waiting(size, Delivery::Push), code::waits(size, code::Story::default())] {
        press(&mut model, after(14), "?");
        let mut seen = String::new();
        for _ in 0..80 {
            seen += &read(&model, size);
            press(&mut model, after(14), "j");
        }
        assert!(!seen.lines().any(|line| line.contains('…') && line.contains('│')), "{seen}");
    }
    let help = |delivery| after_keys(waiting((120, 60), delivery), "?", (120, 60));
    assert!(help(Delivery::Push).contains("y  Copy the notification endpoint"));
    let seen = help(Delivery::Poll);
    assert!(seen.contains("y  Copy the binding message") && seen.contains("p  Poll now, if the interval"), "{seen}");
    let mut model = waiting(size, Delivery::Poll);
    press(&mut model, after(14), "?");
    let at = crate::tui::layering::help_lines(&model)
        .iter()
        .rposition(|line| line.pieces.iter().any(|piece| piece.text().contains("Cancel the run")));
    press(&mut model, after(14), &"j".repeat(at.expect("it is there")));
    press(&mut model, after(14), "<ret>");
    assert!(read(&model, size).contains("Cancel keycloak?"), "a wrapped line above moves nothing");
}

#[test]
fn keys_that_can_do_nothing_now_say_why() {
    let toast = |keys: &str| {
        let mut model = waiting(SIZE, Delivery::Poll);
        assert_eq!(press(&mut model, after(14), keys), vec![]);
        model.toast.map(|toast| toast.text).unwrap_or_default()
    };
    assert_eq!(toast("r"), "cancel it first: c");
    assert_eq!(toast("R"), "cancel it first: c");
    assert_eq!(toast("K"), "the cursor is on nothing to explain: tab goes to the next pane");
    assert_eq!(toast("F"), "another flow is started in the list of profiles: q leads there");
    let mut device = crate::tui::fixtures::waiting(SIZE);
    press(&mut device, after(14), "K");
    assert!(device.toast.is_some_and(|toast| toast.text.contains("3 shows every check")));
}
