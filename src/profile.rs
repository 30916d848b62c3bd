//! Saved providers: what a profile says, how its file is read, and where profiles live.
//!
//! One provider, one TOML file. [`parse()`] reports every mistake of a file at once, with line, column and the nearest
//! key; [`Store`] says where files are; secrets are [`SecretReference`]s, resolved only when a request needs them.

pub mod check;
pub mod mask;
pub mod mistake;
pub mod model;
pub mod parse;
pub mod shipped;
pub mod store;

mod blank;
mod file;
mod name;
pub mod nearest;
mod set;

pub use mistake::Mistake;
pub use model::{
    CibaSection, ClientSection, CodeSection, DeviceSection, DpopSection, ExchangeSection, Flow, InspectSection,
    IntrospectionSection, JwtBearerSection, LogoutSection, Par, PasswordSection, Pkce, Probe, Profile, ProxyAddress,
    RefreshSection, RequestSection, RevocationSection, SecretReference, Source, TlsSection, UserinfoSection,
};
pub use parse::{Parsed, parse, parse_with};
pub use store::{Absent, Listed, Store};
