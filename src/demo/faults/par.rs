//! What can be wrong with a pushed authorization request.

use crate::demo::fault::Fault;
use crate::demo::wrong::{Edit, Front, Http, Place, Wrong};

pub(super) const FAULTS: &[Fault] = &[
    Fault::code(
        "par-200",
        "A pushed request is answered with 200 in place of 201.",
        &[Wrong::Http(Place::Par, Http::Status(200))],
    )
    .shows(&[("par.status", "warn")])
    .rows(&["PAR-01"])
    .set(&["code.par=always"]),
    Fault::code(
        "par-no-request-uri",
        "A pushed request gets no request_uri.",
        &[Wrong::Edit(Place::Par, Edit::Remove("request_uri"))],
    )
    .shows(&[("par.request_uri", "fail")])
    .rows(&["PAR-01"])
    .ends("broken")
    .set(&["code.par=always"]),
    Fault::code(
        "par-expires-0",
        "The request_uri expires at once, it is said.",
        &[Wrong::Edit(Place::Par, Edit::Set("expires_in", "0"))],
    )
    .shows(&[("par.expires_in", "fail")])
    .rows(&["PAR-01"])
    .ends("broken")
    .set(&["code.par=always"]),
    Fault::code(
        "par-expired",
        "Every request_uri is said to have expired.",
        &[Wrong::Front(Front::Refuse("invalid_request_uri"))],
    )
    .rows(&["PAR-02"])
    .ends_approved("refused")
    .set(&["code.par=always"]),
    Fault::code(
        "par-required",
        "Requests have to be pushed, and the profile does not.",
        &[
            Wrong::Edit(Place::Metadata, Edit::Set("require_pushed_authorization_requests", "true")),
            Wrong::Front(Front::PushedOnly),
        ],
    )
    .shows(&[("par.required", "fail")])
    .rows(&["PAR-03"])
    .ends("rejected")
    .set(&["code.par=never"]),
    Fault::code(
        "par-required-unsaid",
        "Requests have to be pushed, and metadata does not say so.",
        &[Wrong::Front(Front::PushedOnly)],
    )
    .rows(&["PAR-03"])
    .ends_approved("refused")
    .set(&["code.par=never"]),
    Fault::code(
        "par-refused",
        "Pushed requests are refused.",
        &[Wrong::Http(Place::Par, Http::Body(400, r#"{"error":"invalid_request","error_description":"Not today."}"#))],
    )
    .rows(&["PAR-01"])
    .ends("refused")
    .set(&["code.par=always"]),
];
