//! How a run ended, apart from what its checks say.

use crate::protocol::answer::OAuthError;

/// The end of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Tokens came.
    Tokens,
    /// What was asked on purpose is answered, and there was nothing else to get.
    Done,
    /// A stop-class check failed: nothing more was sent.
    Rejected {
        /// The check's id.
        check: &'static str,
    },
    /// The provider refused with an OAuth error.
    Refused(OAuthError),
    /// The person said no.
    Denied(OAuthError),
    /// The time to approve ran out.
    Expired(Expiry),
    /// No answer came.
    Unreachable {
        /// Which request.
        request: &'static str,
        /// Why.
        reason: String,
    },
    /// An answer came that no next step can be built on.
    Broken {
        /// What is missing, as a sentence.
        reason: String,
    },
    /// Somebody stopped the run.
    Cancelled,
    /// The profile cannot be run: a sentence for its owner.
    Invalid {
        /// What to mend.
        reason: String,
    },
}

/// Who noticed that time ran out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// We: `expires_in` had passed.
    Counted,
    /// The provider: `expired_token`.
    Told(OAuthError),
}

impl Outcome {
    /// The word in reports.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Tokens => "tokens",
            Self::Done => "done",
            Self::Rejected { .. } => "rejected",
            Self::Refused(_) => "refused",
            Self::Denied(_) => "denied",
            Self::Expired(_) => "expired",
            Self::Unreachable { .. } => "unreachable",
            Self::Broken { .. } => "broken",
            Self::Cancelled => "cancelled",
            Self::Invalid { .. } => "invalid",
        }
    }

    /// The exit code of a run that ended so; `a_check_failed` turns a success into 1.
    pub const fn exit_code(&self, a_check_failed: bool) -> u8 {
        match self {
            Self::Tokens | Self::Done => a_check_failed as u8,
            Self::Rejected { .. } => 1,
            Self::Invalid { .. } => 2,
            Self::Refused(_) | Self::Broken { .. } => 3,
            Self::Denied(_) | Self::Expired(_) => 4,
            Self::Unreachable { .. } => 5,
            Self::Cancelled => 130,
        }
    }

    /// The OAuth error behind it, if one came.
    pub const fn error(&self) -> Option<&OAuthError> {
        match self {
            Self::Refused(error) | Self::Denied(error) | Self::Expired(Expiry::Told(error)) => Some(error),
            _ => None,
        }
    }
}
