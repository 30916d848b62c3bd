//! Secrets, fetched from where a profile says they are at the moment a request needs them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use zeroize::Zeroizing;

use crate::profile::SecretReference;
use crate::profile::check::references::Found;
use crate::protocol::secret::Secret;
use crate::protocol::text::shown;

mod command;
mod file;
mod keyring;
pub mod known;
mod program;
#[cfg(test)]
mod testing;

/// No secret is larger: keys, whole key sets and assertions fit many times.
const MOST: u64 = 4 << 20;

/// A file may be a pipe whose writer never writes, a command may never end, and a store may ask somebody who is away.
const PATIENCE: Duration = Duration::from_secs(10);

/// The variables that turned out to hold secrets.
static VARIABLES: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Told at the end of each command.
static COMMAND_ENDED: Notify = Notify::const_new();

/// Waits for the end of a command; at once where one has ended since it was last waited for. A command has none of our
/// pipes, but nothing keeps it from opening the terminal and writing there: whoever owns the screen draws it anew.
pub async fn command_ended() {
    COMMAND_ENDED.notified().await;
}

/// Keeps the variables that secrets came from out of a child's environment.
pub fn hide_from(child: &mut Command) {
    for name in VARIABLES.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        child.env_remove(name);
    }
}

/// Knows the variables that hold secrets before any of them is looked up: a child that is started first, such as the
/// command that prints another secret, has no business with them either.
pub fn reserve<'a>(names: impl Iterator<Item = &'a str>) {
    VARIABLES.lock().unwrap_or_else(PoisonError::into_inner).extend(names.map(str::to_owned));
}

/// Looks a secret up. Relative paths count from `folder`, the profile's. The error is a sentence for its owner. What a
/// person is to type comes from nowhere else: whoever holds a run asks for it.
pub async fn resolve(reference: &SecretReference, folder: Option<&Path>) -> Result<Secret, String> {
    let secret = match reference {
        SecretReference::Literal(secret) => literal(secret),
        SecretReference::Env(name) => from_variable(name),
        SecretReference::File(path) => file::resolve(&within(folder, path)).await,
        SecretReference::Command(words) => command::resolve(words, folder).await,
        SecretReference::Keyring(name) => keyring::resolve(name).await,
        SecretReference::Ask => Err("it is to be typed when it is needed, and nobody can be asked here".to_owned()),
    }?;
    known::learn(&secret);
    Ok(secret)
}

/// Looks a secret up before anybody needs it. A pipe is not read, since it gives what it has only once; no command is
/// run and no store is asked, since both may ask a person.
pub fn look_up(reference: &SecretReference, folder: Option<&Path>) -> Result<Found, String> {
    match reference {
        SecretReference::Literal(secret) => literal(secret).map(|secret| Found { secret: Some(secret), mind: None }),
        SecretReference::Env(name) => from_variable(name).map(|secret| Found { secret: Some(secret), mind: None }),
        SecretReference::File(path) => {
            let path = within(folder, path);
            file::look_up(&path).map(|secret| Found { secret, mind: file::exposed(&path) })
        }
        SecretReference::Command(words) => program::find(words, folder).map(|_| Found::default()),
        SecretReference::Keyring(_) | SecretReference::Ask => Ok(Found::default()),
    }
}

/// Why a run cannot go on where nobody types what it asks for; `key` is its dotted key.
pub fn unanswered(key: &str) -> String {
    format!(
        "nobody typed it, as grantty asks in the workbench and at a terminal only; elsewhere give for example \
         --set '{key}={{ env = \"NAME\" }}'"
    )
}

/// The words of a command that was typed as one line, by the quoting rules of a shell; nothing where a quote is open.
pub fn words(line: &str) -> Option<Vec<String>> {
    super::browser::words::split(line)
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

#[expect(clippy::disallowed_methods, reason = "this room looks secrets up, and never keeps them")]
fn from_variable(name: &str) -> Result<Secret, String> {
    let told = shown(name);
    let value = std::env::var_os(name)
        .ok_or_else(|| format!("the environment variable {told} is not set: export it before grantty starts"))?;
    VARIABLES.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
    let value = value.into_string().map_err(|_| format!("the environment variable {told} is not UTF-8 text"))?;
    finish(value.into_bytes(), &format!("the environment variable {told}"))
}

/// What may block for as long as it likes; nothing where it takes too long, and then nobody waits for it.
async fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (send, receive) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || send.send(work()));
    tokio::time::timeout(PATIENCE, receive).await.ok()?.ok()
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
    match String::from_utf8(std::mem::take(&mut *bytes)) {
        Ok(text) => Ok(Secret::new(text)),
        Err(error) => {
            drop(Zeroizing::new(error.into_bytes()));
            Err(format!("{told} is not UTF-8 text"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "current_thread")]
    async fn an_absent_variable_is_named_with_what_to_do() {
        crate::covers!("SEC-14");
        let reference = SecretReference::Env("GRANTTY_NO_SUCH_VARIABLE".to_owned());
        let error = resolve(&reference, None).await.unwrap_err();
        assert!(error.contains("GRANTTY_NO_SUCH_VARIABLE") && error.contains("export"), "{error}");
        let empty = SecretReference::Literal(Secret::new(""));
        assert!(resolve(&empty, None).await.unwrap_err().contains("empty"));
        let reference = SecretReference::Env("CARGO_MANIFEST_DIR".to_owned());
        let secret = resolve(&reference, None).await.unwrap();
        let text = format!("it is {}.", secret.reveal());
        assert_eq!(known::so_far().redact(&text), "it is ‹secret›.", "what was looked up is known");
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_relative_file_counts_from_the_profiles_folder() {
        let folder = testing::folder(&[("s", b"hunter2\n")]);
        let reference = SecretReference::File("s".into());
        assert_eq!(resolve(&reference, Some(folder.path())).await.unwrap().reveal(), "hunter2");
        assert!(resolve(&reference, None).await.is_err());
    }

    #[tokio::test(flavor = "current_thread")]
    async fn what_is_typed_comes_from_a_person_and_is_looked_for_nowhere() {
        assert_eq!(look_up(&SecretReference::Ask, None), Ok(Found::default()));
        assert_eq!(look_up(&SecretReference::Keyring("x".to_owned()), None), Ok(Found::default()));
        assert!(resolve(&SecretReference::Ask, None).await.is_err());
        let said = unanswered("client.secret");
        assert!(said.contains("nobody typed it") && said.contains("--set 'client.secret={ env"), "{said}");
    }
}
