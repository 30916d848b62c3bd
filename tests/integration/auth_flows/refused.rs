//! Clients that show something wrong: the provider refuses them, and the program says what may be the cause.

use super::bench::{Bench, Client, ODD_SECRET, SECRET, report};

/// Runs a grant that needs nobody, to its refusal.
#[track_caller]
fn refused(bench: &Bench, id: &'static str, more: &'static str, body: &str) -> serde_json::Value {
    let done = bench.run("client-credentials", Client::plain(id, more), body).must_be(3);
    for secret in [ODD_SECRET, SECRET] {
        assert!(!done.out.contains(secret) && !done.err.contains(secret), "{id} shows its secret");
    }
    let outcome = report(&done)["outcome"].clone();
    let explained = ["message", "why", "hint"].map(|member| outcome[member].as_str().unwrap_or_default());
    assert!(explained.iter().all(|text| !text.is_empty()), "{id}: {outcome}");
    outcome
}

#[test]
fn a_wrong_secret_or_key_is_refused_in_every_method() {
    let Some(bench) = Bench::start() else { return };
    for (id, more) in [
        ("auth:basic", "auth = \"client_secret_basic\"\nsecret = { file = \"long.txt\" }"),
        ("auth-post", "auth = \"client_secret_post\"\nsecret = { file = \"long.txt\" }"),
        ("auth-hs256", "auth = \"client_secret_jwt\"\nsecret = { file = \"odd.txt\" }"),
        // The key is one of the client's, and not the kind that it registered.
        ("auth-es256", "auth = \"private_key_jwt\"\nkey = { file = \"rsa.json\" }"),
        ("auth-ps256", "auth = \"private_key_jwt\"\nkey = { file = \"rsa.json\" }\nassertion_alg = \"RS256\""),
        // The key is nobody's.
        ("auth-es256", "auth = \"private_key_jwt\"\nkey = { file = \"client-key.pem\" }"),
        // The method is another one.
        ("auth:basic", "auth = \"none\""),
        ("auth-es256", "auth = \"client_secret_post\"\nsecret = { file = \"odd.txt\" }"),
    ] {
        let outcome = refused(&bench, id, more, "");
        assert_eq!(outcome["error"], "invalid_client", "{id} {more}: {outcome}");
    }
}

#[test]
fn a_secret_that_is_not_encoded_is_another_one() {
    let Some(bench) = Bench::start() else { return };
    let more = "auth = \"client_secret_basic\"\nsecret = { file = \"odd.txt\" }\nbasic_encoding = \"raw\"";
    let outcome = refused(&bench, "auth:basic", more, "");
    // `auth` is taken for the id, since a colon ends it, and `%&` is no encoding.
    assert!(["invalid_request", "invalid_client"].map(Into::into).contains(&outcome["error"]), "{outcome}");
}

#[test]
fn an_assertion_that_was_seen_before_is_refused() {
    let Some(bench) = Bench::start() else { return };
    let (id, more) = ("auth-rs256", "auth = \"private_key_jwt\"\nkey = { file = \"rsa.json\" }");
    let client = Client::plain(id, more);
    bench.green("client-credentials", client, "");
    let arrivals = bench.arrivals(client);
    let last = arrivals.iter().rev().find(|(_, fields)| fields["grant_type"] == "client_credentials");
    let seen = last.and_then(|(_, fields)| fields["client_assertion"].as_str()).expect("an assertion");
    let outcome = refused(&bench, id, more, &format!("[parameters.token]\nclient_assertion = \"{seen}\""));
    assert_eq!(outcome["error"], "invalid_client", "{outcome}");
}
