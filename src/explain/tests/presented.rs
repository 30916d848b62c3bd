//! Refusals of the client and of its proofs, beside what was sent.

use std::sync::Arc;

use url::Url;

use super::endings::story::{Story, error};
use super::endings::told;
use crate::explain::Explanation;
use crate::flow::Outcome;
use crate::protocol::check::{Check, rfc};
use crate::protocol::client_auth::{self, AuthMethod, Client, Occasion};
use crate::protocol::dpop::Prover;
use crate::protocol::exchange::{Purpose, Request, Value};
use crate::protocol::jose::signer::Signer;
use crate::protocol::peer::{Certificate, Peer};
use crate::protocol::secret::Secret;
use crate::record::End;

const ENDPOINT: &str = "https://id.example.com/x";
const ISSUER: &str = "https://id.example.com";

static AUTH_METHOD: Check = Check::should("discovery.auth_method", "auth", rfc!(8414, "2"));
static SIGNING_ALG: Check = Check::must("discovery.auth_signing_alg", "algorithms", rfc!(8414, "2"));
static NONCE: Check = Check::must("dpop.nonce", "nonce", rfc!(9449, "8.1"));
static LOOP: Check = Check::must("dpop.loop", "loop", rfc!(9449, "8"));

fn post(purpose: Purpose) -> Request {
    Request::post(purpose, Url::parse(ENDPOINT).expect("an address"), Vec::new())
}

fn key() -> Signer {
    Signer::generate("ES256", &mut || [7; 32]).expect("a key")
}

fn asserts(story: Story, auth: AuthMethod, audience: &str) -> Story {
    let secret = Secret::new("a-secret-of-thirty-two-characters-or-more");
    let signer = match auth {
        AuthMethod::ClientSecretJwt => Signer::from_secret(&secret, Some("HS256")).expect("a key"),
        _ => key(),
    };
    let client = Client { auth, signer: Some(signer), ..Client::public("grantty") };
    let occasion = Occasion { audience, now: story.now(), jti: "j-1" };
    let request = client_auth::apply(&client, post(Purpose::DeviceAuthorization), &occasion);
    story.sent(request)
}

fn refused(story: Story, code: &str, description: &str) -> Explanation {
    told(story, Outcome::Refused(error(code, description))).0
}

#[test]
fn an_assertion_stands_beside_its_refusal() {
    let said = refused(asserts(Story::new(), AuthMethod::PrivateKeyJwt, ISSUER), "invalid_client", "");
    assert!(said.why.contains("its key is not registered"), "{}", said.why);
    let sent = "Sent: an assertion (private_key_jwt) with alg ES256, no kid, aud https://id.example.com, exp 1 min after \
                it was sent (the server's clock is not known).";
    assert!(said.why.ends_with(sent), "{}", said.why);
    assert!(said.next.contains("client.assertion_audience = \"token_endpoint\""), "{}", said.next);
    let said = refused(asserts(Story::new(), AuthMethod::PrivateKeyJwt, ENDPOINT), "invalid_client", "");
    assert!(said.next.contains("client.assertion_audience = \"issuer\""), "{}", said.next);
    let said = refused(asserts(Story::new(), AuthMethod::ClientSecretJwt, ISSUER), "invalid_client", "");
    assert!(said.why.contains("a wrong secret") && said.why.contains("alg HS256"), "{}", said.why);
}

#[test]
fn what_the_provider_says_of_an_assertion_counts() {
    for (description, audience, wanted) in [
        ("unexpected audience", ISSUER, "which is its issuer"),
        ("JWT has \"aud\" that is wrong", ENDPOINT, "which is its token endpoint"),
        ("jti was replayed", ISSUER, "has seen this assertion before"),
        ("no JWK found for the kid", ISSUER, "no registered key"),
    ] {
        let said = refused(asserts(Story::new(), AuthMethod::PrivateKeyJwt, audience), "invalid_client", description);
        assert!(said.why.contains(wanted), "{description}: {}", said.why);
    }
    let unlisted = Story::new().finds(SIGNING_ALG.warn("ES256", "PS256"));
    let said = refused(asserts(unlisted, AuthMethod::PrivateKeyJwt, ISSUER), "invalid_client", "");
    assert!(said.why.contains("did not list the algorithm") && said.next.contains("assertion_alg"), "{}", said.why);
}

