//! Whether the secrets that a profile refers to are there, and its key is one.

use crate::profile::{Profile, SecretReference};
use crate::protocol::jose::signer::Signer;
use crate::protocol::secret::Secret;
use crate::protocol::text;

/// Looks a secret up. The error is a sentence.
pub type LookUp<'a> = &'a dyn Fn(&SecretReference) -> Result<Found, String>;

/// What came of looking for a secret that nobody needs yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The secret; nothing where looking would take it away, as from a pipe, or would ask somebody.
    pub secret: Option<Secret>,
    /// What is to be minded about the place where it is.
    pub mind: Option<String>,
}

/// What is wrong with the secrets of a profile, as `warning: …`; and as `note: …` what may be set only where it runs.
pub fn remarks(profile: &Profile, look_up: LookUp<'_>) -> Vec<String> {
    let found = profile.secrets().map(|(name, reference)| match name {
        "client.key" | "dpop.key" => (name, reference, key(look_up(reference))),
        // Everybody may read it: only its key is a secret.
        "client.certificate" => (name, reference, look_up(reference).map(|found| Found { mind: None, ..found })),
        _ => (name, reference, look_up(reference)),
    });
    found.filter_map(|(key, reference, found)| remark(key, reference, found)).collect()
}

fn remark(key: &str, reference: &SecretReference, found: Result<Found, String>) -> Option<String> {
    let (grade, said) = match found {
        Ok(found) => ("warning", found.mind?),
        Err(reason) if matches!(reference, SecretReference::Env(_)) && !reason.starts_with(NO_KEY) => ("note", reason),
        Err(reason) => ("warning", reason),
    };
    Some(text::shown_short(&format!("{grade}: {key}: {said}"), 400))
}

/// How the sentence about what was found and is no key begins.
const NO_KEY: &str = "this is no key to sign with: ";

fn key(found: Result<Found, String>) -> Result<Found, String> {
    if let Some(text) = found.as_ref().ok().and_then(|found| found.secret.as_ref()) {
        Signer::from_text(text, None).map_err(|reason| format!("{NO_KEY}{reason}"))?;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{ClientSection, Source, parse};

    const GOOD: &str = r#"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

    fn said(client: &str, found: &Result<Option<&str>, &str>) -> String {
        let text = format!("issuer = \"https://id.example\"\n[client]\nid = \"a\"\n{client}\n");
        let profile = parse("x", &text, Source::Demo).expect("a profile without mistakes").profile;
        let found = found.map(|text| Found { secret: text.map(Secret::new), mind: None }).map_err(str::to_owned);
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
    fn a_file_that_others_can_read_and_a_program_that_is_not_there_are_warned_of() {
        let text = "issuer = \"https://id.example\"\n[client]\nid = \"a\"\nsecret = { file = \"s\" }\n";
        let profile = parse("x", text, Source::Demo).expect("a profile without mistakes").profile;
        let mind = "others can read the file s (mode 0644)".to_owned();
        let found = Found { secret: Some(Secret::new("hunter2")), mind: Some(mind) };
        let minded = remarks(&profile, &|_| Ok(found.clone())).join("\n");
        assert_eq!(minded, "warning: client.secret: others can read the file s (mode 0644)");
        let public = Profile {
            client: ClientSection {
                certificate: profile.client.secret.clone(),
                secret: None,
                ..profile.client.clone()
            },
            ..profile
        };
        assert!(remarks(&public, &|_| Ok(found.clone())).is_empty(), "a certificate is public");
        let absent = said("secret = { command = [\"vault\"] }", &Err("the command vault was not found"));
        assert_eq!(absent, "warning: client.secret: the command vault was not found");
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
            for (name, key) in [("client.key", ""), ("dpop.key", "[dpop]\n")] {
                let said = said(&format!("{key}key = {reference}"), &Ok(Some("hunter2")));
                let begin = format!("warning: {name}: this is no key");
                assert!(said.starts_with(&begin) && !said.contains("hunter2"), "{said}");
            }
        }
    }
}
