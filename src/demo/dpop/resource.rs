//! Access tokens at a protected resource: with the scheme that they have, and bound ones with a proof (RFC 9449 §7).

use super::{Refusal, challenge, judged, proof};
use crate::demo::answer::Answer;
use crate::demo::provider::Provider;
use crate::demo::request::Request;
use crate::demo::site::Site;
use crate::demo::state::Access;

/// How an access token is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::demo) enum Scheme {
    Bearer,
    Dpop,
}

impl Scheme {
    /// The access token of the `Authorization` header and its scheme, in whatever case it is written (RFC 9110 §11.1).
    pub fn of(request: &Request) -> Option<(Self, &str)> {
        let (scheme, token) = request.authorization.as_deref()?.split_once(' ')?;
        let is = |name: &str| scheme.eq_ignore_ascii_case(name);
        let scheme = if is("bearer") { Some(Self::Bearer) } else { is("dpop").then_some(Self::Dpop) };
        Some((scheme?, token.trim()))
    }

    /// The challenge that says why an access token is not taken.
    pub fn challenge(self, site: &Site, error: (&str, &str)) -> String {
        match (self, error) {
            (Self::Dpop, error) => challenge(site, Some(error)),
            (Self::Bearer, (error, why)) => {
                format!("Bearer realm=\"grantty demo\", error=\"{error}\", error_description=\"{why}\"")
            }
        }
    }
}

/// Whether the access token is shown as it has to be: a bound one with a proof by its key.
pub(in crate::demo) fn guard(
    provider: &Provider,
    site: &Site,
    (request, scheme, token): (&Request, Scheme, &str),
    access: &Access,
) -> Result<(), Answer> {
    let invalid = |why: &str| Err(refused(site, ("invalid_token", why)));
    let key = match (scheme, &access.key) {
        (Scheme::Bearer, None) => return Ok(()),
        (Scheme::Bearer, Some(_)) => return invalid("The access token is bound to a key: its scheme is DPoP."),
        (Scheme::Dpop, None) => return invalid("The access token is bound to no key."),
        (Scheme::Dpop, Some(key)) => key,
    };
    match judged(provider, site, request, (&access.client, Some(token))) {
        Ok(proven) if proven == *key => Ok(()),
        Ok(_) => invalid("The access token is bound to another key than that of the DPoP proof."),
        Err(Refusal::Proof(why)) => Err(refused(site, ("invalid_dpop_proof", &why))),
        Err(Refusal::Nonce(nonce)) => {
            let mut answer = refused(site, ("use_dpop_nonce", "The DPoP proof has to have the nonce that is told."));
            if let Some(nonce) = nonce {
                answer.set("dpop-nonce", nonce);
            }
            Err(answer)
        }
    }
}

fn refused(site: &Site, (error, why): (&str, &str)) -> Answer {
    let mut answer = Answer::text(401, why);
    answer.set("www-authenticate", Scheme::Dpop.challenge(site, (error, why)));
    if let Some(date) = proof::clock(site) {
        answer.set("date", date);
    }
    answer
}
