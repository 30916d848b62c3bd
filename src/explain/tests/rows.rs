//! Rows that call for each variant of a rule, beside rows that must not.

mod acts;
mod network;
mod tokens;

use crate::explain::evidence::Evidence;
use crate::explain::fact::Fact;
use crate::explain::rules::{RULES, Rule};
use crate::explain::{finding, words};
use crate::protocol::check::{Check, Finding, Verdict, rfc};

use Verdict::{Fail, Warn};

/// A check's id, a verdict, what was observed (and expected, behind a bar, where that decides), and the variant that has to speak: none is the rule's own sentence.
type Example = (&'static str, Verdict, &'static str, Option<usize>);

const EXAMPLES: &[Example] = &[
    ("any.content_type", Warn, "text/html; the body was read as JSON all the same", None),
    ("any.content_type", Warn, "text/plain; the body is a form, it was decoded", Some(0)),
    ("any.content_type", Warn, "application/jwt; the body is a JWT", Some(1)),
    ("any.redirect", Fail, "302 to https://id.example/", None),
    ("any.redirect", Fail, "302 to https://evil.example/, another origin", Some(0)),
    ("any.redirect", Warn, "301 to /token/, on the same origin", Some(1)),
    ("any.redirect", Fail, "302 without a Location", Some(2)),
    ("any.json", Fail, "expected a value at line 1 column 2; the body begins: {", None),
    ("any.json", Fail, "an HTML page titled “Sign in”; it begins: <html>", Some(0)),
    ("any.json", Fail, "an empty body (204)", Some(1)),
    ("any.json", Fail, "a byte-order mark before the object", Some(2)),
    ("any.json", Warn, "a form; it was decoded", Some(3)),
    ("discovery.status", Fail, "204", None),
    ("discovery.status", Fail, "404", Some(0)),
    ("discovery.status", Fail, "503, Retry-After: 20", Some(1)),
    ("discovery.status", Fail, "302", Some(2)),
    ("discovery.status", Fail, "403", Some(3)),
    ("discovery.issuer", Fail, "https://b.example (differs at character 9)", None),
    ("discovery.issuer", Fail, "https://a.example/ (differs only by a final /)", Some(0)),
    ("discovery.issuer", Fail, "no issuer", Some(1)),
    ("discovery.issuer_https", Fail, "http://id.example.com", None),
    ("discovery.issuer_https", Warn, "http://127.0.0.1: for development only", Some(0)),
    ("discovery.required", Warn, "missing, but not needed here: jwks_uri", None),
    ("discovery.required", Fail, "missing, and needed here: backchannel_authentication_endpoint", Some(0)),
    ("discovery.required", Fail, "missing, and needed here: token_endpoint", Some(1)),
    ("discovery.grant", Warn, "authorization_code, refresh_token", None),
    ("discovery.grant", Warn, "no list, which means authorization_code and implicit", Some(0)),
    ("discovery.response_type", Warn, "code id_token, token", None),
    ("discovery.response_type", Warn, "no list; it will be sent all the same", Some(0)),
    ("discovery.response_mode", Warn, "query, fragment", None),
    ("discovery.response_mode", Warn, "no list, which means query and fragment", Some(0)),
    ("discovery.request_object", Warn, "request_parameter_supported: false; RS256", None),
    ("discovery.request_object", Warn, "an unsigned one | a signed request", Some(0)),
    ("discovery.pkce", Warn, "plain | S256", None),
    ("discovery.pkce", Warn, "S256 | plain", Some(0)),
    ("discovery.pkce", Warn, "no list; it will be sent all the same | plain", Some(1)),
    ("discovery.auth_method", Warn, "client_secret_post", None),
    ("discovery.auth_method", Warn, "no list, which means client_secret_basic", Some(0)),
    ("jwks.status", Fail, "404", None),
    ("jwks.status", Fail, "503", Some(0)),
    ("jwks.redirect", Fail, "302 to https://evil.example/, another origin", None),
    ("jwks.redirect", Warn, "302 to /keys/, on the same origin", Some(0)),
    ("jwks.form", Fail, "absent", None),
    ("jwks.form", Fail, "an empty array", Some(0)),
    ("jwks.kid_duplicate", Fail, "key 1 «a» shares its kid: keys 1, 2", None),
    ("jwks.kid_duplicate", Warn, "key 1 «a» shares its kid: keys 1, 2, each of another type", Some(0)),
    ("jwks.base64", Fail, "key 1: n has padding", None),
    ("jwks.base64", Warn, "key 1: n begins with a zero octet", Some(0)),
    ("jwks.transport", Fail, "http://id.example.com/jwks: http, so anybody on the way can swap the keys", None),
    ("jwks.transport", Fail, "http://far.example/jwks: http | an https address, as the one that was given", Some(0)),
    ("jwks.transport", Warn, "http://127.0.0.1/jwks: clear text on this machine, development only", Some(1)),
    ("id_token.form", Fail, "4 parts where three are due", None),
    ("id_token.form", Fail, "5 parts, the number of an encrypted token (JWE), but the header names no enc", Some(0)),
    ("id_token.form", Fail, "one part where three are due: not a JWT", Some(2)),
    ("id_token.alg", Fail, "absent", None),
    ("id_token.alg", Fail, "\"rs256\" is not known; RS256 is probably meant, but names are compared exactly", Some(0)),
    ("id_token.alg", Fail, "none: the token is not signed", Some(1)),
    ("id_token.alg", Fail, "\"nOnE\" is not known; a spelling of none", Some(1)),
    ("id_token.alg_expected", Fail, "RS256", None),
    ("id_token.alg_expected", Warn, "ES256; nothing is registered or advertised", Some(0)),
    ("id_token.alg_expected", Fail, "none | one of RS256, ES256, as advertised", Some(1)),
    ("id_token.alg_confusion", Fail, "HS256, though kid «a» is a public key", None),
    ("id_token.alg_confusion", Fail, "HS256, though this client has no secret", Some(1)),
    ("id_token.typ", Fail, "at+jwt: this is another kind of token, an access token", None),
    ("id_token.typ", Warn, "x+jwt: no type of ID Token that is known", Some(0)),
    ("id_token.key", Fail, "kid is a number, not a string", None),
    ("id_token.key", Fail, "no such key; the set offers «a», «b»", Some(2)),
    ("id_token.key", Fail, "key 2 «a» must not be used: weak", Some(7)),
    ("id_token.key", Fail, "ES256 needs P-256; found key 1 «a» (RSA 2048 bit)", Some(9)),
    ("id_token.key", Warn, "2 keys carry this kid; key 2 of 2 fits, by trial", Some(6)),
    ("id_token.signature", Fail, "the signature does not fit the text", None),
    ("id_token.signature", Fail, "alg is none: anybody can have written this token", Some(0)),
    ("id_token.signature", Fail, "the signature is in DER form, not r and s side by side", Some(1)),
    ("id_token.signature", Fail, "the budget of 100 tries is spent, 3 keys are left untried", Some(2)),
    ("id_token.encryption", Fail, "something new", None),
    ("id_token.encryption", Fail, "RSA1_5, open to Bleichenbacher's attack", Some(0)),
    ("id_token.iss", Fail, "https://b.example/absent (differs at character 9)", None),
    ("id_token.iss", Fail, "https://a.example/ (differs only by a final /)", Some(0)),
    ("id_token.iss", Fail, "absent", Some(1)),
    ("id_token.aud", Fail, "other", None),
    ("id_token.aud", Fail, "absent", Some(0)),
    ("id_token.aud_untrusted", Fail, "also b, and no azp says that this client is meant", None),
    ("id_token.aud_untrusted", Warn, "also b, but azp is this client", Some(0)),
    ("id_token.exp", Fail, "expired: 1763640000, 6 min ago; the server's clock agrees with ours", None),
    ("id_token.exp", Fail, "absent", Some(0)),
    ("id_token.exp", Fail, "1, 6 min ago; would pass with a clock 7 min earlier, which is the server's", Some(1)),
    ("id_token.exp", Fail, "a string, not a number: \"1763640000\"", Some(2)),
    ("id_token.exp_range", Fail, "1763640000000 looks like milliseconds", None),
    ("id_token.exp_range", Fail, "-1 is negative", Some(0)),
    ("id_token.iat", Fail, "1763640000, 7 d ago; the server's clock agrees with ours", None),
    ("id_token.iat", Fail, "absent", Some(0)),
    ("id_token.iat", Fail, "1763640000000, in 55000 years: looks like milliseconds", Some(1)),
    ("id_token.iat", Fail, "1, in 7 min; would pass with a clock 7 min later, which is the server's", Some(2)),
    ("id_token.iat", Fail, "a string, not a number: \"1\"", Some(3)),
    ("id_token.nbf", Fail, "1763640000, in 7 min; the server's clock is not known", None),
    ("id_token.nbf", Fail, "1, in 7 min; would pass with a clock 7 min later, which is the server's", Some(0)),
    ("id_token.nbf", Fail, "a string, not a number: \"1\"", Some(1)),
    ("id_token.at_hash", Fail, "HK6E_P6Dh8Y93mRNtsDB1Q", None),
    ("id_token.at_hash", Fail, "HK6E, which is all of SHA-256, not its left half", Some(0)),
    ("id_token.at_hash", Fail, "absent, but required where an access token comes through the front channel", Some(2)),
    ("id_token.c_hash", Fail, "HK6E_P6Dh8Y93mRNtsDB1Q", None),
    ("id_token.c_hash", Fail, "HK6E, which is all of SHA-256, not its left half", Some(0)),
    ("id_token.c_hash", Fail, "absent, but required where a code comes through the front channel", Some(1)),
    ("id_token.s_hash", Fail, "HK6E_P6Dh8Y93mRNtsDB1Q", None),
    ("id_token.s_hash", Fail, "HK6E, which is padded", Some(0)),
    ("id_token.auth_time", Fail, "1, 3 d ago; the server's clock agrees with ours", None),
    ("id_token.auth_time", Fail, "absent, though max_age asks for it", Some(0)),
    ("id_token.auth_time", Fail, "1, in 7 min; would pass with a clock 7 min later, which is the server's", Some(1)),
    ("id_token.auth_time", Fail, "a string, not a number: \"1\"", Some(2)),
    ("id_token.auth_time", Fail, "1, 1 d in the future; the server's clock agrees with ours", Some(3)),
    ("id_token.nonce", Fail, "n-0S6_WzA2Mj1", None),
    ("id_token.nonce", Fail, "absent", Some(0)),
    ("id_token.nonce", Warn, "n-0S6_WzA2Mj", Some(1)),
    ("par.status", Fail, "302", None),
    ("par.status", Warn, "200 with the OAuth error invalid_request", Some(0)),
    ("par.status", Warn, "200", Some(1)),
    ("par.status", Fail, "404", Some(2)),
    ("par.status", Fail, "503", Some(3)),
    ("par.status", Warn, "429, Retry-After: 3", Some(4)),
    ("par.expires_in", Warn, "\"60\" (a string), taken for 60 s", None),
    ("par.expires_in", Warn, "60000000 s, 694 d 10 h; perhaps milliseconds", Some(0)),
    ("par.expires_in", Fail, "missing; taken for 60 s", Some(1)),
    ("par.expires_in", Fail, "0: gone when it came", Some(2)),
    ("par.error_charset", Warn, "error_description has U+001B: a␛[2J", None),
    ("par.error_charset", Warn, "error_uri is not the address of a page, and is never opened: file:x", Some(0)),
    ("authorization.secret_in_address", Fail, "client_secret", None),
    (
        "authorization.secret_in_address",
        Warn,
        "code_challenge, which is the code_verifier itself with the method plain",
        Some(0),
    ),
    ("loopback.bind", Fail, "127.0.0.1:8400: this machine has no such address", None),
    ("loopback.bind", Fail, "127.0.0.1:8400: port 8400 is taken by nginx (pid 7). Free port 8400, or", Some(0)),
    ("loopback.bind", Fail, "127.0.0.1:80: port 80 may only be bound by the system's administrator", Some(1)),
    ("loopback.browser", Warn, "there is no display: open the address on another machine", None),
    ("loopback.browser", Warn, "firefox could not be started (no such program): open the address yourself", Some(0)),
    ("authorization.state", Fail, "n-0S6_WzA2Mj1 (differs at character 13)", None),
    ("authorization.state", Fail, "n-0S6_WzA2Mjxxxxxxxx1 (differs at character 21): ours, altered", Some(0)),
    ("authorization.state", Fail, "missing", Some(1)),
    ("authorization.state", Fail, "n-0S6 | none, since none was sent", Some(2)),
    ("authorization.iss", Fail, "https://b.example (differs at character 9)", None),
    ("authorization.iss", Fail, "https://a.example/ (differs only by a final /)", Some(0)),
    ("authorization.iss", Fail, "missing, though the metadata promise it", Some(1)),
    ("authorization.empty", Fail, "only state; the form has nothing else", None),
    ("authorization.empty", Fail, "only state; perhaps the rest stands in the fragment, which no server sees", Some(0)),
    (
        "authorization.empty",
        Fail,
        "only state; perhaps the rest is lost: a redirect on the way drops the fragment",
        Some(1),
    ),
    ("authorization.code", Fail, "U+000D at character 4 of 8", None),
    ("authorization.code", Fail, "100000 characters", Some(0)),
    ("authorization.tokens", Fail, "access_token in a posted form, and code was asked for", None),
    ("authorization.tokens", Fail, "access_token in the query", Some(0)),
    ("authorization.parts", Fail, "id_token is missing", None),
    ("authorization.parts", Warn, "a code as well, which was not asked for and is not used", Some(0)),
    ("authorization.error", Warn, "unauthenticated: access_denied", None),
    ("authorization.error_code", Warn, "teapot (not registered here)", None),
    ("authorization.error_charset", Warn, "error_description has U+001B: a␛[2J", None),
    (
        "authorization.error_charset",
        Warn,
        "error_uri is not the address of a page, and is never opened: file:x",
        Some(0),
    ),
    ("device.status", Fail, "201", None),
    ("device.status", Warn, "200 with the OAuth error invalid_client", Some(0)),
    ("device.status", Fail, "404", Some(1)),
    ("device.status", Fail, "502", Some(2)),
    ("device.status", Warn, "429, Retry-After: 3", Some(3)),
    ("device.verification_uri", Fail, "neither verification_uri nor verification_url", None),
    ("device.verification_uri", Warn, "verification_url, the name of an old draft: https://a.example", Some(0)),
    ("device.verification_uri_scheme", Fail, "javascript: is not opened: javascript:alert('http:')", None),
    ("device.verification_uri_scheme", Fail, "http: is not opened: http://a.example", Some(0)),
    ("device.verification_uri_scheme", Fail, "a user name before the real host evil.example: …", Some(1)),
    ("device.verification_uri_scheme", Fail, "not an absolute address: --renderer-cmd-prefix=x", Some(2)),
    ("device.verification_uri_complete", Fail, "host b.example, while verification_uri has a.example", None),
    ("device.verification_uri_complete", Warn, "the code is not in it: https://a.example", Some(0)),
    ("device.expires_in", Fail, "0; the run ends after 15 min", None),
    ("device.expires_in", Fail, "1800000000: longer than a year, perhaps milliseconds", Some(0)),
    ("device.expires_in", Fail, "missing; the run ends after 15 min", Some(1)),
    ("device.interval", Warn, "\"5\" (a string); 5 s are kept", None),
    (
        "device.interval",
        Fail,
        "5000: not below the life of the codes (600 s), which leaves no time for a poll",
        Some(0),
    ),
    ("device.interval", Fail, "0; 1 s are kept", Some(1)),
    ("device.error_charset", Warn, "error_description has U+001B: a␛[2J", None),
    ("device.error_charset", Warn, "error_uri is not the address of a page, and is never opened: file:x", Some(0)),
    ("ciba.hint", Fail, "login_hint and id_token_hint", None),
    ("ciba.hint", Fail, "none of them", Some(0)),
    ("ciba.delivery_mode", Fail, "poll, ping", None),
    ("ciba.delivery_mode", Warn, "no list backchannel_token_delivery_modes_supported", Some(0)),
    ("ciba.client_notification_token", Fail, "4 characters, about 24 bits", None),
    ("ciba.client_notification_token", Fail, "missing", Some(0)),
    ("ciba.request_alg", Fail, "RS256, PS256", None),
    ("ciba.request_alg", Warn, "no list backchannel_authentication_request_signing_alg_values_supported", Some(0)),
    ("ciba.status", Fail, "204", None),
    ("ciba.status", Warn, "200 with the OAuth error invalid_request", Some(0)),
    ("ciba.status", Fail, "404", Some(1)),
    ("ciba.status", Fail, "307", Some(2)),
    ("ciba.status", Fail, "502", Some(3)),
    ("ciba.status", Fail, "429", Some(4)),
    ("ciba.auth_req_id", Fail, "a number", None),
    ("ciba.auth_req_id", Fail, "missing", Some(0)),
    ("ciba.auth_req_id_entropy", Warn, "about 140 bits", None),
    ("ciba.auth_req_id_entropy", Warn, "about 48 bits, fewer than it must have", Some(0)),
    ("ciba.granted", Fail, "invalid_request: no hint", None),
    ("ciba.granted", Fail, "unknown_user_id: who is ann?", Some(0)),
    ("ciba.granted", Fail, "missing_user_code", Some(1)),
    ("ciba.granted", Fail, "invalid_binding_message: Not that one.", Some(2)),
    ("ciba.granted", Fail, "expired_id_token_hint", Some(3)),
    ("ciba.error_charset", Warn, "error_description is a number", None),
    ("ciba.error_charset", Warn, "error_uri is not the address of a page, and is never opened: file:x", Some(0)),
    ("ciba.expires_in", Fail, "-600; the run ends after 15 min", None),
    ("ciba.expires_in", Fail, "0; the run ends after 15 min", Some(0)),
    ("ciba.expires_in", Warn, "600000000: longer than a year, perhaps milliseconds", Some(1)),
    ("ciba.expires_in", Fail, "missing; the run ends after 15 min", Some(2)),
    ("ciba.interval", Fail, "-1; 1 s are kept", None),
    ("ciba.interval", Warn, "700: not below the life of the request (600 s), which leaves no time for a poll", Some(0)),
    ("ciba.interval", Warn, "30000: longer than 6 h, perhaps milliseconds", Some(1)),
    ("ciba.interval", Fail, "0; 1 s are kept", Some(2)),
    ("notification.bind", Fail, "127.0.0.1:8401: no such interface", None),
    ("notification.bind", Fail, "127.0.0.1:8401: the port is taken. Free port 8401", Some(0)),
    ("notification.bind", Fail, "127.0.0.1:80: only an administrator may listen there", Some(1)),
    ("notification.bearer", Fail, "no Authorization header", None),
    ("notification.bearer", Fail, "another one, of 44 characters: differs at character 44", Some(0)),
    ("notification.granted", Fail, "transaction_failed", None),
    ("notification.granted", Fail, "access_denied: no, thanks", Some(0)),
    ("notification.granted", Fail, "expired_token: too late", Some(1)),
    ("notification.auth_req_id", Fail, "absent", None),
    ("notification.auth_req_id", Warn, "no request of ours is answered yet, so it cannot be known", Some(0)),
    ("notification.auth_req_id", Fail, "another one, of 44 characters: differs at character 44", Some(1)),
    ("notification.body", Fail, "no JSON: no JSON value at line 1, column 1", None),
    ("notification.body", Fail, "/auth_req_id stands twice", Some(0)),
    ("notification.mode", Fail, "a ping: the client is registered for another mode at the provider", None),
    ("notification.mode", Warn, "a ping: the client is registered for another mode at the provider", Some(0)),
    ("id_token.auth_req_id", Fail, "that of another request: it differs at character 3", None),
    ("id_token.auth_req_id", Fail, "absent; auth_req_id is there, which is another name", Some(0)),
    ("id_token.auth_req_id", Fail, "absent", Some(1)),
    ("id_token.auth_req_id", Fail, "no ID Token was pushed", Some(2)),
    ("token.id_token", Fail, "missing | an ID Token, since openid was asked for", None),
    ("token.id_token", Fail, "missing | an ID Token, which every push of tokens has", Some(0)),
    ("id_token.rt_hash", Fail, "AAAA", None),
    ("id_token.rt_hash", Fail, "AAAA, which is padded", Some(0)),
    ("id_token.rt_hash", Fail, "absent, but required where a refresh token is pushed", Some(1)),
    ("id_token.at_hash", Fail, "absent, but required in a push", Some(1)),
    ("token.pkce_enforced", Fail, "tokens for another verifier", None),
    ("token.error_charset", Warn, "error_description is a number", None),
    ("token.error_charset", Warn, "error_uri is not the address of a page, and is never opened: file:x", Some(0)),
    ("token.status", Fail, "201", None),
    ("token.status", Warn, "200 with the OAuth error authorization_pending", Some(0)),
    ("token.status", Warn, "403 with the OAuth error access_denied", Some(1)),
    ("token.status", Fail, "404", Some(2)),
    ("token.status", Fail, "500", Some(3)),
    ("token.status", Warn, "429", Some(4)),
    ("token.access_token", Fail, "an empty string", None),
    ("token.access_token", Fail, "missing; did you mean accessToken? Names are compared letter by letter", Some(0)),
    ("token.token_type", Fail, "missing", None),
    ("token.token_type", Fail, "mac: unknown, so the token is not used", Some(0)),
    ("token.token_type", Warn, "N_A, though issued_token_type says that it is an access token", Some(1)),
    ("token.issued_token_type", Fail, "absent", None),
    ("token.issued_token_type", Warn, "urn:ietf:params:oauth:token-type:jwt", Some(0)),
    ("token.expires_in", Warn, "\"3600\" (a string), taken for 3600 s", None),
    ("token.expires_in", Warn, "0: expired when it came", Some(0)),
    ("jwe.p2c", Fail, "2147483648 rounds: nothing was computed", None),
    ("jwe.p2c", Warn, "10 rounds: the password is easily guessed", Some(0)),
    ("clock.skew", Warn, "unknown", None),
    ("clock.skew", Warn, "the server is 90 s ahead of this machine", Some(0)),
    ("clock.skew", Warn, "the server is 90 s behind this machine", Some(1)),
];

