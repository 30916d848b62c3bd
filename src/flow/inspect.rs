//! A look into tokens: nothing is asked of a provider but its keys, and nothing that is found ends the look.

use std::time::Duration;

use url::Url;

use super::client;
use super::exchange::Conversation;
use super::provider::{self, Needs};
use super::{Event, Options, Outcome, World};
use crate::profile::{InspectSection, Profile, SecretReference};
use crate::protocol::answer;
use crate::protocol::check::{Finding, Verdict};
use crate::protocol::client_auth::{AuthMethod, Client};
use crate::protocol::exchange::{Purpose, Request};
use crate::protocol::given_keys::{self, GivenKeys};
use crate::protocol::inspection::{self, Against, Keys, Kind};
use crate::protocol::jose::decryption_key::DecryptionKey;
use crate::protocol::jose::jwk::Jwk;
use crate::protocol::jose::mac_key::MacKey;
use crate::protocol::jwks::{self, KeySet};
use crate::protocol::pasted::{self, Found};
use crate::protocol::secret::Secret;
use crate::protocol::time::Now;

/// Longer texts are no secret that somebody could search for, and searching each line for them takes long.
const LONGEST_LEARNED: usize = 64 << 10;

/// Looks into every token of `inspect.token`.
pub async fn run<W: World>(profile: &Profile, options: &Options, world: &mut W) -> Result<Outcome, Outcome> {
    let section = &profile.inspect;
    let text = token(section, world).await?;
    let mut keys = given(profile, world).await?;
    let access_token = match &section.access_token {
        Some(reference) => Some(client::secret("inspect.access_token", reference, "access_token", world).await?),
        None => None,
    };
    let mut talk = Conversation::new(world, profile, options);
    let pasted = pasted::read(text.reveal());
    talk.note(None, vec![pasted::finding(&pasted)]);
    if pasted.tokens.is_empty() {
        return Err(Outcome::Invalid { reason: format!("there is no token: {}", pasted.remarks.join("; ")) });
    }
    keys.fetch(profile, &mut talk).await?;
    for found in &pasted.tokens {
        learn(&found.token, talk.world);
    }
    for (at, found) in pasted.tokens.iter().enumerate() {
        let against = Against {
            kind: kind(section, found, pasted.tokens.len() == 1),
            access_token: access_token.as_ref().or_else(|| pasted.access_token_beside(at)),
            now: moment(section, talk.world.now()),
            skew: talk.skew(),
            ..keys.against(profile)
        };
        let report = match found.name.as_deref() {
            Some("refresh_token") => inspection::judge_refresh_token(&found.token, &against),
            _ => inspection::judge(&found.token, &against),
        };
        if let Some(mut inspection) = report.value {
            inspection.called.clone_from(&found.name);
            talk.world.emit(Event::Inspected(Box::new(inspection)));
        }
        talk.note(None, report.findings);
    }
    Ok(Outcome::Done)
}

async fn token<W: World>(section: &InspectSection, world: &mut W) -> Result<Secret, Outcome> {
    let missing =
        || Outcome::Invalid { reason: "there is no token: inspect.token names none, and none was given".to_owned() };
    let reference = section.token.as_ref().ok_or_else(missing)?;
    let invalid = |reason| Outcome::Invalid { reason: format!("inspect.token: {reason}") };
    world.secret("inspect.token", reference).await.map_err(invalid)
}

fn learn<W: World>(token: &Secret, world: &mut W) {
    if token.reveal().len() <= LONGEST_LEARNED {
        world.emit(Event::Learned { kind: "token", secret: token.clone() });
    }
}

/// What a token is judged as: as somebody said, or as it was called where it stood. Among others its own name counts
/// more, since what was said cannot hold for all of them.
fn kind(section: &InspectSection, found: &Found, is_alone: bool) -> Option<Kind> {
    const CALLED: [(&str, Option<Kind>); 5] = [
        ("id_token", Some(Kind::IdToken)),
        ("id_token_hint", Some(Kind::IdToken)),
        ("logout_token", Some(Kind::LogoutToken)),
        ("access_token", Some(Kind::AccessToken)),
        ("refresh_token", None),
    ];
    let said = section.kind.as_deref().and_then(Kind::from_word);
    let called = CALLED.into_iter().find(|(name, _)| found.name.as_deref() == Some(*name));
    match called {
        Some((_, kind)) if !is_alone || said.is_none() => kind,
        _ => said,
    }
}

/// This moment, or the one that was asked for.
fn moment(section: &InspectSection, now: Now) -> Now {
    section.at.map_or(now, |unix| Now { unix, ..now })
}

/// Everything a token can be checked or opened with.
struct Gathered {
    set: Option<KeySet>,
    unavailable: Option<String>,
    macs: Vec<MacKey>,
    opening: Vec<DecryptionKey>,
    findings: Vec<Finding>,
}

