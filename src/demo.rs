//! The embedded OpenID provider of `grantty demo`: a real one, small, on loopback, that can misbehave on request.
//!
//! It takes nothing from the other rooms, so a mistake they make cannot hide by being made on both sides. What it
//! serves below `http://127.0.0.1:PORT` it serves below `http://127.0.0.1:PORT/f/FAULT` too, where exactly that one
//! fault happens. A fault is a row of `faults/`: a few changes of an object or an answer, made by `site`; endpoints
//! know nothing of them. So reading `metadata`, `authorize`, `token` shows what a provider should do, and reading
//! `faults/` shows what can go wrong.
//!
//! Behind `https://127.0.0.1:PORT` it is reached over TLS: at one port with `mtls_endpoint_aliases`, at the other with a
//! question for the client's certificate (see `door`).
//!
//! Reading order: `server` (sockets) → `door`, `tls` → `provider` (routes) → `client`, `client_auth`, `dpop` → `device`, `verification`, `par`, `authorize`, `code`,
//! `ciba`, `phone`, `errand`, `polling`, `token`, `exchange`, `grants`, `issue`, `id_token`, `jwe` → `userinfo`,
//! `introspect`, `end_session` → `site`, `change`, `wrong`, `faults`.

mod answer;
mod answer_phone;
mod approve;
mod authorize;
mod body;
mod browser;
mod change;
mod ciba;
mod client;
mod client_auth;
mod client_jwt;
mod client_key;
mod client_keys;
mod clock;
mod code;
mod device;
mod door;
mod dpop;
mod end_session;
mod endpoint;
mod errand;
mod exchange;
mod fault;
mod faults;
mod fixed;
mod form;
mod grants;
mod id_token;
mod introspect;
mod issue;
mod jarm;
mod jwe;
mod jwk;
mod jwks;
mod jwt;
mod kept;
mod keys;
mod log;
mod log_out;
mod members;
mod metadata;
mod notice;
mod pages;
mod par;
mod people;
mod phone;
mod polling;
mod profiles;
mod provider;
mod random;
mod request;
mod request_object;
mod scope;
mod server;
mod sign_in;
mod site;
mod state;
#[cfg(test)]
mod tests;
mod tls;
mod token;
mod userinfo;
mod verification;
mod visit;
mod wrong;

pub use answer_phone::answer_phone;
pub use approve::approve;
pub use errand::Sent;
pub use fault::Fault;
pub use faults::faults;
pub use kept::Kept;
pub use log::Line;
pub use log_out::log_out;
pub use profiles::{fault_profile, listed_profiles, profile_names, profiles};
pub use sign_in::{Answered, authorize, sign_in};

use door::Origins;
use provider::Provider;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// How the provider runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// The port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// Seconds between two polls.
    pub interval: u64,
    /// Seconds a device code lives.
    pub expires_in: u64,
}

/// So many free ports are tried for one beside which clients can be notified.
const ATTEMPTS: usize = 20;

impl Default for Options {
    fn default() -> Self {
        Self { port: 0, interval: 5, expires_in: 600 }
    }
}

/// A running provider. Dropping it stops it and frees its ports.
pub struct Demo {
    provider: Arc<Provider>,
    /// Its ports with TLS were free.
    is_tls: bool,
    stop: Option<oneshot::Sender<()>>,
    /// Tells when the thread ends.
    ended: oneshot::Receiver<()>,
    thread: Option<JoinHandle<io::Result<()>>>,
}

