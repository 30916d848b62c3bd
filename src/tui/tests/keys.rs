//! State, keys, state: what keys do, told by effects and by what stands on the screen.

use std::time::Duration;

use super::{press, read};
use crate::flow::{Event, Options, Outcome};
use crate::profile::{Flow, Source};
use crate::tui::fixtures::{after, entries, failed, model, profile, rejected, succeeded, tell, waiting};
use crate::tui::model::Shown;
use crate::tui::screen::Tab;
use crate::tui::{Effect, Entry, Message, Model, RunId, update};

const SIZE: (u16, u16) = (120, 40);

fn start(run: u64, profile_name: &str, options: Options) -> Effect {
    Effect::Start { run: RunId(run), profile: Box::new(profile(profile_name)), flow: Flow::Device, options }
}

fn copied(what: &str, text: &str) -> Vec<Effect> {
    vec![Effect::Copy { what: what.to_owned(), text: text.to_owned() }]
}

#[test]
fn enter_starts_the_profile_under_the_cursor() {
    let mut model = model(entries(), SIZE);
    assert_eq!(press(&mut model, after(0), "j <ret>"), vec![start(1, "google", Options::default())]);
    assert_eq!(model.shown, Shown::Run(RunId(1)));
}

#[test]
fn a_profile_with_mistakes_cannot_be_started() {
    let mut model = model(entries(), SIZE);
    assert_eq!(press(&mut model, after(0), "G <ret> d"), vec![]);
    assert!(read(&model, SIZE).contains("unknown key `isuer`"));
}

#[test]
fn a_filter_narrows_the_list_and_esc_gives_it_back() {
    let mut model = model(entries(), SIZE);
    press(&mut model, after(0), "/ goog");
    assert_eq!(model.profiles.found().len(), 1);
    press(&mut model, after(0), "<bs> <bs> <bs> <bs> ent <ret>");
    assert_eq!(model.profiles.found()[0].name, "entra");
    press(&mut model, after(0), "<esc>");
    assert_eq!(model.profiles.found().len(), 3);
}

#[test]
fn a_pasted_newline_presses_nothing() {
    let mut model = model(entries(), SIZE);
    press(&mut model, after(0), "/");
    let effects = update(&mut model, after(0), Message::Paste("goo\u{1b}g\nq\n".to_owned()));
    assert_eq!((effects, model.profiles.filter.as_str(), model.line.is_some()), (vec![], "goog", true));
}

#[test]
fn polling_by_hand_is_refused_inside_the_interval_however_often() {
    crate::covers!("POL-20");
    let mut model = waiting(SIZE);
    for _ in 0..50 {
        assert_eq!(press(&mut model, after(14), "p"), vec![]);
    }
    assert!(read(&model, SIZE).contains("the interval has 2 s left"));
    assert_eq!(press(&mut model, after(14), "!"), vec![Effect::PollNow { run: RunId(1), early: true }]);
    assert_eq!(press(&mut model, after(16), "p"), vec![Effect::PollNow { run: RunId(1), early: false }]);
}

#[test]
fn a_refusal_by_the_run_itself_is_told_with_the_seconds_left() {
    let mut model = waiting(SIZE);
    tell(&mut model, after(14), vec![Event::TooSoon { until: after(16).mono }]);
    assert!(read(&model, SIZE).contains("too soon: the interval has 2 s left"));
}

#[test]
fn the_copy_keys_copy_what_the_cursor_is_on() {
    let mut model = waiting(SIZE);
    assert_eq!(press(&mut model, after(14), "y"), copied("the user code", "WDJB-MJHT"));
    assert_eq!(press(&mut model, after(14), "Y j <ret>"), copied("the address", "https://id.example.com/device"));
    let mut model = succeeded(SIZE);
    assert_eq!(press(&mut model, after(40), "2 j y"), copied("the access_token", "tGzv3JOkF0XG5Qx2TlKWIA"));
    assert_eq!(press(&mut model, after(40), "k <tab> jjj y"), copied("the value of the claim", "1763640000"));
    assert_eq!(
        press(&mut model, after(40), "4 y"),
        copied("the address", "https://id.example.com/realms/demo/.well-known/openid-configuration")
    );
}

#[test]
fn the_browser_gets_the_complete_address() {
    let mut model = waiting(SIZE);
    let url = "https://id.example.com/device?user_code=WDJB-MJHT".parse().expect("a URL");
    assert_eq!(press(&mut model, after(14), "o"), vec![Effect::Open(url)]);
}

