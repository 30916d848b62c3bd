//! OAuth error codes, registered and not.

use crate::explain::credential::Auth;
use crate::explain::evidence::Evidence;
use crate::explain::fact::Fact;
use crate::explain::rules::RULES;
use crate::explain::{Leg, error, error_advice};

/// Evidence for each variant of each code, and for none.
fn examples() -> Vec<(&'static str, Evidence, Option<usize>)> {
    let of = Evidence::default;
    let leg = |leg| Evidence { leg: Some(leg), ..of() };
    let says = |text: &str| Evidence { description: text.to_owned(), leg: Some(Leg::Poll), ..of() };
    let broken = |id| Evidence { broken: vec![id], leg: Some(Leg::Poll), auth: Some(Auth::Basic), ..of() };
    let auth = |auth| Evidence { auth: Some(auth), ..of() };
    let fact = |fact| Evidence { facts: vec![fact], auth: Some(Auth::Basic), leg: Some(Leg::Poll), ..of() };
    let front = |text: &str| Evidence { description: text.to_owned(), leg: Some(Leg::Authorization), ..of() };
    let token = |text: &str| Evidence { description: text.to_owned(), leg: Some(Leg::Token), ..of() };
    let seen = |leg, fact| Evidence { facts: vec![fact], leg: Some(leg), ..of() };
    let silent = || seen(Leg::Authorization, Fact::PromptNone);
    vec![
        ("invalid_request", leg(Leg::DeviceRequest), None),
        ("invalid_request", front("redirect_uri is not allowed"), Some(0)),
        (
            "invalid_request",
            Evidence { facts: vec![Fact::PkceSent], ..front("unknown code_challenge_method") },
            Some(1),
        ),
        ("invalid_request", says("missing code_challenge"), Some(2)),
        ("invalid_request", says("pkce is required"), Some(2)),
        ("invalid_request", front("the request must be pushed"), Some(3)),
        ("invalid_request", front("a signed request is required"), Some(4)),
        ("invalid_request", front("unsupported response_mode"), Some(5)),
        ("invalid_request", front("missing nonce"), Some(6)),
        ("invalid_request", says("no scope given"), Some(7)),
        ("invalid_request", Evidence { facts: vec![Fact::SecretRaw], ..says("not properly encoded") }, Some(9)),
        ("invalid_request", leg(Leg::Poll), Some(10)),
        ("invalid_request", leg(Leg::Par), Some(11)),
        ("invalid_request", leg(Leg::Token), Some(12)),
        ("invalid_client", leg(Leg::Token), None),
        ("invalid_client", leg(Leg::Authorization), Some(0)),
        ("invalid_client", broken("discovery.auth_method"), Some(1)),
        ("invalid_client", fact(Fact::SecretSpaces), Some(2)),
        ("invalid_client", auth(Auth::None), Some(16)),
        ("invalid_client", fact(Fact::SecretRaw), Some(17)),
        ("invalid_client", fact(Fact::SecretEncoded), Some(18)),
        ("invalid_client", broken("discovery.pkce"), Some(19)),
        ("invalid_client", auth(Auth::Post), Some(20)),
        ("invalid_grant", leg(Leg::Par), None),
        ("invalid_grant", leg(Leg::DeviceRequest), Some(0)),
        ("invalid_grant", fact(Fact::Late), Some(3)),
        ("invalid_grant", says("code_verifier does not match"), Some(4)),
        ("invalid_grant", fact(Fact::Early), Some(5)),
        ("invalid_grant", seen(Leg::Token, Fact::RedirectDiffers), Some(6)),
        ("invalid_grant", seen(Leg::Token, Fact::VerifierDiffers), Some(7)),
        ("invalid_grant", seen(Leg::Token, Fact::ClientDiffers), Some(8)),
        ("invalid_grant", seen(Leg::Token, Fact::CodeOld), Some(9)),
        ("invalid_grant", seen(Leg::Token, Fact::Pasted), Some(10)),
        ("invalid_grant", token("redirect_uri mismatch"), Some(11)),
        ("invalid_grant", token("pkce verification failed"), Some(12)),
        ("invalid_grant", leg(Leg::Token), Some(13)),
        ("invalid_grant", leg(Leg::Refresh), Some(14)),
        ("invalid_grant", leg(Leg::Grant), Some(15)),
        ("unauthorized_client", leg(Leg::DeviceRequest), None),
        ("unauthorized_client", leg(Leg::Act), Some(1)),
        ("unauthorized_client", broken("discovery.grant"), Some(2)),
        ("unauthorized_client", leg(Leg::Authorization), Some(3)),
        ("invalid_target", leg(Leg::Token), None),
        ("invalid_target", leg(Leg::Refresh), Some(0)),
        ("invalid_token", of(), None),
        ("invalid_token", leg(Leg::Act), Some(2)),
        ("insufficient_scope", of(), None),
        ("insufficient_scope", leg(Leg::Act), Some(0)),
        ("unsupported_grant_type", leg(Leg::Poll), None),
        ("unsupported_grant_type", broken("discovery.grant"), Some(1)),
        ("unsupported_grant_type", seen(Leg::Grant, Fact::PasswordGrant), Some(0)),
        ("unsupported_response_type", leg(Leg::Authorization), None),
        ("unsupported_response_type", broken("discovery.response_type"), Some(0)),
        ("invalid_scope", broken("ciba.scope"), Some(0)),
        ("authorization_pending", leg(Leg::Poll), None),
        ("authorization_pending", leg(Leg::DeviceRequest), Some(1)),
        ("slow_down", leg(Leg::Poll), None),
        ("slow_down", broken("poll.early"), Some(0)),
        ("slow_down", broken("poll.throttle"), Some(1)),
        ("slow_down", leg(Leg::DeviceRequest), Some(2)),
        ("access_denied", leg(Leg::Poll), None),
        ("access_denied", leg(Leg::DeviceRequest), Some(0)),
        ("access_denied", leg(Leg::Token), Some(2)),
        ("access_denied", says("blocked by a policy"), Some(3)),
        ("expired_token", fact(Fact::Late), None),
        ("expired_token", leg(Leg::DeviceRequest), Some(2)),
        ("expired_token", fact(Fact::Early), Some(3)),
        ("server_error", leg(Leg::Token), None),
        ("server_error", leg(Leg::Authorization), Some(0)),
        ("temporarily_unavailable", leg(Leg::Token), None),
        ("temporarily_unavailable", front("authentication_expired"), Some(0)),
        ("temporarily_unavailable", leg(Leg::Authorization), Some(1)),
        ("login_required", leg(Leg::Authorization), None),
        ("login_required", silent(), Some(0)),
        ("consent_required", leg(Leg::Authorization), None),
        ("consent_required", silent(), Some(0)),
        ("interaction_required", leg(Leg::Authorization), None),
        ("interaction_required", silent(), Some(0)),
        ("account_selection_required", leg(Leg::Authorization), None),
        ("account_selection_required", silent(), Some(0)),
        ("bad_verification_code", leg(Leg::Poll), None),
        ("bad_verification_code", leg(Leg::Token), Some(0)),
    ]
}

