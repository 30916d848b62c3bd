//! protocol
pub mod check;
pub mod exchange;
pub mod json;
pub mod secret;
pub mod text;
pub mod time;
