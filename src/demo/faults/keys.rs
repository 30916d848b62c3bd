//! What can be wrong with the keys and how they are chosen.

use crate::demo::answer::Delivery;
use crate::demo::fault::Fault;
use crate::demo::wrong::{Edit, Http, Keys, Place, Wrong};

pub(super) const FAULTS: &[Fault] = &[
    Fault::new(
        "kid-absent",
        "The ID token names no key, and one key of its type is in the set.",
        &[Wrong::Edit(Place::Header, Edit::Remove("kid"))],
    )
    .rows(&["JWK-01"]),
    Fault::new(
        "kid-absent-several-keys",
        "The ID token names no key, no key has a name, and two keys are of its type.",
        &[Wrong::Edit(Place::Header, Edit::Remove("kid")), Wrong::Keys(Keys::Nameless)],
    )
    .shows(&[("id_token.key", "warn")])
    .rows(&["JWK-02"]),
    Fault::new(
        "keys-rotated",
        "The signing key is new: the first key set that is fetched does not have it, the second has.",
        &[Wrong::Keys(Keys::Stale)],
    )
    .rows(&["JWK-03"]),
    Fault::new(
        "kid-unknown",
        "The ID token names a key that is in no key set.",
        &[Wrong::Edit(Place::Header, Edit::Set("kid", r#""the-key-of-nobody""#))],
    )
    .shows(&[("id_token.key", "fail")])
    .rows(&["JWK-04"]),
    Fault::new(
        "kid-fresh-each-time",
        "Each ID token names another key, none of which is in a key set.",
        &[Wrong::Edit(Place::Header, Edit::Set("kid", r#""{random}""#))],
    )
    .shows(&[("id_token.key", "fail")])
    .rows(&["JWK-04", "JWK-14"]),
    Fault::new(
        "kid-twice",
        "Two keys of the set have the same name.",
        &[Wrong::Keys(Keys::Twins)],
    )
    .shows(&[("jwks.kid_duplicate", "fail")])
    .rows(&["JWK-05"]),
    Fault::new(
        "kid-twice-signing",
        "Two keys of the set have the name that the ID token names, and the wrong one comes first.",
        &[Wrong::Keys(Keys::SigningTwins)],
    )
    .shows(&[("jwks.kid_duplicate", "fail")])
    .rows(&["JWK-05"]),
    Fault::new(
        "kid-hostile",
        "The key is named like a path, an SQL statement and a terminal command.",
        &[Wrong::Edit(Place::Header, Edit::Set("kid", r#""../../etc/passwd\u001b[2J' OR 1=1 --""#)), Wrong::Edit(Place::Key, Edit::Set("kid", r#""../../etc/passwd\u001b[2J' OR 1=1 --""#))],
    )
    .rows(&["JWK-18"]),
    Fault::new(
        "key-for-encryption",
        "The key that signs says it is for encryption.",
        &[Wrong::Edit(Place::Key, Edit::Set("use", r#""enc""#))],
    )
    .shows(&[("id_token.key_use", "fail")])
    .rows(&["JWK-06"]),
    Fault::new(
        "key-ops-without-verify",
        "The key that signs says it is for encryption, with key_ops.",
        &[Wrong::Edit(Place::Key, Edit::Remove("use")), Wrong::Edit(Place::Key, Edit::Set("key_ops", r#"["encrypt"]"#))],
    )
    .shows(&[("id_token.key_use", "fail")])
    .rows(&["JWK-06"]),
    Fault::new(
        "key-of-other-alg",
        "The key that signs RS256 says it is for PS256.",
        &[Wrong::Edit(Place::Key, Edit::Set("alg", r#""PS256""#))],
    )
    .shows(&[("id_token.key_alg", "fail")])
    .rows(&["JWK-07"]),
    Fault::new(
        "key-weak",
        "An RSA key of 1024 bits is in the set.",
        &[Wrong::Keys(Keys::Extra(r#"{"kty":"RSA","use":"sig","alg":"RS256","kid":"old","n":"7hdX8bHdfz3zfSPF47QhDX41Sd9ZQWddim6WRz00Tou5FEcgweUIN_AWZ6ncPGlirxsIMIt2sKPR7-9bR8c45icecqf74ImQrHRVwi0496MJjQ7Ds0FjNoKUt_ELbKXVWJVaCS--OnDapGdsK6ul_jkm1IdczbpkdH67t4QdCAM","e":"AQAB"}"#))],
    )
    .shows(&[("jwks.weak", "fail")])
    .rows(&["JWK-08"]),
    Fault::new(
        "key-exponent-one",
        "An RSA key whose exponent is 1 is in the set: every signature fits.",
        &[Wrong::Keys(Keys::Extra(r#"{"kty":"RSA","use":"sig","alg":"RS256","kid":"one","n":"1QkACt5xvVek91ZLfMoSPNlOb2_i8GwIjyYNy9LPAiEiv7hObn4VH2npLYVWRSMPZe0XkYgeFs-RdV5RP_NKVpd5WVH7a3mV1YvBqEVbL6FlG8nErZX8EP9VZvefRUxy0M3bEh_7Ol0USxsrVQpMSzH-crDnL7bfK4QPaPVTAon2NX5fCcrBvkSxTLpHb6BUWqZec7NHckvuWUpcdRJp2BcPNrGWE4c76TWZ1HqXbY-xRNSkZFU_d4Z8t6CKluuKHRVhswsjnu-kWAM7wK5rB7QWNIqsBbmzWeggAAbJK-OkCPddtiD3CGNSH2_jG1zB1BmFAnQLmY5dtz9G4Fhd0w","e":"AQ"}"#))],
    )
    .shows(&[("jwks.weak", "fail")])
    .rows(&["JWK-08"]),
    Fault::new(
        "private-key-leaked",
        "The key set has the private part of a signing key.",
        &[Wrong::Keys(Keys::Private)],
    )
    .shows(&[("jwks.private", "fail")])
    .rows(&["JWK-09"]),
    Fault::new(
        "symmetric-key-listed",
        "The key set has a symmetric key.",
        &[Wrong::Keys(Keys::Extra(r#"{"kty":"oct","use":"sig","alg":"HS256","kid":"shared","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}"#))],
    )
    .shows(&[("jwks.private", "fail")])
    .rows(&["JWK-09"]),
    Fault::new(
        "key-off-curve",
        "An EC key of the set is no point of its curve.",
        &[Wrong::Keys(Keys::Extra(r#"{"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","kid":"off","x":"2S_u0D2XB5FBb1HNVPN4-h-4I1ZoGWYF0-WeNF7j16o","y":"eT3On_nZI2QIA3-oiOnI6sZidG9QykIlgyW9empjwtc"}"#))],
    )
    .shows(&[("jwks.curve", "fail")])
    .rows(&["JWK-10"]),
    Fault::new(
        "key-short-coordinate",
        "An EC key of the set has a coordinate of 31 bytes.",
        &[Wrong::Keys(Keys::Extra(r#"{"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","kid":"short","x":"UpDnejQ0xzByk6My7qpMQRybPnQdFgdlkJcUB099Ig","y":"eT3On_nZI2QIA3-oiOnI6sZidG9QykIlgyW9empjwtc"}"#))],
    )
    .shows(&[("jwks.curve", "fail")])
    .rows(&["JWK-10"]),
    Fault::new(
        "key-of-unknown-type",
        "A key of a kind that is not known yet is in the set, beside those that are.",
        &[Wrong::Keys(Keys::Extra(r#"{"kty":"AKP","alg":"SLH-DSA-SHA2-128s","use":"sig","kid":"pq","pub":"2S_u0D2XB5FBb1HNVPN4-h-4I1ZoGWYF0-WeNF7j16o"}"#))],
    )
    .rows(&["JWK-11"]),
    Fault::new(
        "keys-missing",
        "The key set has no member keys.",
        &[Wrong::Edit(Place::Jwks, Edit::Remove("keys"))],
    )
    .shows(&[("jwks.form", "fail")])
    .rows(&["JWK-12", "JWK-15"]),
    Fault::new(
        "keys-not-an-array",
        "The member keys is an object.",
        &[Wrong::Edit(Place::Jwks, Edit::Set("keys", r#"{"rsa":"none"}"#))],
    )
    .shows(&[("jwks.form", "fail")])
    .rows(&["JWK-12", "JWK-15"]),
    Fault::new(
        "keys-empty",
        "The key set is empty.",
        &[Wrong::Edit(Place::Jwks, Edit::Set("keys", "[]"))],
    )
    .shows(&[("jwks.form", "fail")])
    .rows(&["JWK-12"]),
    Fault::new(
        "keys-with-a-number",
        "An entry of the key set is a number.",
        &[Wrong::Keys(Keys::Extra("7"))],
    )
    .shows(&[("jwks.form", "fail")])
    .rows(&["JWK-12"]),
    Fault::new(
        "key-in-standard-base64",
        "A key of the set is written in standard base64, with padding.",
        &[Wrong::Keys(Keys::Extra(r#"{"kty":"RSA","use":"sig","alg":"RS256","kid":"padded","n":"1QkACt777/+k91ZLfMoSPNlOb2/i8GwIjyYNy9LPAiEiv7hObn4VH2npLYVWRSMPZe0XkYgeFs+RdV5RP/NKVpd5WVH7a3mV1YvBqEVbL6FlG8nErZX8EP9VZvefRUxy0M3bEh+7Ol0USxsrVQpMSzH+crDnL7bfK4QPaPVTAon2NX5fCcrBvkSxTLpHb6BUWqZec7NHckvuWUpcdRJp2BcPNrGWE4c76TWZ1HqXbY+xRNSkZFU/d4Z8t6CKluuKHRVhswsjnu+kWAM7wK5rB7QWNIqsBbmzWeggAAbJK+OkCPddtiD3CGNSH2/jG1zB1BmFAnQLmY5dtz9G4Fhd0w==","e":"AQAB"}"#))],
    )
    .shows(&[("jwks.base64", "fail")])
    .rows(&["JWK-13"]),
    Fault::new(
        "keys-unavailable",
        "The key set answers 503.",
        &[Wrong::Http(Place::Jwks, Http::Page(503))],
    )
    .shows(&[("jwks.status", "fail")])
    .rows(&["JWK-15"]),
    Fault::new(
        "keys-closed",
        "The connection is closed without an answer when the keys are asked for.",
        &[Wrong::Http(Place::Jwks, Http::Deliver(Delivery::Closed))],
    )
    .shows(&[("http.answer", "fail")])
    .rows(&["JWK-15"]),
    Fault::new(
        "keys-not-json",
        "There is a sign-in page in place of the key set.",
        &[Wrong::Http(Place::Jwks, Http::Page(200))],
    )
    .shows(&[("jwks.json", "fail")])
    .rows(&["JWK-15"]),
    Fault::new(
        "keys-twice",
        "The key set has the member keys twice.",
        &[Wrong::Edit(Place::Jwks, Edit::Twice("keys", "[]"))],
    )
    .shows(&[("jwks.duplicate", "fail")])
    .rows(&["JWK-12"]).ends("rejected"),
    Fault::new(
        "keys-five-thousand",
        "Five thousand keys that fit nothing are in the set, and the ID token names none.",
        &[Wrong::Keys(Keys::Decoys(5000)), Wrong::Edit(Place::Header, Edit::Remove("kid"))],
    )
    .shows(&[("id_token.signature", "fail")])
    .rows(&["JWK-16"]),
    Fault::new(
        "token-brings-key",
        "The ID token brings a key of its own in the header, and is signed by the right one.",
        &[Wrong::Edit(Place::Header, Edit::Set("jwk", r#"{"kty":"RSA","n":"1QkACt5xvVek91ZLfMoSPNlOb2_i8GwIjyYNy9LPAiEiv7hObn4VH2npLYVWRSMPZe0XkYgeFs-RdV5RP_NKVpd5WVH7a3mV1YvBqEVbL6FlG8nErZX8EP9VZvefRUxy0M3bEh_7Ol0USxsrVQpMSzH-crDnL7bfK4QPaPVTAon2NX5fCcrBvkSxTLpHb6BUWqZec7NHckvuWUpcdRJp2BcPNrGWE4c76TWZ1HqXbY-xRNSkZFU_d4Z8t6CKluuKHRVhswsjnu-kWAM7wK5rB7QWNIqsBbmzWeggAAbJK-OkCPddtiD3CGNSH2_jG1zB1BmFAnQLmY5dtz9G4Fhd0w","e":"AQAB"}"#))],
    )
    .shows(&[("id_token.embedded_key", "warn")])
    .rows(&["JWK-17"]),
    Fault::new(
        "token-names-key-address",
        "The ID token says where its key is to be fetched, and is signed by the right one.",
        &[Wrong::Edit(Place::Header, Edit::Set("jku", r#""{stranger}/jwks""#))],
    )
    .shows(&[("id_token.embedded_key", "warn")])
    .rows(&["JWK-17"]),
    Fault::new(
        "certificate-of-another-key",
        "The certificate that comes with the key is of another key.",
        &[Wrong::Edit(Place::Key, Edit::Set("x5c", r#"["MIIBgzCCASmgAwIBAgIUT7p3buhx8yP+t9Z6wo9YRKi3qP0wCgYIKoZIzj0EAwIwFjEUMBIGA1UEAwwLYW5vdGhlciBrZXkwIBcNMjYxMTIwMTMyOTE2WhgPMjEyNjEwMjcxMzI5MTZaMBYxFDASBgNVBAMMC2Fub3RoZXIga2V5MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEG5mIQMlUcH/+Yur8t2eppQQnuqvdQoZt3KWI/JrdAm8A6x0dd+XeN5AxHmAP673fZjrmd0FJOsrJHka9inSkq6NTMFEwHQYDVR0OBBYEFKijE8f6/DOVYaKEbR7TU51a4fWaMB8GA1UdIwQYMBaAFKijE8f6/DOVYaKEbR7TU51a4fWaMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgbSMFn8W6VmqUt8S6If0ITrAv0eNWsGH0upn4qSNzj9sCIQCfw/5sSQWO9PjoLxza5Uj1BRe7DU8tKqMZC2r8HevD1A=="]"#))],
    )
    .shows(&[("jwks.x5c", "warn")])
    .rows(&["JWK-19"]),
    Fault::new(
        "keys-redirected-away",
        "The key set has moved to another origin.",
        &[Wrong::Http(Place::Jwks, Http::Redirect(302, "{stranger}/jwks"))],
    )
    .shows(&[("jwks.redirect", "fail")])
    .rows(&["JWK-20"]),
    Fault::new(
        "keys-as-text",
        "The key set is said to be plain text.",
        &[Wrong::Http(Place::Jwks, Http::Header("content-type", "text/plain"))],
    )
    .shows(&[("jwks.content_type", "warn")])
    .rows(&["JWK-21"]),
    Fault::new(
        "keys-as-key-set",
        "The key set has its own registered content type.",
        &[Wrong::Http(Place::Jwks, Http::Header("content-type", "application/jwk-set+json"))],
    )
    .rows(&["JWK-21"]),
];
