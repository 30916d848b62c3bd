//! How a run reaches the network: what its profile says of authorities, proxies, certificates and patience, with the
//! secrets in it looked up.

use std::time::Duration;

use url::Url;

use super::{Event, Outcome, World, client};
use crate::profile::{Profile, ProxyAddress};
use crate::protocol::secret::Secret;

/// The settings of a run. Without any, the platform and the environment decide.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Network {
    /// Authorities beside the platform's: the path of a PEM file, counted from the profile's folder, or PEM text.
    pub ca: Option<String>,
    /// Hosts whose certificate is looked at and then let pass, whatever is wrong with it.
    pub insecure_hosts: Vec<String>,
    /// The proxy, in place of the environment's.
    pub proxy: Option<ProxyAddress>,
    /// What we show where a server asks for a certificate.
    pub identity: Option<Identity>,
    /// The most time for a name, a connection and its TLS handshake.
    pub connect_timeout: Option<Duration>,
    /// The most time until an answer begins.
    pub first_byte_timeout: Option<Duration>,
}

/// A certificate of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The chain as PEM, our own certificate first.
    pub chain: Secret,
    /// The key as PEM, where it does not stand in the text of the chain.
    pub key: Option<Secret>,
}

impl Network {
    /// What a profile says. The secrets in it are told to whoever must never show them.
    pub async fn of<W: World>(profile: &Profile, world: &mut W) -> Result<Self, Outcome> {
        for secret in profile.tls.proxy.iter().flat_map(ProxyAddress::passwords) {
            world.emit(Event::Learned { kind: "proxy_password", secret });
        }
        let seconds = |given: Option<u64>| given.map(Duration::from_secs);
        Ok(Self {
            ca: profile.tls.ca.clone(),
            insecure_hosts: if profile.tls.insecure { hosts(profile) } else { Vec::new() },
            proxy: profile.tls.proxy.clone(),
            identity: identity(profile, world).await?,
            connect_timeout: seconds(profile.connect_timeout),
            first_byte_timeout: seconds(profile.first_byte_timeout),
        })
    }
}

/// The certificate with its key. The key that signs assertions serves as well, where it is PEM: a JWK is none of TLS.
async fn identity<W: World>(profile: &Profile, world: &mut W) -> Result<Option<Identity>, Outcome> {
    let section = &profile.client;
    let Some(reference) = &section.certificate else { return Ok(None) };
    let chain = client::secret("client.certificate", reference, "client_certificate", world).await?;
    if let Some(reference) = &section.certificate_key {
        let key = client::secret("client.certificate_key", reference, "client_key", world).await?;
        return Ok(Some(Identity { chain, key: Some(key) }));
    }
    if is_pem_of_key(&chain) {
        return Ok(Some(Identity { chain, key: None }));
    }
    let Some(reference) = &section.key else {
        let reason = "client.certificate has no private key: name it as client.key or client.certificate_key";
        return Err(Outcome::Invalid { reason: reason.to_owned() });
    };
    let key = client::secret("client.key", reference, "client_key", world).await?;
    if !is_pem_of_key(&key) {
        let reason = "client.key is no PEM, which TLS needs: name the certificate's key as client.certificate_key";
        return Err(Outcome::Invalid { reason: reason.to_owned() });
    }
    Ok(Some(Identity { chain, key: Some(key) }))
}

fn is_pem_of_key(text: &Secret) -> bool {
    text.reveal().contains("PRIVATE KEY-----")
}

/// The hosts that the profile itself names: `tls.insecure` is for them and for no other.
fn hosts(profile: &Profile) -> Vec<String> {
    let named = profile.issuer.iter().chain(profile.endpoints.values());
    let mut hosts: Vec<String> =
        named.filter_map(|address| Url::parse(address).ok()?.host_str().map(str::to_owned)).collect();
    hosts.sort_unstable();
    hosts.dedup();
    hosts
}
