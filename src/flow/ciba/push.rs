//! Push (CIBA §10.3): the tokens come to the notification endpoint, and nothing is fetched.

use super::Case;
use crate::flow::exchange::Conversation;
use crate::flow::provider::Provider;
use crate::flow::tokens::{self, Beside};
use crate::flow::visitors::Visitors;
use crate::flow::{Expiry, Heard, Outcome, World};
use crate::protocol::ciba::Authentication;
use crate::protocol::id_token::Pushed;
use crate::protocol::json::Json;
use crate::protocol::listener::{Visit, VisitKind};
use crate::protocol::notification;
use crate::protocol::secret::Secret;
use crate::protocol::token::{self, Expected, TokenAnswer};

/// Waits for the tokens and judges them; both sides of the result are outcomes.
pub async fn received<W: World>(
    case: &Case<'_>,
    authentication: &Authentication,
    visitors: &mut Visitors,
    (provider, talk): (&mut Provider, &mut Conversation<'_, W>),
) -> Result<Outcome, Outcome> {
    let (kind, object) = heard(authentication, visitors, talk).await?;
    if kind == VisitKind::PushError {
        return Err(refused(&object, talk));
    }
    let expected = Expected { scope: &case.profile.request.scope, openid: true };
    let now = talk.world.now();
    let report = token::pushed(&object, now, &expected);
    let mut findings = report.findings;
    findings.push(notification::granted());
    talk.tell(None, findings)?;
    match report.value {
        Some(TokenAnswer::Tokens(tokens)) => {
            let refresh_token = tokens.refresh_token.clone();
            let about = case.about(None, beside(authentication, refresh_token.as_ref()));
            Ok(tokens::received(*tokens, &about, provider, talk).await)
        }
        Some(TokenAnswer::Broken { id_token, sentence }) => {
            if let Some(id_token) = id_token {
                // No usable access token came, but what came is judged all the same.
                let refresh_token = object.get("refresh_token").and_then(Json::as_str).map(Secret::new);
                let about = case.about(None, beside(authentication, refresh_token.as_ref()));
                tokens::id_token(&id_token, None, &about, provider, talk).await?;
            }
            Err(Outcome::Broken { reason: sentence })
        }
        Some(TokenAnswer::Error(_)) | None => Err(Outcome::Broken { reason: "The push holds no tokens.".to_owned() }),
    }
}

/// Waits for what is ours until the id expires.
async fn heard<W: World>(
    authentication: &Authentication,
    visitors: &mut Visitors,
    talk: &mut Conversation<'_, W>,
) -> Result<(VisitKind, Json), Outcome> {
    let until = authentication.received.mono.saturating_add(authentication.pace.expires_in);
    loop {
        match talk.world.heard(until).await {
            Heard::Visit(visit) => {
                let object = pushed(&visit);
                visitors.note(*visit, talk)?;
                if let Some(object) = object {
                    return Ok(object);
                }
            }
            // Nothing is polled in this mode (CIBA §11), and no address was opened.
            Heard::PollNow { .. } | Heard::OpenAgain => {}
            Heard::Deadline => return last_moment(visitors, talk).await,
        }
    }
}

/// Time is over, but whoever came in the last moment still counts.
async fn last_moment<W: World>(
    visitors: &mut Visitors,
    talk: &mut Conversation<'_, W>,
) -> Result<(VisitKind, Json), Outcome> {
    let mut came = None;
    for visit in talk.world.close().await {
        came = came.or(pushed(&visit));
        visitors.note(visit, talk)?;
    }
    came.ok_or(Outcome::Expired(Expiry::Counted))
}

fn pushed(visit: &Visit) -> Option<(VisitKind, Json)> {
    Some((visit.kind, visit.notice.as_ref()?.pushed.clone()?))
}

/// CIBA §12.
fn refused<W: World>(object: &Json, talk: &mut Conversation<'_, W>) -> Outcome {
    let report = notification::push_error(object);
    match talk.report(None, report) {
        Ok(Some(error)) => match error.error.as_str() {
            "access_denied" => Outcome::Denied(error),
            "expired_token" => Outcome::Expired(Expiry::Told(error)),
            _ => Outcome::Refused(error),
        },
        Ok(None) => Outcome::Broken { reason: "The push holds an error that cannot be read.".to_owned() },
        Err(outcome) => outcome,
    }
}

fn beside<'a>(authentication: &'a Authentication, refresh_token: Option<&'a Secret>) -> Beside<'a> {
    let pushed = Pushed { auth_req_id: &authentication.auth_req_id, refresh_token };
    Beside { pushed: Some(pushed), ..Beside::default() }
}
