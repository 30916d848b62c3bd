//! How often the program wakes up while nobody touches it: voluntary context switches of all its threads.

use std::collections::BTreeMap;
use std::time::Duration;

use grantty::demo::{Demo, Options};

use super::Program;
use super::budget::Budgets;
use super::home::Home;
use super::terminal::Terminal;

const SECONDS: u32 = 12;

/// Nothing ticks when nothing counts.
const STILL_BUDGET: f64 = 0.0;

/// One frame a second while a countdown is on the screen.
pub const COUNTING_BUDGET: f64 = 1.25;

pub fn measure(plain: &Program, demo: &Program, budgets: &mut Budgets) {
    println!("untouched for {SECONDS} s: wake-ups and bytes a second");
    for program in [plain, demo] {
        let mut terminal = program.start();
        terminal.wait_for(program.first);
        say(&format!("{}, the list", program.name), watch(&mut terminal), STILL_BUDGET, budgets);
    }
    // The provider is here and asks for polls a minute apart, so that only the countdown is measured.
    let provider = Demo::start(Options { interval: 60, ..Options::default() }).expect("a free port");
    let mut terminal = plain.start_in(home(&provider));
    terminal.wait_for("local");
    terminal.keys("<ret>");
    terminal.wait_for("Next poll");
    say("grantty, a run that waits", watch(&mut terminal), COUNTING_BUDGET, budgets);
    terminal.keys("c");
    if terminal.settle(Duration::from_millis(300)).contains("Sure?") {
        terminal.keys("y");
    }
    terminal.wait_for("cancelled");
    say("grantty, a run that ended", watch(&mut terminal), STILL_BUDGET, budgets);
}

fn home(provider: &Demo) -> Home {
    let home = Home::new();
    let text = format!("issuer = \"{}\"\nflow = \"device\"\n\n[client]\nid = \"grantty-demo\"\n", provider.issuer());
    home.profile("local", &text);
    home
}

pub fn say(what: &str, (wakes, bytes): (f64, f64), most: f64, budgets: &mut Budgets) {
    let verdict = budgets.judge(&format!("{what}: wake-ups a second"), wakes, most);
    println!("  {what:28}  {wakes:6.2}  {bytes:8.1}   {verdict}");
}

/// Wake-ups and bytes a second, after it has come to rest.
pub fn watch(terminal: &mut Terminal) -> (f64, f64) {
    // The runtime keeps helper threads for ten seconds in case they are needed again; their end is a wake-up too.
    terminal.pause(Duration::from_secs(11));
    let before = (switches(terminal.pid()), written(terminal));
    terminal.pause(Duration::from_secs(SECONDS.into()));
    assert_eq!(terminal.state(), None, "it goes on");
    let after = (switches(terminal.pid()), written(terminal));
    let woke = |(thread, count): (&String, &f64)| count - before.0.get(thread).unwrap_or(&0.0);
    let wakes: f64 = after.0.iter().map(woke).sum();
    (wakes / f64::from(SECONDS), (after.1 - before.1) / f64::from(SECONDS))
}

#[expect(clippy::cast_precision_loss, reason = "some kilobytes")]
fn written(terminal: &Terminal) -> f64 {
    terminal.tape().bytes().len() as f64
}

/// Voluntary context switches so far, by thread.
fn switches(pid: i32) -> BTreeMap<String, f64> {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).expect("the program runs");
    let of_task = |task: std::fs::DirEntry| {
        let status = std::fs::read_to_string(task.path().join("status")).ok()?;
        let count = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?;
        Some((task.file_name().to_string_lossy().into_owned(), count.trim().parse().ok()?))
    };
    tasks.filter_map(Result::ok).filter_map(of_task).collect()
}
