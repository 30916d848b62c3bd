//! The code flow's wait: what it costs while nobody comes, after a thousand visitors, and when the answer arrives.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use grantty::demo::{self, Answered, Demo, Options};

use super::Program;
use super::budget::{Budgets, at, median};
use super::home::Home;
use super::idle;
use super::latency::{self, KEYS};
use super::pipes::Piped;
use super::terminal::Terminal;

/// As many visits as a run keeps.
const VISITS: usize = 1000;

const ANSWERS: usize = 21;

/// Beside the same screen before anybody came, for the median: a list costs what is seen of it.
const VISITS_BUDGET: f64 = 2.5;

/// Beside the answer of a server that does nothing, for the median.
const ANSWER_BUDGET: f64 = 10.0;

pub fn measure(plain: &Program, budgets: &mut Budgets) {
    println!("the code flow's wait");
    let provider = Demo::start(Options::default()).expect("a free port");
    let mut terminal = plain.start_in(home(&provider));
    terminal.wait_for("local");
    terminal.keys("<ret>");
    let screen = terminal.wait_for("ssh -L ");
    idle::say("the browser is awaited", idle::watch(&mut terminal), idle::COUNTING_BUDGET, budgets);
    visited(&mut terminal, &screen, budgets);
    answered(&provider, budgets);
}

fn home(provider: &Demo) -> Home {
    let home = Home::new();
    let profiles = demo::profiles(provider.issuer());
    let (_, text) = profiles.iter().find(|(name, _)| name == "demo-code").expect("a profile for the code flow");
    home.profile("local", text);
    home
}

/// Moves in the list of visits when it is full, beside moving on the same screen before anybody came.
fn visited(terminal: &mut Terminal, screen: &str, budgets: &mut Budgets) {
    let port: String = screen.split_once("ssh -L ").map(|(_, rest)| rest).unwrap_or_default().to_owned();
    let port: String = port.chars().take_while(char::is_ascii_digit).collect();
    let origin = format!("127.0.0.1:{port}");
    terminal.keys("<tab>");
    let before = latency::times_in(terminal);
    for n in 0..VISITS {
        asked(&origin, &format!("/callback?code=evil&state={n}"));
    }
    terminal.wait_for(&format!("Listener  {VISITS}"));
    terminal.keys("<tab>");
    let after = latency::times_in(terminal);
    let ratio = median(&after) / median(&before);
    let verdict = budgets.judge("key to frame among visits beside none", ratio, VISITS_BUDGET);
    println!(
        "  key → frame, {KEYS} keys: median {:.2} ms, p99 {:.2} ms; among {VISITS} visits {:.2} ms, {:.2} ms   ×{ratio:.2} \
         {verdict}",
        median(&before),
        at(&before, 0.99),
        median(&after),
        at(&after, 0.99)
    );
}

/// From the last byte of the callback to the first of its answer, beside a server that only says no.
fn answered(provider: &Demo, budgets: &mut Budgets) {
    let home = home(provider);
    let (mut own, mut floor) = (Vec::new(), Vec::new());
    for _ in 0..ANSWERS {
        let args = ["run", "local", "--events", "--browser", "none"];
        let mut run = Piped::start(&home, &args, &[]);
        let opened = run.wait_event("opened").expect("the address is told");
        let answer = demo::authorize(opened["url"].as_str().unwrap_or_default(), true).expect("the pages work");
        let Answered::Redirect { location, .. } = answer else { panic!("a redirect was asked for: {answer:?}") };
        let rest = location.trim_start_matches("http://");
        let (origin, path) = rest.find('/').map(|at| rest.split_at(at)).expect("an address with a path");
        let (status, time) = asked(origin, path);
        assert_eq!(status, 303);
        own.push(time);
        floor.push(asked(provider.issuer().trim_start_matches("http://"), "/nothing-is-here").1);
        drop(run.done());
    }
    let ratio = median(&own) / median(&floor);
    let verdict = budgets.judge("callback to 303 beside a bare answer", ratio, ANSWER_BUDGET);
    println!(
        "  callback → 303, {ANSWERS} runs: median {:.2} ms, p99 {:.2} ms; a bare answer {:.2} ms   ×{ratio:.2} {verdict}",
        median(&own),
        at(&own, 0.99),
        median(&floor)
    );
}

/// The status of an answer, and the milliseconds until its first byte.
pub fn asked(origin: &str, target: &str) -> (u16, f64) {
    let mut stream = TcpStream::connect(origin).expect("somebody listens");
    stream.set_nodelay(true).and_then(|()| stream.set_read_timeout(Some(Duration::from_secs(10)))).expect("a socket");
    let request = format!("GET {target} HTTP/1.1\r\nHost: {origin}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("it takes a request");
    let sent = Instant::now();
    let mut answer = vec![0; 1 << 16];
    let length = stream.read(&mut answer).expect("an answer");
    let time = sent.elapsed().as_secs_f64() * 1000.0;
    // The rest, so that nothing is reset.
    let _rest = stream.read_to_end(&mut Vec::new());
    let line = String::from_utf8_lossy(&answer[..length]).into_owned();
    (line.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0), time)
}
