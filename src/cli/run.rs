//! `grantty run PROFILE [FLOW]`

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Shared, complain, exit};
use crate::flow::Options;
use crate::headless::{self, Output};
use crate::io::files::{can_save_private, save_private};
use crate::profile::{Flow, Profile};
use crate::protocol::redirect;
use crate::protocol::token::TokenSet;
use crate::record::{Run, har};

pub(super) const EXAMPLES: &str = "\
Examples:
  grantty run keycloak                     the profile's own flow; a summary on stdout
  grantty run keycloak code --browser 'firefox --private-window {url}'
  grantty run keycloak code --browser none --set code.redirect_uri=http://127.0.0.1:8400/callback
                                           prints the address; paste what the browser ends at, or come by ssh -L
  grantty run keycloak code --browser none < fifo
                                           the same from a script: each line of a pipe on stdin is read as pasted
  grantty run keycloak ciba --set ciba.login_hint=ann --set ciba.binding_message=W4SCT
                                           the provider asks ann on a device of hers; compare the message there
  grantty run keycloak ciba --set ciba.mode=ping --set ciba.notification_endpoint=https://tunnel.example/ciba
                                           its ping is awaited on 127.0.0.1:8401, where the tunnel has to lead
  grantty run keycloak device --json | jq '.checks[] | select(.verdict == \"fail\")'
  grantty run ./staging.toml device --events --set client.id=other
  grantty run keycloak --har keycloak.har  every exchange for a browser's network tab, masked

In the code flow, lines on stdin (a terminal or a pipe) are taken for the address that the browser ended at; with CIBA
in ping and push mode, for the JSON body of a notification. A user code that the provider wants is asked for at the
terminal.

Exit codes: 0 tokens and no check failed, 1 a check failed, 2 a mistake in arguments or profile,
3 refused or unusable answer, 4 denied or expired, 5 no answer, 130 interrupted, 70 a defect.";

/// Arguments of `run`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch that somebody types")]
pub(super) struct RunArgs {
    /// A saved or shipped profile's name, or the path of a TOML file
    profile: String,
    /// code, device, ciba, client-credentials, refresh, token-exchange, jwt-bearer, password, userinfo, introspection,
    /// revocation, logout or inspect; the profile's own when absent
    flow: Option<String>,
    /// One report document on stdout at the end
    #[arg(long)]
    json: bool,
    /// One JSON line per event on stdout, as it happens
    #[arg(long)]
    events: bool,
    /// Override a profile key: --set code.pkce=off
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// Seconds for one HTTP request
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=600))]
    timeout: Option<u64>,
    /// Go on past failures that protect somebody; the report is marked
    #[arg(long)]
    keep_going: bool,
    /// Secrets and tokens unmasked
    #[arg(long)]
    reveal: bool,
    /// Write the tokens to a file that only you can read; not those that failed a check which protects somebody
    #[arg(long, value_name = "FILE")]
    save_tokens: Option<PathBuf>,
    /// Write every exchange to a HAR 1.2 file that only you can read; masked like the report
    #[arg(long, value_name = "FILE")]
    har: Option<PathBuf>,
}

pub(super) fn run(shared: &Shared, args: &RunArgs) -> u8 {
    let (profile, flow) = match resolve(shared, args) {
        Ok(found) => found,
        Err(sentence) => return complain(&sentence),
    };
    if let Some(sentence) = unreachable(&profile, flow) {
        return complain(&sentence);
    }
    if let Some(sentence) = unwritable(args) {
        return complain(&sentence);
    }
    let options = Options { keep_going: args.keep_going, ..Options::default() };
    let output = Output {
        json: args.json,
        events: args.events,
        reveal: args.reveal,
        quiet: shared.quiet,
        verbose: shared.verbose,
    };
    let run = match headless::run(&profile, flow, &options, output, shared.browser.as_deref()) {
        Ok(run) => run,
        Err(error) => return complain(&format!("the run could not be started: {error}")),
    };
    let told = |(exit, sentence): (u8, String)| {
        complain(&sentence);
        exit
    };
    // One that cannot be written keeps the other from nothing.
    let (tokens, archive) = (save_tokens(args, &run), save_har(args, &run));
    let failed = [tokens, archive].into_iter().filter_map(Result::err).map(told).max();
    failed.or_else(|| run.exit_code()).unwrap_or(exit::DEFECT)
}

/// Why a file could not be written, if so: asked before anything is sent.
fn unwritable(args: &RunArgs) -> Option<String> {
    let files = [("the tokens", &args.save_tokens), ("the HTTP archive", &args.har)];
    let mut files = files.into_iter().filter_map(|(what, path)| Some((what, path.as_ref()?)));
    let unwritable = |(what, path): (&str, &PathBuf)| {
        let error = can_save_private(path).err()?;
        Some(format!("{what} could not be written to {}: {error}", path.display()))
    };
    let shared = args.har.as_ref().filter(|path| args.save_tokens.as_ref() == Some(path));
    let clash = || shared.map(|path| format!("--save-tokens and --har cannot both write {}", path.display()));
    files.find_map(unwritable).or_else(clash)
}

fn save_tokens(args: &RunArgs, run: &Run) -> Result<(), (u8, String)> {
    let (Some(path), Some(tokens)) = (&args.save_tokens, tokens_to_save(run)) else { return Ok(()) };
    save("the tokens", path, headless::tokens_file(tokens))
}

/// An archive in which a secret could still be read is not written at all.
fn save_har(args: &RunArgs, run: &Run) -> Result<(), (u8, String)> {
    let Some(path) = &args.har else { return Ok(()) };
    let leaks = |leak| (exit::DEFECT, format!("the HTTP archive was not written to {}: {leak}", path.display()));
    save("the HTTP archive", path, har::text(run, args.reveal).map_err(leaks)?)
}

fn save(what: &str, path: &Path, content: String) -> Result<(), (u8, String)> {
    let failed = |error| (exit::USAGE, format!("{what} could not be written to {}: {error}", path.display()));
    save_private(path, content).map_err(failed)
}

/// Tokens that failed a check which protects somebody are not handed on, unless the run was told to keep going.
fn tokens_to_save(run: &Run) -> Option<&TokenSet> {
    let is_refused = !run.keep_going && run.checks.iter().any(|row| row.finding.stops());
    run.tokens.as_ref().filter(|_| !is_refused)
}

/// Why no answer could ever get here, if so: nobody is asked to sign in for nothing.
fn unreachable(profile: &Profile, flow: Flow) -> Option<String> {
    let code = &profile.code;
    let plan = redirect::plan(&code.redirect_uri, code.listen.as_deref()).ok()?;
    let is_deaf = flow == Flow::Code && plan.bind.is_empty() && !profile.is_template();
    (is_deaf && !headless::can_be_pasted()).then(|| {
        format!(
            "the answer could not get here: nothing can be listened at for code.redirect_uri {}, and stdin, where it \
             could be pasted, is neither a terminal nor a pipe; give it one, or name code.listen where a proxy or a \
             tunnel leads here",
            code.redirect_uri
        )
    })
}

fn resolve(shared: &Shared, args: &RunArgs) -> Result<(Profile, Flow), String> {
    let mut profile = super::store(shared)?.load(&args.profile, &args.set)?;
    if let Some(seconds) = args.timeout {
        profile.request_timeout = seconds;
    }
    let flow = args.flow.as_deref().map_or(Ok(profile.flow), Flow::from_word)?;
    Ok((profile, flow))
}
