//! The parameters of a backchannel authentication request (CIBA §7.1).

use crate::protocol::client_auth;
use crate::protocol::exchange::Value;
use crate::protocol::secret::Secret;

/// The three ways to say who is meant; a request has exactly one of them.
pub const HINTS: [&str; 3] = ["login_hint", "login_hint_token", "id_token_hint"];

/// Who is meant.
#[derive(Clone, Copy, Debug)]
pub enum Hint<'a> {
    /// A name, a number or an address that the provider knows the person by.
    Login(&'a str),
    /// A token about the person, in a form that both sides have agreed on.
    LoginToken(&'a Secret),
    /// An ID Token that the provider issued earlier.
    IdToken(&'a Secret),
}

impl Hint<'_> {
    /// The parameter's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Login(_) => HINTS[0],
            Self::LoginToken(_) => HINTS[1],
            Self::IdToken(_) => HINTS[2],
        }
    }

    /// Its value; the tokens are secret.
    pub fn value(self) -> Value {
        match self {
            Self::Login(text) => Value::Plain(text.to_owned()),
            Self::LoginToken(token) | Self::IdToken(token) => Value::Secret(self.name(), token.clone()),
        }
    }
}

/// What a backchannel authentication request asks for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fields<'a> {
    /// `scope`, a word each.
    pub scope: &'a [String],
    /// `acr_values`
    pub acr_values: &'a [String],
    /// `resource`, once each (RFC 8707 §2).
    pub resource: &'a [String],
    /// The vendor parameter of Auth0 and others.
    pub audience: Option<&'a str>,
    /// Who is meant.
    pub hint: Option<Hint<'a>>,
    /// `binding_message`: what both devices show the person.
    pub binding_message: Option<&'a str>,
    /// `user_code`: what the person agreed on with the provider against unwanted requests.
    pub user_code: Option<&'a Secret>,
    /// `requested_expiry`, in seconds.
    pub requested_expiry: Option<u64>,
    /// `client_notification_token`: what the provider shows at our notification endpoint.
    pub client_notification_token: Option<&'a Secret>,
    /// The profile's own parameters; one that is named like one of ours takes its place, an empty one takes it away.
    pub extra: &'a [(String, String)],
}

/// The parameters, in the order of the standard; without `client_id` and without what authenticates the client.
pub fn parameters(fields: &Fields<'_>) -> Vec<(String, Value)> {
    let secret = |name, value: Option<&Secret>| value.map(|value| Value::Secret(name, value.clone()));
    let plain = |text: Option<&str>| text.map(|text| Value::Plain(text.to_owned()));
    let words = |all: &[String]| Some(Value::Plain(all.join(" ")));
    let mut all: Vec<(String, Value)> = [
        ("scope", words(fields.scope)),
        ("client_notification_token", secret("client_notification_token", fields.client_notification_token)),
        ("acr_values", words(fields.acr_values)),
        (fields.hint.map_or("", Hint::name), fields.hint.map(Hint::value)),
        ("binding_message", plain(fields.binding_message)),
        ("user_code", secret("user_code", fields.user_code)),
        ("requested_expiry", fields.requested_expiry.map(|count| Value::Plain(count.to_string()))),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name.to_owned(), value?)))
    .collect();
    all.extend(fields.resource.iter().map(|resource| ("resource".to_owned(), Value::Plain(resource.clone()))));
    all.extend(plain(fields.audience).map(|audience| ("audience".to_owned(), audience)));
    client_auth::extend(&mut all, fields.extra);
    all.retain(|(_, value)| !value.reveal().is_empty());
    all
}
