//! The answer that is ours, judged whole before anything is redeemed.

use super::Case;
use crate::flow::exchange::Conversation;
use crate::flow::provider::Provider;
use crate::flow::tokens::{self, keys};
use crate::flow::{Event, Outcome, World, client};
use crate::protocol::authorization::{self, Answer, Came, Expected, Granted};
use crate::protocol::authorize;
use crate::protocol::check::Report;
use crate::protocol::id_token::SignatureState;
use crate::protocol::jarm::{self, Jarm};
use crate::protocol::jose::decryption_key::DecryptionKey;
use crate::protocol::jose::mac_key::MacKey;
use crate::protocol::listener::Visit;
use crate::protocol::secret::Secret;
use crate::protocol::time::TOLERANCE;

/// Nothing is wrong with such an answer; it is only not for our eyes.
const ENCRYPTED: &str = "The answer is encrypted, and no key of the profile opens it.";

/// Every row of the answer at once; a stop-class failure ends the run here.
pub async fn judge<W: World>(
    case: &Case<'_>,
    visit: &Visit,
    provider: &mut Provider,
    talk: &mut Conversation<'_, W>,
) -> Result<Granted, Outcome> {
    let mut findings = Vec::new();
    let response = authorize::value(&visit.parameters, "response").map(Secret::new);
    let signed = match &response {
        Some(response) => {
            tokens::fresh_keys(response, provider, talk).await?;
            let keys = client::decryption_keys(case.profile, talk.world).await?;
            let report = open(response, &keys, (case, provider), talk);
            findings.extend(report.findings);
            Some(report.value)
        }
        None => None,
    };
    let inner = signed.as_ref().map(|jarm| {
        jarm.as_ref().filter(|jarm| jarm.signature == SignatureState::Verified).map(|jarm| jarm.parameters.as_slice())
    });
    let is_encrypted = signed.iter().flatten().any(|jarm| jarm.decoded.is_encrypted());
    let answer = Came { parameters: &visit.parameters, place: visit.place, signed: inner };
    let expected = Expected {
        state: case.attempt.state.as_deref(),
        issuer: provider.metadata.issuer(),
        iss_promised: provider.metadata.flag("authorization_response_iss_parameter_supported"),
        response_type: case.profile.code.response_type,
        place: case.attempt.place,
        jarm: case.attempt.jarm,
        silent: case.profile.code.prompt.as_deref() == Some("none"),
    };
    let report = authorization::judge(&answer, &expected);
    findings.extend(report.findings);
    talk.world.emit(Event::Callback(inner.flatten().unwrap_or(&visit.parameters).to_vec()));
    talk.tell(None, findings)?;
    ended(report.value, is_encrypted)
}

/// What the run goes on with, or how it ends.
fn ended(answer: Option<Answer>, is_encrypted: bool) -> Result<Granted, Outcome> {
    match answer {
        Some(Answer::Granted(granted)) => Ok(*granted),
        Some(Answer::Refused(error)) if error.error == "access_denied" => Err(Outcome::Denied(error)),
        Some(Answer::Refused(error)) => Err(Outcome::Refused(error)),
        Some(Answer::Nothing(_)) if is_encrypted => Err(Outcome::Broken { reason: ENCRYPTED.to_owned() }),
        Some(Answer::Nothing(reason)) => Err(Outcome::Broken { reason }),
        None => Err(Outcome::Broken { reason: "nothing of the answer can be used".to_owned() }),
    }
}

fn open<W: World>(
    response: &Secret,
    decryption_keys: &[DecryptionKey],
    (case, provider): (&Case<'_>, &Provider),
    talk: &Conversation<'_, W>,
) -> Report<Jarm> {
    let macs = case.client.secret.as_ref().map(MacKey::of_secret);
    let expected = jarm::Expected {
        issuer: provider.metadata.issuer(),
        client_id: &case.client.id,
        macs: macs.as_slice(),
        decryption_keys,
        registered_alg: None,
        advertised_algs: provider.metadata.strings("authorization_signing_alg_values_supported"),
        now: talk.world.now(),
        skew: talk.skew(),
        tolerance: TOLERANCE,
    };
    jarm::judge(response, &keys(provider), &expected)
}
