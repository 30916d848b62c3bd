//! The provider as its clients see it: over sockets, with a client of fifty lines.

mod client;
mod faults;
mod flow;
mod limits;
