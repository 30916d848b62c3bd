//! Whom to trust: the authority that a profile names, and the platform's or those of `SSL_CERT_FILE` and
//! `SSL_CERT_DIR`. One that is named and cannot be read is an error that says where; it is never passed over.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use super::suites;
use crate::io::environment;
use crate::protocol::peer::Certificate;
use crate::protocol::text::shown;

/// No bundle is larger: those of whole systems have less than 1 MiB.
const MOST: u64 = 16 << 20;

/// The authorities of a profile's `tls.ca`: a path that counts from the profile's folder, or PEM text.
pub fn named(ca: &str, folder: Option<&Path>) -> Result<Vec<CertificateDer<'static>>, String> {
    if ca.trim_start().starts_with("-----BEGIN") {
        return certificates(ca.as_bytes()).ok_or_else(|| {
            "tls.ca is PEM text without a certificate in it: it needs -----BEGIN CERTIFICATE-----".to_owned()
        });
    }
    let path = folder.map_or_else(|| PathBuf::from(ca), |folder| folder.join(ca));
    read("tls.ca", &path)
}

/// The verifier of these authorities alone.
pub fn verifier(authorities: &[CertificateDer<'static>]) -> Result<Arc<WebPkiServerVerifier>, String> {
    let mut roots = RootCertStore::empty();
    let (_, unusable) = roots.add_parsable_certificates(authorities.iter().cloned());
    if roots.is_empty() {
        return Err(format!("{unusable} certificates are named as authorities, and none of them can be one"));
    }
    WebPkiServerVerifier::builder_with_provider(roots.into(), suites::provider())
        .build()
        .map_err(|error| format!("the authorities cannot be used: {error}"))
}

/// The trust of this machine, read once a process: it takes milliseconds each time.
pub fn platform() -> Result<&'static Arc<dyn ServerCertVerifier>, String> {
    static PLATFORM: OnceLock<Result<Arc<dyn ServerCertVerifier>, String>> = OnceLock::new();
    let made = PLATFORM.get_or_init(|| match bundle(environment::variable)? {
        Some(authorities) => Ok(verifier(&authorities)? as Arc<dyn ServerCertVerifier>),
        None => system(),
    });
    made.as_ref().map_err(Clone::clone)
}

fn system() -> Result<Arc<dyn ServerCertVerifier>, String> {
    let verifier = rustls_platform_verifier::Verifier::new(suites::provider()).map_err(|error| {
        let remedy = "install its CA certificates (ca-certificates), or name a bundle in SSL_CERT_FILE";
        format!("this system's certificate authorities could not be loaded ({error}): {remedy}")
    })?;
    Ok(Arc::new(verifier))
}

/// What the variables name in place of the platform's; nothing when neither is set.
pub fn bundle(variable: impl Fn(&str) -> Option<String>) -> Result<Option<Vec<CertificateDer<'static>>>, String> {
    let (file, folders) = (variable("SSL_CERT_FILE"), variable("SSL_CERT_DIR"));
    if file.is_none() && folders.is_none() {
        return Ok(None);
    }
    let mut all = file.map_or_else(|| Ok(Vec::new()), |path| read("SSL_CERT_FILE", Path::new(&path)))?;
    if let Some(folders) = folders {
        let found: Vec<_> = std::env::split_paths(&folders).flat_map(|folder| in_folder(&folder)).collect();
        if found.is_empty() && all.is_empty() {
            return Err(format!("SSL_CERT_DIR names {}, where no certificate is", shown(&folders)));
        }
        all.extend(found);
    }
    Ok(Some(all))
}

#[expect(clippy::disallowed_methods, reason = "this file owns the reading of authorities")]
fn in_folder(folder: &Path) -> Vec<CertificateDer<'static>> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.filter_map(|entry| content(&entry.path()).ok());
    files.filter_map(|content| certificates(&content)).flatten().collect()
}

/// `whose` is the key or variable that names the file.
fn read(whose: &str, path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let at = path.display().to_string();
    let at = shown(&at);
    let content = content(path).map_err(|why| format!("{whose} names {at}, which {why}"))?;
    if content.trim_ascii().is_empty() {
        return Err(format!("{whose} names {at}, which is empty: it must hold certificates in PEM"));
    }
    certificates(&content)
        .ok_or_else(|| format!("{whose} names {at}, in which there is no certificate: it must hold some in PEM"))
}

/// What a file holds; the error is the rest of a sentence about it. What is no regular file is not even opened: a pipe
/// would be waited for, and a device may have no end.
#[expect(clippy::disallowed_methods, reason = "this file owns the reading of authorities")]
fn content(path: &Path) -> Result<Vec<u8>, String> {
    let unreadable = |error: std::io::Error| format!("cannot be read ({error}): correct the path, or leave it out");
    let about = std::fs::metadata(path).map_err(unreadable)?;
    if !about.is_file() {
        let kind = if about.is_dir() { "a folder" } else { "a pipe or a device" };
        return Err(format!("is {kind}: name a regular file that holds certificates in PEM"));
    }
    let mut content = Vec::new();
    std::fs::File::open(path).and_then(|file| file.take(MOST + 1).read_to_end(&mut content)).map_err(unreadable)?;
    if content.len() as u64 > MOST {
        return Err(format!("has more than {} MiB: name a file that holds certificates alone", MOST >> 20));
    }
    Ok(content)
}

/// The certificates of a PEM text, or the one that a file in DER is.
fn certificates(content: &[u8]) -> Option<Vec<CertificateDer<'static>>> {
    let found: Vec<_> = CertificateDer::pem_slice_iter(content).flatten().collect();
    if !found.is_empty() {
        return Some(found);
    }
    Certificate::read(content).is_ok().then(|| vec![CertificateDer::from(content.to_vec())])
}
