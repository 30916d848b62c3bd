//! How an exchange went over the network: the proxy between, when each phase ended, and who was at the other end of TLS.

use crate::protocol::exchange::Timings;
use crate::protocol::peer::{Certificate, Peer};
use crate::protocol::time::Now;
use crate::tui::text::{Eyes, Piece, Pieces, theirs};
use crate::tui::theme::Role;
use crate::tui::words;

/// Columns of the labels, with their indent.
const LABEL: usize = 12;

/// The proxy, if one was between.
pub fn via(proxy: Option<&str>, eyes: Eyes<'_>) -> Option<Pieces> {
    Some(line("proxy", theirs(Role::Text, proxy?, eyes)))
}

/// When each phase ended, counted from the start. A connection without TLS has no phase that tells that it is new.
pub fn phases(times: &Timings, has_tls: bool) -> Pieces {
    let begun = [("dns", times.dns), ("connect", times.connect), ("tls", times.tls)];
    let begun = begun.into_iter().filter_map(|(name, ended)| Some((name, ended?)));
    let all = begun.chain([("first byte", times.first_byte), ("total", times.total)]);
    let mut told: Vec<String> = all.map(|(name, ended)| format!("{name} {}", words::precise(ended))).collect();
    if has_tls && times.connect.is_none() && times.dns.is_none() {
        told.insert(0, "reused".to_owned());
    }
    line("after", vec![Piece::new(Role::Dim, told.join(", "))])
}

/// Whether the other end is trusted, in one line; the rest stands below the answer.
pub fn summary(peer: &Peer) -> Pieces {
    let mut told = vec![Piece::new(Role::Text, format!("{}, ", agreed(peer)))];
    told.extend(trust(peer));
    line("over", told)
}

/// Everything that is known of the other end; validity is told from the moment `at` of the exchange.
pub fn lines(peer: &Peer, at: Now, eyes: Eyes<'_>) -> Vec<Pieces> {
    let mut lines = vec![Vec::new(), vec![Piece::new(Role::Title, "TLS")]];
    lines.push(line("protocol", vec![Piece::new(Role::Text, agreed(peer))]));
    lines.extend(peer.cipher.as_deref().map(|cipher| line("cipher", theirs(Role::Text, cipher, eyes))));
    lines.push(line("trusted", trust(peer)));
    lines.extend(peer.fault.as_deref().map(|fault| line("", theirs(Role::Text, fault, eyes))));
    let pinned =
        |sha256: &str| line("", theirs(Role::Text, &format!("what was let pass before had SHA-256 {sha256}"), eyes));
    lines.extend(peer.pinned.as_deref().map(pinned));
    lines.push(line("our own", own(peer, eyes)));
    for (n, one) in peer.chain.iter().enumerate() {
        let count = peer.chain.len();
        let kind = if one.is_authority { "  of an authority" } else { "" };
        let title = Piece::new(Role::Strong, format!("  certificate {} of {count}", n + 1));
        lines.extend([Vec::new(), vec![title, Piece::new(Role::Dim, kind)]]);
        lines.extend(certificate(one, at, eyes));
    }
    if peer.chain.is_empty() {
        lines.push(line("chain", vec![Piece::new(Role::Dim, "no certificate was shown")]));
    }
    lines
}

fn agreed(peer: &Peer) -> String {
    peer.protocol.unwrap_or("nothing was agreed on").to_owned()
}

fn trust(peer: &Peer) -> Pieces {
    match (&peer.fault, peer.is_tolerated) {
        (None, _) if peer.protocol.is_none() => vec![Piece::new(Role::Dim, "– not known: the handshake ended before")],
        (None, _) => vec![Piece::new(Role::Pass, "✔ "), Piece::new(Role::Text, "trusted")],
        (Some(_), true) => {
            vec![Piece::new(Role::Fail, "✘ not trusted"), Piece::new(Role::Warn, ", and let pass by tls.insecure")]
        }
        (Some(_), false) => vec![Piece::new(Role::Fail, "✘ not trusted")],
    }
}

/// Whether a certificate of ours was asked for, and what became of it (RFC 8705 §2).
fn own(peer: &Peer, eyes: Eyes<'_>) -> Pieces {
    let plain = |words: &str| vec![Piece::new(Role::Text, words)];
    let warned = |words: &str| vec![Piece::new(Role::Warn, "! "), Piece::new(Role::Text, words)];
    match (&peer.own, peer.asked_for_certificate, peer.sent_certificate) {
        (None, false, _) => plain("no client certificate is asked for"),
        (None, true, _) => plain("a client certificate is asked for, and the profile has none"),
        (Some(own), _, true) => {
            let sent =
                vec![Piece::new(Role::Pass, "✔ "), Piece::new(Role::Text, "client certificate asked for and sent: ")];
            [sent, theirs(Role::Text, &own.summary(), eyes)].concat()
        }
        (Some(_), false, false) => warned("no client certificate is asked for, so none was sent"),
        (Some(own), true, false) => {
            let key =
                format!("a client certificate is asked for; none was sent: no signature of a {} key is taken", own.key);
            [vec![Piece::new(Role::Warn, "! ")], theirs(Role::Text, &key, eyes)].concat()
        }
    }
}

fn certificate(one: &Certificate, at: Now, eyes: Eyes<'_>) -> Vec<Pieces> {
    let hosts = one.names.join(", ");
    let fields = [
        ("subject", one.subject.as_str()),
        ("issuer", if one.is_self_issued() && !one.issuer.is_empty() { "itself" } else { &one.issuer }),
        ("names", &hosts),
    ];
    let named = |(name, text): (&str, &str)| (!text.is_empty()).then(|| line(name, theirs(Role::Text, text, eyes)));
    let mut lines: Vec<Pieces> = fields.into_iter().filter_map(named).collect();
    lines.extend(validity(one, at));
    let fields =
        [("key", one.key.as_str()), ("signature", &one.signature), ("serial", &one.serial), ("SHA-256", &one.sha256)];
    lines.extend(fields.into_iter().filter_map(named));
    lines
}

/// From when until when, and how far that was away; nothing of a certificate that could not be read.
fn validity(one: &Certificate, at: Now) -> Vec<Pieces> {
    if one.not_after == 0 && one.not_before == 0 {
        return Vec::new();
    }
    let date = |unix: u64| words::date(unix, None).unwrap_or_else(|| "a moment that no calendar has".to_owned());
    let moment = |unix: u64, bad: bool| {
        let (mark, role) = if bad { ("✘ ", Role::Fail) } else { ("", Role::Text) };
        let date = date(unix).replace(" +00:00", "Z");
        vec![Piece::new(role, format!("{mark}{date}  ")), Piece::new(Role::Dim, words::relative(unix, at))]
    };
    vec![
        line("from", moment(one.not_before, at.unix < one.not_before)),
        line("until", moment(one.not_after, at.unix > one.not_after)),
    ]
}

fn line(name: &str, value: Pieces) -> Pieces {
    let indented = format!("  {name}");
    [vec![Piece::new(Role::Label, format!("{indented:<LABEL$}"))], value].concat()
}
