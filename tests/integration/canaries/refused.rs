//! A command that fails with the secret on both of its outputs, and profiles that are only looked at.

use std::os::unix::fs::PermissionsExt;

use super::mint::Mint;
use super::search;
use crate::program::home::Home;
use crate::program::pipes::{Piped, grantty};

#[test]
fn a_command_that_fails_tells_nothing_of_what_it_printed() {
    grantty::covers!("SEC-14");
    let mut mint = Mint::new("failing command");
    for script in [
        "cat item; cat item >&2; exit 7",
        "cat item; { printf 'error: '; base64 -w0 < item; } >&2; exit 1",
        "cat item; echo; cat item; cat item >&2",
        "cat item; cat item >&2; kill -9 $$",
    ] {
        let (home, canary) = (Home::new(), mint.token("what a command prints"));
        home.file("config/grantty/profiles/item", &canary.text);
        let path = home.file("config/grantty/profiles/vault.sh", &format!("#!/bin/sh\n{script}\n"));
        std::fs::set_permissions(path, PermissionsExt::from_mode(0o755)).expect("chmod");
        home.profile(
            "canary",
            "flow = \"client-credentials\"\n[client]\nid = \"a\"\nauth = \"client_secret_post\"\n\
             secret = { command = [\"./vault.sh\"] }\n[endpoints]\ntoken = \"http://127.0.0.1:9/token\"\n",
        );
        let args = ["run", "canary", "--json", "--events", "--verbose", "--har", "run.har"];
        let done = Piped::start(&home, &args, &[]).done().must_be(2);
        let har = if home.path().join("run.har").exists() { home.read("run.har") } else { String::new() };
        let found = search::find(&[canary], &format!("{}{}{har}", done.out, done.err), script);
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}

#[test]
fn a_profile_that_is_shown_checked_or_wrong_tells_none_of_its_secrets() {
    grantty::covers!("SEC-05");
    let mut mint = Mint::new("profile");
    let home = Home::new();
    let keys = ["client.secret", "refresh.token", "password.password", "ciba.user_code", "exchange.subject_token"];
    let canaries: Vec<_> = keys.into_iter().map(|key| mint.odd(key)).collect();
    let key = mint.jwk("client.key");
    let proxy = mint.token("tls.proxy");
    let table = |key: &str| key.split_once('.').map(|(table, key)| (table.to_owned(), key.to_owned())).expect("a dot");
    let mut text =
        format!("issuer = \"https://id.example.com\"\n[tls]\nproxy = \"http://ann:{}@127.0.0.1:9\"\n", proxy.text);
    for canary in &canaries {
        let (table, name) = table(canary.place);
        text.push_str(&["[", &table, "]\n", &name, " = '''", &canary.text, "'''\n"].concat());
        if table == "client" {
            text.push_str(&["id = \"a\"\nauth = \"client_secret_post\"\nkey = '''", &key.text, "'''\n"].concat());
        }
    }
    home.profile("canary", &text);
    // A mistake in the very line of a secret, and one elsewhere.
    home.profile("broken", &text.replace("secret = '''", "secret = [ '''"));
    home.profile("unknown", &text.replace("[refresh]\ntoken", "[refresh]\ntokken"));
    let canaries = [canaries, vec![key, proxy]].concat();
    for args in [
        &["profile", "show", "canary"][..],
        &["profile", "show", "canary", "--json"],
        &["profile", "check"],
        &["profile", "check", "broken"],
        &["profile", "list"],
        &["run", "broken", "--json"],
        &["run", "unknown", "--json"],
    ] {
        let done = grantty(&home, args);
        let found = search::find(&canaries, &(done.out + &done.err), &args.join(" "));
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}
