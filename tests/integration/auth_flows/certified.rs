//! Clients that show a certificate, and tokens that are good only with it (RFC 8705).

use serde_json::Value;

use super::bench::{Bench, Client, report};
use super::{stray, verdicts};

pub const CLIENT: &str = "auth = \"tls_client_auth\"\ncertificate = { file = \"client.pem\" }\n\
                          certificate_key = { file = \"client-key.pem\" }";
pub const SELF_SIGNED: &str = "auth = \"self_signed_tls_client_auth\"\ncertificate = { file = \"self-signed.pem\" }\n\
                               certificate_key = { file = \"self-signed-key.pem\" }";
const STRANGER: &str = "auth = \"tls_client_auth\"\ncertificate = { file = \"stranger.pem\" }\n\
                        certificate_key = { file = \"stranger-key.pem\" }";
const PUBLIC: &str = "certificate = { file = \"client.pem\" }\ncertificate_key = { file = \"client-key.pem\" }";
const FOR_AN_API: &str = "[request]\nresource = [\"https://jwt.api.example.com\"]\nscope = [\"read\"]";

/// The port that a report's request of that path went to.
fn asked(report: &Value, path: &str) -> Vec<String> {
    let requests =
        report["exchanges"].as_array().into_iter().flatten().filter_map(|one| one["request"]["url"].as_str());
    requests.filter(|url| url.ends_with(path)).map(str::to_owned).collect()
}

#[test]
fn a_certificate_is_shown_at_every_endpoint() {
    let Some(bench) = Bench::start() else { return };
    for (client, is_bound) in [
        (Client::secure("tls", CLIENT), true),
        (Client::secure("tls-unbound", CLIENT), false),
        (Client::secure("tls-self-signed", SELF_SIGNED), true),
    ] {
        let code = bench.signed_in(client, "par = \"always\"");
        for path in ["/token", "/request"] {
            let urls = asked(&code, path);
            assert!(!urls.is_empty(), "{path} in {:#}", code["exchanges"]);
            assert!(urls.iter().all(|url| !url.starts_with(bench.issuer(client))), "{urls:?} are no aliases");
        }
        bench.green("refresh", client, &bench.refresh(client));
        let token = bench.saved("refresh", client, "access_token");
        let seen =
            report(&bench.run("introspection", client, &format!("[introspection]\ntoken = \"{token}\"")).must_be(0));
        assert_eq!(seen["introspection"]["cnf"]["x5t#S256"].is_string(), is_bound, "{}", seen["introspection"]);
        // The provider says that it can bind, so that a token without is worth a word.
        assert_eq!(verdicts(&seen, "access_token.x5t_s256"), [if is_bound { "pass" } else { "warn" }], "{}", client.id);
        assert!(stray(&seen).iter().all(|row| row.contains("access_token.x5t_s256")), "{:?}", stray(&seen));
        bench.green("revocation", client, &format!("[revocation]\ntoken = \"{token}\""));
    }
}

#[test]
fn a_token_for_an_api_says_which_certificate_it_is_bound_to() {
    let Some(bench) = Bench::start() else { return };
    let client = Client::secure("tls", CLIENT);
    let report = bench.green("client-credentials", client, FOR_AN_API);
    assert_eq!(verdicts(&report, "access_token.x5t_s256"), ["pass"]);
    assert!(report["tokens"]["access_token"]["claims"]["cnf"]["x5t#S256"].is_string(), "{:#}", report["tokens"]);
}

#[test]
fn a_public_client_shows_a_certificate_for_its_tokens_alone() {
    let Some(bench) = Bench::start() else { return };
    let client = Client::secure("tls-public", PUBLIC);
    bench.signed_in(client, "");
    let body = bench.refresh(client);
    bench.green("refresh", client, &body);
    // Whoever else has the tokens can do nothing with them.
    let token = bench.saved("refresh", client, "access_token");
    let thief = Client::secure("tls-public", "");
    let again = format!("[refresh]\ntoken = \"{}\"", bench.saved("refresh", client, "refresh_token"));
    let done = bench.run("refresh", thief, &again).must_be(3);
    assert_eq!(report(&done)["outcome"]["error"], "invalid_grant");
    bench.run("userinfo", thief, &format!("[userinfo]\ntoken = \"{token}\"")).must_be(3);
    bench.green("userinfo", client, &format!("[userinfo]\ntoken = \"{token}\""));
}

#[test]
fn a_provider_over_tls_takes_secrets_as_well() {
    let Some(bench) = Bench::start() else { return };
    let more = "auth = \"client_secret_basic\"\nsecret = { file = \"long.txt\" }";
    let report = bench.green("client-credentials", Client::secure("tls-basic", more), "");
    assert!(asked(&report, "/token").iter().all(|url| url.starts_with(bench.provider().secure_issuer())));
}

#[test]
fn a_server_that_hands_out_metadata_need_not_ask_for_a_certificate() {
    let Some(bench) = Bench::start() else { return };
    let client = Client::secure("tls", CLIENT);
    // Two ports: one asks and gets the certificate, the other is not held to it.
    let report = bench.green("client-credentials", client, "");
    assert_eq!(verdicts(&report, "tls.client_certificate"), ["pass"]);
    assert_eq!(verdicts(&report, "tls.certificate"), ["pass"; 2]);
    // Without the aliases the ordinary endpoint is asked, and that it wants no certificate is why it refuses.
    let token = format!("[endpoints]\ntoken = \"{}/token\"", bench.provider().secure_issuer());
    let refused = super::bench::report(&bench.run("client-credentials", client, &token).must_be(3));
    assert_eq!(refused["outcome"]["error"], "invalid_client");
    assert_eq!(verdicts(&refused, "tls.client_certificate"), ["warn"]);
}

#[test]
fn another_certificate_and_none_are_refused() {
    let Some(bench) = Bench::start() else { return };
    for (id, more) in [
        ("tls", STRANGER),
        ("tls", "auth = \"none\""),
        (
            "tls-self-signed",
            "auth = \"self_signed_tls_client_auth\"\ncertificate = { file = \"client.pem\" }\n\
                             certificate_key = { file = \"client-key.pem\" }",
        ),
    ] {
        let done = bench.run("client-credentials", Client::secure(id, more), "").must_be(3);
        let outcome = &report(&done)["outcome"];
        assert_eq!(outcome["error"], "invalid_client", "{outcome}");
        let explained = ["message", "why", "hint"].map(|member| outcome[member].as_str().unwrap_or_default());
        assert!(explained.iter().all(|text| !text.is_empty()), "{outcome}");
    }
}

#[test]
fn an_authority_that_nobody_named_is_not_trusted() {
    let Some(bench) = Bench::start() else { return };
    let unknown = Client { tables: "", ..Client::secure("tls", CLIENT) };
    let done = bench.run("client-credentials", unknown, "");
    assert_ne!(done.end, crate::program::terminal::End::Code(0), "{}", done.out);
    assert_eq!(verdicts(&report(&done), "tls.certificate"), ["fail"]);
    let tolerated = Client { tables: "[tls]\ninsecure = true", ..unknown };
    let seen = report(&bench.run("client-credentials", tolerated, ""));
    assert!(stray(&seen).iter().any(|row| row.contains("tls.certificate")), "{:#}", seen["checks"]);
}
