//! What can be wrong with the userinfo answer.

use crate::demo::answer::Delivery;
use crate::demo::fault::Fault;
use crate::demo::wrong::{Edit, Http, Place, Wrong};

pub(super) const FAULTS: &[Fault] = &[
    Fault::new(
        "userinfo-sub-other",
        "sub in userinfo has \"invalid\" at the end.",
        &[Wrong::Edit(Place::UserInfo, Edit::Append("sub", "invalid"))],
    )
    .shows(&[("userinfo.sub", "fail")])
    .rows(&["UIN-01"]),
    Fault::new(
        "userinfo-sub-missing",
        "There is no sub in userinfo.",
        &[Wrong::Edit(Place::UserInfo, Edit::Remove("sub"))],
    )
    .shows(&[("userinfo.sub", "fail")])
    .rows(&["UIN-02"]),
    Fault::new(
        "userinfo-unauthorized",
        "userinfo does not take the token it is for.",
        &[
            Wrong::Http(Place::UserInfo, Http::Body(401, "")),
            Wrong::Http(Place::UserInfo, Http::Header("www-authenticate", "Bearer error=\"invalid_token\"")),
        ],
    )
    .shows(&[("userinfo.status", "fail")])
    .rows(&["UIN-05"]),
    Fault::new(
        "userinfo-redirected-away",
        "userinfo has moved to another origin.",
        &[Wrong::Http(Place::UserInfo, Http::Redirect(302, "{stranger}/userinfo"))],
    )
    .shows(&[("userinfo.redirect", "fail")])
    .rows(&["UIN-07"]),
    Fault::new(
        "userinfo-sign-in-page",
        "There is a web page in place of userinfo.",
        &[Wrong::Http(Place::UserInfo, Http::Page(200))],
    )
    .shows(&[("userinfo.json", "fail")])
    .rows(&["UIN-04"]),
    Fault::new(
        "userinfo-sub-twice",
        "sub comes twice in userinfo.",
        &[Wrong::Edit(Place::UserInfo, Edit::Twice("sub", r#""somebody-else""#))],
    )
    .shows(&[("userinfo.duplicate", "fail")])
    .rows(&["UIN-01"]),
    Fault::new(
        "userinfo-closed",
        "The connection is closed without an answer when userinfo is asked for.",
        &[Wrong::Http(Place::UserInfo, Http::Deliver(Delivery::Closed))],
    )
    .shows(&[("http.answer", "fail")]),
];
