//! Small programs in a shell: what they print, how they end, and what they see of us.

use std::time::Duration;

use super::*;
use crate::io::secrets::testing;

/// The words that run the script of a folder. A file that was written a moment ago cannot always be run itself, since
/// another test's child may still hold it open.
fn script(arguments: &[&str]) -> Vec<String> {
    ["sh", "./vault"].iter().chain(arguments).map(|&word| word.to_owned()).collect()
}

/// What comes of a script of that body.
async fn said(body: &str) -> Result<String, String> {
    let folder = testing::program("vault", body);
    resolve(&script(&["a word; with $(id) in it"]), Some(folder.path())).await.map(|secret| secret.reveal().to_owned())
}

#[tokio::test(flavor = "current_thread")]
async fn what_it_prints_is_the_secret_without_one_newline() {
    assert_eq!(said("echo hunter2").await.unwrap(), "hunter2");
    assert_eq!(said("printf ' a b '").await.unwrap(), " a b ");
    assert_eq!(said("printf %s \"$1\"").await.unwrap(), "a word; with $(id) in it", "no shell reads the words");
    assert_eq!(said("echo noise >&2; echo hunter2").await.unwrap(), "hunter2");
}

#[tokio::test(flavor = "current_thread")]
async fn its_end_is_told_to_whoever_owns_the_screen() {
    said("echo hunter2").await.unwrap();
    let told = tokio::time::timeout(Duration::from_secs(5), crate::io::secrets::command_ended());
    assert!(told.await.is_ok(), "it may have written to the terminal");
}

#[tokio::test(flavor = "current_thread")]
async fn a_key_may_have_lines_and_a_password_may_not() {
    crate::covers!("SEC-14");
    for key in ["-----BEGIN KEY-----\nAA\n-----END KEY-----", "# of a\n-----BEGIN X-----\nx", "{\n\"kty\": \"oct\"}"] {
        assert_eq!(said(&format!("cat <<'E'\n{key}\nE")).await.unwrap(), key);
    }
    let two = said("echo hunter2; echo hunter3").await.unwrap_err();
    assert!(two.contains("the command sh printed 2 lines, and a secret has one"), "{two}");
    assert!(!two.contains("hunter"), "{two}");
    assert_eq!(said("echo hunter2; echo").await.unwrap(), "hunter2\n", "only one belongs to the command");
}

#[tokio::test(flavor = "current_thread")]
async fn a_command_that_fails_says_why_without_any_secret() {
    crate::covers!("SEC-14");
    known::learn(&Secret::new("learnt-before-4711"));
    let body =
        "echo out-canary; echo 'no out-canary, no b3V0LWNhbmFyeQ==,\n  no learnt-before-4711\x1b[31m' >&2; exit 3";
    let error = said(body).await.unwrap_err();
    assert_eq!(error, "the command sh failed with exit code 3; it says: no ‹secret›, no ‹secret›, no ‹secret›␛[31m");
    assert!(said("kill -9 $$").await.unwrap_err().contains("failed with the signal 9"));
    let long = said("head -c 100000 /dev/zero | tr '\\0' x >&2; exit 1").await.unwrap_err();
    assert!(long.chars().count() < 600, "{}", long.len());
}

#[tokio::test(flavor = "current_thread")]
async fn nothing_is_no_secret_and_neither_is_too_much() {
    crate::covers!("SEC-14");
    for body in ["", "echo", "printf '  \\n'", "echo hunter2 >&2"] {
        let error = said(body).await.unwrap_err();
        assert!(error.contains("printed nothing on stdout"), "{body}: {error}");
    }
    let error = said("head -c 5000000 /dev/zero | tr '\\0' x").await.unwrap_err();
    assert!(error.contains("printed more than 4096 kB"), "{error}");
    assert!(said("printf 'gr\\374\\337e'").await.unwrap_err().contains("is not UTF-8"));
}

#[tokio::test(flavor = "current_thread")]
async fn a_program_that_is_not_there_is_named() {
    crate::covers!("SEC-14");
    let error = resolve(&["grantty-no-such-program".to_owned()], None).await.unwrap_err();
    assert!(error.starts_with("the command grantty-no-such-program was not found in PATH"), "{error}");
}

