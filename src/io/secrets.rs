//! Secrets, fetched from where a profile says they are at the moment a request needs them.

use std::collections::BTreeSet;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use zeroize::Zeroizing;

use crate::profile::SecretReference;
use crate::protocol::secret::Secret;
use crate::protocol::text::shown;

/// No secret is larger: keys, whole key sets and assertions fit many times.
const MOST: u64 = 4 << 20;

/// A file may be a pipe whose writer never writes.
const PATIENCE: Duration = Duration::from_secs(10);

/// The variables that turned out to hold secrets.
static VARIABLES: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Keeps the variables that secrets came from out of a child's environment.
pub fn hide_from(child: &mut Command) {
    for name in VARIABLES.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        child.env_remove(name);
    }
}

/// Looks a secret up. A relative file counts from `folder`, the profile's. The error is a sentence for its owner.
pub async fn resolve(reference: &SecretReference, folder: Option<&Path>) -> Result<Secret, String> {
    match reference {
        SecretReference::Literal(secret) => literal(secret),
        SecretReference::Env(name) => from_variable(name),
        SecretReference::File(path) => from_file(within(folder, path)).await,
        SecretReference::Command(_) | SecretReference::Keyring(_) | SecretReference::Ask => {
            Err("cannot be looked up here".to_owned())
        }
    }
}

/// Looks a secret up before anybody needs it. A pipe is not read, since it gives what it has only once.
pub fn look_up(reference: &SecretReference, folder: Option<&Path>) -> Result<Option<Secret>, String> {
    match reference {
        SecretReference::Command(_) | SecretReference::Keyring(_) | SecretReference::Ask => Ok(None),
        SecretReference::Literal(secret) => literal(secret).map(Some),
        SecretReference::Env(name) => from_variable(name).map(Some),
        SecretReference::File(path) => {
            let path = within(folder, path);
            if path.metadata().is_ok_and(|found| !found.is_file() && !found.is_dir()) {
                return Ok(None);
            }
            let told = told(&path);
            read(&path).map_err(|error| cannot_read(&told, &error)).and_then(|bytes| finish(bytes, &told)).map(Some)
        }
    }
}

fn literal(secret: &Secret) -> Result<Secret, String> {
    if secret.reveal().is_empty() {
        return Err("the secret in the profile is empty: write it there, or name a variable or a file".to_owned());
    }
    Ok(secret.clone())
}

fn within(folder: Option<&Path>, path: &Path) -> PathBuf {
    folder.map_or_else(|| path.to_owned(), |folder| folder.join(path))
}

fn told(path: &Path) -> String {
    format!("the file {}", shown(&path.display().to_string()))
}

#[expect(clippy::disallowed_methods, reason = "this file looks secrets up, and never keeps them")]
fn from_variable(name: &str) -> Result<Secret, String> {
    let told = shown(name);
    let value = std::env::var_os(name)
        .ok_or_else(|| format!("the environment variable {told} is not set: export it before grantty starts"))?;
    VARIABLES.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
    let value = value.into_string().map_err(|_| format!("the environment variable {told} is not UTF-8 text"))?;
    finish(value.into_bytes(), &format!("the environment variable {told}"))
}

/// Reads on a thread of its own, so that a file that blocks neither stops the screen nor the end of the program.
async fn from_file(path: PathBuf) -> Result<Secret, String> {
    let told = told(&path);
    let (send, receive) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || send.send(read(&path)));
    match tokio::time::timeout(PATIENCE, receive).await {
        Ok(Ok(Ok(bytes))) => finish(bytes, &told),
        Ok(Ok(Err(error))) => Err(cannot_read(&told, &error)),
        Ok(Err(_)) | Err(_) => Err(format!("{told} gave nothing within {} s: is it a pipe?", PATIENCE.as_secs())),
    }
}

#[expect(clippy::disallowed_methods, reason = "this file looks secrets up, and never keeps them")]
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let file = std::fs::File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let mut bytes = Zeroizing::new(Vec::new());
    file.take(MOST + 1).read_to_end(&mut bytes)?;
    Ok(std::mem::take(&mut bytes))
}

