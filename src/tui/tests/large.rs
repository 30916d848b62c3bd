//! Tokens of megabytes: they open, scroll, filter and fold without a pause, since only painted lines are made.

use std::time::{Duration, Instant};

use super::{press, read};
use crate::flow::Event;
use crate::protocol::secret::Secret;
use crate::tui::Model;
use crate::tui::fixtures::{after, jwt, slowed, tell, tokens};

const SIZE: (u16, u16) = (120, 40);

/// A run with an access token of so many claims, each with a value of that length.
fn with(claims: usize, length: usize) -> (Model, Duration) {
    let members: Vec<String> = (0..claims).map(|n| format!("\"claim-{n}\":\"{}\"", "v".repeat(length))).collect();
    let token = jwt(r#"{"alg":"RS256","typ":"at+jwt"}"#, &format!("{{{}}}", members.join(",")));
    let mut set = tokens();
    set.access_token = Some(Secret::new(token));
    let mut model = slowed(SIZE);
    press(&mut model, after(39), "2");
    let began = now();
    tell(&mut model, after(39), vec![Event::Tokens(set)]);
    press(&mut model, after(39), "j <tab>");
    read(&model, SIZE);
    (model, began.elapsed())
}

#[expect(clippy::disallowed_methods, reason = "measures real time")]
fn now() -> Instant {
    Instant::now()
}

/// The least time of one key and its frame: what a busy machine adds is no property of the program.
fn per_key(model: &mut Model, key: &str, times: u32) -> Duration {
    let once = |_| {
        let began = now();
        press(model, after(40), key);
        super::drawn(model, SIZE);
        began.elapsed()
    };
    (0..times).map(once).min().unwrap_or_default()
}

/// Far less than making the rows of all of them takes in an unoptimized build.
const LEEWAY: Duration = Duration::from_millis(30);

#[test]
fn a_hundred_thousand_claims_cost_no_more_than_those_that_are_seen() {
    let (mut few, _) = with(100, 10);
    let (mut many, opened) = with(100_000, 10);
    let floor = per_key(&mut few, "j", 30);
    let told = [("j", 30), ("<c-d>", 30), ("G", 5), ("g", 5)].map(|(key, times)| (key, per_key(&mut many, key, times)));
    eprintln!("opened in {opened:?}; a key with few claims {floor:?}; with many {told:?}");
    for (key, time) in told {
        assert!(time < 4 * floor + LEEWAY, "{key}: {time:?}, with few claims {floor:?}");
    }
    assert_eq!(many.run().map(|screen| screen.claims.len()), Some(100_003));
    press(&mut many, after(40), "/ claim-99999 <ret>");
    assert!(read(&many, SIZE).contains("claim-99999"));
    let began = now();
    press(&mut many, after(40), "<esc> d");
    read(&many, SIZE);
    eprintln!("side by side in {:?}", began.elapsed());
    let beside = per_key(&mut many, "j", 10);
    eprintln!("a key side by side {beside:?}");
    assert!(beside < 4 * floor + LEEWAY, "{beside:?}");
}

#[test]
fn what_is_shown_of_megabytes_as_they_came_is_short() {
    let (mut model, _) = with(300, 10_000);
    let began = now();
    press(&mut model, after(40), "v");
    let seen = read(&model, SIZE);
    eprintln!("raw in {:?}", began.elapsed());
    assert!(seen.contains("claim-0"), "{seen}");
    assert!(model.run().is_some_and(|screen| screen.document.lines.len() < 40_000));
}
