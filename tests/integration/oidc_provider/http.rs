//! HTTP/1.1 in its smallest form: one request a connection, plain TCP, loopback. It shares nothing with the client
//! that is tested.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

/// Nothing on loopback takes as long.
const PATIENCE: Duration = Duration::from_secs(30);

/// An answer, its body undone from its transfer coding.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The header fields in their order, their names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body as text.
    pub body: String,
}

impl Answer {
    /// The first field of that (lower-case) name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON; a test that asks has nothing to go on with otherwise.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }
}

/// Sends one request to an `http://127.0.0.1:PORT/…` address; a body that is not empty goes as a form.
pub fn send(method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let (authority, target) = split(url);
    let mut request = format!("{method} {target} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n");
    for (name, value) in headers {
        write!(request, "{name}: {value}\r\n").expect("a String takes all that is written");
    }
    if method == "POST" {
        let length = body.len();
        let fields = format!("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n");
        request.push_str(&fields);
    }
    request.push_str("\r\n");
    request.push_str(body);
    exchange(authority, &request).unwrap_or_else(|error| panic!("{method} {url}: {error}"))
}

/// Sends a JSON body, or none where it is `null`.
pub fn send_json(method: &str, url: &str, body: &serde_json::Value) -> Answer {
    let (authority, target) = split(url);
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let length = body.len();
    let request = format!(
        "{method} {target} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    );
    exchange(authority, &request).unwrap_or_else(|error| panic!("{method} {url}: {error}"))
}

fn exchange(authority: &str, request: &str) -> Result<Answer, String> {
    let failed = |error: std::io::Error| error.to_string();
    let mut stream = TcpStream::connect(authority).map_err(failed)?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(failed)?;
    stream.write_all(request.as_bytes()).map_err(failed)?;
    let mut bytes = Vec::new();
    let mut part = [0; 16 << 10];
    while !is_whole(&bytes) {
        match stream.read(&mut part).map_err(failed)? {
            0 => break,
            length => bytes.extend_from_slice(&part[..length]),
        }
    }
    read(&bytes)
}

/// Whether as much came as was promised: not every server closes when it is asked to.
fn is_whole(bytes: &[u8]) -> bool {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
    let length = head.split("\r\n").find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
    length.is_some_and(|length| bytes.len() >= end + 4 + length)
}

/// `127.0.0.1:PORT` and the request target of an address.
fn split(url: &str) -> (&str, &str) {
    let rest = url.strip_prefix("http://").unwrap_or_else(|| panic!("only plain http here: {url}"));
    let rest = rest.split('#').next().unwrap_or(rest);
    let at = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, target) = rest.split_at(at);
    assert!(authority.starts_with("127.0.0.1:"), "only loopback here: {url}");
    (authority, if target.is_empty() { "/" } else { target })
}

fn read(bytes: &[u8]) -> Result<Answer, String> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").ok_or("the header does not end")?;
    let head = std::str::from_utf8(&bytes[..end]).map_err(|_| "the header is no text")?;
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
    let headers = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let mut answer = Answer { status: status.ok_or("no status")?, headers, body: String::new() };
    let rest = &bytes[end + 4..];
    let body = if answer.header("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
        unchunked(rest)?
    } else if let Some(length) = answer.header("content-length") {
        let length: usize = length.parse().map_err(|_| "no length")?;
        rest.get(..length).ok_or("the body is cut short")?.to_vec()
    } else {
        rest.to_vec()
    };
    answer.body = String::from_utf8_lossy(&body).into_owned();
    Ok(answer)
}

fn unchunked(mut rest: &[u8]) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|two| two == b"\r\n").ok_or("a chunk has no size")?;
        let size = std::str::from_utf8(&rest[..end]).unwrap_or_default();
        let size =
            usize::from_str_radix(size.split(';').next().unwrap_or(size).trim(), 16).map_err(|e| e.to_string())?;
        if size == 0 {
            return Ok(body);
        }
        let chunk = rest.get(end + 2..end + 2 + size).ok_or("a chunk is cut short")?;
        body.extend_from_slice(chunk);
        rest = rest.get(end + 2 + size + 2..).ok_or("a chunk does not end")?;
    }
}

/// `application/x-www-form-urlencoded` of the fields.
pub fn form(fields: &[(&str, &str)]) -> String {
    fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect::<Vec<_>>().join("&")
}

fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            _ => write!(out, "%{byte:02X}").expect("a String takes all that is written"),
        }
    }
    out
}

/// Answers the next request with `done` and returns its first line: a redirect address that only listens.
pub fn serve_once(listener: &TcpListener) -> String {
    let (mut stream, _) = listener.accept().expect("the listener is open");
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") && matches!(stream.read(&mut byte), Ok(1)) {
        bytes.push(byte[0]);
    }
    stream
        .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\ndone")
        .expect("it waits for this");
    let text = String::from_utf8_lossy(&bytes);
    text.lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oidc_provider_fixture_reads_both_kinds_of_body() {
        let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab\n\r\n2;x=y\r\nc\r\r\n0\r\n\r\n";
        assert_eq!(read(chunked).unwrap().body, "ab\nc\r");
        let counted = b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\nX-A: b: c\r\n\r\nabc";
        let answer = read(counted).unwrap();
        assert_eq!((answer.status, answer.body.as_str(), answer.header("x-a")), (404, "ab", Some("b: c")));
        assert!(read(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc").is_err());
        assert!(read(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc").is_err());
        assert!(read(b"HTTP/1.1 200 OK\r\n").is_err());
    }

    #[test]
    fn oidc_provider_fixture_encodes_forms() {
        assert_eq!(form(&[("a b", "p%&+ =/?~"), ("c", "ä")]), "a+b=p%25%26%2B+%3D%2F%3F%7E&c=%C3%A4");
    }
}
