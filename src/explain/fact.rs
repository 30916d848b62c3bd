//! Facts about a run that a rule may ask for.

use serde::Deserialize;

/// A yes-or-no fact about a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Fact {
    /// The secret had to be encoded before it could stand in HTTP Basic.
    SecretEncoded,
    /// Id or secret would have had to be encoded before they could stand in HTTP Basic, and were not.
    SecretRaw,
    /// The secret begins or ends with white space.
    SecretSpaces,
    /// The last answer came at the end of the codes' life.
    Late,
    /// The last answer came well before the end of the codes' life.
    Early,
    /// The last request went to this machine.
    Loopback,
    /// The codes lived for less than a person needs.
    ShortLife,
    /// Somebody is asked to approve.
    Awaited,
    /// The browser is awaited, or was until the end.
    SignIn,
    /// What the browser brought is the last thing that came.
    Front,
    /// `prompt=none`: the provider may ask nobody anything.
    PromptNone,
    /// A code challenge was sent.
    PkceSent,
    /// No browser could be asked to open the address.
    NoBrowser,
    /// Nothing is listened to: the answer has to be pasted.
    OnlyPasted,
    /// The browser came, but without any parameters.
    Blank,
    /// Somebody came by another host name.
    OtherHost,
    /// Somebody asked for another path.
    OtherPath,
    /// Somebody came, but nobody with an answer.
    Strangers,
    /// An answer came that was not ours, and no other.
    ForeignAnswer,
    /// The `redirect_uri` of the two legs are not the same.
    RedirectDiffers,
    /// `code_verifier` and `code_challenge` do not belong together.
    VerifierDiffers,
    /// The two legs name two clients.
    ClientDiffers,
    /// The code was redeemed later than providers like.
    CodeOld,
    /// The answer was pasted.
    Pasted,
    /// The run has a question and waits for its answer.
    Questioned,
    /// A person is asked on a device of theirs.
    AskedElsewhere,
    /// The same, and the provider's ping is awaited.
    AwaitsPing,
    /// The same, and the tokens are to be pushed.
    AwaitsPush,
    /// A push is the last thing that came.
    Pushed,
    /// A ping came that was taken.
    Pinged,
    /// A notification came without our bearer token.
    WrongBearer,
    /// One came about another request.
    OtherRequest,
    /// One came of another mode.
    OtherMode,
    /// Something came to the right path that is no notification.
    Unreadable,
    /// Somebody spoke https to our port.
    TlsSpoken,
    /// Something came to our port that is no request that can be read.
    NotHttp,
    /// Nobody came to an endpoint that no provider elsewhere can reach.
    Unreachable,
    /// Nobody came at all.
    NobodyCame,
    /// The same, with the provider on this machine, which needs no tunnel to reach us.
    NobodyCameHere,
    /// The life was short because it was asked for.
    ShortWish,
    /// The hint is a token, which says who is meant.
    HintIsToken,
    /// The hint is a name, and no token.
    HintIsName,
    /// The `login_hint_token` had not expired when it was sent.
    HintIsFresh,
    /// A user code was sent.
    UserCodeSent,
    /// None was sent.
    UserCodeAbsent,
    /// No binding message was sent.
    BindingAbsent,
    /// The binding message is as short and plain as one can be.
    BindingPlain,
    /// The name and the password of a person stand for the grant.
    PasswordGrant,
    /// It is a token that somebody gave to be looked into.
    Inspected,
    /// No token was found in the text that was given.
    NoToken,
    /// A token is encrypted, and was not opened.
    Sealed,
    /// A token is a text that only its issuer can read.
    Opaque,
    /// There was no key to check a signature with.
    NoKey,
    /// A signature could not be checked: the keys could not be had.
    Unchecked,
    /// Nobody is asked, and nobody waits: a request, its answer, and the end.
    Alone,
    /// The browser was sent to the provider's logout, and has not come back.
    Leaving,
    /// The browser came back from the provider's logout.
    CameBack,
    /// The provider says that the token is not active.
    Inactive,
    /// The client proved who it is by an assertion.
    AssertionSent,
    /// The same, and its audience is the address that it went to.
    AudienceIsEndpoint,
    /// By the server's clock the assertion was not valid when it came.
    AssertionSkewed,
    /// The metadata do not list an algorithm that the assertion can be signed with.
    AlgUnlisted,
    /// The client has a certificate, and the server did not ask for it.
    CertificateUnasked,
    /// The server asked for a certificate, and takes no signature that its key makes.
    CertificateUnfit,
    /// The request went over plain http.
    PlainHttp,
    /// The last request had a proof (`DPoP`).
    ProofSent,
    /// It could have had one, and had none.
    ProofAbsent,
    /// By the server's clock the proof was not made just now.
    ProofSkewed,
    /// A certificate is refused because our clock is wrong.
    OurClock,
}
