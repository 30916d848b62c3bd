//! Building the clients. Nothing here is cheap enough to happen before the first request.

use std::sync::Arc;

use reqwest::{Client, ClientBuilder, redirect, retry};
use rustls::client::Resumption;
use rustls::{ClientConfig, RootCertStore};

use super::identity::{Identity, Shown};
use super::phases::{NoKeys, NoSessions};
use super::verifier::Verifier;
use super::{Limits, ProxyPlan, names, suites};

/// What every request says of its sender.
const USER_AGENT: &str = concat!("grantty/", env!("CARGO_PKG_VERSION"));

/// The client for this machine: it trusts no certificate, since it never sees one, and reads no system store.
pub fn plain(limits: &Limits) -> Result<Client, String> {
    finish(unencrypted(limits)?)
}

pub(super) fn unencrypted(limits: &Limits) -> Result<ClientBuilder, String> {
    let trusting_none = builder()?.with_root_certificates(RootCertStore::empty()).with_no_client_auth();
    Ok(common(limits).tls_backend_preconfigured(trusting_none))
}

/// The client for everything that speaks TLS, with the proxies of the plan.
pub fn secure(
    limits: &Limits,
    proxies: &ProxyPlan,
    verifier: Arc<Verifier>,
    identity: Option<Identity>,
) -> Result<Client, String> {
    let plan = proxies.clone();
    let proxy = reqwest::Proxy::custom(move |url| plan.pick(url).ok().flatten().map(|proxy| proxy.url().clone()));
    let judging = builder()?.dangerous().with_custom_certificate_verifier(verifier);
    let mut config = judging.with_client_cert_resolver(Arc::new(Shown(identity)));
    config.resumption = Resumption::store(Arc::new(NoSessions));
    config.key_log = Arc::new(NoKeys);
    finish(common(limits).proxy(proxy).tls_backend_preconfigured(config))
}

fn common(limits: &Limits) -> ClientBuilder {
    Client::builder()
        .user_agent(USER_AGENT)
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false)
        .no_proxy()
        .http1_only()
        .dns_resolver(names::Names)
        .connect_timeout(limits.connect)
        .pool_idle_timeout(limits.idle)
}

pub(super) fn finish(builder: ClientBuilder) -> Result<Client, String> {
    builder.build().map_err(|error| format!("the HTTP client could not be built: {}", error.without_url()))
}

fn builder() -> Result<rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>, String> {
    let builder = ClientConfig::builder_with_provider(suites::provider()).with_safe_default_protocol_versions();
    builder.map_err(|error| format!("TLS could not be set up: {error}"))
}
