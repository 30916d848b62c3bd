//! What kind of token it is: as somebody said, as its header says, or as its claims look.

use super::Against;
use crate::protocol::jose::jwt::Decoded;
use crate::protocol::json::Json;
use crate::protocol::logout_token::EVENT;
use crate::protocol::secret::Secret;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An ID Token of OpenID Connect.
    IdToken,
    /// An access token in the form of a JWT.
    AccessToken,
    /// The token of a back-channel logout.
    LogoutToken,
    /// Any other signed JWT.
    Jwt,
    /// A signature over something that is no JSON.
    Jws,
}

impl Kind {
    const ALL: [(Self, &'static str); 5] = [
        (Self::IdToken, "id_token"),
        (Self::AccessToken, "access_token"),
        (Self::LogoutToken, "logout_token"),
        (Self::Jwt, "jwt"),
        (Self::Jws, "jws"),
    ];

    /// The word in profiles and reports.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    /// The kind of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind)
    }

    /// Every word, for a list.
    pub fn words() -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().map(|(_, word)| *word)
    }
}

/// The kind, or nothing for an opaque text. Opaque is what has no two dots and no header: a token that was cut short
/// is still a broken JWT.
pub(super) fn of(token: &Secret, decoded: &Decoded, against: &Against<'_>) -> Option<Kind> {
    let text = token.reveal().trim_start();
    let formless = decoded.parts < 3 && decoded.header.is_none() && !text.is_empty() && !text.starts_with('{');
    match against.kind {
        // To a client every access token may be opaque (RFC 6749 §1.4).
        Some(Kind::AccessToken) | None if formless => None,
        Some(kind) => Some(kind),
        None => Some(guessed(token, decoded, against)),
    }
}

fn guessed(token: &Secret, decoded: &Decoded, against: &Against<'_>) -> Kind {
    let said = by_header(decoded).or_else(|| by_vendor_typ(decoded));
    let is_access_token = against.access_token.is_some_and(|access_token| access_token == token);
    match said {
        _ if against.nonce.is_some() && !is_access_token => Kind::IdToken,
        Some(kind) => kind,
        None if against.access_token.is_some() && !is_access_token && is_json(decoded) => Kind::IdToken,
        // What is called a JWT, or should be for somebody, has claims, even where they cannot be read.
        None => match by_claims(decoded) {
            Kind::Jws if against.audience.is_some() || is_called_jwt(decoded) => Kind::Jwt,
            kind => kind,
        },
    }
}

fn is_called_jwt(decoded: &Decoded) -> bool {
    let typ = decoded.header_text("typ").map(str::to_ascii_lowercase);
    matches!(typ.as_deref(), Some("jwt" | "application/jwt"))
}

fn by_header(decoded: &Decoded) -> Option<Kind> {
    let typ = decoded.header_text("typ")?.to_ascii_lowercase();
    match typ.strip_prefix("application/").unwrap_or(&typ) {
        "at+jwt" => Some(Kind::AccessToken),
        "logout+jwt" => Some(Kind::LogoutToken),
        "jwt" => None,
        other => other.ends_with("+jwt").then_some(Kind::Jwt),
    }
}

/// Keycloak has a claim `typ` in every token.
fn by_vendor_typ(decoded: &Decoded) -> Option<Kind> {
    match decoded.payload.as_ref()?.get("typ")?.as_str()? {
        "ID" => Some(Kind::IdToken),
        "Bearer" | "DPoP" => Some(Kind::AccessToken),
        "Logout" => Some(Kind::LogoutToken),
        "Refresh" | "Offline" => Some(Kind::Jwt),
        _ => None,
    }
}

/// Whether it says that it is a refresh token, as Keycloak's do.
pub(super) fn is_refresh_token(decoded: &Decoded) -> bool {
    let typ = decoded.payload.as_ref().and_then(|payload| payload.get("typ")).and_then(Json::as_str);
    matches!(typ, Some("Refresh" | "Offline"))
}

fn by_claims(decoded: &Decoded) -> Kind {
    let Some(payload) = decoded.payload.as_ref().filter(|payload| payload.as_object().is_some()) else {
        return if is_json(decoded) { Kind::Jwt } else { Kind::Jws };
    };
    let has = |claims: &[&str]| claims.iter().any(|claim| payload.get(claim).is_some());
    if payload.get("events").and_then(|events| events.get(EVENT)).is_some() {
        Kind::LogoutToken
    } else if has(&["nonce", "at_hash", "c_hash", "s_hash"]) {
        Kind::IdToken
    } else if has(&["scope", "scp", "client_id"]) {
        Kind::AccessToken
    } else if has(&["auth_time"]) && has(&["aud"]) && has(&["sub"]) {
        Kind::IdToken
    } else {
        Kind::Jwt
    }
}

/// Whether the payload is JSON, or was meant to be.
fn is_json(decoded: &Decoded) -> bool {
    let first = decoded.payload_bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    decoded.payload.as_ref().is_some_and(is_object) || first == Some(&b'{') || decoded.parts != 3
}

fn is_object(json: &Json) -> bool {
    json.as_object().is_some()
}
