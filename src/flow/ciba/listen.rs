//! The notification endpoint: where it is, whether the provider can reach it, and what is bound.

use std::net::SocketAddr;

use crate::flow::exchange::Conversation;
use crate::flow::{Event, NotificationEndpoint, Outcome, World};
use crate::profile::Profile;
use crate::protocol::check::{Finding, Verdict};
use crate::protocol::notification::{self, Endpoint};

/// Where the provider is awaited: in ping and push mode, and wherever the profile says so.
pub fn endpoint(profile: &Profile) -> Result<Option<Endpoint>, Outcome> {
    let ciba = &profile.ciba;
    let is_named = ciba.listen.is_some() || ciba.notification_endpoint.is_some();
    if !is_named && !ciba.mode.notifies() {
        return Ok(None);
    }
    let planned = notification::plan(ciba.notification_endpoint.as_deref(), ciba.listen.as_deref());
    planned.map(Some).map_err(|reason| Outcome::Invalid { reason })
}

/// Listens, and says what has to be registered and reachable before anything is sent (CIBA §9). Where nobody has to
/// come, a place that cannot be listened at is doubtful and no more.
pub async fn bind<W: World>(
    endpoint: &Endpoint,
    (issuer, is_needed): (&str, bool),
    talk: &mut Conversation<'_, W>,
) -> Result<(), Outcome> {
    let bound = talk.world.bind(&endpoint.bind).await;
    let told = bound.as_deref().map_err(|error| (error.address, error.reason.as_str()));
    let doubtful = |finding: Finding| match finding.verdict {
        Verdict::Fail if !is_needed => finding.check.warn(&finding.expected, &finding.observed),
        _ => finding,
    };
    talk.tell(None, notification::bound(endpoint, told).into_iter().map(doubtful).collect())?;
    let addresses =
        bound.map_err(|error| Outcome::Invalid { reason: format!("{}: {}", error.address, error.reason) })?;
    let finding = notification::reachable(&endpoint.clone().bound_at(&addresses), issuer);
    let reachable = if finding.verdict == Verdict::Pass { Ok(()) } else { Err(finding.observed.clone()) };
    let registered = endpoint.at(addresses.first().map(SocketAddr::port).unwrap_or_default());
    talk.tell(None, vec![finding])?;
    talk.world.emit(Event::NotificationEndpoint(NotificationEndpoint { registered, addresses, reachable }));
    Ok(())
}
