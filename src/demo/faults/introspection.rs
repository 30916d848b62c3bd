//! What can be wrong with an introspection answer.

use crate::demo::fault::Fault;
use crate::demo::wrong::{Edit, Http, Place, Wrong};

pub(super) const FAULTS: &[Fault] = &[
    Fault::of(
        "introspection",
        "done",
        ("introspection-active-missing", "There is no member active."),
        &[Wrong::Edit(Place::Introspection, Edit::Remove("active"))],
    )
    .shows(&[("introspection.active", "fail")])
    .rows(&["EXT-01"]),
    Fault::of(
        "introspection",
        "done",
        ("introspection-active-text", "active is the text \"true\"."),
        &[Wrong::Edit(Place::Introspection, Edit::Set("active", r#""true""#))],
    )
    .shows(&[("introspection.active", "fail")])
    .rows(&["EXT-01"]),
    Fault::of(
        "introspection",
        "done",
        ("introspection-inactive-members", "The token is not active, and everything about it is told all the same."),
        &[Wrong::Edit(Place::Introspection, Edit::Set("active", "false"))],
    )
    .shows(&[("introspection.inactive_members", "warn")])
    .rows(&["EXT-02"]),
    Fault::of(
        "introspection",
        "done",
        ("introspection-expired", "An active token expired an hour ago."),
        &[Wrong::Edit(Place::Introspection, Edit::Time("exp", -3600))],
    )
    .shows(&[("introspection.exp", "fail")])
    .rows(&["EXT-01"]),
    Fault::of(
        "introspection",
        "done",
        ("introspection-member-types", "exp is a text and scope an array."),
        &[
            Wrong::Edit(Place::Introspection, Edit::Set("exp", r#""soon""#)),
            Wrong::Edit(Place::Introspection, Edit::Set("scope", r#"["openid"]"#)),
        ],
    )
    .shows(&[("introspection.claim_types", "warn")]),
    Fault::of(
        "introspection",
        "done",
        ("introspection-hidden-text", "username turns the writing direction."),
        &[Wrong::Edit(Place::Introspection, Edit::Set("username", r#""ann\u202etxt.exe""#))],
    )
    .shows(&[("introspection.hidden_text", "warn")]),
    Fault::of(
        "introspection",
        "refused",
        ("introspection-unauthorized", "The provider does not recognise this client."),
        &[Wrong::Http(
            Place::Introspection,
            Http::Body(401, r#"{"error":"invalid_client","error_description":"The client secret is wrong."}"#),
        )],
    )
    .shows(&[("introspection.authorized", "warn")])
    .rows(&["EXT-03"]),
    Fault::of(
        "introspection",
        "broken",
        ("introspection-forbidden", "This client may not introspect."),
        &[Wrong::Http(Place::Introspection, Http::Body(403, ""))],
    )
    .shows(&[("introspection.authorized", "warn")])
    .rows(&["EXT-03"]),
];
