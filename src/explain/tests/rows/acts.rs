//! Rows about acts on tokens.

use super::Example;
use crate::protocol::check::Verdict::{Fail, Warn};

pub(super) const EXAMPLES: &[Example] = &[
    ("introspection.authorized", Warn, "401: the provider did not recognise this client: its id, secret or", None),
    (
        "introspection.authorized",
        Warn,
        "403: the provider knows this client and does not let it introspect: it needs that right there",
        Some(0),
    ),
    ("introspection.authorized", Warn, "401: the endpoint wants a bearer token of its own, and did not", Some(1)),
    ("introspection.exp", Fail, "1763640000, 6 min ago; the server's clock agrees with ours", None),
    ("introspection.exp", Warn, "1763640000000: looks like milliseconds", Some(0)),
    ("introspection.exp", Fail, "1, 6 min ago; would pass with a clock 7 min earlier, which is the server's", Some(1)),
    ("introspection.nbf", Fail, "1763640000, in 7 min; the server's clock is not known", None),
    ("introspection.nbf", Fail, "1, in 7 min; would pass with a clock 7 min later, which is the server's", Some(0)),
    ("revocation.status", Fail, "302", None),
    ("revocation.status", Fail, "503, Retry-After: 20", Some(0)),
    ("revocation.status", Fail, "500", Some(1)),
    ("revocation.status", Fail, "404", Some(2)),
    ("logout.id_token_hint", Warn, "none is sent: the provider has to ask the person, or to guess", None),
    ("logout.id_token_hint", Warn, "it is of https://b.example", Some(0)),
    ("logout.id_token_hint", Warn, "it is for other, and client_id is grantty", Some(1)),
    ("logout.id_token_hint", Warn, "it cannot be read as an ID Token", Some(2)),
    ("logout.state", Fail, "n-0S6_WzA2Mj1 (differs at character 13)", None),
    ("logout.state", Fail, "missing", Some(0)),
    ("logout.state", Fail, "n-0S6 | none, since none was sent", Some(1)),
    ("logout.redirect", Warn, "nobody came: the person is not done, or the address is not registered", None),
    ("logout.redirect", Warn, "it came with the error access_denied, for which there is no place", Some(0)),
    ("id_token.claim_sources", Fail, "x: there is no source a", None),
    (
        "id_token.claim_sources",
        Warn,
        "x: at http://a.example, which is not https; nothing of ours is sent there",
        Some(0),
    ),
    ("userinfo.claim_sources", Fail, "x: there is no source a", None),
    (
        "userinfo.claim_sources",
        Warn,
        "x: at http://a.example, which is not https; nothing of ours is sent there",
        Some(0),
    ),
    ("userinfo_jwt.iss", Fail, "https://b.example (differs at character 9)", None),
    ("userinfo_jwt.iss", Warn, "absent", Some(0)),
    ("userinfo_jwt.iss", Fail, "https://a.example/ (differs only by a final /)", Some(1)),
    ("userinfo_jwt.aud", Fail, "other", None),
    ("userinfo_jwt.aud", Warn, "absent", Some(0)),
];
