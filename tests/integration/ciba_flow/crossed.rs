//! Notifications that reach another run than theirs, what only knocks at the port, and what is never sent after an end.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use grantty::demo::{self, Fault};

use super::{Stage, is_free, notified_at, polls, report};
use crate::program::pipes::Piped;

/// How many runs at a time; they mostly wait.
const AT_A_TIME: usize = 12;

/// A run that waits for its ping, and all that somebody has to know to send it.
struct Awaited {
    stage: Stage,
    run: Piped,
    port: u16,
    token: String,
    auth_req_id: String,
}

impl Awaited {
    fn new(token: &str) -> Self {
        let stage = Stage::set();
        let token = token.repeat(8);
        let set = format!("parameters.ciba.client_notification_token={token}");
        let mut run = stage.run("demo-ciba-ping", &["--reveal", "--set", &set]);
        let port = notified_at(&mut run);
        let prompt = run.wait_event("prompt").expect("somebody is asked");
        let auth_req_id = prompt["auth_req_id"].as_str().expect("it is revealed").to_owned();
        Self { stage, run, port, token, auth_req_id }
    }

    /// Sends it a notification; the status.
    fn notify(&self, token: &str, auth_req_id: &str) -> u16 {
        let body = format!("{{\"auth_req_id\":\"{auth_req_id}\"}}");
        let asked = format!(
            "POST /ciba/notification HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.port,
            body.len()
        );
        let answer = knock(self.port, asked.as_bytes());
        answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status")
    }

    /// The person allows it, and the provider's own ping comes.
    fn ends_well(mut self) {
        self.stage.decide(&mut self.run, true);
        let report = report(&self.run.done().must_be(1));
        assert_eq!(report["outcome"]["kind"], "tokens", "the wait went on: {}", report["outcome"]);
        assert_eq!(polls(&report), ["tokens"], "only its own ping made it poll");
        assert_eq!(self.stage.asked("/token"), 1);
        assert!(is_free(self.port));
    }
}

/// Says something to whoever listens at that port; the answer.
fn knock(port: u16, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("somebody listens");
    let mut answer = String::new();
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a socket");
    stream.write_all(bytes).expect("the listener reads");
    // Whoever does not speak http gets no answer that could be read.
    let _nothing = stream.read_to_string(&mut answer);
    answer
}

#[test]
fn two_runs_never_take_each_others_notifications() {
    grantty::covers!("CIB-19", "CIB-21");
    let (one, two) = (Awaited::new("abcDEF7_"), Awaited::new("ghiJKL8-"));
    for (own, other) in [(&one, &two), (&two, &one)] {
        assert_eq!(own.notify(&other.token, &other.auth_req_id), 401, "the notification of the other run");
        assert_eq!(own.notify(&other.token, &own.auth_req_id), 401, "by another token");
        assert_eq!(own.notify(&own.token, &other.auth_req_id), 404, "about another request");
    }
    super::pause(Duration::from_millis(500));
    assert_eq!([one.stage.asked("/token"), two.stage.asked("/token")], [0, 0], "nothing is polled for");
    one.ends_well();
    two.ends_well();
}

#[test]
fn https_at_the_port_is_told_as_such() {
    let stage = Stage::set();
    let silent = demo::faults().iter().find(|fault| fault.name == "ping-never").expect("a fault");
    stage.home.profile("silent", &demo::fault_profile(stage.demo.issuer(), silent));
    let mut run = stage.run("silent", &[]);
    let port = notified_at(&mut run);
    run.wait_event("prompt").expect("somebody is asked");
    knock(port, b"\x16\x03\x01\x00\x2e\x01\x00\x00\x2a\x03\x03");
    let report = report(&run.done().must_be(4));
    let why = report["outcome"]["why"].as_str().expect("a sentence");
    assert!(why.starts_with(&format!("Somebody spoke https to 127.0.0.1:{port}")), "{why}");
    assert_eq!(report["outcome"]["whose"], "user");
}

/// What is wrong with what the provider of a fault was asked when the run against it was over.
fn overstays(stage: &Stage, fault: &Fault) -> Option<String> {
    stage.home.profile(fault.name, &demo::fault_profile(stage.demo.issuer(), fault));
    let mut run = stage.run(fault.name, &[]);
    if fault.approve {
        run.wait_event("prompt").expect("somebody is asked");
        demo::answer_phone(&stage.demo.fault_issuer(fault.name), true).expect("the page works");
    }
    let report = report(&run.done());
    super::pause(Duration::from_millis(1500));
    let asked = |path: &str| stage.asked(&format!("/f/{}{path}", fault.name));
    let sent = [asked("/bc-authorize"), asked("/token"), asked("/userinfo")];
    // The first answer that decides is the last that is asked for; without an id nothing is.
    let polls = polls(&report);
    let undecided = polls.iter().take_while(|answer| **answer == "authorization_pending").count();
    let decided = usize::from(undecided < polls.len());
    let due = if fault.outcome == "broken" { 0 } else { undecided + decided };
    let wanted = [usize::from(fault.name != "ciba-endpoint-missing"), due, 0];
    (report["outcome"]["kind"] != fault.outcome || sent != wanted)
        .then(|| format!("{}: {} and {sent:?} requests in place of {wanted:?}", fault.name, report["outcome"]["kind"]))
}

#[test]
fn nothing_is_sent_once_a_run_has_ended_without_tokens() {
    grantty::covers!("POL-07", "POL-09", "POL-10", "CIB-01");
    let stage = Stage::set();
    let faults: Vec<&Fault> =
        demo::faults().iter().filter(|fault| fault.flow == "ciba" && fault.outcome != "tokens").collect();
    assert!(faults.len() > 25, "{}", faults.len());
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                while let Some(fault) = faults.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let found = overstays(&stage, fault);
                    wrong.lock().expect("nobody panics with it").extend(found);
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("nobody panics with it");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
