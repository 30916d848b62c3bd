//! What the standards say: pairs of a pure `request` and a pure `judge`. No clock, no socket, no chance, and no
//! `Result` for what a server did: a [`check::Report`] is an optional value and every check as a row.
//!
//! The alphabet is [`time`], [`secret`], [`text`], [`json`], [`exchange`] and [`check`]; [`jose`] knows nothing of
//! OAuth; the other files are an endpoint or a token each.

pub mod access_token;
pub mod answer;
pub mod authorization;
pub mod authorize;
pub mod check;
pub mod ciba;
mod claims;
pub mod client_auth;
pub mod clock;
pub mod confirmation;
pub mod device;
pub mod discovery;
pub mod dpop;
pub mod encrypted;
pub mod end_session;
mod entropy;
pub mod exchange;
pub mod given_keys;
pub mod id_token;
pub mod inspection;
pub mod introspection;
pub mod jarm;
pub mod jose;
pub mod json;
pub mod jwks;
pub mod listener;
pub mod logout_token;
pub mod notification;
pub mod pace;
pub mod par;
pub mod pasted;
pub mod peer;
pub mod pkce;
pub mod plain_jwt;
pub mod poll;
pub mod redirect;
pub mod refresh;
pub mod request_object;
pub mod revocation;
pub mod secret;
mod signed;
pub mod signed_answer;
pub mod text;
pub mod time;
pub mod token;
pub mod userinfo;

use check::Check;

/// Every check there is, subject by subject.
pub fn catalogue() -> impl Iterator<Item = &'static Check> {
    let subjects = [
        answer::CHECKS,
        clock::CHECKS,
        discovery::CHECKS,
        client_auth::CHECKS,
        dpop::CHECKS,
        confirmation::CHECKS,
        peer::CHECKS,
        jwks::CHECKS,
        pasted::CHECKS,
        authorization::CHECKS,
        jarm::CHECKS,
        par::CHECKS,
        redirect::checks::CHECKS,
        device::CHECKS,
        ciba::CHECKS,
        notification::CHECKS,
        poll::CHECKS,
        token::CHECKS,
        refresh::CHECKS,
        id_token::CHECKS,
        access_token::CHECKS,
        logout_token::CHECKS,
        plain_jwt::CHECKS,
        encrypted::CHECKS,
        userinfo::CHECKS,
        userinfo::JWT_CHECKS,
        introspection::CHECKS,
        introspection::JWT_CHECKS,
        revocation::CHECKS,
        end_session::CHECKS,
    ];
    subjects.into_iter().flatten().copied()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    #[test]
    fn check_ids_are_unique_and_well_formed() {
        let mut seen = HashSet::new();
        for check in super::catalogue() {
            assert!(seen.insert(check.id), "{} stands twice", check.id);
            let (subject, rule) = check.id.split_once('.').expect("subject.rule");
            let is_word = |word: &str| {
                !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
            };
            assert!(is_word(subject) && is_word(rule), "{}", check.id);
            assert!(check.spec.url.starts_with("https://"), "{}", check.id);
            assert!(!check.title.ends_with('.') && !check.title.is_empty(), "{}", check.id);
        }
    }
}
