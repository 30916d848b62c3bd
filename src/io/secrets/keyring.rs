//! Secrets of the platform's own store: the Secret Service, the Keychain, the Credential Manager.

#[cfg(feature = "keyring")]
use std::borrow::Cow;

use crate::protocol::secret::Secret;
use crate::protocol::text::shown_short;

#[cfg(feature = "keyring")]
mod store;

/// The service under which entries stand whose reference names none.
const SERVICE: &str = "grantty";

/// Asks the store, which may ask the person in a window.
#[cfg(feature = "keyring")]
pub(super) async fn resolve(name: &str) -> Result<Secret, String> {
    let asked = Wanted::of(name);
    let wanted = asked.clone();
    let found = super::on_a_thread(move || store::get(&wanted)).await;
    found.unwrap_or_else(|| {
        Err(format!(
            "the keyring gave nothing within {} s: it may be locked and ask for its password in a window; unlock it \
             and run again",
            super::PATIENCE.as_secs()
        ))
    })
}

/// This program was built without it.
#[cfg(not(feature = "keyring"))]
pub(super) async fn resolve(name: &str) -> Result<Secret, String> {
    std::future::ready(()).await;
    let told = Wanted::of(name).told();
    Err(format!("{told} cannot be read, since this grantty was built without keyrings: name a variable or a command"))
}

/// What an entry is found by.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Wanted {
    service: String,
    user: String,
}

impl Wanted {
    /// `NAME` is an entry of our own, `SERVICE/USER` anybody's.
    fn of(name: &str) -> Self {
        let (service, user) = name.split_once('/').unwrap_or((SERVICE, name));
        Self { service: service.to_owned(), user: user.to_owned() }
    }

    fn told(&self) -> String {
        format!("the keyring entry {} of {}", shown_short(&self.user, 100), shown_short(&self.service, 100))
    }

    /// The command that stores it, which asks for the secret itself.
    #[cfg(feature = "keyring")]
    fn remedy(&self) -> String {
        let (service, user) = (quoted(&self.service), quoted(&self.user));
        if cfg!(target_os = "macos") {
            format!("security add-generic-password -s {service} -a {user} -w")
        } else if cfg!(windows) {
            format!("cmdkey /generic:{user}.{service} /user:{user} /pass")
        } else {
            format!("secret-tool store --label={service} service {service} username {user}")
        }
    }
}

/// A word that a shell takes as one.
#[cfg(feature = "keyring")]
fn quoted(word: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-@+".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(format!("'{}'", shown_short(word, 100).replace('\'', "'\\''")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_ours_and_a_pair_is_anybodys() {
        let of = |name: &str| Wanted::of(name).told();
        assert_eq!(of("keycloak"), "the keyring entry keycloak of grantty");
        assert_eq!(of("vault/ann/x"), "the keyring entry ann/x of vault");
    }

    #[test]
    #[cfg(all(feature = "keyring", target_os = "linux"))]
    fn the_remedy_can_be_pasted() {
        let remedy = |name: &str| Wanted::of(name).remedy();
        assert_eq!(remedy("keycloak"), "secret-tool store --label=grantty service grantty username keycloak");
        assert_eq!(remedy("my app/o'k"), "secret-tool store --label='my app' service 'my app' username 'o'\\''k'");
    }
}
