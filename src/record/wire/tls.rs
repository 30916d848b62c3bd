//! What TLS showed of the other side, as data.

use super::Eyes;
use crate::protocol::json::{Json, object};
use crate::protocol::peer::{Certificate, Peer};
use crate::record::stamp;

/// The other side of one connection.
pub fn peer(peer: &Peer, eyes: Eyes<'_>) -> Json {
    let own = [
        ("asked", peer.asked_for_certificate.into()),
        ("sent", peer.sent_certificate.into()),
        ("certificate", peer.own.as_ref().map(|own| certificate(own, eyes)).into()),
    ];
    object([
        ("protocol", peer.protocol.into()),
        ("cipher", peer.cipher.as_deref().map(|cipher| eyes.export(cipher)).into()),
        ("fault", peer.fault.as_deref().map(|fault| eyes.export(fault)).into()),
        ("tolerated", peer.is_tolerated.into()),
        ("pinned", peer.pinned.as_deref().map(|pinned| eyes.export(pinned)).into()),
        ("client_certificate", object(own)),
        ("chain", peer.chain.iter().map(|one| certificate(one, eyes)).collect()),
    ])
}

fn certificate(one: &Certificate, eyes: Eyes<'_>) -> Json {
    let text = |text: &str| Json::from(eyes.export(text));
    object([
        ("subject", text(&one.subject)),
        ("issuer", text(&one.issuer)),
        ("names", one.names.iter().map(|name| eyes.export(name)).collect()),
        ("not_before", stamp::utc(one.not_before).into()),
        ("not_after", stamp::utc(one.not_after).into()),
        ("serial", text(&one.serial)),
        ("key", text(&one.key)),
        ("signature", text(&one.signature)),
        ("sha256", text(&one.sha256)),
        ("authority", one.is_authority.into()),
    ])
}
