//! What a provider owes the computer it runs on.

use super::client::{demo, get};
use crate::demo::{Demo, Options};
use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::thread;

#[test]
fn the_port_is_free_after_the_provider_is_dropped() {
    let demo = demo();
    let port: u16 = demo.issuer().rsplit(':').next().unwrap().parse().unwrap();
    assert!(Demo::start(Options { port, ..Options::default() }).is_err(), "the port is taken");
    let idle = TcpStream::connect(("127.0.0.1", port)).unwrap();
    get(demo.issuer(), "").unwrap();
    drop(demo);
    drop(idle);
    TcpListener::bind(("127.0.0.1", port)).unwrap();
}

#[test]
fn two_hundred_slow_connections_do_not_block() {
    let demo = demo();
    let authority = demo.issuer().trim_start_matches("http://");
    let slow: Vec<TcpStream> = (0..200)
        .map(|_| {
            let mut stream = TcpStream::connect(authority).unwrap();
            stream.write_all(b"POST /token HTTP/1.1\r\nHost: ").unwrap();
            stream
        })
        .collect();
    assert_eq!(get(&format!("{}/jwks", demo.issuer()), "").unwrap().status, 200);
    drop(slow);
}

#[test]
fn requests_may_come_from_many_threads_at_once_and_are_all_logged() {
    let demo = demo();
    let url = format!("{}/.well-known/openid-configuration", demo.issuer());
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..10).for_each(|_| assert_eq!(get(&url, "").unwrap().status, 200)));
        }
    });
    assert_eq!(demo.log().len(), 80);
}

#[test]
fn two_providers_know_nothing_of_each_other() {
    let (one, other) = (demo(), demo());
    let keys = |demo: &Demo| get(&format!("{}/jwks", demo.issuer()), "").unwrap().text();
    assert_ne!(keys(&one), keys(&other));
    let (device_code, _) = super::client::start(one.issuer());
    assert_eq!(super::client::poll(other.issuer(), &device_code).error(), "invalid_grant");
    assert!(other.log().iter().all(|line| line.path != "/device_authorization"));
}
