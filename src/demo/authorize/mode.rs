//! Response types and response modes (OAuth 2.0 Multiple Response Type Encoding Practices, Form Post, JARM §2.3).

/// What is to be answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::demo) struct Parts {
    pub code: bool,
    pub token: bool,
    pub id_token: bool,
}

impl Parts {
    /// Reads a `response_type`; the order of its words is free.
    pub fn read(response_type: &str) -> Option<Self> {
        let mut parts = Self::default();
        for word in response_type.split(' ') {
            let part = match word {
                "code" => &mut parts.code,
                "token" => &mut parts.token,
                "id_token" => &mut parts.id_token,
                _ => return None,
            };
            if std::mem::replace(part, true) {
                return None;
            }
        }
        // `token` alone is OAuth's implicit grant, which nobody should have any more (RFC 9700 §2.1.2).
        (parts.code || parts.id_token).then_some(parts)
    }

    /// Whether a token comes with the answer: it must not be in a query then.
    pub fn tokens(self) -> bool {
        self.token || self.id_token
    }
}

/// Where the parameters of an answer are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::demo) enum Carry {
    Query,
    Fragment,
    FormPost,
}

/// How an answer travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::demo) struct Mode {
    pub carry: Carry,
    /// As one signed JWT.
    pub signed: bool,
}

impl Mode {
    /// The mode of a response type for which none was asked.
    pub fn usual(parts: Parts) -> Self {
        Self { carry: if parts.tokens() { Carry::Fragment } else { Carry::Query }, signed: false }
    }

    /// Reads a `response_mode`.
    pub fn read(response_mode: Option<&str>, parts: Parts) -> Option<Self> {
        let usual = Self::usual(parts);
        let Some(text) = response_mode else { return Some(usual) };
        let (carry, signed) = match text.strip_suffix("jwt") {
            Some("") => return Some(Self { signed: true, ..usual }),
            Some(carry) => (carry.strip_suffix('.')?, true),
            None => (text, false),
        };
        let carry = match carry {
            "query" => Carry::Query,
            "fragment" => Carry::Fragment,
            "form_post" => Carry::FormPost,
            _ => return None,
        };
        Some(Self { carry, signed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_follow_the_response_type_unless_they_are_named() {
        let (code, hybrid) = (Parts::read("code").unwrap(), Parts::read("id_token code").unwrap());
        let mode = |text, parts| Mode::read(text, parts).map(|mode| (mode.carry, mode.signed));
        assert_eq!(mode(None, code), Some((Carry::Query, false)));
        assert_eq!(mode(None, hybrid), Some((Carry::Fragment, false)));
        assert_eq!(mode(Some("jwt"), hybrid), Some((Carry::Fragment, true)));
        assert_eq!(mode(Some("form_post.jwt"), code), Some((Carry::FormPost, true)));
        assert_eq!(mode(Some("queryjwt"), code), None);
        assert_eq!(mode(Some("web_message"), code), None);
    }

    #[test]
    fn response_types_are_sets_of_three_words() {
        assert_eq!(Parts::read("token code id_token"), Some(Parts { code: true, token: true, id_token: true }));
        for wrong in ["", "token", "code code", "code  token", "none", "codes"] {
            assert_eq!(Parts::read(wrong), None, "{wrong}");
        }
    }
}
