//! One attempt: the secrets of its request looked up, a fresh bearer token for the provider, and where it is awaited.

use super::listen;
use crate::flow::exchange::Conversation;
use crate::flow::given;
use crate::flow::{Event, Options, Outcome, World, client};
use crate::profile::{Profile, SecretReference};
use crate::protocol::ciba::{Delivery, Hint};
use crate::protocol::jose::base64url;
use crate::protocol::jose::signer::Signer;
use crate::protocol::listener::Receive;
use crate::protocol::notification::{Door, Endpoint};
use crate::protocol::secret::Secret;

/// What is fresh or looked up in this attempt.
pub struct Attempt {
    /// How the answer comes.
    pub delivery: Delivery,
    /// 256 random bits, where the provider notifies us: by them it proves who it is (CIBA §7.1).
    pub client_notification_token: Option<Secret>,
    /// What the person typed or the profile has.
    pub user_code: Option<Secret>,
    /// Signs the request, where that is wished.
    pub signer: Option<Signer>,
    /// The profile's own parameters.
    pub extra: Vec<(String, String)>,
    login_hint: Option<String>,
    login_hint_token: Option<Secret>,
    id_token_hint: Option<Secret>,
    endpoint: Option<Endpoint>,
}

impl Attempt {
    /// A fresh one; nothing is bound yet.
    pub async fn new<W: World>(profile: &Profile, world: &mut W) -> Result<Self, Outcome> {
        let ciba = &profile.ciba;
        let delivery = ciba.mode;
        let client_notification_token = match client::own(profile, "ciba", "client_notification_token") {
            Some(text) => (!text.is_empty()).then(|| Secret::new(text)),
            None if delivery.notifies() => Some(Secret::new(base64url::encode(&world.random()))),
            None => None,
        };
        if let Some(secret) = client_notification_token.clone() {
            world.emit(Event::Learned { kind: "client_notification_token", secret });
        }
        Ok(Self {
            delivery,
            client_notification_token,
            user_code: secret(("ciba.user_code", "user_code"), ciba.user_code.as_ref(), world).await?,
            signer: if ciba.request_signed {
                Some(client::signer(profile, "ciba.request", world).await?)
            } else {
                None
            },
            extra: client::extras(profile, "ciba"),
            login_hint: ciba.login_hint.clone(),
            login_hint_token: secret(
                ("ciba.login_hint_token", "login_hint_token"),
                ciba.login_hint_token.as_ref(),
                world,
            )
            .await?,
            id_token_hint: given::id_token("ciba.id_token_hint", ciba.id_token_hint.as_ref(), profile, world).await?,
            endpoint: listen::endpoint(profile)?,
        })
    }

    /// Who is to be asked, as the profile says it.
    pub fn hint(&self) -> Option<Hint<'_>> {
        let login = self.login_hint.as_deref().map(Hint::Login);
        login
            .or(self.login_hint_token.as_ref().map(Hint::LoginToken))
            .or(self.id_token_hint.as_ref().map(Hint::IdToken))
    }

    /// The person typed a user code: it goes in place of any other, wherever that stood.
    pub fn typed(&mut self, user_code: Secret) {
        self.extra.retain(|(name, _)| name != "user_code");
        self.user_code = Some(user_code);
    }

    /// Whether the provider is awaited, for good or to see that it does not come.
    pub const fn listens(&self) -> bool {
        self.endpoint.is_some()
    }

    /// Listens for the provider of that issuer, before anybody is asked to approve.
    pub async fn bind<W: World>(&mut self, issuer: &str, talk: &mut Conversation<'_, W>) -> Result<(), Outcome> {
        let Some(endpoint) = &self.endpoint else { return Ok(()) };
        let is_needed = self.delivery.notifies();
        match listen::bind(endpoint, (issuer, is_needed), talk).await {
            Err(Outcome::Invalid { .. }) if !is_needed => self.endpoint = None,
            ended => return ended,
        }
        Ok(())
    }

    /// Who is let in; as long as the id is not known, whoever has our bearer token is kept waiting.
    pub fn door(&self, auth_req_id: Option<&Secret>, options: &Options) -> Option<Box<dyn Receive>> {
        let path = &self.endpoint.as_ref()?.path;
        let door = Door::new(path, self.client_notification_token.clone(), self.delivery).lenient(options.keep_going);
        Some(Box::new(match auth_req_id {
            Some(id) => door.expecting(id.clone()),
            None => door,
        }))
    }
}

/// A secret of `[ciba]`, told to whoever must never show it.
async fn secret<W: World>(
    (key, kind): (&'static str, &'static str),
    reference: Option<&SecretReference>,
    world: &mut W,
) -> Result<Option<Secret>, Outcome> {
    match reference {
        Some(reference) => client::secret(key, reference, kind, world).await.map(Some),
        None => Ok(None),
    }
}
