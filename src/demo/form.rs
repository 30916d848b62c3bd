//! `application/x-www-form-urlencoded`, read and written.

/// Parameters in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Form(pub Vec<(String, String)>);

impl Form {
    /// Reads a query or a body; `None` when a percent sign does not start an octet or the text is not UTF-8.
    pub fn read(text: &str) -> Option<Self> {
        let pairs = text.split('&').filter(|pair| !pair.is_empty());
        let decoded = pairs.map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((decode(name)?, decode(value)?))
        });
        decoded.collect::<Option<Vec<_>>>().map(Self)
    }

    /// The first value of that name; an empty one counts as absent (RFC 6749 §3.2).
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// All values of that name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// A name that comes more than once though RFC 6749 §3.2 forbids it; RFC 8707 §2 and RFC 8693 §2.1 allow it to two.
    pub fn repeated(&self) -> Option<&str> {
        self.0
            .iter()
            .enumerate()
            .filter(|(_, (name, _))| !["resource", "audience"].contains(&name.as_str()))
            .find(|(i, (name, _))| self.0[..*i].iter().any(|(k, _)| k == name))
            .map(|(_, p)| p.0.as_str())
    }
}

/// Undoes form encoding of one name or value.
pub(super) fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => hex(rest.next()?)? * 16 + hex(rest.next()?)?,
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

/// Form-encodes one name or value.
pub(super) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'*' => encoded.push(char::from(byte)),
            b' ' => encoded.push('+'),
            other => {
                encoded.push('%');
                encoded.extend([other >> 4, other & 15].map(|n| char::from(b"0123456789ABCDEF"[usize::from(n)])));
            }
        }
    }
    encoded
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|n| u8::try_from(n).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_reads_back() {
        let odd = "s: 100% +ä&=?/\u{202e}\n";
        assert_eq!(decode(&encoded(odd)).as_deref(), Some(odd));
        assert_eq!(encode("a b:%+"), "a+b%3A%25%2B");
    }

    fn encoded(text: &str) -> String {
        encode(text)
    }

    #[test]
    fn broken_octets_and_repeats_are_seen() {
        assert_eq!(Form::read("a=%4"), None);
        assert_eq!(Form::read("a=%zz"), None);
        assert_eq!(Form::read("a=%ff"), None);
        let form = Form::read("a=1&b&a=2").unwrap();
        assert_eq!(form.get("a"), Some("1"));
        assert_eq!(form.get("b"), None);
        assert_eq!(form.repeated(), Some("a"));
    }
}
