//! The store itself, and what its refusals mean.

use std::sync::Arc;

use keyring_core::api::CredentialStoreApi;
use keyring_core::{Entry, Error};

use super::Wanted;
use crate::io::secrets::finish;
use crate::protocol::secret::Secret;
use crate::protocol::text::shown_short;

/// Asks the platform's store. It blocks for as long as the store likes.
pub(super) fn get(wanted: &Wanted) -> Result<Secret, String> {
    let store = platform().map_err(|error| unreachable(&error))?;
    get_from(&*store, wanted)
}

fn get_from(store: &dyn CredentialStoreApi, wanted: &Wanted) -> Result<Secret, String> {
    let entry = store.build(&wanted.service, &wanted.user, None).map_err(|error| refused(&error, wanted))?;
    read(&entry, wanted)
}

fn read(entry: &Entry, wanted: &Wanted) -> Result<Secret, String> {
    let text = entry.get_password().map_err(|error| refused(&error, wanted))?;
    finish(text.into_bytes(), &wanted.told())
}

#[cfg(all(unix, not(target_os = "macos")))]
fn platform() -> Result<Arc<dyn CredentialStoreApi>, Error> {
    zbus_secret_service_keyring_store::Store::new().map(|store| store as Arc<dyn CredentialStoreApi>)
}

#[cfg(target_os = "macos")]
fn platform() -> Result<Arc<dyn CredentialStoreApi>, Error> {
    apple_native_keyring_store::keychain::Store::new().map(|store| store as Arc<dyn CredentialStoreApi>)
}

#[cfg(windows)]
fn platform() -> Result<Arc<dyn CredentialStoreApi>, Error> {
    windows_native_keyring_store::Store::new().map(|store| store as Arc<dyn CredentialStoreApi>)
}

/// What to do where there is no store.
const INSTEAD: &str = "name a variable, a file or a command in its place";

/// No store answers here. Without a desktop there is often none.
fn unreachable(error: &Error) -> String {
    let said = shown_short(&error.to_string(), 200);
    if cfg!(all(unix, not(target_os = "macos"))) {
        format!(
            "there is no keyring here: {INSTEAD}, or start a Secret Service on the session bus (GNOME Keyring, KWallet, \
             KeePassXC); it says: {said}"
        )
    } else {
        format!("the keyring cannot be asked: {INSTEAD}; it says: {said}")
    }
}

/// The store is there and gives no secret. What stands in an entry is never part of the sentence.
fn refused(error: &Error, wanted: &Wanted) -> String {
    let told = wanted.told();
    match error {
        Error::NoEntry => format!("{told} does not exist: `{}` asks for the secret and stores it", wanted.remedy()),
        Error::NoStorageAccess(_) => {
            format!("{told} was not given: the keyring is locked, or its question was refused; unlock it and run again")
        }
        Error::BadEncoding(_) | Error::BadDataFormat(..) => format!("{told} is not UTF-8 text"),
        Error::Ambiguous(entries) => {
            format!("{told} is there {} times: delete what is too much, or name another as SERVICE/USER", entries.len())
        }
        Error::PlatformFailure(_) => unreachable(error),
        Error::Invalid(..) | Error::TooLong(..) => {
            format!("{told} is no name that the keyring takes: {}", shown_short(&error.to_string(), 200))
        }
        other => format!("{told} cannot be read: {}", shown_short(&other.to_string(), 200)),
    }
}

#[cfg(test)]
mod tests {
    use keyring_core::mock;

    use super::*;

    fn wanted() -> Wanted {
        Wanted::of("keycloak")
    }

    fn entry() -> Entry {
        let store = mock::Store::new().unwrap();
        store.build("grantty", "keycloak", None).unwrap()
    }

    fn fails_with(error: Error) -> String {
        let entry = entry();
        entry.set_password("hunter2").unwrap();
        entry.as_any().downcast_ref::<mock::Cred>().unwrap().set_error(error);
        read(&entry, &wanted()).unwrap_err()
    }

    #[test]
    fn an_entry_is_a_secret_without_one_newline() {
        let store = mock::Store::new().unwrap();
        let entry = store.build("grantty", "keycloak", None).unwrap();
        entry.set_password("hunter2\n").unwrap();
        assert_eq!(get_from(&*store, &wanted()).unwrap().reveal(), "hunter2");
        entry.set_secret(b"gr\xfc\xdfe").unwrap();
        assert!(read(&entry, &wanted()).unwrap_err().contains("is not UTF-8"));
        entry.set_password("").unwrap();
        assert!(read(&entry, &wanted()).unwrap_err().contains("is empty"));
    }

    #[test]
    fn an_entry_that_is_not_there_is_named_with_the_command_that_makes_it() {
        crate::covers!("SEC-14");
        let store = mock::Store::new().unwrap();
        let said = get_from(&*store, &wanted()).unwrap_err();
        assert!(said.starts_with("the keyring entry keycloak of grantty does not exist: `"), "{said}");
        assert!(said.contains(&wanted().remedy()), "{said}");
    }

    #[test]
    fn a_store_that_refuses_is_told_apart_and_nothing_of_an_entry_is_said() {
        crate::covers!("SEC-14");
        let platform = |text: &str| Box::<dyn std::error::Error + Send + Sync>::from(text.to_owned());
        for (error, says) in [
            (Error::NoStorageAccess(platform("SS Error: object locked")), "is locked"),
            (Error::PlatformFailure(platform("zbus error: no bus")), "zbus error: no bus"),
            (Error::BadEncoding(b"hunter2".to_vec()), "is not UTF-8"),
            (Error::Ambiguous(vec![entry(), entry()]), "is there 2 times"),
            (Error::Invalid("user".to_owned(), "empty\x1b".to_owned()), "empty␛"),
            (Error::NotSupportedByStore("this".to_owned()), "cannot be read"),
        ] {
            let said = fails_with(error);
            assert!(said.contains(says) && !said.contains("hunter2"), "{says}: {said}");
        }
    }
}
