//! `grantty demo`

use std::io::Write as _;

use clap::Args;

use super::{Shared, complain, exit, workbench};
use crate::demo::{self, Demo};
use crate::profile::nearest::nearest;

pub(super) const EXAMPLES: &str = "\
Examples:
  grantty demo                                 then press enter
  grantty demo --headless --port 8089          only the provider: http://127.0.0.1:8089
  grantty demo --list-faults                   each http://127.0.0.1:PORT/f/FAULT misbehaves in one way
  grantty demo --fault id-token-aud-foreign    one of them, ready to run";

/// Arguments of `demo`.
#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    /// Only the embedded provider: prints its issuer and serves until interrupted
    #[arg(long)]
    headless: bool,
    /// Print the faults that it can commit, with the checks that turn red or amber
    #[arg(long)]
    list_faults: bool,
    /// Misbehave in this way: its profile is the first of the list (with --headless, its issuer is printed)
    #[arg(long, value_name = "NAME", value_parser = known_fault)]
    fault: Option<&'static str>,
    /// Its port on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Seconds between polls that it asks for
    #[arg(long, default_value_t = 5, value_name = "SECONDS")]
    interval: u64,
    /// Seconds until its codes expire
    #[arg(long, default_value_t = 600, value_name = "SECONDS")]
    expires_in: u64,
}

pub(super) fn run(shared: &Shared, args: &DemoArgs) -> u8 {
    if args.list_faults {
        return list_faults();
    }
    let options = demo::Options { port: args.port, interval: args.interval, expires_in: args.expires_in };
    let provider = match Demo::start(options) {
        Ok(provider) => provider,
        Err(error) => {
            return complain(&format!(
                "port {} on 127.0.0.1 cannot be used ({error}); choose another with --port, or leave it out for a free one",
                args.port
            ));
        }
    };
    if args.headless {
        let issuer = args.fault.map_or_else(|| provider.issuer().to_owned(), |fault| provider.fault_issuer(fault));
        let _gone = writeln!(std::io::stdout().lock(), "{issuer}");
        if !shared.quiet {
            let _gone = writeln!(std::io::stderr().lock(), "a profile for it:\n\n{}", profile(&issuer));
        }
        provider.wait();
        return exit::OK;
    }
    let mut profiles = demo::profiles(provider.issuer());
    if let Some(fault) = args.fault {
        profiles.insert(0, (format!("fault-{fault}"), profile(&provider.fault_issuer(fault))));
    }
    workbench::run(shared, &profiles)
}

/// A profile to start from, as a file would have it.
fn profile(issuer: &str) -> String {
    demo::profiles(issuer).swap_remove(0).1
}

/// A fault by its name, or the name that was probably meant.
fn known_fault(name: &str) -> Result<&'static str, String> {
    let names = || demo::faults().iter().map(|fault| fault.name);
    let near = || nearest(name, names()).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    names().find(|known| *known == name).ok_or_else(|| format!("{}`grantty demo --list-faults` names them", near()))
}

fn list_faults() -> u8 {
    let mut out = std::io::stdout().lock();
    let widest = demo::faults().iter().map(|fault| fault.name.len()).max().unwrap_or(0);
    for fault in demo::faults() {
        let checks: Vec<String> = fault.checks.iter().map(|(id, verdict)| format!("{id} {verdict}")).collect();
        if writeln!(out, "{:widest$}  {:10}  {}  {}", fault.name, fault.outcome, checks.join(", "), fault.sentence)
            .is_err()
        {
            break;
        }
    }
    exit::OK
}
