//! What people paste, table by table: what is found, and what is said about the rest.

use proptest::prelude::*;

use super::*;
use crate::protocol::check::Verdict;

const HEADER: &str = "eyJhbGciOiJFUzI1NiIsImtpZCI6ImsxIn0";
const PAYLOAD: &str = "eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIiwic3ViIjoiYW5uIn0";
const SIGNATURE: &str = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

fn jwt() -> String {
    format!("{HEADER}.{PAYLOAD}.{SIGNATURE}")
}

fn other() -> String {
    format!("{HEADER}.eyJzdWIiOiJib2IifQ.{SIGNATURE}")
}

/// The names and texts that were found, and the remarks.
fn came(text: &str) -> (Vec<(Option<String>, String)>, String) {
    let pasted = read(text);
    let tokens = pasted.tokens.iter().map(|found| (found.name.clone(), found.token.reveal().to_owned())).collect();
    (tokens, pasted.remarks.join("; "))
}

fn unnamed(token: &str) -> Vec<(Option<String>, String)> {
    vec![(None, token.to_owned())]
}

fn named(name: &str, token: &str) -> (Option<String>, String) {
    (Some(name.to_owned()), token.to_owned())
}

/// `text` broken into lines of `width`, each after `mark`.
fn broken(text: &str, width: usize, mark: &str, end: &str) -> String {
    let lines: Vec<&str> = text.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("{mark}{}", lines.join(&format!("{end}\n{mark}")))
}

#[test]
fn a_clean_token_is_left_alone() {
    let bare = format!("{HEADER}.{PAYLOAD}");
    let none = format!("{HEADER}.{PAYLOAD}.");
    for token in [jwt().as_str(), &bare, &none, "2YotnFZFEjr1zCsicMWpAA", "abc", "a.b.c.d.e", "a..b.c.d", "ab+/=="] {
        assert_eq!(came(token), (unnamed(token), String::new()), "{token}");
        assert_eq!(came(&format!("{token}\n")), (unnamed(token), String::new()), "a file ends with a line break");
        assert_eq!(finding(&read(token)).verdict, Verdict::Pass);
    }
}

#[test]
fn the_packing_of_one_token_comes_off_and_is_said() {
    let jwt = jwt();
    let (first, rest) = jwt.split_at(50);
    let table = [
        (format!("\"{jwt}\""), "quotes around it"),
        (format!("'{jwt}',"), "quotes around it"),
        (format!("`{jwt}`"), "quotes around it"),
        (format!("“{jwt}”"), "quotes around it"),
        (format!("  {jwt}\r\n\n"), "white space around it"),
        (format!("Bearer {jwt}"), "`Bearer` before it"),
        (format!("bearer  {jwt}"), "`bearer` before it"),
        (format!("DPoP {jwt}"), "`DPoP` before it"),
        (format!("Authorization: Bearer {jwt}"), "`Authorization: Bearer` before it"),
        (format!("\"AUTHORIZATION\" : \"BEARER {jwt}\""), "`AUTHORIZATION : BEARER` before it; quotes around it"),
        (format!("\u{feff}{first}\u{200b}{rest}"), "2 invisible characters in it (U+FEFF, U+200B)"),
        (format!("\u{1b}[32m{jwt}\u{1b}[0m"), "colours of a terminal in it"),
        (format!("&quot;{jwt}&quot;"), "entities of HTML in it; quotes around it"),
        (format!("2026-11-20 INFO got {jwt} from client"), "other text around it"),
        (format!("The token is {jwt}."), "a full stop after it; other text around it"),
        (format!("https://app.example/verify/{jwt}/next?x=1"), "other text around it"),
        (format!("Cookie: theme=dark; session={jwt}; lang=de"), "other text around it"),
        (broken(&jwt, 64, "", ""), "2 line breaks inside it"),
        (broken(&jwt, 40, "    ", ""), "white space around it; 4 line breaks inside it"),
        (broken(&jwt, 64, "> ", ""), "marks of a quotation before its lines; 2 line breaks inside it"),
        (broken(&jwt, 64, "", " \\"), "a backslash at the end of a line; 2 line breaks inside it"),
        (broken(&jwt, 64, "", "\r"), "2 line breaks inside it"),
        (broken(&jwt, 76, "> ", "\r"), "marks of a quotation before its lines; 2 line breaks inside it"),
        (broken(&jwt, 75, "", "=\r"), "line ends of quoted-printable in it; 2 line breaks inside it"),
        (broken(&jwt, 75, "", "="), "line ends of quoted-printable in it; 2 line breaks inside it"),
        (jwt.replace('.', ".\n"), "2 line breaks inside it"),
        (jwt.replace('.', "\n."), "2 line breaks inside it"),
        (jwt.replace('.', " . "), "white space inside it"),
        (format!("{jwt}\nDone"), "other text around it"),
        (format!("{jwt}\n\nab12"), "other text around it"),
        (
            format!("curl -H 'Authorization: Bearer {jwt}' \\\n  https://api.example"),
            "a backslash at the end of a line; `Authorization: Bearer` before it; other text around it",
        ),
    ];
    for (text, remarks) in table {
        let (tokens, mut said) = came(&text);
        assert_eq!(tokens, unnamed(&jwt), "{text}");
        // What stands around it may be said before or after what stands inside.
        let mut expected: Vec<&str> = remarks.split("; ").collect();
        let mut observed: Vec<&str> = said.split("; ").collect();
        expected.sort_unstable();
        observed.sort_unstable();
        assert_eq!(observed, expected, "{text}");
        said.clear();
        assert_eq!(finding(&read(&text)).verdict, Verdict::Warn);
    }
}

