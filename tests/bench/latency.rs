//! From a key to the first byte of the frame that answers it.

use std::time::{Duration, Instant};

use super::Program;
use super::budget::{Budgets, at, median};
use super::terminal::Terminal;

pub const KEYS: usize = 100;

/// Milliseconds, for the median.
pub const BUDGET: f64 = 1.0;

pub fn measure(bare: &Program, program: &Program, budgets: &mut Budgets) {
    println!("key → frame, {KEYS} keys\n  {:14}  {:>9}  {:>9}", "", "median ms", "p99 ms");
    for program in [bare, program] {
        let times = times(program);
        print!("  {:14}  {:9.2}  {:9.2}", program.name, median(&times), at(&times, 0.99));
        if !std::ptr::eq(program, bare) {
            print!("   {}", budgets.judge("key to frame, ms", median(&times), BUDGET));
        }
        println!();
    }
}

fn times(program: &Program) -> Vec<f64> {
    let mut terminal = program.start();
    terminal.wait_for(program.first);
    times_in(&mut terminal)
}

/// The milliseconds of each key in a list that is on the screen.
pub fn times_in(terminal: &mut Terminal) -> Vec<f64> {
    terminal.settle(Duration::from_millis(300));
    let mut times = Vec::new();
    for n in 0..KEYS {
        let before = terminal.tape().bytes().len();
        let pressed = Instant::now();
        terminal.keys(if n % 2 == 0 { "j" } else { "k" });
        assert!(terminal.tape().longer_than(before, pressed + Duration::from_secs(2)), "a key is answered");
        let answered = terminal.tape().pieces().into_iter().find(|(_, length)| *length > before);
        times.push(answered.map_or(0.0, |(at, _)| (at - pressed).as_secs_f64() * 1000.0));
        terminal.settle(Duration::from_millis(30));
    }
    times
}
