//! A provider's metadata as the flows use it.

use url::Url;

use super::host;
use crate::protocol::json::Json;

/// The document, and the endpoints that the profile sets in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// The document as it came; an empty object when there was none.
    pub document: Json,
    overrides: Vec<(String, Url)>,
    /// Whether the client shows a certificate, so that the aliases for mutual TLS are in force.
    aliased: bool,
}

impl Metadata {
    /// What a document says.
    pub const fn new(document: Json) -> Self {
        Self { document, overrides: Vec::new(), aliased: false }
    }

    /// Metadata of a provider that has no document; its endpoints follow by [`Metadata::with_endpoint`].
    pub fn from_overrides(issuer: Option<&str>) -> Self {
        let issuer = issuer.map(|issuer| ("issuer".to_owned(), Json::String(issuer.to_owned())));
        Self::new(Json::Object(issuer.into_iter().collect()))
    }

    /// The same with one endpoint set by the profile, by its name there (`token`) or in the document.
    #[must_use]
    pub fn with_endpoint(mut self, name: &str, url: Url) -> Self {
        let member = member(name);
        self.overrides.retain(|(known, _)| *known != member);
        self.overrides.push((member, url));
        self
    }

    /// The same for a client that shows a certificate: what `mtls_endpoint_aliases` names takes the place of the
    /// ordinary endpoint, though never of what the profile sets (RFC 8705 §5).
    #[must_use]
    pub fn with_mtls_aliases(self) -> Self {
        Self { aliased: true, ..self }
    }

    /// The issuer as it is written; empty when there is none.
    pub fn issuer(&self) -> &str {
        self.document.get("issuer").and_then(Json::as_str).unwrap_or_default()
    }

    /// An endpoint, by its name in the document (`token_endpoint`) or in a profile (`token`); none when it is missing
    /// or must not be spoken to. What the profile sets is the user's own will and is not judged.
    pub fn endpoint(&self, name: &str) -> Option<Url> {
        self.look_up(name).ok()
    }

    /// Why [`Metadata::endpoint`] gives nothing, as a sentence; nothing when it gives something.
    pub fn why_not(&self, name: &str) -> Option<String> {
        self.look_up(name).err()
    }

    /// Whether a member says `true`.
    pub fn flag(&self, name: &str) -> bool {
        self.document.get(name).and_then(Json::as_bool) == Some(true)
    }

    /// A list of texts; none when it is missing or something else.
    pub fn strings(&self, name: &str) -> Option<Vec<&str>> {
        self.document.get(name)?.as_strings()
    }

    fn look_up(&self, name: &str) -> Result<Url, String> {
        let member = member(name);
        if let Some((_, url)) = self.overrides.iter().find(|(known, _)| *known == member) {
            return Ok(url.clone());
        }
        let (member, value) = self.member(member);
        let value = value.ok_or_else(|| format!("the provider names no {member}"))?;
        let text = value.as_str().ok_or_else(|| format!("{member} is {}", value.kind()))?;
        let url = Url::parse(text).map_err(|_| format!("{member} is not an address"))?;
        let issuer = Url::parse(self.issuer()).ok();
        if !host::is_allowed(&url) {
            Err(format!("{member} is not https"))
        } else if host::has_userinfo(&url) {
            Err(format!("{member} has a user name before its host"))
        } else if host::is_private(&url) && issuer.is_some_and(|issuer| !host::is_private(&issuer)) {
            Err(format!("{member} of a public issuer is not a public address"))
        } else {
            Ok(url)
        }
    }

    /// What is looked at for an endpoint, and its name. An alias that cannot be used is not passed over: the ordinary
    /// endpoint asks for no certificate, and would only say that it does not know the client.
    fn member(&self, member: String) -> (String, Option<&Json>) {
        let aliases = self.document.get("mtls_endpoint_aliases").filter(|_| self.aliased && is_aliased(&member));
        if let Some(alias) = aliases.and_then(|aliases| aliases.get(&member)) {
            return (format!("mtls_endpoint_aliases.{member}"), Some(alias));
        }
        let value = self.document.get(&member);
        (member, value)
    }
}

/// Whether the client itself sends requests there, and authenticates or shows a token; an alias of anything else means
/// nothing (RFC 8705 §5).
pub(super) fn is_aliased(member: &str) -> bool {
    matches!(
        member,
        "token_endpoint"
            | "device_authorization_endpoint"
            | "backchannel_authentication_endpoint"
            | "pushed_authorization_request_endpoint"
            | "introspection_endpoint"
            | "revocation_endpoint"
            | "userinfo_endpoint"
            | "registration_endpoint"
    )
}

/// The member of the document for a name that a profile uses.
fn member(name: &str) -> String {
    match name {
        "jwks" | "jwks_uri" => "jwks_uri".to_owned(),
        name if name.ends_with("_endpoint") => name.to_owned(),
        name => format!("{name}_endpoint"),
    }
}
