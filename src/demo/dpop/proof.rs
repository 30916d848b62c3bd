//! One proof, judged by all that can be seen of it alone (RFC 9449 §4.3).

use super::of;
use crate::demo::jwk::{ALGS, Jwk};
use crate::demo::keys;
use crate::demo::request::Request;
use crate::demo::site::Site;
use crate::demo::wrong::Dpop;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};
use url::Url;

/// A proof counts for so many seconds before and after its `iat`.
pub(super) const LIFE: u64 = 60;

/// A number longer than this is nobody's.
const LONGEST_JTI: usize = 256;

/// What a good proof says.
pub(super) struct Proof {
    /// The thumbprint of its key.
    pub key: String,
    pub jti: String,
    pub nonce: Option<String>,
}

/// The proof of a request; with an access token, one that is about that token. Otherwise what is wrong with it.
pub(super) fn judged(site: &Site, request: &Request, token: Option<&str>) -> Result<Proof, String> {
    let [jwt] = request.dpop.as_slice() else {
        let problem =
            if request.dpop.is_empty() { "There is no DPoP proof." } else { "There are several DPoP proofs." };
        return Err(problem.to_owned());
    };
    let (key, claims) = signed(jwt)?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if text("htm") != Some(&request.method) {
        return Err(format!("htm of the DPoP proof has to be {}.", request.method));
    }
    about_here(site, request, text("htu").unwrap_or_default())?;
    in_time(site, claims.get("iat"))?;
    let jti = text("jti").filter(|jti| !jti.is_empty() && jti.len() <= LONGEST_JTI);
    let jti = jti.ok_or("The DPoP proof has to have a jti of 1 to 256 bytes.")?.to_owned();
    if let Some(token) = token
        && text("ath") != Some(&keys::base64(&keys::sha256(token.as_bytes())))
    {
        return Err("ath of the DPoP proof has to be the hash of the access token.".to_owned());
    }
    Ok(Proof { key: key.thumbprint(), jti, nonce: text("nonce").map(str::to_owned) })
}

/// The claims, and the key that the proof brings along: it has to have signed them.
fn signed(jwt: &str) -> Result<(Jwk, Map<String, Value>), String> {
    let no_jwt = || "The DPoP proof is no JWS in the compact form.".to_owned();
    let (input, signature) = jwt.rsplit_once('.').ok_or_else(no_jwt)?;
    let (header, claims) = input.split_once('.').ok_or_else(no_jwt)?;
    let bytes = |part: &str| URL_SAFE_NO_PAD.decode(part).ok();
    let object = |part: &str| serde_json::from_slice::<Map<String, Value>>(&bytes(part)?).ok();
    let header = object(header).ok_or_else(no_jwt)?;
    if header.get("typ").and_then(Value::as_str) != Some("dpop+jwt") {
        return Err("typ of the DPoP proof has to be dpop+jwt.".to_owned());
    }
    let alg = header.get("alg").and_then(Value::as_str).filter(|alg| ALGS.contains(alg));
    let alg = alg.ok_or("alg of the DPoP proof has to be one of dpop_signing_alg_values_supported.")?;
    let jwk = header.get("jwk").and_then(Value::as_object).ok_or("The DPoP proof has no jwk.")?;
    let key = Jwk::read(jwk).map_err(|why| format!("The jwk of the DPoP proof cannot be taken: {why}."))?;
    if !key.fits(alg, input.as_bytes(), &bytes(signature).ok_or_else(no_jwt)?) {
        return Err("The signature of the DPoP proof does not fit its jwk.".to_owned());
    }
    Ok((key, object(claims).ok_or_else(no_jwt)?))
}

/// Whether `htu` is the address that was called. Spelling that means the same is the same (RFC 3986 §6.2.2, §6.2.3); a
/// query or a fragment does not belong there (§4.2).
fn about_here(site: &Site, request: &Request, htu: &str) -> Result<(), String> {
    let scheme = site.origin.split(':').next().unwrap_or_default();
    let called = format!("{scheme}://{}{}", request.host.as_deref().unwrap_or_default(), request.path);
    match (Url::parse(htu), Url::parse(&called)) {
        (Ok(htu), _) if htu.query().is_some() || htu.fragment().is_some() => {
            Err("htu of the DPoP proof has a query or a fragment, which it must not have.".to_owned())
        }
        (Ok(htu), Ok(called)) if htu == called => Ok(()),
        _ => Err(format!("htu of the DPoP proof has to be {called}.")),
    }
}

fn in_time(site: &Site, iat: Option<&Value>) -> Result<(), String> {
    let iat = iat.and_then(Value::as_u64).ok_or("The DPoP proof has to have an iat in whole seconds.")?;
    let now = now(site);
    if iat.abs_diff(now) > LIFE {
        return Err(format!("iat of the DPoP proof is {iat}, and now is {now}: more than {LIFE} seconds apart."));
    }
    Ok(())
}

/// The time by the clock that judges proofs, which a fault may have set.
fn now(site: &Site) -> u64 {
    site.now.unix().saturating_add_signed(offset(site).unwrap_or_default())
}

fn offset(site: &Site) -> Option<i64> {
    of(site).find_map(|wrong| if let Dpop::Clock(seconds) = wrong { Some(seconds) } else { None })
}

/// The `Date` of an answer where that clock is not the usual one.
pub(super) fn clock(site: &Site) -> Option<String> {
    offset(site)?;
    let time = jiff::Timestamp::from_second(i64::try_from(now(site)).ok()?).ok()?;
    Some(time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())
}
