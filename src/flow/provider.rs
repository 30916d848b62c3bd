//! Who we talk to: the provider's metadata and keys, fetched anew in every run and never cached across runs.

use std::time::Duration;

use super::credentials::Credentials;
use super::exchange::{Answer, Conversation};
use super::{Outcome, World};
use crate::profile::Profile;
use crate::protocol::check::{Finding, Report};
use crate::protocol::client_auth::{self, Client};
use crate::protocol::discovery::{self, Asked, Kind, Location, Metadata};
use crate::protocol::exchange::{Purpose, Request};
use crate::protocol::json::Json;
use crate::protocol::jwks::{self, KeySet};
use crate::protocol::{answer, clock, dpop};
use url::Url;

/// The provider as this run knows it.
pub struct Provider {
    /// Its metadata, with the profile's endpoints in force.
    pub metadata: Metadata,
    /// Its keys, or why there are none.
    pub keys: Result<KeySet, String>,
    /// Whether they were fetched, or tried to be.
    pub keys_were_asked: bool,
    /// The most time one request may take.
    pub timeout: Duration,
}

/// What a flow needs of a provider.
pub struct Needs {
    /// Metadata members without which it cannot run.
    pub members: &'static [&'static str],
    /// The grant it uses, when it asks the token endpoint.
    pub grant: Option<&'static str>,
    /// The method of the code challenge that goes along.
    pub pkce: Option<&'static str>,
    /// `response_type`, when the authorization endpoint is asked.
    pub response_type: Option<&'static str>,
    /// `response_mode`, when it is sent.
    pub response_mode: Option<&'static str>,
    /// The algorithm by which the request is signed, when it is.
    pub request_object: Option<&'static str>,
    /// Whether the keys are needed for more than an ID Token.
    pub keys: bool,
}

impl Needs {
    /// A flow that needs these members for this grant, and nothing else.
    pub const fn of(members: &'static [&'static str], grant: &'static str) -> Self {
        Self { grant: Some(grant), ..Self::act(members) }
    }

    /// What is done without a grant: it needs these members, and nothing else.
    pub const fn act(members: &'static [&'static str]) -> Self {
        Self {
            members,
            grant: None,
            pkce: None,
            response_type: None,
            response_mode: None,
            request_object: None,
            keys: false,
        }
    }

    /// Whether the profile sets every endpoint itself.
    fn are_set(&self, profile: &Profile) -> bool {
        self.beyond(profile).is_empty()
    }

    /// What the profile does not set itself.
    fn beyond(&self, profile: &Profile) -> Vec<&'static str> {
        let is_set = |name: &&str| profile.endpoints.keys().any(|key| member(key) == *name);
        self.members.iter().copied().filter(|name| !is_set(name)).collect()
    }
}

/// Finds metadata by discovery and the profile's overrides, and fetches the keys when an ID Token is expected.
pub async fn find<W: World>(
    profile: &Profile,
    client: &Client,
    needs: &Needs,
    talk: &mut Conversation<'_, W>,
) -> Result<Provider, Outcome> {
    let timeout = Duration::from_secs(profile.request_timeout.clamp(1, 600));
    let found = match &profile.issuer {
        Some(issuer) => Some(discover(issuer, profile, (client, needs), talk).await?),
        None => None,
    };
    let found = match found {
        Some(Err(reason)) if !needs.are_set(profile) => return Err(Outcome::Broken { reason }),
        Some(Ok(metadata)) => metadata,
        _ => Metadata::from_overrides(profile.issuer.as_deref()),
    };
    // Where a certificate is shown, other endpoints may be meant (RFC 8705 §5).
    let ordinary = with_overrides(found, profile)?;
    introduce(profile, client, &ordinary, talk).await?;
    let metadata = if profile.client.certificate.is_some() { ordinary.with_mtls_aliases() } else { ordinary };
    let mut provider =
        Provider { metadata, keys: Err("no ID Token was asked for".to_owned()), keys_were_asked: false, timeout };
    // An act brings no ID Token: keys are fetched for what comes signed.
    let brings_id_token = needs.grant.is_some() && profile.request.scope.iter().any(|scope| scope == "openid");
    if needs.keys || brings_id_token {
        provider.fetch_keys(talk).await?;
    }
    Ok(provider)
}