/// The keys that the profile names, and the client's secret.
async fn given<W: World>(profile: &Profile, world: &mut W) -> Result<Gathered, Outcome> {
    let section = &profile.inspect;
    let mut all =
        Gathered { set: None, unavailable: None, macs: Vec::new(), opening: Vec::new(), findings: Vec::new() };
    if let Some(reference) = &section.key {
        all.add(&client::secret("inspect.key", reference, "key", world).await?, "the key given")?;
    }
    if let Some(path) = section.jwks.as_deref().filter(|text| address(text).is_none()) {
        let file = SecretReference::File(path.into());
        let invalid = |reason| Outcome::Invalid { reason: format!("inspect.jwks: {reason}") };
        all.add(&world.secret("inspect.jwks", &file).await.map_err(invalid)?, path)?;
    }
    if let Some(reference) = &section.secret {
        let secret = client::secret("inspect.secret", reference, "secret", world).await?;
        let encoding = section.secret_encoding.as_deref().unwrap_or("text");
        let invalid = |reason| Outcome::Invalid { reason: format!("inspect.secret, read as {encoding}: {reason}") };
        let key = MacKey::of_encoded(&secret, encoding).map_err(invalid)?;
        all.macs.push(MacKey { label: "the secret given".to_owned(), ..key });
    }
    if let Some(reference) = profile.client.secret.as_ref().filter(|_| profile.client.auth != AuthMethod::None) {
        let secret = client::secret("client.secret", reference, "client_secret", world).await?;
        all.macs.push(MacKey::of_secret(&secret));
    }
    let opening = match &section.decryption_key {
        Some(reference) => Some(("inspect.decryption_key", reference)),
        None => profile.client.decryption_key.as_ref().map(|reference| ("client.decryption_key", reference)),
    };
    if let Some((key, reference)) = opening {
        all.opening = client::opening(key, reference, world).await?;
    }
    Ok(all)
}

/// The address of a key set, when it is one.
fn address(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

impl Gathered {
    fn add(&mut self, text: &Secret, label: &str) -> Result<(), Outcome> {
        let wrong = |reason| Outcome::Invalid { reason };
        let GivenKeys { set, macs, findings } = given_keys::read(text, label).map_err(wrong)?;
        self.join(set);
        self.macs.extend(macs);
        self.findings.extend(findings);
        Ok(())
    }

    fn join(&mut self, set: KeySet) {
        match &mut self.set {
            Some(all) => {
                let before = all.keys.len();
                all.keys.extend(set.keys.into_iter().map(|jwk| Jwk { position: before + jwk.position, ..jwk }));
            }
            None => self.set = Some(set),
        }
    }

    /// Adds the keys that have to be fetched: by their own address, or by that which the issuer's metadata name.
    async fn fetch<W: World>(&mut self, profile: &Profile, talk: &mut Conversation<'_, W>) -> Result<(), Outcome> {
        talk.note(None, std::mem::take(&mut self.findings));
        if let Some(url) = profile.inspect.jwks.as_deref().and_then(address) {
            let set = fetched(url, profile, talk).await;
            self.take(set);
        } else if profile.issuer.is_some() && self.set.is_none() {
            let set = discovered(profile, talk).await?;
            self.take(set);
        }
        Ok(())
    }

    fn take(&mut self, found: Result<KeySet, String>) {
        match found {
            Ok(set) => self.join(set),
            Err(reason) => self.unavailable = Some(reason),
        }
    }

    /// What tokens are held against, as far as it is the same for all.
    fn against<'a>(&'a self, profile: &'a Profile) -> Against<'a> {
        let section = &profile.inspect;
        Against {
            keys: self.keys(),
            macs: &self.macs,
            decryption_keys: &self.opening,
            issuer: profile.issuer.as_deref(),
            audience: section.audience.as_deref(),
            client_id: Some(profile.client.id.as_str()).filter(|id| !id.is_empty()),
            nonce: section.nonce.as_deref(),
            registered_alg: profile.client.id_token_alg.as_deref(),
            alg: section.alg.as_deref(),
            ..Against::nothing(Now::default())
        }
    }

    fn keys(&self) -> Keys<'_> {
        match (&self.set, &self.unavailable) {
            (Some(set), _) => Keys::Set(set),
            (None, Some(reason)) => Keys::Unavailable(reason),
            (None, None) => Keys::NotGiven,
        }
    }
}

/// The key set at an address that somebody gave.
async fn fetched<W: World>(url: Url, profile: &Profile, talk: &mut Conversation<'_, W>) -> Result<KeySet, String> {
    let transport =
        Finding { expected: "an https address, as the one that was given".to_owned(), ..jwks::transport(&url) };
    let (check, verdict) = (transport.check.id, transport.verdict);
    talk.note(None, vec![transport]);
    // Nothing ends a look, but keys that anybody on the way can swap would prove nothing.
    if verdict == Verdict::Fail {
        return Err(format!("{check} failed"));
    }
    let timeout = Duration::from_secs(profile.request_timeout.clamp(1, 600));
    let request = Request { timeout, ..Request::get(Purpose::Jwks, url) };
    match talk.send(request).await {
        Ok(answer) => provider::read_keys(&answer, talk).unwrap_or_else(|outcome| Err(why(&outcome))),
        Err(error) => {
            talk.note(Some(talk.newest()), vec![answer::transport(&error)]);
            Err(error.to_string())
        }
    }
}

/// The keys of the issuer. Whatever is wrong with its metadata only leaves the signature unchecked.
async fn discovered<W: World>(
    profile: &Profile,
    talk: &mut Conversation<'_, W>,
) -> Result<Result<KeySet, String>, Outcome> {
    let section = &profile.client;
    let client = Client { auth: section.auth, ..Client::public(section.id.clone()) };
    let needs = Needs { keys: true, ..Needs::act(&["jwks_uri"]) };
    match provider::find(profile, &client, &needs, talk).await {
        Ok(provider) => Ok(provider.keys),
        Err(outcome @ Outcome::Invalid { .. }) => Err(outcome),
        Err(outcome) => Ok(Err(why(&outcome))),
    }
}

/// Why there are no keys, as a phrase.
fn why(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Rejected { check } => format!("{check} failed"),
        Outcome::Broken { reason } | Outcome::Unreachable { reason, .. } => reason.clone(),
        other => other.kind().to_owned(),
    }
}