#[test]
fn cancelling_asks_first_and_then_is_deaf_to_the_run() {
    let mut model = waiting(SIZE);
    assert_eq!(press(&mut model, after(14), "c n"), vec![]);
    assert!(model.live_runs().next().is_some());
    assert_eq!(press(&mut model, after(14), "c y"), vec![Effect::Stop(RunId(1))]);
    tell(&mut model, after(15), vec![Event::Finished(Outcome::Tokens)]);
    assert_eq!(model.run().and_then(|screen| screen.run.outcome.clone()), Some(Outcome::Cancelled));
}

#[test]
fn leaving_asks_only_while_a_run_is_live_and_ctrl_c_never() {
    let mut model = waiting(SIZE);
    assert_eq!(press(&mut model, after(14), "<c-c>"), vec![Effect::Quit]);
    assert_eq!(press(&mut model, after(14), "q q n"), vec![]);
    assert_eq!(press(&mut model, after(14), "q y"), vec![Effect::Quit]);
    let mut ended = succeeded(SIZE);
    assert_eq!(press(&mut ended, after(40), "q q"), vec![Effect::Quit]);
}

#[test]
fn a_live_run_goes_on_when_one_leaves_and_is_reached_again() {
    let mut model = waiting(SIZE);
    press(&mut model, after(14), "q");
    assert_eq!(model.shown, Shown::Profiles);
    tell(&mut model, after(20), vec![Event::Finished(Outcome::Tokens)]);
    assert!(read(&model, SIZE).contains("Keycloak ▸ device: Tokens came"));
    press(&mut model, after(20), "W <ret>");
    assert_eq!(model.shown, Shown::Run(RunId(1)));
}

#[test]
fn running_again_takes_the_last_codes_along() {
    let mut model = succeeded(SIZE);
    let previous = model.run().and_then(|screen| screen.run.prompt.clone()).map(|prompt| prompt.authorization);
    let options = Options { previous, ..Options::default() };
    assert_eq!(press(&mut model, after(40), "R r"), vec![start(2, "keycloak", options)]);
}

#[test]
fn past_the_stop_only_when_a_check_stopped_it_and_marked() {
    let mut model = rejected(SIZE);
    let options = Options { keep_going: true, ..Options::default() };
    assert_eq!(press(&mut model, after(40), "R"), vec![start(2, "keycloak", options)]);
    assert!(model.run().is_some_and(|screen| screen.run.keep_going));
}

#[test]
fn verdicts_and_text_narrow_the_checks() {
    let mut model = failed(SIZE);
    let rows = |model: &Model| model.run().map(|screen| screen.rows.len());
    press(&mut model, after(40), "3");
    assert_eq!(rows(&model), Some(6));
    press(&mut model, after(40), "x");
    assert_eq!(rows(&model), Some(1));
    press(&mut model, after(40), "xxxx / discovery <ret>");
    assert_eq!(rows(&model), Some(2));
}

#[test]
fn a_row_leads_to_its_exchange() {
    let mut model = failed(SIZE);
    press(&mut model, after(40), "3 w");
    assert_eq!(model.tab(), Some(Tab::Wire));
    assert_eq!(model.run().and_then(|screen| screen.exchange()).map(|exchange| exchange.n), Some(7));
    press(&mut model, after(40), "1 w");
    assert_eq!(model.run().and_then(|screen| screen.exchange()).map(|exchange| exchange.n), Some(7));
}

#[test]
fn a_search_in_an_answer_goes_from_hit_to_hit() {
    let mut model = succeeded((120, 12));
    press(&mut model, after(40), "4 G k <tab> / id_token <ret>");
    let at = |model: &Model| model.run().map(|screen| screen.cursor(screen.pane()).at).unwrap_or_default();
    let first = at(&model);
    press(&mut model, after(40), "n");
    assert!(first > 0 && at(&model) >= first);
}

#[test]
fn folding_closes_an_object_and_opens_an_array() {
    let mut model = succeeded(SIZE);
    let rows = |model: &Model| model.run().map(|screen| screen.claims.len()).unwrap_or_default();
    press(&mut model, after(40), "2 <tab>");
    let open = rows(&model);
    press(&mut model, after(40), "jjjjjj <space>");
    assert_eq!(rows(&model), open - 1);
}

#[test]
fn the_loop_sleeps_until_the_next_whole_second_of_what_is_seen() {
    let mut model = waiting(SIZE);
    update(&mut model, after(14).after(Duration::from_millis(250)), Message::Tick);
    assert_eq!(model.next_wake(), Some(after(15).mono));
    press(&mut model, after(14), "q");
    assert_eq!(model.next_wake(), None);
    assert_eq!(self::model(entries(), SIZE).next_wake(), None);
}

#[test]
fn a_remark_ends_by_itself() {
    let mut model = model(entries(), SIZE);
    update(&mut model, after(0), Message::Copied("the user code was sent to the terminal".to_owned()));
    assert_eq!(model.next_wake(), Some(after(4).mono));
    update(&mut model, after(4), Message::Tick);
    assert_eq!((model.toast.clone(), model.next_wake()), (None, None));
}

