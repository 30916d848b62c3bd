//! grantty debugs OAuth 2.0 and OpenID Connect providers in the terminal: it runs a flow as a client would, and where
//! a client library throws at the first fault, it shows every check as a row with its verdict, what was expected,
//! what came, and the clause.
//!
//! # The house
//!
//! Linear flows over a [`World`](flow::World), with one Elm loop:
//!
//! ```text
//!    keys, resize                                    Effect::{Start, Stop, PollNow, Open, Copy, Quit, …}
//!  ┌──────────┐  Message          ┌────────────────────────┐  Vec<Effect>   ┌──────────┐
//!  │ terminal │ ────────────────► │ update(&mut Model, …)  │ ─────────────► │  app     │ the only place
//!  └──────────┘                   └────────────────────────┘                │ (select!)│ that knows both
//!       ▲                            ▲            │ writes                  └────┬─────┘ tui and io
//!       │ frame                      │            ▼                              │ spawn / abort
//!  ┌────┴─────────────┐  Message::Flow(RunId,     ┌───────┐                      ▼
//!  │ view(&Model, ..) │ ◄─ Now, Event) ──┼─────── │ Model │        ┌────────────────────────────────┐
//!  └──────────────────┘    (reads)       │        └───────┘        │ flow::run(profile, &mut World) │
//!                                        │                         │   device · …                   │
//!         headless ◄── Event ────────────┴──── Event ───────────── │                                │
//!         (JSON lines, report)                                     └──┬──────────────────────────┬──┘
//!                                                     pure calls      │                          │ awaits
//!                                      ┌──────────────────────────────▼──────┐   ┌───────────────▼─────────┐
//!                                      │ protocol                            │   │ World (trait)           │
//!                                      │   request(..)    -> Request         │   │  io::LiveWorld: reqwest,│
//!                                      │   judge(answer)  -> Report<T>       │   │   clocks, randomness,   │
//!                                      │     = Option<T> + Vec<Finding>      │   │   secrets               │
//!                                      └─────────────────────────────────────┘   │  tests: a scripted one  │
//!                                                                                └─────────────────────────┘
//! ```
//!
//! # The import rule
//!
//! ```text
//! protocol ◄─ profile ◄─ flow ◄─ record ◄─ explain ◄─┬─ io  ─┐
//!                                                    └─ tui ─┴─◄ app, headless ◄─ cli ◄─ main        demo ◄─ cli
//! ```
//!
//! Arrows only to the left; [`io`] and [`tui`] never see each other; [`demo`] takes nothing from the other rooms, so
//! that no shared mistake cancels out. `reqwest` and `tokio` stand only in `io`, `app`, `headless` and `demo`,
//! `ratatui` and `crossterm` only in `tui` and `app`. A test reads the `use` lines and holds the rule; `.clippy.toml`
//! keeps clocks, sleeping, randomness and files in the one file that owns each.
//!
//! # Reading order
//!
//! 1. [`protocol::check`]: what a check, a finding and a report are.
//! 2. [`flow`]: the [`World`](flow::World); then [`flow::device`], which reads like RFC 8628, and [`flow::rhythm`].
//! 3. [`protocol::device`] and [`protocol::token`]: a request and the judgement of its answer.
//! 4. [`record::run`]: a run as the fold of its events, which the screen and the report share.
//! 5. [`tui::update`](tui::update()) and [`tui::view`](tui::view()): the Elm loop; then [`app`] and [`headless`].

pub mod app;
pub mod cli;
pub mod demo;
pub mod explain;
pub mod flow;
pub mod headless;
pub mod io;
pub mod profile;
pub mod protocol;
pub mod record;
pub mod tui;

/// Names the rows of the fault catalogue that a test proves. It does nothing at run time: `tests/integration/ledger.rs`
/// reads it in the source.
#[doc(hidden)]
#[macro_export]
macro_rules! covers {
    ($($id:literal),+ $(,)?) => {};
}
