//! The header of a request as it came. The HTTP library forgets a length that stands beside chunks, and with it that
//! the body can be read in two ways.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// A connection that keeps a copy of the first bytes.
pub struct Kept {
    stream: TcpStream,
    head: Head,
}

/// The first bytes of a connection.
#[derive(Clone, Default)]
pub struct Head(Arc<Mutex<Vec<u8>>>);

impl Kept {
    /// Keeps what is read from now on, up to the limit of a header.
    pub fn new(stream: TcpStream) -> Self {
        Self { stream, head: Head::default() }
    }

    /// What was kept, and what will be.
    pub fn head(&self) -> Head {
        self.head.clone()
    }
}

impl Head {
    /// Whether it says in one way where the body ends, and to which host it goes (RFC 9112 §6.3, §3.2). Nobody sends two
    /// lengths or two hosts, and no browser sends a redirect in chunks; a smuggler does.
    pub fn frames_one_body(&self, takes_chunked: bool) -> bool {
        let [codings, lengths, hosts] = ["transfer-encoding", "content-length", "host"].map(|name| self.values(name));
        let is_one_way = match codings.as_slice() {
            [] => lengths.len() <= 1,
            // Another coding beside it would leave us with a body that nobody here can decode.
            [coding] => takes_chunked && coding.eq_ignore_ascii_case(b"chunked") && lengths.is_empty(),
            _ => false,
        };
        is_one_way && hosts.len() <= 1
    }

    /// The values of the header fields of that name.
    fn values(&self, name: &str) -> Vec<Vec<u8>> {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let lines = bytes.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        let fields = lines.skip_while(|line| line.is_empty()).skip(1).take_while(|line| !line.is_empty());
        let split = fields.filter_map(|line| Some(line.split_at(line.iter().position(|byte| *byte == b':')?)));
        let wanted = split.filter(|(came, _)| came.trim_ascii().eq_ignore_ascii_case(name.as_bytes()));
        wanted.map(|(_, value)| value[1..].trim_ascii().to_vec()).collect()
    }

    fn keep(&self, bytes: &[u8]) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let room = super::connection::HEADER_LIMIT.saturating_sub(kept.len());
        kept.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }
}

impl AsyncRead for Kept {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.head.keep(&buffer.filled()[before..]);
        polled
    }
}

impl AsyncWrite for Kept {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(text: &str) -> Head {
        let head = Head::default();
        text.as_bytes().chunks(3).for_each(|piece| head.keep(piece));
        head
    }

    #[test]
    fn a_body_that_ends_in_one_way_is_told_from_one_that_ends_in_two() {
        let chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n";
        for (text, plain, in_chunks) in [
            (format!("{chunked}\r\nContent-Length: 4"), false, true),
            (format!("{chunked}Content-Length: 4\r\n\r\n"), false, false),
            (format!("{chunked}transfer-encoding: chunked\r\n\r\n"), false, false),
            (format!("\r\n\n{}\n", chunked.replace("Chunked", "gzip, chunked")), false, false),
            ("POST / HTTP/1.1\nhost:a\nCONTENT-LENGTH: 4\n\nContent-Length: 6\n".to_owned(), true, true),
            ("POST / HTTP/1.1\nhost:a\ncontent-length:4\nContent-Length: 4\n\n".to_owned(), false, false),
            ("POST /Host:Host: HTTP/1.1\r\nHost: a\r\nX-Host: b\r\n\r\n".to_owned(), true, true),
            ("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n".to_owned(), false, false),
            (String::new(), true, true),
        ] {
            assert_eq!(head(&text).frames_one_body(false), plain, "{text}");
            assert_eq!(head(&text).frames_one_body(true), in_chunks, "{text}");
        }
    }

    #[test]
    fn no_more_is_kept_than_a_header_may_have() {
        let head = head(&"Host: a\r\n".repeat(100_000));
        assert!(head.0.lock().unwrap().len() <= super::super::connection::HEADER_LIMIT);
    }
}
