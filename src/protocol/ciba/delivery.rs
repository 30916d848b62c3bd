//! How the tokens come (CIBA §5).

/// The three token delivery modes. The client is registered for one of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Delivery {
    /// The client asks the token endpoint again and again.
    #[default]
    Poll,
    /// The provider says that the person has decided, and the client fetches the tokens.
    Ping,
    /// The provider sends the tokens.
    Push,
}

impl Delivery {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Poll, Self::Ping, Self::Push];

    /// The registered name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Poll => "poll",
            Self::Ping => "ping",
            Self::Push => "push",
        }
    }

    /// The mode of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }

    /// Whether the provider calls the client's notification endpoint.
    pub const fn notifies(self) -> bool {
        matches!(self, Self::Ping | Self::Push)
    }
}
