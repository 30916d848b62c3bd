//! The registered clients; how they prove who they are is judged in `client_auth`.

use super::door::Door;
use super::dpop::Possession;
use super::wrong::Sign;

mod proving;

/// One client.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Client {
    pub id: &'static str,
    /// What the consent page calls it.
    pub name: &'static str,
    /// How it proves who it is.
    pub auth: Auth,
    /// `None`: it has none.
    pub secret: Option<&'static str>,
    /// Its authorization requests have to be pushed (RFC 9126 §6).
    pub par: bool,
    /// `x` and `y` of the P-256 key its request objects and assertions are signed with.
    pub request_key: Option<(&'static str, &'static str)>,
    /// `None`: it may not use the backchannel.
    pub backchannel: Option<Backchannel>,
    /// Whether it proves to have a key.
    pub dpop: Possession,
    /// What its tokens look like.
    pub tokens: Tokens,
}

/// `token_endpoint_auth_method`.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Auth {
    /// By its secret in either way, or not at all where it has none.
    Secret,
    /// `client_secret_basic` alone.
    Basic,
    /// The same, and this provider forgets to undo the form encoding.
    RawBasic,
    /// `client_secret_post` alone.
    Post,
    /// `private_key_jwt` by this JWK, or `client_secret_jwt` by its secret where there is none.
    Jwt { algs: &'static [&'static str], key: Option<&'static str> },
    /// `tls_client_auth`: a certificate of the provider's authority that has this subject.
    Subject(&'static str),
    /// `self_signed_tls_client_auth`: one that it has made itself.
    SelfSigned,
}

impl Auth {
    /// Its registered name; what one says of it who has either way to send a secret is the better of them.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Secret | Self::Basic | Self::RawBasic => "client_secret_basic",
            Self::Post => "client_secret_post",
            Self::Jwt { key: Some(_), .. } => "private_key_jwt",
            Self::Jwt { key: None, .. } => "client_secret_jwt",
            Self::Subject(_) => "tls_client_auth",
            Self::SelfSigned => "self_signed_tls_client_auth",
        }
    }

    /// Whether a secret may come in the Authorization header.
    pub fn takes_basic(&self) -> bool {
        matches!(self, Self::Secret | Self::Basic | Self::RawBasic)
    }

    /// Whether a secret may come in the form.
    pub fn takes_form(&self) -> bool {
        matches!(self, Self::Secret | Self::Post)
    }
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
    /// Whether anybody could be it.
    pub fn is_public(&self) -> bool {
        self.auth == Auth::Secret && self.secret.is_none()
    }

    const fn public(id: &'static str, name: &'static str) -> Self {
        Self {
            id,
            name,
            auth: Auth::Secret,
            secret: None,
            par: false,
            request_key: None,
            backchannel: None,
            dpop: Possession::Free,
            tokens: USUAL,
        }
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

/// Those that differ in what they ask for and get.
const CLIENTS: &[Client] = &[
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
    Client { dpop: Possession::Bound, ..Client::public("grantty-demo-dpop", "Grantty demo (DPoP)") },
    Client { dpop: Possession::Nonces, ..Client::public("grantty-demo-dpop-nonce", "Grantty demo (DPoP nonces)") },
    Client { dpop: Possession::Bound, ..Client::ciba("grantty-demo-ciba-dpop", "Grantty demo (CIBA with DPoP)", POLL) },
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

/// Everybody: those above, and one for each way to prove who one is.
pub(super) fn all() -> impl Iterator<Item = &'static Client> {
    CLIENTS.iter().chain(proving::CLIENTS)
}

/// The client of that id.
pub(super) fn registered(id: &str) -> Option<&'static Client> {
    all().find(|c| c.id == id)
}

/// Where a profile of that client finds the provider.
pub(super) fn door(id: &str) -> Door {
    match registered(id).map(|client| &client.auth) {
        _ if proving::BY_ALIASES.contains(&id) => Door::Https,
        Some(Auth::Subject(_) | Auth::SelfSigned) => Door::Mtls,
        _ => Door::Plain,
    }
}

/// The name of a client.
pub(super) fn name(id: &str) -> &'static str {
    registered(id).map_or("an unknown client", |c| c.name)
}
