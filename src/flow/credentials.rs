//! How every request of a run shows who sends it: the client by its method, and the holder of a key by a proof.

use url::Url;

use super::{Event, Outcome, World, client};
use crate::profile::Profile;
use crate::protocol::check::Finding;
use crate::protocol::client_auth::{self, AssertionAudience, Client, Occasion};
use crate::protocol::confirmation::{self, Held};
use crate::protocol::discovery::{self, Kind, Metadata};
use crate::protocol::dpop::{self, Nonces, Prover};
use crate::protocol::exchange::{Request, Response};
use crate::protocol::jose::base64url;
use crate::protocol::jose::signer::Signer;
use crate::protocol::json::Json;
use crate::protocol::peer;
use crate::protocol::secret::Secret;
use crate::protocol::time::Now;

/// What a proof is signed with where neither the profile nor the provider says anything else.
const USUAL: &str = "ES256";

/// What a request proves.
pub struct Proof {
    /// The algorithm.
    pub alg: &'static str,
    /// The nonce in it.
    pub nonce: Option<String>,
}

/// A client as one provider is to see it.
pub struct Credentials {
    client: Client,
    issuer: String,
    audience: String,
    prover: Option<Prover>,
    /// Whether its key is the profile's, and not one of this run.
    holds_given_key: bool,
    x5t_s256: Option<String>,
    /// Whether the provider says that it binds tokens to certificates.
    binds_to_certificates: bool,
    nonces: Nonces,
}

impl Credentials {
    /// Those of a profile's client towards a provider.
    pub async fn of<W: World>(
        profile: &Profile,
        client: &Client,
        metadata: &Metadata,
        world: &mut W,
    ) -> Result<Self, Outcome> {
        let x5t_s256 = match &profile.client.certificate {
            Some(reference) => {
                let chain = client::secret("client.certificate", reference, "client_certificate", world).await?;
                let wrong = |reason| Outcome::Invalid { reason: format!("client.certificate: {reason}") };
                Some(peer::x5t_s256(&chain).map_err(wrong)?)
            }
            None => None,
        };
        let issuer = issuer(profile, metadata);
        Ok(Self {
            client: Client { signer: signer(profile, client, metadata)?, ..client.clone() },
            audience: audience(profile.client.assertion_audience, &issuer, metadata),
            issuer,
            prover: if profile.dpop.enabled { Some(prover(profile, metadata, world).await?) } else { None },
            holds_given_key: profile.dpop.key.is_some(),
            x5t_s256,
            binds_to_certificates: metadata.flag("tls_client_certificate_bound_access_tokens"),
            nonces: Nonces::default(),
        })
    }

    /// What proves that we hold a key, if anything does.
    pub const fn prover(&self) -> Option<&Prover> {
        self.prover.as_ref()
    }

    /// The request as it goes out, and the proof in it.
    pub fn present(
        &self,
        request: Request,
        now: Now,
        chance: &mut dyn FnMut() -> [u8; 32],
    ) -> (Request, Option<Proof>) {
        let mut fresh = || base64url::encode(&chance());
        let request = if client_auth::authenticates(request.purpose) {
            let jti = if self.client.auth.makes_assertion() { fresh() } else { String::new() };
            client_auth::apply(&self.client, request, &Occasion { audience: &self.audience, now, jti: &jti })
        } else {
            request
        };
        match &self.prover {
            Some(prover) if dpop::takes_proof(request.purpose) => {
                let nonce = self.nonces.of(&request.url).map(str::to_owned);
                let request = prover.prove(request, nonce.as_deref(), (now, &fresh()));
                let proof = dpop::is_proven(&request).then(|| Proof { alg: prover.alg(), nonce });
                (request, proof)
            }
            _ => (request, None),
        }
    }

    /// Whether the client is known by its certificate.
    pub const fn shows_certificate(&self) -> bool {
        self.client.auth.shows_certificate()
    }

    /// What is to be said of an assertion of ours; nothing where none went out.
    pub fn assertion(&self, request: &Request, now: Now) -> Option<Finding> {
        let sends = self.client.auth.makes_assertion() && client_auth::authenticates(request.purpose);
        sends.then(|| client_auth::judge_assertion(request, &self.issuer, &self.client.id, now))
    }

    /// Keeps the nonce of an answer for the next proof to its origin (RFC 9449 §8.2).
    pub fn note(&mut self, url: &Url, response: &Response) {
        self.nonces.note(url, response);
    }

    /// Whether a token that introspection tells of is bound to what we hold. A key that was made for this run cannot be the
    /// one of a token from before.
    pub fn confirmation_told(&self, members: &Json) -> Vec<Finding> {
        let is_active = members.get("active").and_then(Json::as_bool) == Some(true);
        let readable = if is_active { Ok(()) } else { Err("the token is not active".to_owned()) };
        let token_type = members.get("token_type").and_then(Json::as_str).unwrap_or_default();
        self.confirmation((members.get("cnf"), readable), token_type, self.holds_given_key)
    }

    fn confirmation(
        &self,
        (cnf, readable): (Option<&Json>, Result<(), String>),
        token_type: &str,
        holds_key: bool,
    ) -> Vec<Finding> {
        if self.prover.is_none() && self.x5t_s256.is_none() && cnf.is_none() {
            return Vec::new();
        }
        let jkt = self.prover.as_ref().map(Prover::jkt).filter(|_| holds_key);
        let by_certificate = self.binds_to_certificates && jkt.is_none();
        let wants_bound = is_bound(token_type) || by_certificate;
        confirmation::judge(cnf, readable, &Held { jkt, x5t_s256: self.x5t_s256.as_deref(), wants_bound })
    }

