//! The provider as its clients see it: over sockets, with a client of fifty lines.

mod acts;
mod ciba;
mod client;
mod client_auth;
mod code_faults;
mod code_flow;
mod dpop;
mod faults;
mod flow;
mod grants;
mod limits;
mod notification;
mod requests;
mod tls;
