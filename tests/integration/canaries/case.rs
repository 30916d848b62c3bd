//! One flow with its canaries: its profile, where each secret comes from, and everything that is searched afterwards.
#![expect(clippy::disallowed_methods, reason = "the tests' own files")]

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use super::mint::{Canary, Mint};
use super::person::{self, Person};
use super::provider::{self, Handed, Mode};
use super::search;
use crate::program::home::Home;
use crate::program::pipes::Piped;
use crate::stub::Stub;
use crate::stub::tunnel::Tunnel;

/// Where a secret is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// A variable.
    Env,
    /// A file beside the profile.
    File,
    /// What a program prints.
    Command,
    /// The profile itself.
    Literal,
}

/// A flow, its servers and its canaries.
pub struct Case {
    name: &'static str,
    /// Draws its canaries.
    pub mint: Mint,
    home: Home,
    mode: Mode,
    handed: Handed,
    provider: Stub,
    stranger: Stub,
    proxy: Option<Tunnel>,
    issuer: String,
    person: Person,
    canaries: Vec<Canary>,
    env: Vec<(String, String)>,
    profile: String,
}

/// Prints a secret by its name, and tells what it can see of us.
const VAULT: &str = "#!/bin/sh\nmkdir -p \"$HOME/seen\"\n{ env; echo \"$0 $@\"; tr '\\0' ' ' < /proc/$$/cmdline; \
                     tr '\\0' ' ' < /proc/$PPID/cmdline; } > \"$HOME/seen/vault-$$\"\necho talk >&2\ncat \"vault/$1\"\n";

/// Tells what a browser can see of us.
const BROWSER: &str = "#!/bin/sh\nmkdir -p \"$HOME/seen\"\n{ env; echo \"$0 $@\"; tr '\\0' ' ' < /proc/$$/cmdline; \
                       tr '\\0' ' ' < /proc/$PPID/cmdline 2>/dev/null; } > \"$HOME/seen/part-$$\"\n\
                       mv \"$HOME/seen/part-$$\" \"$HOME/seen/browser-$$\"\n";

impl Case {
    /// A flow at a provider in that mode; keys of the profile follow.
    pub fn new(name: &'static str, mode: Mode, flow: &str, person: Person) -> Self {
        let mut mint = Mint::new(name);
        let handed = Handed::new(&mut mint);
        let stranger = provider::stranger();
        let provider = Stub::plain(Self::answering(None, mode, &handed, &stranger));
        let issuer = provider.origin();
        let profile = format!("issuer = \"{issuer}\"\nflow = \"{flow}\"\n");
        let (home, canaries) = (Home::new(), handed.all());
        let case = Self {
            name,
            mint,
            home,
            mode,
            handed,
            provider,
            stranger,
            proxy: None,
            issuer,
            person,
            canaries,
            env: Vec::new(),
            profile,
        };
        case.program("config/grantty/profiles/vault.sh", VAULT);
        case.program("browser", BROWSER);
        case
    }

    fn answering(
        issuer: Option<&str>,
        mode: Mode,
        handed: &Handed,
        stranger: &Stub,
    ) -> impl Fn(&crate::stub::Asked) -> crate::stub::Answer + Send + Sync + use<> {
        let (issuer, handed, stranger) = (issuer.map(str::to_owned), handed.clone(), stranger.origin());
        move |asked| {
            let host = asked.header("host").unwrap_or_default();
            let issuer = issuer.clone().unwrap_or_else(|| format!("http://{host}"));
            provider::answer(asked, &issuer, (mode, &handed, &stranger))
        }
    }

    /// The same behind TLS and a proxy, under a name that only the proxy knows.
    pub fn behind(mut self, config: Arc<rustls::ServerConfig>) -> Self {
        let issuer = "https://id.example.com".to_owned();
        let answering = Self::answering(Some(&issuer), self.mode, &self.handed, &self.stranger);
        self.provider = Stub::tls(vec![config], answering);
        self.proxy = Some(Tunnel::to(self.provider.address()));
        self.profile = self.profile.replace(&self.issuer, &issuer);
        self.issuer = issuer;
        self
    }

    /// Where the proxy listens.
    pub fn proxy(&self) -> String {
        self.proxy.as_ref().map_or_else(String::new, |proxy| proxy.address().to_string())
    }

    /// More of the profile.
    #[must_use]
    pub fn says(mut self, toml: &str) -> Self {
        self.profile.push_str(toml);
        self.profile.push('\n');
        self
    }

    /// A variable of its environment.
    pub fn variable(&mut self, name: &str, value: &str) {
        self.env.push((name.to_owned(), value.to_owned()));
    }

    /// Knows a canary that is put somewhere else.
    pub fn knows(&mut self, canary: Canary) {
        self.canaries.push(canary);
    }

    /// A key of the profile whose secret is kept somewhere.
    #[must_use]
    pub fn secret(mut self, key: &str, from: From, canary: Canary) -> Self {
        let n = self.canaries.len();
        let reference = match from {
            From::Env => {
                let name = format!("SECRET_{n}");
                self.env.push((name.clone(), canary.text.clone()));
                format!("{{ env = \"{name}\" }}")
            }
            From::File => {
                self.private(&format!("config/grantty/profiles/secret-{n}.txt"), &canary.text);
                format!("{{ file = \"secret-{n}.txt\" }}")
            }
            From::Command => {
                self.private(&format!("config/grantty/profiles/vault/item-{n}"), &canary.text);
                format!("{{ command = [\"./vault.sh\", \"item-{n}\"] }}")
            }
            From::Literal => format!("'''{}'''", canary.text),
        };
        self.canaries.push(canary);
        self.says(&format!("{key} = {reference}"))
    }

