//! stub
use super::exchange::Value;
use super::jose::signer::Signer;
use super::secret::Secret;
use super::time::Now;
pub struct About<'a> {
    pub client_id: &'a str,
    pub issuer: &'a str,
    pub now: Now,
    pub jti: &'a str,
}
pub fn sign(_p: &[(String, Value)], _a: &About<'_>, _s: &Signer) -> Secret {
    Secret::new("")
}