fn cannot_read(told: &str, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => {
            format!("{told} does not exist: create it, or correct the path (relative ones count from the profile)")
        }
        io::ErrorKind::PermissionDenied => format!("{told} may not be read: its owner or mode forbids it"),
        io::ErrorKind::IsADirectory => format!("{told} is a directory: name the file in it"),
        _ => format!("{told} could not be read: {error}"),
    }
}

/// One trailing newline belongs to the editor, everything else to the secret.
fn finish(bytes: Vec<u8>, told: &str) -> Result<Secret, String> {
    let mut bytes = Zeroizing::new(bytes);
    if bytes.len() as u64 > MOST {
        return Err(format!("{told} holds more than {} kB: that is no secret", MOST >> 10));
    }
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
    }
    if bytes.is_empty() {
        return Err(format!("{told} is empty: put the secret there"));
    }
    let text = String::from_utf8(std::mem::take(&mut *bytes));
    text.map(Secret::new).map_err(|_| format!("{told} is not UTF-8 text"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            write(&folder.path().join(name), bytes);
        }
        folder
    }

    #[expect(clippy::disallowed_methods, reason = "a test makes its own file")]
    fn write(path: &Path, bytes: &[u8]) {
        std::fs::write(path, bytes).unwrap();
    }

    async fn file(name: &str, folder: &Path) -> Result<String, String> {
        let reference = SecretReference::File(name.into());
        resolve(&reference, Some(folder)).await.map(|secret| secret.reveal().to_owned())
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_file_loses_one_newline_and_nothing_else() {
        let folder =
            folder(&[("one", b"hunter2\n"), ("two", b"hunter2\n\n"), ("dos", b"hunter2\r\n"), ("space", b" a b ")]);
        assert_eq!(file("one", folder.path()).await.unwrap(), "hunter2");
        assert_eq!(file("two", folder.path()).await.unwrap(), "hunter2\n");
        assert_eq!(file("dos", folder.path()).await.unwrap(), "hunter2");
        assert_eq!(file("space", folder.path()).await.unwrap(), " a b ");
    }

    #[tokio::test(flavor = "current_thread")]
    async fn what_is_no_secret_is_said_with_its_file_and_without_its_text() {
        let large = vec![b'x'; usize::try_from(MOST).unwrap() + 1];
        let folder = folder(&[("empty", b""), ("newline", b"\n"), ("latin", b"gr\xfc\xdfe"), ("large", &large)]);
        for (name, says) in [
            ("empty", "is empty"),
            ("newline", "is empty"),
            ("latin", "is not UTF-8"),
            ("large", "more than 4096 kB"),
            ("absent", "does not exist"),
            (".", "is a directory"),
        ] {
            let error = file(name, folder.path()).await.unwrap_err();
            assert!(error.contains(says) && error.contains(name), "{name}: {error}");
            assert!(!error.contains("xxxx"), "{error}");
            let reference = SecretReference::File(name.into());
            assert_eq!(look_up(&reference, Some(folder.path())).unwrap_err(), error, "the same without waiting");
        }
    }

    #[test]
    fn looking_a_secret_up_takes_it_from_nobody() {
        let folder = folder(&[("one", b"hunter2\n")]);
        let look = |name: &str| look_up(&SecretReference::File(name.into()), Some(folder.path())).unwrap();
        assert_eq!(look("one").unwrap().reveal(), "hunter2");
        #[cfg(unix)]
        assert_eq!(look("/dev/null"), None, "what is no file is not read");
    }

    #[tokio::test(flavor = "current_thread")]
    async fn an_absent_variable_is_named_with_what_to_do() {
        let reference = SecretReference::Env("GRANTTY_NO_SUCH_VARIABLE".to_owned());
        let error = resolve(&reference, None).await.unwrap_err();
        assert!(error.contains("GRANTTY_NO_SUCH_VARIABLE") && error.contains("export"), "{error}");
        let empty = SecretReference::Literal(Secret::new(""));
        assert!(resolve(&empty, None).await.unwrap_err().contains("empty"));
        let reference = SecretReference::Env("CARGO_MANIFEST_DIR".to_owned());
        assert!(!resolve(&reference, None).await.unwrap().reveal().is_empty());
    }
}
