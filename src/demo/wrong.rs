//! The ways to be wrong: what is changed, and where. Faults are made of these.

use super::answer::Delivery;
use super::authorize::Mode;
use super::notice::Notice;

/// Which object or answer is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Both metadata documents.
    Metadata,
    /// The OpenID Connect one alone.
    OpenId,
    /// The RFC 8414 one alone.
    OAuth,
    /// The key set.
    Jwks,
    /// The JWK of the key that signs ID tokens.
    Key,
    /// The device authorization answer.
    Device,
    /// The token answer.
    Token,
    /// The claims of the access token.
    AccessToken,
    /// The ID token's header.
    Header,
    /// The ID token's claims.
    Claims,
    /// The ID token's claims, where it comes with the authorization response.
    FrontClaims,
    /// The userinfo answer.
    UserInfo,
    /// The parameters of the authorization response, however they travel.
    Answer,
    /// The claims of a signed authorization response.
    Jarm,
    /// The answer to a pushed authorization request.
    Par,
    /// The answer to a backchannel authentication request.
    Ciba,
    /// The claims of userinfo that is signed.
    UserInfoJwt,
    /// The introspection answer, as JSON or inside its JWT.
    Introspection,
    /// The header of an introspection answer that is signed.
    IntrospectionHeader,
    /// The claims of one.
    IntrospectionJwt,
    /// The answer to a revocation.
    Revocation,
    /// The parameters of the way back after a logout.
    Logout,
    /// The refusal of a client that did not prove who it is.
    ClientAuthentication,
}

/// One change.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wrong {
    /// Of an object.
    Edit(Place, Edit),
    /// Of how an answer travels.
    Http(Place, Http),
    /// Of what a poll is told.
    Poll(On, Poll),
    /// Of the set of keys.
    Keys(Keys),
    /// Of the ID token's signature.
    Sign(Sign),
    /// Of the ID token's text.
    Shape(Shape),
    /// Of how the authorization endpoint behaves.
    Front(Front),
    /// Of the signature of a signed authorization response.
    JarmSign(Sign),
    /// Of the text of one.
    JarmShape(Shape),
    /// Codes live so many seconds, told and true.
    Life(u64),
    /// Every run gets the same codes.
    SameCodes,
    /// A code needs no verifier.
    NoVerifier,
    /// `requested_expiry` is not looked at.
    OwnExpiry,
    /// A backchannel request is allowed at once, and its answer comes a second later.
    Hasty,
    /// A notification that nobody should send.
    Notice(When, Notice),
    /// The notification that should be sent is not.
    NoNotice,
    /// Of the encryption of ID Tokens.
    Seal(Seal),
    /// Of the signature of userinfo or introspection answers.
    AnswerSign(Sign),
    /// Userinfo is signed, whatever the client has registered.
    UserInfoSigned,
    /// Userinfo is JSON, whatever the client has registered.
    UserInfoPlain,
    /// A revocation is confirmed, and nothing is revoked.
    KeepsTokens,
    /// After a logout nobody is sent back.
    NoWayBack,
    /// Of what is asked of clients that prove who they are.
    Client(Demand),
    /// Of how proofs of possession are taken.
    Dpop(Dpop),
}

/// Something special that is asked of clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Demand {
    /// That they are others: nobody is let in.
    SomebodyElse,
    /// That their secret does not come in the Authorization header.
    NoHeader,
    /// That their secret in the Authorization header is not form-encoded.
    Raw,
    /// That their assertions are not for the issuer, but for the token endpoint.
    EndpointAudience,
    /// That their assertions are for the issuer and nothing else.
    IssuerAudience,
}

