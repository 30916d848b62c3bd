//! The other end, for those who visit the provider in its own process: they trust its authority and nobody else.

use super::{MADE, Pair, authority, crypto};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::io;
use std::net::TcpStream;
use std::sync::Arc;

/// A connection over TLS to `127.0.0.1:PORT` or `localhost:PORT`, with a certificate where one is given.
pub(in crate::demo) fn connect(
    stream: TcpStream,
    to: &str,
    own: Option<&Pair>,
) -> io::Result<StreamOwned<ClientConnection, TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(authority().der.clone()).map_err(io::Error::other)?;
    let builder = ClientConfig::builder_with_provider(crypto());
    let builder = builder.with_safe_default_protocol_versions().expect(MADE).with_root_certificates(roots);
    let config = match own {
        Some(own) => {
            let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(own.key_der.clone()));
            builder.with_client_auth_cert(vec![own.der.clone()], key).map_err(io::Error::other)?
        }
        None => builder.with_no_client_auth(),
    };
    let host = to.split(':').next().unwrap_or_default().to_owned();
    let name = ServerName::try_from(host).map_err(io::Error::other)?;
    let connection = ClientConnection::new(Arc::new(config), name).map_err(io::Error::other)?;
    Ok(StreamOwned::new(connection, stream))
}
