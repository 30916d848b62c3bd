//! The profile under the cursor, line by line: what would be run, or what is wrong with its file.

mod security;

use super::entry::Entry;
use super::text::{self, Piece, Pieces};
use super::theme::Role;
use super::words;
use crate::profile::{CibaSection, CodeSection, Flow, Par, Pkce, Profile, SecretReference};

/// Columns of the labels.
const LABEL: usize = 14;

/// An entry, line by line, broken to a width.
pub fn lines(entry: &Entry, width: usize) -> Vec<Pieces> {
    told(entry, width).into_iter().flat_map(|line| text::wrap(&line, width)).collect()
}

fn told(entry: &Entry, width: usize) -> Vec<Pieces> {
    // A few words say what to expect and come first; instructions come after what they are about.
    const FEW: usize = 6;
    let is_short = entry.about.len() <= FEW;
    let mut lines = if is_short { about(entry) } else { Vec::new() };
    lines.extend(match &entry.profile {
        Ok(profile) => sound(profile),
        Err(mistakes) => broken(mistakes, width),
    });
    lines.push(Vec::new());
    if !is_short {
        lines.extend(about(entry));
    }
    lines.push(match entry.source.as_str() {
        "demo" => field("From", "the embedded provider"),
        "shipped" => field("From", "grantty itself; copy it to change it"),
        path => field("File", path),
    });
    if let Some(last) = &entry.last {
        lines.push(field("Last run", last));
    }
    lines
}

/// The comment that the file begins with.
fn about(entry: &Entry) -> Vec<Pieces> {
    let mut lines: Vec<Pieces> = Vec::new();
    for text in &entry.about {
        lines.push(field(if lines.is_empty() { "About" } else { "" }, text));
    }
    if !lines.is_empty() {
        lines.push(Vec::new());
    }
    lines
}

fn field(name: &str, value: &str) -> Pieces {
    vec![Piece::new(Role::Label, format!("{name:<LABEL$}")), Piece::new(Role::Text, value)]
}

fn broken(mistakes: &[String], width: usize) -> Vec<Pieces> {
    let title = format!("✘ The file has {} and cannot be run.", words::count(mistakes.len(), "mistake"));
    let mut lines = vec![vec![Piece::new(Role::Fail, title)], Vec::new()];
    for mistake in mistakes {
        let mut parts = mistake.lines();
        let what = parts.next().unwrap_or_default();
        lines.push(vec![Piece::new(Role::Fail, "  ✘ "), Piece::new(Role::Text, what)]);
        lines.extend(excerpt(&parts.collect::<Vec<_>>(), width));
    }
    lines
}

/// The line of the file with a caret below it, moved to the left together where the pane is too narrow for both.
fn excerpt(lines: &[&str], width: usize) -> Vec<Pieces> {
    let columns = |line: &str| line.chars().count();
    let caret = lines.last().map_or(0, |line| columns(line));
    let hidden = if caret > width { caret.saturating_sub(width / 2) } else { 0 };
    let moved = |line: &&str| Piece::new(Role::Dim, line.chars().skip(hidden).collect::<String>());
    lines.iter().map(moved).map(|piece| text::cut(&[piece], width)).collect()
}

fn sound(profile: &Profile) -> Vec<Pieces> {
    let mut lines = vec![
        field("Name", &profile.title),
        field("Issuer", profile.issuer.as_deref().unwrap_or("none: the endpoints are given")),
        field("Flow", profile.flow.word()),
        Vec::new(),
    ];
    lines.extend(security::client(&profile.client));
    lines.extend(security::dpop(&profile.dpop));
    lines.extend(security::network(profile));
    lines.push(Vec::new());
    lines.extend(request(profile));
    for (name, words) in [("Tolerates", &profile.tolerate), ("Tags", &profile.tags)] {
        if !words.is_empty() {
            lines.push(field(name, &words.join("  ")));
        }
    }
    lines.extend(profile.notes.as_ref().map(|notes| field("Notes", notes)));
    lines
}

