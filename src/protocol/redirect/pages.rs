//! The pages a browser gets: static, nothing of a visitor's in them and nothing fetched from elsewhere
//! (RFC 9700 §4.2, §4.3).

use std::sync::LazyLock;

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::protocol::listener::Reply;

/// The frame of every page, with its style.
const FRAME: &str = include_str!("../../../assets/done.html");
/// What stands in the frame when a fragment has to be handed over.
const HAND_OVER: &str = include_str!("../../../assets/callback.html");

/// Where a browser is sent once its answer was looked at: addresses without parameters.
pub(super) const DONE: &str = "/grantty/done/";

/// The query parameter that marks a posted fragment.
pub(super) const FRAGMENT: &str = "grantty_fragment";

/// A page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Page {
    HandOver,
    Code,
    Tokens,
    Error,
    Received,
    Before,
    Late,
    Stranger,
    Unreadable,
    Nothing,
}

/// A page in words: the last part of its address where it has one, its tone, its heading, its text.
type Words = (&'static str, &'static str, &'static str, &'static str);

const CLOSE: &str = "grantty judges it now and says in your terminal what it is worth. This page can be closed.";

/// The pages in words, in their order.
const WORDS: [Words; 10] = [
    ("", "quiet", "Back from the provider", "The answer is being handed over to grantty."),
    ("code", "quiet", "An authorization code came back", CLOSE),
    ("tokens", "quiet", "Tokens came back", CLOSE),
    (
        "error",
        "bad",
        "The provider sent an error",
        "grantty shows it in your terminal, and what it means. This page can be closed.",
    ),
    ("received", "quiet", "An answer came back", CLOSE),
    (
        "before",
        "quiet",
        "This was answered before",
        "grantty keeps to the first answer and takes nothing from this one. This page can be closed.",
    ),
    (
        "late",
        "quiet",
        "grantty is no longer waiting",
        "The run has ended, and this answer was not used. Start it again in your terminal to sign in once more.",
    ),
    (
        "",
        "bad",
        "This answers another request",
        "Its state is not the one that grantty sent, or cannot be read here, so nothing was taken from it. This page can be \
         closed.",
    ),
    (
        "",
        "bad",
        "This is no answer",
        "Nothing in it could be read as the answer of a provider, and nothing was taken from it.",
    ),
    ("", "quiet", "Nothing is here", "grantty waits for its answer at another address."),
];

impl Page {
    const ALL: [Self; 10] = [
        Self::HandOver,
        Self::Code,
        Self::Tokens,
        Self::Error,
        Self::Received,
        Self::Before,
        Self::Late,
        Self::Stranger,
        Self::Unreadable,
        Self::Nothing,
    ];

    const fn words(self) -> Words {
        WORDS[self as usize]
    }

    /// The page that an address below [`DONE`] names.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|page| !word.is_empty() && page.words().0 == word)
    }

    fn text(self) -> &'static str {
        static TEXTS: LazyLock<[String; 10]> = LazyLock::new(|| Page::ALL.map(Page::written));
        &TEXTS[self as usize]
    }

    fn written(self) -> String {
        let (_, tone, heading, text) = self.words();
        let more = if self == Self::HandOver { HAND_OVER } else { "" };
        FRAME
            .replace("{{heading}}", heading)
            .replace("{{tone}}", tone)
            .replace("{{text}}", text)
            .replace("{{more}}", more)
    }

    /// As an answer with that status.
    pub fn reply(self, status: u16) -> Reply {
        let mut headers = headers();
        headers.push(("content-type", "text/html; charset=utf-8".to_owned()));
        headers.push(("content-security-policy", self.policy()));
        Reply { status, headers, body: self.text() }
    }

    /// Sends the browser to this page's own address, which has no parameters.
    pub fn elsewhere(self) -> Reply {
        let mut headers = headers();
        headers.push(("location", format!("{DONE}{}", self.words().0)));
        headers.push(("content-security-policy", "default-src 'none'".to_owned()));
        Reply { status: 303, headers, body: "" }
    }

    /// Only what stands in the page itself: its style, and the one script that hands a fragment over.
    fn policy(self) -> String {
        let style = hash(between(self.text(), "<style>", "</style>"));
        let most = format!("default-src 'none'; base-uri 'none'; frame-ancestors 'none'; style-src '{style}'");
        match self {
            Self::HandOver => {
                let script = hash(between(self.text(), "<script>", "</script>"));
                format!("{most}; script-src '{script}'; form-action 'self'")
            }
            _ => format!("{most}; form-action 'none'"),
        }
    }
}

/// An answer without a page.
pub(super) fn bare(status: u16) -> Reply {
    let mut headers = headers();
    headers.push(("content-security-policy", "default-src 'none'".to_owned()));
    if status == 405 {
        headers.push(("allow", "GET, POST".to_owned()));
    }
    Reply { status, headers, body: "" }
}

/// What every answer has: kept nowhere, told to nobody, and nothing that lets another origin read it.
fn headers() -> Vec<(&'static str, String)> {
    [
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("connection", "close"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .to_vec()
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    text.split_once(start).and_then(|(_, rest)| rest.split_once(end)).map_or("", |(inner, _)| inner)
}

fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(digest::digest(&digest::SHA256, text.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header<'a>(reply: &'a Reply, name: &str) -> &'a str {
        reply.headers.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value)
    }

    #[test]
    fn pages_load_nothing_and_keep_nothing() {
        crate::covers!("LOO-12", "LOO-13");
        for page in Page::ALL {
            let reply = page.reply(200);
            assert!(!reply.body.contains("{{") && reply.body.ends_with("</html>\n"), "{page:?}");
            // Without an icon of its own a browser asks for /favicon.ico.
            assert_eq!(reply.body.matches("href=").count(), reply.body.matches(r#"href="data:,""#).count());
            for outside in ["http:", "https:", "src=", "url(", "@import", "fetch(", "style=", "innerHTML"] {
                assert!(!reply.body.contains(outside), "{page:?} has {outside}");
            }
            assert!(header(&reply, "content-security-policy").starts_with("default-src 'none'; "));
            assert_eq!(header(&reply, "cache-control"), "no-store");
            assert_eq!(header(&reply, "referrer-policy"), "no-referrer");
            assert_eq!(header(&reply, "connection"), "close");
        }
    }

    #[test]
    fn the_policy_allows_the_one_script_and_the_style_by_their_hashes() {
        let reply = Page::HandOver.reply(200);
        let policy = header(&reply, "content-security-policy");
        assert_eq!(policy.matches("'sha256-").count(), 2, "{policy}");
        assert!(policy.contains("form-action 'self'"));
        assert_eq!(reply.body.matches("<script>").count(), 1);
        assert_eq!(reply.body.matches("<style>").count(), 1);
        // The hash of nothing would mean that the page has no script.
        assert!(!policy.contains("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="), "{policy}");
        assert!(!Page::Code.reply(200).body.contains("<script"));
        assert!(!header(&Page::Code.reply(200), "content-security-policy").contains("script-src"));
    }

    #[test]
    fn words_lead_to_their_pages() {
        assert!(Page::ALL.into_iter().enumerate().all(|(place, page)| page as usize == place));
        for word in ["code", "tokens", "error", "received", "before", "late"] {
            let page = Page::of_word(word).expect(word);
            assert_eq!(header(&page.elsewhere(), "location"), format!("/grantty/done/{word}"));
        }
        assert_eq!(Page::of_word(""), None);
        assert_eq!(Page::of_word("../x"), None);
    }
}
