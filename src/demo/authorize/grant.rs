//! Making what was asked for and allowed: code, access token, ID token (OpenID Connect Core 1.0 §3.3.2.5).

use super::Ask;
use crate::demo::code::{self, Code};
use crate::demo::id_token::{self, Bound};
use crate::demo::members::Members;
use crate::demo::people::Person;
use crate::demo::provider::Provider;
use crate::demo::site::Site;
use crate::demo::state::Access;
use crate::demo::{issue, random, token};

/// The parameters of the answer, before any fault.
pub(super) fn make(
    provider: &Provider,
    site: &Site,
    ask: &Ask,
    (person, auth_time): (&'static Person, u64),
) -> Members {
    let access = Access {
        issuer: ask.issuer.clone(),
        nonce: ask.nonce.clone(),
        ..Access::new(site, ask.way.client.id, &ask.scope, (person, auth_time))
    };
    let mut params = Members::default();
    let code = ask.parts.code.then(random::token);
    if let Some(code) = &code {
        params.set("code", code.as_str());
        provider.state().codes.insert(code.clone(), remembered(site, ask, &access));
    }
    let access_token = ask.parts.token.then(|| issue::access_token(provider, site, &access));
    if let Some(text) = &access_token {
        params.set("access_token", text.as_str());
        params.set("token_type", "Bearer");
        params.set("expires_in", token::LIFE);
        params.set("scope", ask.scope.as_str());
        provider.state().access.insert(text.clone(), access.clone());
    }
    if ask.parts.id_token {
        let (access_token, code, state) = (access_token.as_deref(), code.as_deref(), ask.way.state.as_deref());
        let bound = Bound { access_token, code, state, front: true, ..Bound::default() };
        params.set("id_token", id_token::make(site, provider.keys(), &access, bound));
    }
    params
}

fn remembered(site: &Site, ask: &Ask, access: &Access) -> Code {
    Code {
        access: Access { key: ask.dpop_jkt.clone(), ..access.clone() },
        redirect_uri: ask.way.redirect_uri.clone(),
        challenge: ask.challenge.clone(),
        expires_ms: site.now.mono_ms.saturating_add(code::LIFE_MS),
        used: false,
    }
}
