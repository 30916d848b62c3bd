//! Our own requests, over every scenario: the trace of a run is what people paste into a provider's bug tracker, so
//! no fault of a provider may lead to a request that is at fault itself.

use std::collections::BTreeSet;

use grantty::flow::{Authorization, Event};
use grantty::profile::Flow;
use grantty::protocol::authorize;
use grantty::protocol::check::Finding;
use grantty::protocol::ciba::Delivery;
use grantty::protocol::exchange::{Method, Purpose, Request, Value};
use grantty::protocol::listener::VisitKind;
use grantty::record::Run;

use crate::scenario::backchannel::claims;
use crate::scenario::{self, world::ScriptedWorld};

/// Judges every run of every scenario; `judge` names what is wrong with one.
fn over_all(judge: impl Fn(&Run, &ScriptedWorld) -> Vec<String>) {
    let mut wrong = Vec::new();
    for (name, scenario) in scenario::all() {
        let (run, world) = scenario::run(&scenario);
        wrong.extend(judge(&run, &world).into_iter().map(|text| format!("{name}: {text}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_request_is_well_formed() {
    grantty::covers!("OWN-05", "OWN-08");
    over_all(|_, world| world.requests.iter().flat_map(faults_of_form).collect());
}

/// A name twice, an empty value, a header that says more than it has to.
fn faults_of_form(request: &Request) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut names = BTreeSet::new();
    for (name, value) in &request.form {
        // RFC 8707 §2: the one parameter that may come more than once.
        if !names.insert(name) && name != "resource" {
            wrong.push(format!("{} twice in the {}", name, request.purpose.label()));
        }
        if value.reveal().is_empty() {
            wrong.push(format!("{} is empty in the {}", name, request.purpose.label()));
        }
    }
    let headers: Vec<&str> = request.headers.iter().map(|(name, _)| *name).collect();
    let usual = ["accept", "content-type", "authorization", "dpop"];
    if headers.iter().any(|name| !usual.contains(name))
        || headers.iter().collect::<BTreeSet<_>>().len() != headers.len()
    {
        wrong.push(format!("the {} has the headers {headers:?}", request.purpose.label()));
    }
    let accepts = |(name, value): &(&str, grantty::protocol::exchange::Value)| {
        *name == "accept" && value.reveal().split(", ").any(|media| media == "application/json" || is_signed(media))
    };
    if !request.headers.iter().any(accepts) || (request.method == Method::Get && !request.form.is_empty()) {
        wrong.push(format!("the {} does not ask for JSON, or is a GET with a body", request.purpose.label()));
    }
    wrong
}

/// What stands for JSON where a provider may sign its answer (OIDC Core §5.3.2, RFC 9701 §4).
fn is_signed(media: &str) -> bool {
    media == "application/token-introspection+jwt"
}

#[test]
fn every_secret_goes_to_the_endpoint_it_is_for_and_never_into_an_address() {
    grantty::covers!("OWN-06");
    over_all(|run, world| world.requests.iter().flat_map(|request| misdirected(request, run, world)).collect());
}

/// Where a client says who it is.
const AUTHENTICATED: [Purpose; 7] = [
    Purpose::DeviceAuthorization,
    Purpose::BackchannelAuthentication,
    Purpose::Poll,
    Purpose::Par,
    Purpose::Token,
    Purpose::Introspection,
    Purpose::Revocation,
];

/// What stands for a person or a client in a grant of its own.
const OF_GRANTS: [&str; 5] = ["refresh_token", "subject_token", "actor_token", "assertion", "password"];

fn misdirected(request: &Request, run: &Run, world: &ScriptedWorld) -> Vec<String> {
    let mut wrong = Vec::new();
    let label = request.purpose.label();
    for (kind, secret) in request.secrets() {
        let bearer = ["Bearer ", "DPoP "].iter().find_map(|scheme| secret.reveal().strip_prefix(scheme));
        let fitting = match (kind, bearer) {
            ("device_code" | "auth_req_id", _) => request.purpose == Purpose::Poll,
            ("login_hint_token" | "id_token_hint" | "client_notification_token" | "user_code", _) => {
                request.purpose == Purpose::BackchannelAuthentication
            }
            ("code", _) => request.purpose == Purpose::Token,
            (kind, _) if OF_GRANTS.contains(&kind) => request.purpose == Purpose::Token,
            ("token", _) => matches!(request.purpose, Purpose::Introspection | Purpose::Revocation),
            // With `plain` the challenge is the verifier, and goes along with what is pushed.
            ("code_verifier", _) if challenge_is_verifier(request) => request.purpose == Purpose::Par,
            ("code_verifier", _) => matches!(request.purpose, Purpose::Poll | Purpose::Token),
            ("request", _) => matches!(request.purpose, Purpose::Par | Purpose::BackchannelAuthentication),
            ("access_token", _) | ("authorization", Some(_)) => request.purpose == Purpose::Userinfo,
            ("dpop", _) => {
                matches!(request.purpose, Purpose::Par | Purpose::Token | Purpose::Poll | Purpose::Userinfo)
            }
            _ => AUTHENTICATED.contains(&request.purpose),
        };
        if !fitting {
            wrong.push(format!("{kind} goes along with the {label}"));
        }
    }
    if run.masker.finds(request.url.as_str()) {
        wrong.push(format!("a secret stands in the address of the {label}"));
    }
    let known = request.url.host_str().is_some_and(|host| host != "evil.example" && host != "169.254.169.254");
    if !known
        || request.secrets().next().is_some()
            && Some(request.url.as_str()) != told(request.purpose, run, world).as_deref()
    {
        wrong.push(format!("the {label} goes to {}", request.url));
    }
    wrong
}

fn challenge_is_verifier(request: &Request) -> bool {
    request.form.iter().any(|(name, value)| name == "code_challenge_method" && value.reveal() == "plain")
}

/// The address that the run's document names for a request, or the profile in its place.
fn told(purpose: Purpose, run: &Run, world: &ScriptedWorld) -> Option<String> {
    let member = match purpose {
        Purpose::DeviceAuthorization => "device_authorization_endpoint",
        Purpose::BackchannelAuthentication => "backchannel_authentication_endpoint",
        Purpose::Par => "pushed_authorization_request_endpoint",
        Purpose::Poll | Purpose::Token => "token_endpoint",
        Purpose::Userinfo => "userinfo_endpoint",
        Purpose::Introspection => "introspection_endpoint",
        Purpose::Revocation => "revocation_endpoint",
        Purpose::Discovery | Purpose::Jwks => return None,
    };
    if let Some(address) = world.endpoint(member) {
        return Some(address.to_owned());
    }
    let shows_certificate = world.network.as_ref().is_some_and(|network| network.identity.is_some());
    let documents = run.exchanges.iter().filter(|exchange| exchange.request.purpose == Purpose::Discovery);
    let addresses = documents.filter_map(|exchange| {
        let grantty::record::End::Answered(response) = &exchange.end else { return None };
        let body = response.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&response.body);
        let document: serde_json::Value = serde_json::from_slice(body).ok()?;
        // Whoever shows a certificate shows it where that is wanted (RFC 8705 §5).
        let alias = document.get("mtls_endpoint_aliases").and_then(|aliases| aliases.get(member));
        let address = alias.filter(|_| shows_certificate).or_else(|| document.get(member));
        Some(address?.as_str()?.to_owned())
    });
    addresses.map(|address| url::Url::parse(&address).map_or(address, |url| url.to_string())).next()
}

#[test]
fn nothing_is_sent_after_a_stop() {
    grantty::covers!("OWN-07");
    over_all(|run, world| {
        let stops =
            |event: &Event| matches!(event, Event::Checked { findings, .. } if findings.iter().any(Finding::stops));
        let sent = |event: &Event| matches!(event, Event::Sent { .. });
        let after = world.events.iter().skip_while(|(_, event)| !stops(event)).filter(|(_, event)| sent(event)).count();
        let wrong = !run.keep_going && after > 0;
        wrong.then(|| format!("{after} requests after a stop")).into_iter().collect()
    });
}

/// The requests without those that a provider had sent again: it wanted a nonce in the proof, and did not look at the
/// rest (RFC 9449 §8).
fn not_repeated<'w>(run: &Run, world: &'w ScriptedWorld) -> impl Iterator<Item = &'w Request> {
    let wants_nonce = |exchange: &grantty::record::Exchange| {
        let grantty::record::End::Answered(response) = &exchange.end else { return false };
        let fields = response.headers.iter().filter(|(name, _)| name == "www-authenticate");
        let texts =
            fields.map(|(_, value)| value.clone()).chain([String::from_utf8_lossy(&response.body).into_owned()]);
        texts.into_iter().any(|text| text.contains("use_dpop_nonce"))
    };
    let repeats: BTreeSet<usize> =
        run.exchanges.iter().filter(|exchange| wants_nonce(exchange)).map(|exchange| exchange.n).collect();
    // Exchanges count from 1, so the number of one is the place of the next.
    world.requests.iter().enumerate().filter(move |(place, _)| !repeats.contains(place)).map(|(_, request)| request)
}

