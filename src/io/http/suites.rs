//! Cipher suites that say which of them was agreed on: the HTTP client tells nobody.

use std::sync::{Arc, OnceLock};

use rustls::crypto::CryptoProvider;
use rustls::crypto::cipher::{
    AeadKey, Iv, KeyBlockShape, MessageDecrypter, MessageEncrypter, Tls12AeadAlgorithm, Tls13AeadAlgorithm,
    UnsupportedOperationError,
};
use rustls::{CipherSuite, ConnectionTrafficSecrets, SupportedCipherSuite, Tls12CipherSuite, Tls13CipherSuite};

use super::trace;

/// The cryptography of every connection.
pub fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: OnceLock<Arc<CryptoProvider>> = OnceLock::new();
    let made = PROVIDER.get_or_init(|| {
        let mut provider = rustls::crypto::aws_lc_rs::default_provider();
        for suite in &mut provider.cipher_suites {
            *suite = telling(*suite);
        }
        Arc::new(provider)
    });
    Arc::clone(made)
}

/// The same suite, which tells when its keys are made. There are nine, made once a process, and rustls wants them to
/// live for ever.
fn telling(suite: SupportedCipherSuite) -> SupportedCipherSuite {
    let name = suite.suite();
    match suite {
        SupportedCipherSuite::Tls13(of) => SupportedCipherSuite::Tls13(Box::leak(Box::new(Tls13CipherSuite {
            common: common(&of.common),
            hkdf_provider: of.hkdf_provider,
            aead_alg: Box::leak(Box::new(Telling { of: of.aead_alg, name })),
            quic: of.quic,
        }))),
        SupportedCipherSuite::Tls12(of) => SupportedCipherSuite::Tls12(Box::leak(Box::new(Tls12CipherSuite {
            common: common(&of.common),
            prf_provider: of.prf_provider,
            kx: of.kx,
            sign: of.sign,
            aead_alg: Box::leak(Box::new(Telling { of: of.aead_alg, name })),
        }))),
    }
}

const fn common(of: &rustls::crypto::CipherSuiteCommon) -> rustls::crypto::CipherSuiteCommon {
    rustls::crypto::CipherSuiteCommon {
        suite: of.suite,
        hash_provider: of.hash_provider,
        confidentiality_limit: of.confidentiality_limit,
    }
}

struct Telling<A: ?Sized + 'static> {
    of: &'static A,
    name: CipherSuite,
}

impl<A: ?Sized> Telling<A> {
    fn tell(&self, protocol: &'static str) {
        trace::learned(|peer| {
            peer.protocol = Some(protocol);
            peer.cipher = Some(format!("{:?}", self.name));
        });
    }
}

impl Tls13AeadAlgorithm for Telling<dyn Tls13AeadAlgorithm> {
    fn encrypter(&self, key: AeadKey, iv: Iv) -> Box<dyn MessageEncrypter> {
        self.of.encrypter(key, iv)
    }

    fn decrypter(&self, key: AeadKey, iv: Iv) -> Box<dyn MessageDecrypter> {
        self.tell("TLS 1.3");
        self.of.decrypter(key, iv)
    }

    fn key_len(&self) -> usize {
        self.of.key_len()
    }

    fn extract_keys(&self, key: AeadKey, iv: Iv) -> Result<ConnectionTrafficSecrets, UnsupportedOperationError> {
        self.of.extract_keys(key, iv)
    }
}

impl Tls12AeadAlgorithm for Telling<dyn Tls12AeadAlgorithm> {
    fn encrypter(&self, key: AeadKey, iv: &[u8], extra: &[u8]) -> Box<dyn MessageEncrypter> {
        self.of.encrypter(key, iv, extra)
    }

    fn decrypter(&self, key: AeadKey, iv: &[u8]) -> Box<dyn MessageDecrypter> {
        self.tell("TLS 1.2");
        self.of.decrypter(key, iv)
    }

    fn key_block_shape(&self) -> KeyBlockShape {
        self.of.key_block_shape()
    }

    fn extract_keys(
        &self,
        key: AeadKey,
        iv: &[u8],
        explicit: &[u8],
    ) -> Result<ConnectionTrafficSecrets, UnsupportedOperationError> {
        self.of.extract_keys(key, iv, explicit)
    }
}