fn check(id: &'static str) -> &'static Check {
    Box::leak(Box::new(Check::must(id, "the rule", rfc!(6749, "5.1"))))
}

fn row(id: &'static str, verdict: Verdict, observed: &str) -> Finding {
    match verdict {
        Verdict::Warn => check(id).warn("expected", observed),
        Verdict::Fail => check(id).fail("expected", observed),
        Verdict::Pass => check(id).pass("expected", observed),
        Verdict::Skip => check(id).skip(observed),
    }
}

/// The rule that speaks about a check: `any` is what all answers share.
fn rule_of(id: &str) -> &'static Rule {
    let (subject, name) = id.split_once('.').expect("subject.rule");
    let shared = RULES.any.get(name).filter(|_| subject == "any");
    shared.or_else(|| RULES.check(subject, name)).unwrap_or_else(|| panic!("{id} has no rule"))
}

/// Every example; those of the second list are about tokens that were looked into.
fn all() -> impl Iterator<Item = (&'static Example, bool)> {
    let plain = EXAMPLES
        .iter()
        .chain(tokens::EXAMPLES)
        .chain(acts::EXAMPLES)
        .chain(network::EXAMPLES)
        .map(|example| (example, false));
    plain.chain(tokens::INSPECTED.iter().map(|example| (example, true)))
}

