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
}
