//! CIBA's ping mode: what it costs while the ping is awaited, after a thousand notifications, and how soon a ping is
//! followed by the poll that it asks for.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use grantty::demo::{self, Demo, Options};

use super::Program;
use super::budget::{Budgets, at, median};
use super::code::asked;
use super::home::Home;
use super::idle;
use super::latency::{self, KEYS};
use super::pipes::Piped;

/// As many visits as a run keeps.
const NOTIFICATIONS: usize = 1000;

const PINGS: usize = 21;

/// Beside the same screen before anybody came, for the median: a list costs what is seen of it.
const NOTIFIED_BUDGET: f64 = 2.5;

/// Beside a request to a server that does nothing, for the median: a ping is judged and told, then the poll is made.
const POLL_BUDGET: f64 = 10.0;

/// The profile of the embedded provider that is used, and where it stands in a home.
const PROFILE: &str = "demo-ciba-ping";

const PATH: &str = "/ciba/notification";

pub fn measure(plain: &Program, budgets: &mut Budgets) {
    println!("CIBA's wait for a ping");
    let provider = Demo::start(Options::default()).expect("a free port");
    let (home, port) = home(&provider);
    let mut terminal = plain.start_in(home);
    terminal.wait_for("local");
    terminal.keys("<ret>");
    terminal.wait_for("✔ ciba request");
    idle::say("a ping is awaited", idle::watch(&mut terminal), idle::COUNTING_BUDGET, budgets);
    let before = latency::times_in(&mut terminal);
    for n in 0..NOTIFICATIONS {
        let (status, _) = notify(port, "guessed", &format!("request-{n}"));
        assert_eq!(status, 401);
    }
    let after = latency::times_in(&mut terminal);
    let ratio = median(&after) / median(&before);
    let verdict = budgets.judge("key to frame among notifications beside none", ratio, NOTIFIED_BUDGET);
    println!(
        "  key → frame, {KEYS} keys: median {:.2} ms, p99 {:.2} ms; among {NOTIFICATIONS} notifications {:.2} ms, \
         {:.2} ms   ×{ratio:.2} {verdict}",
        median(&before),
        at(&before, 0.99),
        median(&after),
        at(&after, 0.99)
    );
    drop(terminal);
    polled(&provider, budgets);
}

/// A home with one profile for ping mode, and the port at which it is notified.
fn home(provider: &Demo) -> (Home, u16) {
    let home = Home::new();
    let profiles = demo::profiles(provider.issuer());
    let (_, text) = profiles.iter().find(|(name, _)| name == PROFILE).expect("a profile for ping mode");
    home.profile("local", text);
    let head = text.split(PATH).next().unwrap_or_default();
    let port = head.rsplit(':').next().and_then(|digits| digits.parse().ok());
    (home, port.expect("the profile says where it is notified"))
}

/// From the last byte of a ping to the first of the poll, beside one that only connects, asks and reads a no.
fn polled(provider: &Demo, budgets: &mut Budgets) {
    let (home, port) = home(provider);
    let (mut own, mut floor) = (Vec::new(), Vec::new());
    for _ in 0..PINGS {
        own.push(ping_to_poll(&home, port));
        let began = Instant::now();
        asked(provider.issuer().trim_start_matches("http://"), "/nothing-is-here");
        floor.push(began.elapsed().as_secs_f64() * 1000.0);
    }
    let ratio = median(&own) / median(&floor);
    let verdict = budgets.judge("ping to poll beside a bare request", ratio, POLL_BUDGET);
    println!(
        "  ping → poll, {PINGS} runs: median {:.2} ms, p99 {:.2} ms; a bare request {:.2} ms   ×{ratio:.2} {verdict}",
        median(&own),
        at(&own, 0.99),
        median(&floor)
    );
}

/// One run whose two endpoints are ours, so that the moment of each request is known.
fn ping_to_poll(home: &Home, port: u16) -> f64 {
    let endpoints = TcpListener::bind("127.0.0.1:0").expect("a port");
    let at = format!("http://{}", endpoints.local_addr().expect("an address"));
    let sets = [format!("endpoints.backchannel_authentication={at}/bc"), format!("endpoints.token={at}/token")];
    let args = ["run", "local", "--events", "--set", &sets[0], "--set", &sets[1]];
    let mut run = Piped::start(home, &args, &[]);
    let id = "a-request-of-a-hundred-and-sixty-bits-or-more-0123456789";
    let (request, _) =
        answered(&endpoints, "200 OK", &format!("{{\"auth_req_id\":\"{id}\",\"expires_in\":60,\"interval\":5}}"));
    let token = request.split("client_notification_token=").nth(1).and_then(|rest| rest.split('&').next());
    run.wait_event("prompt").expect("somebody is asked");
    let (status, pinged) = notify(port, token.expect("a token to ping with"), id);
    assert_eq!(status, 204);
    let (request, came) = answered(&endpoints, "400 Bad Request", "{\"error\":\"access_denied\"}");
    assert!(request.starts_with("POST /token "), "{request}");
    drop(run.done());
    came.saturating_duration_since(pinged).as_secs_f64() * 1000.0
}

/// Sends a notification; the status of the answer, and when its last byte was sent.
fn notify(port: u16, token: &str, id: &str) -> (u16, Instant) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("somebody listens");
    stream.set_nodelay(true).and_then(|()| stream.set_read_timeout(Some(Duration::from_secs(10)))).expect("a socket");
    let body = format!("{{\"auth_req_id\":\"{id}\"}}");
    let head = format!(
        "POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all((head + &body).as_bytes()).expect("it takes a request");
    let sent = Instant::now();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    (answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0), sent)
}

/// Answers one request; all of it, and when its first byte was there.
fn answered(listener: &TcpListener, status: &str, body: &str) -> (String, Instant) {
    let (mut stream, _) = listener.accept().expect("somebody asks");
    let mut bytes = vec![0; 1 << 16];
    let mut length = stream.read(&mut bytes).expect("a request");
    let came = Instant::now();
    let is_whole = |text: &str| {
        let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
        let head = head.to_ascii_lowercase();
        let promised = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.trim().parse().ok());
        body.len() >= promised.unwrap_or(0)
    };
    while !is_whole(&String::from_utf8_lossy(&bytes[..length])) {
        length += stream.read(&mut bytes[length..]).expect("the rest of a request");
    }
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nCache-Control: no-store\r\nConnection: close\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(answer.as_bytes()).expect("it takes an answer");
    (String::from_utf8_lossy(&bytes[..length]).into_owned(), came)
}
