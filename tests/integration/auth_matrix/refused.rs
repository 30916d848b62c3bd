//! A client that proves itself wrongly: the provider says no, and what is said names the client and not the tokens.

use super::flows::ALL;
use super::{METHODS, Method, Stage, Way};

/// A key of P-256 that nobody has registered.
const OTHER_KEY: &str = r#"{"kty":"EC","crv":"P-256","kid":"other","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE"}"#;

fn method(profile: &str) -> &'static Method {
    METHODS.iter().find(|method| method.profile == profile).expect("a method")
}

/// Runs the refresh flow with the client changed; exit code and error.
fn refused(stage: &mut Stage, profile: &str, set: &[&str]) -> (i64, String) {
    let before = stage.home.read(&format!("config/grantty/profiles/{profile}.toml"));
    let args = [&["run", profile, "refresh", "--json"], set].concat();
    let done = crate::program::pipes::grantty(&stage.home, &args);
    assert_eq!(stage.home.read(&format!("config/grantty/profiles/{profile}.toml")), before);
    let report = done.json();
    let error = report["outcome"]["error"].as_str().unwrap_or_default().to_owned();
    (report["outcome"]["exit_code"].as_i64().expect("a code"), error)
}

#[test]
fn who_proves_the_wrong_thing_is_an_invalid_client_and_ends_with_3() {
    let key = format!("client.key={OTHER_KEY}");
    for (profile, set) in [
        ("demo-basic", vec!["--set", "client.secret=wrong-secret"]),
        ("demo-basic-raw", vec!["--set", "client.basic_encoding=form"]),
        ("demo-post", vec!["--set", "client.secret=wrong-secret"]),
        ("demo-post", vec!["--set", "client.auth=client_secret_basic"]),
        ("demo-basic", vec!["--set", "client.auth=client_secret_post"]),
        ("demo-basic", vec!["--set", "client.auth=none"]),
        ("demo-secret-jwt", vec!["--set", "client.secret=a-wrong-secret-as-long-as-sha-256-wants-it-to-be"]),
        ("demo-private-key-jwt", vec!["--set", key.as_str()]),
        ("demo-mtls", vec!["--set", "client.id=grantty-demo-tls-self-signed"]),
        ("demo-mtls-self-signed", vec!["--set", "client.id=grantty-demo-tls"]),
    ] {
        let mut stage = Stage::set(profile);
        assert_eq!(refused(&mut stage, profile, &set), (3, "invalid_client".to_owned()), "{profile} {set:?}");
    }
}

#[test]
fn an_audience_of_the_token_endpoint_is_sent_and_told() {
    grantty::covers!("OWN-03");
    let stage = Stage::set("demo-private-key-jwt");
    let mut flow =
        vec!["run", "demo-private-key-jwt", "refresh", "--json", "--set", "client.assertion_audience=token_endpoint"];
    flow.extend(ALL[0].set.iter().flat_map(|set| ["--set", set]));
    let report = crate::program::pipes::grantty(&stage.home, &flow).json();
    let rows = report["checks"].as_array().expect("checks");
    let row = rows.iter().find(|row| row["id"] == "client_auth.assertion").expect("a row");
    assert_ne!(row["verdict"], "pass", "{row}");
    assert_eq!(report["outcome"]["kind"], "tokens", "{}", report["outcome"]);
    assert_eq!(method("demo-private-key-jwt").way, Way::Assertion("ES256"));
}
