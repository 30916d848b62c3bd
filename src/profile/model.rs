//! What a profile says, as plain data.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::nearest::nearest;
use crate::protocol::client_auth::{AuthMethod, BasicEncoding};
use crate::protocol::secret::Secret;
use crate::protocol::text;

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
    /// The device flow's own keys.
    pub device: DeviceSection,
    /// Endpoints that override discovery: `token`, `device_authorization`, `jwks`, `userinfo`, …
    pub endpoints: BTreeMap<String, String>,
    /// Free extras per leg: `device`, `token`, …
    pub parameters: BTreeMap<String, Vec<(String, String)>>,
    /// Seconds for one request.
    pub request_timeout: u64,
    /// Where it came from.
    pub source: Source,
}

impl Profile {
    /// Whether the id is still the one of a shipped profile, which nobody has registered.
    pub fn is_template(&self) -> bool {
        self.client.id.starts_with("CLIENT_ID") || self.client.id == "00000000-0000-0000-0000-000000000000"
    }

    /// The folder that relative paths in the profile count from; none where it has no file.
    pub fn folder(&self) -> Option<PathBuf> {
        match &self.source {
            Source::Saved(path) | Source::Path(path) => path.parent().map(PathBuf::from),
            Source::Shipped | Source::Demo => None,
        }
    }
}

/// Every flow there will be, by its word.
pub(super) const FLOWS: [&str; 8] =
    ["code", "device", "ciba", "client-credentials", "refresh", "token-exchange", "jwt-bearer", "password"];

/// The flows that a profile may name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Flow {
    /// RFC 8628.
    #[default]
    Device,
}

impl Flow {
    /// The word on the command line and in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Device => "device",
        }
    }

    /// The flow of that word, or a sentence that says which there are.
    pub fn from_word(word: &str) -> Result<Self, String> {
        match word {
            "device" => Ok(Self::Device),
            _ if FLOWS.contains(&word) => {
                Err(format!("the flow {word} is known, but this version cannot run it yet; it can run device"))
            }
            _ => {
                let near = nearest(word, FLOWS).map(|near| format!("; did you mean {near}?")).unwrap_or_default();
                Err(format!("there is no flow {}{near}", text::shown_short(word, 60)))
            }
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
    /// How id and secret are encoded before Basic.
    pub basic_encoding: BasicEncoding,
    /// The ID Token algorithm that was registered.
    pub id_token_alg: Option<String>,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flow_is_known_built_or_close_to_one() {
        assert_eq!(Flow::from_word("device"), Ok(Flow::Device));
        let said = |word: &str| Flow::from_word(word).unwrap_err();
        assert_eq!(said("code"), "the flow code is known, but this version cannot run it yet; it can run device");
        assert_eq!(said("devcie"), "there is no flow devcie; did you mean device?");
        assert_eq!(said("\u{1b}"), "there is no flow ␛");
    }
}
