//! The command line: what was typed, turned into a run, a list, the embedded provider or the workbench.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub mod profile;

mod demo;
mod inspect;
mod run;
mod workbench;

/// The exit codes that do not come from a run's outcome.
pub mod exit {
    /// Done.
    pub const OK: u8 = 0;
    /// The user's mistake.
    pub const USAGE: u8 = 2;
    /// A defect in grantty.
    pub const DEFECT: u8 = 70;
    /// Interrupted.
    pub const INTERRUPTED: u8 = 130;
}

/// Debug OAuth 2.0 and OpenID Connect providers in the terminal: every check as a row.
#[derive(Debug, Parser)]
#[command(name = "grantty", version = env!("GRANTTY_VERSION"), max_term_width = 100, after_help = EXAMPLES)]
struct Cli {
    #[command(flatten)]
    shared: Shared,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What every command takes.
#[derive(Debug, Args)]
struct Shared {
    /// Where profiles are kept, in place of the platform's place
    #[arg(long, global = true, env = "GRANTTY_CONFIG_DIR", value_name = "DIR")]
    config_dir: Option<PathBuf>,
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN", help = COLOR_HELP)]
    color: Color,
    /// Nothing on stderr but what a person needs to approve a login
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Every request on stderr
    #[arg(short, long, global = true)]
    verbose: bool,
    #[arg(long, global = true, value_name = "CMD", value_parser = browser, help = BROWSER_HELP)]
    browser: Option<String>,
}

const BROWSER_HELP: &str = "What opens addresses: words as a shell would split them, run without one; {url} in a word \
     is replaced, else the address is appended; `none` only prints the address [default: $BROWSER, else the system's]";

/// A command that can be run with an address, or `none`.
fn browser(command: &str) -> Result<String, String> {
    let address = url::Url::parse("https://id.example.com/").expect("an address written here");
    if command != "none" {
        crate::io::browser::argv(command, &address)?;
    }
    Ok(command.to_owned())
}

const COLOR_HELP: &str = "Colours: by the terminal and NO_COLOR, always, or never";

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The workbench with an embedded provider on loopback: nothing to install or configure
    #[command(after_help = demo::EXAMPLES)]
    Demo(demo::DemoArgs),
    /// One flow without the workbench
    #[command(after_help = run::EXAMPLES)]
    Run(run::RunArgs),
    /// Decode and judge a token: form, signature, algorithm, claims and times, each by itself
    #[command(after_help = inspect::EXAMPLES)]
    Inspect(Box<inspect::InspectArgs>),
    /// List, show, locate and check profiles
    #[command(subcommand, after_help = PROFILE_EXAMPLES)]
    Profile(profile::ProfileCommand),
}

const EXAMPLES: &str = "\
Examples:
  grantty demo                       a device flow against the embedded provider, in two keys
  grantty                            the workbench with your own profiles
  grantty run keycloak code          sign in with a browser; a summary on stdout
  grantty run keycloak device --json a device flow for scripts: report on stdout, code to enter on stderr
  grantty run keycloak ciba          sign in on a device that the provider knows, without a browser here
  grantty inspect TOKEN --issuer URL look into a token, with the keys of its issuer
  grantty profile check              every mistake in every profile, with line and column";

const PROFILE_EXAMPLES: &str = "\
Examples:
  grantty profile list
  grantty profile show keycloak > \"$(grantty profile path)/keycloak.toml\"   start from a shipped one
  grantty profile check keycloak";

/// Everything the program does, from its arguments to its exit code.
pub fn main() -> ExitCode {
    crate::io::process::guard();
    crate::app::panic::install();
    let code = match Cli::try_parse() {
        Ok(cli) => crate::app::panic::guard(|| dispatch(cli)),
        Err(error) => {
            let _gone = error.print();
            u8::try_from(error.exit_code()).unwrap_or(exit::USAGE)
        }
    };
    ExitCode::from(code)
}

fn dispatch(cli: Cli) -> u8 {
    let shared = cli.shared;
    match cli.command {
        None => workbench::run(&shared, &[]),
        Some(Command::Demo(args)) => demo::run(&shared, &args),
        Some(Command::Run(args)) => run::run(&shared, &args),
        Some(Command::Inspect(args)) => inspect::run(&shared, &args),
        Some(Command::Profile(command)) => profile_command(&shared, command),
    }
}

fn profile_command(shared: &Shared, command: profile::ProfileCommand) -> u8 {
    let (mut out, mut err) = (std::io::stdout().lock(), std::io::stderr().lock());
    match store(shared) {
        Ok(store) => profile::run(command, &store, &mut out, &mut err),
        Err(sentence) => complain(&sentence),
    }
}

/// Where profiles are, by the arguments and the environment.
fn store(shared: &Shared) -> Result<crate::profile::Store, String> {
    let directory = crate::profile::store::Environment {
        config_dir: shared.config_dir.clone(),
        xdg_config_home: crate::io::environment::variable("XDG_CONFIG_HOME").map(PathBuf::from),
    };
    crate::profile::Store::locate(&directory)
}

/// Says what is wrong and what to do, and gives the exit code of a user's mistake.
fn complain(sentence: &str) -> u8 {
    use std::io::Write as _;
    let mut err = std::io::stderr().lock();
    // Line by line: what was typed and what stands in a file is shown as strangers' text is.
    for (n, line) in sentence.lines().enumerate() {
        let _gone = writeln!(err, "{}{}", if n == 0 { "grantty: " } else { "" }, crate::protocol::text::shown(line));
    }
    exit::USAGE
}
