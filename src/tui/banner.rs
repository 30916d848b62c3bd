//! The row below the header, while a run trusts hosts whose certificates nobody vouches for.

use url::Url;

use super::model::Model;
use super::screen::{RunScreen, eyes};
use super::text::{Piece, Pieces, theirs, width};
use super::theme::Role;
use crate::profile::Profile;

/// The row for the run that is shown; none where every certificate is checked.
pub fn line(model: &Model, room: usize) -> Option<Pieces> {
    let screen = model.run()?;
    let hosts = unchecked(&screen.profile);
    let (first, more) = hosts.split_first()?;
    let fitting = |words: &String| width(&told(screen, model, words)) <= room;
    let all = hosts.join(", ");
    let few = if more.is_empty() { first.clone() } else { format!("{first} and {} more", more.len()) };
    let words = [all, few, format!("{} hosts", hosts.len())].into_iter().find(fitting);
    Some(told(screen, model, &words.unwrap_or_else(|| "its hosts".to_owned())))
}

/// Whether there is one.
pub fn is_up(model: &Model) -> bool {
    model.run().is_some_and(|screen| !unchecked(&screen.profile).is_empty())
}

fn told(screen: &RunScreen, model: &Model, hosts: &str) -> Pieces {
    let mut line = vec![Piece::new(Role::Warn, " ! "), Piece::new(Role::Strong, "tls.insecure")];
    line.push(Piece::new(Role::Warn, "  certificates are not checked of "));
    line.extend(theirs(Role::Strong, hosts, eyes(&screen.run, model.privacy)));
    line
}

/// The hosts of a profile that TLS is spoken with and whose certificates `tls.insecure` lets pass.
pub fn unchecked(profile: &Profile) -> Vec<String> {
    if !profile.tls.insecure {
        return Vec::new();
    }
    let named = profile.issuer.iter().chain(profile.endpoints.values());
    let urls = named.filter_map(|address| Url::parse(address).ok()).filter(|url| url.scheme() == "https");
    let mut hosts: Vec<String> = urls.filter_map(|url| url.host_str().map(str::to_owned)).collect();
    hosts.sort_unstable();
    hosts.dedup();
    hosts
}
