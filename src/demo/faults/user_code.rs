//! What can be wrong with what the person is shown: the user code and the page to open.

use crate::demo::fault::Fault;
use crate::demo::wrong::{Edit, Place, Wrong};

pub(super) const FAULTS: &[Fault] = &[
    Fault::new("user-code-missing", "There is no user_code.", &[Wrong::Edit(Place::Device, Edit::Remove("user_code"))])
        .shows(&[("device.user_code", "fail")])
        .rows(&["DEV-02"]),
    Fault::new(
        "user-code-number",
        "user_code is a number.",
        &[Wrong::Edit(Place::Device, Edit::Set("user_code", "12345678"))],
    )
    .shows(&[("device.user_code", "fail")])
    .rows(&["DEV-02"]),
    Fault::new(
        "verification-uri-missing",
        "There is no verification_uri.",
        &[
            Wrong::Edit(Place::Device, Edit::Remove("verification_uri")),
            Wrong::Edit(Place::Device, Edit::Remove("verification_uri_complete")),
        ],
    )
    .shows(&[("device.verification_uri", "fail")])
    .rows(&["DEV-03"]),
    Fault::new(
        "verification-url",
        "verification_uri has the name it had in an old draft, verification_url.",
        &[Wrong::Edit(Place::Device, Edit::Rename("verification_uri", "verification_url"))],
    )
    .shows(&[("device.verification_uri", "warn")])
    .rows(&["DEV-03"]),
    Fault::new(
        "verification-uri-javascript",
        "The page to open is a javascript: address.",
        &[
            Wrong::Edit(Place::Device, Edit::Set("verification_uri", r#""javascript:alert(1)""#)),
            Wrong::Edit(Place::Device, Edit::Remove("verification_uri_complete")),
        ],
    )
    .shows(&[("device.verification_uri_scheme", "fail")])
    .rows(&["DEV-09"]),
    Fault::new(
        "verification-uri-file",
        "The page to open is a file.",
        &[
            Wrong::Edit(Place::Device, Edit::Set("verification_uri", r#""file:///etc/passwd""#)),
            Wrong::Edit(Place::Device, Edit::Remove("verification_uri_complete")),
        ],
    )
    .shows(&[("device.verification_uri_scheme", "fail")])
    .rows(&["DEV-09"]),
    Fault::new(
        "verification-uri-editor",
        "The page to open starts an editor.",
        &[
            Wrong::Edit(Place::Device, Edit::Set("verification_uri", r#""vscode://file/etc/passwd""#)),
            Wrong::Edit(Place::Device, Edit::Remove("verification_uri_complete")),
        ],
    )
    .shows(&[("device.verification_uri_scheme", "fail")])
    .rows(&["DEV-09"]),
    Fault::new(
        "verification-uri-option",
        "The page to open is an option of a browser.",
        &[
            Wrong::Edit(Place::Device, Edit::Set("verification_uri", r#""--renderer-cmd-prefix=touch /tmp/pwned""#)),
            Wrong::Edit(Place::Device, Edit::Remove("verification_uri_complete")),
        ],
    )
    .shows(&[("device.verification_uri_scheme", "fail")])
    .rows(&["DEV-10"]),
    Fault::new(
        "verification-uri-shell",
        "The page to open has a shell command in its path, which a launcher must not see.",
        &[
            Wrong::Edit(
                Place::Device,
                Edit::Set("verification_uri", r#""{issuer}/device?next=$(touch%20/tmp/pwned);`id`&calc""#),
            ),
            Wrong::Edit(Place::Device, Edit::Remove("verification_uri_complete")),
        ],
    )
    .rows(&["DEV-11"]),
    Fault::new(
        "verification-uri-http",
        "The page to open is at another host, without TLS.",
        &[
            Wrong::Edit(Place::Device, Edit::Set("verification_uri", r#""http://activate.example.com/device""#)),
            Wrong::Edit(Place::Device, Edit::Remove("verification_uri_complete")),
        ],
    )
    .shows(&[("device.verification_uri_scheme", "fail")])
    .rows(&["DEV-12"]),
    Fault::new(
        "verification-uri-elsewhere",
        "The page to open is at another organisation.",
        &[
            Wrong::Edit(Place::Device, Edit::Set("verification_uri", r#""https://activate.example.net/device""#)),
            Wrong::Edit(Place::Device, Edit::Remove("verification_uri_complete")),
        ],
    )
    .shows(&[("device.verification_uri_host", "warn")])
    .rows(&["DEV-13"]),
    Fault::new(
        "complete-elsewhere",
        "verification_uri_complete is at another host than verification_uri.",
        &[Wrong::Edit(
            Place::Device,
            Edit::Set("verification_uri_complete", r#""https://activate.example.net/device?user_code={user_code}""#),
        )],
    )
    .shows(&[("device.verification_uri_complete", "fail")])
    .rows(&["DEV-14"]),
    Fault::new(
        "complete-without-code",
        "verification_uri_complete does not have the code.",
        &[Wrong::Edit(Place::Device, Edit::Set("verification_uri_complete", r#""{issuer}/device""#))],
    )
    .shows(&[("device.verification_uri_complete", "warn")])
    .rows(&["DEV-14"]),
    Fault::new(
        "verification-uri-long",
        "The page to open has an address of four thousand characters: no QR code holds it.",
        &[Wrong::Edit(
            Place::Device,
            Edit::Set("verification_uri_complete", r#""{issuer}/device?user_code={user_code}&pad={4k}""#),
        )],
    )
    .rows(&["DEV-16"]),
    Fault::new(
        "user-code-hidden-text",
        "The user code has characters that turn the writing direction and have no width.",
        &[Wrong::Edit(Place::Device, Edit::Set("user_code", r#""{user_code}\u202e\u200b""#))],
    )
    .shows(&[("device.user_code_text", "warn")])
    .rows(&["DEV-17"]),
    Fault::new(
        "user-code-escape",
        "The user code clears the screen and writes into the title.",
        &[Wrong::Edit(Place::Device, Edit::Set("user_code", r#""{user_code}\u001b[2J\u001b]0;owned\u0007""#))],
    )
    .shows(&[("device.user_code_text", "warn")])
    .rows(&["DEV-17"]),
    Fault::new(
        "user-code-look-alike",
        "The user code has Cyrillic letters that look like Latin ones.",
        &[Wrong::Edit(Place::Device, Edit::Append("user_code", "-\u{410}\u{412}\u{421}"))],
    )
    .shows(&[("device.user_code_text", "warn")])
    .rows(&["DEV-17"]),
    Fault::new(
        "user-code-lines",
        "The user code has a line break.",
        &[Wrong::Edit(Place::Device, Edit::Append("user_code", "\nCODE"))],
    )
    .shows(&[("device.user_code_text", "warn")])
    .rows(&["DEV-17"]),
    Fault::new(
        "user-code-ten-kilobytes",
        "The user code has ten thousand letters.",
        &[Wrong::Edit(Place::Device, Edit::Pad("user_code", 10000))],
    )
    .shows(&[("device.user_code_text", "warn")])
    .rows(&["DEV-17"]),
    Fault::new(
        "user-code-short",
        "The user code has four digits.",
        &[Wrong::Edit(Place::Device, Edit::Set("user_code", r#""1234""#))],
    )
    .shows(&[("device.user_code_entropy", "warn")])
    .rows(&["DEV-18"]),
];
