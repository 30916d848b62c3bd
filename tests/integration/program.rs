//! The real binary, started by a test: in pipes and in a pseudo-terminal, in a clean home, waiting for what it says and
//! never for a length of time.

pub mod home;
pub mod keys;
pub mod pipes;
pub mod tape;
pub mod terminal;

/// The binary under test.
pub const GRANTTY: &str = env!("CARGO_BIN_EXE_grantty");
