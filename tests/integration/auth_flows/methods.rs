//! Every method without a certificate, at the endpoints that need nobody: pushed requests, tokens, introspection and
//! revocation.

use std::collections::BTreeSet;

use serde_json::Value;

use super::bench::{Bench, Client};
use super::part;

const NONE: Client = Client::plain("auth-none", "");

/// Each character of both wants to be encoded before it goes into the header (RFC 6749 §2.3.1).
const BASIC: Client = Client::plain("auth:basic", "auth = \"client_secret_basic\"\nsecret = { file = \"odd.txt\" }");
const POST: Client = Client::plain("auth-post", "auth = \"client_secret_post\"\nsecret = { file = \"odd.txt\" }");

const HS256: Client = Client::plain("auth-hs256", "auth = \"client_secret_jwt\"\nsecret = { file = \"long.txt\" }");
const HS384: Client = Client::plain(
    "auth-hs384",
    "auth = \"client_secret_jwt\"\nsecret = { file = \"long.txt\" }\nassertion_alg = \"HS384\"",
);
const HS512: Client = Client::plain(
    "auth-hs512",
    "auth = \"client_secret_jwt\"\nsecret = { file = \"long.txt\" }\nassertion_alg = \"HS512\"",
);

const RS256: Client = Client::plain("auth-rs256", "auth = \"private_key_jwt\"\nkey = { file = \"rsa.json\" }");
const PS256: Client =
    Client::plain("auth-ps256", "auth = \"private_key_jwt\"\nkey = { file = \"rsa.json\" }\nassertion_alg = \"PS256\"");
const ES256: Client = Client::plain("auth-es256", "auth = \"private_key_jwt\"\nkey = { file = \"p256.json\" }");
const EDDSA: Client = Client::plain(
    "auth-eddsa",
    "auth = \"private_key_jwt\"\nkey = { file = \"ed25519.json\" }\nassertion_alg = \"EdDSA\"",
);

/// The endpoints that a client is known at by what it shows.
const SHOWN_AT: [&str; 4] = ["POST /request", "POST /token", "POST /token/introspection", "POST /token/revocation"];

/// Each flow that needs nobody, after one that does.
#[track_caller]
fn everywhere(bench: &Bench, client: Client) {
    bench.signed_in(client, "par = \"always\"");
    bench.green("refresh", client, &bench.refresh(client));
    let token = bench.saved("refresh", client, "access_token");
    let introspected = bench.green("introspection", client, &format!("[introspection]\ntoken = \"{token}\""));
    assert_eq!(introspected["introspection"]["active"], true, "{}", client.id);
    bench.green("revocation", client, &format!("[revocation]\ntoken = \"{token}\""));
    let lines: BTreeSet<String> = bench.arrivals(client).into_iter().map(|(line, _)| line).collect();
    let missing: Vec<&str> = SHOWN_AT.into_iter().filter(|line| !lines.contains(*line)).collect();
    assert_eq!(missing, [""; 0], "{} was known at {lines:?}", client.id);
}

/// The assertions of that client, none of them twice.
#[track_caller]
fn assertions(bench: &Bench, client: Client) -> Vec<String> {
    let shown = bench.arrivals(client).into_iter().filter(|(line, _)| SHOWN_AT.contains(&line.as_str()));
    let text = |fields: &Value| fields["client_assertion"].as_str().map(str::to_owned);
    let all: Vec<String> = shown
        .map(|(line, fields)| text(&fields).unwrap_or_else(|| panic!("no assertion at {line}: {fields}")))
        .collect();
    let numbers: BTreeSet<String> = all.iter().map(|one| part(one, 1)["jti"].to_string()).collect();
    assert_eq!(numbers.len(), all.len(), "{}: a jti is for one request", client.id);
    all
}

#[test]
fn a_secret_is_shown_at_every_endpoint() {
    let Some(bench) = Bench::start() else { return };
    for client in [NONE, BASIC, POST] {
        everywhere(&bench, client);
    }
    let fields: Vec<Value> = bench.arrivals(BASIC).into_iter().map(|(_, fields)| fields).collect();
    assert!(fields.iter().all(|fields| fields.get("client_secret").is_none()), "it is in the header alone");
}

#[test]
fn an_assertion_by_the_secret_is_made_for_every_request() {
    let Some(bench) = Bench::start() else { return };
    for (client, alg) in [(HS256, "HS256"), (HS384, "HS384"), (HS512, "HS512")] {
        everywhere(&bench, client);
        for one in assertions(&bench, client) {
            let (header, claims) = (part(&one, 0), part(&one, 1));
            assert_eq!((&header["alg"], &claims["aud"]), (&alg.into(), &bench.issuer(client).into()));
        }
    }
}

#[test]
fn an_assertion_by_a_private_key_names_the_key() {
    grantty::covers!("OWN-03");
    let Some(bench) = Bench::start() else { return };
    for (client, alg, kid) in [
        (RS256, "RS256", "auth-rsa"),
        (PS256, "PS256", "auth-rsa"),
        (ES256, "ES256", "auth-p256"),
        (EDDSA, "EdDSA", "auth-ed25519"),
    ] {
        everywhere(&bench, client);
        for one in assertions(&bench, client) {
            let (header, claims) = (part(&one, 0), part(&one, 1));
            assert_eq!((&header["alg"], &header["kid"]), (&alg.into(), &kid.into()), "{}", client.id);
            assert_eq!((&claims["iss"], &claims["sub"]), (&client.id.into(), &client.id.into()));
            assert_eq!(claims["aud"], bench.issuer(client), "the issuer alone, as a string");
            let life = ["exp", "iat"].map(|name| claims[name].as_u64().expect("a time"));
            assert!((1..=60).contains(&(life[0] - life[1])), "{claims}");
        }
    }
}

#[test]
fn an_assertion_is_for_whom_the_profile_says_and_needs_no_kid() {
    let Some(bench) = Bench::start() else { return };
    let nameless = "auth = \"private_key_jwt\"\nkey = { file = \"nameless.json\" }";
    let endpoint = "auth = \"private_key_jwt\"\nkey = { file = \"rsa.json\" }\nassertion_alg = \"PS256\"\n\
                    assertion_audience = \"token_endpoint\"";
    let token_endpoint = format!("{}/token", bench.provider().issuer());
    for (client, audience, kid) in [
        (Client::plain("auth-es256", nameless), bench.provider().issuer(), Value::Null),
        (Client::plain("auth-ps256", endpoint), &token_endpoint, "auth-rsa".into()),
    ] {
        let report = bench.run("client-credentials", client, "").must_be(0);
        let report = super::bench::report(&report);
        let failed: Vec<String> = super::stray(&report);
        // Whoever names the token endpoint is told that this is no longer the advice; it is no more than that.
        assert!(failed.iter().all(|row| row.contains("client_auth.assertion")), "{failed:?}");
        assert_eq!(failed.is_empty(), audience == bench.provider().issuer(), "{failed:?}");
        let arrivals = bench.arrivals(client);
        let last = arrivals.iter().rev().find(|(_, fields)| fields["grant_type"] == "client_credentials");
        let sent = last.and_then(|(_, fields)| fields["client_assertion"].as_str()).expect("an assertion");
        assert_eq!((&part(sent, 1)["aud"], &part(sent, 0)["kid"]), (&audience.into(), &kid), "{}", client.id);
    }
}
