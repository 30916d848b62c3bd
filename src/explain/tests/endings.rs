//! Each way in which a run can end, told from its events.

pub(super) mod story;

use crate::explain::rules::RULES;
use crate::explain::{Explanation, message, outcome};
use crate::flow::{Expiry, Outcome};
use crate::protocol::check::{Check, rfc};
use crate::protocol::client_auth::AuthMethod;
use crate::protocol::exchange::Purpose;

use story::{Story, error};

static NONCE: Check = Check::must("id_token.nonce", "nonce", rfc!(6749, "5.1")).stops();
static ISSUER: Check = Check::must("discovery.issuer", "issuer", rfc!(6749, "5.1")).stops();
static AUTH_METHOD: Check = Check::should("discovery.auth_method", "auth", rfc!(6749, "5.1"));
static CACHE: Check = Check::should("token.cache_control", "cache", rfc!(6749, "5.1"));
static ACCESS_TOKEN: Check = Check::must("token.access_token", "access_token", rfc!(6749, "5.1"));
static NETWORK: Check = Check::should("poll.network", "network", rfc!(8628, "3.5"));
static INTERVAL: Check = Check::must("device.interval", "interval", rfc!(8628, "3.2"));
static THROTTLE: Check = Check::should("poll.throttle", "throttle", rfc!(8628, "3.5"));

pub(super) fn told(story: Story, end: Outcome) -> (Explanation, String) {
    let run = story.ends(end);
    let explained = outcome(&run);
    let message = message(&run);
    for text in [&explained.why, &explained.next, &message] {
        assert!(text.ends_with('.') && text.trim() == text && !text.contains(" ?"), "{text:?}");
    }
    assert_eq!(message.matches(". ").count(), 0, "one sentence: {message}");
    (explained, message)
}

#[test]
fn a_run_under_way_says_whom_it_waits_for() {
    assert_eq!(outcome(&Story::new().run).whose, "grantty");
    let awaited = outcome(&Story::new().sends(Purpose::DeviceAuthorization).prompts(600).run);
    assert_eq!(awaited.whose, "user");
    assert_eq!(message(&Story::new().run), "The run has not ended.");
}

#[test]
fn tokens_are_praised_as_far_as_the_checks_allow() {
    let (good, said) = told(Story::new(), Outcome::Tokens);
    assert_eq!((good.whose, said.as_str()), ("user", "Tokens came and no check failed."));
    let (warned, said) = told(Story::new().finds(CACHE.warn("no-store", "absent")), Outcome::Tokens);
    assert!(warned.why.contains("1 check warned, first token.cache_control"), "{}", warned.why);
    assert_eq!(said, "Tokens came, no check failed and 1 warned.");
    let both = Story::new().finds(ACCESS_TOKEN.fail("a", "b")).finds(NONCE.fail("a", "b"));
    let (failed, said) = told(both, Outcome::Tokens);
    assert!(failed.why.starts_with("Tokens came, but 2 checks failed, above all id_token.nonce. The token answers"));
    assert_eq!(said, "Tokens came, but 2 checks failed, among them id_token.nonce.");
}

#[test]
fn a_stopped_run_names_its_check_and_the_way_past() {
    let row = ISSUER.fail("https://a.example", "https://a.example/ (differs only by a final /)");
    let (stopped, said) = told(Story::new().finds(row), Outcome::Rejected { check: "discovery.issuer" });
    assert!(stopped.why.contains("differ only by a final /"), "{}", stopped.why);
    assert_eq!(stopped.whose, "profile");
    assert!(stopped.next.contains("R runs again past the stop"), "{}", stopped.next);
    let wanted = "The run was stopped because discovery.issuer failed: https://a.example/ (differs only by a final /).";
    assert_eq!(said, wanted);
    let (bare, _) = told(Story::new(), Outcome::Rejected { check: "discovery.issuer" });
    assert!(bare.why.starts_with("discovery.issuer failed"), "{}", bare.why);
}

