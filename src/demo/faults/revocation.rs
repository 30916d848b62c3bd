//! What can be wrong with a revocation.

use crate::demo::fault::Fault;
use crate::demo::wrong::{Http, Place, Wrong};

pub(super) const FAULTS: &[Fault] = &[
    Fault::of(
        "revocation",
        "done",
        ("revocation-without-effect", "A revocation is confirmed, and the token is active as before."),
        &[Wrong::KeepsTokens],
    )
    .shows(&[("revocation.effect", "warn")])
    .rows(&["EXT-04"]),
    Fault::of(
        "revocation",
        "refused",
        ("revocation-unsupported", "Tokens of this kind cannot be revoked."),
        &[
            Wrong::Http(
                Place::Revocation,
                Http::Body(
                    400,
                    r#"{"error":"unsupported_token_type","error_description":"Access tokens cannot be revoked."}"#,
                ),
            ),
            Wrong::Http(Place::Revocation, Http::Header("content-type", "application/json")),
        ],
    )
    .rows(&["EXT-05"]),
    Fault::of(
        "revocation",
        "broken",
        ("revocation-unavailable", "Nothing can be revoked for half a minute."),
        &[
            Wrong::Http(Place::Revocation, Http::Empty(503)),
            Wrong::Http(Place::Revocation, Http::Header("retry-after", "30")),
        ],
    )
    .rows(&["EXT-05"]),
];
