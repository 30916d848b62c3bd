//! The search for a canary: as it is, and as base64, percent-encoding, hexadecimal digits and credentials write it.

use base64::Engine as _;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use super::mint::Canary;

/// A text with each of its bytes written so.
fn each(text: &str, digits: fn(u8) -> String) -> String {
    text.bytes().map(digits).collect()
}

/// The forms of a text that may stand anywhere in another one.
pub fn forms(core: &str) -> Vec<(&'static str, String)> {
    let each = |digits| each(core, digits);
    let mut all = vec![
        ("raw", core.to_owned()),
        ("percent", each(|byte| format!("%{byte:02X}"))),
        ("percent", each(|byte| format!("%{byte:02x}"))),
        ("hex", each(|byte| format!("{byte:02x}"))),
        ("hex", each(|byte| format!("{byte:02X}"))),
        ("JSON", each(|byte| format!("\\u{byte:04x}"))),
        ("reversed", core.chars().rev().collect()),
    ];
    all.extend(within(core, &STANDARD_NO_PAD).map(|text| ("base64", text)));
    all.extend(within(core, &URL_SAFE_NO_PAD).map(|text| ("base64url", text)));
    // Base64 of base64: a credential within a logged body.
    let twice = within(core, &STANDARD_NO_PAD).into_iter().flat_map(|text| within(&text, &STANDARD_NO_PAD));
    all.extend(twice.map(|text| ("base64 twice", text)));
    all
}

/// The digits that the text alone decides, for each of the three ways in which it may stand within other bytes.
fn within(core: &str, engine: &GeneralPurpose) -> [String; 3] {
    [(0, 0), (1, 2), (2, 3)].map(|(before, shared)| {
        let bytes = [vec![0; before], core.as_bytes().to_vec()].concat();
        let own = bytes.len() * 8 / 6;
        engine.encode(bytes)[shared..own].to_owned()
    })
}

/// A sentence for every canary that is found in a text, and for the form that it has there.
pub fn find(canaries: &[Canary], text: &str, at: &str) -> Vec<String> {
    let forms = |canary: &Canary| canary.cores.iter().flat_map(|core| forms(core)).collect::<Vec<_>>();
    let seen = |canary: &Canary| {
        let (form, needle) = forms(canary).into_iter().find(|(_, needle)| text.contains(needle.as_str()))?;
        let around = text.find(&needle).map(|found| excerpt(text, found)).unwrap_or_default();
        Some(format!("{at}: {} as {form}: …{around}…", canary.place))
    };
    canaries.iter().filter_map(seen).collect()
}

fn excerpt(text: &str, at: usize) -> String {
    let before = text[..at].chars().rev().take(160).collect::<Vec<_>>().into_iter().rev();
    before.chain(text[at..].chars().take(80)).collect::<String>().replace('\n', "⏎")
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD, URL_SAFE};
    use url::form_urlencoded::byte_serialize;

    use super::super::mint::Mint;
    use super::*;

    #[test]
    fn a_planted_canary_is_found_in_every_form_wherever_it_stands() {
        let mut mint = Mint::new("planted");
        let pem = mint.pem("a key in PEM").0;
        let claims = serde_json::json!({"sub": "ann"});
        let canaries =
            [mint.token("a token"), mint.odd("a secret"), mint.jwt("a JWT", &claims), mint.jwk("a key"), pem];
        let form = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        for canary in &canaries {
            let text = &canary.text;
            for before in ["", "a", "ab", "abc", "client:"] {
                let plain = format!("{before}{text}z");
                for planted in [
                    plain.clone(),
                    STANDARD.encode(&plain),
                    URL_SAFE.encode(&plain),
                    form(&plain),
                    each(&plain, |byte| format!("%{byte:02X}")),
                    format!("Basic {}", STANDARD.encode(format!("{}:{}", form(before), form(text)))),
                    form(&STANDARD.encode(&plain)),
                    serde_json::Value::from(plain.as_str()).to_string(),
                    each(&plain, |byte| format!("{byte:02x}")),
                ] {
                    let haystack = format!("before {planted} behind");
                    let found = find(&canaries, &haystack, "here");
                    assert!(found.iter().any(|one| one.contains(canary.place)), "{}: {planted}", canary.place);
                }
            }
            assert!(find(&canaries, "nothing of them is in it", "here").is_empty());
        }
    }
}