/// From here on the provider sees who we are. Whom an assertion is for does not change with the address it is sent to, so
/// the ordinary endpoints count here.
async fn introduce<W: World>(
    profile: &Profile,
    client: &Client,
    metadata: &Metadata,
    talk: &mut Conversation<'_, W>,
) -> Result<(), Outcome> {
    let credentials = Credentials::of(profile, client, metadata, talk.world).await?;
    let advertised = metadata.strings("dpop_signing_alg_values_supported");
    let proof = credentials.prover().map(|prover| dpop::supported(advertised.as_deref(), prover.alg()));
    talk.introduce(credentials);
    talk.tell(None, proof.into_iter().chain([client_auth::judge_encoding(client)]).collect())
}

impl Provider {
    /// An endpoint, or the end of the run: nothing further can be asked without it.
    pub fn endpoint(&self, member: &'static str) -> Result<Url, Outcome> {
        let why = || self.metadata.why_not(member).unwrap_or_else(|| format!("the metadata has no usable {member}"));
        self.metadata.endpoint(member).ok_or_else(|| Outcome::Broken { reason: why() })
    }

    /// A request with this run's time limit.
    pub fn limited(&self, request: Request) -> Request {
        Request { timeout: self.timeout, ..request }
    }

    /// Fetches the key set, once more if asked again. A set that cannot be had never ends a run.
    pub async fn fetch_keys<W: World>(&mut self, talk: &mut Conversation<'_, W>) -> Result<(), Outcome> {
        self.keys_were_asked = true;
        let Some(uri) = self.metadata.endpoint("jwks_uri") else {
            self.keys = Err(self.metadata.why_not("jwks_uri").unwrap_or_default());
            let refused = self.metadata.document.get("jwks_uri").and_then(Json::as_str);
            let refused = refused.and_then(|text| Url::parse(text).ok());
            return talk.tell(None, refused.iter().map(jwks::transport).collect());
        };
        talk.tell(None, vec![jwks::transport(&uri)])?;
        let request = self.limited(Request::get(Purpose::Jwks, uri));
        self.keys = match talk.send(request).await {
            Ok(answer) => read_keys(&answer, talk)?,
            Err(error) => {
                talk.tell(Some(talk.newest()), vec![answer::transport(&error)])?;
                Err(error.to_string())
            }
        };
        Ok(())
    }
}

/// The key set in an answer, or why there is none.
pub fn read_keys<W: World>(answer: &Answer, talk: &mut Conversation<'_, W>) -> Result<Result<KeySet, String>, Outcome> {
    let object = talk.report(Some(answer.n), answer.read(&answer::JWKS))?;
    let Some(object) = object.filter(|_| answer.response.status == 200) else {
        return Ok(Err(format!("the key set could not be read (HTTP {})", answer.response.status)));
    };
    let keys = talk.report(Some(answer.n), jwks::judge(&object))?;
    Ok(keys.ok_or_else(|| "the answer is no key set".to_owned()))
}

/// Tries the well-known addresses in turn. The inner error says why there is no metadata.
async fn discover<W: World>(
    issuer: &str,
    profile: &Profile,
    (client, needs): (&Client, &Needs),
    talk: &mut Conversation<'_, W>,
) -> Result<Result<Metadata, String>, Outcome> {
    let locations = discovery::locations(issuer).map_err(|reason| Outcome::Invalid { reason })?;
    let timeout = Duration::from_secs(profile.request_timeout.clamp(1, 600));
    let mut misses: Vec<Miss> = Vec::new();
    for (at, location) in locations.iter().enumerate() {
        let answer = talk.ask(Request { timeout, ..discovery::request(location) }).await?;
        let report = answer.read(&answer::DISCOVERY);
        if !is_document(&answer, &report) {
            misses.push(Miss::new(answer, report.findings));
            continue;
        }
        for miss in misses {
            talk.tell(Some(miss.n), miss.rows_beside_a_document())?;
        }
        talk.report(Some(answer.n), clock::skew(&answer.response))?;
        let members = needs.beyond(profile);
        let authentication = Authentication::of(profile, client, needs);
        let asked = Asked {
            issuer,
            pasted: location.kind == Kind::Pasted,
            needs: &members,
            grant: needs.grant,
            auth_method: needs.grant.map(|_| client.auth.name()),
            introspection_auth_method: authentication.introspection,
            revocation_auth_method: authentication.revocation,
            assertion_algs: &authentication.assertion_algs,
            shows_certificate: profile.client.certificate.is_some(),
            pkce: needs.pkce,
            response_type: needs.response_type,
            response_mode: needs.response_mode,
            request_object: needs.request_object,
        };
        let metadata = judge(report, &answer, &asked, talk)?;
        compare(&metadata, (locations.get(at + 1), timeout), &asked, talk).await?;
        return Ok(Ok(metadata));
    }
    let tried: Vec<String> = misses.iter().map(Miss::sentence).collect();
    for miss in misses {
        talk.tell(Some(miss.n), miss.findings)?;
    }
    Ok(Err(format!("no provider metadata was found: {}", tried.join("; "))))
}