/// A change of how proofs of possession are taken (RFC 9449).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dpop {
    /// A nonce has to be in them, whatever the client has registered.
    Nonce,
    /// The same for userinfo alone.
    ResourceNonce,
    /// No nonce is ever the right one; each time another is told.
    Loop,
    /// No nonce is ever the right one; each time this one is told, or none where it is empty.
    Told(&'static str),
    /// The token endpoint asks for a nonce with 401 and a challenge.
    Unauthorized,
    /// The scheme is written so in a challenge.
    Scheme(&'static str),
    /// A challenge names these algorithms.
    Algs(&'static str),
    /// The clock that judges them, and dates what it refuses, goes wrong by so many seconds.
    Clock(i64),
    /// Nobody looks at them.
    Ignored,
}

/// A change of an object. JSON text may name `{issuer}`, `{origin}`, `{stranger}` (another origin), `{port}`,
/// `{user_code}`, `{random}`, and `{4k}` or `{64k}` of letters.
#[derive(Clone, Copy, Debug)]
pub(super) enum Edit {
    /// The member has this JSON text.
    Set(&'static str, &'static str),
    /// The member comes once more, with this JSON text.
    Twice(&'static str, &'static str),
    /// The member is not there.
    Remove(&'static str),
    /// The member has another name.
    Rename(&'static str, &'static str),
    /// The string is longer.
    Append(&'static str, &'static str),
    /// The time lies so many seconds from now.
    Time(&'static str, i64),
    /// The member is a string of that length.
    Pad(&'static str, usize),
    /// So many unknown members more.
    Many(usize),
}

impl Edit {
    /// The member it is about, if it is about one.
    pub fn member(self) -> Option<&'static str> {
        match self {
            Self::Set(name, _)
            | Self::Twice(name, _)
            | Self::Remove(name)
            | Self::Rename(name, _)
            | Self::Append(name, _)
            | Self::Time(name, _)
            | Self::Pad(name, _) => Some(name),
            Self::Many(_) => None,
        }
    }
}

/// A change of how an answer travels.
#[derive(Clone, Copy, Debug)]
pub(super) enum Http {
    /// Another status, the same body.
    Status(u16),
    /// A web page in place of the answer.
    Page(u16),
    /// This status and body, which says it is JSON.
    Body(u16, &'static str),
    /// No body at all.
    Empty(u16),
    /// Somewhere else: the template is the address.
    Redirect(u16, &'static str),
    /// A header more or another one.
    Header(&'static str, &'static str),
    /// A header less.
    NoHeader(&'static str),
    /// The object as a form.
    Form,
    /// Something before the body.
    Prefix(&'static str),
    /// Something after the body.
    Suffix(&'static str),
    /// The first half of the JSON text, delivered as if it were all.
    Half,
    /// A million bytes that mean nothing.
    Garbage,
    /// How the bytes arrive.
    Deliver(Delivery),
    /// Only after so many seconds.
    Slow(u64),
}

/// Which polls of one device code are meant. Earlier ones stay pending whatever the person does.
#[derive(Clone, Copy, Debug)]
pub(super) enum On {
    /// That one, counted from 1.
    Nth(u32),
    /// The first so many.
    First(u32),
    /// All.
    Always,
}

/// When a wrong notification is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// A moment before the right one.
    Before,
    /// A moment after the right one.
    After,
    /// The right one never comes.
    Instead,
}

/// What such a poll is told.
#[derive(Clone, Copy, Debug)]
pub(super) enum Poll {
    /// This status and JSON text.
    Told(u16, &'static str),
    /// `slow_down`, and from now on it is meant.
    SlowDown,
    /// Pending, delivered so.
    Pending(Http),
    /// 503 with this `Retry-After`.
    Unavailable(&'static str),
    /// The truth, so many seconds late.
    Late(u64),
}

/// A change of how the authorization endpoint behaves.
#[derive(Clone, Copy, Debug)]
pub(super) enum Front {
    /// Every request gets this error, and nobody is asked.
    Refuse(&'static str),
    /// Every request gets a page that says the redirect URI is not registered.
    Page,
    /// Requests have to be pushed first.
    PushedOnly,
    /// The answer travels so, whatever was asked for.
    Mode(Mode),
    /// The parameters come once more, plain, beside the signed response.
    Beside,
}

/// A change of the key set.
#[derive(Clone, Copy, Debug)]
pub(super) enum Keys {
    /// Every other time the signing key is missing, as if it had just been made.
    Stale,
    /// No key has a `kid`, and a second RSA key comes first.
    Nameless,
    /// One more entry, JSON text.
    Extra(&'static str),
    /// So many RSA keys that fit nothing come first, none with a `kid`.
    Decoys(usize),
    /// The EC key comes with its private part.
    Private,
    /// A second EC key has the `kid` of the first.
    Twins,
    /// Another RSA key that has the `kid` of the one that signs comes before it.
    SigningTwins,
}

/// A change of the ID token's signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// `alg` is `none`, the signature empty.
    Unsigned,
    /// RS256, every byte changed.
    Rs256Broken,
    /// RS256 by nobody's key: random bytes of the right length.
    Rs256Random,
    /// A good PS256 signature.
    Ps256,
    /// A good ES256 signature.
    Es256,
    /// ES256, every byte changed.
    Es256Broken,
    /// ES256 in DER.
    Es256Der,
    /// ES256 with `r` and `s` zero.
    Es256Zero,
    /// A good Ed25519 signature.
    EdDsa,
    /// Ed25519, every byte changed.
    EdDsaBroken,
    /// A good HS256 signature with this secret.
    Hs256(&'static str),
    /// HS256 with a secret nobody knows.
    Hs256Unknown,
    /// HS256 with the public RSA key's PEM text as secret.
    Hs256Pem,
    /// HS256 with the public RSA key's JWK text as secret.
    Hs256Jwk,
}

/// A change of how an ID Token is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seal {
    /// With `RSA1_5`.
    Rsa15,
    /// With a password that is hashed two thousand million times.
    Pbes2,
    /// Compressed, and a megabyte when it is not.
    Bomb,
    /// The claims are inside as they are: nobody signed them.
    Unsigned,
    /// For a key that nobody has.
    OtherKey,
    /// One bit of the authentication tag is another.
    TagBroken,
}

/// A change of the ID token's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// No signature part.
    TwoParts,
    /// One part more.
    FourParts,
    /// Five parts, as of an encrypted token, with this header.
    FiveParts(&'static str),
    /// Sixty thousand dots.
    Dots,
    /// `=` at the end of the signature.
    Padded,
    /// Standard base64 in the claims, `+` and `/` in place of `-` and `_`.
    StandardAlphabet,
    /// A line break in the claims.
    LineBreak,
    /// Bits that no byte needs are set in the signature.
    UnusedBits,
    /// The JSON serialisation, as a string.
    Json,
    /// These bytes in place of the claims.
    Payload(&'static [u8]),
}
