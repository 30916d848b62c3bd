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
    for text in shipped::all().map(|(_, text)| text) {
        assert_eq!(masked(text), text);
    }
}

const GOOD: &str = r#"issuer = "https://id.example"
flow = "client-credentials"
# By hand
[client]
id = "a"
auth = "tls_client_auth"
# Ours
secret = "Zq7#Vw=0Lk3"
certificate = """
-----BEGIN CERTIFICATE-----
MIIC+zCCAeOgAwIBAg==
-----END CERTIFICATE-----
-----BEGIN PRIVATE KEY-----
Qx4T9pLw/Rb2Nc8+Jd6Y
Hs5Ke1Ug3Mf7Xa0VoE==
-----END PRIVATE KEY-----
"""
[request]
scope = ["openid"]
[endpoints]
jwks = "https://id.example/jwks"
[refresh]
token = "Wd8Ny2Bt6Gi4"
[dpop]
enabled = true
key = '{"kty":"OKP","x":"AAAA","d":"Pj9Sr5Ch1Ml7"}'
[tls]
proxy = "http://ann:Fz3Ek8Uo6Tb1@127.0.0.1:1"
"#;

/// The secrets in it, in pieces, so that a part of one counts as well.
const PIECES: [&str; 12] = [
    "Zq7#V", "w=0Lk3", "Qx4T9pLw", "Rb2Nc8+J", "Hs5Ke1Ug", "3Mf7Xa0V", "Wd8Ny2", "Bt6Gi4", "Pj9Sr5", "Ch1Ml7",
    "Fz3Ek8", "Uo6Tb1",
];

/// Every text that is one slip away from the good one.
fn bent() -> impl Iterator<Item = String> {
    const INTO: [&str; 14] = ["", "\"", "'", "\"\"\"", "'''", "[", "]", "{", "}", "=", "#", "\n", ".", "x"];
    let one = |at: usize, length: usize, into: &str| {
        let mut text = GOOD.to_owned();
        text.replace_range(at..at + length, into);
        text
    };
    let places = (0..GOOD.len()).flat_map(|at| [(at, 0), (at, 1)]);
    places.flat_map(move |(at, length)| INTO.iter().map(move |into| one(at, length, into)))
}

#[test]
fn a_slip_anywhere_shows_no_secret() {
    crate::covers!("PRF-04");
    assert!(parse("x", GOOD, Source::Demo).is_ok(), "the text is good before it is bent");
    let mut leaks = Vec::new();
    for text in bent() {
        let mut said = masked(&text);
        match parse("x", &text, Source::Demo) {
            Ok(parsed) => {
                let _ = std::fmt::Write::write_fmt(&mut said, format_args!("{parsed:?}"));
                said += &crate::profile::check::warnings(&parsed.profile, None).concat();
            }
            Err(mistakes) => said.extend(mistakes.iter().map(|mistake| format!("\n{}", mistake.render("x")))),
        }
        if let Some(piece) = PIECES.into_iter().find(|piece| said.contains(piece)) {
            leaks.push(format!("{piece} in\n{said}"));
        }
    }
    assert!(leaks.is_empty(), "{} leaks, the first of {}", leaks.len(), leaks[0]);
}
