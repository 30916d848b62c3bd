//! Binding literally, on loopback only, and never over somebody else's listener.

use std::io;
use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpSocket};

use super::holder;
use crate::flow::BindError;

/// Who connects before anybody is let in waits here.
const BACKLOG: u32 = 1024;

/// A port that is free in one family can be taken in the other: so many are tried.
const TRIES: usize = 16;

/// Listens at every address. A port of 0 is any free one, the same at every address; a family that this machine does
/// not have is left out, unless none is left.
pub fn bind(addresses: &[SocketAddr]) -> Result<Vec<TcpListener>, BindError> {
    if let Some(address) = addresses.iter().find(|address| !address.ip().is_loopback()) {
        return Err(BindError {
            address: *address,
            reason: "others could reach it: only loopback is bound".to_owned(),
        });
    }
    let mut tries = TRIES;
    loop {
        tries -= 1;
        match all(addresses) {
            Err((address, error)) if is_taken(&error) && address.port() == 0 && tries > 0 => {}
            ended => return ended.map_err(|(address, error)| BindError { address, reason: reason(address, &error) }),
        }
    }
}

fn all(addresses: &[SocketAddr]) -> Result<Vec<TcpListener>, (SocketAddr, io::Error)> {
    let mut listeners: Vec<TcpListener> = Vec::new();
    let mut missing = None;
    for address in addresses {
        let chosen = listeners.first().and_then(|first| first.local_addr().ok()).map(|first| first.port());
        let port = if address.port() == 0 { chosen.unwrap_or(0) } else { address.port() };
        match listen(SocketAddr::new(address.ip(), port)) {
            Ok(listener) => listeners.push(listener),
            Err(error) if is_missing(&error) => missing = Some((*address, error)),
            Err(error) => return Err((*address, error)),
        }
    }
    match missing {
        Some(missing) if listeners.is_empty() => Err(missing),
        _ => Ok(listeners),
    }
}

/// A port on which connections of ours ended lately can be bound again only with `SO_REUSEADDR`. On Linux that takes
/// no listener away from anybody; elsewhere on Unix it could, so it is asked for only where nobody answers; on Windows
/// it would, and is not needed.
fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    if cfg!(any(target_os = "linux", target_os = "android")) {
        return listen_at(address, true);
    }
    match listen_at(address, false) {
        Err(error) if cfg!(unix) && is_taken(&error) && address.port() != 0 && nobody_answers(address) => {
            listen_at(address, true)
        }
        ended => ended,
    }
}

fn listen_at(address: SocketAddr, reuse: bool) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    if reuse {
        socket.set_reuseaddr(true)?;
    }
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

fn nobody_answers(address: SocketAddr) -> bool {
    let answered = std::net::TcpStream::connect_timeout(&address, std::time::Duration::from_millis(200));
    answered.is_err_and(|error| error.kind() == io::ErrorKind::ConnectionRefused)
}

fn is_taken(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::AddrInUse
}

/// Whether the machine has no such address, or not even its family.
fn is_missing(error: &io::Error) -> bool {
    #[cfg(unix)]
    let has_family = rustix::io::Errno::from_io_error(error) != Some(rustix::io::Errno::AFNOSUPPORT);
    #[cfg(windows)]
    let has_family = error.raw_os_error() != Some(10047);
    error.kind() == io::ErrorKind::AddrNotAvailable || !has_family
}

fn reason(address: SocketAddr, error: &io::Error) -> String {
    let port = address.port();
    match error.kind() {
        io::ErrorKind::AddrInUse if port == 0 => format!("no port was found that is free beside it (tried {TRIES})"),
        io::ErrorKind::AddrInUse => match holder::of(port) {
            Some(holder) => format!("port {port} is taken by {holder}"),
            None => format!("port {port} is taken"),
        },
        io::ErrorKind::PermissionDenied => format!("port {port} may only be bound by the system's administrator"),
        io::ErrorKind::AddrNotAvailable => "this machine has no such address".to_owned(),
        _ => error.to_string(),
    }
}
