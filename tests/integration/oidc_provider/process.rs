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
}

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
    /// Starts the server on a free port and waits for its issuer; an error where there is no Node.
    pub fn start(device_code_seconds: u32) -> Result<Self, String> {
        let mut child = Command::new("node")
            .args(["server.mjs", "0", &device_code_seconds.to_string()])
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
        let first = issuers(stdout).recv_timeout(START);
        let mut running = Self { child, _stdin: stdin, issuer: String::new() };
        if let Ok(issuer) = first {
            running.issuer = issuer;
            return Ok(running);
        }
        drop(running);
        // Node is there and the packages are installed, so this is no lack of this machine.
        panic!("the provider did not start:\n{}", complaints.join().unwrap_or_default())
    }
}

/// The issuer, as soon as it is printed; the rest is read and thrown away, so that the server never blocks on it.
fn issuers(stdout: ChildStdout) -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            let ready: Option<serde_json::Value> = serde_json::from_str(&line).ok();
            if let Some(issuer) = ready.as_ref().and_then(|ready| ready["issuer"].as_str()) {
                // Nobody may be waiting any more.
                sender.send(issuer.to_owned()).ok();
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
