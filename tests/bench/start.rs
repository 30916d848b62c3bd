//! From exec to the whole first frame, and the most memory on the way.

use std::time::Duration;

use super::Program;
use super::budget::{Budgets, least, median};

const STARTS: usize = 21;

/// A pause this long ends the first burst of output.
const PAUSE: Duration = Duration::from_millis(20);

const TIME_BUDGET: f64 = 1.5;
const MEMORY_BUDGET: f64 = 2.0;

#[derive(Default)]
struct Figures {
    milliseconds: Vec<f64>,
    megabytes: Vec<f64>,
}

/// The first program is the floor.
pub fn measure(programs: [&Program; 3], budgets: &mut Budgets) {
    let mut figures: [Figures; 3] = Default::default();
    for _ in 0..STARTS {
        for (program, figures) in programs.iter().zip(&mut figures) {
            let (milliseconds, megabytes) = once(program);
            figures.milliseconds.push(milliseconds);
            figures.megabytes.push(megabytes);
        }
    }
    let (width, height) = super::SIZE;
    println!("exec → first frame, {width}x{height}, {STARTS} starts in turns; memory: VmHWM");
    println!("  {:14}  {:>9}  {:>9}  {:>6}", "", "median ms", "least ms", "MB");
    let floor = &figures[0];
    for (program, own) in programs.iter().zip(&figures) {
        let (time, memory) = (median(&own.milliseconds), median(&own.megabytes));
        print!("  {:14}  {time:9.2}  {:9.2}  {memory:6.2}", program.name, least(&own.milliseconds));
        if !std::ptr::eq(own, floor) {
            let (time, memory) = (time / median(&floor.milliseconds), memory / median(&floor.megabytes));
            let time_said = budgets.judge(&format!("{}: time beside bare", program.name), time, TIME_BUDGET);
            let memory_said = budgets.judge(&format!("{}: memory beside bare", program.name), memory, MEMORY_BUDGET);
            print!("   time ×{time:.2} {time_said}   memory ×{memory:.2} {memory_said}");
        }
        println!();
    }
}

/// Milliseconds and megabytes of one start.
fn once(program: &Program) -> (f64, f64) {
    let mut terminal = program.start();
    terminal.wait_for(program.first);
    terminal.settle(PAUSE * 3);
    let pieces = terminal.tape().pieces();
    let end_of_burst = pieces.windows(2).position(|pair| pair[1].0 - pair[0].0 > PAUSE).unwrap_or(pieces.len() - 1);
    let time = pieces[end_of_burst].0 - terminal.started();
    (time.as_secs_f64() * 1000.0, high_water(terminal.pid()))
}

fn high_water(pid: i32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0 kB");
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or(0.0) / 1024.0
}
