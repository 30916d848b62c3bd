//! Building the clients. Nothing here is cheap enough to happen before the first request.

use std::sync::{Arc, OnceLock};

use reqwest::{Client, ClientBuilder, redirect, retry};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt as _;

use super::{Limits, ProxyPlan, names};

/// What every request says of its sender.
const USER_AGENT: &str = concat!("grantty/", env!("CARGO_PKG_VERSION"));

/// The client for this machine: it trusts no certificate, since it never sees one, and reads no system store.
pub fn plain(limits: &Limits) -> Result<Client, String> {
    let trusting_none = builder()?.with_root_certificates(RootCertStore::empty()).with_no_client_auth();
    finish(common(limits).tls_backend_preconfigured(trusting_none))
}

/// The client for everywhere else, with the platform's trust and the proxies of the plan.
pub fn secure(limits: &Limits, proxies: &ProxyPlan) -> Result<Client, String> {
    let plan = proxies.clone();
    let proxy = reqwest::Proxy::custom(move |url| plan.pick(url).ok().flatten().map(|proxy| proxy.url().clone()));
    finish(common(limits).proxy(proxy).tls_backend_preconfigured(platform()?.clone()))
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

fn finish(builder: ClientBuilder) -> Result<Client, String> {
    builder.build().map_err(|error| format!("the HTTP client could not be built: {}", error.without_url()))
}

/// Reads the platform's certificates once a process: it takes milliseconds each time.
fn platform() -> Result<&'static ClientConfig, String> {
    static CONFIG: OnceLock<Result<ClientConfig, String>> = OnceLock::new();
    let config = CONFIG.get_or_init(|| {
        let verifying = builder()?.with_platform_verifier();
        let verifying = verifying.map_err(|error| {
            let remedy = "install its CA certificates (ca-certificates), or name a bundle in SSL_CERT_FILE";
            format!("this system's certificate authorities could not be loaded ({error}): {remedy}")
        })?;
        Ok(verifying.with_no_client_auth())
    });
    config.as_ref().map_err(Clone::clone)
}

fn builder() -> Result<rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>, String> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    builder.map_err(|error| format!("TLS could not be set up: {error}"))
}