/// The same for what only a backchannel authentication meets.
fn backchannel_examples() -> Vec<(&'static str, Evidence, Option<usize>)> {
    let leg = |leg| Evidence { leg: Some(leg), ..Evidence::default() };
    let seen = |leg, fact| Evidence { facts: vec![fact], leg: Some(leg), ..Evidence::default() };
    let asked = |fact| seen(Leg::CibaRequest, fact);
    let ciba = |text: &str| Evidence { description: text.to_owned(), ..leg(Leg::CibaRequest) };
    vec![
        ("invalid_request", ciba("no supported hint"), Some(13)),
        ("invalid_request", ciba("missing client_notification_token"), Some(14)),
        ("invalid_request", ciba("the request must be signed"), Some(15)),
        ("invalid_request", leg(Leg::CibaRequest), Some(16)),
        ("invalid_request", leg(Leg::CibaPoll), Some(17)),
        ("invalid_grant", seen(Leg::CibaPoll, Fact::Late), Some(1)),
        ("invalid_grant", seen(Leg::CibaPoll, Fact::Early), Some(2)),
        ("unauthorized_client", seen(Leg::CibaPoll, Fact::Late), Some(0)),
        ("invalid_scope", leg(Leg::CibaRequest), None),
        ("authorization_pending", leg(Leg::CibaPoll), Some(0)),
        ("access_denied", leg(Leg::CibaRequest), Some(1)),
        ("expired_token", seen(Leg::CibaPoll, Fact::Early), Some(0)),
        ("expired_token", leg(Leg::Push), Some(1)),
        ("unknown_user_id", leg(Leg::CibaRequest), None),
        ("unknown_user_id", asked(Fact::HintIsToken), Some(0)),
        ("expired_login_hint_token", leg(Leg::CibaRequest), None),
        ("expired_login_hint_token", asked(Fact::HintIsFresh), Some(0)),
        ("expired_login_hint_token", asked(Fact::HintIsName), Some(1)),
        ("invalid_id_token_hint", asked(Fact::HintIsToken), None),
        ("invalid_id_token_hint", asked(Fact::HintIsName), Some(0)),
        ("expired_id_token_hint", asked(Fact::HintIsToken), None),
        ("expired_id_token_hint", asked(Fact::HintIsName), Some(0)),
        ("missing_user_code", asked(Fact::UserCodeAbsent), None),
        ("missing_user_code", asked(Fact::UserCodeSent), Some(0)),
        ("invalid_user_code", asked(Fact::UserCodeSent), None),
        ("invalid_user_code", asked(Fact::UserCodeAbsent), Some(0)),
        ("invalid_binding_message", leg(Leg::CibaRequest), None),
        ("invalid_binding_message", asked(Fact::BindingAbsent), Some(0)),
        ("invalid_binding_message", asked(Fact::BindingPlain), Some(1)),
    ]
}