#[tokio::test(flavor = "current_thread")]
async fn it_has_no_way_to_our_terminal_and_sees_no_secret_of_ours() {
    crate::covers!("SEC-07");
    let variable = crate::profile::SecretReference::Env("CARGO_PKG_VERSION_MINOR".to_owned());
    crate::io::secrets::resolve(&variable, None).await.unwrap();
    let body = "printf '%s|%s|%s|' \"$CARGO_PKG_VERSION_MINOR\" \"$GPG_TTY\" \"${PATH:+path}\"; cat; pwd";
    let folder = testing::program("vault", body);
    let secret = resolve(&script(&[]), Some(folder.path())).await.unwrap();
    let place = folder.path().canonicalize().unwrap();
    assert_eq!(secret.reveal(), format!("||path|{}", place.display()));
    if cfg!(target_os = "linux") {
        let fds = said("for fd in 0 1 2; do readlink /proc/$$/fd/$fd; done | tr '\\n' ' '").await.unwrap();
        assert!(fds.starts_with("/dev/null pipe:"), "{fds}");
    }
}

/// Runs it for a moment only, and gives the numbers that its processes wrote.
async fn outlived(body: &str, patience: Duration) -> (End, Vec<String>) {
    let folder = testing::program("vault", body);
    let mut command = Command::new("sh");
    command.arg("./vault").current_dir(folder.path());
    let printed = child::run(command, patience).await.expect("a script can be run");
    let numbers = String::from_utf8_lossy(&printed.out).split_whitespace().map(str::to_owned).collect();
    (printed.end, numbers)
}

#[expect(clippy::disallowed_methods, reason = "the test waits for other processes")]
fn are_gone(numbers: &[String]) -> bool {
    let is_there = |number: &String| Path::new("/proc").join(number).join("cwd").read_link().is_ok();
    (0..200).any(|_| !numbers.iter().any(is_there) || (std::thread::sleep(Duration::from_millis(10)), false).1)
}

#[tokio::test(flavor = "current_thread")]
#[cfg(target_os = "linux")]
async fn a_command_that_never_ends_is_ended_with_all_its_children() {
    crate::covers!("SEC-14");
    let (end, numbers) = outlived("echo $$; sleep 60 & echo $!; wait", Duration::from_millis(400)).await;
    assert_eq!((end, numbers.len()), (End::TooLate, 2));
    assert!(are_gone(&numbers), "{numbers:?}");
    let printed = Printed { out: Zeroizing::default(), err: Zeroizing::new(b"waiting\n".to_vec()), end };
    let error = judge(printed, "the command x").unwrap_err();
    assert!(error.contains("did not end within 10 s and was ended") && error.ends_with("it says: waiting"), "{error}");
}

#[tokio::test(flavor = "current_thread")]
#[cfg(target_os = "linux")]
async fn a_run_that_is_cancelled_ends_its_command() {
    let folder = testing::program("vault", "echo $$ > number; exec sleep 60");
    let file = folder.path().join("number");
    let has_begun = async {
        let mut look = tokio::time::interval(Duration::from_millis(5));
        while file.metadata().map_or(0, |found| found.len()) == 0 {
            look.tick().await;
        }
    };
    let words = script(&[]);
    tokio::select! {
        _never = resolve(&words, Some(folder.path())) => panic!("it sleeps"),
        () = has_begun => {}
    }
    let number = crate::io::input::file(&file).unwrap().trim().to_owned();
    assert!(are_gone(&[number]));
}

#[tokio::test(flavor = "current_thread")]
#[cfg(target_os = "linux")]
async fn a_service_that_it_leaves_behind_is_neither_waited_for_nor_ended() {
    let folder = testing::program("vault", "sleep 3 & echo $! > number; echo hunter2");
    let secret = resolve(&script(&[]), Some(folder.path())).await.unwrap();
    assert_eq!(secret.reveal(), "hunter2");
    let number = crate::io::input::file(&folder.path().join("number")).unwrap();
    assert!(Path::new("/proc").join(number.trim()).exists());
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_stopped_for_the_terminal_is_not_waited_for() {
    crate::covers!("SEC-14");
    let error = said("kill -STOP $$").await.unwrap_err();
    assert!(error.contains("wants the terminal, which it cannot have"), "{error}");
}
