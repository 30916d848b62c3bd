//! Clients that prove that they hold a key (RFC 9449), with nonces that are demanded and with those that are not.

use super::bench::{Bench, Client, report};
use super::verdicts;

const FRESH: &str = "[dpop]\nenabled = true";
const KEPT: &str = "[dpop]\nenabled = true\nkey = { file = \"p256.json\" }";
const OTHER: &str = "[dpop]\nenabled = true\nkey = { file = \"ed25519.json\" }";
const BY_KEY: &str = "auth = \"private_key_jwt\"\nkey = { file = \"p256.json\" }";

/// The nonce was demanded, sent, and taken.
const ANSWERED: [&str; 1] = ["pass"];

#[test]
fn a_token_is_bound_to_the_key_of_the_proofs_in_every_algorithm() {
    grantty::covers!("DPP-02");
    let Some(bench) = Bench::start() else { return };
    for (tables, code) in [
        (FRESH, ""),
        (FRESH, "par = \"always\""),
        ("[dpop]\nenabled = true\nalg = \"EdDSA\"", ""),
        ("[dpop]\nenabled = true\nalg = \"ES384\"", ""),
        ("[dpop]\nenabled = true\nalg = \"PS256\"\nkey = { file = \"rsa.json\" }", ""),
        ("[dpop]\nenabled = true\nalg = \"RS256\"\nkey = { file = \"rsa.json\" }", ""),
    ] {
        let report = bench.signed_in(Client::proving("proof", "", tables), code);
        assert_eq!(verdicts(&report, "dpop.token_type"), ["pass"], "{tables}");
        assert_eq!(verdicts(&report, "userinfo.sub"), ["pass"], "{tables}");
        // Userinfo demands a nonce, and the answer with the tokens had one.
        assert_eq!(verdicts(&report, "dpop.loop"), [""; 0], "nobody had to demand a nonce: {tables}");
    }
}

#[test]
fn a_nonce_that_is_demanded_is_sent_once_and_kept() {
    grantty::covers!("DPP-01", "DPP-06");
    let Some(bench) = Bench::start() else { return };
    for code in ["", "par = \"always\""] {
        let report = bench.signed_in(Client::proving("proof-nonce", "", FRESH), code);
        assert_eq!(verdicts(&report, "dpop.loop"), ANSWERED, "asked for once, kept for the rest of the run: {code}");
        assert_eq!(verdicts(&report, "dpop.token_type"), ["pass"]);
        assert_eq!(verdicts(&report, "userinfo.sub"), ["pass"]);
    }
}

#[test]
fn a_refresh_and_userinfo_want_the_same_key_again() {
    let Some(bench) = Bench::start() else { return };
    let client = Client::proving("proof-nonce", "", KEPT);
    bench.signed_in(client, "par = \"always\"");
    bench.green("refresh", client, &bench.refresh(client));
    let token = bench.saved("refresh", client, "access_token");
    let userinfo = format!("[userinfo]\ntoken = \"{token}\"");
    let seen = bench.green("userinfo", client, &userinfo);
    assert_eq!(verdicts(&seen, "dpop.loop"), ANSWERED, "userinfo demands a nonce of whoever comes without one");
    let seen = bench.green("introspection", client, &format!("[introspection]\ntoken = \"{token}\""));
    assert_eq!(verdicts(&seen, "dpop.jkt"), ["pass"], "{}", seen["introspection"]);

    let thief = Client::proving("proof-nonce", "", OTHER);
    let again = format!("[refresh]\ntoken = \"{}\"", bench.saved("refresh", client, "refresh_token"));
    let refused = report(&bench.run("refresh", thief, &again).must_be(3));
    assert_eq!(refused["outcome"]["error"], "invalid_grant");
    let refused = report(&bench.run("userinfo", thief, &userinfo).must_be(3));
    assert_eq!(refused["outcome"]["error"], "invalid_token");
}

#[test]
fn a_client_with_an_assertion_and_a_proof_makes_both_anew_when_it_repeats() {
    let Some(bench) = Bench::start() else { return };
    let client = Client::proving("proof-nonce-jwt", BY_KEY, FRESH);
    let body = "[request]\nresource = [\"https://jwt.api.example.com\"]\nscope = [\"read\"]";
    let report = bench.green("client-credentials", client, body);
    assert_eq!(verdicts(&report, "dpop.loop"), ANSWERED);
    assert_eq!(verdicts(&report, "dpop.jkt"), ["pass"], "the token says which key it is bound to");
    let sent: Vec<String> =
        bench.arrivals(client).iter().map(|(_, fields)| fields["client_assertion"].to_string()).collect();
    assert!(sent.len() == 2 && sent[0] != sent[1], "the provider takes no assertion twice: {}", sent.len());
}

#[test]
fn whoever_must_prove_and_does_not_is_refused() {
    let Some(bench) = Bench::start() else { return };
    let done = bench.sign_in(Client::plain("proof", ""), "").must_be(3);
    assert_eq!(report(&done)["outcome"]["error"], "invalid_grant");
}