/// The same for how the client shows who it is, and for its proofs.
fn client_examples() -> Vec<(&'static str, Evidence, Option<usize>)> {
    let as_client = |auth, facts: &[Fact], text: &str| Evidence {
        auth: Some(auth),
        facts: facts.to_vec(),
        description: text.to_owned(),
        leg: Some(Leg::Token),
        ..Evidence::default()
    };
    let by_key = |facts: &[Fact], text: &str| as_client(Auth::KeyJwt, &[facts, &[Fact::AssertionSent]].concat(), text);
    let shown = |facts: &[Fact]| as_client(Auth::Certificate, facts, "");
    let proof = |fact, text: &str| as_client(Auth::None, &[fact], text);
    let broken = |id| Evidence { broken: vec![id], ..proof(Fact::ProofSent, "") };
    let late = || as_client(Auth::None, &[Fact::ProofSent, Fact::ProofSkewed], "");
    vec![
        ("invalid_client", by_key(&[Fact::AssertionSkewed], ""), Some(3)),
        ("invalid_client", by_key(&[Fact::AlgUnlisted], ""), Some(4)),
        ("invalid_client", by_key(&[Fact::AudienceIsEndpoint], "bad audience"), Some(5)),
        ("invalid_client", by_key(&[], "bad audience"), Some(6)),
        ("invalid_client", by_key(&[], "jti replayed"), Some(7)),
        ("invalid_client", by_key(&[], "no matching jwk"), Some(8)),
        ("invalid_client", by_key(&[Fact::AudienceIsEndpoint], ""), Some(9)),
        ("invalid_client", by_key(&[], ""), Some(10)),
        ("invalid_client", as_client(Auth::SecretJwt, &[Fact::AssertionSent], ""), Some(11)),
        ("invalid_client", shown(&[Fact::CertificateUnasked]), Some(12)),
        ("invalid_client", shown(&[Fact::CertificateUnfit]), Some(13)),
        ("invalid_client", shown(&[Fact::PlainHttp]), Some(14)),
        ("invalid_client", shown(&[]), Some(15)),
        ("invalid_request", proof(Fact::ProofAbsent, "dpop proof required"), Some(8)),
        ("invalid_dpop_proof", as_client(Auth::None, &[], ""), None),
        ("invalid_dpop_proof", proof(Fact::ProofAbsent, ""), Some(0)),
        ("invalid_dpop_proof", late(), Some(1)),
        ("invalid_dpop_proof", proof(Fact::ProofSent, "htu mismatch"), Some(2)),
        ("invalid_dpop_proof", proof(Fact::ProofSent, "jti replayed"), Some(3)),
        ("invalid_dpop_proof", proof(Fact::ProofSent, "thumbprint mismatch"), Some(4)),
        ("invalid_dpop_proof", proof(Fact::ProofSent, ""), Some(5)),
        ("use_dpop_nonce", proof(Fact::ProofSent, ""), None),
        ("use_dpop_nonce", proof(Fact::ProofAbsent, ""), Some(0)),
        ("use_dpop_nonce", broken("dpop.nonce"), Some(1)),
        ("use_dpop_nonce", broken("dpop.loop"), Some(2)),
        ("invalid_token", late(), Some(0)),
        ("invalid_token", proof(Fact::ProofSent, ""), Some(1)),
    ]
}

