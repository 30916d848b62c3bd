//! Canaries: 64 secrets and more, in every place that a secret can come from, through every flow and through what goes
//! wrong in it. None may be found in what a run says or writes, in what its children see, or at another origin.

mod asked;
mod case;
mod cases;
mod defect;
mod mint;
mod person;
mod provider;
mod refused;
mod search;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use case::Case;
use provider::Mode;

/// How many cases at a time; they mostly wait.
const AT_A_TIME: usize = 4;

/// How a run tells what it does.
const MANNERS: [&[&str]; 2] =
    [&["--verbose", "--json", "--events", "--har", "run.har"], &["--verbose", "--har", "run.har"]];

/// Makes a case of a name and a mode.
type Make = fn(Mode) -> Case;

/// Runs all of them in both manners, and gives what was found; how many canaries there were is the other half.
fn over(cases: &[(Make, Mode)]) -> (usize, Vec<String>) {
    let (next, found) = (AtomicUsize::new(0), Mutex::new((0, Vec::new())));
    std::thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                while let Some((make, mode)) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let case = make(*mode);
                    let leaks: Vec<String> = MANNERS.iter().flat_map(|manner| case.run(manner)).collect();
                    let mut found = found.lock().expect("nobody panics with it");
                    found.0 += case.canaries().len();
                    found.1.extend(leaks);
                }
            });
        }
    });
    found.into_inner().expect("nobody panics with it")
}

#[test]
fn what_is_revealed_is_found() {
    let case = cases::ALL[0](Mode::Fine);
    for manner in MANNERS {
        let found = case.run(&[manner, &["--reveal"]].concat()).join("\n");
        for place in
            ["stdout: client.secret", "stdout: the access token", "run.har: client.secret", "run.har: a cookie"]
        {
            let is_found = found.contains(place) || (place.starts_with("stdout") && !manner.contains(&"--json"));
            assert!(is_found, "{place} in\n{found}");
        }
    }
}

#[test]
fn no_canary_is_found_after_any_flow() {
    grantty::covers!("SEC-04", "SEC-05", "SEC-07", "OWN-06");
    let cases: Vec<(Make, Mode)> = cases::ALL.iter().map(|make| (*make, Mode::Fine)).collect();
    let (canaries, leaks) = over(&cases);
    assert!(canaries >= 64, "{canaries}");
    assert!(leaks.is_empty(), "{} of {canaries} canaries:\n{}", leaks.len(), leaks.join("\n"));
}

#[test]
fn no_canary_is_found_after_anything_that_goes_wrong() {
    grantty::covers!("SEC-01", "SEC-05", "SEC-10", "OWN-06");
    let modes = [Mode::Echo, Mode::Page, Mode::Redirect];
    let with = |make: &Make| modes.map(|mode| (*make, mode));
    let cases: Vec<(Make, Mode)> = cases::REFUSABLE.iter().flat_map(with).collect();
    let (canaries, leaks) = over(&cases);
    assert!(leaks.is_empty(), "{} of {canaries} canaries:\n{}", leaks.len(), leaks.join("\n"));
}
