//! Whether the secrets that a profile refers to are there, and its key is one.

use crate::profile::{Profile, SecretReference};
use crate::protocol::jose::signer::Signer;
use crate::protocol::secret::Secret;
use crate::protocol::text;

/// Looks a secret up; nothing where looking would take it away, as from a pipe. The error is a sentence.
pub type LookUp<'a> = &'a dyn Fn(&SecretReference) -> Result<Option<Secret>, String>;

/// What is wrong with the secrets of a profile, as `warning: …`; and as `note: …` what may be set only where it runs.
pub fn remarks(profile: &Profile, look_up: LookUp<'_>) -> Vec<String> {
    let client = &profile.client;
    let secret = client.secret.as_ref().map(|reference| ("client.secret", reference, look_up(reference)));
    let key = client.key.as_ref().map(|reference| ("client.key", reference, key(look_up(reference))));
    let ciba = profile.ciba.secrets().map(|(key, reference)| (key, reference, look_up(reference)));
    let tokens = profile.tokens().map(|(key, reference)| (key, reference, look_up(reference)));
    let found = secret.into_iter().chain(key).chain(ciba).chain(tokens);
    let wrong = found.filter_map(|(key, reference, found)| Some((key, reference, found.err()?)));
    wrong
        .map(|(key, reference, reason)| {
            let is_elsewhere = matches!(reference, SecretReference::Env(_)) && !reason.starts_with(NO_KEY);
            let grade = if is_elsewhere { "note" } else { "warning" };
            text::shown_short(&format!("{grade}: {key}: {reason}"), 400)
        })
        .collect()
}

/// How the sentence about what was found and is no key begins.
const NO_KEY: &str = "this is no key to sign with: ";

fn key(found: Result<Option<Secret>, String>) -> Result<Option<Secret>, String> {
    if let Some(text) = found.as_ref().ok().and_then(Option::as_ref) {
        Signer::from_text(text, None).map_err(|reason| format!("{NO_KEY}{reason}"))?;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{Source, parse};

    const GOOD: &str = r#"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

    fn said(client: &str, found: &Result<Option<&str>, &str>) -> String {
        let text = format!("issuer = \"https://id.example\"\n[client]\nid = \"a\"\n{client}\n");
        let profile = parse("x", &text, Source::Demo).expect("a profile without mistakes").profile;
        let found = found.map(|text| text.map(Secret::new)).map_err(str::to_owned);
        remarks(&profile, &|_| found.clone()).join("\n")
    }

    #[test]
    fn what_is_not_there_is_said_by_its_key() {
        let file = "key = { file = \"k.json\" }";
        assert_eq!(
            said(file, &Err("the file k.json does not exist")),
            "warning: client.key: the file k.json does not exist"
        );
        let secret = said("secret = { env = \"S\" }", &Err("the environment variable S is not set"));
        assert_eq!(secret, "note: client.secret: the environment variable S is not set");
        assert_eq!((said(file, &Ok(None)), said("", &Err("never asked"))), (String::new(), String::new()));
    }

    #[test]
    fn the_hints_and_the_user_code_of_ciba_are_looked_up() {
        for key in ["login_hint_token", "id_token_hint", "user_code"] {
            let said = said(&format!("[ciba]\n{key} = {{ file = \"f\" }}"), &Err("the file f does not exist"));
            assert_eq!(said, format!("warning: ciba.{key}: the file f does not exist"));
        }
    }

    #[test]
    fn what_is_no_key_is_said_without_its_text() {
        assert_eq!(said("key = { file = \"k.json\" }", &Ok(Some(GOOD))), "");
        assert_eq!(said("secret = { file = \"s\" }", &Ok(Some("any text is a secret"))), "");
        for reference in ["{ file = \"k.json\" }", "{ env = \"K\" }", "\"hunter2\""] {
            let said = said(&format!("key = {reference}"), &Ok(Some("hunter2")));
            assert!(said.starts_with("warning: client.key: this is no key") && !said.contains("hunter2"), "{said}");
        }
    }
}
