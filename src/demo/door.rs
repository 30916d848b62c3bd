//! The sockets that the provider listens on, and the issuer that is behind each.

use super::endpoint;

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Door {
    /// Plain http.
    Plain,
    /// The second origin, which belongs to somebody else.
    Stranger,
    /// TLS, with `mtls_endpoint_aliases` at the next one.
    Https,
    /// TLS, where clients are asked for a certificate.
    Mtls,
}

/// The first part of the paths that belong to the issuer next door (RFC 8705 §5).
const ALIAS: &str = "/alias";

/// All origins.
#[derive(Clone, Debug)]
pub(super) struct Origins {
    pub plain: String,
    pub stranger: String,
    pub https: String,
    pub mtls: String,
}

/// The origin behind a door of the provider at `plain`: the ports with TLS follow from its own.
pub(super) fn origin(plain: &str, door: Door) -> String {
    match door {
        Door::Https => format!("https://127.0.0.1:{}", endpoint::https(plain)),
        Door::Mtls => format!("https://127.0.0.1:{}", endpoint::mtls(plain)),
        Door::Plain | Door::Stranger => plain.to_owned(),
    }
}

impl Origins {
    /// Those of the provider at `plain`.
    pub fn new(plain: String, stranger: String) -> Self {
        let (https, mtls) = (origin(&plain, Door::Https), origin(&plain, Door::Mtls));
        Self { plain, stranger, https, mtls }
    }

    /// The origin of the issuer that a path is of, and the rest of the path.
    pub fn of<'a>(&self, door: Door, path: &'a str) -> (&str, &'a str) {
        match (door, path.strip_prefix(ALIAS)) {
            (Door::Plain | Door::Stranger, _) => (&self.plain, path),
            (Door::Mtls, Some(path)) => (&self.https, path),
            (Door::Mtls, None) => (&self.mtls, path),
            (Door::Https, _) => (&self.https, path),
        }
    }

    /// Where the aliases of an issuer are: only the one that asks nobody for a certificate has them.
    pub fn aliases(&self, issuer: &str) -> Option<String> {
        let rest = issuer.strip_prefix(&self.https)?;
        Some(format!("{}{ALIAS}{rest}", self.mtls))
    }

    /// Other names for these addresses would let web pages elsewhere reach them (DNS rebinding).
    pub fn has(&self, host: &str) -> bool {
        let all = [&self.plain, &self.stranger, &self.https, &self.mtls];
        let ports = || all.into_iter().filter_map(|origin| origin.rsplit(':').next());
        let known = |name: &str| ports().any(|port| host.strip_prefix(name) == Some(port));
        known("127.0.0.1:") || known("localhost:")
    }
}
