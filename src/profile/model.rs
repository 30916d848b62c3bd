//! What a profile says, as plain data.

mod ciba;
mod flow;
mod network;
mod proxy;
mod tokens;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use ciba::CibaSection;
pub use flow::Flow;
pub use network::{DpopSection, TlsSection};
pub use proxy::ProxyAddress;
pub use tokens::{
    ExchangeSection, InspectSection, IntrospectionSection, JwtBearerSection, LogoutSection, PasswordSection,
    RefreshSection, RevocationSection, UserinfoSection,
};

use crate::protocol::authorize::{ResponseMode, ResponseType};
use crate::protocol::client_auth::{AssertionAudience, AuthMethod, BasicEncoding};
use crate::protocol::secret::Secret;

/// One provider as somebody saved it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The name on the command line: the file's stem.
    pub name: String,
    /// The name in the list; the stem unless the file says otherwise.
    pub title: String,
    /// The issuer, absent only when the endpoints are given.
    pub issuer: Option<String>,
    /// What Enter starts.
    pub flow: Flow,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// A remark for people.
    pub notes: Option<String>,
    /// Checks whose warnings are known and accepted here.
    pub tolerate: Vec<String>,
    /// Who we are to the provider.
    pub client: ClientSection,
    /// What every flow asks for.
    pub request: RequestSection,
    /// The authorization code flow's own keys.
    pub code: CodeSection,
    /// Proof of possession.
    pub dpop: DpopSection,
    /// How the network is reached.
    pub tls: TlsSection,
    /// The device flow's own keys.
    pub device: DeviceSection,
    /// The backchannel authentication flow's own keys.
    pub ciba: CibaSection,
    /// Refreshing.
    pub refresh: RefreshSection,
    /// Token exchange.
    pub exchange: ExchangeSection,
    /// Grants by assertion.
    pub jwt_bearer: JwtBearerSection,
    /// The password grant.
    pub password: PasswordSection,
    /// The userinfo endpoint, asked by itself.
    pub userinfo: UserinfoSection,
    /// Introspection.
    pub introspection: IntrospectionSection,
    /// Revocation.
    pub revocation: RevocationSection,
    /// RP-initiated logout.
    pub logout: LogoutSection,
    /// A look into a token.
    pub inspect: InspectSection,
    /// Endpoints that override discovery: `token`, `device_authorization`, `jwks`, `userinfo`, …
    pub endpoints: BTreeMap<String, String>,
    /// Free extras per leg: `device`, `ciba`, `token`, …
    pub parameters: BTreeMap<String, Vec<(String, String)>>,
    /// Seconds for one request.
    pub request_timeout: u64,
    /// Seconds for a connection, TLS included; the usual ones where none are given.
    pub connect_timeout: Option<u64>,
    /// Seconds until an answer begins; the usual ones where none are given.
    pub first_byte_timeout: Option<u64>,
    /// Seconds for a person to sign in, until the redirect is there.
    pub redirect_timeout: u64,
    /// Where it came from.
    pub source: Source,
}

impl Profile {
    /// Whether the id is still the one of a shipped profile, which nobody has registered.
    pub fn is_template(&self) -> bool {
        self.client.id.starts_with("CLIENT_ID") || self.client.id == "00000000-0000-0000-0000-000000000000"
    }

    /// All secrets it refers to, whichever flow needs them, each with its dotted key.
    pub fn secrets(&self) -> impl Iterator<Item = (&'static str, &SecretReference)> {
        let of_client = [("client.secret", &self.client.secret), ("client.key", &self.client.key)];
        let of_client = of_client.into_iter().filter_map(|(key, reference)| Some((key, reference.as_ref()?)));
        of_client.chain(self.ciba.secrets()).chain(self.others())
    }

    fn others(&self) -> impl Iterator<Item = (&'static str, &SecretReference)> {
        let all = [
            ("client.certificate", &self.client.certificate),
            ("client.certificate_key", &self.client.certificate_key),
            ("dpop.key", &self.dpop.key),
            ("client.decryption_key", &self.client.decryption_key),
            ("refresh.token", &self.refresh.token),
            ("refresh.id_token", &self.refresh.id_token),
            ("exchange.subject_token", &self.exchange.subject_token),
            ("exchange.actor_token", &self.exchange.actor_token),
            ("jwt_bearer.assertion", &self.jwt_bearer.assertion),
            ("password.password", &self.password.password),
            ("userinfo.token", &self.userinfo.token),
            ("userinfo.id_token", &self.userinfo.id_token),
            ("introspection.token", &self.introspection.token),
            ("revocation.token", &self.revocation.token),
            ("logout.id_token_hint", &self.logout.id_token_hint),
            ("inspect.token", &self.inspect.token),
            ("inspect.key", &self.inspect.key),
            ("inspect.secret", &self.inspect.secret),
            ("inspect.decryption_key", &self.inspect.decryption_key),
            ("inspect.access_token", &self.inspect.access_token),
        ];
        all.into_iter().filter_map(|(key, reference)| Some((key, reference.as_ref()?)))
    }

    /// The variables that hold its secrets, whichever flow needs them.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.secrets().filter_map(|(_, reference)| match reference {
            SecretReference::Env(name) => Some(name.as_str()),
            _ => None,
        })
    }

    /// The folder that relative paths in the profile count from; none where it has no file.
    pub fn folder(&self) -> Option<PathBuf> {
        match &self.source {
            Source::Saved(path) | Source::Path(path) => path.parent().map(PathBuf::from),
            Source::Shipped | Source::Demo => None,
        }
    }
}

