//! Every scenario file, run; and the proof that each would notice if its check were taken away.

use grantty::protocol::{catalogue, check::Verdict};

use crate::scenario::{self, expect};

#[test]
fn every_scenario_ends_as_its_file_says() {
    let mut wrong = Vec::new();
    for (name, scenario) in scenario::all() {
        let (run, world) = scenario::run(&scenario);
        wrong.extend(expect::differences(&scenario, &run, &world).into_iter().map(|text| format!("{name}: {text}")));
    }
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
}

/// A row of the catalogue counts only when its test fails once the check is gone.
#[test]
fn every_scenario_fails_once_its_check_is_taken_away() {
    for (name, scenario) in scenario::all() {
        let (mut run, world) = scenario::run(&scenario);
        let expected = scenario["expect"].as_table().expect("a table");
        for (id, _) in expect::named(expected) {
            let kept = run.checks.clone();
            run.checks.retain(|row| row.finding.check.id != id);
            assert!(!expect::differences(&scenario, &run, &world).is_empty(), "{name} would not miss {id}");
            run.checks = kept;
        }
    }
}

/// Each check passes in one scenario at least, and fails or warns in one.
#[test]
fn every_check_is_seen_in_both_colours() {
    let (mut good, mut bad) = (std::collections::BTreeSet::new(), std::collections::BTreeSet::new());
    for (_, scenario) in scenario::all() {
        for row in scenario::run(&scenario).0.checks {
            match row.finding.verdict {
                Verdict::Pass => good.insert(row.finding.check.id),
                Verdict::Fail | Verdict::Warn => bad.insert(row.finding.check.id),
                Verdict::Skip => false,
            };
        }
    }
    let missing: Vec<String> = catalogue()
        .flat_map(|check| {
            let never_good = (!good.contains(check.id)).then(|| format!("{} never passes", check.id));
            let never_bad = (!bad.contains(check.id)).then(|| format!("{} never fails", check.id));
            never_good.into_iter().chain(never_bad)
        })
        .filter(|text| !ONE_SIDED.contains(&text.as_str()))
        .collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// Rows that have one colour by their nature.
const ONE_SIDED: &[&str] = &[
    // There is such a row only when a redirect came.
    "discovery.redirect never passes",
    "jwks.redirect never passes",
    "device.redirect never passes",
    "token.redirect never passes",
    "userinfo.redirect never passes",
    "par.redirect never passes",
    "ciba.redirect never passes",
    "introspection.redirect never passes",
    "revocation.redirect never passes",
    // No key is trusted for it, so what contradicts nothing is still not proven.
    "discovery.signed_metadata never passes",
    // A key of a type unknown here is grey: RFC 7517 §5 has it ignored.
    "jwks.understood never fails",
    // A JWT is whatever its typ says.
    "jwt.typ never fails",
    // These rows tell what happened to a run; when it does not happen there is nothing to judge.
    "poll.early never passes",
    "poll.throttle never passes",
    "poll.network never passes",
    "poll.expiry never passes",
    // Both answers of a provider are good; the row says which it was, and what to do with the tokens from before.
    "refresh.rotation never fails",
    "refresh.id_token never fails",
    // What nobody knows is ignored, whatever it is (RFC 6749 §4.1.2).
    "authorization.extra never fails",
];