#[test]
fn every_code_is_sent_once() {
    grantty::covers!("NET-07", "ATZ-17");
    over_all(|run, world| {
        let codes: Vec<&str> = not_repeated(run, world).filter_map(|request| field(request, "code")).collect();
        let again = codes.iter().collect::<BTreeSet<_>>().len() < codes.len();
        let elsewhere = world.requests.iter().any(|request| {
            (request.purpose == Purpose::Token && run.flow == Flow::Code) != field(request, "code").is_some()
        });
        let mut wrong = Vec::new();
        wrong.extend((again || codes.len() > 1).then(|| format!("{} codes are sent", codes.len())));
        wrong.extend(elsewhere.then(|| "a code goes along with another request".to_owned()));
        wrong
    });
}

fn field<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    request.form.iter().find(|(key, _)| key == name).map(|(_, value)| value.reveal())
}

/// Every authorization request of a run, with what it asks for.
fn asked(world: &ScriptedWorld) -> Vec<&Authorization> {
    let asked = world.events.iter().filter_map(|(_, event)| match event {
        Event::Authorization(authorization) => Some(&**authorization),
        _ => None,
    });
    asked.collect()
}

#[test]
fn every_address_that_is_opened_is_well_formed_and_without_a_secret() {
    grantty::covers!("OWN-05", "BRW-08", "BRW-03");
    over_all(|run, world| {
        let mut wrong = Vec::new();
        for (url, _) in &world.front.opened {
            let mut names = BTreeSet::new();
            for (name, value) in url.query_pairs() {
                if !names.insert(name.clone()) && name != "resource" {
                    wrong.push(format!("{name} twice in the address"));
                }
                if value.is_empty() {
                    wrong.push(format!("{name} is empty in the address"));
                }
            }
            if !matches!(url.scheme(), "https" | "http") || url.fragment().is_some() {
                wrong.push(format!("{url} is opened"));
            }
        }
        // What is signed is for the provider's eyes, and with `plain` the challenge is the verifier. A logout has no
        // other way to say whose session ends (OpenID Connect RP-Initiated Logout 1.0 §2).
        for (name, value) in asked(world).iter().flat_map(|one| &one.sent) {
            let is_meant = matches!(name.as_str(), "request" | "code_challenge" | "id_token_hint");
            if (matches!(value, Value::Secret(..)) || run.masker.finds(value.reveal())) && !is_meant {
                wrong.push(format!("{name} in the address is a secret"));
            }
        }
        wrong
    });
}

