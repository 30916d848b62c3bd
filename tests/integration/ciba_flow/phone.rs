//! A person with the phone's page in Chromium: reads who asks and why, compares the message, and decides.

use super::{Stage, assert_green, report};
use crate::chromium::{Chromium, Page};
use crate::program::pipes::Piped;

/// The phone lies open before anybody asks. Nothing of grantty opens it: this is another device.
fn phone(stage: &Stage, chromium: &mut Chromium) -> (Page, Piped) {
    let command = format!("exec {} {}/phone", chromium.command(), stage.demo.issuer());
    let browser = Piped::shell(&stage.home, &command);
    let page = chromium.page();
    page.wait_for("Nothing waits for you");
    (page, browser)
}

#[test]
fn a_person_compares_the_message_and_allows_or_denies() {
    let Some(mut chromium) = Chromium::ready() else { return };
    let stage = Stage::set();
    let (page, _browser) = phone(&stage, &mut chromium);
    for (allow, code) in [(true, 0), (false, 4)] {
        let message = if allow { "W4SCT" } else { "N0T-ME" };
        let set = format!("ciba.binding_message={message}");
        let run = stage.run("demo-ciba", &["--set", &set]);
        // The page looks again by itself.
        let shown = page.wait_for(message);
        assert!(shown.contains("One request waits for you"), "{shown}");
        page.click(if allow { "#allow" } else { "#deny" });
        page.wait_for("Nothing waits for you");
        let report = report(&run.done().must_be(code));
        assert_eq!(report["outcome"]["kind"], if allow { "tokens" } else { "denied" });
        if allow {
            assert_green(&report, &[]);
        }
    }
    let loaded = page.ask("return performance.getEntriesByType('resource').map(e => e.name)");
    let own = |name: &serde_json::Value| name.as_str().is_some_and(|name| name.starts_with(stage.demo.issuer()));
    assert!(loaded.as_array().expect("a list").iter().all(own), "the page loads something from elsewhere: {loaded}");
}

#[test]
fn of_two_requests_the_message_says_which_is_which() {
    let Some(mut chromium) = Chromium::ready() else { return };
    let stage = Stage::set();
    let (page, _browser) = phone(&stage, &mut chromium);
    let mut mine = stage.run("demo-ciba", &["--set", "ciba.binding_message=MINE"]);
    mine.wait_event("prompt").expect("somebody is asked");
    let strange = stage.run("demo-ciba-pin", &["--set", "ciba.binding_message=STRANGE"]);
    page.wait_for("2 requests wait for you");
    let text = |css: &str| page.ask(&format!("return document.querySelector('{css}').textContent"));
    assert_eq!((text("#message"), text("#message-2")), ("MINE".into(), "STRANGE".into()));
    page.click("#deny-2");
    page.wait_for("One request waits for you");
    page.click("#allow");
    assert_eq!(report(&mine.done().must_be(0))["outcome"]["kind"], "tokens");
    assert_eq!(report(&strange.done().must_be(4))["outcome"]["kind"], "denied");
}
