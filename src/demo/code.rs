//! Authorization codes at the token endpoint (RFC 6749 §4.1.3, RFC 7636 §4.6).

use super::answer::Answer;
use super::authorize::Challenge;
use super::client::Client;
use super::issue;
use super::keys;
use super::provider::Provider;
use super::request::Request;
use super::site::Site;
use super::state::Access;
use super::token;
use super::wrong::{Place, Wrong};

/// How long a code counts, in milliseconds.
pub(super) const LIFE_MS: u64 = 60_000;

/// What a code stands for.
#[derive(Clone, Debug)]
pub(super) struct Code {
    pub access: Access,
    pub redirect_uri: String,
    pub challenge: Option<Challenge>,
    pub expires_ms: u64,
    pub used: bool,
}

/// Exchanges a code for tokens, once.
pub(super) fn redeem(provider: &Provider, site: &Site, request: &Request, client: &Client) -> Answer {
    let Some(text) = request.form.get("code") else {
        return Answer::error(400, "invalid_request", "There is no code.");
    };
    let mut state = provider.state();
    let fits = |code: &&mut Code| code.access.client == client.id && code.access.issuer == site.issuer;
    let Some(code) = state.codes.get_mut(text).filter(fits) else {
        return Answer::error(400, "invalid_grant", "This code is unknown, or of another client.");
    };
    if code.used {
        let family = code.access.family.clone();
        state.revoke(&family);
        return Answer::error(400, "invalid_grant", "This code was used before; its tokens are revoked.");
    }
    if let Err(problem) = judge(site, request, code) {
        return Answer::error(400, "invalid_grant", problem);
    }
    code.used = true;
    let mut access = code.access.clone();
    access.expires_ms = site.now.mono_ms.saturating_add(token::LIFE * 1000);
    let tokens = issue::tokens(provider, site, &mut state, access);
    site.send(&[Place::Token], Answer::json(200, tokens))
}

fn judge(site: &Site, request: &Request, code: &Code) -> Result<(), &'static str> {
    if site.now.mono_ms >= code.expires_ms {
        return Err("The code is too old.");
    }
    match request.form.get("redirect_uri") {
        Some(uri) if uri == code.redirect_uri => {}
        Some(_) => return Err("redirect_uri differs from the one of the authorization request."),
        None => return Err("There is no redirect_uri."),
    }
    if code.access.key.is_some() && code.access.key != site.key {
        return Err("The authorization request was bound to another key (dpop_jkt).");
    }
    if site.wrong().iter().any(|wrong| matches!(wrong, Wrong::NoVerifier)) {
        return Ok(());
    }
    match (&code.challenge, request.form.get("code_verifier")) {
        (None, None) => Ok(()),
        (Some(Challenge::S256(text)), Some(verifier)) if keys::base64(&keys::sha256(verifier.as_bytes())) == *text => {
            Ok(())
        }
        (Some(Challenge::Plain(text)), Some(verifier)) if verifier == text => Ok(()),
        (Some(_), Some(_)) => Err("The code_verifier does not fit the challenge."),
        (Some(_), None) => Err("There is no code_verifier."),
        (None, Some(_)) => Err("There was no code_challenge for this verifier."),
    }
}
