//! Against the embedded provider, whose person is a page: every mode to its end.

use super::{Stage, assert_green, ids, is_free, notified_at, polls, report, row};

/// One way through the flow: a shipped demo profile, and rows that it must turn green.
struct Way {
    profile: &'static str,
    green: &'static [&'static str],
    /// The polls that may be seen.
    polls: &'static [&'static str],
}

/// What every notification shows.
const PING: &[&str] = &[
    "notification.bearer",
    "notification.auth_req_id",
    "notification.method",
    "notification.content_type",
    "notification.body",
    "notification.members",
    "notification.mode",
    "notification.repeat",
    "notification.bind",
    "notification.visitors",
    "ciba.client_notification_token",
    "poll.ping",
];

const PUSH: &[&str] = &[
    "notification.bearer",
    "notification.auth_req_id",
    "notification.mode",
    "notification.granted",
    "id_token.auth_req_id",
    "id_token.rt_hash",
    "id_token.at_hash",
];

const WAYS: [Way; 6] = [
    Way { profile: "demo-ciba", green: &["ciba.binding_message", "ciba.interval"], polls: &["tokens"] },
    Way { profile: "demo-ciba-ping", green: PING, polls: &["tokens"] },
    Way { profile: "demo-ciba-push", green: PUSH, polls: &[] },
    Way { profile: "demo-ciba-signed", green: &["ciba.request_object", "ciba.request_alg"], polls: &["tokens"] },
    Way { profile: "demo-ciba-pin", green: &["ciba.user_code"], polls: &["tokens"] },
    Way { profile: "demo-ciba-long", green: &["ciba.granted"], polls: &["tokens"] },
];

#[test]
fn a_person_allows_and_every_row_is_green() {
    for way in WAYS {
        let stage = Stage::set();
        let mut run = stage.run(way.profile, &[]);
        let port = way.green.contains(&"notification.mode").then(|| notified_at(&mut run));
        stage.decide(&mut run, true);
        let report = report(&run.done().must_be(0));
        assert_green(&report, &[]);
        let green = ids(&report, "pass");
        for id in ["ciba.hint", "ciba.granted", "ciba.auth_req_id", "ciba.auth_req_id_entropy", "id_token.signature"]
            .iter()
            .chain(way.green)
        {
            assert!(green.contains(*id), "{}: {id} in {:#}", way.profile, report["checks"]);
        }
        assert_eq!(polls(&report).last(), way.polls.last(), "{}: {}", way.profile, report["polls"]);
        assert_eq!(report["tokens"]["id_token"]["claims"]["sub"].as_str(), report["userinfo"]["sub"].as_str());
        if let Some(port) = port {
            assert!(is_free(port), "{}: nobody listens any more", way.profile);
            // Tolerated, and said all the same.
            assert_eq!(row(&report, "notification.endpoint")["verdict"], "pass", "both are on this machine");
        }
    }
}

#[test]
fn a_long_poll_brings_the_tokens_the_moment_they_are_there() {
    grantty::covers!("POL-15");
    let stage = Stage::set();
    let mut run = stage.run("demo-ciba-long", &[]);
    run.wait_event("prompt").expect("somebody is asked");
    // The provider holds the first poll until the person decides.
    super::pause(std::time::Duration::from_millis(2500));
    stage.decide(&mut run, true);
    let report = report(&run.done().must_be(0));
    assert_eq!(polls(&report), ["tokens"]);
    assert_eq!(stage.asked("/token"), 1);
}

#[test]
fn a_person_who_denies_is_believed_in_every_mode() {
    for profile in ["demo-ciba", "demo-ciba-ping", "demo-ciba-push"] {
        let stage = Stage::set();
        let mut run = stage.run(profile, &[]);
        stage.decide(&mut run, false);
        let report = report(&run.done().must_be(4));
        assert_eq!(report["outcome"]["kind"], "denied", "{profile}: {}", report["outcome"]);
        assert_eq!(report["outcome"]["error"], "access_denied", "{profile}");
        assert!(report["tokens"]["access_token"].is_null());
    }
}

#[test]
fn time_runs_out_in_every_mode() {
    for profile in ["demo-ciba", "demo-ciba-ping", "demo-ciba-push"] {
        let stage = Stage::set();
        let run = stage.run(profile, &["--set", "ciba.requested_expiry=3"]);
        let report = report(&run.done().must_be(4));
        assert_eq!(report["outcome"]["kind"], "expired", "{profile}: {}", report["outcome"]);
        assert_eq!(row(&report, "ciba.expiry_kept")["verdict"], "pass");
    }
}