#[test]
fn an_assertion_outside_its_life_by_the_servers_clock_is_the_clocks_matter() {
    crate::covers!("CLK-01");
    for (skew, whose) in [(600, "clock"), (60, "clock"), (-600, "clock"), (30, "profile"), (-30, "profile")] {
        let story = asserts(Story::new().skewed(skew), AuthMethod::PrivateKeyJwt, ISSUER);
        let said = refused(story, "invalid_client", "");
        assert_eq!(said.whose, whose, "{skew}: {}", said.why);
    }
    let said = refused(asserts(Story::new().skewed(600), AuthMethod::PrivateKeyJwt, ISSUER), "invalid_client", "");
    assert!(
        said.why.ends_with("exp 1 min after it was sent by our clock and 9 min before by the server's."),
        "{said:?}"
    );
}

#[test]
fn a_secret_in_the_header_or_the_form_is_named_by_its_place() {
    let sent = |auth, secret| {
        let story = Story::new().client(auth, secret, Purpose::DeviceAuthorization);
        refused(story, "invalid_client", "").why
    };
    let basic = sent(AuthMethod::ClientSecretBasic, "s3cret-s3cret");
    assert!(basic.ends_with("Sent: HTTP Basic, id and secret form-encoded, which changes nothing in them."), "{basic}");
    let encoded = sent(AuthMethod::ClientSecretBasic, "pä:ss%+pä:ss");
    assert!(encoded.ends_with("which changes some of their characters."), "{encoded}");
    let post = sent(AuthMethod::ClientSecretPost, "s3cret-s3cret");
    assert!(post.ends_with("Sent: client_id and client_secret in the form."), "{post}");
    for text in [basic, encoded, post] {
        assert!(!text.contains("s3cret-s3cret") && !text.contains("pä:ss"), "{text}");
    }
}

fn own() -> Certificate {
    Certificate {
        subject: "CN=grantty".to_owned(),
        issuer: "CN=ca".to_owned(),
        names: Vec::new(),
        serial: "1".to_owned(),
        not_before: 0,
        not_after: 1_900_000_000,
        key: "EC P-256".to_owned(),
        signature: "ECDSA with SHA-256".to_owned(),
        sha256: "00".to_owned(),
        is_authority: false,
    }
}

/// A client of that method whose request met a server that asked for a certificate and got one, or not.
fn shows(metadata: Option<&str>, asked_for_certificate: bool, sent_certificate: bool) -> Explanation {
    let mut story = Story::new();
    if let Some(metadata) = metadata {
        story = story.sends(Purpose::Discovery).answered(200, metadata);
    }
    story = story.finds(AUTH_METHOD.pass("tls_client_auth", "tls_client_auth"));
    story = story.sent(post(Purpose::DeviceAuthorization)).answers();
    let exchange = story.run.exchanges.last_mut().expect("an exchange");
    let End::Answered(response) = &mut exchange.end else { unreachable!("it was answered") };
    let peer = Peer { own: Some(own()), asked_for_certificate, sent_certificate, ..Peer::default() };
    response.peer = Some(Arc::new(peer));
    refused(story, "invalid_client", "")
}

#[test]
fn a_certificate_that_was_not_asked_for_is_named_with_the_address_for_it() {
    crate::covers!("TLS-06");
    let said = shows(None, false, false);
    assert!(said.why.contains("did not ask for a certificate"), "{}", said.why);
    assert!(said.why.ends_with("; the metadata are not known."), "{}", said.why);
    let said = shows(Some("{\"issuer\":\"https://id.example.com\"}"), false, false);
    assert!(said.why.ends_with("the metadata have no mtls_endpoint_aliases."), "{}", said.why);
    let aliases = r#"{"mtls_endpoint_aliases":{"device_authorization_endpoint":"https://mtls.example.com/d"}}"#;
    let said = shows(Some(aliases), false, false);
    assert!(said.why.ends_with("mtls_endpoint_aliases names https://mtls.example.com/d."), "{}", said.why);
    assert!(said.next.contains("mtls_endpoint_aliases"), "{}", said.next);
    let unfit = shows(None, true, false);
    assert!(unfit.why.contains("takes no signature") && unfit.why.contains("Not sent: the certificate of CN=grantty"));
    let shown = shows(None, true, true);
    assert!(shown.why.contains("is not the one that the provider knows"), "{}", shown.why);
    assert!(shown.why.contains("Sent: the certificate of CN=grantty, signed by CN=ca"), "{}", shown.why);
}

