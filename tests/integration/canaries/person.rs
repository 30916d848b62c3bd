//! Who sits before a run: nobody, somebody with a browser, or somebody who logs out.
#![expect(clippy::disallowed_methods, reason = "the tests' own files and deadlines")]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use url::Url;

use crate::program::home::Home;
use crate::program::pipes::Piped;
use crate::stub::Stub;

/// What a person does in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person {
    /// Nothing.
    Nobody,
    /// Signs in, and comes back with a code.
    SignsIn,
    /// Opens an address and is not awaited.
    LogsOut,
}

/// How long a browser may take to start.
const PATIENCE: Duration = Duration::from_secs(10);

impl Person {
    /// Whether a browser has to be started.
    pub fn opens(self) -> bool {
        self != Self::Nobody
    }

    /// Does it; the address that was opened.
    pub fn act(self, run: &mut Piped, (provider, code): (&Stub, &str), home: &Home) -> Option<String> {
        if self == Self::Nobody {
            return None;
        }
        let address = run.wait_talk(|line| {
            let address = line.split_whitespace().last()?;
            ["/authorize?", "/end_session?"].iter().any(|end| address.contains(end)).then(|| address.to_owned())
        })?;
        started(home);
        if self == Self::SignsIn {
            come_back(&address, provider, code);
        }
        Some(address)
    }
}

/// Waits until the browser has told what it sees.
fn started(home: &Home) {
    let until = Instant::now() + PATIENCE;
    let is_there = || {
        let seen = std::fs::read_dir(home.path().join("seen")).into_iter().flatten().flatten();
        seen.map(|entry| entry.file_name().to_string_lossy().into_owned()).any(|name| name.starts_with("browser-"))
    };
    while !is_there() && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Brings the code to where it is awaited: the pushed request says where.
fn come_back(address: &str, provider: &Stub, code: &str) {
    let pushed = provider.asked().into_iter().rev().find(|asked| asked.path() == "/par");
    let in_address = |name: &str| {
        let url = Url::parse(address).ok()?;
        url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    };
    let field = |name: &str| pushed.as_ref().and_then(|asked| asked.field(name)).or_else(|| in_address(name));
    let (Some(uri), Some(state)) = (field("redirect_uri"), field("state")) else { return };
    let uri = Url::parse(&uri).expect("an address");
    let host = format!("127.0.0.1:{}", uri.port().expect("a port"));
    let mut stream = TcpStream::connect(&host).expect("somebody listens");
    let path = uri.path();
    let request = format!("GET {path}?code={code}&state={state} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("it reads");
    let _page = stream.read_to_end(&mut Vec::new());
}

/// A text without an address, however JSON writes it.
pub fn without(text: &str, address: &str) -> String {
    text.replace(address, "").replace(&address.replace('/', "\\/"), "")
}