impl Demo {
    /// Binds, so that the issuer is known, and serves on a thread of its own. Keys are made there; requests that come
    /// earlier wait for them.
    pub fn start(options: Options) -> io::Result<Self> {
        let bind = |port| {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
            listener.set_nonblocking(true)?;
            let origin = format!("http://{}", listener.local_addr()?);
            io::Result::Ok((listener, origin))
        };
        let (mut own, mut origin) = bind(options.port)?;
        for _ in 0..ATTEMPTS {
            if options.port != 0 || endpoint::all_free(&origin) {
                break;
            }
            (own, origin) = bind(0)?;
        }
        let tls = [endpoint::https(&origin), endpoint::mtls(&origin)].map(|port| bind(port).ok());
        let [https, mtls] = tls.map(|bound| bound.map(|(listener, _)| listener));
        let (stranger, elsewhere) = bind(0)?;
        let is_tls = https.is_some() && mtls.is_some();
        let provider = Arc::new(Provider::new(options, Origins::new(origin, elsewhere)));
        let (stop, stopped) = oneshot::channel();
        let (end, ended) = oneshot::channel::<()>();
        let serving = Arc::clone(&provider);
        let sockets = server::Sockets { own, stranger, https, mtls };
        let thread = std::thread::Builder::new().name("demo provider".to_owned()).spawn(move || {
            let _end = end;
            server::serve(sockets, &serving, stopped)
        })?;
        Ok(Self { provider, is_tls, stop: Some(stop), ended, thread: Some(thread) })
    }

    /// `http://127.0.0.1:PORT`
    pub fn issuer(&self) -> &str {
        &self.provider.origins.plain
    }

    /// The issuer that has the fault of that name.
    pub fn fault_issuer(&self, fault: &str) -> String {
        format!("{}/f/{fault}", self.provider.origins.plain)
    }

    /// The same provider over TLS, which names `mtls_endpoint_aliases`; `None` when its port was not free.
    pub fn https_issuer(&self) -> Option<&str> {
        self.is_tls.then_some(&*self.provider.origins.https)
    }

    /// The same over TLS where clients are asked for a certificate.
    pub fn mtls_issuer(&self) -> Option<&str> {
        self.is_tls.then_some(&*self.provider.origins.mtls)
    }

    /// The certificate of the authority behind both, as PEM; `/ca.pem` serves it too.
    pub fn authority(&self) -> &'static str {
        &tls::authority().pem
    }

    /// The second origin: requests there are logged with a path that starts with `/stranger`. No client has a reason
    /// to go there.
    pub fn stranger(&self) -> &str {
        &self.provider.origins.stranger
    }

    /// Every request so far, in the order of arrival.
    pub fn log(&self) -> Vec<Line> {
        self.provider.log.lines()
    }

    /// A certificate of that authority for a client of that name, and its key, both as PEM. It is good until so many
    /// seconds from now, or was where the number is negative. No client is registered with it.
    pub fn client_certificate(&self, common_name: &str, seconds: i64) -> (String, String) {
        let pair = tls::authority().client(common_name, seconds);
        (pair.pem, pair.key_pem)
    }

    /// Keeps every request from now on byte by byte, for tests that compare what was sent: secrets are among it.
    pub fn keep_requests(&self) {
        self.provider.log.start_keeping();
    }

    /// Those that were kept.
    pub fn requests(&self) -> Vec<Kept> {
        self.provider.log.kept()
    }

    /// Every notification of a client so far, with what the client answered.
    pub fn notifications(&self) -> Vec<Sent> {
        self.provider.log.notifications()
    }

    /// A `login_hint_token` (CIBA §7.1) for the person of that username, which expires so many seconds from now, or did
    /// where the number is negative; `None` when nobody has the name.
    pub fn login_hint_token(&self, username: &str, seconds: i64) -> Option<String> {
        Some(ciba::login_hint_token(&self.provider, people::Person::hinted(username)?, seconds))
    }

    /// Blocks until the process is interrupted or the provider ends, then stops.
    pub fn wait(mut self) {
        if let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() {
            runtime.block_on(async {
                tokio::select! {
                    () = interrupted() => {}
                    _ = &mut self.ended => {}
                }
            });
        }
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // What it has to say was said to the clients; a panic there was printed there.
            let _ = thread.join();
        }
    }
}

impl std::fmt::Debug for Demo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Demo").field("issuer", &self.provider.origins.plain).finish_non_exhaustive()
    }
}

#[cfg(unix)]
async fn interrupted() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminated) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminated.recv() => {}
    }
}

#[cfg(not(unix))]
async fn interrupted() {
    let _ = tokio::signal::ctrl_c().await;
}
