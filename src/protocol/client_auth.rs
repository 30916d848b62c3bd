//! How the client says who it is (RFC 6749 §2.3, RFC 7523 §2.2, OIDC Core §9, RFC 8705 §2).

mod assertion;
mod basic;
mod extras;
mod judge;
mod method;

use super::check::Check;
use super::exchange::{Purpose, Request, Value};
use super::jose::signer::Signer;
use super::secret::Secret;

pub use assertion::{Occasion, choose_alg};
pub use basic::{BasicEncoding, judge_encoding};
pub use extras::extend;
pub use judge::judge_assertion;
pub use method::{AssertionAudience, AuthMethod};

/// Every check of this file and its sub files, for the catalogue.
pub static CHECKS: &[&Check] = &[&judge::ASSERTION, &basic::ENCODING];

/// A client as it presents itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// `client_id`
    pub id: String,
    /// How it authenticates.
    pub auth: AuthMethod,
    /// `client_secret`
    pub secret: Option<Secret>,
    /// For HTTP Basic.
    pub basic_encoding: BasicEncoding,
    /// What makes its assertions: its private key, or the secret as the key of a MAC.
    pub signer: Option<Signer>,
}

impl Client {
    /// A public client.
    pub fn public(id: impl Into<String>) -> Self {
        let basic_encoding = BasicEncoding::Form;
        Self { id: id.into(), auth: AuthMethod::None, secret: None, basic_encoding, signer: None }
    }

    /// Every text from which the secret could be had, with its kind: the secret, as it is encoded, and the credential.
    pub fn secrets(&self) -> Vec<(&'static str, Secret)> {
        let Some(secret) = &self.secret else { return Vec::new() };
        let mut all = vec![("client_secret", secret.clone())];
        let encoded = self.basic_encoding.encoded(secret.reveal());
        if encoded != secret.reveal() {
            all.push(("client_secret", Secret::new(encoded)));
        }
        if self.auth == AuthMethod::ClientSecretBasic {
            all.push(("authorization", Secret::new(basic::credential(self))));
        }
        all
    }
}

/// Whether a client says who it is in a request of that kind.
pub const fn authenticates(purpose: Purpose) -> bool {
    match purpose {
        Purpose::Par
        | Purpose::Token
        | Purpose::DeviceAuthorization
        | Purpose::BackchannelAuthentication
        | Purpose::Poll
        | Purpose::Introspection
        | Purpose::Revocation => true,
        Purpose::Discovery | Purpose::Jwks | Purpose::Userinfo => false,
    }
}

/// The request as this client sends it; one that nobody authenticates in stays as it is. A field that the profile
/// already put into the form stays as well.
///
/// `client_id` stands in the form unless HTTP Basic carries it; in a device request always (RFC 8628 §3.1 lets it, and
/// many servers want it there). A certificate does not name the client, so that RFC 8705 §2 demands it; beside an
/// assertion, which names it, it is allowed (RFC 7521 §4.2), and some servers look for it first.
#[must_use]
pub fn apply(client: &Client, mut request: Request, occasion: &Occasion<'_>) -> Request {
    if !authenticates(request.purpose) {
        return request;
    }
    let basic = client.auth == AuthMethod::ClientSecretBasic;
    if !basic || request.purpose == Purpose::DeviceAuthorization {
        add(&mut request.form, "client_id", Value::Plain(client.id.clone()));
    }
    match client.auth {
        AuthMethod::ClientSecretBasic => {
            let header = Secret::new(format!("Basic {}", basic::credential(client)));
            return request.with_header("authorization", Value::Secret("authorization", header));
        }
        AuthMethod::ClientSecretPost => {
            if let Some(secret) = &client.secret {
                add(&mut request.form, "client_secret", Value::Secret("client_secret", secret.clone()));
            }
        }
        AuthMethod::ClientSecretJwt | AuthMethod::PrivateKeyJwt => {
            for (name, value) in assertion::fields(client, occasion).into_iter().flatten() {
                add(&mut request.form, name, value);
            }
        }
        AuthMethod::None | AuthMethod::TlsClientAuth | AuthMethod::SelfSignedTlsClientAuth => {}
    }
    request
}

/// Adds a field that is not there yet.
fn add(form: &mut Vec<(String, Value)>, name: &str, value: Value) {
    if form.iter().all(|(key, _)| key != name) {
        form.push((name.to_owned(), value));
    }
}

#[cfg(test)]
mod tests;