#[test]
fn each_row_gets_the_variant_that_fits_it() {
    for ((id, verdict, observed, wanted), is_looked_into) in all() {
        let (observed, expected) = observed.split_once(" | ").unwrap_or((observed, ""));
        let (shown, expected) = (observed.to_owned(), expected.to_owned());
        let facts = if is_looked_into { vec![Fact::Inspected] } else { Vec::new() };
        let evidence = Evidence { verdict: Some(*verdict), observed: shown, expected, facts, ..Evidence::default() };
        let fitting = rule_of(id).variants.iter().position(|variant| variant.when.holds(&evidence));
        assert_eq!(fitting, *wanted, "{id}: {observed}");
    }
}

#[test]
fn each_variant_has_a_row_that_calls_for_it_and_one_that_does_not() {
    let rules = RULES
        .checks
        .iter()
        .flat_map(|(subject, rules)| rules.iter().map(move |(name, rule)| (format!("{subject}.{name}"), rule)));
    let signed = RULES.signed.iter().map(|(name, rule)| (format!("signed.{name}"), rule));
    for (id, rule) in rules.chain(RULES.any.iter().map(|(name, rule)| (format!("any.{name}"), rule))).chain(signed) {
        let wanted = (0..rule.variants.len()).map(Some).chain((!rule.variants.is_empty()).then_some(None));
        for variant in wanted {
            let calls = |(id, _, _, calls): &Example| *calls == variant && std::ptr::eq(rule_of(id), rule);
            assert!(all().any(|(example, _)| calls(example)), "{id}: no row for {variant:?}");
        }
    }
}

