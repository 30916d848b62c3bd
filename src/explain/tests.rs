//! The rules as data: they parse, every check has one, every sentence is fit to be read.

mod acts;
mod ciba;
mod codes;
mod endings;
mod front;
mod presented;
mod rows;
mod silence;

use super::rules::{RULES, Rule};
use crate::protocol;

const WHOSE: [&str; 7] = ["provider", "client", "profile", "user", "network", "clock", "grantty"];

/// Words that sentences may have filled in.
const WORDS: [&str; 31] = [
    "Answer",
    "answer",
    "observed",
    "expected",
    "title",
    "clause",
    "code",
    "nearest",
    "auth",
    "listed",
    "check",
    "failed",
    "warned",
    "life",
    "polls",
    "request",
    "host",
    "reason",
    "flow",
    "grant",
    "redirect_uri",
    "response_type",
    "waited",
    "visitors",
    "path",
    "hint",
    "endpoint",
    "bound",
    "mode",
    "question",
    "what",
];

/// The ids that the first release promises; those that no rule of their own serves share one under `any`.
const PROMISED: &str = "
    http.answer http.truncated http.body_limit
    discovery.status discovery.content_type discovery.redirect discovery.json discovery.duplicate
    jwks.status jwks.content_type jwks.redirect jwks.json jwks.duplicate
    device.status device.content_type device.redirect device.json device.duplicate
    token.status token.content_type token.redirect token.json token.duplicate
    userinfo.status userinfo.content_type userinfo.redirect userinfo.json userinfo.duplicate
    discovery.issuer discovery.issuer_template discovery.issuer_https discovery.issuer_form discovery.two_documents
    discovery.required discovery.types discovery.endpoint_scheme discovery.endpoint_host discovery.endpoint_private
    discovery.endpoint_userinfo discovery.endpoint_idn discovery.grant discovery.pkce discovery.auth_method
    discovery.signed_metadata discovery.response_type discovery.response_mode discovery.request_object
    par.status par.content_type par.redirect par.json par.duplicate
    par.required par.request_uri par.expires_in par.error par.error_charset
    loopback.bind loopback.address loopback.localhost loopback.browser loopback.visitors
    authorization.state authorization.iss authorization.duplicate authorization.ambiguous authorization.empty
    authorization.error authorization.error_charset authorization.code authorization.tokens authorization.mode
    authorization.parts authorization.extra authorization.redirect_uri authorization.replay
    authorization.secret_in_address
    jarm.form jarm.base64 jarm.json jarm.duplicate jarm.alg jarm.alg_expected jarm.alg_confusion jarm.crit jarm.key
    jarm.signature jarm.encryption jarm.iss jarm.aud jarm.exp jarm.exp_range jarm.nbf jarm.extra jarm.mode
    jwe.form jwe.alg jwe.enc jwe.parameters jwe.crit jwe.p2c jwe.key jwe.weak jwe.decryption jwe.zip jwe.cty jwe.content
    jwks.form jwks.kid_duplicate jwks.private jwks.weak jwks.curve jwks.base64 jwks.understood jwks.x5c jwks.transport
    id_token.form id_token.size id_token.base64 id_token.json id_token.duplicate id_token.alg id_token.alg_expected
    id_token.alg_confusion id_token.crit id_token.b64 id_token.typ id_token.embedded_key id_token.key id_token.key_use
    id_token.key_alg id_token.secret_length id_token.signature id_token.encryption id_token.iss id_token.aud id_token.aud_untrusted
    id_token.azp id_token.exp id_token.exp_range id_token.iat id_token.nbf id_token.sub id_token.nonce
    id_token.at_hash id_token.c_hash id_token.s_hash id_token.rt_hash id_token.auth_req_id id_token.front_channel id_token.auth_time id_token.acr id_token.claim_types id_token.claim_sources id_token.hidden_text
    device.device_code device.user_code device.user_code_text device.user_code_entropy device.verification_uri
    device.verification_uri_scheme device.verification_uri_host device.verification_uri_complete device.expires_in
    device.interval device.error device.error_charset device.code_reuse
    poll.early poll.throttle poll.network poll.retry_after poll.expiry poll.rhythm poll.ping
    ciba.status ciba.content_type ciba.redirect ciba.json ciba.duplicate
    ciba.hint ciba.scope ciba.delivery_mode ciba.client_notification_token ciba.binding_message ciba.user_code
    ciba.requested_expiry ciba.expiry_kept ciba.acr_values ciba.request_object ciba.request_alg ciba.granted
    ciba.error ciba.error_charset ciba.error_status ciba.auth_req_id ciba.auth_req_id_charset
    ciba.auth_req_id_entropy ciba.auth_req_id_reuse ciba.expires_in ciba.interval
    notification.endpoint notification.bind notification.address notification.bearer notification.auth_req_id
    notification.method notification.content_type notification.body notification.members notification.mode
    notification.repeat notification.error notification.error_charset notification.granted notification.visitors
    token.error token.error_charset token.access_token token.charset token.token_type token.expires_in
    token.expires_in_range token.scope token.scope_missing token.scope_extra token.refresh_token token.cache_control
    token.entropy token.id_token
    client_auth.assertion client_auth.basic_encoding discovery.auth_signing_alg discovery.mtls_endpoint_aliases
    dpop.alg dpop.challenge dpop.nonce dpop.loop dpop.proof dpop.token_type dpop.htu dpop.jkt access_token.x5t_s256
    tls.certificate tls.validity tls.changed tls.version tls.client_certificate
    userinfo.sub userinfo.claim_types userinfo.claim_sources userinfo.hidden_text clock.skew clock.steady";

