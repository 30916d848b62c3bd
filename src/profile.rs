//! Saved providers: what a profile says, how its file is read, and where profiles live.
//!
//! One provider, one TOML file. [`parse`] reports every mistake of a file at once, with line, column and the nearest
//! key; [`store`] says where files are; secrets are [`SecretReference`]s, resolved only when a request needs them.

pub mod model;

pub use model::{ClientSection, DeviceSection, Flow, Pkce, Profile, RequestSection, SecretReference, Source};
