//! Marks: a sign and a word for every state, so that colour is never the only bearer of a meaning.

use super::text::Piece;
use super::theme::Role;
use crate::flow::Outcome;
use crate::protocol::check::Verdict;
use crate::record::StepState;

/// The sign and the role of a verdict.
pub const fn of_verdict(verdict: Verdict) -> (&'static str, Role) {
    match verdict {
        Verdict::Fail => ("✘", Role::Fail),
        Verdict::Warn => ("!", Role::Warn),
        Verdict::Pass => ("✔", Role::Pass),
        Verdict::Skip => ("–", Role::Skip),
    }
}

/// The sign of a verdict.
pub fn verdict(verdict: Verdict) -> Piece {
    let (sign, role) = of_verdict(verdict);
    Piece::new(role, sign)
}

/// The word of a verdict, in capitals.
pub fn verdict_word(verdict: Verdict) -> Piece {
    Piece::new(of_verdict(verdict).1, verdict.word().to_uppercase())
}

/// The sign of a stage.
pub fn step(state: StepState) -> Piece {
    let (sign, role) = match state {
        StepState::Ahead => ("·", Role::Dim),
        StepState::Active => ("◐", Role::Active),
        StepState::Done => ("✔", Role::Pass),
        StepState::Failed => ("✘", Role::Fail),
        StepState::NotReached => ("–", Role::Skip),
    };
    Piece::new(role, sign)
}

/// The sign of a run's end.
pub fn outcome(outcome: &Outcome, a_check_failed: bool) -> Piece {
    match outcome {
        Outcome::Tokens | Outcome::Done if !a_check_failed => Piece::new(Role::Pass, "✔"),
        Outcome::Cancelled => Piece::new(Role::Skip, "–"),
        Outcome::Expired(_) | Outcome::Denied(_) => Piece::new(Role::Warn, "!"),
        _ => Piece::new(Role::Fail, "✘"),
    }
}

/// A bar of `width` cells of which `part` in `whole` are full.
pub fn bar(part: u128, whole: u128, width: usize, role: Role) -> [Piece; 2] {
    let cells = u128::try_from(width).unwrap_or_default();
    let full = (part.min(whole) * cells).checked_div(whole).unwrap_or_default();
    let full = usize::try_from(full).unwrap_or(width).min(width);
    [Piece::new(role, "█".repeat(full)), Piece::new(Role::BarRest, "░".repeat(width - full))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verdict_has_its_own_sign_and_word() {
        crate::covers!("TRM-19");
        let all = [Verdict::Fail, Verdict::Warn, Verdict::Pass, Verdict::Skip];
        for (n, one) in all.iter().enumerate() {
            for other in &all[n + 1..] {
                assert_ne!(verdict(*one).text(), verdict(*other).text());
                assert_ne!(verdict_word(*one).text(), verdict_word(*other).text());
            }
        }
    }

    #[test]
    fn a_bar_of_hostile_numbers_keeps_its_width() {
        for (part, whole) in [(0, 0), (5, 0), (u128::from(u64::MAX), 3), (3, u128::from(u64::MAX)), (1, 2)] {
            let [full, rest] = bar(part, whole, 20, Role::Pass);
            assert_eq!(full.width() + rest.width(), 20);
        }
    }
}
