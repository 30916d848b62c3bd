//! What happened, as data: a [`Run`] is the fold of its events. The screen, the report and the exports all read it.

pub mod events;
pub mod har;
pub mod mask;
pub mod report;
pub mod run;
pub mod stamp;
pub mod step;
pub mod wire;

pub use mask::Masker;
pub use report::{Wording, Words};
pub use run::{Counts, End, Exchange, Row, Run, Skew, VisitRow};
pub use step::{Step, StepState};