#[test]
fn an_unlisted_method_and_invalid_client_are_linked() {
    crate::covers!("DSC-22");
    let warned = AUTH_METHOD.warn("client_secret_basic", "client_secret_post, private_key_jwt");
    let story =
        Story::new().finds(warned).client(AuthMethod::ClientSecretBasic, "s3cret", Purpose::DeviceAuthorization);
    let (linked, _) = told(story, Outcome::Refused(error("invalid_client", "")));
    assert!(linked.why.contains("did not list the method used (client_secret_basic)"), "{}", linked.why);
    assert!(linked.next.contains("client_secret_post, private_key_jwt"), "{}", linked.next);
    let story = Story::new().client(AuthMethod::ClientSecretBasic, "s3cret", Purpose::DeviceAuthorization);
    let (plain, _) = told(story, Outcome::Refused(error("invalid_client", "")));
    assert!(plain.next.contains("client_secret_post"), "{}", plain.next);
}

#[test]
fn invalid_client_looks_at_the_secret_that_was_sent() {
    crate::covers!("TOK-19", "TOK-31");
    let tell = |auth, secret| {
        let story = Story::new().client(auth, secret, Purpose::Poll);
        told(story, Outcome::Refused(error("invalid_client", "who are you"))).0
    };
    let encoded = tell(AuthMethod::ClientSecretBasic, "pä:ss%+");
    assert!(encoded.next.contains("basic_encoding = \"raw\""), "{}", encoded.next);
    for code in ["invalid_client", "invalid_request"] {
        let raw = Story::new().raw_client("pä:ss%+", Purpose::Poll);
        let (raw, _) = told(raw, Outcome::Refused(error(code, "the header is not properly encoded")));
        assert!(raw.next.contains("basic_encoding = \"form\""), "{}", raw.next);
    }
    let plain = told(Story::new().raw_client("plain", Purpose::Poll), Outcome::Refused(error("invalid_client", ""))).0;
    assert!(plain.next.contains("client_secret_post") && !plain.next.contains("form"), "{}", plain.next);
    let spaces = tell(AuthMethod::ClientSecretBasic, "secret\n");
    assert!(spaces.why.contains("white space"), "{}", spaces.why);
    assert!(tell(AuthMethod::ClientSecretPost, " secret").why.contains("white space"));
    let post = tell(AuthMethod::ClientSecretPost, "pä:ss%+");
    assert!(post.next.contains("client_secret_basic"), "{}", post.next);
    let public = tell(AuthMethod::None, "");
    assert!(public.why.contains("without having sent a secret"), "{}", public.why);
    assert!(public.why.ends_with("The provider says: “who are you”."), "{}", public.why);
}

#[test]
fn a_refusal_knows_its_leg() {
    let story = Story::new().sends(Purpose::DeviceAuthorization);
    let (refused, said) = told(story, Outcome::Refused(error("unauthorized_client", "not for you.")));
    assert_eq!(refused.whose, "profile");
    assert_eq!(said, "The provider refused the device request: unauthorized_client, “not for you”.");
    let story = Story::new().sends(Purpose::Poll);
    let (polled, said) = told(story, Outcome::Refused(error("invalid_grant", "")));
    assert!(polled.why.starts_with("The device code is not known"), "{}", polled.why);
    assert_eq!(said, "The provider refused the poll: invalid_grant.");
}

#[test]
fn a_secret_that_an_error_echoes_is_masked_and_hostile_text_does_not_act() {
    crate::covers!("TOK-30");
    let story = Story::new().client(AuthMethod::ClientSecretPost, "hunter2hunter2", Purpose::Poll);
    let (explained, said) = told(story, Outcome::Refused(error("invalid_grant", "hunter2hunter2 \u{1b}[2J\u{202e}x")));
    for text in [&explained.why, &said] {
        assert!(!text.contains("hunter2") && !text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text}");
    }
}

#[test]
fn a_denial_is_nobodys_fault_but_a_decision() {
    let (denied, said) = told(Story::new().sends(Purpose::Poll), Outcome::Denied(error("access_denied", "")));
    assert_eq!((denied.whose, said.as_str()), ("user", "The request was denied: access_denied."));
}

