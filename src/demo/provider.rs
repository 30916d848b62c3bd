//! One provider: its addresses, keys and memory, and which endpoint answers a request.

use super::answer::Answer;
use super::clock::{Clock, Moment};
use super::door::Origins;
use super::errand::Errand;
use super::keys::Keys;
use super::log::Log;
use super::request::Request;
use super::site::Site;
use super::state::State;
use super::wrong::{Place, Wrong};
use super::{
    Options, authorize, ciba, device, end_session, faults, introspect, jwks, metadata, pages, par, phone, tls, token,
    userinfo, verification,
};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use tokio::sync::Notify;

/// What all connections share.
pub(super) struct Provider {
    pub options: Options,
    pub origins: Origins,
    pub clock: Clock,
    pub log: Log,
    /// Wakes polls that are held: a person decided.
    pub decided: Notify,
    keys: OnceLock<Keys>,
    state: Mutex<State>,
    errands: Mutex<Vec<Errand>>,
}

const OPENID: &str = "/.well-known/openid-configuration";
const OAUTH: &str = "/.well-known/oauth-authorization-server";

impl Provider {
    pub fn new(options: Options, origins: Origins) -> Self {
        let (clock, log, keys, state) = (Clock::start(), Log::default(), OnceLock::new(), Mutex::default());
        let (decided, errands) = (Notify::new(), Mutex::default());
        Self { options, origins, clock, log, decided, keys, state, errands }
    }

    /// The keys, made at the first call.
    pub fn keys(&self) -> &Keys {
        self.keys.get_or_init(Keys::generate)
    }

    /// The memory, locked.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Leaves an errand for the server to run once the answer is made.
    pub fn send(&self, errand: Errand) {
        self.errands.lock().unwrap_or_else(PoisonError::into_inner).push(errand);
    }

    /// Takes all errands that were left.
    pub fn errands(&self) -> Vec<Errand> {
        std::mem::take(&mut *self.errands.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Answers one request.
    pub fn answer(&self, request: &Request, now: Moment) -> Answer {
        if !request.host.as_deref().is_some_and(|host| self.origins.has(host)) {
            return Answer::text(421, "This provider is on loopback only.\n");
        }
        let Some((site, path)) = self.site(request, now) else {
            return Answer::text(404, "There is no fault of that name; see `grantty demo --list-faults`.\n");
        };
        let mut answer = self.route(&site, request, path);
        answer.set("x-content-type-options", "nosniff");
        if request.method == "HEAD" {
            answer.body.clear();
        }
        answer
    }

    /// The issuer that a request is for, and the rest of its path; `None` when there is no fault of that name.
    pub fn site<'a>(&self, request: &'a Request, now: Moment) -> Option<(Site, &'a str)> {
        let (origin, path) = self.origins.of(request.door, &request.path);
        let (fault, path) = split(path)?;
        let issuer = fault.map_or_else(|| origin.to_owned(), |fault| format!("{origin}/f/{}", fault.name));
        let aliases = self.origins.aliases(&issuer);
        let (stranger, certificate) = (self.origins.stranger.clone(), request.certificate.clone());
        Some((Site { origin: origin.to_owned(), issuer, stranger, aliases, certificate, fault, key: None, now }, path))
    }

    fn route(&self, site: &Site, request: &Request, path: &str) -> Answer {
        let wanted = match path {
            "/device_authorization"
            | "/token"
            | "/revoke"
            | "/introspect"
            | "/par"
            | "/bc-authorize"
            | "/authorize/login"
            | "/authorize/decision"
            | "/end_session/decision" => "POST",
            "/authorize" if request.method == "POST" => "POST",
            "/userinfo" | "/end_session" | "/phone" | "/device" | "/device/login" | "/device/decision" => {
                request.method.as_str()
            }
            _ => "GET",
        };
        if request.method != wanted && request.method != "HEAD" {
            let mut answer = Answer::text(405, "Not with this method.\n");
            answer.set("allow", wanted);
            return answer;
        }
        if request.unreadable {
            return Answer::error(400, "invalid_request", "The parameters are not form-encoded.");
        }
        match path {
            OPENID => metadata::answer(site, Place::OpenId),
            OAUTH => metadata::answer(site, Place::OAuth),
            "/jwks" => jwks::answer(site, self.keys(), self.stale(site)),
            "/device_authorization" => device::answer(self, site, request),
            "/token" => token::answer(self, site, request),
            "/userinfo" => userinfo::answer(self, site, request),
            "/revoke" => introspect::revoke(self, site, request),
            "/introspect" => introspect::introspect(self, site, request),
            "/device" | "/device/login" | "/device/decision" => verification::answer(self, site, request, path),
            "/authorize" | "/authorize/login" | "/authorize/decision" => authorize::answer(self, site, request, path),
            "/end_session" | "/end_session/decision" => end_session::answer(self, site, request, path),
            "/bc-authorize" => ciba::answer(self, site, request),
            "/phone" => phone::answer(self, site, request),
            "/par" => par::answer(self, site, request),
            "/ca.pem" => certificate_of_authority(),
            "" | "/" => pages::front(site),
            _ => Answer::text(404, "Nothing is here.\n"),
        }
    }

    /// Every other key set of such an issuer is an old one.
    fn stale(&self, site: &Site) -> bool {
        if !site.wrong().iter().any(|wrong| matches!(wrong, Wrong::Keys(super::wrong::Keys::Stale))) {
            return false;
        }
        let mut state = self.state();
        if state.fresh_keys.remove(&site.issuer) {
            return false;
        }
        state.fresh_keys.insert(site.issuer.clone())
    }
}

/// Whom a profile has to trust for the issuers that are reached over TLS.
fn certificate_of_authority() -> Answer {
    let mut answer = Answer::text(200, &tls::authority().pem);
    answer.set("content-type", "application/pem-certificate-chain");
    answer
}

/// The fault a path names and the rest of the path; the well-known documents may come first (RFC 8414 §3.1).
fn split(path: &str) -> Option<(Option<&'static faults::Fault>, &str)> {
    for document in [OAUTH, OPENID] {
        if let Some(name) = path.strip_prefix(document).and_then(|rest| rest.strip_prefix("/f/")) {
            return Some((Some(faults::named(name)?), document));
        }
    }
    let Some(rest) = path.strip_prefix("/f/") else { return Some((None, path)) };
    let (name, rest) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    Some((Some(faults::named(name)?), rest))
}
