//! The way back: where redirects are awaited, and what each visitor of that place is (RFC 8252 §7.3, §8).
//!
//! Everything here is decided from plain data, so that sockets know nothing of OAuth. Nothing that is not proved to
//! belong to the request, by its `state`, can end a wait: it is evidence, and the wait goes on.

mod belonging;
pub mod checks;
mod door;
mod pages;
mod parameters;
mod pasted;
mod uri;
mod visitor;

pub(super) use belonging::{is_sealed, visible};
pub use door::Door;
pub(super) use parameters::secret_kind;
pub use uri::{RedirectUri, plan, plan_logout};
