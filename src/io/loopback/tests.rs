//! The listener against real sockets.

mod browser;
mod flood;
mod garbage;
mod notification;
mod order;
mod port;

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::*;
use crate::protocol::authorize::Place;
use crate::protocol::listener::VisitKind;
use crate::protocol::redirect::{self, Door};

const STATE: &str = "c3RhdGUtb2YtdGhpcy1ydW4";

/// A listener for a redirect URI, with its door open.
fn listening(redirect_uri: &str) -> (Loopback, Vec<SocketAddr>) {
    let mut loopback = Loopback::default();
    let uri = redirect::plan(redirect_uri, None).unwrap();
    let bound = loopback.bind(&uri.bind).unwrap();
    let door = Door::new(&uri, bound.first().map(SocketAddr::port), Some(STATE.to_owned()), Place::Query);
    loopback.admit(Box::new(door));
    (loopback, bound)
}

fn usual() -> (Loopback, SocketAddr) {
    let (loopback, bound) = listening("http://127.0.0.1:0/callback");
    (loopback, bound[0])
}

/// The request of a browser that follows the provider's redirect.
fn callback(at: SocketAddr) -> String {
    get(at, &format!("/callback?code=SplxlOBeZQQYbYS6WxSbIA&state={STATE}"))
}

fn get(at: SocketAddr, target: &str) -> String {
    format!("GET {target} HTTP/1.1\r\nHost: {at}\r\nAccept: text/html\r\n\r\n")
}

/// Sends bytes and reads until the other side closes; what came, however it ended.
async fn sent(at: SocketAddr, bytes: impl AsRef<[u8]>) -> String {
    let Ok(mut stream) = TcpStream::connect(at).await else { return String::new() };
    let _reset = stream.write_all(bytes.as_ref()).await;
    read(&mut stream).await
}

async fn read(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let _reset = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or_default()
}

/// Every visit up to the answer.
async fn until_the_answer(loopback: &Loopback) -> Vec<Visit> {
    let mut visits = Vec::new();
    loop {
        let visit = tokio::time::timeout(Duration::from_secs(20), loopback.next()).await.expect("the answer comes");
        let is_it = visit.kind == VisitKind::Answer;
        visits.push(visit);
        if is_it {
            return visits;
        }
    }
}

/// Whether a port can be bound, and so nobody listens there.
fn is_free(at: SocketAddr) -> bool {
    std::net::TcpListener::bind(at).is_ok()
}
