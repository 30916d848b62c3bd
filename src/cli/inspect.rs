//! `grantty inspect [TOKEN]`

use std::convert::Infallible;
use std::path::PathBuf;

use clap::Args;

use super::{Shared, complain};
use crate::flow::Options;
use crate::headless::{self, Output};
use crate::io::{input, secrets};
use crate::profile::{Flow, Profile, SecretReference};
use crate::protocol::secret::Secret;
use crate::protocol::text;

pub(super) const EXAMPLES: &str = "\
Examples:
  grantty inspect eyJhbGciOi…                   decoded and judged; without a key nothing is called verified
  pbpaste | grantty inspect --issuer https://id.example.com
                                               with the keys of its issuer, found by discovery
  grantty inspect --file answer.json --jwks keys.json --audience my-client
                                               every token of a token response
  grantty inspect - --secret env:CLIENT_SECRET --json < token | jq '.inspections[0].verdicts'
  grantty inspect --profile keycloak --file id_token.jwt --nonce n-0S6_WzA2Mj
                                               issuer, client and keys of a saved profile
  grantty inspect --file sealed.jwe --decryption-key file:client.jwk.json

The text may be quoted, wrapped, a header line, an address or a whole JSON answer: what was cleaned away is said. Keys
and secrets are named as env:NAME, file:PATH, keyring:NAME, command:WORDS (split as a shell would, run without one), ask
(typed at the terminal, unseen) or - for stdin.

Exit codes: 0 no check failed; 1 a check failed, or the keys could not be fetched; 2 a mistake in the arguments, of
which stderr says what it is: with --json too, nothing is then printed on stdout.";

/// Arguments of `inspect`.
#[derive(Debug, Args)]
pub(super) struct InspectArgs {
    /// The token, or a text that holds one or more; - or nothing reads stdin
    #[arg(value_parser = secret)]
    token: Option<Secret>,
    /// Read it from a file
    #[arg(long, value_name = "PATH", conflicts_with = "token")]
    file: Option<PathBuf>,
    /// Take issuer, client and keys from a profile
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// A key set: a file, or an address to fetch it from
    #[arg(long, value_name = "FILE|URL")]
    jwks: Option<String>,
    /// Find the keys by this issuer's metadata, and expect its name in the token
    #[arg(long, value_name = "URL")]
    issuer: Option<String>,
    /// A shared secret, named as below
    #[arg(long, value_name = "SECRET", value_parser = secret)]
    secret: Option<Secret>,
    /// How its octets are written [default: text]
    #[arg(long, value_name = "ENCODING", value_parser = ["text", "base64", "base64url", "hex"])]
    secret_encoding: Option<String>,
    /// A key or key set, as JWK or PEM, named as below
    #[arg(long, value_name = "SECRET", value_parser = secret)]
    key: Option<Secret>,
    /// What opens an encrypted token, as JWK, PEM or shared secret, named as below
    #[arg(long, value_name = "SECRET", value_parser = secret)]
    decryption_key: Option<Secret>,
    /// Judge it as: `id_token`, `access_token`, `logout_token` or jwt [default: told from the token]
    #[arg(long, value_name = "KIND", value_parser = ["id_token", "access_token", "logout_token", "jwt"])]
    kind: Option<String>,
    /// The algorithm that it has to have
    #[arg(long, value_name = "ALG")]
    alg: Option<String>,
    /// The audience that is expected
    #[arg(long, value_name = "TEXT")]
    audience: Option<String>,
    /// The nonce that was sent
    #[arg(long, value_name = "TEXT")]
    nonce: Option<String>,
    /// The access token that came with an ID Token, named as below
    #[arg(long, value_name = "SECRET", value_parser = secret)]
    access_token: Option<Secret>,
    /// Judge times at this moment: seconds since 1970, or 2026-11-20T10:00:00Z
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<u64>,
    /// One report document on stdout
    #[arg(long)]
    json: bool,
    /// Tokens and secrets unmasked
    #[arg(long)]
    reveal: bool,
}

pub(super) fn run(shared: &Shared, args: &InspectArgs) -> u8 {
    let profile = match assembled(shared, args) {
        Ok(profile) => profile,
        Err(sentence) => return complain(&sentence),
    };
    let output =
        Output { json: args.json, events: false, reveal: args.reveal, quiet: shared.quiet, verbose: shared.verbose };
    match headless::run(&profile, Flow::Inspect, &Options::default(), output, None) {
        Ok(run) => run.exit_code().unwrap_or(super::exit::DEFECT),
        Err(error) => complain(&format!("the look could not be started: {error}")),
    }
}

/// Everything that was typed, as a profile.
fn assembled(shared: &Shared, args: &InspectArgs) -> Result<Profile, String> {
    let mut profile = match &args.profile {
        Some(name) => super::store(shared)?.load(name, &[])?,
        None => Profile::blank_inspection(args.issuer.as_deref())?,
    };
    let mut stdin = Stdin::default();
    // What is read from stdin is read before the token, which takes it when nobody else does.
    let key = stdin.reference("--key", args.key.as_ref().map(Secret::reveal))?;
    let secret = stdin.reference("--secret", args.secret.as_ref().map(Secret::reveal))?;
    let decryption_key = stdin.reference("--decryption-key", args.decryption_key.as_ref().map(Secret::reveal))?;
    let access_token = stdin.reference("--access-token", args.access_token.as_ref().map(Secret::reveal))?;
    let token = token(args, &mut stdin)?;
    if let Some(issuer) = &args.issuer {
        profile.issuer = Some(issuer.clone());
    }
    let section = &mut profile.inspect;
    section.token = Some(SecretReference::Literal(token));
    section.key = key.or(section.key.take());
    section.secret = secret.or(section.secret.take());
    section.secret_encoding = args.secret_encoding.clone().or(section.secret_encoding.take());
    section.decryption_key = decryption_key.or(section.decryption_key.take());
    section.access_token = access_token.or(section.access_token.take());
    section.alg = args.alg.clone().or(section.alg.take());
    section.jwks = args.jwks.clone().or(section.jwks.take());
    section.kind = args.kind.clone().or(section.kind.take());
    section.audience = args.audience.clone().or(section.audience.take());
    section.nonce = args.nonce.clone().or(section.nonce.take());
    section.at = args.at.or(section.at);
    Ok(profile)
}

