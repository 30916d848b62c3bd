//! A person in Chromium: opens, logs in, decides, and reads what the last page says.

use std::time::Duration;

use super::{Stage, assert_green, ids, is_free_within, origin_of, report};
use crate::chromium::{Chromium, Page};

/// Who signs in at the embedded provider, as its page offers it.
fn log_in(page: &Page) {
    page.fill("#username", "ann");
    page.fill("#password", "demo");
    page.click("#log-in");
}

/// One way through the flow: a shipped demo profile, and what is set on top.
struct Way {
    profile: &'static str,
    set: &'static [&'static str],
}

const WAYS: [Way; 6] = [
    Way { profile: "demo-code", set: &[] },
    Way {
        profile: "demo-code",
        set: &["code.response_mode=form_post", "code.redirect_uri=http://localhost:0/callback"],
    },
    Way { profile: "demo-code", set: &["code.response_mode=fragment"] },
    Way { profile: "demo-code", set: &["code.response_mode=jwt", "code.par=always"] },
    Way { profile: "demo-code", set: &["code.response_mode=form_post.jwt"] },
    Way { profile: "demo-code", set: &["code.response_type=code id_token"] },
];

#[test]
fn a_person_signs_in_and_every_row_is_green() {
    for way in WAYS {
        let Some(mut chromium) = Chromium::ready() else { return };
        let stage = Stage::set();
        let command = chromium.command();
        let mut more = vec!["--browser", &command];
        more.extend(way.set.iter().flat_map(|set| ["--set", set]));
        let mut run = stage.run(way.profile, &more);
        let origin = origin_of(&mut run);
        let page = chromium.page();
        log_in(&page);
        page.click("#allow");
        let left = page.wait_at("/grantty/done/");
        assert!(left.starts_with(&origin) && !left.contains(['?', '#']), "nothing is left in the address: {left}");
        let loaded = page.ask("return performance.getEntriesByType('resource').map(e => e.name)");
        let foreign = loaded
            .as_array()
            .is_some_and(|names| names.iter().any(|name| !name.as_str().unwrap_or("").starts_with(&origin)));
        assert!(!foreign, "the page loads something from elsewhere: {loaded}");
        let done = run.done().must_be(0);
        assert!(is_free_within(&origin, Duration::from_secs(1)), "the port of {origin} is free again");
        let report = report(&done);
        let warned: &[&str] =
            if way.set.iter().any(|set| set.contains("localhost")) { &["loopback.localhost"] } else { &[] };
        assert_green(&report, warned);
        assert_eq!(
            report["tokens"]["id_token"]["claims"]["preferred_username"]
                .as_str()
                .or(report["userinfo"]["preferred_username"].as_str()),
            Some("ann")
        );
        assert!(ids(&report, "pass").contains("authorization.state"), "{:?}: {:#}", way.set, report["checks"]);
    }
}

#[test]
fn a_person_who_says_no_is_believed() {
    grantty::covers!("ATZ-11");
    let Some(mut chromium) = Chromium::ready() else { return };
    let stage = Stage::set();
    let command = chromium.command();
    let run = stage.run("demo-code", &["--browser", &command]);
    let page = chromium.page();
    log_in(&page);
    page.click("#deny");
    page.wait_at("/grantty/done/error");
    let done = run.done().must_be(4);
    let report = report(&done);
    assert_eq!(report["outcome"]["kind"], "denied");
    assert_eq!(report["outcome"]["error"], "access_denied");
    assert_eq!(stage.asked("/token"), 0, "nothing was redeemed");
}
