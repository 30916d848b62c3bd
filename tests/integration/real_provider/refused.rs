//! Runs that get no codes: the provider refuses the client, or is not the issuer that was asked.

use serde_json::Value;

use super::{Bench, PLAIN_HTTP, ids, report, rows};

/// Who asks, what the provider says to it, and what a person reads then.
struct Refusal {
    name: &'static str,
    client: &'static str,
    error: &'static str,
    /// Words of the next step.
    next: &'static [&'static str],
    secret: Option<&'static str>,
}

const REFUSALS: [Refusal; 6] = [
    Refusal {
        name: "raw-and-undecodable",
        client: "id = \"device:basic\"\nauth = \"client_secret_basic\"\nsecret = \"p%&+ =/?~\"\nbasic_encoding = \"raw\"",
        error: "invalid_request",
        next: &["basic_encoding", "form"],
        secret: Some("p%&+ =/?~"),
    },
    Refusal {
        name: "raw-and-another-secret",
        client: "id = \"device-plus\"\nauth = \"client_secret_basic\"\nsecret = \"one+two\"\nbasic_encoding = \"raw\"",
        error: "invalid_client",
        next: &["basic_encoding", "form"],
        secret: Some("one+two"),
    },
    Refusal {
        name: "wrong-secret-in-the-form",
        client: "id = \"device-post\"\nauth = \"client_secret_post\"\nsecret = \"not-the-secret-7f3c19\"",
        error: "invalid_client",
        next: &["client.secret", "client_secret_basic"],
        secret: Some("not-the-secret-7f3c19"),
    },
    Refusal {
        name: "wrong-secret-in-basic",
        client: "id = \"device:basic\"\nauth = \"client_secret_basic\"\nsecret = \"not-the-secret-7f3c19\"",
        error: "invalid_client",
        next: &["client.secret", "client_secret_post"],
        secret: Some("not-the-secret-7f3c19"),
    },
    Refusal {
        name: "no-secret-at-all",
        client: "id = \"device-post\"",
        error: "invalid_client",
        next: &["client.secret", "client.auth"],
        secret: None,
    },
    Refusal {
        name: "unknown-client",
        client: "id = \"stranger\"",
        error: "invalid_client",
        next: &["client.secret", "client.auth"],
        secret: None,
    },
];

#[test]
fn a_refusal_ends_with_3_and_says_what_to_do() {
    grantty::covers!("TOK-19");
    let Some(bench) = Bench::start() else { return };
    for refusal in &REFUSALS {
        let body = format!("[client]\n{}\n[request]\nscope = [\"openid\"]", refusal.client);
        let done = bench.run(refusal.name, &body, &[]).done().must_be(3);
        let report = report(&done);
        let outcome = &report["outcome"];
        assert_eq!(
            (&outcome["kind"], &outcome["error"]),
            (&"refused".into(), &refusal.error.into()),
            "{}",
            refusal.name
        );
        let message = outcome["message"].as_str().expect("a sentence");
        assert!(message.contains("device request") && message.contains(refusal.error), "{message}");
        let hint = outcome["hint"].as_str().unwrap_or_default();
        assert!(refusal.next.iter().all(|word| hint.contains(word)), "{}: {hint}", refusal.name);
        let mut known = PLAIN_HTTP.to_vec();
        if refusal.client.contains("basic_encoding = \"raw\"") {
            known.insert(1, "client_auth.basic_encoding");
        }
        assert_eq!((ids(&report, "fail"), ids(&report, "warn")), (vec![], known), "{}", refusal.name);
        let said = done.out.clone() + &done.err;
        assert!(refusal.secret.is_none_or(|secret| !said.contains(secret)), "{said}");
    }
    let polled = bench.provider.arrivals().into_iter().any(|arrival| arrival.line == "POST /token");
    assert!(!polled, "a refused client does not poll");
}

#[test]
fn a_person_reads_why_it_was_refused() {
    let Some(bench) = Bench::start() else { return };
    let profile = format!("issuer = \"{}\"\n[client]\nid = \"stranger\"\n", bench.provider.issuer());
    bench.home.profile("local", &profile);
    let done = crate::program::pipes::grantty(&bench.home, &["run", "local"]).must_be(3);
    let last: Vec<&str> = done.out.lines().rev().take(3).collect();
    assert!(last.iter().any(|line| line.starts_with("refused")), "{}", done.out);
    assert!(last.iter().any(|line| line.contains("client.auth")), "{}", done.out);
}

#[test]
fn another_issuer_ends_the_run_before_its_next_request() {
    grantty::covers!("DSC-02");
    let Some(bench) = Bench::start() else { return };
    let issuer = bench.provider.issuer();
    let others = [
        ("slash", format!("{issuer}/"), "differs only by a final /"),
        ("name", issuer.replace("127.0.0.1", "localhost"), "differs at character 8"),
    ];
    for (n, (name, other, how)) in others.iter().enumerate() {
        let body = "[client]\nid = \"device-public\"\n[request]\nscope = [\"openid\"]";
        let done = bench.run_at(other, name, body, &[]).done().must_be(1);
        let report = report(&done);
        assert_eq!(report["outcome"]["kind"], "rejected");
        assert_eq!(ids(&report, "fail"), ["discovery.issuer"]);
        assert_eq!(rows(&report, "discovery.issuer"), [format!("fail: {issuer} ({how})")]);
        assert_eq!(report["exchanges"].as_array().map(Vec::len), Some(1));
        let lines: Vec<String> = bench.provider.arrivals().into_iter().map(|arrival| arrival.line).collect();
        assert_eq!(lines, vec!["GET /.well-known/openid-configuration"; n + 1], "{name}");
        let hint = report["checks"].as_array().and_then(|rows| rows.iter().find(|row| row["verdict"] == "fail"));
        assert!(hint.is_some_and(|row| row["hint"].as_str().is_some_and(|hint| hint.contains("issuer"))));
        assert_ne!(report["outcome"]["message"], Value::Null);
    }
}
