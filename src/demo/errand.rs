//! What the provider does without being asked: notifying clients, once the person decided or the time is up.

use super::ciba;
use super::clock;
use super::endpoint;
use super::notice::Posting;
use super::provider::Provider;
use super::site::Site;
use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A client that takes longer to answer is not waited for.
const PATIENCE: Duration = Duration::from_secs(15);

/// A client that does not listen yet may do so after this.
const RETRY: Duration = Duration::from_secs(1);

/// One of them.
pub(super) enum Errand {
    /// Sends these to the client that listens there, each after so many milliseconds.
    Notify { port: u16, postings: Vec<(u64, Posting)> },
    /// Tells the client, at that time, that nobody decided.
    Expire { site: Site, auth_req_id: String, at_ms: u64 },
}

/// A notification that was sent, for tests that ask "what did the client say to it?".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// `POST`, unless a fault changes it.
    pub method: &'static str,
    /// The port of 127.0.0.1 it went to.
    pub port: u16,
    /// How many bytes the body had.
    pub length: usize,
    /// The status of the answer; 0 when there was none.
    pub status: u16,
}

/// Runs all errands of the provider that are due now or later.
pub(super) fn run_all(provider: &Arc<Provider>) {
    for errand in provider.errands() {
        let provider = Arc::clone(provider);
        tokio::spawn(async move { run(&provider, errand).await });
    }
}

async fn run(provider: &Arc<Provider>, errand: Errand) {
    match errand {
        Errand::Notify { port, postings } => notify(provider, port, postings).await,
        Errand::Expire { mut site, auth_req_id, at_ms } => {
            clock::timer(Duration::from_millis(at_ms.saturating_sub(provider.clock.now().mono_ms))).await;
            site.now = provider.clock.now();
            ciba::expire(provider, &site, &auth_req_id);
            run_all(provider);
        }
    }
}

async fn notify(provider: &Provider, port: u16, postings: Vec<(u64, Posting)>) {
    for (pause_ms, posting) in postings {
        clock::timer(Duration::from_millis(pause_ms)).await;
        let mut status = deliver(port, &posting).await;
        if status.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::ConnectionRefused) {
            clock::timer(RETRY).await;
            status = deliver(port, &posting).await;
        }
        let (method, length) = (posting.method, posting.body.len());
        provider.log.sent(Sent { method, port, length, status: status.unwrap_or_default() });
    }
}

/// Sends one; the status of the answer. Redirects are not followed (CIBA §10.2).
async fn deliver(port: u16, posting: &Posting) -> io::Result<u16> {
    tokio::time::timeout(PATIENCE, exchange(port, posting)).await.map_err(io::Error::other)?
}

async fn exchange(port: u16, posting: &Posting) -> io::Result<u16> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
    let Posting { method, content_type, bearer, body } = posting;
    let bearer = bearer.as_ref().map_or_else(String::new, |token| format!("Authorization: Bearer {token}\r\n"));
    let head = format!(
        "{method} {} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{bearer}Content-Type: {content_type}\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        endpoint::PATH,
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    // Who does not want so long a body may say so before it has read it all.
    let _ = stream.write_all(body.as_bytes()).await;
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await?;
    let status = std::str::from_utf8(&answer[9..]).ok().and_then(|status| status.parse().ok());
    status.ok_or_else(|| io::Error::other("no HTTP answer came"))
}
