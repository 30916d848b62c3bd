//! `grantty demo`

use std::io::Write as _;

use clap::Args;

use super::{Shared, complain, exit, workbench};
use crate::demo::{self, Demo, Fault};
use crate::profile::nearest::nearest;

pub(super) const EXAMPLES: &str = "\
Examples:
  grantty demo                                 then press enter
  grantty demo --headless --port 8089          only the provider: http://127.0.0.1:8089
  grantty demo --browser firefox               what opens its pages
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
    fault: Option<&'static Fault>,
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
        return serve(shared, args, provider);
    }
    let mut profiles = demo::profiles(provider.issuer());
    if let Some(fault) = args.fault {
        profiles.insert(0, (format!("fault-{}", fault.name), demo::fault_profile(provider.issuer(), fault)));
    }
    workbench::run(shared, &profiles)
}

/// Only the provider, until somebody interrupts it: its issuer on stdout, a profile for it on stderr.
fn serve(shared: &Shared, args: &DemoArgs, provider: Demo) -> u8 {
    let issuer = args.fault.map_or_else(|| provider.issuer().to_owned(), |fault| provider.fault_issuer(fault.name));
    let _gone = writeln!(std::io::stdout().lock(), "{issuer}");
    if !shared.quiet {
        let text = match args.fault {
            Some(fault) => demo::fault_profile(provider.issuer(), fault),
            None => demo::profiles(&issuer).swap_remove(0).1,
        };
        let flow = args.fault.map_or("", |fault| fault.flow);
        let _gone = writeln!(std::io::stderr().lock(), "a profile for it:\n\n{text}\n{}", usage(flow));
    }
    provider.wait();
    exit::OK
}

/// How the profile that was printed is run.
fn usage(flow: &str) -> &'static str {
    match flow {
        "code" => "save it as demo.toml, then:\n  grantty run ./demo.toml          in a browser, as ann",
        "device" => "save it as demo.toml, then:\n  grantty run ./demo.toml          with a code",
        _ => {
            "save it as demo.toml, then:\n  grantty run ./demo.toml          with a code\n  \
             grantty run ./demo.toml code     in a browser, as ann"
        }
    }
}

/// A fault by its name, or the name that was probably meant.
fn known_fault(name: &str) -> Result<&'static Fault, String> {
    let names = || demo::faults().iter().map(|fault| fault.name);
    let near = || nearest(name, names()).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    demo::faults()
        .iter()
        .find(|known| known.name == name)
        .ok_or_else(|| format!("{}`grantty demo --list-faults` names them", near()))
}

fn list_faults() -> u8 {
    let mut out = std::io::stdout().lock();
    let widest = demo::faults().iter().map(|fault| fault.name.len()).max().unwrap_or(0);
    for fault in demo::faults() {
        let checks: Vec<String> = fault.checks.iter().map(|(id, verdict)| format!("{id} {verdict}")).collect();
        let set = fault.set.iter().flat_map(|setting| [" --set ".to_owned(), quoted(setting)]).collect::<String>();
        let (name, flow, outcome, checks) = (fault.name, fault.flow, fault.outcome, checks.join(", "));
        if writeln!(out, "{name:widest$}  {flow:6}  {outcome:10}  {checks}  {}{set}", fault.sentence).is_err() {
            break;
        }
    }
    exit::OK
}

/// A setting as one word of a shell.
fn quoted(setting: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-=:/,".contains(c);
    if setting.chars().all(is_plain) { setting.to_owned() } else { format!("'{}'", setting.replace('\'', "'\\''")) }
}
