//! The client's assertion (RFC 7523 §2.2, OIDC Core §9): a short-lived JWT in which the client names itself, signed
//! with its private key or by the secret.
//!
//! It says what every server takes, and no more. There is no `nbf`: RFC 7523 §3 (5) leaves it open, and with a clock
//! that runs a second fast it is one claim more to fail by. There is no `typ`: RFC 10070 §4 recommends
//! `client-authentication+jwt`, but whatever verifies with a library's defaults takes `JWT` or none and refuses it.

use super::Client;
use crate::protocol::exchange::Value;
use crate::protocol::jose::signer::Signer;
use crate::protocol::json::Json;
use crate::protocol::secret::Secret;
use crate::protocol::text::shown_short;
use crate::protocol::time::Now;

/// `client_assertion_type` of a JWT (RFC 7523 §2.2).
pub(super) const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Seconds an assertion lives: long enough for one request, too short to be of use to anybody else.
pub(super) const LIFE: u64 = 60;

/// What an assertion is made of beside the client; fresh for each request.
#[derive(Clone, Copy, Debug)]
pub struct Occasion<'a> {
    /// `aud`: the issuer, or the token endpoint where the profile says so.
    pub audience: &'a str,
    /// `iat`, and the start of its life.
    pub now: Now,
    /// `jti`: never used before.
    pub jti: &'a str,
}

/// The signer set to the first of its algorithms that the endpoint's list (`token_endpoint_auth_signing_alg_values_supported`)
/// names. Without a list its own algorithm stays. `Err` is a sentence for the key's owner.
pub fn choose_alg(signer: &Signer, advertised: Option<&[&str]>) -> Result<Signer, String> {
    let Some(advertised) = advertised.filter(|list| !list.is_empty()) else { return Ok(signer.clone()) };
    let own = signer.algs();
    if let Some(alg) = own.iter().find(|alg| advertised.contains(alg)) {
        return signer.with_alg(alg);
    }
    let (wanted, own) = (shown_short(&advertised.join(", "), 200), own.join(", "));
    Err(format!("the provider takes client assertions signed with {wanted}; this client signs with {own}"))
}

/// The fields of a form that carry it; none for a client without a signer.
pub(super) fn fields(client: &Client, occasion: &Occasion<'_>) -> Option<[(&'static str, Value); 2]> {
    let made = client.signer.as_ref()?.sign(&[], &claims(&client.id, occasion));
    Some([("client_assertion_type", Value::Plain(TYPE.to_owned())), ("client_assertion", secret(made))])
}

const fn secret(assertion: Secret) -> Value {
    Value::Secret("client_assertion", assertion)
}

fn claims(client_id: &str, occasion: &Occasion<'_>) -> Json {
    let now = occasion.now.unix;
    let claims = [
        ("iss", Json::from(client_id)),
        ("sub", client_id.into()),
        ("aud", occasion.audience.into()),
        ("jti", occasion.jti.into()),
        ("iat", now.into()),
        ("exp", now.saturating_add(LIFE).into()),
    ];
    Json::Object(claims.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}