#[test]
fn what_must_be_unguessable_is_and_never_serves_twice() {
    grantty::covers!("OWN-01", "OWN-02");
    over_all(|run, world| {
        let mut wrong = Vec::new();
        // A probe sends another verifier on purpose.
        let probes = run.checks.iter().any(|row| row.finding.check.id == "token.pkce_enforced");
        for one in asked(world) {
            let value = |name: &str| authorize::value(&one.parameters, name);
            let own = world.own_parameters();
            let drawn = ["state", "nonce"].into_iter().filter(|name| !own.iter().any(|own| own == name));
            let drawn: Vec<&str> = drawn.filter_map(value).collect();
            let verifiers: Vec<&str> =
                not_repeated(run, world).filter_map(|request| field(request, "code_verifier")).collect();
            for text in drawn.iter().chain(&verifiers) {
                if text.len() < 43 || text.chars().any(|c| !c.is_ascii_alphanumeric() && !"-_.~".contains(c)) {
                    wrong.push(format!("{} characters of chance in {text:?}", text.len()));
                }
            }
            let all: BTreeSet<&&str> = drawn.iter().chain(&verifiers).collect();
            if all.len() < drawn.len() + verifiers.len() {
                wrong.push("the same chance serves twice".to_owned());
            }
            if !probes
                && !own.iter().any(|own| own == "code_verifier")
                && let Some(verifier) = verifiers.first()
                && value("code_challenge_method") == Some("S256")
                && value("code_challenge") != Some(&*s256(verifier))
            {
                wrong.push("the challenge is not that of the verifier".to_owned());
            }
        }
        wrong
    });
}

/// RFC 7636 §4.2, reckoned here once more.
fn s256(verifier: &str) -> String {
    use base64::Engine as _;
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, verifier.as_bytes());
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(digest)
}

#[test]
fn the_redirect_uri_is_the_same_at_both_legs() {
    grantty::covers!("OWN-04");
    over_all(|_, world| {
        let own = world.own_parameters();
        let first = asked(world).first().and_then(|one| authorize::value(&one.parameters, "redirect_uri"));
        let second = world.requests.iter().find(|request| request.purpose == Purpose::Token);
        let second = second.and_then(|request| field(request, "redirect_uri"));
        let differs = second.is_some() && first != second && !own.iter().any(|name| name == "redirect_uri");
        differs.then(|| format!("{first:?} at the first leg, {second:?} at the second")).into_iter().collect()
    });
}

