//! Whether the provider says that it can do what is going to be asked of it.

use super::Asked;
use crate::protocol::check::{Check, Finding, rfc};
use crate::protocol::json::Json;
use crate::protocol::text;

pub(super) static GRANT: Check = Check::should("discovery.grant", "the grant is advertised", rfc!(8414, "2"));
pub(super) static PKCE: Check = Check::should("discovery.pkce", "S256 is advertised", rfc!(9700, "2.1.1"));
pub(super) static AUTH_METHOD: Check =
    Check::should("discovery.auth_method", "the client's method is advertised", rfc!(8414, "2"));

pub(super) fn judge(document: &Json, asked: &Asked<'_>) -> [Finding; 3] {
    let grant = match asked.grant {
        Some(grant) => {
            let absent = Some(&["authorization_code", "implicit"][..]);
            listed(&GRANT, document.get("grant_types_supported"), grant, absent)
        }
        None => GRANT.skip("no grant is asked for"),
    };
    let pkce = match asked.pkce {
        Some(method) => listed(&PKCE, document.get("code_challenge_methods_supported"), method, None),
        None => PKCE.skip("no code challenge will be sent"),
    };
    let methods = document.get("token_endpoint_auth_methods_supported");
    [grant, pkce, listed(&AUTH_METHOD, methods, asked.auth_method, Some(&["client_secret_basic"]))]
}

/// Whether `wanted` is in a list; an absent list stands for its default.
fn listed(check: &'static Check, list: Option<&Json>, wanted: &str, default: Option<&[&str]>) -> Finding {
    match (list, default) {
        (Some(list), _) => match list.as_strings() {
            Some(all) => check.judge(all.contains(&wanted), wanted, text::shown_short(&all.join(", "), 400)),
            None => check.skip(format!("the list is {}", list.kind())),
        },
        (None, Some(default)) => {
            let observed = format!("no list, which means {}", default.join(" and "));
            check.judge(default.contains(&wanted), wanted, observed)
        }
        (None, None) => check.warn(wanted, "no list; it will be sent all the same"),
    }
}
