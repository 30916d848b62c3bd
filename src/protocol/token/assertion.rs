//! The assertion of a JWT bearer grant that is made here (RFC 7523 §3).

use crate::protocol::jose::signer::Signer;
use crate::protocol::json::{Json, Number};
use crate::protocol::secret::Secret;
use crate::protocol::time::Now;

/// What fills the places that the profile's claims leave open.
#[derive(Clone, Copy, Debug)]
pub struct Assertion<'a> {
    /// `iss`, and `sub` as well: our client id.
    pub client_id: &'a str,
    /// `aud`: the authorization server.
    pub audience: &'a str,
    /// `iat`, and the start of its life.
    pub now: Now,
    /// `jti`: never used before.
    pub jti: &'a str,
}

/// Seconds until it is over: it is used at once.
const LIFE: u64 = 300;

impl Assertion<'_> {
    /// Signs the claims of the profile, with those that RFC 7523 §3 wants or knows in front where they are absent.
    pub fn sign(&self, given: &Json, signer: &Signer) -> Secret {
        signer.sign(&[("typ", "JWT".into())], &self.claims(given))
    }

    fn claims(&self, given: &Json) -> Json {
        let iat = given.get("iat").and_then(Json::as_number).and_then(Number::as_u64).unwrap_or(self.now.unix);
        let own = [
            ("iss", Json::from(self.client_id)),
            ("sub", self.client_id.into()),
            ("aud", self.audience.into()),
            ("iat", iat.into()),
            ("exp", iat.saturating_add(LIFE).into()),
            ("jti", self.jti.into()),
        ];
        let absent = own.into_iter().filter(|(name, _)| given.get(name).is_none());
        let mut claims: Vec<(String, Json)> = absent.map(|(name, value)| (name.to_owned(), value)).collect();
        claims.extend(given.as_object().unwrap_or_default().iter().cloned());
        Json::Object(claims)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::protocol::answer::sample::object;
    use crate::protocol::jose::jwt;

    const ASSERTION: Assertion<'_> = Assertion {
        client_id: "me",
        audience: "https://id.example.com",
        now: Now { mono: Duration::ZERO, unix: 1000 },
        jti: "j-1",
    };

    #[test]
    fn what_the_profile_does_not_say_is_filled_in() {
        assert_eq!(
            ASSERTION.claims(&object("{}")).to_string(),
            r#"{"iss":"me","sub":"me","aud":"https://id.example.com","iat":1000,"exp":1300,"jti":"j-1"}"#
        );
        let given = r#"{"sub":"ann","aud":["a"],"iat":5,"exp":"wrong","jti":null,"iss":"x","role":"admin"}"#;
        assert_eq!(ASSERTION.claims(&object(given)).to_string(), given);
    }

    #[test]
    fn it_is_a_signed_jwt() {
        let signer = Signer::from_secret(&Secret::new("0123456789abcdef0123456789abcdef"), None).expect("a key");
        let made = jwt::read(ASSERTION.sign(&object(r#"{"sub":"ann"}"#), &signer).reveal());
        assert_eq!(made.header.expect("a header").to_string(), r#"{"alg":"HS256","typ":"JWT"}"#);
        assert_eq!(made.payload.expect("claims").get("sub").and_then(Json::as_str), Some("ann"));
    }
}
