//! Runs that end without tokens: the person says no, or nobody says anything.

use super::{Bench, By, INTERVAL_MS, PLAIN_HTTP, assert_no_haste, decide, ids, polls, report, rows};

const BODY: &str = "[client]\nid = \"device-public\"\n[request]\nscope = [\"openid\"]";

#[test]
fn a_person_who_says_no_ends_the_run_with_4() {
    grantty::covers!("POL-07");
    let Some(bench) = Bench::start() else { return };
    let both = [("by-address", By::Address), ("by-code", By::Code)];
    std::thread::scope(|scope| {
        for (name, by) in both {
            let bench = &bench;
            scope.spawn(move || {
                let mut run = bench.run(name, BODY, &[]);
                decide(&mut run, by, false);
                let done = run.done().must_be(4);
                let report = report(&done);
                assert_eq!(report["outcome"]["kind"], "denied");
                assert_eq!(report["outcome"]["error"], "access_denied");
                assert_eq!((polls(&report), ids(&report, "fail")), (vec!["access_denied"], vec![]));
                assert_eq!(ids(&report, "warn"), PLAIN_HTTP);
                assert!(report["tokens"].is_null());
            });
        }
    });
}

#[test]
fn nobody_in_time_ends_the_run_with_4_and_without_another_poll() {
    grantty::covers!("POL-01");
    const LIFE: u32 = 12;
    let Some(bench) = Bench::with_codes_for(LIFE) else { return };
    let done = bench.run("late", BODY, &[]).done().must_be(4);
    let report = report(&done);
    assert_eq!(report["outcome"]["kind"], "expired");
    assert_eq!(report["outcome"]["error"], serde_json::Value::Null, "we counted, nobody had to tell us");
    assert_eq!(rows(&report, "device.expires_in"), [format!("pass: {LIFE} ({LIFE} s)")]);
    assert_eq!(polls(&report), ["authorization_pending"; 2]);
    assert_eq!((ids(&report, "fail"), ids(&report, "warn")), (vec![], PLAIN_HTTP.to_vec()));
    let arrivals = bench.arrivals("device-public");
    assert_no_haste(&arrivals);
    let times: Vec<f64> = arrivals.iter().map(|arrival| arrival.at_ms).collect();
    assert_eq!(times.len(), 3, "the codes and two polls: {arrivals:?}");
    assert!(arrivals.iter().all(|arrival| arrival.error.as_deref() != Some("expired_token")), "{arrivals:?}");
    assert!(times[2] - times[0] < f64::from(LIFE) * 1_000.0 && times[2] - times[1] < 2.0 * INTERVAL_MS, "{times:?}");
    let took = report["duration_ms"].as_f64().expect("a number");
    assert!(took + 100.0 >= f64::from(LIFE) * 1_000.0, "it gave up after {took} ms");
}
