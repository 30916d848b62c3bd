//! Why a chain leads to nobody who is trusted: the verifier only says that it does.

use super::Certificate;

/// Which of the ways of having an unknown issuer it is, and what to do.
pub fn untrusted(chain: &[Certificate]) -> String {
    const NOBODY: &str = "the certificate comes from nobody this system trusts";
    let Some(leaf) = chain.first() else { return "the server showed no certificate".to_owned() };
    if leaf.is_self_issued() {
        return format!("{NOBODY}: it is self-signed. If it is the right one, name it in tls.ca of the profile");
    }
    let last = top(chain);
    if last.is_self_issued() {
        let authority = &last.subject;
        return format!("{NOBODY}: its authority {authority} is private. If it is yours, name it in tls.ca");
    }
    let sent = if chain.len() == 1 { "only its own certificate" } else { "a chain that breaks off" };
    let missing = &last.issuer;
    format!(
        "{NOBODY}: the server sends {sent}, and that of {missing} is missing. Either an intermediate certificate has to \
         be added on the server, or it is a private authority to be named in tls.ca"
    )
}

/// The last certificate that is reached from the first, issuer by issuer.
fn top(chain: &[Certificate]) -> &Certificate {
    let mut at = &chain[0];
    for _ in 0..chain.len() {
        match chain.iter().find(|one| one.subject == at.issuer) {
            Some(next) if !at.is_self_issued() => at = next,
            _ => break,
        }
    }
    at
}
