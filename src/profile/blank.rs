//! A profile for what belongs to nobody's: it knows nothing but, perhaps, an issuer.

use super::{Profile, Source, parse_with};

/// What is sent as no client id: a file must have one.
const TEXT: &str = "flow = \"inspect\"\n[client]\nid = \"-\"\n";

impl Profile {
    /// A profile to look into tokens with.
    ///
    /// # Errors
    /// What is wrong with the issuer.
    pub fn blank_inspection(issuer: Option<&str>) -> Result<Self, String> {
        let set: Vec<String> = issuer.iter().map(|issuer| format!("issuer={issuer}")).collect();
        let parsed = parse_with("inspect", TEXT, Source::Demo, &set).map_err(|mistakes| {
            let said: Vec<String> = mistakes.iter().map(|mistake| mistake.render("--issuer")).collect();
            // Nobody typed the option by which it is put in.
            said.join("\n").replace("--issuer: --set: `issuer` ", "--issuer ")
        })?;
        let mut profile = parsed.profile;
        profile.client.id.clear();
        Ok(profile)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_knows_nothing_and_a_wrong_issuer_is_said() {
        let blank = Profile::blank_inspection(None).expect("nothing in it can be wrong");
        assert!(blank.issuer.is_none() && blank.client.id.is_empty() && blank.endpoints.is_empty());
        let known = Profile::blank_inspection(Some("https://id.example.com")).expect("an issuer");
        assert_eq!(known.issuer.as_deref(), Some("https://id.example.com"));
        assert!(Profile::blank_inspection(Some("not an address")).is_err());
    }
}
