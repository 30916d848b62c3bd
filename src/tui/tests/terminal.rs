//! What a terminal may never show or suffer: raw escapes, secrets, broken frames, panics.

use std::time::{Duration, Instant};

use ratatui::style::{Color, Modifier};

use super::{drawn, press, read};
use crate::flow::{Event, Pace, Waiting};
use crate::protocol::exchange::{Purpose, Request};
use crate::protocol::time::Now;
use crate::tui::fixtures::{after, entries, exchange, failed, model, succeeded, tell, waiting, waiting_for};
use crate::tui::qr::Qr;
use crate::tui::{Message, Model, Theme, update};

const SIZE: (u16, u16) = (120, 40);

/// Every place of the program, by the keys that lead there.
const PLACES: [&str; 18] = [
    "",
    "2",
    "2v",
    "2 <tab>",
    "2d",
    "2dK",
    "2 <tab> K",
    "2 <tab> Y",
    "3",
    "3 <tab>",
    "4",
    "4 <tab>",
    "?",
    "Y",
    "W",
    "c",
    "q",
    "f",
];

#[test]
fn no_size_is_too_odd_to_draw() {
    crate::covers!("TRM-18");
    let sizes = [
        (0, 0),
        (1, 1),
        (2, 9),
        (5, 40),
        (29, 8),
        (30, 7),
        (30, 8),
        (31, 9),
        (40, 12),
        (79, 24),
        (80, 23),
        (80, 24),
        (200, 8),
        (30, 60),
        (500, 200),
    ];
    for keys in PLACES {
        for story in [waiting, succeeded] {
            let mut model = story(SIZE);
            press(&mut model, after(40), keys);
            for (width, height) in sizes {
                update(&mut model, after(40), Message::Resize(width, height));
                let seen = read(&model, (width, height));
                assert!(
                    width < 30 || height < 8 || seen.lines().any(|line| !line.is_empty()),
                    "{width}x{height} is empty"
                );
            }
        }
    }
    let mut tiny = waiting(SIZE);
    for (width, height) in (0..=40).step_by(3).flat_map(|width| (0..=12).map(move |height| (width, height))) {
        update(&mut tiny, after(14), Message::Resize(width, height));
        drawn(&tiny, (width, height));
    }
    assert!(read(&model(entries(), (20, 5)), (20, 5)).contains("needs 30x8"));
}

#[test]
fn the_frame_may_differ_from_the_last_known_size() {
    let model = waiting((200, 60));
    for size in [(0, 0), (1, 1), (40, 12), (250, 90)] {
        drawn(&model, size);
    }
}

#[test]
fn small_screens_fold_to_one_pane() {
    let mut model = waiting((60, 20));
    let prompt = read(&model, (60, 20));
    assert!(prompt.contains("WDJB-MJHT") && !prompt.contains("Steps"));
    press(&mut model, after(14), "<tab> <tab>");
    assert!(read(&model, (60, 20)).contains("Steps"));
}

/// Text that would act: CSI, OSC 0, OSC 8, OSC 52, DCS, C1, bidi, zero width, tags, line separators, controls.
const HOSTILE: [(&str, &str); 11] = [
    ("\u{1b}[31mX", "␛[31mX"),
    ("\u{1b}]0;title\u{7}", "␛]0;title␇"),
    ("\u{1b}]52;c;aGk=\u{7}", "␛]52;c;aGk=␇"),
    ("\u{1b}P1$r\u{1b}\\", "␛P1$r␛\\"),
    ("a\u{9b}31mb", "a\\u{9b}31mb"),
    ("good\u{202e}evil", "good\\u{202e}evil"),
    ("a\u{2066}b\u{2069}", "a\\u{2066}b\\u{2069}"),
    ("a\u{200b}b\u{e0041}", "a\\u{200b}b\\u{e0041}"),
    ("a\u{2028}b\u{fff9}", "a\\u{2028}b\\u{fff9}"),
    ("good\rEVIL\n\t\u{8}\u{7f}", "good␍EVIL␊␉␈␡"),
    ("so\u{ad}ft\u{fe0f}", "so\\u{ad}ft\\u{fe0f}"),
];

#[test]
fn nothing_of_a_stranger_acts_on_the_terminal() {
    crate::covers!("TRM-01", "TRM-03", "TRM-05", "TRM-07", "TRM-08", "DEV-17");
    for (text, visible) in HOSTILE {
        let model = waiting_for(SIZE, text, "https://id.example.com/device");
        let seen = read(&model, SIZE);
        assert!(seen.contains(visible), "{visible} is not shown");
        assert!(!seen.chars().any(|c| c.is_control() && c != '\n'), "{visible} reached a cell");
        assert!(!seen.contains(['\u{202e}', '\u{2066}', '\u{200b}', '\u{2028}', '\u{ad}', '\u{fe0f}']));
    }
}