fn request(profile: &Profile) -> Vec<Pieces> {
    let request = &profile.request;
    let scope = if request.scope.is_empty() { "none".to_owned() } else { request.scope.join(" ") };
    let mut lines = vec![field("Scope", &scope)];
    let mut list = |name: &str, values: &[String]| {
        if !values.is_empty() {
            lines.push(field(name, &values.join(" ")));
        }
    };
    list("Resource", &request.resource);
    list("Audience", request.audience.as_slice());
    list("ACR values", &request.acr_values);
    lines.extend(request.max_age.map(|age| field("Max age", &format!("{age} s"))));
    match profile.flow {
        Flow::Code => lines.extend(code(&profile.code)),
        Flow::Device => lines.extend(pkce(profile.device.pkce)),
        Flow::Ciba => lines.extend(ciba(&profile.ciba)),
        _ => {}
    }
    let endpoints = profile.endpoints.iter().map(|(name, address)| field("Endpoint", &format!("{name}  {address}")));
    lines.extend(endpoints);
    for (leg, extras) in &profile.parameters {
        lines.extend(extras.iter().map(|(name, value)| field("Parameter", &format!("{leg}: {name}={value}"))));
    }
    lines
}

/// What is asked for through the browser; what is usual is not said.
fn code(code: &CodeSection) -> Vec<Pieces> {
    let mut lines = vec![field("Redirect URI", &code.redirect_uri)];
    lines.extend(code.listen.as_ref().map(|listen| field("Listens at", listen)));
    lines.push(field("Response type", code.response_type.name()));
    lines.extend(code.response_mode.map(|mode| field("Response mode", mode.name())));
    lines.extend(match code.pkce {
        Pkce::Off => Some(vec![field("PKCE", "").remove(0), Piece::new(Role::Warn, "! off")]),
        other => pkce(other),
    });
    lines.push(field(
        "Pushed",
        match code.par {
            Par::Auto => "where the provider requires it",
            Par::Always => "always",
            Par::Never => "never",
        },
    ));
    lines.extend(code.request_object.then(|| field("Signed", "as a request object")));
    lines.extend(code.prompt.as_ref().map(|prompt| field("Prompt", prompt)));
    lines.extend(code.login_hint.as_ref().map(|hint| field("Login hint", hint)));
    lines
}

/// Who is asked, what they compare, and how the tokens come.
fn ciba(ciba: &CibaSection) -> Vec<Pieces> {
    let mut lines = vec![field("Delivery", ciba.mode.name())];
    let hints = [
        ciba.login_hint.as_ref().map(|hint| field("Login hint", hint)),
        ciba.login_hint_token.as_ref().map(|token| field("Hint token", &reference(token))),
        ciba.id_token_hint.as_ref().map(|token| field("ID Token hint", &reference(token))),
    ];
    lines.extend(hints.into_iter().flatten());
    lines.extend(ciba.binding_message.as_ref().map(|message| field("Message", message)));
    lines.extend(ciba.user_code.as_ref().map(|code| field("User code", &reference(code))));
    lines.extend(ciba.requested_expiry.map(|secs| field("Asks for", &format!("{secs} s to decide"))));
    lines.extend(ciba.notification_endpoint.as_ref().map(|endpoint| field("Notifications", endpoint)));
    lines.extend(ciba.listen.as_ref().map(|listen| field("Listens at", listen)));
    lines.extend(ciba.request_signed.then(|| field("Signed", "as a request object")));
    lines
}

fn pkce(pkce: Pkce) -> Option<Pieces> {
    match pkce {
        Pkce::Off => None,
        Pkce::Plain => Some(field("PKCE", "plain")),
        Pkce::S256 => Some(field("PKCE", "S256")),
    }
}

/// Where a secret is; never what it is.
fn reference(secret: &SecretReference) -> String {
    match secret {
        SecretReference::Env(name) => format!("in the environment: {name}"),
        SecretReference::File(path) => format!("in the file {}", path.display()),
        SecretReference::Literal(_) => "in the profile itself (better: env, file or keyring)".to_owned(),
        // Arguments may tell more than they should.
        SecretReference::Command(words) => {
            let more = if words.len() > 1 { " …" } else { "" };
            format!("what `{}{more}` prints", words.first().map_or("", String::as_str))
        }
        SecretReference::Keyring(name) => format!("the entry {name} of the platform's store"),
        SecretReference::Ask => "typed when it is needed".to_owned(),
    }
}