/// The parameters of a backchannel authentication request, which a signed one has inside.
fn backchannel(request: &Request) -> Vec<(String, String)> {
    let Some(object) = field(request, "request") else {
        return request.form.iter().map(|(name, value)| (name.clone(), value.reveal().to_owned())).collect();
    };
    let claims = claims(object);
    let members = claims.as_object().expect("claims are an object");
    let words = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    members.iter().map(|(name, value)| (name.clone(), words(value))).collect()
}

#[test]
fn every_backchannel_request_names_one_person_and_has_what_its_mode_needs() {
    grantty::covers!("CIB-12", "CIB-15", "CIB-26", "OWN-01");
    let hints = ["login_hint", "login_hint_token", "id_token_hint"];
    let beside = ["request", "client_id", "client_secret", "client_assertion", "client_assertion_type"];
    over_all(|run, world| {
        let mut wrong = Vec::new();
        let asked = world.requests.iter().filter(|request| request.purpose == Purpose::BackchannelAuthentication);
        let mut tokens = Vec::new();
        // Whoever puts an object of their own beside the parameters wants it there.
        let is_wished = world.own_parameters().iter().any(|name| name == "request");
        for request in asked.filter(|_| !is_wished) {
            let parameters = backchannel(request);
            let named = parameters.iter().filter(|(name, _)| hints.contains(&name.as_str())).count();
            wrong.extend((named != 1).then(|| format!("{named} hints are sent")));
            let outside = |(name, _): &(String, Value)| !beside.contains(&name.as_str());
            if field(request, "request").is_some() && request.form.iter().any(outside) {
                wrong.push("parameters stand beside the signed request".to_owned());
            }
            let token = parameters.iter().find(|(name, _)| name == "client_notification_token");
            wrong.extend(
                (token.is_some() != world.is_notified())
                    .then(|| format!("client_notification_token is sent: {}", token.is_some())),
            );
            tokens.extend(token.map(|(_, token)| token.clone()));
        }
        let own = world.own_parameters().iter().any(|name| name == "client_notification_token");
        for token in tokens.iter().filter(|_| !own) {
            if token.len() < 43 || token.chars().any(|c| !c.is_ascii_alphanumeric() && !"-_".contains(c)) {
                wrong.push(format!("{} characters of chance in {token:?}", token.len()));
            }
        }
        let jtis: Vec<String> = world.request_objects().map(|claims| claims["jti"].to_string()).collect();
        if jtis.iter().collect::<BTreeSet<_>>().len() < jtis.len() {
            wrong.push("a jti serves twice".to_owned());
        }
        if tokens.iter().any(|token| !run.masker.finds(token)) {
            wrong.push("a client_notification_token is not masked".to_owned());
        }
        wrong
    });
}

#[test]
fn every_poll_waits_for_its_time() {
    grantty::covers!("POL-06", "CIB-20");
    over_all(|run, world| {
        let early = run.checks.iter().any(|row| row.finding.check.id == "poll.early");
        let mut wrong = Vec::new();
        let mut pinged = false;
        for (_, event) in &world.events {
            match event {
                Event::Visited { visit, .. } => pinged |= visit.kind == VisitKind::Ping,
                Event::Polled(poll) if poll.pinged && !pinged => wrong.push("a poll answers no ping".to_owned()),
                Event::Polled(poll) if !poll.pinged && !early && poll.gap < poll.interval => {
                    wrong.push(format!("poll {} comes {:?} after the one before", poll.n, poll.gap));
                }
                _ => {}
            }
        }
        let waived = world.events.iter().filter(|(_, event)| matches!(event, Event::Polled(poll) if poll.pinged));
        wrong.extend((waived.count() > 1).then(|| "two intervals are waived".to_owned()));
        wrong
    });
}

#[test]
fn nothing_is_polled_in_ping_mode_before_a_ping_and_nothing_in_push_mode() {
    grantty::covers!("CIB-19", "CIB-20", "CIB-21");
    over_all(|_, world| {
        let mode = world.events.iter().find_map(|(_, event)| match event {
            Event::Backchannel(backchannel) => Some(backchannel.delivery),
            _ => None,
        });
        let mut wrong = Vec::new();
        let mut called = world.presses();
        for (_, event) in &world.events {
            match (mode, event) {
                (_, Event::Visited { visit, .. }) => called |= visit.kind == VisitKind::Ping,
                (Some(Delivery::Push), Event::Polled(_)) => wrong.push("a poll in push mode".to_owned()),
                (Some(Delivery::Ping), Event::Polled(_)) if !called => wrong.push("a poll before a ping".to_owned()),
                _ => {}
            }
        }
        wrong
    });
}
