//! What can be wrong with the claims of the ID token.

use crate::demo::fault::Fault;
use crate::demo::wrong::{Edit, Place, Shape, Wrong};

pub(super) const FAULTS: &[Fault] = &[
    Fault::new(
        "id-token-iss-wrong",
        "iss has a 1 at the end.",
        &[Wrong::Edit(Place::Claims, Edit::Append("iss", "1"))],
    )
    .shows(&[("id_token.iss", "fail")])
    .rows(&["IDT-01"]),
    Fault::new("id-token-iss-missing", "There is no iss.", &[Wrong::Edit(Place::Claims, Edit::Remove("iss"))])
        .shows(&[("id_token.iss", "fail")])
        .rows(&["IDT-02"]),
    Fault::new(
        "id-token-iss-array",
        "iss is an array that has the issuer.",
        &[Wrong::Edit(Place::Claims, Edit::Set("iss", r#"["{issuer}"]"#))],
    )
    .shows(&[("id_token.iss", "fail")])
    .rows(&["IDT-08"]),
    Fault::new(
        "id-token-aud-wrong",
        "aud has a 1 at the end.",
        &[Wrong::Edit(Place::Claims, Edit::Append("aud", "1"))],
    )
    .shows(&[("id_token.aud", "fail")])
    .rows(&["IDT-03"]),
    Fault::new("id-token-aud-missing", "There is no aud.", &[Wrong::Edit(Place::Claims, Edit::Remove("aud"))])
        .shows(&[("id_token.aud", "fail")])
        .rows(&["IDT-04"]),
    Fault::new(
        "id-token-aud-array",
        "aud is an array that has this client alone, which is allowed.",
        &[Wrong::Edit(Place::Claims, Edit::Set("aud", r#"["grantty-demo"]"#))],
    )
    .rows(&["IDT-05"]),
    Fault::new(
        "id-token-aud-foreign",
        "aud has a foreign client too, and there is no azp.",
        &[Wrong::Edit(Place::Claims, Edit::Set("aud", r#"["grantty-demo","somebody-else"]"#))],
    )
    .shows(&[("id_token.aud_untrusted", "fail")])
    .rows(&["IDT-06"]),
    Fault::new(
        "id-token-azp-wrong",
        "azp is another client.",
        &[Wrong::Edit(Place::Claims, Edit::Set("azp", r#""somebody-else""#))],
    )
    .shows(&[("id_token.azp", "fail")])
    .rows(&["IDT-07"]),
    Fault::new(
        "id-token-expired",
        "The ID token expired six minutes ago.",
        &[Wrong::Edit(Place::Claims, Edit::Time("exp", -360))],
    )
    .shows(&[("id_token.exp", "fail")])
    .rows(&["IDT-09"]),
    Fault::new("id-token-exp-missing", "There is no exp.", &[Wrong::Edit(Place::Claims, Edit::Remove("exp"))])
        .shows(&[("id_token.exp", "fail")])
        .rows(&["IDT-10"]),
    Fault::new(
        "id-token-exp-text",
        "exp is a string.",
        &[Wrong::Edit(Place::Claims, Edit::Set("exp", r#""1999999999""#))],
    )
    .shows(&[("id_token.exp", "fail")])
    .rows(&["IDT-29"]),
    Fault::new(
        "id-token-exp-fraction",
        "exp is a number with a fraction, which is allowed.",
        &[Wrong::Edit(Place::Claims, Edit::Set("exp", "1.9999999995e9"))],
    )
    .rows(&["IDT-30"]),
    Fault::new(
        "id-token-exp-milliseconds",
        "exp is in milliseconds.",
        &[Wrong::Edit(Place::Claims, Edit::Set("exp", "1999999999000"))],
    )
    .shows(&[("id_token.exp_range", "fail")])
    .rows(&["IDT-31"]),
    Fault::new("id-token-exp-negative", "exp is negative.", &[Wrong::Edit(Place::Claims, Edit::Set("exp", "-1"))])
        .shows(&[("id_token.exp", "fail")])
        .rows(&["IDT-32"]),
    Fault::new(
        "id-token-exp-two-to-64",
        "exp is 2 to the 64.",
        &[Wrong::Edit(Place::Claims, Edit::Set("exp", "18446744073709551616"))],
    )
    .shows(&[("id_token.exp", "fail")])
    .rows(&["IDT-32"]),
    Fault::new(
        "id-token-exp-huge",
        "exp is 1e400, which is no JSON number anybody can hold.",
        &[Wrong::Edit(Place::Claims, Edit::Set("exp", "1e400"))],
    )
    .shows(&[("id_token.json", "fail")])
    .rows(&["IDT-32"]),
    Fault::new("id-token-iat-missing", "There is no iat.", &[Wrong::Edit(Place::Claims, Edit::Remove("iat"))])
        .shows(&[("id_token.iat", "fail")])
        .rows(&["IDT-11"]),
    Fault::new("id-token-iat-old", "iat is a week ago.", &[Wrong::Edit(Place::Claims, Edit::Time("iat", -604_800))])
        .shows(&[("id_token.iat", "fail")])
        .rows(&["IDT-12"]),
    Fault::new("id-token-iat-future", "iat is tomorrow.", &[Wrong::Edit(Place::Claims, Edit::Time("iat", 86400))])
        .shows(&[("id_token.iat", "fail")])
        .rows(&["IDT-13"]),
    Fault::new(
        "id-token-iat-text",
        "iat is a string.",
        &[Wrong::Edit(Place::Claims, Edit::Set("iat", r#""yesterday""#))],
    )
    .shows(&[("id_token.iat", "fail")])
    .rows(&["IDT-29"]),
    Fault::new("id-token-not-yet", "nbf is tomorrow.", &[Wrong::Edit(Place::Claims, Edit::Time("nbf", 86400))])
        .shows(&[("id_token.nbf", "fail")])
        .rows(&["IDT-13"]),
    Fault::new("id-token-nbf-text", "nbf is a string.", &[Wrong::Edit(Place::Claims, Edit::Set("nbf", r#""0""#))])
        .shows(&[("id_token.nbf", "fail")])
        .rows(&["IDT-29"]),
    Fault::new("id-token-sub-missing", "There is no sub.", &[Wrong::Edit(Place::Claims, Edit::Remove("sub"))])
        .shows(&[("id_token.sub", "fail")])
        .rows(&["IDT-14"]),
    Fault::new("id-token-sub-empty", "sub is empty.", &[Wrong::Edit(Place::Claims, Edit::Set("sub", r#""""#))])
        .shows(&[("id_token.sub", "fail")])
        .rows(&["IDT-15"]),
    Fault::new("id-token-sub-number", "sub is a number.", &[Wrong::Edit(Place::Claims, Edit::Set("sub", "1001"))])
        .shows(&[("id_token.sub", "fail")])
        .rows(&["IDT-15"]),
    Fault::new("id-token-sub-long", "sub has 300 letters.", &[Wrong::Edit(Place::Claims, Edit::Pad("sub", 300))])
        .shows(&[("id_token.sub", "fail")])
        .rows(&["IDT-15"]),
    Fault::new(
        "id-token-nonce-unasked",
        "There is a nonce though none was sent.",
        &[Wrong::Edit(Place::Claims, Edit::Set("nonce", r#""nobody-sent-me""#))],
    )
    .shows(&[("id_token.nonce", "warn")])
    .rows(&["IDT-18"]),
    Fault::new(
        "id-token-claim-twice",
        "sub comes twice, with different values.",
        &[Wrong::Edit(Place::Claims, Edit::Twice("sub", r#""somebody-else""#))],
    )
    .shows(&[("id_token.duplicate", "fail")])
    .rows(&["IDT-33"]),
    Fault::new(
        "id-token-at-hash-wrong",
        "at_hash has a 1 at the end.",
        &[Wrong::Edit(Place::Claims, Edit::Append("at_hash", "1"))],
    )
    .shows(&[("id_token.at_hash", "fail")])
    .rows(&["IDT-44"]),
    Fault::new(
        "id-token-at-hash-absent",
        "There is no at_hash, which is allowed here.",
        &[Wrong::Edit(Place::Claims, Edit::Remove("at_hash"))],
    )
    .rows(&["IDT-45"]),
    Fault::new(
        "id-token-auth-time-absent",
        "There is no auth_time. A profile that asks for max_age is refused.",
        &[Wrong::Edit(Place::Claims, Edit::Remove("auth_time"))],
    )
    .rows(&["IDT-51"]),
    Fault::new(
        "id-token-acr-other",
        "acr is none of those anybody asks for. A profile that asks for acr_values sees a warning.",
        &[Wrong::Edit(Place::Claims, Edit::Set("acr", r#""0""#))],
    )
    .rows(&["IDT-52"]),
    Fault::new(
        "id-token-claim-types",
        "email_verified is a string and updated_at a date.",
        &[
            Wrong::Edit(Place::Claims, Edit::Set("email_verified", r#""true""#)),
            Wrong::Edit(Place::Claims, Edit::Set("updated_at", r#""2026-01-01""#)),
        ],
    )
    .shows(&[("id_token.claim_types", "warn")])
    .rows(&["IDT-53"]),
    Fault::new(
        "id-token-hidden-text",
        "name and email have characters that turn the writing direction and control a terminal.",
        &[
            Wrong::Edit(Place::Claims, Edit::Set("name", r#""Ann \u202e\u001b[31mArcher""#)),
            Wrong::Edit(Place::Claims, Edit::Set("email", r#""ann\u200b@example.com""#)),
        ],
    )
    .shows(&[("id_token.hidden_text", "warn")])
    .rows(&["TRM-04"]),
    Fault::new(
        "id-token-without-claims-object",
        "The claims are an array.",
        &[Wrong::Shape(Shape::Payload(br#"["sub","ann"]"#))],
    )
    .shows(&[("id_token.json", "fail")])
    .rows(&["IDT-36"]),
    Fault::new("id-token-not-json", "The claims are no JSON.", &[Wrong::Shape(Shape::Payload(b"sub=ann&iss=me"))])
        .shows(&[("id_token.json", "fail")])
        .rows(&["IDT-36"]),
    Fault::new(
        "id-token-not-utf8",
        "The claims are no UTF-8.",
        &[Wrong::Shape(Shape::Payload(b"{\"sub\":\"\xff\xfe\"}"))],
    )
    .shows(&[("id_token.json", "fail")])
    .rows(&["IDT-36"]),
];