#[test]
fn a_certificate_cannot_be_shown_over_plain_http() {
    let story = Story::new().finds(AUTH_METHOD.pass("self_signed_tls_client_auth", "x"));
    let url = Url::parse("http://127.0.0.1:1/x").expect("an address");
    let story = story.sent(Request::post(Purpose::DeviceAuthorization, url, Vec::new())).answers();
    let said = refused(story, "invalid_client", "");
    assert!(said.why.contains("over plain http none can be shown"), "{}", said.why);
}

fn proves(story: Story) -> Story {
    let prover = Prover::new(key()).expect("a prover");
    let request = prover.prove(post(Purpose::Poll), Some("n-1"), (story.now(), "j-1"));
    story.sent(request)
}

#[test]
fn a_proof_stands_beside_its_refusal() {
    crate::covers!("DPP-08");
    let said = refused(proves(Story::new()), "invalid_dpop_proof", "");
    let sent = "Sent: a proof with alg ES256, htm POST, htu https://id.example.com/x, iat 1763640000 (the server's clock \
                is not known), a nonce.";
    assert!(said.why.contains("does not accept the proof") && said.why.ends_with(sent), "{}", said.why);
    for (description, wanted) in [
        ("htu mismatch", "another address"),
        ("jti has been used (replay)", "has seen this proof before"),
        ("wrong jkt thumbprint", "another key"),
    ] {
        let said = refused(proves(Story::new()), "invalid_dpop_proof", description);
        assert!(said.why.contains(wanted), "{description}: {}", said.why);
    }
    let said = refused(proves(Story::new().skewed(600)), "invalid_dpop_proof", "");
    assert_eq!(said.whose, "clock");
    assert!(said.why.contains("the server's clock is 10 min ahead of ours"), "{}", said.why);
    assert_eq!(refused(proves(Story::new().skewed(-30)), "invalid_dpop_proof", "").whose, "provider");
}

#[test]
fn a_proof_that_was_not_sent_is_the_profiles_matter() {
    let bare = || Story::new().sent(post(Purpose::Poll));
    for code in ["invalid_dpop_proof", "use_dpop_nonce"] {
        let said = refused(bare(), code, "");
        assert!(said.whose == "profile" && said.next.contains("dpop.enabled = true"), "{code}: {said:?}");
    }
    let said = refused(bare(), "invalid_request", "DPoP proof is required");
    assert!(said.why.contains("none was sent"), "{}", said.why);
}

#[test]
fn a_nonce_that_leads_nowhere_is_told_by_its_row() {
    let said = refused(proves(Story::new()).finds(NONCE.fail("a", "none")), "use_dpop_nonce", "");
    assert!(said.why.contains("gave none that can be sent"), "{}", said.why);
    let said = refused(proves(Story::new()).finds(LOOP.fail("a", "again")), "use_dpop_nonce", "");
    assert!(said.why.contains("not asked a third time"), "{}", said.why);
}

#[test]
fn a_token_with_a_proof_may_be_bound_to_another_key() {
    let prover = Prover::new(key()).expect("a prover");
    let story = |skew| {
        let story = Story::new();
        let request = Request::get(Purpose::Userinfo, Url::parse(ENDPOINT).expect("an address"));
        let request =
            request.with_header("authorization", Value::Secret("authorization", Secret::new("DPoP abcdefgh")));
        let request = prover.prove(request, None, (story.now(), "j-1"));
        story.skewed(skew).sent(request)
    };
    let said = refused(story(0), "invalid_token", "");
    assert!(said.why.contains("bound to another key") && said.why.contains("the hash of the access token"), "{said:?}");
    assert!(said.next.contains("dpop.key"), "{}", said.next);
    assert_eq!(refused(story(600), "invalid_token", "").whose, "clock");
}
