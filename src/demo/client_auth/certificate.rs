//! The certificate of the connection as proof of a client (RFC 8705 §2), and tokens that are bound to it (§3).

use crate::demo::client::{self, Auth, Client};
use crate::demo::site::Site;
use crate::demo::state::Access;
use crate::demo::tls;

/// Whether the connection's certificate is that of the client.
pub(super) fn judge(site: &Site, client: &Client) -> Result<(), String> {
    let Some(shown) = site.certificate.as_deref() else {
        return Err("No client certificate came with the connection.".to_owned());
    };
    match client.auth {
        Auth::Subject(_) if !shown.is_ours => {
            Err("The client certificate is not signed by the authority of this provider, or has expired.".to_owned())
        }
        Auth::Subject(registered) if shown.subject != registered => {
            Err("The subject of the client certificate is not the registered one.".to_owned())
        }
        Auth::SelfSigned if shown.thumbprint != tls::authority().self_signed.thumbprint => {
            Err("The client certificate is not the registered one.".to_owned())
        }
        _ => Ok(()),
    }
}

/// The access of a client that proves itself by certificate, which is good for that certificate alone. What another
/// client's token was bound to does not count.
pub(in crate::demo) fn bound(site: &Site, mut access: Access) -> Access {
    let proves = |client: &Client| matches!(client.auth, Auth::Subject(_) | Auth::SelfSigned);
    let is_bound = client::registered(&access.client).is_some_and(proves);
    let shown = site.certificate.as_ref().filter(|_| is_bound);
    access.certificate = shown.map(|shown| shown.thumbprint.clone());
    access
}

/// Whether the connection shows the certificate that a token is bound to, if it is bound to one.
pub(in crate::demo) fn holds(site: &Site, access: &Access) -> bool {
    let shown = site.certificate.as_ref().map(|shown| shown.thumbprint.as_str());
    access.certificate.is_none() || access.certificate.as_deref() == shown
}
