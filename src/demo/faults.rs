//! The faults this provider offers, a row each. Where nothing is said a run gets its tokens.

mod authorization;
mod authorization_error;
mod ciba;
mod ciba_poll;
mod client_auth;
mod code_token;
mod device;
mod dpop;
mod encryption;
mod endpoints;
mod exchange;
mod front_tokens;
mod id_token;
mod introspection;
mod introspection_jwt;
mod jarm;
mod keys;
mod logout;
mod metadata;
mod mtls;
mod notification;
mod par;
mod polling;
mod push;
mod refresh;
mod revocation;
mod signature;
mod token;
mod token_http;
mod user_code;
mod userinfo;
mod userinfo_jwt;

pub use super::fault::Fault;
use std::sync::OnceLock;

/// All faults, in the order of a flow.
pub fn faults() -> &'static [Fault] {
    static ALL: OnceLock<Vec<Fault>> = OnceLock::new();
    ALL.get_or_init(|| {
        let tables = [
            metadata::FAULTS,
            endpoints::FAULTS,
            keys::FAULTS,
            device::FAULTS,
            user_code::FAULTS,
            polling::FAULTS,
            ciba::FAULTS,
            ciba_poll::FAULTS,
            notification::FAULTS,
            push::FAULTS,
            par::FAULTS,
            authorization::FAULTS,
            authorization_error::FAULTS,
            jarm::FAULTS,
            front_tokens::FAULTS,
            token_http::FAULTS,
            token::FAULTS,
            id_token::FAULTS,
            signature::FAULTS,
            code_token::FAULTS,
            userinfo::FAULTS,
            userinfo_jwt::FAULTS,
            dpop::FAULTS,
            refresh::FAULTS,
            encryption::FAULTS,
            exchange::FAULTS,
            introspection::FAULTS,
            introspection_jwt::FAULTS,
            revocation::FAULTS,
            client_auth::FAULTS,
            mtls::FAULTS,
            logout::FAULTS,
        ];
        tables.concat()
    })
}

/// The fault of that name.
pub(super) fn named(name: &str) -> Option<&'static Fault> {
    faults().iter().find(|fault| fault.name == name)
}
