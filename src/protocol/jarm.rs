//! stub
use super::check::{Check, Report};
use super::exchange::Value;
use super::id_token::{Keys, SignatureState};
use super::secret::Secret;
use super::time::Now;
pub static CHECKS: &[&Check] = &[];
pub struct Expected<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub client_secret: Option<&'a Secret>,
    pub registered_alg: Option<&'a str>,
    pub advertised_algs: Option<Vec<&'a str>>,
    pub now: Now,
    pub skew: Option<i64>,
    pub tolerance: u64,
}
pub struct Jarm {
    pub signature: SignatureState,
    pub parameters: Vec<(String, Value)>,
}
pub fn judge(_r: &Secret, _k: &Keys<'_>, _e: &Expected<'_>) -> Report<Jarm> {
    Report::new(None, Vec::new())
}
