//! A server of a test's own: it answers as a closure says, over TLS or not, remembers every byte that it was sent, and
//! serves one request a connection.

pub mod authority;
pub mod tunnel;

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// Nobody here waits longer for a request.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a connection over TLS begins with.
const HANDSHAKE: u8 = 0x16;

/// A request, as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    /// `GET`, `POST`, …
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// Undecoded.
    pub body: String,
    /// All of it.
    pub raw: Vec<u8>,
}

impl Asked {
    /// The path without the query.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A field of the form.
    pub fn field(&self, name: &str) -> Option<String> {
        let mut fields = url::form_urlencoded::parse(self.body.as_bytes());
        fields.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }
}

/// Status, headers and body.
#[derive(Clone, Debug)]
pub struct Answer(pub u16, pub Vec<(&'static str, String)>, pub String);

impl Answer {
    /// JSON as an authorization server sends it.
    pub fn json(status: u16, value: &serde_json::Value) -> Self {
        let headers = vec![
            ("content-type", "application/json".to_owned()),
            ("cache-control", "no-store".to_owned()),
            ("pragma", "no-cache".to_owned()),
        ];
        Self(status, headers, value.to_string())
    }

    /// A redirect, with the method kept.
    pub fn redirect(status: u16, location: String) -> Self {
        Self(status, vec![("location", location)], String::new())
    }

    /// With one more header.
    pub fn with(mut self, name: &'static str, value: String) -> Self {
        self.1.push((name, value));
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let headers: Vec<String> = self.1.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let headers = headers.concat();
        let length = self.2.len();
        let head = format!("HTTP/1.1 {} X\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n", self.0);
        [head.as_bytes(), self.2.as_bytes()].concat()
    }
}

type Answering = dyn Fn(&Asked) -> Answer + Send + Sync;

/// A running server; dropping it stops it.
pub struct Stub {
    address: SocketAddr,
    scheme: &'static str,
    over: Arc<AtomicBool>,
    asked: Arc<Mutex<Vec<Asked>>>,
    thread: Option<JoinHandle<()>>,
}

impl Stub {
    /// In clear.
    pub fn plain(answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        Self::start(Vec::new(), Arc::new(answer))
    }

    /// Over TLS: each connection takes the next configuration, and the last one stays.
    pub fn tls(configs: Vec<Arc<ServerConfig>>, answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        Self::start(configs, Arc::new(answer))
    }

    fn start(configs: Vec<Arc<ServerConfig>>, answer: Arc<Answering>) -> Self {
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let (remember, turn) = (Arc::clone(&asked), AtomicUsize::new(0));
        let scheme = if configs.is_empty() { "http" } else { "https" };
        let (address, over, thread) = accept(move |stream| {
            let config = configs.get(turn.fetch_add(1, Ordering::SeqCst).min(configs.len().saturating_sub(1))).cloned();
            let (answer, remember) = (Arc::clone(&answer), Arc::clone(&remember));
            std::thread::spawn(move || serve(stream, config, &*answer, &remember));
        });
        Self { address, scheme, over, asked, thread: Some(thread) }
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://127.0.0.1:PORT`, or with TLS.
    pub fn origin(&self) -> String {
        format!("{}://{}", self.scheme, self.address)
    }

    /// Everything that came.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        end(self.address, &self.over, self.thread.take());
    }
}

/// Accepts on a thread until it is told to stop.
fn accept(mut welcome: impl FnMut(TcpStream) + Send + 'static) -> (SocketAddr, Arc<AtomicBool>, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("a bound socket has an address");
    let over = Arc::new(AtomicBool::new(false));
    let is_over = Arc::clone(&over);
    let thread = std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            if is_over.load(Ordering::SeqCst) {
                break;
            }
            let _limited = stream.set_read_timeout(Some(PATIENCE));
            welcome(stream);
        }
    });
    (address, over, thread)
}

fn end(address: SocketAddr, over: &AtomicBool, thread: Option<JoinHandle<()>>) {
    over.store(true, Ordering::SeqCst);
    let _wakes = TcpStream::connect(address);
    if let Some(thread) = thread {
        thread.join().expect("the server does not panic");
    }
}

fn serve(stream: TcpStream, config: Option<Arc<ServerConfig>>, answer: &Answering, remember: &Mutex<Vec<Asked>>) {
    let mut socket = stream.try_clone().expect("a socket can be shared");
    match config {
        None => respond(&mut &stream, answer, remember),
        Some(config) => {
            let connection = ServerConnection::new(config).expect("a configuration that serves");
            let mut tls = StreamOwned::new(connection, stream);
            respond(&mut tls, answer, remember);
            tls.conn.send_close_notify();
            let _gone = tls.flush();
        }
    }
    // A connection that is closed with something unread in it is reset, and an alert in it lost.
    let _gone = socket.shutdown(Shutdown::Write);
    let _rest = socket.read_to_end(&mut Vec::new());
}

fn respond(stream: &mut (impl Read + Write), answer: &Answering, remember: &Mutex<Vec<Asked>>) {
    let Some(asked) = read(stream) else {
        // What came is no request: a handshake, most likely.
        let _gone = stream.write_all(&Answer(400, Vec::new(), String::new()).bytes());
        return;
    };
    let bytes = answer(&asked).bytes();
    remember.lock().unwrap_or_else(PoisonError::into_inner).push(asked);
    let _gone = stream.write_all(&bytes).and_then(|()| stream.flush());
}

/// One request, or nothing where it does not come whole.
fn read(stream: &mut impl Read) -> Option<Asked> {
    let (mut raw, mut piece) = (Vec::new(), [0; 8192]);
    loop {
        if let Some(asked) = parse(&raw) {
            return Some(asked);
        }
        match stream.read(&mut piece) {
            Ok(1..) if raw.is_empty() && piece[0] == HANDSHAKE => return None,
            Ok(read @ 1..) => raw.extend_from_slice(&piece[..read]),
            _ => return None,
        }
    }
}

fn parse(raw: &[u8]) -> Option<Asked> {
    let text = String::from_utf8_lossy(raw);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.lines();
    let mut first = lines.next()?.split(' ');
    let named = |line: &str| line.split_once(':').map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()));
    let headers: Vec<(String, String)> = lines.filter_map(named).collect();
    let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok());
    let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
    (body.len() >= length.unwrap_or(0)).then(|| Asked {
        method,
        target,
        headers,
        body: body.to_owned(),
        raw: raw.to_vec(),
    })
}
