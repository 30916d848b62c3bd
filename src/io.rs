//! Everything that touches the outside: clocks, randomness, the network, files, secrets, the browser, the clipboard.
//!
//! [`LiveWorld`] is the [`World`](crate::flow::World) of a real run. Each file owns one effect and is the only one
//! allowed to have it; what can be decided without the effect is a pure function beside it.

pub mod browser;
pub mod clipboard;
pub mod clock;
pub mod control;
pub mod editor;
pub mod environment;
pub mod files;
pub mod http;
pub mod input;
pub mod loopback;
pub mod process;
pub mod random;
pub mod secrets;
pub mod world;

pub use control::{Control, ControlReceiver, control, control as poll_now};
pub use http::Transport;
pub use world::LiveWorld;