#[test]
fn expiry_says_whose_time_it_was() {
    let counted = |story: Story| told(story, Outcome::Expired(Expiry::Counted)).0;
    let codes = |life| Story::new().sends(Purpose::DeviceAuthorization).prompts(life);
    assert_eq!(counted(codes(600)).whose, "user");
    assert!(counted(codes(600)).why.contains("after 10 min"));
    assert!(counted(codes(60)).why.contains("only 1 min"));
    assert_eq!(counted(codes(600).finds(NETWORK.warn("a", "b"))).whose, "network");
    assert_eq!(counted(codes(600).finds(INTERVAL.fail("a", "b"))).whose, "provider");
    assert!(counted(codes(600).finds(THROTTLE.warn("a", "b"))).why.contains("slow_down"));
    assert_eq!(told(Story::new(), Outcome::Expired(Expiry::Counted)).1, "The codes expired without a decision.");
}

#[test]
fn codes_that_expire_before_their_time_are_the_providers_matter() {
    let told_at = |seconds| {
        let story =
            Story::new().sends(Purpose::DeviceAuthorization).prompts(600).after(seconds).sends(Purpose::Poll).answers();
        told(story, Outcome::Expired(Expiry::Told(error("expired_token", "")))).0
    };
    assert_eq!(told_at(300).whose, "provider");
    assert_eq!(told_at(597).whose, "user");
}

#[test]
fn an_invalid_grant_at_the_end_of_the_codes_life_is_explained_by_it() {
    let story = Story::new().sends(Purpose::DeviceAuthorization).prompts(600).after(598).sends(Purpose::Poll).answers();
    assert!(told(story, Outcome::Refused(error("invalid_grant", ""))).0.why.contains("end of their life"));
}

#[test]
fn a_broken_answer_names_the_check_that_says_why() {
    let story =
        Story::new().sends(Purpose::Poll).finds(ACCESS_TOKEN.fail("a text", "missing; did you mean accessToken?"));
    let reason = "The token endpoint's answer has no access_token that can be used.".to_owned();
    let (broken, said) = told(story, Outcome::Broken { reason: reason.clone() });
    assert!(broken.why.contains("came under another name"), "{}", broken.why);
    assert!(said.ends_with("no access_token that can be used (token.access_token failed)."), "{said}");
    let (bare, _) = told(Story::new(), Outcome::Broken { reason });
    assert_eq!(bare.whose, "provider");
}

#[test]
fn a_missing_endpoint_is_the_metadata_s_matter_though_the_keys_fail_as_well() {
    static REQUIRED: Check = Check::must("discovery.required", "members", rfc!(8414, "2"));
    static FORM: Check = Check::must("jwks.form", "keys", rfc!(7517, "5"));
    let story = Story::new().sends(Purpose::Discovery).finds(REQUIRED.fail("a", "b")).sends(Purpose::Jwks);
    let reason = "the provider's metadata has no usable token_endpoint".to_owned();
    let (broken, said) = told(story.finds(FORM.fail("a", "b")), Outcome::Broken { reason });
    assert!(broken.why.contains("this flow cannot do without"), "{}", broken.why);
    assert!(said.ends_with("(discovery.required failed)."), "{said}");
}

#[test]
fn what_people_did_is_said_plainly() {
    assert_eq!(told(Story::new(), Outcome::Cancelled).0.whose, "user");
    let reason = "the environment variable SECRET is not set".to_owned();
    let (invalid, said) = told(Story::new(), Outcome::Invalid { reason });
    assert_eq!(invalid.whose, "profile");
    assert_eq!(said, "The profile cannot be run: the environment variable SECRET is not set.");
    assert!(invalid.next.contains("e edits the profile"));
}

#[test]
fn every_outcome_has_a_rule_of_its_own() {
    let kinds = [
        "running",
        "done",
        "tokens",
        "tokens_warned",
        "tokens_failed",
        "looked",
        "told",
        "introspected",
        "revoked",
        "logged_out",
        "done_warned",
        "done_failed",
        "rejected",
        "expired",
        "unanswered",
        "undecided",
        "unreturned",
        "unreachable",
        "broken",
        "cancelled",
        "invalid",
    ];
    for kind in kinds {
        assert!(RULES.outcomes.contains_key(kind), "{kind}");
    }
    assert_eq!(RULES.outcomes.len(), kinds.len());
}