    fn private(&self, name: &str, text: &str) {
        let path = self.home.file(name, text);
        std::fs::set_permissions(path, PermissionsExt::from_mode(0o600)).expect("chmod");
    }

    fn program(&self, name: &str, text: &str) {
        let path = self.home.file(name, text);
        std::fs::set_permissions(path, PermissionsExt::from_mode(0o755)).expect("chmod");
    }

    /// Every canary there is.
    pub fn canaries(&self) -> &[Canary] {
        &self.canaries
    }

    /// Runs it in that manner, and says where which canary was found.
    pub fn run(&self, manner: &[&str]) -> Vec<String> {
        let home = &self.home;
        home.profile("canary", &self.profile);
        let browser = format!("{} {{url}}", home.path().join("browser").display());
        let args = [&["run", "canary", "--browser", &browser], manner].concat();
        // Whoever wants to hear everything hears no secret either.
        let loud = [("RUST_LOG", "trace"), ("RUST_BACKTRACE", "full")];
        let own = self.env.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let env: Vec<(&str, &str)> = own.chain(loud).collect();
        let mut run = Piped::start(home, &args, &env);
        let words = std::fs::read(format!("/proc/{}/cmdline", run.pid())).unwrap_or_default();
        let opened = self.person.act(&mut run, (&self.provider, &self.handed.code.text), home);
        let done = run.done();
        let at = |what: &str| format!("{} {:?} {what}", self.name, self.mode);
        let mut found = Vec::new();
        let canaries = [self.canaries.clone(), self.made()].concat();
        // What is to be opened is for the person to open: an ID Token in it is theirs.
        let without = |text: &str| opened.as_ref().map_or(text.to_owned(), |address| person::without(text, address));
        for (what, text) in [("stdout", &done.out), ("stderr", &done.err)] {
            found.extend(search::find(&canaries, &without(text), &at(what)));
        }
        found.extend(search::find(&canaries, &String::from_utf8_lossy(&words), &at("argv")));
        for (path, text) in written(home.path()) {
            found.extend(search::find(&canaries, &without(&text), &at(&path)));
        }
        found.extend(
            self.elsewhere().into_iter().flat_map(|text| search::find(&canaries, &text, &at("the second origin"))),
        );
        found.extend(self.unproven(&done).into_iter().map(|why| at(&why)));
        found
    }

    /// What the run itself made and sent: good once more in the hands of whoever reads it.
    fn made(&self) -> Vec<Canary> {
        let last = |text: &str| text.rsplit('.').next().unwrap_or_default().to_owned();
        let of = |asked: &crate::stub::Asked| {
            let fields = ["client_assertion", "code_verifier", "client_notification_token", "request"];
            let fields = fields.into_iter().filter_map(|name| Some((name, asked.field(name)?)));
            let proof = asked.header("dpop").map(|proof| ("a proof", proof.to_owned()));
            fields
                .chain(proof)
                .map(|(place, text)| Canary { place, cores: vec![last(&text)], text, is_sent: true })
                .collect::<Vec<_>>()
        };
        self.provider.asked().iter().flat_map(of).collect()
    }

    /// What other origins got: the stranger, and the proxy with what was meant for it taken away.
    fn elsewhere(&self) -> Vec<String> {
        let strangers = self.stranger.asked().into_iter().map(|asked| String::from_utf8_lossy(&asked.raw).into_owned());
        let heads = self.proxy.iter().flat_map(Tunnel::heads);
        let plain = |line: &&str| !line.to_lowercase().starts_with("proxy-authorization:");
        strangers.chain(heads.map(|head| head.lines().filter(plain).collect::<Vec<_>>().join("\n"))).collect()
    }

    /// Why the run proves nothing, if so.
    fn unproven(&self, done: &crate::program::pipes::Done) -> Vec<String> {
        let mut got = String::new();
        for asked in self.provider.asked() {
            got.push_str(&String::from_utf8_lossy(&asked.raw));
            got.push_str(&percent_decoded(&asked.body));
            got.push_str(&decoded(&asked));
        }
        let absent = |canary: &&Canary| canary.is_sent && !canary.cores.iter().any(|core| got.contains(core.as_str()));
        let mut all: Vec<String> = self
            .canaries
            .iter()
            .filter(absent)
            .map(|canary| format!("{} never left: {}{}", canary.place, done.out, done.err))
            .collect();
        if self.person.opens() && !written(self.home.path()).iter().any(|(path, _)| path.contains("browser-")) {
            all.push("no browser was started".to_owned());
        }
        all
    }
}

fn percent_decoded(body: &str) -> String {
    let fields = url::form_urlencoded::parse(body.as_bytes());
    fields.map(|(name, value)| format!("{name}={value}\n")).collect::<Vec<_>>().concat()
}

/// The credentials of a request.
fn decoded(asked: &crate::stub::Asked) -> String {
    use base64::Engine as _;
    let basic = asked.header("authorization").and_then(|value| value.strip_prefix("Basic "));
    let bytes = basic.and_then(|text| base64::engine::general_purpose::STANDARD.decode(text).ok());
    String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned()
}

/// Every file below a home that no test put there.
fn written(home: &Path) -> Vec<(String, String)> {
    let (mut folders, mut files) = (vec![home.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = path.strip_prefix(home).expect("below home").display().to_string();
            if name.starts_with("config/grantty/profiles") || name.contains("/part-") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = std::fs::read(&path).unwrap_or_default();
                files.push((name, String::from_utf8_lossy(&bytes).into_owned()));
            }
        }
    }
    files
}
