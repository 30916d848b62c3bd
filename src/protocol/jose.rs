//! JOSE as a debugger needs it: tokens and keys are decoded leniently, so that everything can be shown, and verified
//! strictly, so that nothing is believed. This room knows nothing of OAuth.
//!
//! Every reader keeps the fault beside what could be read; none of them repairs silently, and none of them panics.

pub mod algorithm;
pub mod base64url;
pub mod decryption_key;
pub mod jwe;
pub mod jwk;
pub mod jws;
pub mod jwt;
pub mod mac_key;
pub(in crate::protocol) mod pem;
mod private_numbers;
pub mod signer;
pub(in crate::protocol) mod spki;
mod x5c;
