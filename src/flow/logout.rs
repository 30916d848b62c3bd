//! RP-initiated logout: a person is sent to the end session endpoint, and awaited where they come back.

use std::time::Duration;

use super::exchange::Conversation;
use super::provider::{self, Needs, Provider};
use super::{Authorization, Event, Expiry, Heard, Listening, Options, Outcome, World, client, given};
use crate::profile::Profile;
use crate::protocol::authorize::{self, Place};
use crate::protocol::client_auth::Client;
use crate::protocol::end_session::{self, Fields};
use crate::protocol::jose::base64url;
use crate::protocol::listener::{Visit, VisitKind};
use crate::protocol::redirect::{self, Door, RedirectUri, checks};
use crate::protocol::secret::Secret;

/// One logout: what is fresh in it, and where its end is awaited.
struct Attempt {
    hint: Option<Secret>,
    /// 256 random bits, unless the profile sets or takes away its own.
    state: Option<String>,
    uri: Option<RedirectUri>,
    /// The port that is bound, once one is.
    port: Option<u16>,
}

/// Runs the flow to its end; both sides of the result are outcomes.
pub async fn run<W: World>(profile: &Profile, options: &Options, world: &mut W) -> Result<Outcome, Outcome> {
    let client = client::of(profile, world).await?;
    let mut attempt = Attempt::new(profile, world).await?;
    let mut talk = Conversation::new(world, profile, options);
    let needs = Needs::act(&["end_session_endpoint"]);
    let provider = provider::find(profile, &client, &needs, &mut talk).await?;
    attempt.bind(&mut talk).await?;
    let ended = sign_out((profile, &client), &attempt, &provider, &mut talk).await;
    for visit in talk.world.close().await {
        talk.world.emit(Event::Visited { visit: Box::new(visit), findings: Vec::new() });
    }
    ended
}

impl Attempt {
    async fn new<W: World>(profile: &Profile, world: &mut W) -> Result<Self, Outcome> {
        let section = &profile.logout;
        let hint = given::id_token("logout.id_token_hint", section.id_token_hint.as_ref(), profile, world).await?;
        let plan = section.post_logout_redirect_uri.as_deref().map(redirect::plan_logout);
        let uri = plan.transpose().map_err(|reason| Outcome::Invalid { reason })?;
        let state = match client::own(profile, "logout", "state") {
            Some(text) => (!text.is_empty()).then_some(text),
            None => Some(base64url::encode(&world.random())),
        };
        Ok(Self { hint, state: state.filter(|_| uri.is_some()), uri, port: None })
    }

    /// Where somebody is awaited: nowhere when the address is none of this machine.
    fn awaited(&self) -> Option<&RedirectUri> {
        self.uri.as_ref().filter(|uri| !uri.bind.is_empty())
    }

    /// Listens, before anybody is sent away.
    async fn bind<W: World>(&mut self, talk: &mut Conversation<'_, W>) -> Result<(), Outcome> {
        let Some(uri) = self.awaited() else { return Ok(()) };
        let bound = talk.world.bind(&uri.bind).await;
        let told = bound.as_deref().map_err(|error| (error.address, error.reason.as_str()));
        talk.tell(None, checks::bound(uri, told))?;
        let failed =
            |error: super::BindError| Outcome::Invalid { reason: format!("{}: {}", error.address, error.reason) };
        let addresses = bound.map_err(failed)?;
        let port = addresses.first().map(std::net::SocketAddr::port);
        let listening = Listening { redirect_uri: uri.sent(port), addresses, place: Place::Query };
        self.port = port;
        talk.world.emit(Event::Listening(listening));
        Ok(())
    }
}

async fn sign_out<W: World>(
    case: (&Profile, &Client),
    attempt: &Attempt,
    provider: &Provider,
    talk: &mut Conversation<'_, W>,
) -> Result<Outcome, Outcome> {
    let ready = prepare(case, attempt, provider, talk)?;
    if let Some(uri) = attempt.awaited() {
        talk.world.admit(Box::new(Door::after_logout(uri, attempt.port, attempt.state.clone())));
    }
    let opening = open(&ready, talk).await;
    talk.tell(None, vec![checks::browser(opening.asked())])?;
    let Some(uri) = attempt.awaited() else {
        talk.tell(None, end_session::nobody_waits(attempt.uri.as_ref()))?;
        return Ok(Outcome::Done);
    };
    wait(uri, attempt, &ready, talk).await
}

