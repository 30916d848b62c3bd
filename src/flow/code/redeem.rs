//! The token leg: the code, the verifier and the redirect URI go to the token endpoint, once and never again.

use super::{Case, Redeemed};
use crate::flow::exchange::Conversation;
use crate::flow::provider::Provider;
use crate::flow::tokens;
use crate::flow::{Outcome, World, client};
use crate::profile::Probe;
use crate::protocol::answer;
use crate::protocol::authorization::{self, Granted};
use crate::protocol::check::Verdict;
use crate::protocol::pkce::Pkce;
use crate::protocol::secret::Secret;
use crate::protocol::time::Now;
use crate::protocol::token::{self, Expected, TokenAnswer, TokenSet};

/// RFC 6749 §4.1.3.
pub async fn code<W: World>(
    case: &Case<'_>,
    code: &Secret,
    provider: &mut Provider,
    talk: &mut Conversation<'_, W>,
) -> Result<Redeemed, Outcome> {
    let endpoint = provider.endpoint("token_endpoint")?;
    let Case { profile, attempt, .. } = case;
    let extra = client::extras(profile, "token");
    let pair = (code, attempt.redirect_uri.as_str());
    let pkce = verifier(case, talk);
    let request = token::code_request(endpoint, pair, pkce.as_ref(), &extra);
    let sent = client::own(profile, "authorization", "redirect_uri").unwrap_or_else(|| attempt.redirect_uri.clone());
    talk.tell(None, vec![authorization::same_redirect_uri(&sent, &request)])?;
    let answer = talk.ask(provider.limited(request)).await?;
    let read = answer.read(&answer::TOKEN);
    let mut findings = read.findings;
    let openid = profile.request.scope.iter().any(|scope| scope == "openid");
    let expected = Expected { scope: &profile.request.scope, openid };
    let judged = read.value.filter(|object| token::is_answer(object, &answer.response)).and_then(|object| {
        let report = token::judge(&object, &answer.response, &expected);
        findings.extend(report.findings);
        report.value
    });
    let probe = profile.code.probe;
    if probe != Probe::Off {
        let finding = token::pkce_enforced(probe.phrase(), judged.as_ref());
        let is_enforced = finding.verdict == Verdict::Pass;
        findings.push(finding);
        if is_enforced {
            talk.tell(Some(answer.n), findings)?;
            return Err(Outcome::Done);
        }
    }
    talk.tell(Some(answer.n), findings)?;
    match judged {
        Some(TokenAnswer::Tokens(tokens)) => Ok(Redeemed { exchange: answer.n, tokens: *tokens }),
        Some(TokenAnswer::Error(error)) => Err(Outcome::Refused(error)),
        Some(TokenAnswer::Broken { id_token, sentence }) => {
            if let Some(id_token) = id_token {
                // No usable access token came, but what came is judged all the same.
                let granted = Granted { code: Some(code.clone()), ..Granted::default() };
                let beside = attempt.beside(&granted, false);
                let about = case.about(Some(answer.n), beside);
                tokens::id_token(&id_token, None, &about, provider, talk).await?;
            }
            Err(Outcome::Broken { reason: sentence })
        }
        None => {
            let status = answer.response.status;
            let reason = format!("The token endpoint answered {status} without tokens and without an OAuth error.");
            Err(Outcome::Broken { reason })
        }
    }
}

/// The verifier, or what a probe sends in its place.
fn verifier<W: World>(case: &Case<'_>, talk: &mut Conversation<'_, W>) -> Option<Pkce> {
    match case.profile.code.probe {
        Probe::Off => case.attempt.pkce.clone(),
        Probe::WrongVerifier => Some(Pkce::s256(talk.world.random())),
        Probe::NoVerifier => None,
    }
}

/// The tokens that came through the front channel, if any did.
pub fn front_tokens(granted: &Granted, received: Now) -> Option<TokenSet> {
    if granted.access_token.is_none() && granted.id_token.is_none() {
        return None;
    }
    Some(TokenSet {
        access_token: granted.access_token.clone(),
        token_type: granted.token_type.clone().unwrap_or_default(),
        expires_in: granted.expires_in,
        refresh_token: None,
        id_token: granted.id_token.clone(),
        scope: granted.scope.clone(),
        issued_token_type: None,
        received,
        extra: granted.extra.clone(),
    })
}