    /// What the refresh tokens of a public client are bound to beside its access tokens of that type: the key of the
    /// proofs (RFC 9449 §5), or the certificate (RFC 8705 §4).
    pub fn binds_refresh_tokens(&self, token_type: &str) -> Option<&'static str> {
        match (&self.prover, &self.x5t_s256) {
            (Some(_), _) if is_bound(token_type) => Some("they are bound to the key of the proofs"),
            (None, Some(_)) if self.binds_to_certificates => Some("they are bound to the client's certificate"),
            _ => None,
        }
    }

    /// The rows about an access token that came: its type, and what it is bound to.
    pub fn judge(&self, access_token: Option<&Secret>, token_type: &str) -> Vec<Finding> {
        let mut findings = Vec::new();
        if self.prover.is_some() || is_bound(token_type) {
            findings.push(dpop::token_type(self.prover.as_ref(), token_type));
        }
        let Some(token) = access_token else { return findings };
        let cnf = confirmation::of_token(token);
        let readable = cnf.as_ref().map(drop).map_err(|reason| (*reason).to_owned());
        findings.extend(self.confirmation((cnf.ok().flatten().as_ref(), readable), token_type, true));
        findings
    }
}

fn is_bound(token_type: &str) -> bool {
    token_type.eq_ignore_ascii_case("dpop")
}

/// The signer set to an algorithm that the provider takes; one that the profile names is sent whatever is advertised.
fn signer(profile: &Profile, client: &Client, metadata: &Metadata) -> Result<Option<Signer>, Outcome> {
    let Some(signer) = &client.signer else { return Ok(None) };
    if profile.client.assertion_alg.is_some() {
        return Ok(Some(signer.clone()));
    }
    let advertised = metadata.strings("token_endpoint_auth_signing_alg_values_supported");
    let wrong =
        |reason| Outcome::Invalid { reason: format!("{reason}; client.assertion_alg sends another one all the same") };
    client_auth::choose_alg(signer, advertised.as_deref()).map(Some).map_err(wrong)
}

/// Whom the profile trusts: what a document says of itself would let its author have assertions for somebody else. Where
/// the profile names the document, or nobody, the document is all there is.
fn issuer(profile: &Profile, metadata: &Metadata) -> String {
    let is_document = |issuer: &str| {
        discovery::locations(issuer).is_ok_and(|all| all.first().is_some_and(|first| first.kind == Kind::Pasted))
    };
    match &profile.issuer {
        Some(issuer) if !is_document(issuer) => issuer.clone(),
        _ => metadata.issuer().to_owned(),
    }
}

/// Without an issuer only the token endpoint can be meant (RFC 7523 §3).
fn audience(choice: AssertionAudience, issuer: &str, metadata: &Metadata) -> String {
    let endpoint = || metadata.endpoint("token_endpoint").map(String::from).unwrap_or_default();
    match (choice, issuer) {
        (AssertionAudience::Issuer, issuer) if !issuer.is_empty() => issuer.to_owned(),
        _ => endpoint(),
    }
}

async fn prover<W: World>(profile: &Profile, metadata: &Metadata, world: &mut W) -> Result<Prover, Outcome> {
    let invalid = |reason: String| Outcome::Invalid { reason };
    let advertised = metadata.strings("dpop_signing_alg_values_supported");
    let signer = if let Some(reference) = &profile.dpop.key {
        let key = client::secret("dpop.key", reference, "dpop_key", world).await?;
        given(&key, profile.dpop.alg.as_deref(), advertised.as_deref())
            .map_err(|reason| invalid(format!("dpop.key: {reason}")))?
    } else {
        let alg = profile.dpop.alg.as_deref().unwrap_or_else(|| usual(advertised.as_deref()));
        let wrong = |reason| invalid(format!("dpop.alg: {reason}"));
        let signer = Signer::generate(alg, &mut || world.random()).map_err(wrong)?;
        if let Some(secret) = signer.private_jwk() {
            world.emit(Event::Learned { kind: "dpop_key", secret });
        }
        signer
    };
    Prover::new(signer).map_err(|reason| invalid(format!("dpop: {reason}")))
}

/// The profile's own key, by the algorithm it names, or the first of the key's that the provider takes.
fn given(key: &Secret, alg: Option<&str>, advertised: Option<&[&str]>) -> Result<Signer, String> {
    let signer = Signer::from_text(key, alg)?;
    Ok(if alg.is_some() { signer } else { client_auth::choose_alg(&signer, advertised).unwrap_or(signer) })
}

/// The usual algorithm, or the first that the provider takes and that we can make a key for.
fn usual<'a>(advertised: Option<&[&'a str]>) -> &'a str {
    const POSSIBLE: [&str; 15] = [
        USUAL,
        "EdDSA",
        "Ed25519",
        "ES384",
        "ES512",
        "ES256K",
        "ML-DSA-44",
        "ML-DSA-65",
        "ML-DSA-87",
        "PS256",
        "PS384",
        "PS512",
        "RS256",
        "RS384",
        "RS512",
    ];
    let Some(advertised) = advertised else { return USUAL };
    POSSIBLE.into_iter().find(|alg| advertised.contains(alg)).unwrap_or(USUAL)
}
