//! `grantty profile …`: profiles listed, shown, located and checked.

use std::io::{self, Write};

use clap::Subcommand;
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr as _;

use crate::profile::check::{references, warnings};
use crate::profile::mask::masked;
use crate::profile::{CodeSection, Listed, Par, Pkce, Profile, SecretReference, Store, store};
use crate::protocol::authorize::ResponseMode;
use crate::protocol::text::shown;

/// What can be done with profiles.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum ProfileCommand {
    /// List saved and shipped profiles
    #[command(after_help = "Example:\n  grantty profile list --json | jq -r '.[].name'")]
    List {
        /// One JSON document
        #[arg(long)]
        json: bool,
    },
    /// Show a profile's text, its secrets masked
    #[command(after_help = "Example:\n  grantty profile show keycloak > staging.toml")]
    Show {
        /// A name, or the path of a TOML file
        name: String,
        /// What it means, as one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Print where profiles are, or where one is
    #[command(after_help = "Example:\n  $EDITOR \"$(grantty profile path staging)\"")]
    Path {
        /// A name, or the path of a TOML file
        name: Option<String>,
    },
    /// Find every mistake in all saved profiles, or in those that are named
    #[command(after_help = "Example:\n  grantty profile check\n  grantty profile check ./ci/*.toml\n\n\
                            Exit codes: 0 no mistake (there may be warnings), 2 at least one mistake.")]
    Check {
        /// Names, or paths of TOML files
        names: Vec<String>,
    },
}

const OK: u8 = 0;
const MISTAKE: u8 = 2;

/// Runs one command and gives its exit code: data goes to `out`, talk to `err`, a closed pipe is no error.
pub fn run(command: ProfileCommand, store: &Store, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let done = match command {
        ProfileCommand::List { json } => list(store, json, out, err),
        ProfileCommand::Show { name, json } => one(store, &name, err, |listed, err| show(listed, json, out, err)),
        ProfileCommand::Path { name: None } => folder(store, out, err),
        ProfileCommand::Path { name: Some(name) } => one(store, &name, err, |listed, err| path(listed, out, err)),
        ProfileCommand::Check { names } => check(store, &names, out, err),
    };
    match done.and_then(|code| out.flush().map(|()| code)) {
        Ok(code) => code,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => OK,
        Err(error) => {
            let _gone = writeln!(err, "grantty: the answer could not be written: {error}");
            MISTAKE
        }
    }
}

fn one(
    store: &Store,
    name: &str,
    err: &mut dyn Write,
    with: impl FnOnce(&Listed, &mut dyn Write) -> io::Result<u8>,
) -> io::Result<u8> {
    match store.find(name, &[]) {
        Ok(listed) => with(&listed, err),
        Err(absent) => {
            writeln!(err, "grantty: {absent}")?;
            Ok(MISTAKE)
        }
    }
}

fn list(store: &Store, json: bool, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<u8> {
    if let Err(trouble) = store.list() {
        writeln!(err, "grantty: {}", shown(&trouble))?;
    }
    let all = store.all();
    if json {
        let rows: Vec<Value> = all.iter().map(row).collect();
        writeln!(out, "{:#}", Value::Array(rows))?;
        return Ok(OK);
    }
    let header = ["NAME", "FLOW", "ISSUER", "SOURCE"].map(str::to_owned);
    let rows: Vec<[String; 4]> = std::iter::once(header).chain(all.iter().map(cells)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2)];
    for row in &rows {
        for (cell, width) in row.iter().zip(widths) {
            write!(out, "{cell}{:gap$}  ", "", gap = width - cell.width())?;
        }
        writeln!(out, "{}", row[3])?;
    }
    Ok(OK)
}

fn cells(listed: &Listed) -> [String; 4] {
    let source = shown(&listed.source.place()).into_owned();
    let name = shown(&listed.name).into_owned();
    match &listed.result {
        Ok(parsed) => {
            let issuer = parsed.profile.issuer.as_deref().unwrap_or("-");
            [name, parsed.profile.flow.word().to_owned(), shown(issuer).into_owned(), source]
        }
        Err(mistakes) => {
            let count = mistakes.len();
            let plural = if count == 1 { "" } else { "s" };
            [name, "broken".to_owned(), format!("{count} mistake{plural}, see `grantty profile check`"), source]
        }
    }
}

fn row(listed: &Listed) -> Value {
    let mut row = json!({ "name": listed.name, "source": word(listed), "path": path_of(listed) });
    match &listed.result {
        Ok(parsed) => {
            let profile = &parsed.profile;
            row["title"] = profile.title.clone().into();
            row["flow"] = profile.flow.word().into();
            row["issuer"] = profile.issuer.clone().into();
            row["tags"] = profile.tags.clone().into();
            row["mistakes"] = json!([]);
        }
        Err(mistakes) => {
            let place = listed.place();
            row["mistakes"] = mistakes.iter().map(|mistake| mistake.render(&place)).collect();
        }
    }
    row
}

fn word(listed: &Listed) -> &'static str {
    if listed.source.path().is_some() { "file" } else { "shipped" }
}

fn path_of(listed: &Listed) -> Option<String> {
    listed.source.path().map(|path| path.display().to_string())
}

