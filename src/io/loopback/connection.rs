//! One connection: one request is read within limits, answered, and that is all.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::{Body as _, Bytes, Incoming as Body};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::desk::Desk;
use super::head::{Head, Kept};
use super::seats::{Phase, Seat};
use crate::protocol::listener::{Incoming, Reply, Source};

/// Time for the first byte, and again for the whole header.
const HEADER_TIME: Duration = Duration::from_secs(10);

/// Time for everything.
const WHOLE_TIME: Duration = Duration::from_secs(30);

/// Time for whoever was refused to say the rest. Closing on them would reset the connection, and the refusal with it.
const LEAVING_TIME: Duration = Duration::from_secs(2);

/// How long a notification may come before the answer that says which request it is about.
const PATIENCE: Duration = Duration::from_secs(5);

/// Most bytes of a request line and header.
pub const HEADER_LIMIT: usize = 16 << 10;

/// Most bytes of a body: an answer as a signed JWT can be long.
const BODY_LIMIT: usize = 1 << 20;

const TOO_LARGE: &str = "(too large)";
const TOO_SLOW: &str = "(too slow)";
const ENDED: &str = "(ended before its request was there)";

/// A visitor and who deals with it.
#[derive(Clone, Copy)]
struct Visitor<'a> {
    source: Source,
    desk: &'a Desk,
    seat: &'a Seat,
}

/// Serves one visitor.
pub async fn serve(stream: TcpStream, from: SocketAddr, desk: Arc<Desk>, seat: Seat) {
    let source = Source::Listener(from);
    let beginning = tokio::select! {
        biased;
        () = seat.dismissed() => return,
        beginning = beginning(&stream) => beginning,
    };
    // A browser connects ahead of need: who says nothing was nobody.
    let Some(what) = beginning else { return };
    seat.is_now(Phase::Reading);
    let visitor = Visitor { source, desk: &desk, seat: &seat };
    let (word, status) = tokio::select! {
        biased;
        () = seat.dismissed() => ("(too slow: dropped for others)", 0),
        ended = timeout(WHOLE_TIME, converse(stream, visitor)) => match ended {
            Ok(Ok(())) => (ENDED, 0),
            Ok(Err(error)) => told(&error),
            Err(_) => (TOO_SLOW, 0),
        },
    };
    if seat.is(Phase::Reading) {
        desk.note(source, what.unwrap_or(word), status);
    }
}

/// Waits for the first bytes; a word when they are known to be no HTTP/1.
async fn beginning(stream: &TcpStream) -> Option<Option<&'static str>> {
    let mut bytes = [0; 16];
    let count = timeout(HEADER_TIME, stream.peek(&mut bytes)).await.ok()?.ok().filter(|count| *count > 0)?;
    Some(match &bytes[..count] {
        // Somebody follows an https address: what is registered at the provider, or where a tunnel forwards to, has
        // another scheme than ours.
        [0x16, 0x03, ..] => Some("(a TLS handshake; plain http is spoken here)"),
        beginning if beginning.starts_with(b"PRI * HTTP/2") => Some("(HTTP/2)"),
        _ => None,
    })
}

async fn converse(stream: TcpStream, visitor: Visitor<'_>) -> hyper::Result<()> {
    let _best_effort = stream.set_nodelay(true);
    let stream = Kept::new(stream);
    let head = stream.head();
    let service = service_fn(|request| Box::pin(async { Ok::<_, Infallible>(respond(request, &head, visitor).await) }));
    let mut http = http1::Builder::new();
    // One request a connection, so that nothing can hide behind the first. Some clients stop sending to say its end.
    http.keep_alive(false).half_close(true);
    http.timer(TokioTimer::new()).header_read_timeout(HEADER_TIME);
    http.max_header_size(HEADER_LIMIT).max_buf_size(HEADER_LIMIT);
    let mut connection = http.serve_connection(TokioIo::new(stream), service);
    std::future::poll_fn(|context| connection.poll_without_shutdown(context)).await?;
    if visitor.seat.is(Phase::Answering) {
        visitor.seat.is_now(Phase::Leaving);
        let _gone = timeout(LEAVING_TIME, leave(connection.into_parts().io.into_inner())).await;
    }
    Ok(())
}

/// Ends our half, and reads the other one to its end.
async fn leave(mut stream: Kept) -> std::io::Result<()> {
    stream.shutdown().await?;
    let mut rest = [0; 8 << 10];
    while stream.read(&mut rest).await? > 0 {}
    Ok(())
}

/// What went wrong, and the status that hyper answered with by itself.
fn told(error: &hyper::Error) -> (&'static str, u16) {
    match () {
        () if error.is_parse_too_large() => (TOO_LARGE, 431),
        () if error.is_parse() => ("(no HTTP request)", 400),
        () if error.is_timeout() => (TOO_SLOW, 0),
        () => (ENDED, 0),
    }
}

async fn respond(request: hyper::Request<Body>, head: &Head, visitor: Visitor<'_>) -> hyper::Response<Full<Bytes>> {
    let Visitor { source, desk, seat } = visitor;
    let read = if head.frames_one_body(desk.takes_chunked()) {
        read(request, source).await
    } else {
        Err(("(an ambiguous request)", 400))
    };
    // From here on nobody takes its seat.
    seat.is_now(Phase::Answering);
    match read {
        Ok(incoming) => {
            let reply = desk.receive(&incoming, PATIENCE).await;
            reply.map_or_else(|| refusal(503), |reply| response(&reply))
        }
        Err((what, status)) => {
            desk.note(source, what, status);
            refusal(status)
        }
    }
}

async fn read(request: hyper::Request<Body>, source: Source) -> Result<Incoming, (&'static str, u16)> {
    let (head, body) = request.into_parts();
    // Said before any of it is asked for.
    if body.size_hint().lower() > BODY_LIMIT as u64 {
        return Err((TOO_LARGE, 413));
    }
    let body = Limited::new(body, BODY_LIMIT).collect().await.map_err(|error| {
        if error.is::<LengthLimitError>() { (TOO_LARGE, 413) } else { ("(its body is broken)", 400) }
    })?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok(Incoming {
        source,
        method: head.method.as_str().to_owned(),
        target: head.uri.to_string(),
        headers: head.headers.iter().map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect(),
        body: body.to_bytes().into(),
    })
}

fn response(reply: &Reply) -> hyper::Response<Full<Bytes>> {
    let mut response = hyper::Response::builder().status(reply.status);
    for (name, value) in &reply.headers {
        // The connection ends either way; hyper says so once.
        if !name.eq_ignore_ascii_case("connection") {
            response = response.header(*name, value.as_str());
        }
    }
    response.body(Full::from(reply.body)).unwrap_or_else(|_| refusal(500))
}

fn refusal(status: u16) -> hyper::Response<Full<Bytes>> {
    let mut response = hyper::Response::new(Full::default());
    *response.status_mut() = hyper::StatusCode::from_u16(status).unwrap_or(hyper::StatusCode::BAD_REQUEST);
    response.headers_mut().insert(hyper::header::CACHE_CONTROL, hyper::header::HeaderValue::from_static("no-store"));
    response
}
