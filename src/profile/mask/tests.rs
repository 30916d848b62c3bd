//! Texts with secrets, whole and bent, and what is left of them.

use super::masked;
use crate::profile::{Source, parse, shipped};

#[test]
fn literal_secrets_go_and_references_stay() {
    let text = "\u{feff}[client]\r\nid = \"a\"\r\nsecret = 'hunter2' # mine\r\n[password]\npassword = { env = \"P\" }\n\
                [refresh]\ntoken = { keyring = \"main\" }\n[tls]\nproxy = \"http://ann:hunter2@p:1\"\n\
                [parameters.token]\nclient_secret = \"\"\"hun\nter2\"\"\"\nui = \"de\"\n";
    let masked = masked(text);
    assert!(!masked.contains("hunter2") && !masked.contains("ter2"), "{masked}");
    assert!(masked.starts_with("\u{feff}[client]\r\nid = \"a\"\r\nsecret = \"(masked)\" # mine\r\n"), "{masked}");
    assert!(masked.contains("{ env = \"P\" }") && masked.contains("{ keyring = \"main\" }"), "{masked}");
    assert!(masked.contains("ui = \"de\""), "{masked}");
    assert_eq!(super::masked(&masked), masked);
}

#[test]
fn a_broken_text_shows_no_secret_either() {
    for text in [
        "[client\nsecret = \"hunter2\n",
        "secret = \"\"\"\nhunter2\n",
        "client.secret = hunter2",
        "x = [\n[client]\nsecret = 'hunter2'",
        "[client]\nid = \"a\"secret = \"hunter2\"",
        "[client]\ncertificate = \"\"\n-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n\"\"\"",
        "[tls\nproxy = \"http://ann:hunter2@p:1\"",
        "[client]\nsecret = { x = \"hunter2\" }\n=",
    ] {
        assert!(!masked(text).contains("hunter2"), "{}", masked(text));
    }
}

#[test]
fn a_broken_text_keeps_what_helps_to_mend_it() {
    let text = "# Ours\nissuer = \"https://id.example\nflow = code\n[client] # us\nid = \"a\" \"b\"\nsecret = \"s\"\n\
                auth = \"none\"\n\n[request]\nscope = [\"openid\"\nid \"a\"\n[refresh]\ntoken = { env = \"T\" }\n";
    let shown = "# Ours\nissuer = \"https://id.example\nflow = code\n[client] # us\nid = \"a\" \"b\"\nsecret = \"(masked)\"\n\
                 auth = \"none\"\n\n[request]\nscope = [\"openid\"\n(masked)\n[refresh]\ntoken = { env = \"T\" }\n";
    assert_eq!(masked(text), shown);
}

#[test]
fn what_nobody_knows_is_not_shown() {
    for text in [
        "[client]\nsecre = \"hunter2\"",
        "[clien]\nkey = \"hunter2\"",
        "[dpop]\nkey.x = \"hunter2\"",
        "[[client]]\nsecret = \"hunter2\"",
        "[tls]\nproxi = \"http://ann:hunter2@p:1\"",
        "[tls]\nproxy = \"http://ann:hunter2p:1\"",
        "[parameters.token]\nx = \"http://ann:hunter2@p:1\"",
        "[endpoints]\n#[refresh]\ntoken = \"hunter2\"",
        "notes = '''-----BEGIN PRIVATE KEY-----\nhunter2'''",
        "#secret = \"hunter2\"",
        "flow = \"code\"# client.key = '{\"d\":\"hunter2\"}'",
    ] {
        assert!(!masked(text).contains("hunter2"), "{}", masked(text));
    }
}