#[test]
fn a_token_comes_whole_out_of_any_width_and_any_line_end() {
    let jwt = jwt();
    for width in 40..120 {
        for end in ["", "\r", " \r"] {
            assert_eq!(came(&broken(&jwt, width, "", end)).0, unnamed(&jwt), "{width} {end:?}");
        }
    }
    for width in 60..76 {
        assert_eq!(came(&broken(&jwt, width, "", "=\r")).0, unnamed(&jwt), "{width}");
    }
}

#[test]
fn a_named_token_keeps_its_name() {
    let jwt = jwt();
    for (text, name) in [
        (format!("id_token={jwt}"), "id_token"),
        (format!("access_token: {jwt}"), "access_token"),
        (format!("\"idToken\": \"{jwt}\","), "id_token"),
        (format!("{{'refresh_token': '{jwt}'}}"), "refresh_token"),
        (format!("export ID_TOKEN=\"{jwt}\""), "id_token"),
        (format!("client_assertion={}&client_id=a", jwt.replace('.', "%2E")), "client_assertion"),
        (format!("logout_token={jwt}"), "logout_token"),
        (format!("response = {jwt}"), "response"),
        (format!("{{\\\"access_token\\\":\\\"{jwt}\\\",\\\"expires_in\\\":3}}"), "access_token"),
        (format!("x-amzn-oidc-accesstoken: {jwt}"), "access_token"),
    ] {
        assert_eq!(came(&text).0, [named(name, &jwt)], "{text}");
    }
    assert_eq!(came("access_token=2YotnFZFEjr1&token_type=Bearer").0, [named("access_token", "2YotnFZFEjr1")]);
    assert_eq!(came("refresh_token: 'a+b/c=='").0, [named("refresh_token", "a+b/c==")]);
}

#[test]
fn what_only_looks_like_a_name_is_none() {
    let jwt = jwt();
    for text in [
        format!("id_token: missing, see {jwt}"),
        format!("token: >-\n  {jwt}"),
        format!("id_token: >-\n  {jwt}"),
        format!("access_token=<your token>; {jwt}"),
        format!("access_token=$TOKEN {jwt}"),
        format!("access_token={{{{token}}}} {jwt}"),
        format!("Bearer realm=\"x\" {jwt}"),
    ] {
        assert_eq!(came(&text).0, unnamed(&jwt), "{text}");
    }
    let wrapped = format!("{{\n  \"access_token\": \"{}\",\n  \"x\": 1\n}}", broken(&jwt, 60, "", ""));
    assert_eq!(came(&wrapped).0, [named("access_token", &jwt)]);
}

#[test]
fn no_remark_tells_a_secret() {
    let text = format!("Authorization: Basic c2VjcmV0 {}\nx Bearer {}", "y ".repeat(9), jwt());
    let (tokens, remarks) = came(&text);
    assert_eq!(tokens, unnamed(&jwt()));
    assert!(!remarks.contains("c2VjcmV0") && remarks.contains("`Bearer` before it"), "{remarks}");
}

