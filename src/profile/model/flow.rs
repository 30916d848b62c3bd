//! What can be run with a profile: grants that bring tokens, acts on tokens that are there, and a look into one.

use crate::profile::nearest::nearest;
use crate::protocol::text;

/// What can be run with a profile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Flow {
    /// RFC 6749 §4.1, with the hybrid and implicit types of OpenID Connect.
    Code,
    /// RFC 8628.
    #[default]
    Device,
    /// OpenID Connect Client-Initiated Backchannel Authentication Flow Core 1.0.
    Ciba,
    /// RFC 6749 §4.4.
    ClientCredentials,
    /// RFC 6749 §6.
    Refresh,
    /// RFC 8693.
    TokenExchange,
    /// RFC 7523 §2.1.
    JwtBearer,
    /// RFC 6749 §4.3, which OAuth 2.1 removed.
    Password,
    /// OIDC Core §5.3.
    Userinfo,
    /// RFC 7662 and RFC 9701.
    Introspection,
    /// RFC 7009.
    Revocation,
    /// OpenID Connect RP-Initiated Logout 1.0.
    Logout,
    /// A token is decoded and judged; keys may be fetched for it.
    Inspect,
}

impl Flow {
    /// All of them: those with a person, those without, then what is done with tokens.
    pub const ALL: [Self; 13] = [
        Self::Code,
        Self::Device,
        Self::Ciba,
        Self::ClientCredentials,
        Self::Refresh,
        Self::TokenExchange,
        Self::JwtBearer,
        Self::Password,
        Self::Userinfo,
        Self::Introspection,
        Self::Revocation,
        Self::Logout,
        Self::Inspect,
    ];

    /// Their words, in the same order.
    pub const WORDS: [&'static str; 13] = {
        let mut words = [""; 13];
        let mut n = 0;
        while n < words.len() {
            words[n] = Self::ALL[n].word();
            n += 1;
        }
        words
    };

    /// The word on the command line and in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Device => "device",
            Self::Ciba => "ciba",
            Self::ClientCredentials => "client-credentials",
            Self::Refresh => "refresh",
            Self::TokenExchange => "token-exchange",
            Self::JwtBearer => "jwt-bearer",
            Self::Password => "password",
            Self::Userinfo => "userinfo",
            Self::Introspection => "introspection",
            Self::Revocation => "revocation",
            Self::Logout => "logout",
            Self::Inspect => "inspect",
        }
    }

    /// The flow of that word, or a sentence that says which there are.
    pub fn from_word(word: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|flow| flow.word() == word).ok_or_else(|| {
            let near = nearest(word, Self::WORDS).map(|near| format!("; did you mean {near}?")).unwrap_or_default();
            format!("there is no flow {}{near}", text::shown_short(word, 60))
        })
    }

    /// What it is called at a provider: "the device grant".
    pub const fn grant(self) -> &'static str {
        match self {
            Self::Code => "the authorization code grant",
            Self::Device => "the device grant",
            Self::Ciba => "the CIBA grant",
            Self::ClientCredentials => "the client credentials grant",
            Self::Refresh => "the refresh token grant",
            Self::TokenExchange => "token exchange",
            Self::JwtBearer => "the JWT bearer grant",
            Self::Password => "the password grant",
            Self::Userinfo => "the userinfo endpoint",
            Self::Introspection => "introspection",
            Self::Revocation => "revocation",
            Self::Logout => "logout",
            Self::Inspect => "a look into the token",
        }
    }

    /// What it does, in a few words.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Code => "sign in through the browser",
            Self::Device => "sign in on another device",
            Self::Ciba => "be asked on a known device",
            Self::ClientCredentials => "tokens for the client itself",
            Self::Refresh => "fresh tokens for a refresh token",
            Self::TokenExchange => "another token for a token",
            Self::JwtBearer => "tokens for a signed assertion",
            Self::Password => "tokens for a password; removed by OAuth 2.1",
            Self::Userinfo => "what the provider tells of the person",
            Self::Introspection => "what a token means to the provider",
            Self::Revocation => "end a token",
            Self::Logout => "end the session at the provider",
            Self::Inspect => "decode and judge a token",
        }
    }

    /// Whether a person decides while the run waits.
    pub const fn awaits_person(self) -> bool {
        matches!(self, Self::Code | Self::Device | Self::Ciba)
    }

    /// Whether it is meant to bring tokens.
    pub const fn is_grant(self) -> bool {
        !matches!(self, Self::Userinfo | Self::Introspection | Self::Revocation | Self::Logout | Self::Inspect)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flow_is_known_or_close_to_one() {
        for flow in Flow::ALL {
            assert_eq!(Flow::from_word(flow.word()), Ok(flow));
        }
        let said = |word: &str| Flow::from_word(word).unwrap_err();
        assert_eq!(said("devcie"), "there is no flow devcie; did you mean device?");
        assert_eq!(said("\u{1b}"), "there is no flow ␛");
    }
}
