//! Figures and what they may be.

use std::process::ExitCode;

/// Which budgets were exceeded.
#[derive(Default)]
pub struct Budgets {
    over: Vec<String>,
}

impl Budgets {
    /// Judges a figure and gives the words for it.
    pub fn judge(&mut self, what: &str, figure: f64, most: f64) -> String {
        if figure <= most {
            return format!("≤ {most:.2}  ok");
        }
        self.over.push(format!("{what}: {figure:.2}, budget {most:.2}"));
        format!("≤ {most:.2}  OVER")
    }

    /// Failure, with the list on stderr, when one was exceeded.
    pub fn exit_code(self) -> ExitCode {
        for line in &self.over {
            eprintln!("over budget: {line}");
        }
        if self.over.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// The middle one.
pub fn median(figures: &[f64]) -> f64 {
    at(figures, 0.5)
}

/// The least one.
pub fn least(figures: &[f64]) -> f64 {
    at(figures, 0.0)
}

/// The figure below which that part of them lies.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "dozens")]
pub fn at(figures: &[f64], part: f64) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[((sorted.len() - 1) as f64 * part).round() as usize]
}
