//! The request object (RFC 9101; OIDC Core §6): the parameters of an authorization request as one signed JWT, so that
//! nobody between us and the provider changes them, and the provider knows who made them.

use super::exchange::Value;
use super::jose::signer::Signer;
use super::json::{self, Json};
use super::secret::Secret;
use super::text::shown_short;
use super::time::Now;

/// What the object says beside the parameters.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// `iss`: our client id.
    pub client_id: &'a str,
    /// `aud`: the discovered issuer; empty when there is none, and then no `aud` is sent.
    pub issuer: &'a str,
    /// `iat`, `nbf`, and the start of its life.
    pub now: Now,
    /// Seconds until somebody may still open the address that carries it: `exp` is a minute later than `iat`, or these,
    /// if they are more, and never beyond an hour.
    pub opened_within: u64,
    /// `jti`: never used before.
    pub jti: &'a str,
}

/// A pushed one reaches the provider within seconds.
const SHORTEST: u64 = 60;

/// FAPI 1.0 Part 2 §5.2.2 (13) lets it live for an hour.
const LONGEST: u64 = 3600;

/// Names that no parameter brings in: the object's own claims, and what it must not hold (RFC 9101 §4).
const RESERVED: [&str; 9] = ["iss", "aud", "iat", "nbf", "exp", "jti", "sub", "request", "request_uri"];

/// The key set to the first of its algorithms that `request_object_signing_alg_values_supported` names. Without that
/// member the key's own algorithm stays. `Err` is a sentence for the key's owner.
pub fn choose_alg(signer: &Signer, advertised: Option<&[&str]>) -> Result<Signer, String> {
    let Some(advertised) = advertised else { return Ok(signer.clone()) };
    let own = signer.algs();
    if let Some(alg) = own.iter().find(|alg| advertised.contains(alg)) {
        return signer.with_alg(alg);
    }
    let (wanted, own) = (shown_short(&advertised.join(", "), 200), own.join(", "));
    Err(format!("the provider takes request objects signed with {wanted}; the key signs with {own}"))
}

/// Signs the parameters as the request object of an authorization request.
pub fn sign(parameters: &[(String, Value)], about: &About<'_>, signer: &Signer) -> Secret {
    let mut claims = parameters.to_vec();
    if claims.iter().all(|(name, _)| name != "client_id") {
        claims.insert(0, ("client_id".to_owned(), Value::Plain(about.client_id.to_owned())));
    }
    signer.sign(&[("typ", "oauth-authz-req+jwt".into())], &self::claims(&claims, about))
}

/// What is signed: the object's own claims, then the parameters. A name that stands several times becomes an array;
/// `max_age` and `requested_expiry` become numbers, `claims`, `authorization_details`, `registration` and
/// `request_context` become JSON, each where its text is that.
pub(super) fn claims(parameters: &[(String, Value)], about: &About<'_>) -> Json {
    let now = about.now.unix;
    let mut claims = vec![("iss".to_owned(), Json::from(about.client_id))];
    if !about.issuer.is_empty() {
        claims.push(("aud".to_owned(), about.issuer.into()));
    }
    let lifetime = about.opened_within.clamp(SHORTEST, LONGEST);
    for (name, time) in [("iat", now), ("nbf", now), ("exp", now.saturating_add(lifetime))] {
        claims.push((name.to_owned(), time.into()));
    }
    claims.push(("jti".to_owned(), about.jti.into()));
    for (n, (name, value)) in parameters.iter().enumerate() {
        let again = parameters[..n].iter().any(|(earlier, _)| earlier == name);
        if !again && !RESERVED.contains(&name.as_str()) {
            let others: Vec<&str> =
                parameters[n..].iter().filter(|(n, _)| n == name).map(|(_, v)| v.reveal()).collect();
            let claim = if others.len() > 1 { others.into_iter().collect() } else { typed(name, value.reveal()) };
            claims.push((name.clone(), claim));
        }
    }
    Json::Object(claims)
}

fn typed(name: &str, text: &str) -> Json {
    let parsed = || json::parse(text.as_bytes()).ok().map(|parsed| parsed.value);
    let read = match name {
        "max_age" | "requested_expiry" => text.parse::<u64>().ok().map(Json::from),
        "claims" | "registration" | "request_context" => parsed().filter(|json| json.as_object().is_some()),
        "authorization_details" => parsed().filter(|json| json.as_array().is_some()),
        _ => None,
    };
    read.unwrap_or_else(|| text.into())
}