/// How the client will authenticate, and where.
struct Authentication {
    introspection: Option<&'static str>,
    revocation: Option<&'static str>,
    assertion_algs: Vec<&'static str>,
}

impl Authentication {
    /// The effect of a revocation is asked at the introspection endpoint.
    fn of(profile: &Profile, client: &Client, needs: &Needs) -> Self {
        let method = |members: &[&str]| {
            let is_asked = needs.members.iter().any(|member| members.contains(member));
            is_asked.then(|| client.auth.name())
        };
        let signer = client.signer.as_ref();
        let algs = match (&profile.client.assertion_alg, signer) {
            (Some(_), Some(signer)) => vec![signer.alg()],
            (None, Some(signer)) => signer.algs(),
            (_, None) => Vec::new(),
        };
        Self {
            introspection: method(&["introspection_endpoint", "revocation_endpoint"]),
            revocation: method(&["revocation_endpoint"]),
            assertion_algs: algs,
        }
    }
}

/// An address without a document.
struct Miss {
    n: usize,
    status: u16,
    url: Url,
    findings: Vec<Finding>,
}

/// Whether there is something to judge: metadata under any status, or any object with 200.
fn is_document(answer: &Answer, report: &Report<Json>) -> bool {
    let names_issuer = |object: &Json| object.get("issuer").is_some() || answer.response.status == 200;
    report.value.as_ref().is_some_and(names_issuer)
}

impl Miss {
    fn new(answer: Answer, findings: Vec<Finding>) -> Self {
        Self { n: answer.n, status: answer.response.status, url: answer.asked, findings }
    }

    fn sentence(&self) -> String {
        format!("{} answers {} without a metadata document", self.url, self.status)
    }

    /// A provider need not have both documents, so an absent one is no fault; a redirect and a broken server are.
    fn rows_beside_a_document(self) -> Vec<Finding> {
        match self.status {
            300..400 | 500.. => self.findings,
            _ => vec![answer::DISCOVERY.status.skip(self.sentence())],
        }
    }
}

/// All rows of the document at once, so that a stop still shows every one of them.
fn judge<W: World>(
    report: Report<Json>,
    answer: &Answer,
    asked: &Asked<'_>,
    talk: &mut Conversation<'_, W>,
) -> Result<Metadata, Outcome> {
    let broken = || Outcome::Broken { reason: "the metadata document could not be read".to_owned() };
    let mut findings = report.findings;
    let judged = discovery::judge(&report.value.ok_or_else(broken)?, asked);
    findings.extend(judged.findings);
    talk.tell(Some(answer.n), findings)?;
    judged.value.ok_or_else(broken)
}

/// Both documents may exist; then they must agree. A missing second one is no fault.
async fn compare<W: World>(
    metadata: &Metadata,
    (other, timeout): (Option<&Location>, Duration),
    asked: &Asked<'_>,
    talk: &mut Conversation<'_, W>,
) -> Result<(), Outcome> {
    let Some(other) = other else { return Ok(()) };
    let alone = |why: String| discovery::TWO_DOCUMENTS.skip(why);
    let finding = match talk.send(Request { timeout, ..discovery::request(other) }).await {
        Err(error) => alone(format!("{} cannot be read: {error}", other.url)),
        Ok(answer) => {
            let second = answer.read(&answer::DISCOVERY).value;
            match second.filter(|_| answer.response.status == 200) {
                Some(object) => match discovery::judge(&object, asked).value {
                    Some(second) => discovery::two_documents(metadata, &second),
                    None => alone(format!("{} is no metadata document", other.url)),
                },
                None => alone(format!("{} answers {}: there is one document", other.url, answer.response.status)),
            }
        }
    };
    talk.tell(Some(talk.newest()), vec![finding])
}

fn with_overrides(found: Metadata, profile: &Profile) -> Result<Metadata, Outcome> {
    profile.endpoints.iter().try_fold(found, |metadata, (name, address)| {
        let url =
            Url::parse(address).map_err(|error| Outcome::Invalid { reason: format!("endpoints.{name}: {error}") })?;
        Ok(metadata.with_endpoint(&member(name), url))
    })
}

/// The metadata member that a key of `[endpoints]` overrides.
fn member(key: &str) -> String {
    match key {
        "jwks" => "jwks_uri".to_owned(),
        _ => format!("{key}_endpoint"),
    }
}
