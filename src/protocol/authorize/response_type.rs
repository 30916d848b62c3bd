//! `response_type`: what the front channel brings (OAuth 2.0 Multiple Response Type Encoding Practices §3 and §5).

/// A set of `code`, `id_token` and `token`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResponseType {
    /// An authorization code.
    pub code: bool,
    /// An ID Token through the front channel.
    pub id_token: bool,
    /// An access token through the front channel.
    pub token: bool,
}

impl ResponseType {
    /// The code alone.
    pub const CODE: Self = Self { code: true, id_token: false, token: false };

    /// All that are registered, by name.
    pub const NAMES: [&str; 7] =
        ["code", "code id_token", "code token", "code id_token token", "id_token", "id_token token", "token"];

    /// The type of that name; the order of its words does not matter.
    pub fn from_name(name: &str) -> Option<Self> {
        let mut found = Self { code: false, id_token: false, token: false };
        for word in name.split(' ') {
            let part = match word {
                "code" => &mut found.code,
                "id_token" => &mut found.id_token,
                "token" => &mut found.token,
                _ => return None,
            };
            if std::mem::replace(part, true) {
                return None;
            }
        }
        Some(found)
    }

    /// The registered name.
    pub const fn name(self) -> &'static str {
        match (self.code, self.id_token, self.token) {
            (true, false, false) => "code",
            (true, true, false) => "code id_token",
            (true, false, true) => "code token",
            (true, true, true) => "code id_token token",
            (false, true, false) => "id_token",
            (false, true, true) => "id_token token",
            (false, false, _) => "token",
        }
    }

    /// Whether tokens come through the front channel.
    pub const fn has_tokens(self) -> bool {
        self.id_token || self.token
    }

    /// The grant type that stands for it in metadata.
    pub const fn grant(self) -> &'static str {
        if self.code { "authorization_code" } else { "implicit" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_any_order_and_nothing_else_is() {
        for name in ResponseType::NAMES {
            assert_eq!(ResponseType::from_name(name).map(ResponseType::name), Some(name));
        }
        assert_eq!(ResponseType::from_name("id_token code").map(ResponseType::name), Some("code id_token"));
        for name in ["", "none", "code code", "code  token", "Code"] {
            assert_eq!(ResponseType::from_name(name), None, "{name}");
        }
    }
}
