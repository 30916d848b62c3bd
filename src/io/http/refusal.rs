//! Requests that are never sent.

use url::{Host, Url};

use super::failure::Failure;
use crate::protocol::text::shown;

/// Refuses what is no web address, what would cross a network in clear, and what smuggles credentials in.
pub fn judge(url: &Url) -> Result<(), Failure> {
    let host = shown(url.host_str().unwrap_or_default());
    match url.scheme() {
        "https" => {}
        "http" if is_this_machine(url) => {}
        "http" => {
            let why = "would send codes and secrets in clear; only this machine may be spoken to without TLS";
            return Err(Failure::refused(format!("http://{host} {why}")));
        }
        other => return Err(Failure::refused(format!("{}: is neither http nor https", shown(other)))),
    }
    if !url.username().is_empty() || url.password().is_some() {
        let why = "has a user name in its address, which would replace the client's own authentication";
        return Err(Failure::refused(format!("{host} {why}")));
    }
    Ok(())
}

/// Whether an address leads to this machine whatever a name server says.
pub fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.to_canonical().is_loopback(),
        Some(Host::Domain(name)) => is_localhost(name),
        None => false,
    }
}

/// `localhost` and what is below it.
pub fn is_localhost(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_this_machine_in_clear() {
        crate::covers!("DSC-04");
        for (text, allowed) in [
            ("https://id.example.com/token", true),
            ("http://127.0.0.1:8400/token", true),
            ("http://127.9.9.9/", true),
            ("http://[::1]:1/", true),
            ("http://[::ffff:127.0.0.1]/", true),
            ("http://localhost/", true),
            ("http://demo.localhost./", true),
            ("http://id.example.com/token", false),
            ("http://localhost.example.com/", false),
            ("http://127.0.0.1.example.com/", false),
            ("http://0.0.0.0/", false),
            ("http://10.0.0.1/", false),
            ("http://[::]/", false),
            ("ftp://127.0.0.1/", false),
            ("file:///etc/passwd", false),
            ("javascript:x", false),
            ("https://ann:hunter2@id.example.com/", false),
            ("https://ann@id.example.com/", false),
        ] {
            let judged = judge(&Url::parse(text).unwrap());
            assert_eq!(judged.is_ok(), allowed, "{text}");
            assert!(judged.is_ok_and(|()| true) || !text.contains("hunter2") || !detail(text).contains("hunter2"));
        }
        assert!(detail("http://id.example.com/token?secret=1").contains("in clear"));
        assert!(!detail("http://id.example.com/token?secret=1").contains("secret=1"));
    }

    fn detail(text: &str) -> String {
        judge(&Url::parse(text).unwrap()).unwrap_err().detail
    }
}