/// `[client]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientSection {
    /// `client_id`
    pub id: String,
    /// How the client proves who it is.
    pub auth: AuthMethod,
    /// Where its secret is.
    pub secret: Option<SecretReference>,
    /// Where its private key is: a JWK or PEM.
    pub key: Option<SecretReference>,
    /// How id and secret are encoded before Basic.
    pub basic_encoding: BasicEncoding,
    /// The ID Token algorithm that was registered.
    pub id_token_alg: Option<String>,
    /// The algorithm of userinfo answers that was registered; JSON is due where none was.
    pub userinfo_alg: Option<String>,
    /// What opens encrypted answers: a JWK, JWK Set or PEM.
    pub decryption_key: Option<SecretReference>,
    /// The certificate chain that is shown in TLS, as PEM.
    pub certificate: Option<SecretReference>,
    /// Its key, where that is neither `key` nor in the same text.
    pub certificate_key: Option<SecretReference>,
    /// Whom an assertion is for.
    pub assertion_audience: AssertionAudience,
    /// The algorithm of an assertion, where the key's own is not meant.
    pub assertion_alg: Option<String>,
}

/// `[request]`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestSection {
    /// `scope`, a word each.
    pub scope: Vec<String>,
    /// RFC 8707 resource indicators.
    pub resource: Vec<String>,
    /// The vendor parameter of Auth0 and others.
    pub audience: Option<String>,
    /// OIDC Core §3.1.2.1.
    pub acr_values: Vec<String>,
    /// Seconds since the last login that are still accepted.
    pub max_age: Option<u64>,
}

/// `[code]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeSection {
    /// As it is registered; the port 0 of a loopback address stands for any free one (RFC 8252 §7.3).
    pub redirect_uri: String,
    /// Where redirects are awaited, where that is not what `redirect_uri` says.
    pub listen: Option<String>,
    /// `response_type`
    pub response_type: ResponseType,
    /// `response_mode`; absent means the usual one of the type, and nothing is sent.
    pub response_mode: Option<ResponseMode>,
    /// PKCE.
    pub pkce: Pkce,
    /// Whether the request is pushed first.
    pub par: Par,
    /// Whether the request goes as a signed request object (RFC 9101).
    pub request_object: bool,
    /// `prompt`
    pub prompt: Option<String>,
    /// `login_hint`
    pub login_hint: Option<String>,
    /// Whether the code is redeemed wrongly on purpose.
    pub probe: Probe,
}

impl CodeSection {
    /// What `redirect_uri` is when the profile says nothing.
    pub const REDIRECT_URI: &str = "http://127.0.0.1:0/callback";
}

impl Default for CodeSection {
    fn default() -> Self {
        Self {
            redirect_uri: Self::REDIRECT_URI.to_owned(),
            listen: None,
            response_type: ResponseType::CODE,
            response_mode: None,
            pkce: Pkce::S256,
            par: Par::Auto,
            request_object: false,
            prompt: None,
            login_hint: None,
            probe: Probe::Off,
        }
    }
}

/// A question to the provider that costs the code: whether it insists on the verifier (RFC 9700 §2.1.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Probe {
    /// The code is redeemed as it should be.
    #[default]
    Off,
    /// With another verifier than the challenge's.
    WrongVerifier,
    /// Without a verifier.
    NoVerifier,
}

impl Probe {
    /// The word in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::WrongVerifier => "wrong_verifier",
            Self::NoVerifier => "no_verifier",
        }
    }

    /// What is sent in place of the verifier, as a phrase.
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Off => "the verifier",
            Self::WrongVerifier => "another verifier",
            Self::NoVerifier => "no verifier",
        }
    }
}

/// RFC 9126.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Par {
    /// Pushed when the provider requires it.
    #[default]
    Auto,
    /// Pushed.
    Always,
    /// Never pushed.
    Never,
}

/// `[device]`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceSection {
    /// PKCE on both legs, for providers that want it there.
    pub pkce: Pkce,
}

/// RFC 7636 in this flow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pkce {
    /// Nothing is sent.
    #[default]
    Off,
    /// `code_challenge_method=plain`
    Plain,
    /// `code_challenge_method=S256`
    S256,
}

/// Where a secret is, not what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretReference {
    /// An environment variable.
    Env(String),
    /// A file, absolute or relative to the profile's folder; one trailing newline is dropped.
    File(PathBuf),
    /// Written in the file itself.
    Literal(Secret),
    /// What a program prints: its name and its arguments, run without a shell.
    Command(Vec<String>),
    /// An entry of the platform's own store.
    Keyring(String),
    /// Typed by the person when it is needed.
    Ask,
}

/// Where a profile came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The config directory.
    Saved(PathBuf),
    /// Compiled in.
    Shipped,
    /// A path on the command line.
    Path(PathBuf),
    /// The embedded provider's.
    Demo,
}

impl Source {
    /// The path of its file, or the word for where it came from.
    pub fn place(&self) -> String {
        match self {
            Self::Saved(path) | Self::Path(path) => path.display().to_string(),
            Self::Shipped => "shipped".to_owned(),
            Self::Demo => "demo".to_owned(),
        }
    }

    /// Its file, if it has one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Saved(path) | Self::Path(path) => Some(path),
            Self::Shipped | Self::Demo => None,
        }
    }
}