#[test]
fn an_address_and_a_form_give_all_their_tokens() {
    let (jwt, other) = (jwt(), other());
    let both = [named("id_token", &jwt), named("access_token", &other)];
    for text in [
        format!("https://app.example/cb#state=x&id_token={jwt}&access_token={other}&token_type=bearer"),
        format!("com.example:/cb?id_token={jwt}&amp;access_token={other}"),
        format!("id_token={jwt}&access_token={other}"),
        format!("id_token: {jwt}\naccess_token: {other}\n"),
        format!("#id_token={}&access_token={}", jwt.replace('.', "%2e"), other.replace('-', "%2D")),
    ] {
        let (tokens, remarks) = came(&text);
        assert_eq!(tokens, both, "{text}");
        assert!(remarks.contains("2 tokens: id_token, access_token"), "{remarks}");
    }
    assert_eq!(came(&format!("{jwt}\n{other}\n")).0, [unnamed(&jwt), unnamed(&other)].concat());
    assert!(came(&format!("{jwt}\n{other}\n")).1.contains("2 tokens without names"));
    assert!(came(&format!("{jwt}\naccess_token: {other}\n")).1.contains("2 tokens: access_token, one without a name"));
    assert!(came(&format!("{jwt} {jwt}")).1.contains("more than once"));
}

