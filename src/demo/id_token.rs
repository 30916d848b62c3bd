//! ID tokens (OpenID Connect Core 1.0 §2): their claims, and what they bind to.

use super::keys::{self, Keys, base64};
use super::members::Members;
use super::site::Site;
use super::state::Access;
use super::wrong::{Place, Sign, Wrong};
use super::{client, jwe, jwks, jwt};
use serde_json::json;

/// How long an ID token counts, in seconds.
const LIFE: u64 = 3600;

/// The claims that bind a pushed ID token (CIBA §10.3.1).
pub(super) const RT_HASH: &str = "urn:openid:params:jwt:claim:rt_hash";
pub(super) const AUTH_REQ_ID: &str = "urn:openid:params:jwt:claim:auth_req_id";

/// What an ID token names by its hash. All of it comes with the front channel's ID token, the access token alone with
/// the token endpoint's.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bound<'a> {
    pub access_token: Option<&'a str>,
    pub code: Option<&'a str>,
    pub state: Option<&'a str>,
    /// It is pushed with a refresh token.
    pub refresh_token: Option<&'a str>,
    /// It is pushed, as the result of this request.
    pub auth_req_id: Option<&'a str>,
    /// It comes with the authorization response.
    pub front: bool,
}

/// The ID token of a person's approval.
pub(super) fn make(site: &Site, keys: &Keys, access: &Access, bound: Bound<'_>) -> String {
    let wanted = client::registered(&access.client).map_or(client::USUAL, |client| client.tokens);
    let faulty = site.wrong().iter().find_map(|w| if let Wrong::Sign(sign) = w { Some(*sign) } else { None });
    let sign = faulty.or(wanted.sign);
    let mut header = Members::default().with("alg", jwt::alg(sign)).with("typ", "JWT");
    if !matches!(sign, Some(Sign::Hs256(_))) {
        header.set("kid", keys.kids[jwks::number(sign)].as_str());
    }
    site.shape(&[Place::Header], &mut header, "");
    let mut claims = claims(site, access);
    let hashes = [
        ("at_hash", bound.access_token),
        ("c_hash", bound.code),
        ("s_hash", bound.state),
        (RT_HASH, bound.refresh_token),
    ];
    for (name, value) in hashes {
        if let Some(value) = value {
            claims.set(name, half_hash(sign, value));
        }
    }
    if let Some(auth_req_id) = bound.auth_req_id {
        claims.set(AUTH_REQ_ID, auth_req_id);
    }
    let places: &[Place] = if bound.front { &[Place::Claims, Place::FrontClaims] } else { &[Place::Claims] };
    site.shape(places, &mut claims, "");
    let token = jwt::written(&header, &claims, sign, keys);
    let shapes = site.wrong().iter().filter_map(|w| if let Wrong::Shape(shape) = w { Some(*shape) } else { None });
    let token = shapes.fold(token, |token, shape| jwt::reshape(shape, &token, keys));
    if wanted.encrypted { jwe::id_token(site, &token, &claims) } else { token }
}

fn claims(site: &Site, access: &Access) -> Members {
    let now = site.now.unix();
    let mut claims = Members::default()
        .with("iss", site.issuer.as_str())
        .with("sub", access.subject())
        .with("aud", access.client.as_str())
        .with("exp", now + LIFE)
        .with("iat", now)
        .with("auth_time", access.auth_time)
        .with("acr", "urn:demo:password")
        .with("amr", json!(["pwd"]));
    if let Some(nonce) = &access.nonce {
        claims.set("nonce", nonce.as_str());
    }
    if let Some(person) = access.person {
        person.claims(&access.scope, &mut claims);
    }
    claims
}

/// `at_hash` and its siblings (OpenID Connect Core 1.0 §3.1.3.6, §3.3.2.11); for Ed25519 the digest is the one inside
/// the signature scheme, SHA-512.
fn half_hash(sign: Option<Sign>, text: &str) -> String {
    let digest = match sign {
        Some(Sign::EdDsa | Sign::EdDsaBroken) => keys::sha512(text.as_bytes()),
        _ => keys::sha256(text.as_bytes()),
    };
    base64(&digest[..digest.len() / 2])
}
