//! The command line as scripts and CI jobs use it: the real binary in pipes, against the embedded provider.

mod device_run;
mod faults;
mod har;
mod inspect;
mod rhythm;
mod secret_references;
mod secrets;
mod stops;
mod usage;

use grantty::demo::{self, Demo, Line, Options};

use crate::program::home::Home;
use crate::program::pipes::{Done, Piped};

/// The embedded provider with a log that can be asked, and a home with a profile for it, `local`.
struct Provider {
    demo: Demo,
    home: Home,
}

impl Provider {
    fn start() -> Self {
        Self::with(Options { interval: 1, ..Options::default() })
    }

    fn with(options: Options) -> Self {
        let provider = Self { demo: Demo::start(options).expect("a free port"), home: Home::new() };
        provider.home.profile("local", &profile(provider.demo.issuer()));
        provider
    }

    /// The issuer with that fault gets a profile of that name.
    fn with_fault(self, fault: &str) -> Self {
        self.home.profile(fault, &profile(&self.demo.fault_issuer(fault)));
        self
    }

    /// `grantty run local …`
    fn run(&self, args: &[&str]) -> Piped {
        self.run_profile("local", args)
    }

    fn run_profile(&self, name: &str, args: &[&str]) -> Piped {
        Piped::start(&self.home, &[&["run", name], args].concat(), &[])
    }

    /// The person's answer to the code on stderr.
    fn decide(&self, run: &mut Piped, allow: bool) {
        let code = told_code(run).expect("the user code stands on stderr");
        demo::approve(self.demo.issuer(), &code, allow).expect("the provider's pages work");
    }

    /// A run that a person approves, to its end.
    fn approved(&self, args: &[&str]) -> Done {
        let mut run = self.run(args);
        self.decide(&mut run, true);
        run.done()
    }

    /// The polls that arrived.
    fn polls(&self) -> Vec<Line> {
        let polls = |line: &Line| line.path.ends_with("/token");
        self.demo.log().into_iter().filter(polls).collect()
    }
}

/// The text of a profile for the embedded provider.
pub fn profile(issuer: &str) -> String {
    format!(
        "issuer = \"{issuer}\"\nflow = \"device\"\n\n[client]\nid = \"grantty-demo\"\n\n\
         [request]\nscope = [\"openid\", \"profile\", \"offline_access\"]\n"
    )
}

/// The user code, where a person reads it.
fn told_code(run: &mut Piped) -> Option<String> {
    run.wait_talk(|line| line.trim().strip_prefix("code ").map(|code| code.trim().to_owned()))
}

/// The report's rows with that verdict, as `id: observed`.
fn rows(report: &serde_json::Value, verdict: &str) -> Vec<String> {
    let rows = report["checks"].as_array().expect("a report has checks").iter();
    rows.filter(|row| row["verdict"] == verdict).map(|row| format!("{}: {}", row["id"], row["observed"])).collect()
}
