//! Tells the program which commit it was built from, where git knows.

use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=.git/HEAD");
    println!("cargo::rerun-if-changed=.git/refs/heads");
    let described = Command::new("git").args(["rev-parse", "--short=10", "HEAD"]).output();
    if let Ok(output) = described
        && output.status.success()
        && let Ok(commit) = String::from_utf8(output.stdout)
    {
        println!("cargo::rustc-env=GRANTTY_COMMIT={}", commit.trim());
    }
}
