//! What can be wrong with a backchannel authentication and its answer (CIBA §7.3, §13).

use crate::demo::fault::Fault;
use crate::demo::wrong::{Edit, Http, Place, Wrong};

/// The error in place of an acknowledgement.
const fn refusal(status: u16, body: &'static str) -> Wrong {
    Wrong::Http(Place::Ciba, Http::Body(status, body))
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::ciba(
        "ciba-endpoint-missing",
        "The metadata names no backchannel_authentication_endpoint.",
        &[Wrong::Edit(Place::Metadata, Edit::Remove("backchannel_authentication_endpoint"))],
    )
    .shows(&[("discovery.required", "fail")])
    .rows(&["DSC-12"])
    .ends("broken"),
    Fault::ciba(
        "ciba-grant-missing",
        "The metadata does not name the grant.",
        &[Wrong::Edit(Place::Metadata, Edit::Set("grant_types_supported", r#"["authorization_code"]"#))],
    )
    .shows(&[("discovery.grant", "warn")])
    .rows(&["DSC-20"]),
    Fault::ciba(
        "ciba-modes-missing",
        "The metadata does not say how tokens can be delivered.",
        &[Wrong::Edit(Place::Metadata, Edit::Remove("backchannel_token_delivery_modes_supported"))],
    )
    .shows(&[("ciba.delivery_mode", "warn")])
    .rows(&["DSC-23"]),
    Fault::ciba(
        "ciba-mode-not-advertised",
        "The metadata names the mode poll alone, and the client uses ping.",
        &[Wrong::Edit(Place::Metadata, Edit::Set("backchannel_token_delivery_modes_supported", r#"["poll"]"#))],
    )
    .shows(&[("ciba.delivery_mode", "fail")])
    .rows(&["DSC-23"])
    .ping(),
    Fault::ciba(
        "ciba-no-auth-req-id",
        "There is no auth_req_id.",
        &[Wrong::Edit(Place::Ciba, Edit::Remove("auth_req_id"))],
    )
    .shows(&[("ciba.auth_req_id", "fail")])
    .rows(&["CIB-01"])
    .ends("broken"),
    Fault::ciba(
        "ciba-auth-req-id-number",
        "auth_req_id is a number.",
        &[Wrong::Edit(Place::Ciba, Edit::Set("auth_req_id", "1234567890"))],
    )
    .shows(&[("ciba.auth_req_id", "fail")])
    .rows(&["CIB-01"])
    .ends("broken"),
    Fault::ciba(
        "ciba-auth-req-id-charset",
        "auth_req_id has characters that it must not have.",
        &[Wrong::Edit(Place::Ciba, Edit::Append("auth_req_id", "~/+ é=%2F&"))],
    )
    .shows(&[("ciba.auth_req_id_charset", "warn")])
    .rows(&["CIB-03"]),
    Fault::ciba(
        "ciba-auth-req-id-short",
        "auth_req_id is short enough to be guessed.",
        &[Wrong::Edit(Place::Ciba, Edit::Set("auth_req_id", r#""req-4711""#))],
    )
    .shows(&[("ciba.auth_req_id_entropy", "warn")])
    .rows(&["CIB-04"]),
    Fault::ciba(
        "ciba-no-expires-in",
        "There is no expires_in.",
        &[Wrong::Edit(Place::Ciba, Edit::Remove("expires_in"))],
    )
    .shows(&[("ciba.expires_in", "fail")])
    .rows(&["CIB-02"]),
    Fault::ciba("ciba-expires-in-zero", "expires_in is 0.", &[Wrong::Edit(Place::Ciba, Edit::Set("expires_in", "0"))])
        .shows(&[("ciba.expires_in", "fail")])
        .rows(&["CIB-02"]),
    Fault::ciba(
        "ciba-expires-in-long",
        "expires_in is more than a year.",
        &[Wrong::Edit(Place::Ciba, Edit::Set("expires_in", "31622401"))],
    )
    .shows(&[("ciba.expires_in", "warn")])
    .rows(&["CIB-05"]),
    Fault::ciba(
        "ciba-interval-long",
        "interval is more than six hours; a client in ping mode need not wait for it.",
        &[Wrong::Edit(Place::Ciba, Edit::Set("interval", "21601"))],
    )
    .shows(&[("ciba.interval", "warn")])
    .rows(&["CIB-05"])
    .ping(),
    Fault::ciba("ciba-interval-zero", "interval is 0.", &[Wrong::Edit(Place::Ciba, Edit::Set("interval", "0"))])
        .shows(&[("ciba.interval", "fail")])
        .rows(&["CIB-05"]),
    Fault::ciba(
        "ciba-interval-missing",
        "There is no interval, which means five seconds.",
        &[Wrong::Edit(Place::Ciba, Edit::Remove("interval"))],
    ),
    Fault::ciba(
        "ciba-ignores-expiry",
        "The request lives as long as the provider likes, whatever requested_expiry says.",
        &[Wrong::OwnExpiry],
    )
    .shows(&[("ciba.expiry_kept", "warn")])
    .rows(&["CIB-13"])
    .set(&["ciba.requested_expiry=77"]),
    Fault::ciba(
        "ciba-duplicate-member",
        "The answer has the member expires_in twice, with different values.",
        &[Wrong::Edit(Place::Ciba, Edit::Twice("expires_in", "900"))],
    )
    .shows(&[("ciba.duplicate", "fail")])
    .rows(&["DSC-11"]),
    Fault::ciba("ciba-html", "There is a page in place of the answer.", &[Wrong::Http(Place::Ciba, Http::Page(200))])
        .shows(&[("ciba.json", "fail")])
        .ends("broken"),
    Fault::ciba("ciba-server-error", "The endpoint answers 500.", &[Wrong::Http(Place::Ciba, Http::Page(500))])
        .shows(&[("ciba.status", "fail")])
        .ends("broken"),
    Fault::ciba(
        "ciba-as-text",
        "The answer is said to be plain text.",
        &[Wrong::Http(Place::Ciba, Http::Header("content-type", "text/plain"))],
    )
    .shows(&[("ciba.content_type", "warn")])
    .rows(&["DSC-08"]),
    Fault::ciba(
        "ciba-redirected-away",
        "The endpoint has moved to another origin (307 repeats the request there).",
        &[Wrong::Http(Place::Ciba, Http::Redirect(307, "{stranger}/bc-authorize"))],
    )
    .shows(&[("ciba.redirect", "fail")])
    .rows(&["TOK-24"])
    .ends("broken"),
    Fault::ciba("ciba-unknown-user", "Nobody is meant by the hint.", &[refusal(400, r#"{"error":"unknown_user_id"}"#)])
        .shows(&[("ciba.granted", "fail")])
        .rows(&["CIB-06"])
        .ends("refused"),
    Fault::ciba(
        "ciba-expired-login-hint-token",
        "The login_hint_token is said to have expired.",
        &[refusal(400, r#"{"error":"expired_login_hint_token"}"#)],
    )
    .shows(&[("ciba.granted", "fail")])
    .rows(&["CIB-07"])
    .ends("refused"),
    Fault::ciba(
        "ciba-invalid-id-token-hint",
        "The id_token_hint is refused with a code that is not registered.",
        &[refusal(400, r#"{"error":"invalid_id_token_hint"}"#)],
    )
    .shows(&[("ciba.granted", "fail"), ("ciba.error", "fail")])
    .rows(&["CIB-08"])
    .ends("refused"),
    Fault::ciba(
        "ciba-expired-id-token-hint",
        "The id_token_hint is said to have expired, with a code that is not registered.",
        &[refusal(400, r#"{"error":"expired_id_token_hint"}"#)],
    )
    .shows(&[("ciba.granted", "fail"), ("ciba.error", "fail")])
    .rows(&["CIB-08"])
    .ends("refused"),
    Fault::ciba(
        "ciba-missing-user-code",
        "A user code is wanted, however often one is sent.",
        &[refusal(400, r#"{"error":"missing_user_code"}"#)],
    )
    .shows(&[("ciba.granted", "fail")])
    .rows(&["CIB-09"])
    .ends("refused"),
    Fault::ciba(
        "ciba-invalid-user-code",
        "Every user code is wrong.",
        &[refusal(400, r#"{"error":"invalid_user_code"}"#)],
    )
    .shows(&[("ciba.granted", "fail")])
    .rows(&["CIB-09"])
    .ends("refused"),
    Fault::ciba(
        "ciba-invalid-binding-message",
        "Every binding message is refused.",
        &[refusal(400, r#"{"error":"invalid_binding_message","error_description":"Not that one."}"#)],
    )
    .shows(&[("ciba.granted", "fail")])
    .rows(&["CIB-10"])
    .ends("refused"),
    Fault::ciba(
        "ciba-unauthorized-client",
        "The client may not use the backchannel.",
        &[refusal(400, r#"{"error":"unauthorized_client"}"#)],
    )
    .shows(&[("ciba.granted", "fail")])
    .rows(&["CIB-11"])
    .ends("refused"),
    Fault::ciba("ciba-invalid-scope", "The scope is refused.", &[refusal(400, r#"{"error":"invalid_scope"}"#)])
        .shows(&[("ciba.granted", "fail")])
        .rows(&["CIB-11"])
        .ends("refused"),
    Fault::ciba(
        "ciba-invalid-request",
        "The request is said to be invalid.",
        &[refusal(400, r#"{"error":"invalid_request","error_description":"Something is missing."}"#)],
    )
    .shows(&[("ciba.granted", "fail")])
    .rows(&["CIB-11"])
    .ends("refused"),
    Fault::ciba(
        "ciba-invalid-client-401",
        "The client is not known, with the status for that.",
        &[refusal(401, r#"{"error":"invalid_client"}"#)],
    )
    .shows(&[("ciba.granted", "fail")])
    .rows(&["CIB-11"])
    .ends("refused"),
    Fault::ciba(
        "ciba-access-denied-403",
        "The provider denies the request itself, with the status for that.",
        &[refusal(403, r#"{"error":"access_denied"}"#)],
    )
    .shows(&[("ciba.granted", "fail")])
    .rows(&["CIB-11"])
    .ends("refused"),
    Fault::ciba(
        "ciba-access-denied-400",
        "The provider denies the request itself, with the wrong status.",
        &[refusal(400, r#"{"error":"access_denied"}"#)],
    )
    .shows(&[("ciba.granted", "fail"), ("ciba.error_status", "fail")])
    .rows(&["CIB-11"])
    .ends("refused"),
    Fault::ciba(
        "ciba-error-hidden-text",
        "The request is refused with a text that clears the screen.",
        &[refusal(400, r#"{"error":"invalid_request","error_description":"\u001b[2J\u202egone"}"#)],
    )
    .shows(&[("ciba.granted", "fail"), ("ciba.error_charset", "warn")])
    .rows(&["ATZ-13"])
    .ends("refused"),
];
