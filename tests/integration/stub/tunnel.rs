//! A proxy that understands CONNECT and leads every name to one server.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

/// A running proxy; dropping it stops it.
pub struct Tunnel {
    address: SocketAddr,
    over: Arc<AtomicBool>,
    heads: Arc<Mutex<Vec<String>>>,
    thread: Option<JoinHandle<()>>,
}

impl Tunnel {
    /// Leads to that server.
    pub fn to(server: SocketAddr) -> Self {
        Self::start("HTTP/1.1 200 Connection established", Some(server))
    }

    /// Says no, with that status line.
    pub fn refusing(status: &'static str) -> Self {
        Self::start(status, None)
    }

    fn start(status: &'static str, to: Option<SocketAddr>) -> Self {
        let heads: Arc<Mutex<Vec<String>>> = Arc::default();
        let remember = Arc::clone(&heads);
        let (address, over, thread) = super::accept(move |stream| {
            let remember = Arc::clone(&remember);
            std::thread::spawn(move || lead(stream, status, to, &remember));
        });
        Self { address, over, heads, thread: Some(thread) }
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it was asked for: whole heads.
    pub fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Tunnel {
    fn drop(&mut self) {
        super::end(self.address, &self.over, self.thread.take());
    }
}

fn lead(mut client: TcpStream, status: &str, to: Option<SocketAddr>, remember: &Mutex<Vec<String>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        match client.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => return,
        }
    }
    remember.lock().unwrap_or_else(PoisonError::into_inner).push(String::from_utf8_lossy(&head).into_owned());
    let said = client.write_all(format!("{status}\r\n\r\n").as_bytes());
    let (Ok(()), Some(to)) = (said, to) else { return };
    let Ok(server) = TcpStream::connect(to) else { return };
    let (Ok(there), Ok(back)) = (server.try_clone(), client.try_clone()) else { return };
    let up = std::thread::spawn(move || pipe(client, there));
    pipe(server, back);
    up.join().expect("a pipe does not panic");
}

fn pipe(mut from: TcpStream, mut to: TcpStream) {
    let mut piece = [0; 4096];
    while let Ok(read @ 1..) = from.read(&mut piece) {
        if to.write_all(&piece[..read]).is_err() {
            break;
        }
    }
    let _gone = to.shutdown(Shutdown::Write);
}