fn show(listed: &Listed, json: bool, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<u8> {
    let code = mistakes(listed, err)?;
    if json {
        if let Ok(parsed) = &listed.result {
            let mut row = row(listed);
            row["profile"] = meaning(&parsed.profile);
            writeln!(out, "{row:#}")?;
        }
        return Ok(code);
    }
    writeln!(err, "{}", listed.place())?;
    // Line ends and tabs are the file's own; any other control character becomes visible.
    for line in masked(&listed.text).split_inclusive('\n') {
        let body = line.trim_end_matches(['\n', '\r']);
        let parts: Vec<_> = body.split('\t').map(|part| shown(part).into_owned()).collect();
        write!(out, "{}{}", parts.join("\t"), &line[body.len()..])?;
    }
    if !listed.text.is_empty() && !listed.text.ends_with('\n') {
        writeln!(out)?;
    }
    Ok(code)
}

fn meaning(profile: &Profile) -> Value {
    let client = &profile.client;
    json!({
        "issuer": profile.issuer, "flow": profile.flow.word(), "request_timeout": profile.request_timeout,
        "redirect_timeout": profile.redirect_timeout,
        "client": { "id": client.id, "auth": client.auth.name(), "secret": reference(client.secret.as_ref()),
            "key": reference(client.key.as_ref()) },
        "request": { "scope": profile.request.scope, "resource": profile.request.resource,
            "audience": profile.request.audience, "acr_values": profile.request.acr_values,
            "max_age": profile.request.max_age },
        "code": code(&profile.code),
        "endpoints": profile.endpoints,
    })
}

fn code(code: &CodeSection) -> Value {
    let pkce = match code.pkce {
        Pkce::Off => "off",
        Pkce::Plain => "plain",
        Pkce::S256 => "S256",
    };
    let par = match code.par {
        Par::Auto => "auto",
        Par::Always => "always",
        Par::Never => "never",
    };
    json!({
        "redirect_uri": code.redirect_uri, "listen": code.listen, "response_type": code.response_type.name(),
        "response_mode": code.response_mode.map(ResponseMode::name), "pkce": pkce, "par": par,
        "request_object": if code.request_object { "signed" } else { "off" },
        "prompt": code.prompt, "login_hint": code.login_hint, "probe": code.probe.word(),
    })
}

/// Where a secret is; never what it is.
fn reference(secret: Option<&SecretReference>) -> Option<Value> {
    secret.map(|secret| match secret {
        SecretReference::Env(name) => json!({ "env": name }),
        SecretReference::File(path) => json!({ "file": path.display().to_string() }),
        SecretReference::Literal(_) => json!("(masked)"),
        SecretReference::Command(words) => json!({ "command": words }),
        SecretReference::Keyring(name) => json!({ "keyring": name }),
        SecretReference::Ask => json!({ "ask": true }),
    })
}

fn folder(store: &Store, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<u8> {
    match store.folder() {
        Ok(folder) => {
            // People redirect a shipped profile into it: then it should be there.
            if let Err(error) = store::make(&folder) {
                writeln!(err, "grantty: {} cannot be made: {error}", folder.display())?;
            }
            writeln!(out, "{}", folder.display()).map(|()| OK)
        }
        Err(trouble) => writeln!(err, "grantty: {}", shown(trouble)).map(|()| MISTAKE),
    }
}

fn path(listed: &Listed, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<u8> {
    match listed.source.path() {
        Some(path) if path.symlink_metadata().is_ok() => writeln!(out, "{}", path.display()).map(|()| OK),
        Some(_) => mistakes(listed, err),
        None => {
            let name = shown(&listed.name);
            writeln!(err, "grantty: `{name}` is shipped and has no file; `grantty profile show {name}` prints it")?;
            Ok(MISTAKE)
        }
    }
}

/// Prints the mistakes of a profile; the code says whether there were any.
fn mistakes(listed: &Listed, to: &mut dyn Write) -> io::Result<u8> {
    let Err(mistakes) = &listed.result else { return Ok(OK) };
    let place = listed.place();
    for mistake in mistakes {
        writeln!(to, "{}", mistake.render(&place))?;
    }
    Ok(MISTAKE)
}

fn check(store: &Store, names: &[String], out: &mut dyn Write, err: &mut dyn Write) -> io::Result<u8> {
    let mut worst = OK;
    let mut checked = Vec::new();
    if names.is_empty() {
        match store.list() {
            Ok(all) => checked = all,
            Err(trouble) => {
                writeln!(err, "grantty: {}", shown(&trouble))?;
                worst = MISTAKE;
            }
        }
    }
    for name in names {
        match store.find(name, &[]) {
            Ok(listed) => checked.push(listed),
            Err(absent) => {
                writeln!(err, "grantty: {absent}")?;
                worst = MISTAKE;
            }
        }
    }
    let mut said = 0;
    for listed in &checked {
        worst = worst.max(mistakes(listed, out)?);
        said += remarks(listed, out)?;
    }
    let broken = checked.iter().filter(|listed| listed.result.is_err()).count();
    writeln!(err, "{} checked, {broken} with mistakes, {said} warnings and notes", checked.len())?;
    Ok(worst)
}

/// Prints what is worth saying about a good profile, and how much that was.
fn remarks(listed: &Listed, out: &mut dyn Write) -> io::Result<usize> {
    let Ok(parsed) = &listed.result else { return Ok(0) };
    let place = listed.place();
    let warnings = warnings(&parsed.profile, listed.mode);
    for notice in &parsed.notices {
        writeln!(out, "{}", notice.render(&place))?;
    }
    for warning in &warnings {
        writeln!(out, "{place}: warning: {warning}")?;
    }
    let folder = parsed.profile.folder();
    let look_up = |reference: &SecretReference| crate::io::secrets::look_up(reference, folder.as_deref());
    let remarks = references::remarks(&parsed.profile, &look_up);
    for remark in &remarks {
        writeln!(out, "{place}: {remark}")?;
    }
    Ok(warnings.len() + remarks.len() + parsed.notices.len())
}

#[cfg(test)]
mod tests;