#[test]
fn only_rows_that_warn_or_fail_are_explained() {
    assert_eq!(finding(&row("token.cache_control", Verdict::Pass, "no-store")), None);
    assert_eq!(finding(&row("token.cache_control", Verdict::Skip, "no answer")), None);
    let explained = finding(&row("token.cache_control", Verdict::Warn, "absent")).expect("an explanation");
    assert_eq!(explained.whose, "provider");
    assert!(explained.next.ends_with("w shows the exchange."), "{}", explained.next);
    let plain = words(&row("token.cache_control", Verdict::Warn, "absent")).expect("words");
    assert!(!plain.next.contains("w shows"));
}

#[test]
fn a_rule_for_all_answers_names_the_answer_at_hand() {
    let said = finding(&row("device.json", Verdict::Fail, "an empty body (204)")).expect("an explanation");
    assert_eq!(said.why, "The device authorization answer has no body at all.");
    let said = finding(&row("jwks.content_type", Verdict::Warn, "text/html")).expect("an explanation");
    assert!(said.why.starts_with("The key set is not labelled"), "{}", said.why);
}

#[test]
fn a_rule_for_all_signed_tokens_names_the_token_at_hand() {
    let said = |id| finding(&row(id, Verdict::Fail, "4 parts where three are due")).expect("an explanation");
    assert!(said("id_token.form").why.starts_with("The ID Token is no compact JWS"), "{}", said("id_token.form").why);
    assert!(said("jarm.form").why.starts_with("The signed answer is no compact JWS"), "{}", said("jarm.form").why);
    assert!(said("id_token.form").next.contains("w shows the exchange"));
    assert!(!said("jarm.form").next.contains("w shows"), "what the browser brought is in no exchange");
}

#[test]
fn a_check_nobody_wrote_a_rule_for_still_says_something() {
    let said = finding(&row("nobody.knows", Verdict::Fail, "1.1")).expect("an explanation");
    assert_eq!(said.why, "The answer breaks this rule: the rule (RFC 6749 §5.1).");
}