#[test]
fn each_code_gets_the_variant_that_fits_the_evidence() {
    for (code, evidence, wanted) in examples().into_iter().chain(backchannel_examples()).chain(client_examples()) {
        let fitting = RULES.errors[code].variants.iter().position(|variant| variant.when.holds(&evidence));
        assert_eq!(fitting, wanted, "{code}: {evidence:?}");
    }
}

#[test]
fn each_variant_of_a_code_has_an_example() {
    let all: Vec<_> = examples().into_iter().chain(backchannel_examples()).chain(client_examples()).collect();
    for (code, rule) in &RULES.errors {
        for variant in (0..rule.variants.len()).map(Some).chain((!rule.variants.is_empty()).then_some(None)) {
            assert!(all.iter().any(|(known, _, wanted)| known == code && *wanted == variant), "{code}: {variant:?}");
        }
    }
}

#[test]
fn every_registered_code_has_a_sentence_of_its_own() {
    crate::covers!("TOK-21");
    let registered = [
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
        "authorization_pending",
        "slow_down",
        "access_denied",
        "expired_token",
        "invalid_target",
        "invalid_authorization_details",
        "invalid_dpop_proof",
        "use_dpop_nonce",
    ];
    for code in registered {
        assert!(crate::protocol::answer::is_registered(code), "{code}");
        for leg in [Leg::DeviceRequest, Leg::Poll, Leg::Token] {
            assert!(!error(code, leg).why.contains("no registered"), "{code}");
        }
    }
}

#[test]
fn every_code_of_the_front_channel_has_a_sentence_of_its_own() {
    crate::covers!("ATZ-11");
    let registered = [
        "invalid_request",
        "unauthorized_client",
        "access_denied",
        "unsupported_response_type",
        "invalid_scope",
        "server_error",
        "temporarily_unavailable",
        "interaction_required",
        "login_required",
        "account_selection_required",
        "consent_required",
        "invalid_request_uri",
        "invalid_request_object",
        "request_not_supported",
        "request_uri_not_supported",
        "registration_not_supported",
        "unmet_authentication_requirements",
        "invalid_target",
        "invalid_authorization_details",
    ];
    for code in registered {
        for leg in [Leg::Authorization, Leg::Par] {
            let said = error(code, leg);
            for other in ["no registered", "another endpoint", "?"] {
                assert!(!said.why.contains(other) && !said.next.contains(other), "{code}: {} {}", said.why, said.next);
            }
            assert!(leg == Leg::Par || !said.next.contains("w shows"), "{code}: no exchange shows it");
        }
    }
    for code in ["invalid_grant", "authorization_pending", "slow_down", "expired_token"] {
        assert!(error(code, Leg::Authorization).why.contains("registered for another endpoint"), "{code}");
    }
    assert!(error("login-requird", Leg::Authorization).why.contains("login_required is, and may be what is meant"));
}

#[test]
fn a_code_that_is_not_registered_is_said_to_be_none() {
    crate::covers!("TOK-21");
    assert!(error("teapot", Leg::Poll).why.starts_with("teapot is no registered OAuth error code"));
    assert!(error("invalid-clent", Leg::Poll).why.contains("invalid_client is, and may be what is meant"));
    assert!(error("login_required", Leg::Poll).why.contains("registered for another endpoint"));
    assert!(error("incorrect_device_code", Leg::Poll).why.contains("no registered code"));
    for junk in ["", "{\"code\":400}", "400", "a b\u{7}"] {
        assert!(error(junk, Leg::Token).why.starts_with("The member error holds no code"), "{junk}");
    }
}

#[test]
fn a_hostile_code_is_shown_and_does_not_act() {
    let said = error("{check}{code}", Leg::Poll);
    assert!(!said.why.contains('?'), "{}", said.why);
    let long = "x".repeat(100_000);
    assert!(error(&long, Leg::Poll).why.chars().count() < 500);
    let evidence = Evidence { leg: Some(Leg::Poll), ..Evidence::default() };
    assert_eq!(error_advice("teapot", &evidence).whose, "provider");
}