/// Who has read standard input.
#[derive(Default)]
struct Stdin {
    by: Option<&'static str>,
}

impl Stdin {
    fn read(&mut self, by: &'static str) -> Result<Secret, String> {
        if let Some(other) = self.by.replace(by) {
            return Err(format!("{other} and {by} both want standard input: give one of them a file"));
        }
        input::stdin().map(Secret::new).map_err(|error| format!("{by}: {error}"))
    }

    /// `env:NAME` and its kin, or `-`.
    fn reference(&mut self, option: &'static str, text: Option<&str>) -> Result<Option<SecretReference>, String> {
        let Some(text) = text else { return Ok(None) };
        let named = match text.split_once(':') {
            _ if text == "-" => SecretReference::Literal(self.read(option)?),
            Some(("env", name)) => SecretReference::Env(name.to_owned()),
            Some(("file", path)) => SecretReference::File(path.into()),
            Some(("keyring", name)) if !name.is_empty() => SecretReference::Keyring(name.to_owned()),
            Some(("command", line)) => SecretReference::Command(words(option, line)?),
            _ if text == "ask" => SecretReference::Ask,
            // The text may be the secret itself, so it is not repeated.
            _ => {
                return Err(format!(
                    "{option} takes env:NAME, file:PATH, keyring:NAME, command:WORDS, ask or -: what stands here can be \
                     seen by others"
                ));
            }
        };
        Ok(Some(named))
    }
}

/// The words of a command; they are not repeated, since one may be a secret in spite of everything.
fn words(option: &str, line: &str) -> Result<Vec<String>, String> {
    let words = secrets::words(line).ok_or_else(|| format!("{option} command: a quote is not closed"))?;
    if words.is_empty() {
        return Err(format!("{option} command: names no program"));
    }
    Ok(words)
}

fn token(args: &InspectArgs, stdin: &mut Stdin) -> Result<Secret, String> {
    let token = match (&args.token, &args.file) {
        (Some(text), _) if text.reveal() != "-" => text.clone(),
        (None, Some(path)) => input::file(path)
            .map(Secret::new)
            .map_err(|error| format!("--file {}: {error}", text::shown(&path.display().to_string())))?,
        (None, None) if input::is_terminal() => {
            return Err("there is no token: give it as an argument, with --file, or on standard input".to_owned());
        }
        _ => stdin.read("the token")?,
    };
    if token.reveal().trim().is_empty() {
        return Err("the token is empty".to_owned());
    }
    if args.token.is_some() && input::is_file(token.reveal()) {
        return Err("there is a file of that name, and it is no token: --file PATH reads it".to_owned());
    }
    Ok(token)
}

/// What was typed may be a secret even where only the name of one belongs.
#[expect(clippy::unnecessary_wraps, reason = "the parser of an argument may fail")]
fn secret(text: &str) -> Result<Secret, Infallible> {
    Ok(Secret::new(text))
}

/// Seconds since 1970, given as such or as a date of RFC 3339.
fn moment(text: &str) -> Result<u64, String> {
    if let Ok(seconds) = text.parse() {
        return Ok(seconds);
    }
    let date: jiff::Timestamp =
        text.parse().map_err(|_| "neither seconds since 1970 nor a date such as 2026-11-20T10:00:00Z".to_owned())?;
    u64::try_from(date.as_second()).map_err(|_| "a date before 1970".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_a_number_or_a_date() {
        assert_eq!(moment("1763640000"), Ok(1_763_640_000));
        assert_eq!(moment("2025-11-20T12:00:00Z"), Ok(1_763_640_000));
        assert_eq!(moment("2025-11-20T13:00:00+01:00"), Ok(1_763_640_000));
        assert!(moment("tomorrow").is_err() && moment("1960-01-01T00:00:00Z").is_err());
    }

    #[test]
    fn a_secret_is_named_and_never_typed() {
        let mut stdin = Stdin::default();
        let mut read = |text| stdin.reference("--key", Some(text));
        assert_eq!(read("env:KEY"), Ok(Some(SecretReference::Env("KEY".to_owned()))));
        assert_eq!(read("file:a:b.pem"), Ok(Some(SecretReference::File("a:b.pem".into()))));
        assert_eq!(read("keyring:my app/ann"), Ok(Some(SecretReference::Keyring("my app/ann".to_owned()))));
        let command = ["op", "read", "op://vault/a b"].map(str::to_owned).to_vec();
        assert_eq!(read("command:op read 'op://vault/a b'"), Ok(Some(SecretReference::Command(command))));
        assert_eq!(read("ask"), Ok(Some(SecretReference::Ask)));
        for text in ["command:op 'hunter2", "command: ", "keyring:"] {
            let said = read(text).unwrap_err();
            assert!(said.starts_with("--key") && !said.contains("hunter2"), "{said}");
        }
        let said = read("hunter2").unwrap_err();
        assert!(said.contains("env:NAME") && !said.contains("hunter2"));
    }
}
