//! What can be wrong with a successful authorization response.

use crate::demo::authorize::{Carry, Mode};
use crate::demo::fault::Fault;
use crate::demo::wrong::{Edit, Front, Place, Wrong};

pub(super) const FAULTS: &[Fault] = &[
    Fault::code(
        "state-one-more",
        "state has one character more.",
        &[Wrong::Edit(Place::Answer, Edit::Append("state", "1"))],
    )
    .shows(&[("authorization.state", "fail")])
    .rows(&["ATZ-01"])
    .ends_approved("rejected"),
    Fault::code("state-missing", "There is no state.", &[Wrong::Edit(Place::Answer, Edit::Remove("state"))])
        .shows(&[("authorization.state", "fail")])
        .rows(&["ATZ-02"])
        .ends_approved("rejected"),
    Fault::code("iss-other", "iss has a 1 at the end.", &[Wrong::Edit(Place::Answer, Edit::Append("iss", "1"))])
        .shows(&[("authorization.iss", "fail")])
        .rows(&["ATZ-05"])
        .ends_approved("rejected"),
    Fault::code(
        "iss-missing",
        "There is no iss, which metadata promises.",
        &[Wrong::Edit(Place::Answer, Edit::Remove("iss"))],
    )
    .shows(&[("authorization.iss", "fail")])
    .rows(&["ATZ-06"])
    .ends_approved("rejected"),
    Fault::code(
        "iss-unadvertised",
        "iss comes and is right, though metadata does not promise it, which is allowed.",
        &[Wrong::Edit(Place::Metadata, Edit::Remove("authorization_response_iss_parameter_supported"))],
    )
    .rows(&["ATZ-07"]),
    Fault::code(
        "iss-unadvertised-other",
        "iss has a 1 at the end, and metadata does not promise it.",
        &[
            Wrong::Edit(Place::Metadata, Edit::Remove("authorization_response_iss_parameter_supported")),
            Wrong::Edit(Place::Answer, Edit::Append("iss", "1")),
        ],
    )
    .shows(&[("authorization.iss", "fail")])
    .rows(&["ATZ-07"])
    .ends_approved("rejected"),
    Fault::code(
        "code-twice",
        "code comes twice, with different values.",
        &[Wrong::Edit(Place::Answer, Edit::Twice("code", r#""{random}""#))],
    )
    .shows(&[("authorization.duplicate", "fail")])
    .rows(&["ATZ-08"])
    .ends_approved("rejected"),
    Fault::code(
        "code-and-error",
        "code and error come together.",
        &[Wrong::Edit(Place::Answer, Edit::Set("error", r#""server_error""#))],
    )
    .shows(&[("authorization.ambiguous", "fail")])
    .rows(&["ATZ-09"])
    .ends_approved("rejected"),
    Fault::code(
        "answer-empty",
        "There is neither a code nor an error.",
        &[Wrong::Edit(Place::Answer, Edit::Remove("code"))],
    )
    .shows(&[("authorization.empty", "fail")])
    .rows(&["ATZ-10"])
    .ends_approved("broken"),
    Fault::code(
        "answer-in-fragment",
        "The answer comes in the fragment, though it belongs in the query.",
        &[Wrong::Front(Front::Mode(Mode { carry: Carry::Fragment, signed: false }))],
    )
    .shows(&[("authorization.mode", "fail")])
    .rows(&["ATZ-10"]),
    Fault::code(
        "answer-posted",
        "The answer is posted, though it belongs in the query.",
        &[Wrong::Front(Front::Mode(Mode { carry: Carry::FormPost, signed: false }))],
    )
    .shows(&[("authorization.mode", "fail")])
    .rows(&["ATZ-16"]),
    Fault::code(
        "answer-in-query",
        "The answer comes in the query, though it was to be posted.",
        &[Wrong::Front(Front::Mode(Mode { carry: Carry::Query, signed: false }))],
    )
    .shows(&[("authorization.mode", "fail")])
    .rows(&["ATZ-16"])
    .set(&["code.response_mode=form_post"]),
    Fault::code(
        "code-crlf",
        "There is a line break in the code.",
        &[Wrong::Edit(Place::Answer, Edit::Set("code", r#""one\r\ntwo""#))],
    )
    .shows(&[("authorization.code", "fail")])
    .rows(&["ATZ-15"])
    .ends_approved("rejected"),
    Fault::code(
        "code-space",
        "There are spaces and an umlaut in the code.",
        &[Wrong::Edit(Place::Answer, Edit::Set("code", r#""one two drü""#))],
    )
    .shows(&[("authorization.code", "fail")])
    .rows(&["ATZ-15"])
    .ends_approved("rejected"),
    Fault::code(
        "code-100k",
        "The code has a hundred thousand letters; it is posted, because no address is so long.",
        &[Wrong::Edit(Place::Answer, Edit::Pad("code", 100_000))],
    )
    .shows(&[("authorization.code", "fail")])
    .rows(&["ATZ-15"])
    .ends_approved("rejected")
    .set(&["code.response_mode=form_post"]),
    Fault::code(
        "token-in-query",
        "An access token comes with the code, in the query.",
        &[
            Wrong::Edit(Place::Answer, Edit::Set("access_token", r#""{random}""#)),
            Wrong::Edit(Place::Answer, Edit::Set("token_type", r#""Bearer""#)),
        ],
    )
    .shows(&[("authorization.tokens", "fail")])
    .rows(&["ATZ-20"])
    .ends_approved("rejected"),
    Fault::code(
        "extra-parameters",
        "There are parameters that nobody knows, which is allowed.",
        &[
            Wrong::Edit(Place::Answer, Edit::Set("session_state", r#""{random}""#)),
            Wrong::Edit(Place::Answer, Edit::Set("vendor", r#""demo""#)),
        ],
    )
    .rows(&["ATZ-21"]),
    Fault::code(
        "redirect-mismatch",
        "The provider does not know the redirect URI with this port, and says so on a page of its own.",
        &[Wrong::Front(Front::Page)],
    )
    .rows(&["LOO-17"])
    .ends("expired"),
];
