//! What is particular about `[ciba]`: exactly one hint, a key for signed requests, and where a provider can call.

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use url::Url;

use super::code::has_key;
use super::judge::Judge;
use super::schema::PARAMETERS;
use super::value::Wrong;
use crate::protocol::ciba::HINTS;
use crate::protocol::discovery::host::is_loopback;

/// The registered endpoint is https (CIBA Core §4); http stays possible for a provider on this machine.
pub(super) fn notification_endpoint(text: &str) -> Option<Wrong> {
    let url = Url::parse(text).ok()?;
    (url.scheme() == "http" && !is_loopback(&url)).then(|| {
        let what = "is http to a host that is not this machine, and tokens would come in the clear".to_owned();
        (what, Some("use https, as CIBA Core §4 demands".to_owned()))
    })
}

/// The rules between the keys of `[ciba]` and those beside them.
pub(super) fn rules(root: &DeTable<'_>, judge: &mut Judge<'_>) {
    hints(root, judge);
    let Some(at) = section(root).and_then(|section| section.get("request")) else { return };
    if at.get_ref().as_str() == Some("signed") && !has_key(root) {
        let hint = Some("such as key = { file = \"client.jwk.json\" } in [client]".to_owned());
        judge.mistake(at.span(), "client.key", "`client.key` is missing, and a signed request needs it", hint);
    }
}

/// Exactly one hint, counted as it would be sent: a free parameter takes the place of the key of its name, and an empty
/// one takes it away.
fn hints(root: &DeTable<'_>, judge: &mut Judge<'_>) {
    let found: Vec<_> = HINTS.iter().filter_map(|name| hint(root, name)).collect();
    let names: Vec<String> = found.iter().map(|(key, _)| format!("`{key}`")).collect();
    let all = HINTS.join(", ");
    if let [_, .., (_, last)] = found.as_slice() {
        let last = found.iter().map(|(_, value)| value.span()).max_by_key(|at| at.start).unwrap_or(last.span());
        let what = format!("more than one hint: {}; exactly one of {all} is sent", names.join(", "));
        judge.mistake(last, "ciba", &what, Some("keep one of them".to_owned()));
    } else if let ([], Some(flow)) = (found.as_slice(), root.get("flow"))
        && flow.get_ref().as_str() == Some("ciba")
    {
        let hint = format!("exactly one of {all}, in [ciba]; on the command line --set ciba.login_hint=NAME");
        let what = "the flow ciba needs a hint that says who is to sign in";
        judge.mistake(flow.span(), "ciba.login_hint", what, Some(hint));
    }
}

/// Where the hint of that name comes from, with its dotted key, if it is sent.
fn hint<'a, 't>(root: &'a DeTable<'t>, name: &str) -> Option<(String, &'a Spanned<DeValue<'t>>)> {
    let legs = root.get(PARAMETERS).and_then(|legs| legs.get_ref().as_table());
    let leg = legs.and_then(|legs| legs.get("ciba")).and_then(|leg| leg.get_ref().as_table());
    match leg.and_then(|leg| leg.get(name)) {
        Some(free) if free.get_ref().as_str() == Some("") => None,
        Some(free) => Some((format!("{PARAMETERS}.ciba.{name}"), free)),
        None => section(root)?.get(name).map(|value| (format!("ciba.{name}"), value)),
    }
}

fn section<'a, 't>(root: &'a DeTable<'t>) -> Option<&'a DeTable<'t>> {
    root.get("ciba").and_then(|section| section.get_ref().as_table())
}