#[test]
fn what_was_made_visible_looks_different() {
    let model = waiting_for(SIZE, "AB\u{202e}CD", "https://id.example.com/device");
    let buffer = drawn(&model, SIZE);
    let at = |symbol: &str| buffer.content().iter().find(|cell| cell.symbol() == symbol && cell.bg == Color::Yellow);
    assert!(at("\\").is_some() && at("A").is_none());
}

#[test]
fn two_hundred_marks_smear_nothing() {
    crate::covers!("TRM-06");
    let model = waiting_for(SIZE, &format!("e{}", "\u{301}".repeat(200)), "https://id.example.com/device");
    let seen = read(&model, SIZE);
    assert!(seen.contains("(+192 marks)") && seen.matches('\u{301}').count() == 8);
}

#[test]
fn wide_letters_never_shift_a_border() {
    crate::covers!("TRM-09");
    for pad in 0..40 {
        let code = format!("{}日本語🦀の符号", "a".repeat(pad));
        let model = waiting_for((80, 24), &code, "https://id.example.com/device");
        let buffer = drawn(&model, (80, 24));
        for y in 2..14 {
            assert_eq!(buffer[(79, y)].symbol(), "│", "row {y} with {pad} letters before");
        }
    }
}

#[test]
fn a_megabyte_in_one_line_slows_no_frame() {
    crate::covers!("TRM-10");
    let mut model = waiting(SIZE);
    let body = format!("{{\"padding\":\"{}\"}}", "x".repeat(1 << 20));
    let request = Request::get(Purpose::Discovery, "https://id.example.com/x".parse().expect("a URL"));
    tell(&mut model, after(14), exchange(6, request, (200, body.as_bytes())));
    press(&mut model, after(14), "4 G <tab>");
    let lines = model.run().map_or(0, |screen| screen.document.lines.len());
    assert!(lines > 10_000, "the document has {lines} lines");
    let start = stopwatch();
    for _ in 0..20 {
        press(&mut model, after(14), "<c-d>");
        drawn(&model, SIZE);
    }
    assert!(start.elapsed() / 20 < Duration::from_millis(33), "a frame took {:?}", start.elapsed() / 20);
}

#[expect(clippy::disallowed_methods, reason = "the time of a frame is what this measures")]
fn stopwatch() -> Instant {
    Instant::now()
}

#[test]
fn the_code_always_stands_beside_the_qr_code() {
    crate::covers!("DEV-15");
    for keys in ["", "f"] {
        for size in [(80, 24), SIZE, (200, 60)] {
            let mut model = waiting(size);
            press(&mut model, after(14), keys);
            assert!(read(&model, size).contains("WDJB-MJHT"), "{size:?} {keys}");
        }
    }
}

#[test]
fn a_qr_code_that_does_not_fit_says_what_it_needs() {
    crate::covers!("DEV-16");
    assert!(read(&waiting((80, 24)), (80, 24)).contains("pane too small: needs 37x19, f zooms"));
    let long = format!("https://id.example.com/{}", "a".repeat(3000));
    assert!(read(&waiting_for(SIZE, "WDJB", &long), SIZE).contains("too long for a QR code"));
}

#[test]
fn the_qr_code_on_the_screen_is_the_address_black_on_white() {
    crate::covers!("TRM-21");
    for theme in Theme::NAMES {
        let mut model = waiting(SIZE);
        model.appearance.theme = Theme::named(theme).expect("a theme");
        let buffer = drawn(&model, SIZE);
        let qr = Qr::encode("https://id.example.com/device?user_code=WDJB-MJHT");
        let code = qr.fitting(45, 21).expect("it fits");
        let (left, top) = corner(&buffer);
        for x in 0..code.size().width {
            for y in 0..code.size().height {
                let cell = &buffer[(left + x, top + y)];
                assert_eq!(cell.symbol(), "▀");
                let (upper, lower) = (usize::from(y) * 2, usize::from(y) * 2 + 1);
                assert_eq!(
                    (cell.fg, cell.bg),
                    (ink(code.is_dark(x.into(), upper)), ink(code.is_dark(x.into(), lower))),
                    "{theme} {x},{y}"
                );
            }
        }
        assert!((0..4).all(|x| !code.is_dark(x, 10)), "the quiet zone is light");
    }
}

fn corner(buffer: &ratatui::buffer::Buffer) -> (u16, u16) {
    let at = buffer.content().iter().position(|cell| cell.symbol() == "▀").expect("a QR code");
    buffer.pos_of(at)
}

const fn ink(dark: bool) -> Color {
    if dark { Color::Black } else { Color::White }
}

#[test]
fn the_warning_names_client_and_scopes() {
    crate::covers!("DEV-21");
    let seen = read(&waiting(SIZE), SIZE).replace(['\n', '│'], " ");
    assert!(seen.contains("Approve only a code you see on this"));
    assert!(seen.contains("Client grantty asks for openid profile"));
}

