//! A small raw server: it hands each connection to a function and remembers the requests that the function read.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A running server; it ends when it is dropped.
pub struct Server {
    pub address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    requests: Mutex<Vec<String>>,
    connections: AtomicUsize,
    stop: AtomicBool,
}

/// One connection, as the server's function sees it.
pub struct Connection {
    stream: BufReader<TcpStream>,
    shared: Arc<Shared>,
}

impl Server {
    pub fn start(serve: impl Fn(&mut Connection) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        let (theirs, serve) = (Arc::clone(&shared), Arc::new(serve));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if theirs.stop.load(Ordering::SeqCst) {
                    return;
                }
                theirs.connections.fetch_add(1, Ordering::SeqCst);
                stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
                stream.set_write_timeout(Some(Duration::from_secs(5))).unwrap();
                let mut connection = Connection { stream: BufReader::new(stream), shared: Arc::clone(&theirs) };
                let serve = Arc::clone(&serve);
                std::thread::spawn(move || serve(&mut connection));
            }
        });
        Self { address, shared }
    }

    /// Reads one request a connection and writes this.
    pub fn answering(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        Self::start(move |connection| {
            connection.request();
            connection.write(&answer);
        })
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn requests(&self) -> Vec<String> {
        self.shared.requests.lock().unwrap().clone()
    }

    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
    }
}

impl Connection {
    /// Reads one request, head and body; false when the peer has gone.
    pub fn request(&mut self) -> bool {
        let mut text = String::new();
        let mut length = 0;
        loop {
            let before = text.len();
            if self.stream.read_line(&mut text).unwrap_or(0) == 0 {
                return false;
            }
            let line = text[before..].trim_end().to_ascii_lowercase();
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if line.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        let whole = self.stream.read_exact(&mut body).is_ok();
        text.push_str(&String::from_utf8_lossy(&body));
        self.shared.requests.lock().unwrap().push(text);
        whole
    }

    /// Remembers a request that came in another way.
    pub fn remember(&self, request: String) {
        self.shared.requests.lock().unwrap().push(request);
    }

    /// Writes; false when the peer has gone.
    pub fn write(&mut self, bytes: &[u8]) -> bool {
        self.stream.get_mut().write_all(bytes).is_ok()
    }

    /// The bare stream, for a handshake.
    pub fn stream(&mut self) -> &mut TcpStream {
        self.stream.get_mut()
    }

    /// Keeps the connection open and says nothing until the peer goes.
    pub fn silence(&mut self) {
        let mut rest = Vec::new();
        let _ = self.stream.read_to_end(&mut rest);
    }

    #[expect(clippy::disallowed_methods, reason = "a slow server waits")]
    pub fn pause(millis: u64) {
        std::thread::sleep(Duration::from_millis(millis));
    }
}
