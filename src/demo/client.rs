//! The registered clients and how they prove who they are (RFC 6749 §2.3).

use super::answer::Answer;
use super::form;
use super::request::Request;
use super::wrong::Sign;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// One client.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Client {
    pub id: &'static str,
    /// What the consent page calls it.
    pub name: &'static str,
    /// `None`: a public client.
    pub secret: Option<&'static str>,
    /// Its authorization requests have to be pushed (RFC 9126 §6).
    pub par: bool,
    /// `x` and `y` of the P-256 key its request objects and assertions are signed with.
    pub request_key: Option<(&'static str, &'static str)>,
    /// `None`: it may not use the backchannel.
    pub backchannel: Option<Backchannel>,
    /// What its tokens look like.
    pub tokens: Tokens,
}

/// What a client has registered for its tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tokens {
    /// `id_token_signed_response_alg`; `None`: RS256.
    pub sign: Option<Sign>,
    /// Its access tokens mean nothing to anybody but this provider.
    pub opaque: bool,
    /// Its ID Tokens are encrypted for the key in `jwe`, with the signed token inside.
    pub encrypted: bool,
    /// `userinfo_signed_response_alg`: its userinfo is a JWT, and encrypted where its ID Tokens are.
    pub signed_userinfo: bool,
}

/// What clients get that have registered nothing.
pub(super) const USUAL: Tokens = Tokens { sign: None, opaque: false, encrypted: false, signed_userinfo: false };

/// How a client is told the result of a backchannel request: `backchannel_token_delivery_mode` (CIBA §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenDelivery {
    Poll,
    Ping,
    Push,
}

/// What a client has registered for the backchannel.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Backchannel {
    pub delivery: TokenDelivery,
    /// Its requests have to be signed.
    pub signed: bool,
    /// The person has a code that stops strangers from asking.
    pub user_code: bool,
    /// Its polls are held until there is something to say.
    pub long: bool,
}

/// A client that polls.
const POLL: Backchannel = Backchannel { delivery: TokenDelivery::Poll, signed: false, user_code: false, long: false };

impl Client {
    const fn public(id: &'static str, name: &'static str) -> Self {
        Self { id, name, secret: None, par: false, request_key: None, backchannel: None, tokens: USUAL }
    }

    /// A public client whose ID Tokens are signed so.
    const fn signs(id: &'static str, name: &'static str, sign: Sign) -> Self {
        Self { tokens: Tokens { sign: Some(sign), ..USUAL }, ..Self::public(id, name) }
    }

    /// CIBA is for clients that can prove who they are: a public one could be anybody who wants a phone to ring.
    const fn ciba(id: &'static str, name: &'static str, backchannel: Backchannel) -> Self {
        Self { secret: Some(CIBA_SECRET), backchannel: Some(backchannel), ..Self::public(id, name) }
    }
}

/// A secret that breaks every client that does not form-encode it before HTTP Basic (RFC 6749 §2.3.1).
pub(super) const ODD_SECRET: &str = "p:ss%20wörd +&=/?";

/// The secret of the clients that use the backchannel.
pub(super) const CIBA_SECRET: &str = "grantty-demo-ciba-secret";

/// The secret of the client that has no person to ask.
pub(super) const SERVICE_SECRET: &str = "grantty-demo-service-secret";

/// The secret that signs HS256: as long as SHA-256 wants it (RFC 7518 §3.2).
pub(super) const HS256_SECRET: &str = "mGt3kq7V0xZr9LwYp2ThN5cBfJ8sDa4uEoXi6QbR1yU";

/// What the person has to have told a client that sends a user code.
pub(super) const USER_CODE: &str = "1234";

/// The coordinates of `REQUEST_KEY`.
const REQUEST_KEY_POINT: (&str, &str) =
    ("FvtjTw-KZXMStuHDn6QXp-9ZluMlwgSZ7AG-xhFV0OM", "RIkZbsBsyMP266-UklGjgKvs9hh3OybcSxDJRU8wBUs");

/// The private key that `grantty-demo-jar` and `grantty-demo-ciba-signed` sign with. It is in every copy of this program and protects nothing.
pub(super) const REQUEST_KEY: &str = r#"{"kty":"EC","crv":"P-256","alg":"ES256","use":"sig","kid":"demo-request-object","x":"FvtjTw-KZXMStuHDn6QXp-9ZluMlwgSZ7AG-xhFV0OM","y":"RIkZbsBsyMP266-UklGjgKvs9hh3OybcSxDJRU8wBUs","d":"NiZO5maKCKGjLldvynFkRtIqa1X2FHBFCMxEi8JmExk"}"#;

