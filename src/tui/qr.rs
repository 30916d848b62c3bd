//! The QR code of an address that is wanted on another device: encoded once, when the address is known.

use qrcode::{Color, EcLevel, QrCode};
use ratatui::layout::Size;
use url::Url;

use crate::flow::Prompt;
use crate::protocol::discovery::host;
use crate::record::Run;

/// Light modules around the code, as ISO 18004 wants.
const QUIET: usize = 4;

/// The address as modules, at two levels of error correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qr {
    /// What is encoded.
    pub text: String,
    /// Level M, then level L, which is smaller; none when the address is too long for any code.
    codes: Vec<Modules>,
}

/// A square of modules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Modules {
    side: usize,
    dark: Vec<bool>,
}

/// The code of a run: where the person is sent, or the notification endpoint that is to be registered. None when there
/// is no address that is of use on another device.
pub fn of(run: &Run) -> Option<Qr> {
    let url = match (&run.prompt, &run.authorization, &run.notification_endpoint) {
        (Some(prompt), ..) => target(prompt).map(String::from),
        (None, Some(request), _) => address(Some(request.url.as_str())).map(String::from),
        (None, None, Some(endpoint)) => Some(endpoint.registered.clone()).filter(|text| !stays_here(text)),
        (None, None, None) => None,
    };
    url.map(|url| Qr::encode(&url))
}

/// Whether an address means another machine on every machine.
fn stays_here(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| host::is_loopback(&url))
}

/// Where a person is sent: the complete address when it leads to the same place as the plain one, else the plain one.
pub fn target(prompt: &Prompt) -> Option<Url> {
    let codes = &prompt.authorization;
    let plain = address(codes.verification_uri.as_ref().map(|uri| uri.url.as_str()));
    let complete = address(codes.verification_uri_complete.as_ref().map(|uri| uri.url.as_str()));
    match (plain, complete) {
        (Some(plain), Some(complete)) if plain.origin() != complete.origin() => Some(plain),
        (plain, complete) => complete.or(plain),
    }
}

/// An address that may be opened: `https`, or `http` on this machine.
pub fn address(text: Option<&str>) -> Option<Url> {
    Url::parse(text?).ok().filter(host::is_allowed)
}

impl Qr {
    /// Encodes a text at both levels.
    pub fn encode(text: &str) -> Self {
        let encode = |level| QrCode::with_error_correction_level(text, level).ok();
        let codes = [EcLevel::M, EcLevel::L].into_iter().filter_map(encode).map(Modules::from).collect();
        Self { text: text.to_owned(), codes }
    }

    /// The code with the most error correction that fits.
    pub fn fitting(&self, width: u16, height: u16) -> Option<&Modules> {
        self.codes.iter().find(|code| code.size().width <= width && code.size().height <= height)
    }

    /// The least room it needs; nothing when the text is too long for a QR code.
    pub fn least(&self) -> Option<Size> {
        self.codes.iter().map(Modules::size).min_by_key(|size| size.width)
    }
}

impl Modules {
    /// Columns and rows, with the quiet zone: a cell holds two modules, one above the other.
    pub fn size(&self) -> Size {
        let side = self.side + 2 * QUIET;
        let cells = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
        Size::new(cells(side), cells(side.div_ceil(2)))
    }

    /// Whether the module at this place, counted with the quiet zone, is dark.
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        let inside = |at: usize| at.checked_sub(QUIET).filter(|at| *at < self.side);
        inside(x).zip(inside(y)).is_some_and(|(x, y)| self.dark[y * self.side + x])
    }
}

impl From<QrCode> for Modules {
    fn from(code: QrCode) -> Self {
        let side = code.width();
        Self { side, dark: code.into_colors().into_iter().map(|color| color == Color::Dark).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_code_for_an_address_that_nobody_should_open() {
        crate::covers!("DEV-09", "DEV-12");
        for text in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "--renderer-cmd-prefix=x",
            "http://id.example.com/device",
            "data:,x",
        ] {
            assert_eq!(address(Some(text)), None, "{text}");
        }
        assert!(address(Some("https://id.example.com/device")).is_some());
        assert!(address(Some("http://127.0.0.1:8080/device")).is_some());
    }

    #[test]
    fn a_text_that_no_code_can_hold_is_no_panic() {
        crate::covers!("DEV-16");
        let long = Qr::encode(&format!("https://id.example.com/{}", "a".repeat(4000)));
        assert_eq!((long.least(), long.fitting(500, 500)), (None, None));
        let short = Qr::encode("https://id.example.com/device");
        assert!(short.fitting(200, 200).is_some() && short.fitting(20, 10).is_none());
    }
}
