//! A real browser: Chromium without a window, started by grantty itself through `--browser`, and a person in front of
//! it who is played over `WebDriver`.
//!
//! Where there is no Chromium the tests that need one are left out with a loud line; with
//! `GRANTTY_REQUIRE_PROVIDERS=1` that is a failure instead.
#![expect(clippy::disallowed_methods, reason = "the tests' own processes, files and deadlines")]

mod page;

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use tempfile::TempDir;

use crate::oidc_provider::{left_out, send, send_json};

pub use page::Page;

/// A browser takes its time on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Between two looks.
const LOOK: Duration = Duration::from_millis(25);

/// Names of the two programs, as distributions have them.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];
const DRIVER: &str = "chromedriver";

/// Without a window, without a sandbox (tests may run as root), and without a word to anybody but the pages.
const SWITCHES: &str = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-dev-shm-usage \
                        --disable-background-networking --disable-component-update --disable-sync --disable-extensions";

/// A browser that is ready to be started by somebody else; it ends with this value.
pub struct Chromium {
    program: &'static str,
    port: u16,
    data: TempDir,
    driver: Option<Child>,
}

impl Chromium {
    /// `None` where there is none: the test returns then, the line has been printed.
    pub fn ready() -> Option<Self> {
        let program = BROWSERS.into_iter().find(|name| is_there(name)).filter(|_| is_there(DRIVER));
        let Some(program) = program else {
            left_out("Chromium and its chromedriver are not installed");
            return None;
        };
        let data = tempfile::Builder::new().prefix("grantty-chromium-").tempdir().expect("a directory");
        Some(Self { program, port: free_port(), data, driver: None })
    }

    /// The command that opens an address in it, for `--browser`.
    pub fn command(&self) -> String {
        let Self { program, port, data, .. } = self;
        format!("{program} {SWITCHES} --remote-debugging-port={port} --user-data-dir={}", data.path().display())
    }

    /// The page that is open once somebody has started it.
    pub fn page(&mut self) -> Page {
        wait("the browser", || TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).ok());
        let port = free_port();
        let driver = Command::new(DRIVER)
            .args([format!("--port={port}"), "--log-level=OFF".to_owned()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver can be started");
        self.driver = Some(driver);
        wait("the driver", || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok());
        let base = format!("http://127.0.0.1:{port}");
        let options = json!({ "debuggerAddress": format!("127.0.0.1:{}", self.port) });
        let wanted = json!({ "capabilities": { "alwaysMatch": { "goog:chromeOptions": options } } });
        let session = wait("a session", || {
            let answer = send_json("POST", &format!("{base}/session"), &wanted);
            answer.json()["value"]["sessionId"].as_str().map(str::to_owned)
        });
        Page::new(format!("{base}/session/{session}"))
    }
}

impl Drop for Chromium {
    /// By the numbers of what was started here, and nothing else. The browser was started by grantty; its lock says
    /// which process it is: `host-PID`.
    fn drop(&mut self) {
        let lock = std::fs::read_link(self.data.path().join("SingletonLock")).ok();
        let pid = lock.as_deref().and_then(Path::to_str).and_then(|lock| lock.rsplit('-').next()?.parse().ok());
        if let Some(pid) = pid.and_then(Pid::from_raw) {
            let _gone = kill_process(pid, Signal::KILL);
        }
        if let Some(driver) = &mut self.driver {
            let _gone = driver.kill().and_then(|()| driver.wait());
        }
    }
}

/// Whether a program of that name can be started.
fn is_there(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}

/// Looks until there is something.
#[track_caller]
fn wait<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < until, "waited in vain for {what}");
        std::thread::sleep(LOOK);
    }
}

/// The browser is reachable and says what it is: the test of the fixture itself.
#[test]
fn the_browser_of_the_tests_can_be_driven() {
    let Some(mut chromium) = Chromium::ready() else { return };
    let command = format!("{} about:blank", chromium.command());
    let words: Vec<&str> = command.split(' ').filter(|word| !word.is_empty()).collect();
    let mut child = Command::new(words[0])
        .args(&words[1..])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the browser can be started");
    let page = chromium.page();
    assert_eq!(page.address(), "about:blank");
    let version = send("GET", &format!("http://127.0.0.1:{}/json/version", chromium.port), &[], "");
    assert!(version.body.contains("Protocol-Version"), "{version:?}");
    drop(chromium);
    child.wait().expect("it ends with its fixture");
}
