//! What the header fields of a visitor tell: whom it meant, and whether anybody looks at the answer.

use crate::protocol::listener::Incoming;

/// Whether the one `Host` is a name of ours. A page under another name that resolves to this machine is not let in.
pub(super) fn means_us(incoming: &Incoming, hosts: &[String]) -> bool {
    let mut named = values(incoming, "host");
    let (first, second) = (named.next(), named.next());
    first.is_some_and(|host| hosts.iter().any(|known| known.eq_ignore_ascii_case(host.trim()))) && second.is_none()
}

/// Whether a browser only fetches ahead: what it gets is perhaps never seen.
pub(super) fn fetches_ahead(incoming: &Incoming) -> bool {
    ["purpose", "sec-purpose", "x-purpose", "x-moz"].into_iter().any(|name| {
        values(incoming, name).any(|value| {
            let value = value.to_ascii_lowercase();
            ["prefetch", "prerender", "preview"].into_iter().any(|word| value.contains(word))
        })
    })
}

/// Whether the body is a form.
pub(super) fn brings_a_form(incoming: &Incoming) -> bool {
    values(incoming, "content-type").any(|value| {
        let media = value.split(';').next().unwrap_or_default().trim();
        media.eq_ignore_ascii_case("application/x-www-form-urlencoded")
    })
}

fn values<'a>(incoming: &'a Incoming, name: &'static str) -> impl Iterator<Item = &'a str> {
    incoming.headers.iter().filter(move |(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}
