//! The screen, as an Elm loop: [`update()`] is the only writer of the [`Model`] and does no I/O, [`view()`] only reads it.
//!
//! ```text
//!              Message                      Vec<Effect>
//!   app.rs ──────────────► update(&mut Model) ──────────► app.rs starts runs, opens pages, copies, quits
//!      │                         │ writes
//!      │ after each batch      Model ── caches what is dear (rows, claims, documents, QR modules)
//!      ▼                         │ reads
//!   view(&Model, &mut Frame) ◄───┘        layout: one pure function that update (pages, wrapping) and view share
//! ```
//!
//! Reading order: [`message`] and [`effect`] (the two ends), [`model`], [`keymap`] (every key is a row of
//! `assets/keymap.toml`), [`layout`], `update`, `view`. Text of strangers passes one door, [`text`].

mod about;
mod again;
mod answering;
mod axes;
mod backchannel;
mod banner;
pub mod beside;
mod brought;
pub mod claims;
mod copying;
pub mod cursor;
pub mod document;
pub mod effect;
mod ending;
pub mod entry;
mod finding;
mod front_channel;
pub mod keymap;
mod layering;
pub mod layout;
mod letters;
mod looking;
mod marks;
pub mod message;
pub mod model;
pub mod outline;
pub mod parameters;
mod possible;
pub mod pretty;
mod profile_text;
mod prompt;
pub mod qr;
mod qr_room;
mod raw;
pub mod screen;
mod sign_in;
mod steps;
pub mod text;
pub mod theme;
mod timeline;
mod token_acts;
pub mod tokens;
mod unseen;
mod update;
mod view;
mod visits;
pub mod wire;
pub mod words;

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod tests;

pub use effect::Effect;
pub use entry::Entry;
pub use message::Message;
pub use model::{Appearance, Model, RunId};
pub use theme::Theme;
pub use update::update;
pub use view::view;
