//! What our own assertion is worth: the same eyes that judge a provider look at what we send to it.

use super::assertion::{LIFE, TYPE};
use crate::protocol::check::{Check, Finding, difference, rfc};
use crate::protocol::exchange::{Request, Value};
use crate::protocol::jose::algorithm::Algorithm;
use crate::protocol::jose::jwt::{self, Decoded};
use crate::protocol::json::{Json, Number};
use crate::protocol::text::shown_short;
use crate::protocol::time::{Now, TOLERANCE};

pub(super) static ASSERTION: Check =
    Check::must("client_auth.assertion", "the client's assertion is above reproach", rfc!(7523, "3"));

/// Types that say nothing else than that this is a client's assertion: none, any JWT, and the one of RFC 10070 §4.
const TYPES: [&str; 3] = ["JWT", "client-authentication+jwt", "application/client-authentication+jwt"];

/// What is wrong with an assertion, and what is merely unwise.
#[derive(Default)]
struct Judgement {
    faults: Vec<String>,
    doubts: Vec<String>,
}

/// Judges the assertion in a request as it will be sent. `issuer` is the provider's, not what the profile wants as the
/// audience; empty when none is known.
pub fn judge_assertion(request: &Request, issuer: &str, client_id: &str, now: Now) -> Finding {
    let field =
        |name: &'static str| request.form.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.reveal());
    let Some(assertion) = field("client_assertion").next() else { return ASSERTION.skip("no assertion is sent") };
    let mut judgement = Judgement::default();
    if field("client_assertion").count() > 1 {
        judgement.fault("there is more than one");
    }
    if field("client_assertion_type").ne([TYPE]) {
        judgement.fault(format!("client_assertion_type is not {TYPE}"));
    }
    let others = request.headers.iter().any(|(name, value)| *name == "authorization" && is_basic(value));
    if others || field("client_secret").next().is_some() {
        judgement.fault("the secret is sent beside it (RFC 6749 §2.3 allows one method in a request)");
    }
    let token = jwt::read(assertion);
    judgement.header(&token);
    let claims = token.payload.as_ref().unwrap_or(&Json::Null);
    judgement.names(claims, client_id);
    judgement.audience(claims.get("aud"), issuer, request);
    judgement.life(claims, now);
    let expected = match issuer {
        "" => format!("iss and sub {client_id}, aud the issuer alone, a jti, a life of {LIFE} s at most"),
        issuer => format!("iss and sub {client_id}, aud {issuer} alone, a jti, a life of {LIFE} s at most"),
    };
    judgement.finding(&expected, &token)
}

fn is_basic(value: &Value) -> bool {
    value.reveal().get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case("basic "))
}

impl Judgement {
    fn fault(&mut self, what: impl Into<String>) {
        self.faults.push(what.into());
    }

    fn finding(self, expected: &str, token: &Decoded) -> Finding {
        let doubts = self.doubts.join("; ");
        if !self.faults.is_empty() {
            let all: Vec<String> = self.faults.into_iter().chain((!doubts.is_empty()).then_some(doubts)).collect();
            ASSERTION.fail(expected, all.join("; "))
        } else if doubts.is_empty() {
            let kid = token.header_text("kid").map_or_else(|| "no kid".to_owned(), |kid| format!("kid {kid}"));
            ASSERTION.pass(expected, format!("{}, {kid}", token.header_text("alg").unwrap_or_default()))
        } else {
            ASSERTION.warn(expected, doubts)
        }
    }

    fn header(&mut self, token: &Decoded) {
        for fault in token.faults.iter().take(3) {
            self.fault(fault.to_string());
        }
        match token.header_text("alg") {
            Some(alg) if Algorithm::from_name(alg).is_some() => {}
            Some(alg) => self.fault(format!("alg is {}", shown_short(alg, 40))),
            None => self.fault("there is no alg"),
        }
        let typ = token.header_text("typ");
        if let Some(typ) = typ.filter(|typ| !TYPES.iter().any(|known| known.eq_ignore_ascii_case(typ))) {
            self.fault(format!("typ is {}, which is another kind of token", shown_short(typ, 80)));
        }
    }

    /// Who it speaks of, and that it speaks once.
    fn names(&mut self, claims: &Json, client_id: &str) {
        for name in ["iss", "sub"] {
            match claims.get(name).and_then(Json::as_str) {
                Some(text) => {
                    if let Some(how) = difference(client_id, text) {
                        self.fault(format!("{name} is {}: {how}", shown_short(text, 120)));
                    }
                }
                None => self.fault(format!("there is no {name}")),
            }
        }
        if claims.get("jti").and_then(Json::as_str).is_none_or(str::is_empty) {
            self.fault("there is no jti");
        }
    }

    /// RFC 10070 §4: the issuer alone. A provider may name somebody else's token endpoint as its own, and an assertion
    /// made for that address is good there as well.
    fn audience(&mut self, aud: Option<&Json>, issuer: &str, request: &Request) {
        let aud = match aud {
            Some(Json::String(aud)) => aud.as_str(),
            Some(other) => return self.fault(format!("aud is {}, not a text", other.kind())),
            None => return self.fault("there is no aud"),
        };
        let shown = shown_short(aud, 200);
        if aud.is_empty() {
            self.fault("aud is empty");
        } else if issuer.is_empty() {
            self.doubts.push(format!("aud is {shown}, since no issuer is known"));
        } else if aud != issuer || aud == request.url.as_str() {
            self.doubts.push(format!(
                "aud is {shown}, not the issuer (RFC 10070 §4): a provider that names somebody else's endpoint as its \
                 own can use the assertion there"
            ));
        }
    }

    fn life(&mut self, claims: &Json, now: Now) {
        let time = |name: &str| claims.get(name).and_then(Json::as_number).and_then(Number::as_u64);
        let Some(exp) = time("exp") else { return self.fault("there is no exp") };
        let from = time("iat").unwrap_or(now.unix);
        if exp <= now.unix {
            self.fault("exp is over");
        }
        if exp.saturating_sub(from) > LIFE {
            self.fault(format!("it lives for {} s", exp.saturating_sub(from)));
        }
        if from > now.unix.saturating_add(TOLERANCE) {
            self.fault("iat is in the future");
        }
    }
}
