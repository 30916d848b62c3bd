//! What stays in memory of a secret that nobody keeps any more. Best effort: what the kernel, the allocator of a
//! dependency or a register kept is nobody's to wipe.
#![cfg(target_os = "linux")]
#![expect(clippy::disallowed_methods, reason = "the test's own variables and files")]

use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::PathBuf;
use std::process::Command;

use grantty::io::secrets;
use grantty::profile::SecretReference;

use crate::program::home::Home;

/// Set: this process looks into its own memory; its value is the folder with the secret.
const LOOKS: &str = "GRANTTY_TEST_MEMORY";

/// The secret, spelled so that this very constant is not found.
const HIDDEN: [u8; 24] = *b"9;4;(#w<(5(\"w7?75(#w)9;4";

const KEY: u8 = 0x5a;

/// How often the secret stands in memory that can be written.
fn found() -> usize {
    let maps = std::fs::read_to_string("/proc/self/maps").expect("a map");
    let mut memory = std::fs::File::open("/proc/self/mem").expect("our own memory");
    let mut buffer = vec![0; 1 << 16];
    let mut count = 0;
    for line in maps.lines().filter(|line| line.split_whitespace().nth(1).is_some_and(|may| may.starts_with("rw"))) {
        let Some((from, to)) = line.split_whitespace().next().and_then(|range| range.split_once('-')) else { continue };
        let number = |text| u64::from_str_radix(text, 16).expect("an address");
        let (mut at, to) = (number(from), number(to));
        while at < to {
            let length = usize::try_from(to - at).unwrap_or(usize::MAX).min(buffer.len());
            let is_read =
                memory.seek(SeekFrom::Start(at)).and_then(|_| memory.read_exact(&mut buffer[..length])).is_ok();
            count += if is_read { occurrences(&buffer[..length]) } else { 0 };
            // The buffer is memory too.
            buffer.fill(0);
            let step = length.saturating_sub(HIDDEN.len() - 1).max(1);
            at += if at + length as u64 == to { length as u64 } else { step as u64 };
        }
    }
    count
}

fn occurrences(bytes: &[u8]) -> usize {
    let first = HIDDEN[0] ^ KEY;
    let is_here = |window: &&[u8]| window[0] == first && window.iter().zip(HIDDEN).all(|(byte, hid)| byte ^ KEY == hid);
    bytes.windows(HIDDEN.len()).filter(is_here).count()
}

/// Not a test: the program that looks. Without its variable it does nothing.
#[test]
fn the_program_that_looks() {
    let Some(folder) = std::env::var_os(LOOKS).map(PathBuf::from) else { return };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let file = SecretReference::File("secret.txt".into());
    let command = SecretReference::Command(["cat", "secret.txt"].map(str::to_owned).to_vec());
    assert_eq!(found(), 0, "before");
    for reference in [file, command] {
        let secret = runtime.block_on(secrets::resolve(&reference, Some(&folder))).expect("it is there");
        assert!(found() >= 1, "a look finds a secret that is kept: {reference:?}");
        let other = secret.clone();
        drop((secret, other));
        assert_eq!(found(), 0, "after: {reference:?}");
    }
}

#[test]
fn a_secret_leaves_memory_with_who_kept_it() {
    grantty::covers!("SEC-13");
    let home = Home::new();
    let secret: String = HIDDEN.iter().map(|byte| char::from(byte ^ KEY)).collect();
    home.file("secret.txt", &format!("{secret}\n"));
    let args = ["--exact", "cli::secret_references::memory::the_program_that_looks", "--nocapture", "--test-threads=1"];
    let mut command = Command::new(std::env::current_exe().expect("a test binary has a path"));
    command.args(args).env_clear().envs(home.environment()).env(LOOKS, home.path());
    let done = command.output().expect("it can be started");
    let text = String::from_utf8_lossy(&done.stdout) + String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success() && text.contains("1 passed"), "{text}");
}
