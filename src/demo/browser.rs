//! The least browser that can log in: one tab, one cookie, forms, no scripts.

use super::{form, tls};
use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// No page takes longer than this.
const PATIENCE: Duration = Duration::from_secs(20);

/// A browser of one tab that keeps one cookie.
pub(super) struct Browser {
    /// `http://` or `https://`, the latter with a certificate of this process's authority.
    scheme: &'static str,
    authority: String,
    /// The path of the address it started at.
    pub base: String,
    cookie: Option<String>,
    /// Headers of every request, each with its line end.
    pub headers: &'static str,
}

/// What came for a request.
pub(super) struct Reply {
    pub status: u16,
    pub location: Option<String>,
    pub body: String,
}

impl Browser {
    /// A new browser, about to visit an address.
    pub fn at(address: &str) -> io::Result<Self> {
        let after = |scheme: &'static str| Some((scheme, address.strip_prefix(scheme)?));
        let found = after("http://").or_else(|| after("https://"));
        let (scheme, rest) = found.ok_or_else(|| io::Error::other("the address is not http"))?;
        let (authority, base) = rest.find(['/', '?', '#']).map_or((rest, ""), |at| rest.split_at(at));
        Ok(Self {
            scheme,
            authority: authority.to_owned(),
            base: base.trim_end_matches('/').to_owned(),
            cookie: None,
            headers: "",
        })
    }

    /// The path of an address of this origin.
    pub fn path_of<'a>(&self, address: &'a str) -> Option<&'a str> {
        let path = address.strip_prefix(self.scheme)?.strip_prefix(self.authority.as_str())?;
        path.starts_with('/').then_some(path)
    }

    /// Sends a request.
    pub fn open(&mut self, method: &str, path: &str, body: &str) -> io::Result<Reply> {
        let cookie = self.cookie.as_ref().map_or_else(String::new, |cookie| format!("Cookie: {cookie}\r\n"));
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\n{}{cookie}Content-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.authority,
            self.headers,
            body.len()
        );
        let answer = self.exchange(request.as_bytes())?;
        let (head, page) = answer.split_once("\r\n\r\n").ok_or_else(|| io::Error::other("no HTTP answer came"))?;
        let header = |name: &str| {
            let lines = head.lines().filter_map(|line| line.split_once(": "));
            lines.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
        };
        if let Some(cookie) = header("set-cookie").and_then(|line| line.split(';').next()) {
            self.cookie = Some(cookie.to_owned());
        }
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
        Ok(Reply { status, location: header("location").map(str::to_owned), body: page.to_owned() })
    }

    fn exchange(&self, request: &[u8]) -> io::Result<String> {
        let mut stream = TcpStream::connect(&self.authority)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let mut answer = Vec::new();
        if self.scheme == "https://" {
            let mut stream = tls::connect(stream, &self.authority, None)?;
            stream.write_all(request)?;
            stream.flush()?;
            stream.read_to_end(&mut answer)?;
        } else {
            stream.write_all(request)?;
            stream.read_to_end(&mut answer)?;
        }
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }
}

/// The address of a page's first form, and the form with its fields filled in.
pub(super) fn fill(page: &str, fields: &[(&str, &str)]) -> Option<(String, String)> {
    let form = page.split_once("<form ")?.1.split_once("</form>")?.0;
    let action = unescape(attribute(form, "action")?);
    let mut pairs: Vec<String> = Vec::new();
    for tag in form.split('<').filter(|tag| tag.starts_with("input") || tag.starts_with("button")) {
        let Some(name) = attribute(tag, "name") else { continue };
        let hidden = attribute(tag, "type") == Some("hidden");
        let typed = fields.iter().find(|(field, _)| !hidden && *field == name).map(|(_, value)| (*value).to_owned());
        let value = typed.unwrap_or_else(|| unescape(attribute(tag, "value").unwrap_or_default()));
        let pair = format!("{}={}", form::encode(name), form::encode(&value));
        if !pairs.contains(&pair) {
            pairs.push(pair);
        }
    }
    Some((action, pairs.join("&")))
}

/// The value of an attribute, quoted or not.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let value = tag.split_once(&format!("{name}="))?.1;
    match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => value.split([' ', '>']).next(),
    }
}

fn unescape(text: &str) -> String {
    let mut plain = text.to_owned();
    while let Some(at) = plain.find("&#") {
        let Some(end) = plain[at..].find(';') else { break };
        let c = plain[at + 2..at + end].parse().ok().and_then(char::from_u32).unwrap_or_default();
        plain.replace_range(at..=at + end, c.encode_utf8(&mut [0; 4]));
    }
    plain.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// The error that quotes what a page says.
pub(super) fn unexpected(page: &str) -> io::Error {
    let note = page.split_once("role=alert>").and_then(|(_, rest)| rest.split('<').next());
    let title = page.split_once("<title>").and_then(|(_, rest)| rest.split('<').next());
    io::Error::other(format!("unexpected page: {}", note.or(title).unwrap_or("nothing")))
}
