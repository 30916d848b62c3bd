//! The sockets: accepting, reading requests, sending answers.

use super::answer::{Answer, Delivery};
use super::body::Journey;
use super::ciba;
use super::clock;
use super::door::Door;
use super::errand;
use super::form::Form;
use super::kept::Kept;
use super::provider::Provider;
use super::request::Request;
use super::tls::{self, Shown};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use hyper::header::{ACCEPT, AUTHORIZATION, COOKIE, HOST, ORIGIN};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

/// A form longer than this is nobody's.
const LONGEST_FORM: usize = 256 * 1024;

/// A request whose header or body takes longer is dropped.
const PATIENCE: Duration = Duration::from_secs(15);

/// The listeners; those with TLS are missing where somebody else has their ports.
pub(super) struct Sockets {
    pub own: TcpListener,
    pub stranger: TcpListener,
    pub https: Option<TcpListener>,
    pub mtls: Option<TcpListener>,
}

/// Serves until `stop` says so (or is dropped); the ports are free afterwards.
pub(super) fn serve(sockets: Sockets, provider: &Arc<Provider>, stop: oneshot::Receiver<()>) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let Sockets { own, stranger, https, mtls } = sockets;
        let all =
            [(Some(own), Door::Plain), (Some(stranger), Door::Stranger), (https, Door::Https), (mtls, Door::Mtls)];
        for (listener, door) in all {
            if let Some(listener) = listener {
                let listener = tokio::net::TcpListener::from_std(listener)?;
                tokio::spawn(accept(listener, Arc::clone(provider), door));
            }
        }
        make_keys_soon(Arc::clone(provider));
        // Whatever was spawned ends with the runtime.
        let _ = stop.await;
        Ok(())
    })
}

/// Makes the keys a moment after the start, so that the first frame of a workbench in this process has the machine to
/// itself. A request that comes earlier makes them.
fn make_keys_soon(provider: Arc<Provider>) {
    tokio::spawn(async move {
        clock::timer(Duration::from_millis(200)).await;
        tokio::task::spawn_blocking(move || {
            provider.keys();
        });
    });
}

async fn accept(listener: tokio::net::TcpListener, provider: Arc<Provider>, door: Door) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file descriptors, most likely: some will be closed soon.
            clock::timer(Duration::from_millis(50)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        tokio::spawn(welcome(stream, Arc::clone(&provider), door));
    }
}

/// Shakes hands where that is due, and serves. A client that goes away is not this server's business.
async fn welcome(stream: TcpStream, provider: Arc<Provider>, door: Door) {
    if matches!(door, Door::Plain | Door::Stranger) {
        return connection(stream, &provider, (door, None)).await;
    }
    let shaken = tokio::time::timeout(PATIENCE, tls::acceptor(door == Door::Mtls).accept(stream)).await;
    let Ok(Ok(stream)) = shaken else { return };
    let chain = stream.get_ref().1.peer_certificates().unwrap_or_default();
    let certificate = Shown::read(chain, provider.clock.now().unix()).map(Arc::new);
    connection(stream, &provider, (door, certificate)).await;
}

/// The door that a connection came through, and the certificate that came with it.
type Guest = (Door, Option<Arc<Shown>>);

async fn connection(stream: impl AsyncRead + AsyncWrite + Unpin, provider: &Arc<Provider>, guest: Guest) {
    let service = service_fn(|request| respond(request, provider, &guest));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(PATIENCE);
    let _ = http.serve_connection(TokioIo::new(stream), service).await;
}

async fn respond(
    request: hyper::Request<Incoming>,
    provider: &Arc<Provider>,
    guest: &Guest,
) -> io::Result<hyper::Response<Journey>> {
    let now = provider.clock.now();
    let request = read(request, provider, guest).await?;
    let stranger = request.door == Door::Stranger;
    let path = if stranger { format!("/stranger{}", request.path) } else { request.path.clone() };
    let line = provider.log.arrived(now, &request.method, &path, &[&request.query, &request.form]);
    let answer = if stranger {
        Answer::text(200, "{\"stranger\":\"You followed a redirect to another origin.\"}")
    } else {
        hold(provider, &request).await;
        provider.answer(&request, provider.clock.now())
    };
    errand::run_all(provider);
    if answer.delay > 0 {
        clock::timer(Duration::from_secs(answer.delay)).await;
    }
    if answer.delivery == Delivery::Closed {
        return Err(io::Error::other("closed on purpose"));
    }
    provider.log.answered(line, answer.status);
    send(answer)
}

/// Waits with the answer to a long poll until a person decided or the time is up (CIBA §10.1).
async fn hold(provider: &Provider, request: &Request) {
    let arrived_ms = provider.clock.now().mono_ms;
    loop {
        let decided = provider.decided.notified();
        let Some(until_ms) = ciba::held(provider, request, arrived_ms) else { return };
        let left_ms = until_ms.saturating_sub(provider.clock.now().mono_ms);
        if left_ms == 0 {
            return;
        }
        tokio::select! {
            () = decided => {}
            () = clock::timer(Duration::from_millis(left_ms)) => {}
        }
    }
}

async fn read(request: hyper::Request<Incoming>, provider: &Provider, guest: &Guest) -> io::Result<Request> {
    let (head, body) = request.into_parts();
    let text = |name| head.headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
    let body = tokio::time::timeout(PATIENCE, Limited::new(body, LONGEST_FORM).collect()).await;
    let body = body.map_err(io::Error::other)?.map_err(io::Error::other)?.to_bytes();
    provider.log.keep(|| Kept::of(&head, &body));
    let query = Form::read(head.uri.query().unwrap_or_default());
    let form = std::str::from_utf8(&body).ok().and_then(Form::read);
    Ok(Request {
        method: head.method.as_str().to_owned(),
        path: head.uri.path().to_owned(),
        unreadable: query.is_none() || form.is_none(),
        query: query.unwrap_or_default(),
        form: form.unwrap_or_default(),
        host: text(HOST),
        authorization: text(AUTHORIZATION),
        accept: text(ACCEPT),
        cookie: text(COOKIE),
        origin: text(ORIGIN),
        door: guest.0,
        certificate: guest.1.clone(),
        dpop: head.headers.get_all("dpop").iter().filter_map(|v| v.to_str().ok()).map(str::to_owned).collect(),
    })
}

fn send(answer: Answer) -> io::Result<hyper::Response<Journey>> {
    let mut response = hyper::Response::builder().status(answer.status);
    for (name, value) in &answer.headers {
        response = response.header(*name, value.as_str());
    }
    response.body(Journey::new(answer.body, answer.delivery)).map_err(io::Error::other)
}