/// What an authorization request carries once its parameters are signed.
///
/// RFC 9101 §5 needs `client_id` and `request`. OIDC Core §6.1 needs a valid OAuth request around them as well:
/// `response_type`, and `scope` with `openid` in it; both stand outside when `openid` is asked for. A pushed request
/// must hold nothing beside the object and what authenticates the client (RFC 9126 §3).
pub fn carried(parameters: &[(String, Value)], request: Secret, is_pushed: bool) -> Vec<(String, Value)> {
    let of = |name: &str| parameters.iter().find(|(known, _)| known == name).cloned();
    let openid = |value: &Value| value.reveal().split(' ').any(|scope| scope == "openid");
    let scope = of("scope").filter(|(_, scope)| !is_pushed && openid(scope));
    let response_type = of("response_type").filter(|_| scope.is_some());
    let mut outside: Vec<(String, Value)> = [of("client_id"), response_type, scope].into_iter().flatten().collect();
    outside.push(("request".to_owned(), Value::Secret("request", request)));
    outside
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::protocol::jose::algorithm::Algorithm;
    use crate::protocol::jose::jwk::Jwk;
    use crate::protocol::jose::{base64url, jws, jwt};

    const KEY: &str = r#"{"kty":"EC","crv":"P-256","kid":"c1","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#;
    const OCTETS: &str = r#"{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}"#;

    fn signer(text: &str, alg: Option<&str>) -> Signer {
        Signer::from_text(&Secret::new(text), alg).expect("a key")
    }

    fn plain(fields: &[(&str, &str)]) -> Vec<(String, Value)> {
        fields.iter().map(|(name, value)| ((*name).to_owned(), Value::Plain((*value).to_owned()))).collect()
    }

    fn about() -> About<'static> {
        let now = Now { mono: Duration::ZERO, unix: 1_763_622_000 };
        About { client_id: "grantty", issuer: "https://id.example.com", now, opened_within: 0, jti: "j-1" }
    }

    fn claims(parameters: &[(&str, &str)], about: &About<'_>) -> String {
        let token = sign(&plain(parameters), about, &signer(KEY, None));
        jwt::read(token.reveal()).payload.expect("a payload").to_string()
    }

    #[test]
    fn every_parameter_is_a_claim_of_its_type() {
        let given = [
            ("client_id", "grantty"),
            ("response_type", "code"),
            ("max_age", "300"),
            ("resource", "https://a.example"),
            ("claims", r#"{"id_token":{"acr":null}}"#),
            ("resource", "https://b.example"),
            ("authorization_details", r#"[{"type":"x"}]"#),
            ("state", "s"),
            ("request", "nested"),
            ("iss", "somebody else"),
        ];
        assert_eq!(
            claims(&given, &about()),
            concat!(
                r#"{"iss":"grantty","aud":"https://id.example.com","iat":1763622000,"nbf":1763622000,"#,
                r#""exp":1763622060,"jti":"j-1","client_id":"grantty","response_type":"code","max_age":300,"#,
                r#""resource":["https://a.example","https://b.example"],"claims":{"id_token":{"acr":null}},"#,
                r#""authorization_details":[{"type":"x"}],"state":"s"}"#
            )
        );
        let odd = claims(&[("max_age", "soon"), ("claims", "{"), ("resource", "r")], &About { issuer: "", ..about() });
        assert!(odd.ends_with(r#""jti":"j-1","client_id":"grantty","max_age":"soon","claims":"{","resource":"r"}"#));
        assert!(!odd.contains("aud"), "{odd}");
    }

    #[test]
    fn it_lives_as_long_as_somebody_may_open_it() {
        let expiry = |opened_within| {
            let claims = claims(&[], &About { opened_within, ..about() });
            let exp = claims.split("\"exp\":").nth(1).and_then(|rest| rest.split(',').next()?.parse::<u64>().ok());
            exp.expect("exp") - 1_763_622_000
        };
        assert_eq!([0, 60, 300, 3600, u64::MAX].map(expiry), [60, 60, 300, 3600, 3600]);
    }

    #[test]
    fn it_is_signed_as_a_request_object() {
        let signer = signer(KEY, None);
        let token = sign(&plain(&[("client_id", "grantty")]), &about(), &signer);
        let header = jwt::read(token.reveal()).header.expect("a header").to_string();
        assert_eq!(header, r#"{"alg":"ES256","kid":"c1","typ":"oauth-authz-req+jwt"}"#);
        let (text, made) = token.reveal().rsplit_once('.').expect("three parts");
        let jwk = Jwk::read(&signer.public_jwk().expect("public"), 1);
        let made = base64url::decode(made).expect("base64url");
        assert_eq!(jws::verify(Algorithm::Es256, &jwk, text.as_bytes(), &made), Ok(()));
    }

    #[test]
    fn the_first_algorithm_that_both_have_is_taken() {
        let octets = signer(OCTETS, None);
        let chosen = |signer: &Signer, advertised: Option<&[&str]>| choose_alg(signer, advertised).map(|s| s.alg());
        assert_eq!(chosen(&octets, None), Ok("HS256"));
        assert_eq!(chosen(&octets, Some(&["none", "HS512", "HS384"])), Ok("HS384"));
        let why = "the provider takes request objects signed with none, RS256; the key signs with HS256, HS384, HS512";
        assert_eq!(chosen(&octets, Some(&["none", "RS256"])), Err(why.to_owned()));
        assert!(chosen(&signer(OCTETS, Some("HS256")), Some(&["HS512"])).is_err(), "a named algorithm binds");
    }

    #[test]
    fn what_stands_outside_is_what_the_standards_demand() {
        let names = |parameters: &[(&str, &str)], is_pushed| {
            let carried = carried(&plain(parameters), Secret::new("x.y.z"), is_pushed);
            carried.into_iter().map(|(name, _)| name).collect::<Vec<_>>().join(" ")
        };
        let oauth = [("client_id", "c"), ("response_type", "code"), ("scope", "openidx profile"), ("state", "s")];
        assert_eq!(names(&oauth, false), "client_id request");
        let openid = [("client_id", "c"), ("response_type", "code"), ("scope", "profile openid"), ("state", "s")];
        assert_eq!(names(&openid, false), "client_id response_type scope request");
        assert_eq!(names(&openid, true), "client_id request");
    }
}
