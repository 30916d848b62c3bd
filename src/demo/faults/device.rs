//! What can be wrong with the device authorization answer.

use crate::demo::answer::Delivery;
use crate::demo::fault::Fault;
use crate::demo::wrong::{Edit, Http, Place, Wrong};

pub(super) const FAULTS: &[Fault] = &[
    Fault::new(
        "device-code-missing",
        "There is no device_code.",
        &[Wrong::Edit(Place::Device, Edit::Remove("device_code"))],
    )
    .shows(&[("device.device_code", "fail")])
    .rows(&["DEV-01"])
    .ends("broken"),
    Fault::new(
        "device-code-empty",
        "device_code is empty.",
        &[Wrong::Edit(Place::Device, Edit::Set("device_code", r#""""#))],
    )
    .shows(&[("device.device_code", "fail")])
    .rows(&["DEV-01"])
    .ends("broken"),
    Fault::new(
        "device-code-number",
        "device_code is a number.",
        &[Wrong::Edit(Place::Device, Edit::Set("device_code", "123456789"))],
    )
    .shows(&[("device.device_code", "fail")])
    .rows(&["DEV-01"])
    .ends("broken"),
    Fault::new(
        "device-expires-in-missing",
        "There is no expires_in.",
        &[Wrong::Edit(Place::Device, Edit::Remove("expires_in"))],
    )
    .shows(&[("device.expires_in", "fail")])
    .rows(&["DEV-04"]),
    Fault::new(
        "device-expires-in-zero",
        "expires_in is 0.",
        &[Wrong::Edit(Place::Device, Edit::Set("expires_in", "0"))],
    )
    .shows(&[("device.expires_in", "fail")])
    .rows(&["DEV-05"]),
    Fault::new(
        "device-expires-in-negative",
        "expires_in is negative.",
        &[Wrong::Edit(Place::Device, Edit::Set("expires_in", "-600"))],
    )
    .shows(&[("device.expires_in", "fail")])
    .rows(&["DEV-05"]),
    Fault::new(
        "device-expires-in-text",
        "expires_in is a string.",
        &[Wrong::Edit(Place::Device, Edit::Set("expires_in", r#""600""#))],
    )
    .shows(&[("device.expires_in", "warn")])
    .rows(&["DEV-05"]),
    Fault::new(
        "device-expires-in-huge",
        "expires_in is 1e30.",
        &[Wrong::Edit(Place::Device, Edit::Set("expires_in", "1e30"))],
    )
    .shows(&[("device.expires_in", "fail")])
    .rows(&["DEV-05"]),
    Fault::new(
        "device-expires-in-two-to-64",
        "expires_in is 2 to the 64.",
        &[Wrong::Edit(Place::Device, Edit::Set("expires_in", "18446744073709551616"))],
    )
    .shows(&[("device.expires_in", "fail")])
    .rows(&["DEV-05"]),
    Fault::new(
        "interval-missing",
        "There is no interval, which means five seconds.",
        &[Wrong::Edit(Place::Device, Edit::Remove("interval"))],
    )
    .rows(&["DEV-06"]),
    Fault::new("interval-zero", "interval is 0.", &[Wrong::Edit(Place::Device, Edit::Set("interval", "0"))])
        .shows(&[("device.interval", "fail")])
        .rows(&["DEV-07"]),
    Fault::new(
        "interval-negative",
        "interval is negative.",
        &[Wrong::Edit(Place::Device, Edit::Set("interval", "-5"))],
    )
    .shows(&[("device.interval", "fail")])
    .rows(&["DEV-07"]),
    Fault::new(
        "interval-text",
        "interval is a string.",
        &[Wrong::Edit(Place::Device, Edit::Set("interval", r#""1""#))],
    )
    .shows(&[("device.interval", "warn")])
    .rows(&["DEV-08"]),
    Fault::new("interval-fraction", "interval is 1.5.", &[Wrong::Edit(Place::Device, Edit::Set("interval", "1.5"))])
        .shows(&[("device.interval", "warn")])
        .rows(&["DEV-08"]),
    Fault::new(
        "interval-beyond-expiry",
        "interval is a thousand million: the code expires before the first poll.",
        &[Wrong::Edit(Place::Device, Edit::Set("interval", "1000000000")), Wrong::Life(3)],
    )
    .shows(&[("device.interval", "fail")])
    .rows(&["DEV-08"])
    .ends("expired"),
    Fault::new(
        "codes-reused",
        "Every run gets the same codes. The second run of one session sees a warning.",
        &[Wrong::SameCodes],
    )
    .rows(&["DEV-18"]),
    Fault::new(
        "device-error-200",
        "The device endpoint refuses with status 200.",
        &[Wrong::Http(Place::Device, Http::Body(200, r#"{"error":"unauthorized_client"}"#))],
    )
    .shows(&[("device.status", "warn")])
    .rows(&["DEV-19"])
    .ends("refused"),
    Fault::new(
        "device-unauthorized-client",
        "The client may not use the device grant.",
        &[Wrong::Http(
            Place::Device,
            Http::Body(
                400,
                r#"{"error":"unauthorized_client","error_description":"The device grant is off for this client."}"#,
            ),
        )],
    )
    .rows(&["DEV-19"])
    .ends("refused"),
    Fault::new(
        "device-invalid-scope",
        "The scope is refused.",
        &[Wrong::Http(Place::Device, Http::Body(400, r#"{"error":"invalid_scope"}"#))],
    )
    .rows(&["DEV-19"])
    .ends("refused"),
    Fault::new(
        "device-unregistered-error",
        "The device endpoint refuses with an error code nobody registered.",
        &[Wrong::Http(Place::Device, Http::Body(400, r#"{"error":"ERR_DEVICE_42","error_description":"x"}"#))],
    )
    .shows(&[("device.error", "fail")])
    .rows(&["DEV-19"])
    .ends("refused"),
    Fault::new(
        "device-sign-in-page",
        "There is a page in place of the device answer.",
        &[Wrong::Http(Place::Device, Http::Page(200))],
    )
    .shows(&[("device.json", "fail")])
    .rows(&["DEV-20"])
    .ends("broken"),
    Fault::new("device-not-found", "The device endpoint is not there.", &[Wrong::Http(Place::Device, Http::Page(404))])
        .shows(&[("device.status", "fail")])
        .rows(&["DEV-20"])
        .ends("broken"),
    Fault::new(
        "device-server-error",
        "The device endpoint answers 500.",
        &[Wrong::Http(Place::Device, Http::Page(500))],
    )
    .shows(&[("device.status", "fail")])
    .rows(&["DEV-20"])
    .ends("broken"),
    Fault::new(
        "device-as-form",
        "The device answer is a form in place of JSON.",
        &[Wrong::Http(Place::Device, Http::Form)],
    )
    .shows(&[("device.content_type", "warn")])
    .rows(&["TOK-02"]),
    Fault::new(
        "device-as-text",
        "The device answer is said to be plain text.",
        &[Wrong::Http(Place::Device, Http::Header("content-type", "text/plain"))],
    )
    .shows(&[("device.content_type", "warn")])
    .rows(&["DSC-08"]),
    Fault::new(
        "device-created",
        "The device answer has the status 201.",
        &[Wrong::Http(Place::Device, Http::Status(201))],
    )
    .shows(&[("device.status", "fail")])
    .rows(&["DEV-20"]),
    Fault::new(
        "device-member-twice",
        "The device answer has the member expires_in twice, with different values.",
        &[Wrong::Edit(Place::Device, Edit::Twice("expires_in", "900"))],
    )
    .shows(&[("device.duplicate", "fail")])
    .rows(&["DSC-11"]),
    Fault::new(
        "device-redirected-away",
        "The device endpoint has moved to another origin (307 repeats the request there).",
        &[Wrong::Http(Place::Device, Http::Redirect(307, "{stranger}/device_authorization"))],
    )
    .shows(&[("device.redirect", "fail")])
    .rows(&["TOK-24"])
    .ends("broken"),
    Fault::new(
        "device-redirected-within",
        "The device endpoint has moved within its origin.",
        &[Wrong::Http(Place::Device, Http::Redirect(308, "{origin}/device_authorization"))],
    )
    .shows(&[("device.redirect", "warn")])
    .rows(&["TOK-24"])
    .ends("broken"),
    Fault::new(
        "device-cut",
        "The connection ends in the middle of the device answer.",
        &[Wrong::Http(Place::Device, Http::Deliver(Delivery::Cut))],
    )
    .shows(&[("http.truncated", "fail")])
    .rows(&["TOK-26"])
    .ends("broken"),
    Fault::new(
        "device-closed",
        "The connection is closed without a device answer.",
        &[Wrong::Http(Place::Device, Http::Deliver(Delivery::Closed))],
    )
    .shows(&[("http.answer", "fail")])
    .ends("unreachable"),
    Fault::new(
        "device-endless",
        "The device answer does not end.",
        &[Wrong::Http(Place::Device, Http::Deliver(Delivery::Endless))],
    )
    .shows(&[("http.body_limit", "fail")])
    .rows(&["NET-03"])
    .ends("broken"),
];
