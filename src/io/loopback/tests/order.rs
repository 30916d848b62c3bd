//! Whatever the order of visits, wishes and deadlines: the answer is told exactly once, or the wait had ended.

use std::cell::Cell;

use proptest::prelude::*;

use super::*;
use crate::flow::{Heard, World as _};
use crate::io::{LiveWorld, control};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    Answer,
    Bad,
    Garbage,
    OpenAgain,
    PollNow,
    Paste,
    Pause,
    Yield,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    use Step::{Answer, Bad, Garbage, OpenAgain, Paste, Pause, PollNow, Yield};
    let step = prop::sample::select(vec![Answer, Bad, Garbage, OpenAgain, PollNow, Paste, Pause, Yield]);
    prop::collection::vec(step, 0..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn nothing_is_lost_in_any_order(steps in steps(), early in any::<bool>(), limit in prop::option::of(0..6u64)) {
        crate::covers!("LOO-16");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(tokio::task::LocalSet::new().run_until(in_order(steps, early, limit.map(Duration::from_millis))));
    }
}

async fn in_order(steps: Vec<Step>, early: bool, limit: Option<Duration>) {
    let (ask, asked) = control();
    let mut world = LiveWorld::new(None, |_, _| {}, asked).with_browser(Some("none".to_owned()));
    let uri = redirect::plan("http://127.0.0.1:0/callback", None).unwrap();
    let at = world.bind(&uri.bind).await.unwrap()[0];
    // A browser can be faster than we are: the connection is there before anybody is let in.
    let ahead = early.then(|| tokio::task::spawn_local(sent(at, callback(at))));
    tokio::task::yield_now().await;
    world.admit(Box::new(Door::new(&uri, Some(at.port()), Some(STATE.to_owned()), Place::Query)));
    let answers = Cell::new(usize::from(early));
    let (wishes, welcomed, over) = (Cell::new(0), Cell::new(0), tokio::sync::Notify::new());
    let welcome = |answer: &str| welcomed.set(welcomed.get() + usize::from(answer.contains("/grantty/done/code")));
    let visitors = async {
        for step in steps {
            match step {
                Step::Answer => {
                    answers.set(answers.get() + 1);
                    welcome(&sent(at, callback(at)).await);
                }
                Step::Bad => drop(sent(at, get(at, "/callback?error=access_denied")).await),
                Step::Garbage => drop(sent(at, b"\0\0\0\0\r\n\r\n").await),
                Step::OpenAgain => wishes.set(wishes.get() + usize::from(ask.open_again())),
                Step::PollNow => drop(ask.ask(true)),
                Step::Paste => {
                    answers.set(answers.get() + 1);
                    ask.paste(format!("code=pasted&state={STATE}"));
                }
                Step::Pause => clock::sleep_until(clock::now().mono + Duration::from_millis(2)).await,
                Step::Yield => tokio::task::yield_now().await,
            }
        }
        if let Some(ahead) = ahead {
            welcome(&ahead.await.unwrap());
        }
        sent(at, get(at, "/grantty/done/code")).await;
        over.notify_one();
    };
    let run = async {
        let (mut taken, mut opened) = (Vec::new(), 0);
        let mut deadline = limit.map_or(Duration::MAX, |limit| clock::now().mono + limit);
        loop {
            let heard = tokio::select! {
                heard = world.heard(deadline) => heard,
                // Cut off in the middle: nothing may be lost by that either.
                () = over.notified() => {
                    deadline = Duration::ZERO;
                    continue;
                }
            };
            match heard {
                Heard::Visit(visit) if visit.kind == VisitKind::Answer => taken.push(visit.source),
                Heard::Visit(_) | Heard::PollNow { .. } => {}
                Heard::OpenAgain => opened += 1,
                Heard::Deadline => {
                    // Whoever came in the last moment still counts.
                    let late = world.close().await;
                    taken.extend(late.iter().filter(|visit| visit.kind == VisitKind::Answer).map(|visit| visit.source));
                    return (taken, opened);
                }
            }
        }
    };
    let ((taken, opened), ()) = tokio::join!(run, visitors);
    assert_eq!(taken.iter().filter(|source| **source != Source::Pasted).count(), welcomed.get());
    if limit.is_none() {
        assert_eq!((taken.len(), opened), (answers.get().min(1), wishes.get()));
    }
    assert!(taken.len() <= 1 && opened <= wishes.get());
    world.close().await;
}
