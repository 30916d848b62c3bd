//! Why a chain leads to nobody who is trusted: the verifier only says that it does.

use super::Certificate;

/// Which of the ways of having an unknown issuer it is, and what to do.
pub fn untrusted(chain: &[Certificate]) -> String {
    let Some(leaf) = chain.first() else { return "the server showed no certificate".to_owned() };
    if leaf.is_self_issued() {
        let own = "the certificate is self-signed, which nobody vouches for";
        return format!("{own}: if it is the right one, name it in tls.ca of the profile");
    }
    let last = top(chain);
    if last.is_self_issued() {
        let unknown = format!("the certificate comes from the authority {}, which is not trusted here", last.subject);
        return format!("{unknown}: if it is yours, name its certificate in tls.ca of the profile");
    }
    let sent = if chain.len() == 1 { "only its own certificate" } else { "a chain that breaks off" };
    format!(
        "the server sends {sent}: the certificate of {} is missing. Either an intermediate certificate has to be added \
         on the server, or that is a private authority, which is to be named in tls.ca of the profile",
        last.issuer
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
