//! What can be wrong with a signed authorization response.

use crate::demo::authorize::{Carry, Mode};
use crate::demo::fault::Fault;
use crate::demo::wrong::{Edit, Front, Place, Shape, Sign, Wrong};

pub(super) const FAULTS: &[Fault] = &[
    Fault::code(
        "jarm-none",
        "alg of the response is none and its signature empty.",
        &[Wrong::JarmSign(Sign::Unsigned)],
    )
    .shows(&[("jarm.alg", "fail")])
    .rows(&["JRM-01"])
    .ends_approved("rejected")
    .set(&["code.response_mode=jwt"]),
    Fault::code(
        "jarm-signature-broken",
        "Every byte of the response's signature is changed.",
        &[Wrong::JarmSign(Sign::Rs256Broken)],
    )
    .shows(&[("jarm.signature", "fail")])
    .rows(&["JRM-02"])
    .ends_approved("rejected")
    .set(&["code.response_mode=jwt"]),
    Fault::code(
        "jarm-aud-other",
        "aud of the response has a 1 at the end.",
        &[Wrong::Edit(Place::Jarm, Edit::Append("aud", "1"))],
    )
    .shows(&[("jarm.aud", "fail")])
    .rows(&["JRM-03"])
    .ends_approved("rejected")
    .set(&["code.response_mode=jwt"]),
    Fault::code("jarm-aud-missing", "The response has no aud.", &[Wrong::Edit(Place::Jarm, Edit::Remove("aud"))])
        .shows(&[("jarm.aud", "fail")])
        .rows(&["JRM-04"])
        .ends_approved("rejected")
        .set(&["code.response_mode=jwt"]),
    Fault::code(
        "jarm-iss-other",
        "iss of the response has a 1 at the end.",
        &[Wrong::Edit(Place::Jarm, Edit::Append("iss", "1"))],
    )
    .shows(&[("jarm.iss", "fail")])
    .rows(&["JRM-05"])
    .ends_approved("rejected")
    .set(&["code.response_mode=jwt"]),
    Fault::code("jarm-iss-missing", "The response has no iss.", &[Wrong::Edit(Place::Jarm, Edit::Remove("iss"))])
        .shows(&[("jarm.iss", "fail")])
        .rows(&["JRM-06"])
        .ends_approved("rejected")
        .set(&["code.response_mode=jwt"]),
    Fault::code(
        "jarm-expired",
        "The response expired six minutes ago.",
        &[Wrong::Edit(Place::Jarm, Edit::Time("exp", -360))],
    )
    .shows(&[("jarm.exp", "fail")])
    .rows(&["JRM-07"])
    .ends_approved("rejected")
    .set(&["code.response_mode=jwt"]),
    Fault::code("jarm-exp-missing", "The response has no exp.", &[Wrong::Edit(Place::Jarm, Edit::Remove("exp"))])
        .shows(&[("jarm.exp", "fail")])
        .rows(&["JRM-08"])
        .ends_approved("rejected")
        .set(&["code.response_mode=jwt"]),
    Fault::code(
        "jarm-exp-far",
        "The response counts for an hour.",
        &[Wrong::Edit(Place::Jarm, Edit::Time("exp", 3600))],
    )
    .shows(&[("jarm.exp_range", "warn")])
    .rows(&["JRM-09"])
    .set(&["code.response_mode=jwt"]),
    Fault::code(
        "jarm-exp-near",
        "The response counts for five seconds.",
        &[Wrong::Edit(Place::Jarm, Edit::Time("exp", 5))],
    )
    .shows(&[("jarm.exp_range", "warn")])
    .rows(&["JRM-09"])
    .set(&["code.response_mode=jwt"]),
    Fault::code(
        "jarm-plain-beside",
        "The parameters stand beside the signed response, too.",
        &[Wrong::Front(Front::Beside)],
    )
    .shows(&[("jarm.extra", "warn")])
    .rows(&["JRM-10"])
    .set(&["code.response_mode=jwt"]),
    Fault::code(
        "jarm-asked-plain-came",
        "A signed response was asked for, and a plain one comes.",
        &[Wrong::Front(Front::Mode(Mode { carry: Carry::Query, signed: false }))],
    )
    .shows(&[("jarm.mode", "fail")])
    .rows(&["JRM-11"])
    .ends_approved("rejected")
    .set(&["code.response_mode=jwt"]),
    Fault::code(
        "jarm-unasked",
        "A plain response was asked for, and a signed one comes.",
        &[Wrong::Front(Front::Mode(Mode { carry: Carry::Query, signed: true }))],
    )
    .shows(&[("jarm.mode", "fail")])
    .rows(&["JRM-11"])
    .ends_approved("rejected"),
    Fault::code(
        "jarm-encrypted",
        "The response is encrypted for a key that the client does not have.",
        &[Wrong::JarmShape(Shape::FiveParts(r#"{"alg":"RSA-OAEP","enc":"A128GCM"}"#))],
    )
    .rows(&["JRM-12"])
    .ends_approved("broken")
    .set(&["code.response_mode=jwt"]),
    Fault::code(
        "jarm-state-other",
        "state inside the response has one character more.",
        &[Wrong::Edit(Place::Jarm, Edit::Append("state", "1"))],
    )
    .shows(&[("authorization.state", "fail")])
    .rows(&["ATZ-01"])
    .ends_approved("rejected")
    .set(&["code.response_mode=jwt"]),
];