#[test]
fn a_token_response_is_kept_whole() {
    let (jwt, other) = (jwt(), other());
    let response = format!("{{\"access_token\":\"{other}\",\"id_token\":\"{jwt}\",\"expires_in\":60}}");
    let escaped = crate::protocol::json::Json::String(response.clone()).to_string();
    for text in [
        response.clone(),
        format!("{{\"data\":{{\"a\":[1,{response}]}}}}"),
        escaped.clone(),
        format!("{{\"body\":{escaped}}}"),
        escaped.trim_matches('"').to_owned(),
        response.replace('"', "&quot;"),
        format!("\u{feff} {response}"),
    ] {
        let pasted = read(&text);
        let tokens: Vec<_> = pasted.tokens.iter().map(|f| (f.name.as_deref(), f.token.reveal())).collect();
        assert_eq!(tokens, [(Some("access_token"), other.as_str()), (Some("id_token"), jwt.as_str())], "{text}");
        assert_eq!(pasted.response.as_ref().map(ToString::to_string).as_deref(), Some(response.as_str()), "{text}");
        assert!(!format!("{pasted:?}").contains(SIGNATURE));
    }
    let nested = came(&format!("{{\"x\":{{\"note\":\"{jwt}\"}},\"id_token\":null}}"));
    assert_eq!(nested.0, unnamed(&jwt));
    let refused = read(r#"{"error":"invalid_grant"}"#);
    assert!(refused.tokens.is_empty() && refused.response.is_some());
    assert_eq!(refused.remarks, ["an error as JSON, not a token: invalid_grant"]);
}

#[test]
fn a_token_is_never_repaired() {
    let padded = format!("{HEADER}=.{PAYLOAD}==.{}", SIGNATURE.replace('-', "+"));
    let said = "characters of standard base64 (+ / =) in it, left as they are";
    assert_eq!(came(&padded), (unnamed(&padded), said.to_owned()));
    assert_eq!(came(&format!("'{padded}'")).0, unnamed(&padded));
    for token in [format!("{HEADER}.{PAYLOAD}"), format!("{HEADER}.{PAYLOAD}."), format!("{HEADER}..{SIGNATURE}")] {
        assert_eq!(came(&format!("Bearer {token}")).0, unnamed(&token), "{token}");
    }
}

#[test]
fn a_shortened_token_is_said_to_be_so() {
    let half = format!("{HEADER}.{PAYLOAD}");
    for text in [format!("{half}..."), format!("{half}…"), format!("\"{half}.AbC...\""), format!("{HEADER}...")] {
        let (tokens, remarks) = came(&text);
        assert!(text.contains(&tokens[0].1) && !tokens[0].1.ends_with('.'), "{text}");
        assert!(remarks.contains("cut short"), "{text}: {remarks}");
    }
    assert!(came(&format!("{HEADER}...{SIGNATURE}")).1.contains("shortened"));
    assert!(came("2YotnFZFEjr1…").1.contains("cut short"));
}

#[test]
fn a_key_is_no_token() {
    for (text, what) in [
        ("-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY-----\n", "this is a private key (PEM)"),
        ("-----BEGIN CERTIFICATE-----\nMIGH\n-----END CERTIFICATE-----", "this is a certificate (PEM)"),
        ("-----BEGIN PUBLIC KEY-----\nMIGH", "this is a public key (PEM)"),
        (r#"{"kty":"EC","x":"a","y":"b"}"#, "this is a key (JWK)"),
        (r#"{"kty":"EC","x":"a","y":"b","d":"c"}"#, "this is a private key (JWK)"),
        (r#"{"keys":[{"kty":"RSA"}]}"#, "this is a set of keys (JWK Set)"),
    ] {
        let pasted = read(text);
        assert!(pasted.tokens.is_empty(), "{text}");
        assert_eq!(pasted.remarks, [format!("{what}, not a token: give it with --key")], "{text}");
    }
}

#[test]
fn what_nothing_is_known_about_is_one_opaque_token() {
    for text in ["a b c", "opaque!token", "see the log", "Bearer", "token: expired", "access_token: null", "a=b"] {
        assert_eq!(came(text).0, unnamed(text), "{text}");
    }
    assert_eq!(came("\"2YotnFZF!\"").0, unnamed("2YotnFZF!"));
    assert_eq!(came("Bearer abc").0, unnamed("abc"));
    assert_eq!(
        came("0123456789abcdef0123\n456789abcdef01234567\nabc").0,
        unnamed("0123456789abcdef0123456789abcdef01234567abc")
    );
    assert_eq!(came("0123456789abcdef0123\n456789abcdef01234567").0.len(), 1);
    for text in ["", " \n\t", "\u{200b}", "{}", "[1]", r#"{"sub":"ann","exp":1}"#] {
        let (tokens, remarks) = came(text);
        assert!(tokens.is_empty() && !remarks.is_empty(), "{text:?}");
    }
}

#[test]
fn long_texts_take_linear_time() {
    const MILLION: usize = 1 << 20;
    for text in [
        format!("{HEADER}.{}.{SIGNATURE}", "a".repeat(5 * MILLION)),
        ".".repeat(10 * MILLION),
        format!("'{}'", ".".repeat(10 * MILLION)),
    ] {
        assert_eq!(read(&text).tokens.len(), 1);
    }
    for piece in [
        "eyJ ",
        "eyJ\n",
        "eyJ.",
        "id_token=“",
        "id_token=\n",
        "Bearer ",
        ">",
        "{",
        "[",
        "&quot",
        "\"",
        "…",
        "%2",
        "é\n",
        "eyJ.eyJ.\n",
    ] {
        let before = std::time::Duration::from_secs(20);
        let text = format!(" {}", piece.repeat(MILLION / 4 / piece.len()));
        let begun = begin();
        read(&text);
        assert!(begun.elapsed() < before, "{piece:?} took {:?}", begun.elapsed());
    }
}

#[expect(clippy::disallowed_methods, reason = "the test is about time")]
fn begin() -> std::time::Instant {
    std::time::Instant::now()
}

proptest! {
    // Making these texts takes longer than reading them.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn never_panics_and_invents_nothing(text in "(eyJ|id_token|=|:|\"|'|Bearer|\\.|…|\n|\r|>| |\\\\|%2e|&quot;|\\{|\\[|[a-z0-9é\u{200b}])*{0,80}") {
        let pasted = read(&text);
        prop_assert!(pasted.tokens.len() <= MOST);
        finding(&pasted);
    }

    #[test]
    fn never_panics_on_anything(text in "\\PC{0,200}") {
        read(&text);
    }

    #[test]
    fn a_clean_token_comes_out_as_it_is(
        header in "eyJ[A-Za-z0-9_-]{1,80}", payload in "[A-Za-z0-9_-]{1,200}", signature in "[A-Za-z0-9_-]{0,90}",
        opaque in "[A-Za-z0-9_~-]{1,60}",
    ) {
        for token in [format!("{header}.{payload}.{signature}"), opaque] {
            let pasted = read(&token);
            prop_assert_eq!(pasted.tokens.len(), 1);
            prop_assert_eq!(pasted.tokens[0].token.reveal(), token.as_str());
            prop_assert!(pasted.remarks.is_empty());
        }
    }
}

#[test]
fn an_access_token_belongs_to_its_own_answer() {
    let answer = |n: u8, id: &str| format!(r#"{{"access_token":"opaque-{n}-wLq0","id_token":"{id}"}}"#);
    let (jwt, other) = (jwt(), other());
    let pasted = read(&format!("{}\n{}\n", answer(1, &jwt), answer(2, &other)));
    let beside = |n| pasted.access_token_beside(n).map(Secret::reveal);
    assert_eq!(pasted.tokens.len(), 4, "{:?}", pasted.remarks);
    assert_eq!((beside(1), beside(3)), (Some("opaque-1-wLq0"), Some("opaque-2-wLq0")));
    let late = read(&format!("id_token={jwt}\naccess_token=opaque-1-wLq0"));
    assert_eq!(late.access_token_beside(0).map(Secret::reveal), Some("opaque-1-wLq0"));
    assert_eq!((read(&jwt).access_token_beside(0), read(&jwt).access_token_beside(7)), (None, None));
}