/// Every rule with a name to find it by.
fn every_rule() -> Vec<(String, &'static Rule)> {
    let rules = &*RULES;
    let general = &rules.general;
    let mut all: Vec<(String, &Rule)> = vec![
        ("unknown_check".to_owned(), &general.unknown_check),
        ("unregistered".to_owned(), &general.unregistered),
        ("nearly_registered".to_owned(), &general.nearly_registered),
        ("elsewhere".to_owned(), &general.elsewhere),
        ("not_a_code".to_owned(), &general.not_a_code),
    ];
    all.extend(rules.any.iter().map(|(name, rule)| (format!("any.{name}"), rule)));
    all.extend(rules.signed.iter().map(|(name, rule)| (format!("signed.{name}"), rule)));
    for (subject, of_subject) in &rules.checks {
        all.extend(of_subject.iter().map(|(name, rule)| (format!("{subject}.{name}"), rule)));
    }
    all.extend(rules.errors.iter().map(|(code, rule)| (code.clone(), rule)));
    all.extend(rules.outcomes.iter().map(|(kind, rule)| (kind.clone(), rule)));
    all
}

fn assert_sentence(name: &str, text: &str) {
    assert!(text.chars().count() <= 160, "{name}: {} characters: {text}", text.chars().count());
    assert!(text.ends_with('.') && text.trim() == text && !text.contains("  "), "{name}: {text:?}");
    assert!(text.is_ascii() || text.contains('§'), "{name}: plain characters only: {text}");
    for word in text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(word, _)| word) {
        assert!(WORDS.contains(&word), "{name}: nothing fills {{{word}}}");
    }
}

#[test]
fn every_sentence_is_short_and_whole() {
    for (name, rule) in every_rule() {
        assert_sentence(&name, &rule.why);
        assert_sentence(&name, &rule.next);
        assert!(WHOSE.contains(&rule.whose.as_str()), "{name}: {}", rule.whose);
        for variant in &rule.variants {
            for text in [&variant.why, &variant.next].into_iter().flatten() {
                assert_sentence(&name, text);
            }
            assert!(variant.whose.as_deref().is_none_or(|whose| WHOSE.contains(&whose)), "{name}");
        }
    }
}

#[test]
fn no_two_checks_say_the_same() {
    let mut seen = std::collections::HashMap::new();
    for (subject, rules) in &RULES.checks {
        for (name, rule) in rules {
            if let Some(other) = seen.insert(&rule.why, format!("{subject}.{name}")) {
                assert!(name.contains("charset"), "{subject}.{name} and {other} share a sentence");
            }
        }
    }
}

#[test]
fn every_promised_check_has_a_rule() {
    for id in PROMISED.split_whitespace() {
        let (subject, rule) = id.split_once('.').expect("subject.rule");
        assert!(RULES.check(subject, rule).is_some(), "{id} is explained nowhere");
    }
}

#[test]
fn every_check_of_the_catalogue_has_a_rule_and_every_rule_a_check() {
    let ids: Vec<&str> = protocol::catalogue().map(|check| check.id).collect();
    for id in &ids {
        let (subject, rule) = id.split_once('.').expect("subject.rule");
        assert!(RULES.check(subject, rule).is_some(), "{id} is explained nowhere");
    }
    for (subject, rules) in &RULES.checks {
        for name in rules.keys() {
            let id = format!("{subject}.{name}");
            assert!(
                ids.contains(&id.as_str()) || PROMISED.split_whitespace().any(|promised| promised == id),
                "{id} is no check"
            );
        }
    }
    for name in RULES.signed.keys() {
        assert!(ids.iter().any(|id| *id == format!("id_token.{name}")), "signed.{name} serves no check");
    }
    for name in RULES.any.keys() {
        assert!(ids.iter().any(|id| id.ends_with(&format!(".{name}"))), "any.{name} serves no check");
    }
}

#[test]
fn a_condition_on_another_check_names_one_that_exists() {
    for (name, rule) in every_rule() {
        for id in rule.variants.iter().filter_map(|variant| variant.when.broken.as_deref()) {
            assert!(PROMISED.split_whitespace().any(|promised| promised == id), "{name}: {id}");
        }
    }
}
