//! Who can log in. Everybody's password is on the page: this is a demonstration.

use super::members::Members;
use serde_json::json;

/// The password of everybody.
pub(super) const PASSWORD: &str = "demo";

/// One person.
#[derive(Debug)]
pub(super) struct Person {
    pub username: &'static str,
    pub sub: &'static str,
    given: &'static str,
    family: &'static str,
}

/// All of them.
pub(super) const PEOPLE: &[Person] = &[
    Person { username: "ann", sub: "10769150350006150715113082367", given: "Ann", family: "Archer" },
    Person { username: "bob", sub: "20944381270055182736450918273", given: "Bob", family: "Baker" },
    Person { username: "zoe", sub: "30518273645091827364509182736", given: "Zoë", family: "Żółć" },
];

impl Person {
    /// The person of that name, if the password fits.
    pub fn log_in(username: &str, password: &str) -> Option<&'static Self> {
        PEOPLE.iter().find(|p| p.username == username.trim() && password == PASSWORD)
    }

    /// The person of that username.
    pub fn named(username: &str) -> Option<&'static Self> {
        PEOPLE.iter().find(|p| p.username == username)
    }

    /// The person a `login_hint` means: a username or an email address.
    pub fn hinted(hint: &str) -> Option<&'static Self> {
        let name = hint.trim().strip_suffix("@example.com").unwrap_or_else(|| hint.trim());
        PEOPLE.iter().find(|p| p.username == name)
    }

    /// The person of that `sub`.
    pub fn of_subject(sub: &str) -> Option<&'static Self> {
        PEOPLE.iter().find(|p| p.sub == sub)
    }

    /// Given and family name.
    pub fn name(&self) -> String {
        format!("{} {}", self.given, self.family)
    }

    /// Adds the claims that the scopes stand for (OpenID Connect Core 1.0 §5.4).
    pub fn claims(&self, scope: &str, claims: &mut Members) {
        let asked = |wanted: &str| scope.split(' ').any(|s| s == wanted);
        if asked("profile") {
            claims.set("name", self.name());
            claims.set("given_name", self.given);
            claims.set("family_name", self.family);
            claims.set("preferred_username", self.username);
            claims.set("updated_at", 1_767_225_600);
        }
        if asked("email") {
            claims.set("email", format!("{}@example.com", self.username));
            claims.set("email_verified", json!(true));
        }
    }
}
