//! JWT: judged whole.

use super::check::{Check, Report};
use super::jose::jwt;
use super::secret::Secret;
use super::signed::{self, Agreed, Rules, rules};
pub use super::signed::{Expected, Keys, SignatureState};

/// A judged JWT.
pub type PlainJwt = signed::Token;

static RULES: Rules = rules!(
    "jwt", "JWT", &["jwt"],
    encryption: rfc!(7519, "7.2"),
    alg: rfc!(7515, "4.1.1"),
    alg_expected: rfc!(8725, "3.1"),
    key: rfc!(7515, "6"),
    signature: rfc!(7515, "5.2"),
);

static PAYLOAD_CHECKS: [&Check; 0] = [];

/// Every check of this room, in the order of judging.
pub static CHECKS: &[&Check] = &signed::joined::<{ Rules::COUNT + PAYLOAD_CHECKS.len() }>(&RULES, &PAYLOAD_CHECKS);

/// Judges a token. The value is there as soon as anything of it could be decoded.
pub fn judge(token: &Secret, keys: &Keys<'_>, expected: &Expected<'_>) -> Report<PlainJwt> {
    let decoded = jwt::read(token.reveal());
    let agreed = Agreed {
        registered_alg: expected.registered_alg,
        advertised_algs: expected.advertised_algs.as_deref(),
        macs: expected.macs,
    };
    let case = signed::Case { token: token.reveal(), decoded: &decoded, rules: &RULES, keys, agreed };
    let judged = case.judge();
    let (alg, something) = (case.alg().map(str::to_owned), signed::is_something(&decoded));
    let value = PlainJwt { signature: judged.state, key: judged.key, alg, decoded };
    Report::new(something.then_some(value), judged.findings)
}