/// All of them.
pub(super) const CLIENTS: &[Client] = &[
    Client::public("grantty-demo", "Grantty demo"),
    Client { secret: Some(ODD_SECRET), ..Client::public("grantty-demo-confidential", "Grantty demo (confidential)") },
    Client { par: true, ..Client::public("grantty-demo-par", "Grantty demo (pushed requests)") },
    Client {
        request_key: Some(REQUEST_KEY_POINT),
        ..Client::public("grantty-demo-jar", "Grantty demo (signed requests)")
    },
    Client::ciba("grantty-demo-ciba", "Grantty demo (CIBA)", POLL),
    Client::ciba(
        "grantty-demo-ciba-ping",
        "Grantty demo (CIBA ping)",
        Backchannel { delivery: TokenDelivery::Ping, ..POLL },
    ),
    Client::ciba(
        "grantty-demo-ciba-push",
        "Grantty demo (CIBA push)",
        Backchannel { delivery: TokenDelivery::Push, ..POLL },
    ),
    Client {
        request_key: Some(REQUEST_KEY_POINT),
        ..Client::ciba("grantty-demo-ciba-signed", "Grantty demo (CIBA signed)", Backchannel { signed: true, ..POLL })
    },
    Client::ciba("grantty-demo-ciba-pin", "Grantty demo (CIBA user code)", Backchannel { user_code: true, ..POLL }),
    Client::ciba("grantty-demo-ciba-long", "Grantty demo (CIBA long polls)", Backchannel { long: true, ..POLL }),
    Client { secret: Some(SERVICE_SECRET), ..Client::public("grantty-demo-service", "Grantty demo (service)") },
    Client {
        request_key: Some(REQUEST_KEY_POINT),
        ..Client::public("grantty-demo-assertion", "Grantty demo (assertions)")
    },
    Client {
        tokens: Tokens { opaque: true, ..USUAL },
        ..Client::public("grantty-demo-opaque", "Grantty demo (opaque)")
    },
    Client {
        tokens: Tokens { signed_userinfo: true, ..USUAL },
        ..Client::public("grantty-demo-signed-userinfo", "Grantty demo (signed userinfo)")
    },
    Client {
        tokens: Tokens { encrypted: true, signed_userinfo: true, ..USUAL },
        ..Client::public("grantty-demo-encrypted", "Grantty demo (encrypted)")
    },
    Client::signs("grantty-demo-es256", "Grantty demo (ES256)", Sign::Es256),
    Client::signs("grantty-demo-eddsa", "Grantty demo (EdDSA)", Sign::EdDsa),
    Client::signs("grantty-demo-ps256", "Grantty demo (PS256)", Sign::Ps256),
    Client {
        secret: Some(HS256_SECRET),
        ..Client::signs("grantty-demo-hs256", "Grantty demo (HS256)", Sign::Hs256(HS256_SECRET))
    },
];

/// The client of that id.
pub(super) fn registered(id: &str) -> Option<&'static Client> {
    CLIENTS.iter().find(|c| c.id == id)
}

/// The name of a client.
pub(super) fn name(id: &str) -> &'static str {
    registered(id).map_or("an unknown client", |c| c.name)
}

/// The client a request is from, or the error it gets.
pub(super) fn authenticate(request: &Request) -> Result<&'static Client, Answer> {
    let in_form = (request.form.get("client_id"), request.form.get("client_secret"));
    let Some(authorization) = request.authorization.as_deref() else {
        return match in_form {
            (Some(id), secret) => known(id, secret, false),
            (None, _) => Err(refused("There is no client_id.", false)),
        };
    };
    let Some((id, secret)) = basic(authorization) else {
        return Err(refused("The Authorization header is not HTTP Basic with a form-encoded id and secret.", true));
    };
    if in_form.1.is_some() {
        return Err(Answer::error(400, "invalid_request", "The client authenticates in more than one way."));
    }
    if in_form.0.is_some_and(|other| other != id) {
        return Err(Answer::error(
            400,
            "invalid_request",
            "client_id differs from the one in the Authorization header.",
        ));
    }
    known(&id, Some(&secret), true)
}

fn known(id: &str, secret: Option<&str>, by_header: bool) -> Result<&'static Client, Answer> {
    let Some(client) = registered(id) else {
        return Err(refused("No client is registered under this id.", by_header));
    };
    match (client.secret, secret) {
        (expected, given) if expected == given => Ok(client),
        (None, _) => Err(refused("This client is public and has no secret.", by_header)),
        (Some(_), None) => Err(refused("This client has to authenticate.", by_header)),
        (Some(_), Some(_)) => Err(refused("The client secret is wrong.", by_header)),
    }
}

fn refused(description: &str, by_header: bool) -> Answer {
    let mut answer = Answer::error(401, "invalid_client", description);
    if by_header {
        answer.set("www-authenticate", "Basic realm=\"grantty demo\"");
    }
    answer
}

/// Id and secret of HTTP Basic, both form-decoded.
fn basic(authorization: &str) -> Option<(String, String)> {
    let (scheme, credentials) = authorization.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(credentials.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((form::decode(id)?, form::decode(secret)?))
}
