//! The ways a client authenticates, by their registered names (IANA "OAuth Token Endpoint Authentication Methods").

/// The way a client authenticates, by its registered name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AuthMethod {
    /// A public client: `client_id` alone.
    #[default]
    None,
    /// HTTP Basic.
    ClientSecretBasic,
    /// The secret as a form field.
    ClientSecretPost,
    /// A JWT with a MAC by the secret (OIDC Core §9).
    ClientSecretJwt,
    /// A JWT signed with a private key (OIDC Core §9).
    PrivateKeyJwt,
    /// A certificate that an authority vouches for (RFC 8705 §2.1).
    TlsClientAuth,
    /// A certificate that the client has registered (RFC 8705 §2.2).
    SelfSignedTlsClientAuth,
}

impl AuthMethod {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 7] = [
        Self::None,
        Self::ClientSecretBasic,
        Self::ClientSecretPost,
        Self::ClientSecretJwt,
        Self::PrivateKeyJwt,
        Self::TlsClientAuth,
        Self::SelfSignedTlsClientAuth,
    ];

    /// The registered name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretPost => "client_secret_post",
            Self::ClientSecretJwt => "client_secret_jwt",
            Self::PrivateKeyJwt => "private_key_jwt",
            Self::TlsClientAuth => "tls_client_auth",
            Self::SelfSignedTlsClientAuth => "self_signed_tls_client_auth",
        }
    }

    /// The method of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }

    /// Whether it stands on a secret that both sides know.
    pub const fn needs_secret(self) -> bool {
        matches!(self, Self::ClientSecretBasic | Self::ClientSecretPost | Self::ClientSecretJwt)
    }

    /// Whether it sends a JWT.
    pub const fn makes_assertion(self) -> bool {
        matches!(self, Self::ClientSecretJwt | Self::PrivateKeyJwt)
    }

    /// Whether it shows a certificate in the TLS handshake.
    pub const fn shows_certificate(self) -> bool {
        matches!(self, Self::TlsClientAuth | Self::SelfSignedTlsClientAuth)
    }
}

/// Whom an assertion is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AssertionAudience {
    /// The issuer, the one answer that RFC 10070 §4 leaves.
    #[default]
    Issuer,
    /// The token endpoint, which RFC 7523 §3 allowed and older servers insist on.
    TokenEndpoint,
}

impl AssertionAudience {
    /// Both, in the order they are offered.
    pub const ALL: [Self; 2] = [Self::Issuer, Self::TokenEndpoint];

    /// The word of a profile.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Issuer => "issuer",
            Self::TokenEndpoint => "token_endpoint",
        }
    }

    /// The audience of that word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|audience| audience.name() == name)
    }
}