#[test]
fn no_secret_is_seen_anywhere_until_its_owner_asks() {
    crate::covers!("DEV-22", "TRM-22");
    let secrets = [
        "GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS",
        "tGzv3JOkF0XG5Qx2TlKWIA",
        "8xLOxBtZp8aTlKWIAtGzv3",
        "c2lnbmF0dXJl",
    ];
    for keys in PLACES.into_iter().chain(["2 j", "2 jj", "2 jjjv", "4 jj", "4 jjjj", "4 G", "4 Gk"]) {
        let mut model = succeeded((200, 60));
        press(&mut model, after(40), keys);
        let seen = read(&model, (200, 60)).replace([' ', '\n', '│'], "");
        assert!(secrets.iter().all(|secret| !seen.contains(secret)), "a secret is seen after {keys}");
    }
    let mut model = succeeded((200, 60));
    press(&mut model, after(40), "4 jj P");
    assert!(read(&model, (200, 60)).contains(secrets[0]));
}

#[test]
fn a_private_screen_hides_who_the_person_is() {
    let mut model = succeeded(SIZE);
    press(&mut model, after(40), "2");
    assert!(read(&model, SIZE).contains("9f8e1b52-4a1c"));
    press(&mut model, after(40), "PP");
    let seen = read(&model, SIZE);
    assert!(seen.contains("‹sub›") && !seen.contains("9f8e1b52-4a1c") && seen.contains("id.example.com"));
}

#[test]
fn the_countdown_runs_to_zero_and_names_every_poll() {
    crate::covers!("POL-01");
    let mut model = waiting(SIZE);
    let waits = Waiting {
        poll: 3,
        since: after(11).mono,
        until: after(601).mono,
        interval: Duration::from_secs(5),
        pace: Pace::Expiry,
    };
    tell(&mut model, after(596), vec![Event::Waiting(waits)]);
    update(&mut model, after(600), Message::Tick);
    let seen = read(&model, SIZE);
    assert!(seen.contains("waiting 00:01") && seen.contains("×2"));
    update(&mut model, after(9999), Message::Tick);
    assert!(read(&model, SIZE).contains("waiting 00:00"));
    assert_eq!(model.next_wake(), None, "nothing counts any more");
}

#[test]
fn the_longest_numbers_are_drawn() {
    let mut model = waiting(SIZE);
    let far =
        Waiting { poll: 1, since: Duration::ZERO, until: Duration::MAX, interval: Duration::MAX, pace: Pace::Stated };
    tell(&mut model, after(14), vec![Event::Waiting(far)]);
    for mono in [Duration::ZERO, Duration::MAX] {
        update(&mut model, Now { mono, unix: u64::MAX }, Message::Tick);
        drawn(&model, SIZE);
        model.next_wake();
    }
}

#[test]
fn without_colours_nothing_is_coloured_and_every_verdict_has_a_mark() {
    crate::covers!("TRM-19");
    for keys in PLACES {
        let mut model = failed(SIZE);
        model.appearance.theme = Theme::mono();
        press(&mut model, after(40), keys);
        let buffer = drawn(&model, SIZE);
        let plain = |color| color == Color::Reset;
        assert!(buffer.content().iter().all(|cell| plain(cell.fg) && plain(cell.bg)), "colour after {keys}");
    }
    let mut model = failed(SIZE);
    press(&mut model, after(40), "3");
    let seen = read(&model, SIZE);
    assert!(["✘ FAIL", "! WARN", "✔ PASS"].iter().all(|mark| seen.contains(mark)));
}

#[test]
fn the_line_under_the_cursor_is_seen_without_colour() {
    let mut model: Model = failed(SIZE);
    model.appearance.theme = Theme::mono();
    press(&mut model, after(40), "3");
    let buffer = drawn(&model, SIZE);
    let marked = buffer.content().iter().skip(120).position(|cell| cell.symbol() == "▸").expect("a cursor") + 120;
    assert!(buffer.content()[marked + 2].modifier.contains(Modifier::REVERSED));
}

/// Every file of the room but the one that writes cells.
#[test]
fn there_is_one_door_to_the_cells() {
    crate::covers!("TRM-02");
    let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src/tui"))];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in files(&folder) {
            if entry.is_dir() {
                folders.push(entry);
            } else if !entry.ends_with("view/canvas.rs") && !entry.ends_with("tests/terminal.rs") {
                let text = source(&entry);
                for door in [
                    "set_string",
                    "set_symbol",
                    "set_char",
                    "set_line",
                    "set_span",
                    "Span::",
                    "Line::from",
                    "Paragraph",
                ] {
                    assert!(!text.contains(door), "{} draws by itself: {door}", entry.display());
                }
                seen += 1;
            }
        }
    }
    assert!(seen > 30);
}

#[expect(clippy::disallowed_methods, reason = "the test reads the program's own source")]
fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect()
}

#[expect(clippy::disallowed_methods, reason = "the test reads the program's own source")]
fn source(file: &std::path::Path) -> String {
    std::fs::read_to_string(file).expect("a text")
}
