//! The inputs of a code's redemption, side by side: all that a provider can hold against a code that came well.

use std::time::Duration;

use super::fact::Fact;
use super::{credential, piece};
use crate::flow::Authorization;
use crate::protocol::authorize;
use crate::protocol::check::difference;
use crate::protocol::client_auth::BasicEncoding;
use crate::protocol::exchange::{Purpose, Request};
use crate::protocol::jose::algorithm::Digest;
use crate::protocol::jose::base64url;
use crate::protocol::listener::{Source, VisitKind};
use crate::protocol::time::in_words;
use crate::record::{Exchange, Run};

/// Errors that say that something about the code does not fit; the last two are words of single providers.
pub(super) const OF_THE_CODE: [&str; 3] = ["invalid_grant", "bad_verification_code", "redirect_uri_mismatch"];

/// The life that many providers give a code, far below the ten minutes of RFC 6749 §4.1.2.
const USUAL_LIFE: Duration = Duration::from_secs(60);

/// What was compared.
pub(super) struct Compared {
    /// A phrase for each input.
    pub inputs: Vec<String>,
    /// What does not fit.
    pub facts: Vec<Fact>,
}

/// Holds the token request of a code against what was asked for and what came.
pub(super) fn compared(run: &Run) -> Option<Compared> {
    let asked = run.authorization.as_ref()?;
    let redeemed = run.exchanges.iter().rev().find(|exchange| exchange.request.purpose == Purpose::Token)?;
    let mut compared = Compared { inputs: Vec::new(), facts: Vec::new() };
    compared.redirect_uri(run, asked, &redeemed.request);
    compared.age(run, redeemed);
    compared.verifier(asked, &redeemed.request);
    compared.client(run, asked, &redeemed.request);
    compared.reuse(run, &redeemed.request);
    Some(compared)
}

impl Compared {
    fn redirect_uri(&mut self, run: &Run, asked: &Authorization, request: &Request) {
        let own = |text: Option<&str>| text.map_or_else(|| "absent".to_owned(), |text| piece(&run.masker.mask(text)));
        let (first, second) = (value(asked, "redirect_uri"), field(request, "redirect_uri"));
        if first == second {
            return self.inputs.push(format!("redirect_uri is the same at both legs ({})", own(first)));
        }
        let place = difference(first.unwrap_or_default(), second.unwrap_or_default()).unwrap_or_default();
        self.facts.push(Fact::RedirectDiffers);
        self.inputs.push(format!(
            "redirect_uri was {} when the code was asked for and {} when it was redeemed ({place})",
            own(first),
            own(second)
        ));
    }

    fn age(&mut self, run: &Run, redeemed: &Exchange) {
        let Some(row) = run.visits.iter().rev().find(|row| row.visit.kind == VisitKind::Answer) else { return };
        if row.visit.source == Source::Pasted {
            self.facts.push(Fact::Pasted);
            return self.inputs.push("the answer was pasted, so the age of the code is not known".to_owned());
        }
        let age = redeemed.sent.mono.saturating_sub(row.at.mono);
        if age > USUAL_LIFE {
            self.facts.push(Fact::CodeOld);
        }
        let age = if age.as_secs() == 0 { "less than 1 s".to_owned() } else { in_words(age.as_secs()) };
        self.inputs.push(format!("the code was redeemed {age} after it came"));
    }

    fn verifier(&mut self, asked: &Authorization, request: &Request) {
        let method = value(asked, "code_challenge_method").unwrap_or("plain");
        let told = match (value(asked, "code_challenge"), field(request, "code_verifier")) {
            (None, None) => "no PKCE was used".to_owned(),
            (Some(challenge), Some(verifier)) if fits(challenge, verifier, method) => {
                format!("code_verifier fits the challenge ({})", piece(method))
            }
            (challenge, verifier) => {
                self.facts.push(Fact::VerifierDiffers);
                match (challenge, verifier) {
                    (Some(_), None) => "a code_challenge was sent, and no code_verifier".to_owned(),
                    (None, _) => "a code_verifier was sent without a code_challenge before".to_owned(),
                    _ => format!("code_verifier does not fit the challenge ({})", piece(method)),
                }
            }
        };
        self.inputs.push(told);
    }

    fn client(&mut self, run: &Run, asked: &Authorization, request: &Request) {
        let first = value(asked, "client_id").unwrap_or_default();
        let second = client_id(request, run.basic_encoding).unwrap_or_default();
        if first == second {
            return self.inputs.push(format!("the client was {} at both legs", piece(first)));
        }
        self.facts.push(Fact::ClientDiffers);
        self.inputs.push(format!("the client was {} first, then {}", piece(first), piece(&second)));
    }

    /// Who else may have used it: we, and whoever brought the same answer once more.
    fn reuse(&mut self, run: &Run, request: &Request) {
        let code = field(request, "code");
        let of_code = |exchange: &&Exchange| {
            exchange.request.purpose == Purpose::Token && field(&exchange.request, "code") == code
        };
        let times = run.exchanges.iter().filter(of_code).count();
        let sent = if times == 1 { "it was sent once".to_owned() } else { format!("it was sent {times} times") };
        let is_repeated = run.visits.iter().any(|row| matches!(row.visit.kind, VisitKind::Reload | VisitKind::Repeat));
        self.inputs.push(if is_repeated {
            format!("{sent}, though the browser brought a second answer")
        } else {
            sent
        });
    }
}

fn value<'a>(asked: &'a Authorization, name: &str) -> Option<&'a str> {
    authorize::value(&asked.parameters, name)
}

fn field<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    authorize::value(&request.form, name)
}

/// RFC 7636 §4.6.
fn fits(challenge: &str, verifier: &str, method: &str) -> bool {
    match method {
        "S256" => base64url::encode(&Digest::Sha256.of(verifier.as_bytes())) == challenge,
        _ => verifier == challenge,
    }
}

fn client_id(request: &Request, encoding: BasicEncoding) -> Option<String> {
    match credential::basic(request) {
        Some((id, _)) if encoding == BasicEncoding::Raw => Some(id),
        Some((id, _)) => credential::decoded(&id),
        None => field(request, "client_id").map(str::to_owned),
    }
}
