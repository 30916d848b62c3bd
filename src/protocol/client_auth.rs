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

/// Fields that nobody but client and server may see, whoever put them into a form.
const SECRET_FIELDS: [&str; 16] = [
    "client_secret",
    "client_assertion",
    "assertion",
    "password",
    "device_code",
    "auth_req_id",
    "client_notification_token",
    "login_hint_token",
    "id_token_hint",
    "user_code",
    "code_verifier",
    "refresh_token",
    "access_token",
    "subject_token",
    "actor_token",
    "request",
];

/// A field of the profile's own, secret by its name.
fn own((name, value): &(String, String)) -> (String, Value) {
    let kind = SECRET_FIELDS.into_iter().find(|known| known.eq_ignore_ascii_case(name));
    let value =
        kind.map_or_else(|| Value::Plain(value.clone()), |kind| Value::Secret(kind, Secret::new(value.as_str())));
    (name.clone(), value)
}

/// Puts the profile's own parameters into a form. One that is named like a field of ours takes its place: whoever
/// debugs a server may want to send what is wrong.
pub fn extend(form: &mut Vec<(String, Value)>, extra: &[(String, String)]) {
    form.retain(|(name, _)| extra.iter().all(|(key, _)| key != name));
    form.extend(extra.iter().map(own));
}

#[cfg(test)]
mod tests {
    use super::*;
    use url::Url;

    fn client(auth: AuthMethod, basic_encoding: BasicEncoding) -> Client {
        Client { id: "s+/-_.~".to_owned(), auth, secret: Some(Secret::new("p:%+ ä")), basic_encoding }
    }

    fn sent(client: &Client, purpose: Purpose) -> Request {
        let url = Url::parse("https://id.example.com/token").expect("a URL");
        apply(client, Request::post(purpose, url, Vec::new()))
    }

    #[test]
    fn a_parameter_of_the_profile_is_secret_by_its_name() {
        let mut form = Vec::new();
        let pair = |name: &str| (name.to_owned(), "hunter2".to_owned());
        extend(&mut form, &[pair("client_assertion"), pair("audience"), pair("request")]);
        assert_eq!(form[0].1, Value::Secret("client_assertion", Secret::new("hunter2")));
        assert_eq!(form[1].1, Value::Plain("hunter2".to_owned()));
        assert_eq!(form[2].1, Value::Secret("request", Secret::new("hunter2")), "its signature can be used again");
    }

    fn header(request: &Request) -> Option<&str> {
        request.headers.iter().find(|(name, _)| *name == "authorization").map(|(_, value)| value.reveal())
    }

    fn body(request: &Request) -> String {
        request.body().expect("a form").reveal().to_owned()
    }

    #[test]
    fn basic_encodes_each_half_before_it_joins_them() {
        crate::covers!("TOK-31");
        let request = sent(&client(AuthMethod::ClientSecretBasic, BasicEncoding::Form), Purpose::Poll);
        let expected = STANDARD.encode("s%2B%2F-_.%7E:p%3A%25%2B+%C3%A4");
        assert_eq!(header(&request), Some(format!("Basic {expected}").as_str()));
        assert_eq!(body(&request), "");
        assert!(!format!("{request:?}").contains(&expected));
        let raw = sent(&client(AuthMethod::ClientSecretBasic, BasicEncoding::Raw), Purpose::Poll);
        assert_eq!(header(&raw), Some(format!("Basic {}", STANDARD.encode("s+/-_.~:p:%+ ä")).as_str()));
    }

    #[test]
    fn the_other_methods_stand_in_the_form() {
        let post = sent(&client(AuthMethod::ClientSecretPost, BasicEncoding::Form), Purpose::Poll);
        assert_eq!(body(&post), "client_id=s%2B%2F-_.%7E&client_secret=p%3A%25%2B+%C3%A4");
        assert_eq!(post.secrets().count(), 1);
        let none = sent(&client(AuthMethod::None, BasicEncoding::Form), Purpose::Poll);
        assert_eq!((body(&none).as_str(), header(&none)), ("client_id=s%2B%2F-_.%7E", None));
    }

    #[test]
    fn a_device_request_always_names_the_client() {
        let basic = client(AuthMethod::ClientSecretBasic, BasicEncoding::Form);
        assert_eq!(body(&sent(&basic, Purpose::DeviceAuthorization)), "client_id=s%2B%2F-_.%7E");
    }

    #[test]
    fn every_form_of_the_secret_is_known() {
        let all = client(AuthMethod::ClientSecretBasic, BasicEncoding::Form).secrets();
        let texts: Vec<&str> = all.iter().map(|(_, secret)| secret.reveal()).collect();
        assert!(texts.contains(&"p:%+ ä") && texts.contains(&"p%3A%25%2B+%C3%A4") && texts.len() == 3);
        assert!(Client::public("x").secrets().is_empty());
    }

    #[test]
    fn the_profile_has_the_last_word() {
        let plain = |text: &str| Value::Plain(text.to_owned());
        let mut form = vec![("scope".to_owned(), plain("openid")), ("x".to_owned(), plain("1"))];
        extend(&mut form, &[("scope".to_owned(), "a".to_owned()), ("scope".to_owned(), "b".to_owned())]);
        let all: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.reveal())).collect();
        assert_eq!(all, [("x", "1"), ("scope", "a"), ("scope", "b")]);
    }

    #[test]
    fn names_are_the_registered_ones() {
        for method in AuthMethod::ALL {
            assert_eq!(AuthMethod::from_name(method.name()), Some(method));
        }
        assert_eq!(AuthMethod::from_name("private_key_jwt"), None);
    }
}
