//! What can be wrong with the way back after a logout. Somebody has to confirm it in the browser.

use crate::demo::fault::Fault;
use crate::demo::wrong::{Edit, Place, Wrong};

pub(super) const FAULTS: &[Fault] = &[
    Fault::of(
        "logout",
        "done",
        ("logout-state-other", "state has a 1 at the end."),
        &[Wrong::Edit(Place::Logout, Edit::Append("state", "1"))],
    )
    .shows(&[("logout.state", "fail")]),
    Fault::of(
        "logout",
        "done",
        ("logout-state-missing", "There is no state."),
        &[Wrong::Edit(Place::Logout, Edit::Remove("state"))],
    )
    .shows(&[("logout.state", "fail")]),
    Fault::of(
        "logout",
        "done",
        ("logout-error", "The browser comes back with an error, for which there is no place."),
        &[Wrong::Edit(Place::Logout, Edit::Set("error", r#""server_error""#))],
    )
    .shows(&[("logout.redirect", "warn")]),
    Fault::of("logout", "expired", ("logout-no-way-back", "Nobody is sent back."), &[Wrong::NoWayBack])
        .shows(&[("logout.redirect", "warn")])
        .set(&["limits.redirect_timeout=8"]),
];
