//! What claims, header parameters and their registered values mean, in our words, with where it is written.
//!
//! The sentences are data, in `assets/claims.toml`, read when the first of them is asked for.

mod read;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use read::Tables;

static TABLES: LazyLock<Tables> = LazyLock::new(read::tables);

/// What a claim or header parameter means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// Its name; with a `*` at the end, the beginning of many names.
    pub name: &'static str,
    /// A few words for a row: at most 32 characters.
    pub short: &'static str,
    /// A sentence or two.
    pub long: &'static str,
    /// Where it is written: `RFC 7519 §4.1.1`.
    pub reference: &'static str,
    /// Whose it is, when it is no standard's: `Entra ID`.
    pub vendor: Option<&'static str>,
    /// What its value is.
    pub form: Form,
}

/// What a value is, beyond its JSON type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Text.
    #[default]
    Text,
    /// A moment: seconds since 1970 (RFC 7519 §2).
    Time,
    /// A length of time in seconds.
    Seconds,
    /// A number that is neither.
    Number,
    /// `true` or `false`.
    Truth,
    /// Several values, or one of them alone.
    List,
    /// Words with a space between.
    Words,
    /// An object.
    Object,
    /// An address.
    Address,
    /// A digest, in base64url.
    Digest,
    /// A public key.
    Key,
    /// A whole token.
    Token,
}

/// What a claim means: as the vendor of the issuer has it, else the standards, else any vendor if the issuer is none's.
pub fn claim(name: &str, issuer: Option<&str>) -> Option<&'static Meaning> {
    TABLES.claim(name, issuer)
}

/// What a member of an object that is a claim means: of `cnf`, `address`, `sub_id`, `status`, `verified_claims`.
pub fn member(name: &str) -> Option<&'static Meaning> {
    TABLES.member(name)
}

/// What a header parameter means.
pub fn header(name: &str) -> Option<&'static Meaning> {
    TABLES.header(name)
}

/// What a registered value of a claim or header parameter means: of `amr`, `acr`, `typ`, `alg`, `enc`, `events` and others.
pub fn value(name: &str, value: &str) -> Option<&'static str> {
    TABLES.value(name, value)
}

/// The vendor whose issuer this is, by its host or path.
pub fn vendor(issuer: &str) -> Option<&'static str> {
    TABLES.vendor(issuer)
}
