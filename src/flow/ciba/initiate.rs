//! The authentication request (CIBA §7.1), judged before it is sent; its answer (§7.3, §13); and the one question that
//! an answer may raise.

use super::{Attempt, Case};
use crate::flow::exchange::Conversation;
use crate::flow::provider::Provider;
use crate::flow::{Event, Outcome, Question, World};
use crate::protocol::answer::{self, OAuthError};
use crate::protocol::check::Finding;
use crate::protocol::ciba::{self, Ahead, Authentication, Context, Fields, Initiation};
use crate::protocol::exchange::{Request, Value};
use crate::protocol::jose::base64url;
use crate::protocol::jose::signer::Signer;
use crate::protocol::request_object::About;
use crate::protocol::text;

/// What goes out: names and values.
pub type Parameters = Vec<(String, Value)>;

/// How often a person is asked for the user code, which they may mistype.
const QUESTIONS: usize = 3;

/// Asks the provider to reach the person; gives what was granted, and the parameters that were sent for it.
pub async fn authentication<W: World>(
    case: &Case<'_>,
    attempt: &mut Attempt,
    provider: &Provider,
    talk: &mut Conversation<'_, W>,
) -> Result<(Authentication, Parameters), Outcome> {
    let endpoint = provider.endpoint("backchannel_authentication_endpoint")?;
    let mut told = Vec::new();
    let mut questions = 0;
    loop {
        let parameters = parameters(case, attempt);
        let form = form(case, attempt, &parameters, provider, (&mut told, talk))?;
        if let Some(door) = attempt.door(None, case.options) {
            // A fast provider may notify us before its answer has arrived here.
            talk.world.admit(door);
        }
        let context = Context {
            delivery: attempt.delivery,
            requested_expiry: requested_expiry(&parameters),
            previous: case.options.previous_authentication.as_ref(),
        };
        let request = provider.limited(ciba::request(endpoint.clone(), form));
        let (n, initiation, mut findings) = send(request, &context, talk).await?;
        match initiation {
            Some(Initiation::Granted(authentication)) => {
                talk.tell(Some(n), findings)?;
                return Ok((authentication, parameters));
            }
            Some(Initiation::Refused(error)) => {
                let is_sent = parameters.iter().any(|(name, _)| name == "user_code");
                let question = question(&error, is_sent, provider).filter(|_| questions < QUESTIONS);
                questions += 1;
                let answered = match question {
                    Some(question) => talk.world.ask(question).await,
                    None => None,
                };
                let Some(user_code) = answered else {
                    talk.tell(Some(n), findings)?;
                    return Err(Outcome::Refused(error));
                };
                ciba::asked_again(&mut findings);
                talk.tell(Some(n), findings)?;
                talk.world.emit(Event::Learned { kind: "user_code", secret: user_code.clone() });
                attempt.typed(user_code);
            }
            None => {
                talk.tell(Some(n), findings)?;
                let reason =
                    "the answer of the backchannel authentication endpoint has nothing to go on with".to_owned();
                return Err(Outcome::Broken { reason });
            }
        }
    }
}

fn parameters(case: &Case<'_>, attempt: &Attempt) -> Parameters {
    let (request, section) = (&case.profile.request, &case.profile.ciba);
    ciba::parameters(&Fields {
        scope: &request.scope,
        acr_values: &request.acr_values,
        resource: &request.resource,
        audience: request.audience.as_deref(),
        hint: attempt.hint(),
        binding_message: section.binding_message.as_deref(),
        user_code: attempt.user_code.as_ref(),
        requested_expiry: section.requested_expiry,
        client_notification_token: attempt.client_notification_token.as_ref(),
        extra: &attempt.extra,
    })
}

/// The form, plain or signed, once nothing speaks against sending it. Rows that were told for the request before this
/// one are not told again.
fn form<W: World>(
    case: &Case<'_>,
    attempt: &Attempt,
    parameters: &Parameters,
    provider: &Provider,
    (told, talk): (&mut Vec<Finding>, &mut Conversation<'_, W>),
) -> Result<Parameters, Outcome> {
    let invalid = |reason| Outcome::Invalid { reason };
    let metadata = &provider.metadata;
    let signer =
        attempt.signer.as_ref().map(|signer| ciba::choose_alg(signer, metadata)).transpose().map_err(invalid)?;
    let ahead = Ahead { metadata, delivery: attempt.delivery, signed: signer.as_ref().map(Signer::alg) };
    let mut findings = ciba::judge_request(parameters, &ahead);
    let (issuer, now) = (metadata.issuer(), talk.world.now());
    let form = match &signer {
        Some(signer) => {
            learn(parameters, talk.world);
            let jti = base64url::encode(&talk.world.random());
            let about = About { client_id: &case.client.id, issuer, now, opened_within: 0, jti: &jti };
            ciba::signed(parameters, &about, signer)
        }
        None => parameters.clone(),
    };
    // The profile's own parameters may hold an object as well.
    findings.push(ciba::judge_signed(&form, issuer, &case.client.id, now));
    findings.retain(|finding| !told.contains(finding));
    told.extend(findings.iter().cloned());
    let stopper = findings.iter().find(|finding| finding.stops()).cloned();
    talk.tell(None, findings).map_err(|outcome| match stopper {
        // What is wrong stands in the profile, not in an answer.
        Some(row) => {
            invalid(format!("nothing was sent: {} is wanted, and the request has {}", row.expected, row.observed))
        }
        None => outcome,
    })?;
    Ok(form)
}

/// Once they are signed, nobody sees from outside which of them are secret.
fn learn<W: World>(parameters: &Parameters, world: &mut W) {
    for (_, value) in parameters {
        if let Value::Secret(kind, secret) = value {
            world.emit(Event::Learned { kind, secret: secret.clone() });
        }
    }
}

/// The lifetime that is asked for, wherever it comes from.
fn requested_expiry(parameters: &Parameters) -> Option<u64> {
    parameters.iter().find(|(name, _)| name == "requested_expiry")?.1.reveal().parse().ok()
}

async fn send<W: World>(
    request: Request,
    context: &Context<'_>,
    talk: &mut Conversation<'_, W>,
) -> Result<(usize, Option<Initiation>, Vec<Finding>), Outcome> {
    let answer = talk.ask(request).await?;
    let read = answer.read(&answer::CIBA);
    let mut findings = read.findings;
    let object = read.value.filter(|object| ciba::is_answer(object, &answer.response));
    let initiation = object.map(|object| ciba::judge(&object, &answer.response, context)).and_then(|report| {
        findings.extend(report.findings);
        report.value
    });
    Ok((answer.n, initiation, findings))
}

/// What the person is asked when the user code is missing or wrong (CIBA §13); a code that was sent is spoken of.
fn question(error: &OAuthError, is_sent: bool, provider: &Provider) -> Option<Question> {
    let promised = if provider.metadata.flag("backchannel_user_code_parameter_supported") {
        "its metadata says that it takes one"
    } else {
        "although its metadata does not say that it takes one"
    };
    let mut why = match (error.error.as_str(), is_sent) {
        ("missing_user_code", true) => {
            "A user code was sent, and the provider still says missing_user_code.".to_owned()
        }
        ("missing_user_code", false) => format!("The provider wants the person's user code; {promised}."),
        ("invalid_user_code", _) => "The provider does not accept the user code that was sent.".to_owned(),
        _ => return None,
    };
    if let Some(description) = error.description.as_deref().filter(|_| is_sent) {
        why = format!("{why} It says: {}", text::shown_short(description, 200));
    }
    Some(Question { parameter: "user_code", why })
}
