//! What must not stand in an address: it is in the browser's history, on its command line and in every log on the way.

use crate::protocol::check::{Check, Finding, rfc};
use crate::protocol::exchange::Value;

pub(in crate::protocol) static SECRET_IN_ADDRESS: Check =
    Check::must("authorization.secret_in_address", "no secret stands in the address", rfc!(6749, "2.3.1")).stops();

/// Parameters that only the client and the server may know.
const SECRETS: [&str; 11] = [
    "client_secret",
    "client_assertion",
    "assertion",
    "password",
    "code",
    "code_verifier",
    "device_code",
    "access_token",
    "refresh_token",
    "subject_token",
    "actor_token",
];

/// Looks for secrets in what an address is going to carry, before anybody opens it.
pub fn leaks(parameters: &[(String, Value)]) -> Finding {
    let expected = "no parameter that only client and server may know";
    let is_secret = |name: &str| SECRETS.iter().any(|known| known.eq_ignore_ascii_case(name));
    let found: Vec<&str> = parameters.iter().map(|(name, _)| name.as_str()).filter(|name| is_secret(name)).collect();
    let is_plain = |(name, value): &(String, Value)| name == "code_challenge" && matches!(value, Value::Secret(..));
    if !found.is_empty() {
        SECRET_IN_ADDRESS.fail(expected, found.join(", "))
    } else if parameters.iter().any(is_plain) {
        SECRET_IN_ADDRESS.warn(expected, "code_challenge, which is the code_verifier itself with the method plain")
    } else {
        SECRET_IN_ADDRESS.pass(expected, "none")
    }
}
