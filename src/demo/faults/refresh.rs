//! What can be wrong with a refresh.

use crate::demo::fault::Fault;
use crate::demo::wrong::{Edit, Http, Place, Wrong};

pub(super) const FAULTS: &[Fault] = &[
    Fault::of("refresh", "tokens", ("refresh-iss-other", "The refreshed ID token has another iss."), &[Wrong::Edit(Place::Claims, Edit::Append("iss", "1"))]).shows(&[("refresh.iss", "fail")]).rows(&["REF-01"]),
    Fault::of("refresh", "tokens", ("refresh-sub-other", "The refreshed ID token is of somebody else."), &[Wrong::Edit(Place::Claims, Edit::Append("sub", "1"))]).shows(&[("refresh.sub", "fail")]).rows(&["REF-02"]),
    Fault::of("refresh", "tokens", ("refresh-aud-other", "The refreshed ID token is for another client too."), &[Wrong::Edit(Place::Claims, Edit::Set("aud", r#"["grantty-demo","somebody-else"]"#))]).shows(&[("refresh.aud", "fail")]).rows(&["REF-02"]),
    Fault::of("refresh", "tokens", ("refresh-auth-time-now", "auth_time is that of the refresh, as if the person had logged in again."), &[Wrong::Edit(Place::Claims, Edit::Time("auth_time", 0))]).shows(&[("refresh.auth_time", "fail")]),
    Fault::of("refresh", "tokens", ("refresh-azp-new", "The refreshed ID token has an azp, which the one before had not."), &[Wrong::Edit(Place::Claims, Edit::Set("azp", r#""grantty-demo""#))]).shows(&[("refresh.azp", "fail")]),
    Fault::of("refresh", "tokens", ("refresh-nonce", "The refreshed ID token has a nonce, which the one before had not."), &[Wrong::Edit(Place::Claims, Edit::Set("nonce", r#""of-an-earlier-day""#))]).shows(&[("refresh.nonce", "fail")]),
    Fault::of("refresh", "tokens", ("refresh-without-id-token", "No ID token comes with a refresh, which is allowed."), &[Wrong::Edit(Place::Token, Edit::Remove("id_token"))]).rows(&["REF-03"]),
    Fault::of("refresh", "tokens", ("refresh-without-rotation", "No new refresh token comes, so the old one stays; the client proves who it is, so that is allowed."), &[Wrong::Edit(Place::Token, Edit::Remove("refresh_token"))]).rows(&["REF-03"]).set(&["client.id=grantty-demo-confidential"]),
    Fault::of("refresh", "tokens", ("refresh-public-without-rotation", "No new refresh token comes, though anybody could use the old one: the client is public."), &[Wrong::Edit(Place::Token, Edit::Remove("refresh_token"))]).shows(&[("refresh.protected", "warn")]).rows(&["REF-03"]),
    Fault::of("refresh", "refused", ("refresh-token-spent", "The refresh token was used before, and everything that came of it is revoked."), &[Wrong::Http(Place::Token, Http::Body(400, r#"{"error":"invalid_grant","error_description":"This refresh_token was used before; its whole family is revoked."}"#))]).rows(&["REF-04"]),
    Fault::of("refresh", "tokens", ("refresh-scope-more", "A refresh brings more scopes than there were."), &[Wrong::Edit(Place::Token, Edit::Append("scope", " admin"))]).shows(&[("refresh.scope", "warn")]).rows(&["REF-07"]),
];
