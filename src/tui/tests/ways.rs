//! The ways back to the program: what is typed is never covered, the address is read whole, and commands can be copied
//! as they stand.

use super::{press, read};
use crate::flow::{Event, Opening, Outcome};
use crate::tui::fixtures::code::{Story, waits};
use crate::tui::fixtures::{after, entries, model, tell, waiting as device};
use crate::tui::{Effect, Entry, Message, Model, update};

const SIZE: (u16, u16) = (120, 40);

fn waiting(size: (u16, u16)) -> Model {
    waits(size, Story::default())
}

fn last_line(model: &Model, size: (u16, u16)) -> String {
    read(model, size).lines().last().unwrap_or_default().to_owned()
}

#[test]
fn what_is_being_typed_is_never_covered_by_a_remark() {
    let mut model = waiting(SIZE);
    press(&mut model, after(14), "i");
    update(&mut model, after(14), Message::Notice("something happened".to_owned()));
    assert!(last_line(&model, SIZE).starts_with(" address"), "{}", read(&model, SIZE));
    assert!(read(&model, SIZE).contains("something happened"));
    press(&mut model, after(14), "<esc>");
    assert_eq!(model.toast, None);
}

#[test]
fn a_remark_goes_with_the_next_key_and_with_the_end() {
    let mut model = waiting(SIZE);
    let notice = || Message::Notice("something happened".to_owned());
    update(&mut model, after(14), notice());
    assert!(last_line(&model, SIZE).contains("something happened"));
    press(&mut model, after(14), "j");
    assert!(last_line(&model, SIZE).contains("1 Flow"));
    update(&mut model, after(14), notice());
    tell(&mut model, after(15), vec![Event::Finished(Outcome::Cancelled)]);
    assert!(last_line(&model, SIZE).contains("1 Flow"));
}

/// What stands inside the first frame of the right column, without its borders and breaks.
fn prompt(seen: &str) -> String {
    let inside = seen.lines().skip(2).take_while(|line| !line.contains("Request") && !line.contains('└'));
    let last =
        inside.map(|line| line.trim_end_matches(['│', '▐', ' ']).rsplit(['│', '▀']).next().unwrap_or_default().trim());
    last.collect()
}

#[test]
fn the_address_is_read_whole() {
    let mut copying = waiting(SIZE);
    let effects = press(&mut copying, after(14), "y");
    let [Effect::Copy { text, .. }] = &effects[..] else { panic!("{effects:?}") };
    for (size, keys) in [(SIZE, ""), (SIZE, "f"), ((80, 24), "f"), ((60, 20), ""), ((200, 60), ""), ((100, 40), "f")] {
        let mut model = waiting(size);
        press(&mut model, after(14), keys);
        let seen = read(&model, size);
        assert!(prompt(&seen).contains(text.as_str()), "{size:?} {keys}\n{seen}");
    }
    let mut small = waiting((80, 24));
    assert!(!read(&small, (80, 24)).contains("method=S256"));
    press(&mut small, after(14), "G");
    assert!(read(&small, (80, 24)).contains("code_challenge_method=S256"));
}

#[test]
fn the_ssh_command_names_whom_and_what_is_known_and_comes_first_over_ssh() {
    let seen = read(&waiting(SIZE), SIZE);
    assert!(seen.contains("ssh -L 40123:127.0.0.1:40123 ann@HOST") && seen.find("Waits") < seen.find("By SSH"));
    let mut model = waiting(SIZE);
    model.appearance.host = Some("192.0.2.7".to_owned());
    let seen = read(&model, SIZE);
    assert!(seen.contains("ann@192.0.2.7") && seen.find("By SSH") < seen.find("Returns"), "{seen}");
    assert!(seen.find("Or paste") < seen.find("Waits"));
    model.appearance.user = None;
    assert!(read(&model, SIZE).contains("40123 192.0.2.7"));
    model.appearance.user = Some("ann".to_owned());
    press(&mut model, after(14), "PP");
    assert!(read(&model, SIZE).contains("40123 192.0.2.7"), "a private screen says nobody's name");
}

#[test]
fn a_narrow_screen_keeps_the_ways_out_and_offers_no_zoom_that_changes_nothing() {
    let line = last_line(&waiting((60, 20)), (60, 20));
    assert!(line.contains("i paste") && line.contains("c cancel") && !line.contains("zoom"), "{line}");
    let line = last_line(&waiting((80, 24)), (80, 24));
    assert!(line.contains("i paste") && line.contains("c cancel"), "{line}");
    let mut model = waiting((60, 20));
    press(&mut model, after(14), "f");
    assert!(!model.zoom);
}

#[test]
fn a_qr_code_that_can_never_fit_is_not_spoken_of() {
    for size in [(80, 24), (60, 20)] {
        assert!(!read(&waiting(size), size).contains("QR code"), "{size:?}");
    }
    assert!(read(&waiting(SIZE), SIZE).contains("f zooms"));
    assert!(read(&device((80, 24)), (80, 24)).contains("QR code"));
}

#[test]
fn without_a_browser_the_address_is_whole_on_a_usual_screen() {
    let opening = Opening::Failed("there is no display here".to_owned());
    let seen = read(&waits(SIZE, Story { opening, ..Story::default() }), SIZE);
    assert!(seen.contains("code_challenge_method=S256"), "{seen}");
}

#[test]
fn a_profile_says_what_its_file_says_about_itself() {
    let text = "# The answer has another state.\n#\n# authorization.state: fail\nname = \"x\"\n# later\n";
    let entry = entries().remove(0).with_about(text);
    assert_eq!(entry.about, ["The answer has another state.", "", "authorization.state: fail"]);
    let seen = read(&model(vec![entry], SIZE), SIZE);
    assert!(seen.contains("About         The answer has another state.") && !seen.contains("later"), "{seen}");
}

#[test]
fn long_names_keep_their_flow_beside_them() {
    let mut entry = entries().remove(0);
    entry.name = "demo-fault-id-token-signature-broken".to_owned();
    let line = |size| {
        let seen = read(&model(vec![entry.clone()], size), size);
        seen.lines().nth(2).unwrap_or_default().to_owned()
    };
    assert!(line(SIZE).contains("signature-broken device"), "{}", line(SIZE));
    assert!(line((80, 24)).contains("demo-fault-id-token"));
}

#[test]
fn the_caret_of_a_mistake_stands_below_its_place() {
    let text = "/p/x.toml:3:7: no value\n    issuer = = 1\n             ^".to_owned();
    let broken = Entry::broken("x", "/p/x.toml".to_owned(), Some("/p/x.toml".into()), vec![text]);
    let seen = read(&model(vec![broken], SIZE), SIZE);
    let at = |words: &str| seen.lines().find_map(|line| line.find(words).map(|at| line[..at].chars().count()));
    assert!(!seen.contains('␊') && at("= 1").is_some() && at("= 1") == at("^ ").or(at("^")), "{seen}");
}
