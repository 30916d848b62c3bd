//! The profiles that come with grantty: one provider a file in `profiles/`, with what is known about it in its comments.

/// Each file of `profiles/`, by its stem, in the order they are listed.
const TABLE: &[(&str, &str)] = &[
    ("auth0", include_str!("../../profiles/auth0.toml")),
    ("authentik", include_str!("../../profiles/authentik.toml")),
    ("entra-id", include_str!("../../profiles/entra-id.toml")),
    ("github", include_str!("../../profiles/github.toml")),
    ("gitlab", include_str!("../../profiles/gitlab.toml")),
    ("google", include_str!("../../profiles/google.toml")),
    ("keycloak", include_str!("../../profiles/keycloak.toml")),
    ("oidc-provider", include_str!("../../profiles/oidc-provider.toml")),
    ("okta", include_str!("../../profiles/okta.toml")),
    ("ory-hydra", include_str!("../../profiles/ory-hydra.toml")),
    ("zitadel", include_str!("../../profiles/zitadel.toml")),
];

/// Name and text of each.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLE.iter().copied()
}

/// The text of the shipped profile of that name.
pub fn text(name: &str) -> Option<&'static str> {
    all().find(|(shipped, _)| *shipped == name).map(|(_, text)| text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::check::warnings;
    use crate::profile::{Source, parse};

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test compares the table with the folder")]
    fn the_table_is_the_folder() {
        let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/profiles")).unwrap();
        let mut files: Vec<String> = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        files.sort();
        assert_eq!(files, all().map(|(name, _)| format!("{name}.toml")).collect::<Vec<_>>());
    }

    #[test]
    fn each_loads_and_holds_no_secret() {
        for (name, text) in all() {
            let parsed = parse(name, text, Source::Shipped).unwrap_or_else(|mistakes| panic!("{name}: {mistakes:?}"));
            assert!(parsed.notices.is_empty(), "{name}: {:?}", parsed.notices);
            assert!(parsed.profile.notes.is_some(), "{name} says what to put in");
            let said = warnings(&parsed.profile, None);
            assert!(said.iter().all(|warning| !warning.contains("secret")), "{name}: {said:?}");
        }
    }
}
