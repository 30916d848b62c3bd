//! `response_mode`: how the answer travels (OAuth 2.0 Multiple Response Type Encoding Practices §2.1, Form Post
//! Response Mode §2, JARM §2.3).

use super::ResponseType;

/// How the answer travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseMode {
    /// In the query of the redirect.
    Query,
    /// In its fragment, which only the browser sees.
    Fragment,
    /// As a form that the browser posts.
    FormPost,
    /// As a signed JWT, the usual way of the response type.
    Jwt,
    /// As a signed JWT in the query.
    QueryJwt,
    /// As a signed JWT in the fragment.
    FragmentJwt,
    /// As a signed JWT in a form.
    FormPostJwt,
}

impl ResponseMode {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 7] =
        [Self::Query, Self::Fragment, Self::FormPost, Self::Jwt, Self::QueryJwt, Self::FragmentJwt, Self::FormPostJwt];

    /// The registered name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Fragment => "fragment",
            Self::FormPost => "form_post",
            Self::Jwt => "jwt",
            Self::QueryJwt => "query.jwt",
            Self::FragmentJwt => "fragment.jwt",
            Self::FormPostJwt => "form_post.jwt",
        }
    }

    /// The mode of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }

    /// What an absent mode means for a response type.
    pub const fn usual(response_type: ResponseType) -> Self {
        if response_type.has_tokens() { Self::Fragment } else { Self::Query }
    }

    /// Whether the answer is a signed JWT (JARM).
    pub const fn is_jwt(self) -> bool {
        matches!(self, Self::Jwt | Self::QueryJwt | Self::FragmentJwt | Self::FormPostJwt)
    }

    /// Where in the redirect the answer stands.
    pub const fn place(self, response_type: ResponseType) -> Place {
        match self {
            Self::Fragment | Self::FragmentJwt => Place::Fragment,
            Self::FormPost | Self::FormPostJwt => Place::Form,
            Self::Jwt if response_type.has_tokens() => Place::Fragment,
            Self::Query | Self::QueryJwt | Self::Jwt => Place::Query,
        }
    }
}

/// Where the parameters of an answer stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// `?code=…`
    Query,
    /// `#code=…`
    Fragment,
    /// The body of a `POST`.
    Form,
    /// A JSON body, which only notifications have (CIBA §10.2).
    Body,
}

impl Place {
    /// As a phrase: "in the query".
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Query => "in the query",
            Self::Fragment => "in the fragment",
            Self::Form => "in a posted form",
            Self::Body => "in a JSON body",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jwt_takes_the_usual_place_of_its_type() {
        let hybrid = ResponseType { id_token: true, ..ResponseType::CODE };
        assert_eq!(ResponseMode::Jwt.place(ResponseType::CODE), Place::Query);
        assert_eq!(ResponseMode::Jwt.place(hybrid), Place::Fragment);
        assert_eq!(ResponseMode::usual(hybrid), ResponseMode::Fragment);
        for mode in ResponseMode::ALL {
            assert_eq!(ResponseMode::from_name(mode.name()), Some(mode));
        }
    }
}
