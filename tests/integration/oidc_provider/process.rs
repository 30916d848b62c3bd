//! The provider as a process: installed by `npm ci`, started by `node`, ended by its own handle.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// Far more than a start takes (about a second), for machines that do other things as well.
const START: Duration = Duration::from_secs(60);

/// `node server.mjs 0 …`, ready.
pub struct Running {
    child: Child,
    /// Held open: the server ends when it closes, even if this process is killed.
    _stdin: ChildStdin,
    /// What it printed as its issuer.
    pub issuer: String,
    /// The same over TLS, where that was asked for.
    pub secure: Option<Secure>,
}

/// A provider over TLS.
pub struct Secure {
    /// Its issuer.
    pub issuer: String,
    /// Where the same provider is reached by plain http.
    pub door: String,
}

/// PEM texts for a provider over TLS, as JSON.
const TLS: &str = "GRANTTY_TEST_TLS";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/providers")
}

/// Runs `npm ci` unless what is installed is as new as the lock file.
pub fn install() -> Result<(), String> {
    let modified = |name: &str| folder().join(name).metadata().and_then(|found| found.modified()).ok();
    let lock = modified("package-lock.json").ok_or("tests/providers/package-lock.json is missing")?;
    // npm writes this file last, so half an installation does not have it.
    if modified("node_modules/.package-lock.json").is_some_and(|installed| installed >= lock) {
        return Ok(());
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let output = Command::new(npm)
        .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
        .current_dir(folder())
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("npm cannot be run: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("`npm ci` in tests/providers failed:\n{}", String::from_utf8_lossy(&output.stderr)))
}

impl Running {
    /// Starts the server on a free port and waits for its issuer; an error where there is no Node. `tls` are PEM texts.
    pub fn start(device_code_seconds: u32, tls: Option<&serde_json::Value>) -> Result<Self, String> {
        let mut child = Command::new("node")
            .args(["server.mjs", "0", &device_code_seconds.to_string()])
            .env_remove(TLS)
            .envs(tls.map(|texts| (TLS, texts.to_string())))
            .current_dir(folder())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("node cannot be run: {error}"))?;
        let stdin = child.stdin.take().expect("piped above");
        let stdout = child.stdout.take().expect("piped above");
        let mut stderr = child.stderr.take().expect("piped above");
        let complaints = std::thread::spawn(move || {
            let mut text = Vec::new();
            stderr.read_to_end(&mut text).ok();
            String::from_utf8_lossy(&text).into_owned()
        });
        let first = ready(stdout).recv_timeout(START);
        let mut running = Self { child, _stdin: stdin, issuer: String::new(), secure: None };
        if let Ok((issuer, secure)) = first {
            (running.issuer, running.secure) = (issuer, secure);
            return Ok(running);
        }
        drop(running);
        // Node is there and the packages are installed, so this is no lack of this machine.
        panic!("the provider did not start:\n{}", complaints.join().unwrap_or_default())
    }
}

/// The addresses, as soon as they are printed; the rest is read and thrown away, so that the server never blocks on it.
fn ready(stdout: ChildStdout) -> mpsc::Receiver<(String, Option<Secure>)> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            let Ok(ready) = serde_json::from_str::<serde_json::Value>(&line) else { continue };
            let text = |name: &str| ready[name].as_str().map(str::to_owned);
            if let Some(issuer) = text("issuer") {
                let secure = text("secure").zip(text("door")).map(|(issuer, door)| Secure { issuer, door });
                // Nobody may be waiting any more.
                sender.send((issuer, secure)).ok();
            }
        }
    });
    receiver
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
