//! Authorities that are named and are not there.

use std::path::Path;

use super::tls_server::{Authority, Wanted, start};
use super::*;
use crate::io::http::trust::bundle;

#[expect(clippy::disallowed_methods, reason = "a file is read that somebody has to write")]
fn write(path: &Path, content: &str) {
    std::fs::write(path, content).unwrap();
}

#[cfg(unix)]
#[expect(clippy::disallowed_methods, reason = "a file of a size that nobody has to write")]
fn truncate(path: &Path, size: u64) {
    std::fs::File::create(path).and_then(|file| file.set_len(size)).unwrap();
}

#[tokio::test(flavor = "current_thread")]
async fn an_authority_counts_from_the_folder_of_its_profile() {
    let authority = Authority::new("Test authority");
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join("ca.pem"), authority.pem());
    let mut transport = direct();
    transport.configure(&trusting("ca.pem"), Some(folder.path())).unwrap();
    let server = start(&authority.issue(&Wanted::default()));
    assert_eq!(transport.send(&get(&format!("https://{}/", server.address))).await.unwrap().status, 200);
}

#[test]
fn one_that_cannot_be_read_is_said_with_its_path() {
    crate::covers!("TLS-08");
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in [("empty.pem", " \n"), ("text.pem", "no certificate"), ("key.pem", "-----BEGIN X-----")] {
        write(&folder.path().join(name), content);
    }
    let told = |ca: &str| direct().configure(&trusting(ca), Some(folder.path())).unwrap_err();
    for (ca, says) in [
        ("missing.pem", "cannot be read"),
        ("empty.pem", "which is empty"),
        ("text.pem", "there is no certificate"),
        ("key.pem", "there is no certificate"),
    ] {
        let said = told(ca);
        let path = folder.path().join(ca).display().to_string();
        assert!(said.starts_with("tls.ca names ") && said.contains(&path) && said.contains(says), "{said}");
    }
    assert!(told("-----BEGIN CERTIFICATE-----\nx").contains("without a certificate"));
    let none = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----";
    assert!(told(none).contains("none of them can be one"), "{}", told(none));
}

#[cfg(unix)]
#[test]
fn what_may_never_end_is_not_opened() {
    crate::covers!("TLS-08");
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    rustix::fs::mkfifoat(rustix::fs::CWD, at("pipe.pem"), rustix::fs::Mode::RWXU).unwrap();
    std::os::unix::fs::symlink("/dev/zero", at("zero.pem")).unwrap();
    std::fs::create_dir(at("folder.pem")).unwrap();
    truncate(&at("large.pem"), (16 << 20) + 1);
    let in_environment = |name: &'static str, path: &Path| {
        let path = path.display().to_string();
        bundle(move |asked| (asked == name).then(|| path.clone()))
    };
    for (name, says) in [
        ("pipe.pem", "is a pipe or a device: name a regular file"),
        ("zero.pem", "is a pipe or a device: name a regular file"),
        ("folder.pem", "is a folder: name a regular file"),
        ("large.pem", "has more than 16 MiB: name a file"),
    ] {
        let path = at(name).display().to_string();
        let profile = direct().configure(&trusting(name), Some(folder.path())).unwrap_err();
        let variable = in_environment("SSL_CERT_FILE", &at(name)).unwrap_err();
        for (said, whose) in [(profile, "tls.ca"), (variable, "SSL_CERT_FILE")] {
            assert!(said.starts_with(&format!("{whose} names {path}, which {says}")), "{said}");
        }
    }
    write(&at("ca.pem"), Authority::new("Test authority").pem());
    let found = in_environment("SSL_CERT_DIR", folder.path()).unwrap().unwrap();
    assert_eq!(found.len(), 1, "in a folder the others are passed over");
}

#[test]
fn a_bundle_of_the_environment_is_never_passed_over() {
    crate::covers!("TLS-08");
    let folder = tempfile::tempdir().unwrap();
    let (path, empty) = (folder.path().join("ca.pem"), folder.path().join("empty"));
    write(&path, Authority::new("Test authority").pem());
    std::fs::create_dir(&empty).unwrap();
    let look = |name: &'static str, value: &Path| {
        let value = value.display().to_string();
        bundle(move |asked| (asked == name).then(|| value.clone()))
    };
    assert_eq!(bundle(|_| None), Ok(None));
    assert_eq!(look("SSL_CERT_FILE", &path).unwrap().unwrap().len(), 1);
    assert_eq!(look("SSL_CERT_DIR", folder.path()).unwrap().unwrap().len(), 1);
    for (name, path) in [("SSL_CERT_FILE", folder.path().join("none")), ("SSL_CERT_DIR", empty)] {
        let said = look(name, &path).unwrap_err();
        assert!(said.starts_with(name) && said.contains(&path.display().to_string()), "{said}");
    }
}
