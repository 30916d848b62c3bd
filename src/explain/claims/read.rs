//! The tables of `assets/claims.toml`, and looking something up in them.

use std::collections::BTreeMap;

use serde::Deserialize;
use url::Url;

use super::{Form, Meaning};

/// Everything that is known, by name.
#[derive(Default)]
pub(super) struct Tables {
    claims: Names,
    /// Members of the objects that are claims.
    members: Names,
    header: Names,
    vendors: Vec<Vendor>,
    values: BTreeMap<String, BTreeMap<String, &'static str>>,
}

#[derive(Default)]
struct Names {
    exact: BTreeMap<&'static str, Meaning>,
    /// Names that end in `*`, without it.
    beginnings: Vec<(&'static str, Meaning)>,
}

struct Vendor {
    title: &'static str,
    hosts: Vec<String>,
    paths: Vec<String>,
    claims: Names,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    claims: BTreeMap<String, Entry>,
    members: BTreeMap<String, Entry>,
    header: BTreeMap<String, Entry>,
    vendor: Vec<VendorFile>,
    values: BTreeMap<String, BTreeMap<String, String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VendorFile {
    title: String,
    /// Ends of the host of its issuers.
    #[serde(default)]
    hosts: Vec<String>,
    /// Pieces of their path, where anybody runs it on a host of their own.
    #[serde(default)]
    paths: Vec<String>,
    reference: String,
    claims: BTreeMap<String, Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    short: String,
    long: String,
    #[serde(rename = "in")]
    reference: Option<String>,
    #[serde(default)]
    form: Form,
}

/// Reads the file that comes with the program; its texts live as long as that.
pub(super) fn tables() -> Tables {
    let file: File = toml::from_str(include_str!("../../../assets/claims.toml")).expect("a test reads it");
    let vendors = file.vendor.into_iter().map(|vendor| {
        let title: &'static str = vendor.title.leak();
        let claims = Names::new(vendor.claims, vendor.reference.leak(), Some(title));
        Vendor { title, hosts: vendor.hosts, paths: vendor.paths, claims }
    });
    let leaked = |(value, text): (String, String)| (value, &*text.leak());
    Tables {
        claims: Names::new(file.claims, "", None),
        members: Names::new(file.members, "", None),
        header: Names::new(file.header, "", None),
        vendors: vendors.collect(),
        values: file.values.into_iter().map(|(name, all)| (name, all.into_iter().map(leaked).collect())).collect(),
    }
}

impl Names {
    fn new(entries: BTreeMap<String, Entry>, reference: &'static str, vendor: Option<&'static str>) -> Self {
        let mut names = Self::default();
        for (name, entry) in entries {
            let name: &'static str = name.leak();
            let reference = entry.reference.map_or(reference, |own| &*own.leak());
            let (short, long) = (&*entry.short.leak(), &*entry.long.leak());
            let meaning = Meaning { name, short, long, reference, vendor, form: entry.form };
            match name.strip_suffix('*') {
                Some(beginning) => names.beginnings.push((beginning, meaning)),
                None => drop(names.exact.insert(name, meaning)),
            }
        }
        names
    }

    fn get(&self, name: &str) -> Option<&Meaning> {
        self.exact.get(name).or_else(|| longest(self.beginnings(name)))
    }

    /// The beginnings that `name` goes on from.
    fn beginnings(&self, name: &str) -> impl Iterator<Item = (usize, &Meaning)> {
        let goes_on =
            move |(beginning, _): &&(&str, Meaning)| name.len() > beginning.len() && name.starts_with(*beginning);
        self.beginnings.iter().filter(goes_on).map(|(beginning, meaning)| (beginning.len(), meaning))
    }
}

/// The meaning of the longest beginning says the most; the last of equal ones.
fn longest<'a>(beginnings: impl Iterator<Item = (usize, &'a Meaning)>) -> Option<&'a Meaning> {
    beginnings.max_by_key(|(length, _)| *length).map(|(_, meaning)| meaning)
}

impl Tables {
    pub(super) fn claim(&self, name: &str, issuer: Option<&str>) -> Option<&Meaning> {
        let own = issuer.and_then(|issuer| self.of_issuer(issuer));
        // Whoever is known to be somebody else's provider has no claims of these vendors.
        let others = || self.vendors.iter().filter(|_| own.is_none());
        own.and_then(|vendor| vendor.claims.get(name))
            .or_else(|| self.claims.exact.get(name))
            .or_else(|| others().find_map(|vendor| vendor.claims.exact.get(name)))
            .or_else(|| {
                let theirs = others().flat_map(|vendor| vendor.claims.beginnings(name));
                longest(theirs.chain(self.claims.beginnings(name)))
            })
            // `family_name#ja-Kana-JP` (OIDC Core 1.0 §5.2)
            .or_else(|| name.split_once('#').and_then(|(name, _)| self.claim(name, issuer)))
    }

    pub(super) fn member(&self, name: &str) -> Option<&Meaning> {
        self.members.get(name).or_else(|| self.claims.exact.get(name))
    }

    pub(super) fn header(&self, name: &str) -> Option<&Meaning> {
        self.header.get(name)
    }

    pub(super) fn value(&self, name: &str, value: &str) -> Option<&'static str> {
        let values = self.values.get(name)?;
        let known = values.get(value).copied();
        // Media types are compared without regard to case, and may have their first word (RFC 7515 §4.1.9).
        known.or_else(|| {
            let first = value.get(.."application/".len()).filter(|first| first.eq_ignore_ascii_case("application/"));
            let kind = first.map_or(value, |first| &value[first.len()..]);
            let is_kind = |(known, _): &(&String, &&'static str)| known.eq_ignore_ascii_case(kind);
            (name == "typ").then(|| values.iter().find(is_kind))?.map(|(_, text)| *text)
        })
    }

    pub(super) fn vendor(&self, issuer: &str) -> Option<&'static str> {
        self.of_issuer(issuer).map(|vendor| vendor.title)
    }

    fn of_issuer(&self, issuer: &str) -> Option<&Vendor> {
        // Google signs with an issuer that has no scheme.
        let url = Url::parse(issuer).or_else(|_| Url::parse(&format!("https://{issuer}"))).ok()?;
        let host = url.host_str()?;
        let is_host = |known: &String| match known.strip_suffix('*') {
            Some(beginning) => host.starts_with(beginning),
            None => host.strip_suffix(known.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')),
        };
        let by_host = self.vendors.iter().find(|vendor| vendor.hosts.iter().any(is_host));
        by_host.or_else(|| {
            self.vendors.iter().find(|vendor| vendor.paths.iter().any(|path| url.path().contains(path.as_str())))
        })
    }
}

#[cfg(test)]
impl Tables {
    pub(super) fn all(&self) -> impl Iterator<Item = &Meaning> {
        let own = [&self.claims, &self.members, &self.header];
        let every = own.into_iter().chain(self.vendors.iter().map(|vendor| &vendor.claims));
        every.flat_map(|names| names.exact.values().chain(names.beginnings.iter().map(|(_, meaning)| meaning)))
    }

    /// Members that a claim of the same name hides.
    pub(super) fn shadowed(&self) -> impl Iterator<Item = &str> {
        self.members.exact.keys().copied().filter(|name| self.claims.exact.contains_key(name))
    }
}
