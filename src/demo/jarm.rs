//! The signed authorization response (JARM, §2.1).

use super::jwt;
use super::keys::Keys;
use super::members::Members;
use super::site::Site;
use super::wrong::{Place, Wrong};

/// How long one counts, in seconds; the specification recommends ten minutes at most.
const LIFE: u64 = 300;

/// The parameters as one JWT.
pub(super) fn sign(site: &Site, keys: &Keys, client: &str, params: &Members) -> String {
    let sign = site.wrong().iter().find_map(|w| if let Wrong::JarmSign(sign) = w { Some(*sign) } else { None });
    let header = Members::default().with("alg", jwt::alg(sign)).with("typ", "JWT").with("kid", keys.kids[0].as_str());
    let mut about = params.clone();
    about.remove("iss");
    let expiry = site.now.unix() + LIFE;
    let claims = Members::default().with("iss", site.issuer.as_str()).with("aud", client).with("exp", expiry);
    let mut claims = claims.and(about);
    site.shape(&[Place::Jarm], &mut claims, "");
    let token = jwt::written(&header, &claims, sign, keys);
    let shapes = site.wrong().iter().filter_map(|w| if let Wrong::JarmShape(shape) = w { Some(*shape) } else { None });
    shapes.fold(token, |token, shape| jwt::reshape(shape, &token, keys))
}
