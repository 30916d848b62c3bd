//! The client notification endpoint: where a provider pings, or pushes tokens, and what each visitor of it is
//! (CIBA §9, §10.2, §10.3, §12).
//!
//! As with redirects, everything is decided from plain data, and nothing without our secrets can end a wait: neither
//! the `client_notification_token` nor the `auth_req_id` is known to anybody but the provider and us.

mod bearer;
mod body;
mod brought;
mod checks;
mod content_type;
mod door;
mod endpoint;
mod error;
mod identity;
mod parameters;
mod shape;

pub use checks::{CHECKS, bound, visitors};
pub use door::Door;
pub use endpoint::{Endpoint, plan, reachable};
pub use error::{granted, push_error};
