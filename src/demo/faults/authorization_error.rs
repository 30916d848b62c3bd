//! What can be wrong with a refusal by the authorization endpoint, and refusals that are right.

use crate::demo::fault::Fault;
use crate::demo::wrong::{Edit, Front, Place, Wrong};

pub(super) const FAULTS: &[Fault] = &[
    Fault::code(
        "error-access-denied",
        "Every request is denied, as if the person had said no.",
        &[Wrong::Front(Front::Refuse("access_denied"))],
    )
    .shows(&[("authorization.error", "fail")])
    .rows(&["ATZ-11"])
    .ends_approved("denied"),
    Fault::code(
        "error-login-required",
        "Every request gets login_required.",
        &[Wrong::Front(Front::Refuse("login_required"))],
    )
    .rows(&["ATZ-11", "ATZ-24"])
    .ends_approved("refused")
    .set(&["code.prompt=none"]),
    Fault::code(
        "error-consent-required",
        "Every request gets consent_required.",
        &[Wrong::Front(Front::Refuse("consent_required"))],
    )
    .rows(&["ATZ-11"])
    .ends_approved("refused")
    .set(&["code.prompt=none"]),
    Fault::code(
        "error-server-error",
        "Every request gets server_error.",
        &[Wrong::Front(Front::Refuse("server_error"))],
    )
    .shows(&[("authorization.error", "fail")])
    .rows(&["ATZ-11"])
    .ends_approved("refused"),
    Fault::code(
        "error-temporarily-unavailable",
        "Every request gets temporarily_unavailable.",
        &[Wrong::Front(Front::Refuse("temporarily_unavailable"))],
    )
    .shows(&[("authorization.error", "fail")])
    .rows(&["ATZ-11"])
    .ends_approved("refused"),
    Fault::code(
        "error-posted",
        "The refusal is posted, as was asked for.",
        &[Wrong::Front(Front::Refuse("invalid_scope"))],
    )
    .shows(&[("authorization.error", "fail")])
    .rows(&["ATZ-16"])
    .ends_approved("refused")
    .set(&["code.response_mode=form_post"]),
    Fault::code(
        "error-unknown",
        "The error is none that is registered.",
        &[Wrong::Front(Front::Refuse("the_cat_sat_on_the_key"))],
    )
    .shows(&[("authorization.error", "fail"), ("authorization.error_code", "warn")])
    .rows(&["ATZ-12"])
    .ends_approved("refused"),
    Fault::code(
        "error-charset",
        "The error has characters that no error may have.",
        &[Wrong::Front(Front::Refuse("no\\luck \u{e9}"))],
    )
    .shows(&[("authorization.error", "fail"), ("authorization.error_charset", "warn")])
    .rows(&["ATZ-12"])
    .ends_approved("refused"),
    Fault::code(
        "state-missing-on-error",
        "A refusal comes without its state.",
        &[Wrong::Front(Front::Refuse("invalid_request_object")), Wrong::Edit(Place::Answer, Edit::Remove("state"))],
    )
    .shows(&[("authorization.state", "fail"), ("authorization.error", "warn")])
    .rows(&["ATZ-04"])
    .ends_approved("rejected"),
    Fault::code(
        "error-description-control",
        "error_description moves the cursor and has line breaks.",
        &[
            Wrong::Front(Front::Refuse("server_error")),
            Wrong::Edit(Place::Answer, Edit::Set("error_description", r#""\u001b[2J\u001b[1;1Hall\r\nis\twell""#)),
        ],
    )
    .shows(&[("authorization.error", "fail"), ("authorization.error_charset", "warn")])
    .rows(&["ATZ-13"])
    .ends_approved("refused"),
    Fault::code(
        "error-description-html",
        "error_description is HTML, with quotes.",
        &[
            Wrong::Front(Front::Refuse("server_error")),
            Wrong::Edit(Place::Answer, Edit::Set("error_description", r#""<script>alert(\"hello\")</script>""#)),
        ],
    )
    .shows(&[("authorization.error", "fail"), ("authorization.error_charset", "warn")])
    .rows(&["ATZ-13"])
    .ends_approved("refused"),
    Fault::code(
        "error-description-64k",
        "error_description has 64 kB; it is posted, because no address is so long.",
        &[
            Wrong::Front(Front::Refuse("server_error")),
            Wrong::Edit(Place::Answer, Edit::Set("error_description", r#""{64k}""#)),
        ],
    )
    .shows(&[("authorization.error", "fail")])
    .rows(&["ATZ-13"])
    .ends_approved("refused")
    .set(&["code.response_mode=form_post"]),
    Fault::code(
        "error-uri-javascript",
        "error_uri is a script.",
        &[
            Wrong::Front(Front::Refuse("server_error")),
            Wrong::Edit(Place::Answer, Edit::Set("error_uri", r#""javascript:alert(1)""#)),
        ],
    )
    .shows(&[("authorization.error", "fail")])
    .rows(&["ATZ-14"])
    .ends_approved("refused"),
    Fault::code(
        "error-uri-foreign",
        "error_uri is on another host.",
        &[
            Wrong::Front(Front::Refuse("server_error")),
            Wrong::Edit(Place::Answer, Edit::Set("error_uri", r#""{stranger}/why""#)),
        ],
    )
    .shows(&[("authorization.error", "fail")])
    .rows(&["ATZ-14"])
    .ends_approved("refused"),
];
