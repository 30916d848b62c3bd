//! How the client says who it is (RFC 6749 §2.3).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use url::form_urlencoded::byte_serialize;

use super::exchange::{Purpose, Request, Value};
use super::secret::Secret;

/// The way a client authenticates, by its registered name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AuthMethod {
    /// A public client: `client_id` alone.
    #[default]
    None,
    /// HTTP Basic.
    ClientSecretBasic,
    /// The secret as a form field.
    ClientSecretPost,
}

impl AuthMethod {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::None, Self::ClientSecretBasic, Self::ClientSecretPost];

    /// The registered name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretPost => "client_secret_post",
        }
    }

    /// The method of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }
}

/// Whether id and secret are encoded before they become a Basic credential.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BasicEncoding {
    /// As RFC 6749 §2.3.1 says: each is form-encoded first.
    #[default]
    Form,
    /// As many servers expect it: joined as they are.
    Raw,
}

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
}

impl Client {
    /// A public client.
    pub fn public(id: impl Into<String>) -> Self {
        Self { id: id.into(), auth: AuthMethod::None, secret: None, basic_encoding: BasicEncoding::Form }
    }

    /// Every text from which the secret could be had, with its kind: the secret, as it is encoded, and the credential.
    pub fn secrets(&self) -> Vec<(&'static str, Secret)> {
        let Some(secret) = &self.secret else { return Vec::new() };
        let mut all = vec![("client_secret", secret.clone())];
        let encoded = self.encoded(secret.reveal());
        if encoded != secret.reveal() {
            all.push(("client_secret", Secret::new(encoded)));
        }
        if self.auth == AuthMethod::ClientSecretBasic {
            all.push(("authorization", Secret::new(self.credential())));
        }
        all
    }

    fn encoded(&self, text: &str) -> String {
        match self.basic_encoding {
            BasicEncoding::Form => byte_serialize(text.as_bytes()).collect(),
            BasicEncoding::Raw => text.to_owned(),
        }
    }

    /// What stands behind `Basic `.
    fn credential(&self) -> String {
        let secret = self.secret.as_ref().map_or("", Secret::reveal);
        STANDARD.encode(format!("{}:{}", self.encoded(&self.id), self.encoded(secret)))
    }
}

/// The request as this client sends it. A field that the profile already put into the form stays as it is.
///
/// `client_id` stands in the form unless HTTP Basic carries it; in a device request always (RFC 8628 §3.1 lets it,
/// and many servers want it there).
#[must_use]
pub fn apply(client: &Client, mut request: Request) -> Request {
    let basic = client.auth == AuthMethod::ClientSecretBasic;
    if !basic || request.purpose == Purpose::DeviceAuthorization {
        add(&mut request.form, "client_id", Value::Plain(client.id.clone()));
    }
    match (client.auth, &client.secret) {
        (AuthMethod::ClientSecretBasic, _) => {
            let header = Secret::new(format!("Basic {}", client.credential()));
            request.with_header("authorization", Value::Secret("authorization", header))
        }
        (AuthMethod::ClientSecretPost, Some(secret)) => {
            add(&mut request.form, "client_secret", Value::Secret("client_secret", secret.clone()));
            request
        }
        (AuthMethod::ClientSecretPost | AuthMethod::None, _) => request,
    }
}

/// Adds a field that is not there yet.
fn add(form: &mut Vec<(String, Value)>, name: &str, value: Value) {
    if form.iter().all(|(key, _)| key != name) {
        form.push((name.to_owned(), value));
    }
}

/// Puts the profile's own parameters into a form. One that is named like a field of ours takes its place: whoever
/// debugs a server may want to send what is wrong.
pub fn extend(form: &mut Vec<(String, Value)>, extra: &[(String, String)]) {
    form.retain(|(name, _)| extra.iter().all(|(key, _)| key != name));
    form.extend(extra.iter().map(|(name, value)| (name.clone(), Value::Plain(value.clone()))));
}
