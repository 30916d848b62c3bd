//! What can be wrong with pushed tokens and push errors (CIBA §10.3, §12).

use crate::demo::fault::Fault;
use crate::demo::id_token::{AUTH_REQ_ID, RT_HASH};
use crate::demo::notice::{Bearer, Notice};
use crate::demo::wrong::{Edit, Place, Sign, When, Wrong};

/// A change of the ID Token's claims.
const fn claim(edit: Edit) -> Wrong {
    Wrong::Edit(Place::Claims, edit)
}

/// In place of the tokens.
const fn error(code: &'static str) -> Wrong {
    Wrong::Notice(When::Instead, Notice::error(code))
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::ciba(
        "push-no-auth-req-id-claim",
        "The ID Token does not say which request it answers.",
        &[claim(Edit::Remove(AUTH_REQ_ID))],
    )
    .shows(&[("id_token.auth_req_id", "fail")])
    .rows(&["CIB-25"])
    .push(),
    Fault::ciba(
        "push-other-auth-req-id-claim",
        "The ID Token answers another request.",
        &[claim(Edit::Append(AUTH_REQ_ID, "1"))],
    )
    .shows(&[("id_token.auth_req_id", "fail")])
    .rows(&["CIB-25"])
    .push(),
    Fault::ciba("push-at-hash-other", "at_hash has a 1 at the end.", &[claim(Edit::Append("at_hash", "1"))])
        .shows(&[("id_token.at_hash", "fail")])
        .rows(&["CIB-25"])
        .push(),
    Fault::ciba("push-at-hash-missing", "There is no at_hash.", &[claim(Edit::Remove("at_hash"))])
        .shows(&[("id_token.at_hash", "fail")])
        .rows(&["CIB-25"])
        .push(),
    Fault::ciba("push-rt-hash-other", "rt_hash has a 1 at the end.", &[claim(Edit::Append(RT_HASH, "1"))])
        .shows(&[("id_token.rt_hash", "fail")])
        .rows(&["CIB-25"])
        .push(),
    Fault::ciba(
        "push-rt-hash-missing",
        "There is no rt_hash, though a refresh token comes.",
        &[claim(Edit::Remove(RT_HASH))],
    )
    .shows(&[("id_token.rt_hash", "fail")])
    .rows(&["CIB-25"])
    .push(),
    Fault::ciba(
        "push-no-id-token",
        "Tokens are pushed without an ID Token.",
        &[Wrong::Edit(Place::Token, Edit::Remove("id_token"))],
    )
    .shows(&[("token.id_token", "fail"), ("id_token.auth_req_id", "fail")])
    .rows(&["CIB-25"])
    .push(),
    Fault::ciba(
        "push-signature-broken",
        "Every byte of the pushed ID Token's signature is changed.",
        &[Wrong::Sign(Sign::Rs256Broken)],
    )
    .shows(&[("id_token.signature", "fail")])
    .rows(&["CIB-27", "IDT-20"])
    .push(),
    Fault::ciba(
        "push-wrong-bearer",
        "Tokens come with a bearer token that has one more character.",
        &[Wrong::Notice(When::Before, Notice { bearer: Bearer::Longer, ..Notice::TOKENS })],
    )
    .shows(&[("notification.bearer", "fail")])
    .rows(&["CIB-19"])
    .push(),
    Fault::ciba(
        "push-other-id",
        "Tokens come for another auth_req_id.",
        &[Wrong::Notice(When::Before, Notice { edits: &[Edit::Append("auth_req_id", "1")], ..Notice::TOKENS })],
    )
    .shows(&[("notification.auth_req_id", "fail")])
    .rows(&["CIB-21"])
    .push(),
    Fault::ciba("ping-in-push", "A client in push mode is pinged.", &[Wrong::Notice(When::Before, Notice::PING)])
        .shows(&[("notification.mode", "fail")])
        .rows(&["CIB-23"])
        .push(),
    Fault::ciba(
        "ciba-transaction-failed",
        "An error is pushed: the transaction failed.",
        &[error("transaction_failed")],
    )
    .shows(&[("notification.granted", "fail")])
    .rows(&["CIB-18"])
    .push()
    .ends_approved("refused"),
    Fault::ciba(
        "push-access-denied",
        "An error is pushed: the person said no, who did not.",
        &[error("access_denied")],
    )
    .rows(&["CIB-18"])
    .push()
    .ends_approved("denied"),
    Fault::ciba(
        "push-expired",
        "After three seconds an error says that nobody decided, though ten seconds were promised.",
        &[Wrong::Life(3), Wrong::Edit(Place::Ciba, Edit::Set("expires_in", "10"))],
    )
    .rows(&["CIB-18"])
    .push()
    .ends("expired"),
    Fault::ciba(
        "push-error-unknown",
        "An error is pushed whose code nobody registered.",
        &[error("please_hold_the_line")],
    )
    .shows(&[("notification.granted", "fail"), ("notification.error", "fail")])
    .rows(&["CIB-18"])
    .push()
    .ends_approved("refused"),
    Fault::ciba("push-never", "Nothing is pushed; the request lives four seconds.", &[Wrong::NoNotice, Wrong::Life(4)])
        .push()
        .ends_approved("expired"),
];
