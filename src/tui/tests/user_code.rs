//! The box for the user code: typed unseen, handed over once, and gone with its question.

use super::{press, read};
use crate::flow::Event;
use crate::protocol::secret::Secret;
use crate::tui::fixtures::ciba::{Story, asks, question, starts};
use crate::tui::fixtures::{after, tell};
use crate::tui::{Effect, Message, RunId, update};

const SIZE: (u16, u16) = (120, 40);

#[test]
fn the_user_code_is_typed_unseen_and_handed_over_once() {
    crate::covers!("CIB-09");
    let mut model = asks(SIZE);
    assert!(read(&model, SIZE).contains("user_code is asked for"));
    assert_eq!(press(&mut model, after(2), "<ret>"), vec![]);
    assert!(read(&model, SIZE).contains("nothing was typed yet"));
    press(&mut model, after(2), "q77 <bs> ?p");
    let seen = read(&model, SIZE);
    assert!(seen.contains("●●●●▏") && !seen.contains("q7?p"), "{seen}");
    assert!(!format!("{model:?}").contains("q7?p"));
    let answer = vec![Effect::Answer { run: RunId(1), secret: Some(Secret::new("q7?p")) }];
    let sent = press(&mut model, after(2), "<ret>");
    assert!(sent == answer && !format!("{sent:?}").contains("q7?p"));
    assert!(!read(&model, SIZE).contains("user_code is asked for"), "the box does not open again before there is news");
    tell(&mut model, after(3), vec![Event::Learned { kind: "user_code", secret: Secret::new("q7?p") }]);
    tell(&mut model, after(3), vec![question()]);
    assert!(read(&model, SIZE).contains("user_code is asked for"));
    assert_eq!(press(&mut model, after(3), "x <esc>"), vec![Effect::Answer { run: RunId(1), secret: None }]);
    assert_eq!(press(&mut asks(SIZE), after(3), "<c-c>"), vec![Effect::Quit]);
}

#[test]
fn a_pasted_user_code_is_not_sent_by_its_newline_and_the_box_goes_with_the_question() {
    crate::covers!("TRM-20");
    let mut model = asks(SIZE);
    assert_eq!(update(&mut model, after(2), Message::Paste("4711\nrm -rf /\n".to_owned())), vec![]);
    assert!(read(&model, SIZE).contains("●●●●▏"));
    tell(&mut model, after(2), vec![Event::Checked { exchange: None, findings: Vec::new() }]);
    assert!(!read(&model, SIZE).contains("user_code is asked for") && model.layer.is_none());
}

#[test]
fn a_run_that_is_not_looked_at_says_that_it_asks() {
    let mut model = starts(SIZE, &Story::default());
    press(&mut model, after(1), "q");
    tell(&mut model, after(1), vec![question()]);
    let seen = read(&model, SIZE);
    assert!(seen.contains("Keycloak ▸ ciba asks for user_code") && model.layer.is_none(), "{seen}");
    press(&mut model, after(1), "W <ret>");
    assert!(read(&model, SIZE).contains("user_code is asked for"));
}

#[test]
fn the_box_waits_until_what_is_typed_elsewhere_is_done() {
    let mut model = starts(SIZE, &Story::default());
    press(&mut model, after(1), "4 / ab");
    tell(&mut model, after(1), vec![question()]);
    assert!(model.layer.is_none());
    press(&mut model, after(1), "<esc>");
    assert!(read(&model, SIZE).contains("user_code is asked for"));
}
