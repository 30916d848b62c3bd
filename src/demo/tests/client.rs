//! The least HTTP client that shows what a provider does.

use crate::demo::tls::{self, Pair};
use crate::demo::{Demo, Options, form};
use serde_json::Value;
use std::io;
use std::net::TcpStream;
use std::time::Duration;

/// A provider that is polled every second.
pub fn demo() -> Demo {
    Demo::start(Options { interval: 1, ..Options::default() }).unwrap()
}

trait Wire: io::Read + io::Write {}

impl<T: io::Read + io::Write> Wire for T {}

/// An answer as it came.
#[derive(Debug)]
pub struct Got {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Got {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    pub fn error(&self) -> String {
        self.json()["error"].as_str().unwrap_or_default().to_owned()
    }
}

pub fn get(url: &str, headers: &str) -> io::Result<Got> {
    send("GET", url, headers, "")
}

pub fn post(url: &str, fields: &[(&str, &str)]) -> Got {
    post_with(url, "", fields)
}

pub fn post_with(url: &str, headers: &str, fields: &[(&str, &str)]) -> Got {
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", form::encode(name), form::encode(value))).collect();
    send("POST", url, headers, &pairs.join("&")).unwrap()
}

/// `Err` when the connection ends before a head came; a body may be shorter than promised.
pub fn send(method: &str, url: &str, headers: &str, body: &str) -> io::Result<Got> {
    send_as(None, (method, url), headers, body)
}

/// The same with a certificate.
pub fn send_as(own: Option<&Pair>, (method, url): (&str, &str), headers: &str, body: &str) -> io::Result<Got> {
    let (scheme, rest) = url.split_once("://").unwrap();
    let (authority, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
    let stream = TcpStream::connect(authority)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut stream: Box<dyn Wire> =
        if scheme == "https" { Box::new(tls::connect(stream, authority, own)?) } else { Box::new(stream) };
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {authority}\r\n{headers}Content-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )?;
    stream.flush()?;
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let at = bytes.windows(4).position(|w| w == b"\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
    let head = String::from_utf8_lossy(&bytes[..at]).into_owned();
    let body = bytes.split_off(at + 4);
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Ok(Got { status, head, body })
}

/// Codes for the public client.
pub fn start(issuer: &str) -> (String, String) {
    let fields = [("client_id", "grantty-demo"), ("scope", "openid profile email offline_access")];
    let got = post(&format!("{issuer}/device_authorization"), &fields);
    assert_eq!(got.status, 200, "{}", got.text());
    let json = got.json();
    let text = |name: &str| json[name].as_str().unwrap_or_default().to_owned();
    (text("device_code"), text("user_code"))
}

/// One poll of the public client.
pub fn poll(issuer: &str, device_code: &str) -> Got {
    let grant = ("grant_type", crate::demo::metadata::DEVICE_CODE);
    post(&format!("{issuer}/token"), &[grant, ("device_code", device_code), ("client_id", "grantty-demo")])
}

/// The claims of a JWT.
pub fn claims(token: &str) -> Value {
    part(token, 1)
}

/// The header (0) or claims (1) of a JWT.
pub fn part(token: &str, number: usize) -> Value {
    use base64::Engine as _;
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(token.split('.').nth(number).unwrap()).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}