#[test]
fn the_help_does_what_the_cursor_is_on() {
    let mut model = waiting(SIZE);
    assert_eq!(press(&mut model, after(14), "? <ret>"), copied("the user code", "WDJB-MJHT"));
}

/// Where the profiles of the fixtures say that they are.
const FILE: &str = "/home/ann/.config/grantty/profiles/keycloak.toml";

#[test]
fn e_edits_the_file_of_a_profile_in_the_list_with_mistakes_or_without_and_in_a_run() {
    let mut model = model(entries(), SIZE);
    assert_eq!(press(&mut model, after(0), "e"), vec![Effect::Edit(FILE.into())]);
    let broken = "/home/ann/.config/grantty/profiles/entra.toml";
    assert_eq!(press(&mut model, after(0), "G e"), vec![Effect::Edit(broken.into())]);
    assert_eq!(press(&mut succeeded(SIZE), after(40), "e"), vec![Effect::Edit(FILE.into())]);
    assert_eq!(press(&mut self::model(Vec::new(), SIZE), after(0), "e"), vec![]);
}

#[test]
fn a_profile_without_a_file_says_how_to_get_one() {
    let without = |source| Entry::of(crate::profile::Profile { source, ..profile("keycloak") });
    let mut model = model(vec![without(Source::Shipped), without(Source::Demo)], (200, 40));
    assert_eq!(press(&mut model, after(0), "e"), vec![]);
    let command = "`grantty profile show keycloak > ~/.config/grantty/profiles/keycloak.toml`";
    let seen = read(&model, (200, 40));
    assert!(seen.contains("`grantty run keycloak --set key=value`"), "{seen}");
    assert!(seen.contains(&format!("{command} makes one of your own")) && !seen.contains("e edit"), "{seen}");
    assert_eq!(press(&mut model, after(0), "j e"), vec![]);
    assert!(read(&model, SIZE).contains("has no file to edit") && read(&model, SIZE).contains("--set key=value"));
}

#[test]
fn reloaded_profiles_keep_the_cursor_and_are_what_runs_again() {
    let mut model = model(entries(), SIZE);
    press(&mut model, after(0), "j");
    let mut changed = profile("keycloak");
    changed.request.scope.push("email".to_owned());
    let mut reloaded = entries();
    reloaded[0] = Entry::of(changed.clone());
    reloaded.insert(0, Entry::of(profile("aaa")));
    reloaded[2].last = None;
    update(&mut model, after(0), Message::ProfilesLoaded(reloaded.clone()));
    let current = model.profiles.current().map(|entry| (entry.name.clone(), entry.last.clone()));
    assert_eq!(current, Some(("google".to_owned(), Some("denied".to_owned()))));

    let mut ended = succeeded(SIZE);
    update(&mut ended, after(40), Message::ProfilesLoaded(reloaded));
    let started = press(&mut ended, after(40), "r");
    assert!(matches!(&started[..], [Effect::Start { profile, .. }] if **profile == changed), "{started:?}");
}

#[test]
fn a_profile_that_was_broken_meanwhile_is_not_run_again() {
    let mut model = succeeded(SIZE);
    let broken = Entry::broken("keycloak", FILE.to_owned(), Some(FILE.into()), vec![format!("{FILE}:3:1: no")]);
    update(&mut model, after(40), Message::ProfilesLoaded(vec![broken]));
    assert_eq!(press(&mut model, after(40), "r"), vec![]);
    assert!(read(&model, SIZE).contains("keycloak has 1 mistake and cannot be run"));
}

#[test]
fn what_came_of_editing_is_told() {
    let broken = Entry::broken(
        "entra",
        "/p/entra.toml".to_owned(),
        Some("/p/entra.toml".into()),
        vec!["/p/entra.toml:3:7: unknown key `isuer`\n    isuer = 1\n    ^".to_owned()],
    );
    let mut model = model(vec![Entry::of(profile("keycloak")), broken], SIZE);
    for (file, told, expected) in [
        (FILE, Ok(true), "keycloak: saved"),
        (FILE, Ok(false), "keycloak: nothing was changed"),
        ("/p/entra.toml", Ok(true), "entra:3:7: unknown key `isuer`"),
        ("/p/gone.toml", Ok(true), "gone.toml is no profile in the list any more"),
        (FILE, Err("the editor vi failed".to_owned()), "the editor vi failed"),
    ] {
        update(&mut model, after(0), Message::Edited { file: file.into(), told });
        assert_eq!(model.toast.as_ref().map(|toast| toast.text.as_str()), Some(expected));
    }
}
