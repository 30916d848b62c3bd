//! `[ciba]`: who is to sign in elsewhere, what both devices show, and how the tokens get here.

use super::SecretReference;
use crate::protocol::ciba::Delivery;

/// `[ciba]`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CibaSection {
    /// `login_hint`; of the three hints exactly one is sent.
    pub login_hint: Option<String>,
    /// `login_hint_token`
    pub login_hint_token: Option<SecretReference>,
    /// `id_token_hint`
    pub id_token_hint: Option<SecretReference>,
    /// `binding_message`, as the person will compare it.
    pub binding_message: Option<String>,
    /// `user_code`, known to the person and the provider.
    pub user_code: Option<SecretReference>,
    /// `requested_expiry`, in seconds.
    pub requested_expiry: Option<u64>,
    /// How the tokens get here, as it is registered for the client.
    pub mode: Delivery,
    /// Where notifications are awaited, an address and a port of this machine.
    pub listen: Option<String>,
    /// The address that is registered at the provider; its path is the one we answer on.
    pub notification_endpoint: Option<String>,
    /// Whether the request goes as a signed JWT.
    pub request_signed: bool,
}

impl CibaSection {
    /// The secrets it refers to, each with its dotted key.
    pub fn secrets(&self) -> impl Iterator<Item = (&'static str, &SecretReference)> {
        let all = [
            ("ciba.login_hint_token", &self.login_hint_token),
            ("ciba.id_token_hint", &self.id_token_hint),
            ("ciba.user_code", &self.user_code),
        ];
        all.into_iter().filter_map(|(key, reference)| Some((key, reference.as_ref()?)))
    }
}
