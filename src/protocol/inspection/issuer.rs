//! A refresh token: only its issuer reads it, so that a client has nothing to check its MAC with, and need not.

use super::{Against, Keys};
use crate::protocol::check::{Finding, Verdict};
use crate::protocol::jose::algorithm::Algorithm;
use crate::protocol::jose::jwt::Decoded;
use crate::protocol::jose::mac_key::MacKey;

/// What such a token is held against: nothing that was said of the tokens for the client, and no secret of the client.
pub(super) fn against<'a>(against: Against<'a>, decoded: &Decoded) -> Against<'a> {
    let is_mac = decoded.header_text("alg").and_then(Algorithm::from_name).is_some_and(Algorithm::is_mac);
    let own = Against { nonce: None, access_token: None, audience: None, registered_alg: None, alg: None, ..against };
    let is_unknown = is_mac && against.macs.iter().all(MacKey::is_client_secret);
    if is_unknown { Against { macs: &[], keys: Keys::NotGiven, ..own } } else { own }
}

/// The rows that nobody but the issuer can judge.
pub(super) fn unseen(row: Finding) -> Finding {
    let rule = row.check.id.split_once('.').map_or("", |(_, rule)| rule);
    let is_his = ["alg_confusion", "key", "key_use", "key_alg", "secret_length", "signature"].contains(&rule);
    if is_his && row.verdict == Verdict::Skip {
        row.check.skip("a refresh token, for its issuer's eyes only")
    } else {
        row
    }
}