#[test]
fn what_is_no_secret_is_shown() {
    for text in [
        "[endpoints]\ntoken = \"https://id.example/token\"\n",
        "# secret = { env = \"X\" } keeps it out of here, and auth = \"none\" needs none\n#secret = { file = \"s\" }\n",
        "notes = \"\"\"\n# not a comment\ntwo lines\"\"\"\n[request.claims.id_token]\nemail = { essential = true }\n",
        "[tls]\nproxy = \"http://p.example:3128\"\nca = \"\"\"\n-----BEGIN CERTIFICATE-----\nAAA\n-----END CERTIFICATE-----\"\"\"\n",
        "[parameters.authorization]\nui_locales = \"de\"\nmax = 3\n# audience = \"https://api.example\"\n",
    ] {
        assert_eq!(masked(text), text);
    }
    assert_eq!(masked(GOOD).matches("(masked)").count(), 5, "{}", masked(GOOD));
    for text in shipped::all().map(|(_, text)| text) {
        assert_eq!(masked(text), text);
    }
}

/// Secrets of each kind, each in two pieces, so that a part of one counts as well.
const GOOD: &str = r#"issuer = "https://id.example"
flow = "client-credentials"
[client]
id = "a"
# Ours
secret = "Zq7#V/w=0Lk3"
certificate = """
-----BEGIN PRIVATE KEY-----
Qx4T9p/Rb2N+
Hs5Ke1/3Mf==
-----END PRIVATE KEY-----
"""
[request]
scope = ["openid"]
[endpoints]
jwks = "https://id.example/jwks"
[refresh]
token = "Wd8Ny2/Bt6Gi4"
[dpop]
enabled = true
key = '{"kty":"OKP","d":"Pj9Sr5/Ch1Ml7"}'
[tls]
proxy = "http://ann:Fz3Ek8.Uo6Tb1@127.0.0.1:1"
"#;

/// The same in other places: inline and dotted, over several lines, where names are free.
const OTHER: &str = r#"issuer = "https://id.example"
client = { id = "a", secret = "Zq7#V/w=0Lk3" }
# Ours
password.password = "Qx4T9p/Rb2N+"
# It signs
dpop.key = """
{
  "d": "Hs5Ke1/3Mf"
}"""
notes = """two
lines"""
[parameters.token]
client_assertion = "Wd8Ny2/Bt6Gi4"
audience = ["x"]
[tls]
proxy = 'ann:Fz3Ek8.Uo6Tb1@127.0.0.1:1'
[refresh]
token = "Pj9Sr5/Ch1Ml7"
"#;

const PIECES: [&str; 12] =
    ["Zq7#V", "w=0Lk3", "Qx4T9p", "Rb2N+", "Hs5Ke1", "3Mf", "Wd8Ny2", "Bt6Gi4", "Pj9Sr5", "Ch1Ml7", "Fz3Ek8", "Uo6Tb1"];

/// Every text that is one slip away from a good one.
fn bent(good: &str, into: &[&'static str]) -> impl Iterator<Item = String> {
    let one = move |(at, length): (usize, usize), into: &str| format!("{}{into}{}", &good[..at], &good[at + length..]);
    let places = (0..good.len()).flat_map(|at| [(at, 0), (at, 1)]);
    places.flat_map(move |place| into.iter().map(move |into| one(place, into)))
}

#[test]
fn a_slip_anywhere_shows_no_secret() {
    crate::covers!("PRF-04");
    let mut leaks = Vec::new();
    let others = bent(OTHER, &["", "\"", "#", "\n"]);
    for text in bent(GOOD, &["", "\"", "\"\"\"", "[", "=", "#", "\n"]).chain(others) {
        let mut said = masked(&text);
        match parse("x", &text, Source::Demo) {
            Ok(parsed) => said += &crate::profile::check::warnings(&parsed.profile, None).concat(),
            Err(mistakes) => said.extend(mistakes.iter().map(|mistake| format!("\n{}", mistake.render("x")))),
        }
        if let Some(piece) = PIECES.into_iter().find(|piece| said.contains(piece)) {
            leaks.push(format!("{piece} in\n{said}"));
        }
    }
    assert!(leaks.is_empty(), "{} leaks, the first of {}", leaks.len(), leaks[0]);
}

#[test]
fn nothing_of_a_profile_prints_its_secrets() {
    let profile = parse("x", GOOD, Source::Demo).expect("a good one").profile;
    let printed = format!("{profile:?}");
    assert!(PIECES.iter().all(|piece| !printed.contains(piece)), "{printed}");
}
