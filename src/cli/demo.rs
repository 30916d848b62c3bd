//! `grantty demo`

use std::io::Write as _;

use clap::Args;

use super::{Shared, complain, exit, workbench};
use crate::demo::{self, Demo, Fault};
use crate::profile::nearest::nearest;

pub(super) const EXAMPLES: &str = "\
Examples:
  grantty demo                                 then press enter
  grantty demo --profile demo-jarm             another of its profiles, first in the list
  grantty demo --headless --port 8089          only the provider: http://127.0.0.1:8089
  grantty demo --headless --profile demo-jar 2>demo-jar.toml
                                               its profile for signed requests, to be run elsewhere
  grantty demo --headless --profile demo-ciba 2>demo-ciba.toml
                                               its profile for CIBA; a page of it plays the phone
  grantty demo --browser firefox               what opens its pages
  grantty demo --list-faults                   each issuer …/f/FAULT misbehaves in one way
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
    #[arg(long, value_name = "NAME", conflicts_with = "fault", value_parser = known_profile,
          help = profile_help())]
    profile: Option<String>,
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
    let mut profiles = demo::listed_profiles(provider.issuer());
    if args.fault.is_some() || args.profile.is_some() {
        let first = printed(args, provider.issuer());
        profiles.retain(|(listed, _)| *listed != first.0);
        profiles.insert(0, first);
    }
    workbench::run(shared, &profiles)
}

/// Only the provider, until somebody interrupts it: its issuer on stdout, a profile for it on stderr.
fn serve(shared: &Shared, args: &DemoArgs, provider: Demo) -> u8 {
    let issuer = args.fault.map_or_else(|| provider.issuer().to_owned(), |fault| provider.fault_issuer(fault.name));
    let _gone = writeln!(std::io::stdout().lock(), "{issuer}");
    if !shared.quiet {
        let (name, text) = printed(args, provider.issuer());
        let flow = args.fault.map(|fault| fault.flow).or(args.profile.as_ref().map(|name| flow_of(name)));
        // All talk is a comment, so that stderr is the profile's file.
        let (tls, usage) = (over_tls(&provider), usage(&name, flow));
        let _gone = writeln!(std::io::stderr().lock(), "{tls}# a profile for it:\n\n{text}\n{usage}");
    }
    provider.wait();
    exit::OK
}

/// Where the provider is reached over TLS, and whom to trust there.
fn over_tls(provider: &Demo) -> String {
    let (Some(https), Some(mtls)) = (provider.https_issuer(), provider.mtls_issuer()) else {
        return "# over TLS it is not reached: somebody else has its ports\n".to_owned();
    };
    format!(
        "# over TLS it is {https}, with a question for the client's certificate {mtls}\n# the authority behind both: \
         {}/ca.pem\n",
        provider.issuer()
    )
}

/// The name and the text of the profile that is printed.
fn printed(args: &DemoArgs, issuer: &str) -> (String, String) {
    if let Some(fault) = args.fault {
        return (fault_name(fault), demo::fault_profile(issuer, fault));
    }
    let mut all = demo::profiles(issuer);
    let at = all.iter().position(|(name, _)| args.profile.as_ref() == Some(name)).unwrap_or(0);
    all.swap_remove(at)
}

/// The name of a fault's profile, here and in the list.
fn fault_name(fault: &Fault) -> String {
    format!("demo-fault-{}", fault.name)
}

/// How the profile that was printed is run. Without a flow it is the one for both.
fn usage(name: &str, flow: Option<&str>) -> String {
    let run = match flow {
        None => format!(
            "# grantty run ./{name}.toml          with a code\n# grantty run ./{name}.toml code     in a browser, as ann"
        ),
        Some("device") => format!("# grantty run ./{name}.toml          with a code"),
        Some("ciba") => format!("# grantty run ./{name}.toml          and allow it on the phone: its notes say where"),
        Some("code") => format!("# grantty run ./{name}.toml          in a browser, as ann"),
        Some(_) => format!("# grantty run ./{name}.toml"),
    };
    let others = format!("# its other profiles: --profile {}", names().join(", "));
    format!("# save it as {name}.toml, then:\n{run}\n{others}, or a fault's: --fault NAME")
}

/// What a profile of the demonstration shows, as far as its name says it.
fn flow_of(name: &str) -> &'static str {
    if name.starts_with("demo-ciba") { "ciba" } else { "" }
}

/// The names of the demonstration's profiles.
fn names() -> Vec<&'static str> {
    demo::profile_names().collect()
}

fn profile_help() -> String {
    let all = names().join(", ");
    format!("The profile that is the first of the list (with --headless, printed on stderr), one of {all}")
}

/// A profile by its name, or the name that was probably meant.
fn known_profile(name: &str) -> Result<String, String> {
    let all = names();
    if all.contains(&name) {
        return Ok(name.to_owned());
    }
    let near = nearest(name, all.iter().copied()).map(|near| format!("did you mean `{near}`? "));
    Err(format!("{}there are {}", near.unwrap_or_default(), all.join(", ")))
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
    let widest = |of: fn(&Fault) -> &str| demo::faults().iter().map(|fault| of(fault).len()).max().unwrap_or(0);
    let (name_width, flow_width) = (widest(|fault| fault.name), widest(|fault| fault.flow));
    for fault in demo::faults() {
        let checks: Vec<String> = fault.checks.iter().map(|(id, verdict)| format!("{id} {verdict}")).collect();
        let set = fault.set.iter().flat_map(|setting| [" --set ".to_owned(), quoted(setting)]).collect::<String>();
        let (name, flow, outcome, checks) = (fault.name, fault.flow, fault.outcome, checks.join(", "));
        if writeln!(out, "{name:name_width$}  {flow:flow_width$}  {outcome:10}  {checks}  {}{set}", fault.sentence)
            .is_err()
        {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_has_one_name_and_its_profile_begins_with_what_it_does() {
        let issuer = "http://127.0.0.1:1";
        let texts = demo::profiles(issuer).into_iter().map(|(name, _)| name);
        assert_eq!(texts.collect::<Vec<_>>(), names());
        for fault in demo::faults() {
            let text = demo::fault_profile(issuer, fault);
            assert!(text.starts_with(&format!("# {}\n", fault.sentence)), "{text}");
        }
    }

    #[test]
    fn what_is_printed_is_what_was_asked_for_and_says_how_to_run_it() {
        assert!(known_profile("demo-par").is_ok());
        assert!(known_profile("demo-parr").unwrap_err().starts_with("did you mean `demo-par`? there are demo, "));
        for flow in [None, Some(""), Some("code"), Some("device"), Some("ciba")] {
            let usage = usage("demo-x", flow);
            assert!(usage.lines().all(|line| line.starts_with("# ")), "{usage}");
            assert!(usage.contains("demo-x.toml, then:\n# grantty run ./demo-x.toml"), "{usage}");
        }
    }
}
