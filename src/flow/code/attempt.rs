//! One attempt to sign in: what is fresh in it, and where its answer is awaited.

use crate::flow::exchange::Conversation;
use crate::flow::tokens::Beside;
use crate::flow::{Event, Listening, Options, Outcome, World, client};
use crate::profile::Profile;
use crate::protocol::authorization::Granted;
use crate::protocol::authorize::{Place, ResponseMode};
use crate::protocol::jose::base64url;
use crate::protocol::jose::signer::Signer;
use crate::protocol::pkce::Pkce;
use crate::protocol::redirect::{self, Door, RedirectUri, checks};

/// What is fresh in this attempt, and what it awaits.
pub struct Attempt {
    /// 256 random bits, unless the profile sets or takes away its own.
    pub state: Option<String>,
    /// 256 random bits, where an ID Token is due.
    pub nonce: Option<String>,
    /// The verifier, unless the profile does without.
    pub pkce: Option<Pkce>,
    /// Signs the request, where that is wished.
    pub signer: Option<Signer>,
    /// Where the answer is asked to stand.
    pub place: Place,
    /// Whether it is asked for as a signed JWT.
    pub jarm: bool,
    /// Whether an answer with another `state` is taken.
    pub lenient: bool,
    /// `redirect_uri` as it is sent at both legs.
    pub redirect_uri: String,
    uri: RedirectUri,
    port: Option<u16>,
}

fn invalid(reason: String) -> Outcome {
    Outcome::Invalid { reason }
}

impl Attempt {
    /// A fresh one; nothing is bound yet.
    pub async fn new<W: World>(profile: &Profile, options: &Options, world: &mut W) -> Result<Self, Outcome> {
        let code = &profile.code;
        let uri = redirect::plan(&code.redirect_uri, code.listen.as_deref()).map_err(invalid)?;
        let fresh = |world: &mut W, name: &str| match client::own(profile, "authorization", name) {
            Some(text) => (!text.is_empty()).then_some(text),
            None => Some(base64url::encode(&world.random())),
        };
        let state = fresh(world, "state");
        let openid = profile.request.scope.iter().any(|scope| scope == "openid");
        let is_due = openid || code.response_type.id_token || client::own(profile, "authorization", "nonce").is_some();
        let nonce = if is_due { fresh(world, "nonce") } else { None };
        let pkce = if code.response_type.code { client::pkce(code.pkce, world) } else { None };
        let signer =
            if code.request_object { Some(client::signer(profile, "code.request_object", world).await?) } else { None };
        let mode = code.response_mode.unwrap_or(ResponseMode::usual(code.response_type));
        Ok(Self {
            state,
            nonce,
            pkce,
            signer,
            place: mode.place(code.response_type),
            jarm: mode.is_jwt(),
            lenient: options.keep_going,
            redirect_uri: uri.sent(None),
            uri,
            port: None,
        })
    }

    /// Listens, before anybody is sent away (RFC 8252 §7.3).
    pub async fn bind<W: World>(&mut self, talk: &mut Conversation<'_, W>) -> Result<(), Outcome> {
        let addresses = if self.uri.bind.is_empty() {
            talk.tell(None, vec![checks::only_pasted(&self.uri)])?;
            Vec::new()
        } else {
            let bound = talk.world.bind(&self.uri.bind).await;
            let told = bound.as_deref().map_err(|error| (error.address, error.reason.as_str()));
            talk.tell(None, checks::bound(&self.uri, told))?;
            bound.map_err(|error| invalid(format!("{}: {}", error.address, error.reason)))?
        };
        self.port = addresses.first().map(std::net::SocketAddr::port);
        self.redirect_uri = self.uri.sent(self.port);
        let listening = Listening { redirect_uri: self.redirect_uri.clone(), addresses, place: self.place };
        talk.world.emit(Event::Listening(listening));
        Ok(())
    }

    /// Who is let in.
    pub fn door(&self) -> Door {
        Door::new(&self.uri, self.port, self.state.clone(), self.place).lenient(self.lenient)
    }

    /// What an ID Token of this attempt is held against, beside what every one is.
    pub fn beside<'a>(&'a self, granted: &'a Granted, front: bool) -> Beside<'a> {
        Beside {
            nonce: self.nonce.as_deref(),
            code: granted.code.as_ref(),
            state: self.state.as_deref(),
            is_front: front,
            ..Beside::default()
        }
    }
}