/// The address, with the rows about what it carries.
fn prepare<W: World>(
    (profile, client): (&Profile, &Client),
    attempt: &Attempt,
    provider: &Provider,
    talk: &mut Conversation<'_, W>,
) -> Result<Authorization, Outcome> {
    let endpoint = provider.endpoint("end_session_endpoint")?;
    let hint = attempt.hint.as_ref();
    let rows = vec![end_session::endpoint(&endpoint), end_session::hint(hint, provider.metadata.issuer(), &client.id)];
    talk.tell(None, rows)?;
    let back = attempt.uri.as_ref().map(|uri| uri.sent(attempt.port));
    let parameters = end_session::parameters(&Fields {
        id_token_hint: hint,
        logout_hint: profile.logout.logout_hint.as_deref(),
        client_id: &client.id,
        post_logout_redirect_uri: back.as_deref(),
        state: attempt.state.as_deref(),
        extra: &client::extras(profile, "logout"),
    });
    let since = talk.world.now().mono;
    Ok(Authorization {
        url: authorize::address(&endpoint, &parameters),
        endpoint,
        sent: parameters.clone(),
        parameters,
        pushed_until: None,
        signed: false,
        since,
        until: since.saturating_add(Duration::from_secs(profile.redirect_timeout)),
    })
}

async fn open<W: World>(ready: &Authorization, talk: &mut Conversation<'_, W>) -> super::Opening {
    talk.world.emit(Event::Authorization(Box::new(ready.clone())));
    let opening = talk.world.open(&ready.url).await;
    talk.world.emit(Event::Opened(opening.clone()));
    opening
}

/// Until the browser comes back, or the person's time is over.
async fn wait<W: World>(
    uri: &RedirectUri,
    attempt: &Attempt,
    ready: &Authorization,
    talk: &mut Conversation<'_, W>,
) -> Result<Outcome, Outcome> {
    let mut strange = 0;
    loop {
        match talk.world.heard(ready.until).await {
            Heard::Visit(visit) => {
                if note(&visit, &mut strange, talk.world) {
                    return came_back(uri, attempt, &visit, strange, talk);
                }
            }
            Heard::OpenAgain => drop(open(ready, talk).await),
            // There is nothing to poll for.
            Heard::PollNow { .. } => {}
            Heard::Deadline => break,
        }
    }
    // Whoever came in the last moment still counts.
    for visit in talk.world.close().await {
        if note(&visit, &mut strange, talk.world) {
            return came_back(uri, attempt, &visit, strange, talk);
        }
    }
    let mut findings = end_session::in_vain(uri);
    findings.push(checks::visitors(strange));
    talk.tell(None, findings)?;
    Err(Outcome::Expired(Expiry::Counted))
}

/// Takes a visitor in and tells it; whether it is the browser that comes back.
fn note<W: World>(visit: &Visit, strange: &mut usize, world: &mut W) -> bool {
    if !visit.is_usual() && visit.kind != VisitKind::Late {
        *strange += 1;
    }
    world.emit(Event::Visited { visit: Box::new(visit.clone()), findings: Vec::new() });
    visit.kind == VisitKind::Answer
}

fn came_back<W: World>(
    uri: &RedirectUri,
    attempt: &Attempt,
    visit: &Visit,
    strange: usize,
    talk: &mut Conversation<'_, W>,
) -> Result<Outcome, Outcome> {
    talk.world.emit(Event::Callback(visit.parameters.clone()));
    let mut findings = end_session::came_back(uri, attempt.state.as_deref(), &visit.parameters);
    findings.push(checks::visitors(strange));
    talk.tell(None, findings)?;
    Ok(Outcome::Done)
}
