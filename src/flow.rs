//! Flows: one short `async fn` a grant that reads like its RFC, over a [`World`] that is all it knows of the outside.
//!
//! What happens is emitted as [`Event`]s; [`exchange::Conversation`] sends, reads, emits the findings and returns the
//! value. Cancelling is dropping the future; poll-now and hold reach a flow through what the World returns.

pub mod ciba;
pub mod client;
pub mod client_credentials;
pub mod code;
pub mod credentials;
pub mod device;
pub mod event;
pub mod exchange;
pub mod given;
pub mod grant;
pub mod inspect;
pub mod introspection;
pub mod jwt_bearer;
pub mod logout;
pub mod network;
pub mod outcome;
pub mod password;
mod peers;
pub mod poll;
mod proofs;
pub mod provider;
pub mod refresh;
pub mod revocation;
pub mod rhythm;
pub mod signed_answer;
pub mod token_exchange;
pub mod tokens;
pub mod userinfo;
pub mod visitors;

use std::net::SocketAddr;
use std::time::Duration;

use url::Url;

pub use event::{
    Authorization, Backchannel, Event, Listening, NotificationEndpoint, Opening, Pace, Poll, Prompt, Question, Waiting,
};
pub use network::{Identity, Network};
pub use outcome::{Expiry, Outcome};

use crate::profile::{Flow, Profile, SecretReference};
use crate::protocol::ciba::Authentication;
use crate::protocol::clock;
use crate::protocol::device::DeviceAuthorization;
use crate::protocol::exchange::{Request, Response, TransportError};
use crate::protocol::listener::{Receive, Visit};
use crate::protocol::secret::Secret;
use crate::protocol::time::Now;

/// The outside, as a flow sees it. `io::LiveWorld` is the real one; tests script theirs in virtual time.
#[expect(
    async_fn_in_trait,
    reason = "flows are generic over their World and run on one thread: no Send bound is wanted"
)]
pub trait World {
    /// This moment, on both clocks.
    fn now(&self) -> Now;
    /// Fresh randomness.
    fn random(&mut self) -> [u8; 32];
    /// Tells everybody who watches.
    fn emit(&mut self, event: Event);
    /// Sends one request and waits for its answer.
    async fn send(&mut self, request: Request) -> Result<Response, TransportError>;
    /// Reaches the network so from now on; the error is a sentence for the profile's owner.
    fn network(&mut self, network: &Network) -> Result<(), String>;
    /// Looks up the secret of a dotted key of the profile, or asks the person for it; the error is a sentence for its
    /// owner.
    async fn secret(&mut self, key: &'static str, reference: &SecretReference) -> Result<Secret, String>;
    /// Binds every address on one port, before any browser is opened (RFC 8252 §7.3); a port of 0 is any free one.
    /// What was bound before is given up. Nobody is answered before [`World::admit`].
    async fn bind(&mut self, addresses: &[SocketAddr]) -> Result<Vec<SocketAddr>, BindError>;
    /// From now on visitors are answered as the door says, and told by [`World::heard`].
    fn admit(&mut self, door: Box<dyn Receive>);
    /// Asks for a browser that opens the address.
    async fn open(&mut self, url: &Url) -> Opening;
    /// Waits for the next visitor, for what a person wishes, or for `deadline` on the monotonic clock.
    async fn heard(&mut self, deadline: Duration) -> Heard;
    /// Asks the person, and tells everybody that it does; nothing when nobody answers.
    async fn ask(&mut self, question: Question) -> Option<Secret>;
    /// Takes nobody any more, lets the browser fetch its last page, and frees the port; gives whoever was not told by
    /// [`World::heard`]. Also after nothing was bound.
    async fn close(&mut self) -> Vec<Visit>;
}

/// What ended a wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Somebody came, or something was pasted.
    Visit(Box<Visit>),
    /// The person wants the address opened once more.
    OpenAgain,
    /// The person wants the next poll now.
    PollNow {
        /// Even inside the interval; the run is marked.
        early: bool,
    },
    /// Time is over.
    Deadline,
}

/// Why nothing can be listened to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BindError {
    /// Where.
    pub address: SocketAddr,
    /// Why, as a phrase: "the port is taken".
    pub reason: String,
}

/// What a run may do beyond its profile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Go on past stop-class failures; the run is marked.
    pub keep_going: bool,
    /// The codes of the run before this one, to notice a provider that hands out the same again.
    pub previous: Option<DeviceAuthorization>,
    /// The same of a backchannel authentication.
    pub previous_authentication: Option<Authentication>,
}

/// Runs one flow of a profile to its end. The same outcome is emitted as [`Event::Finished`].
pub async fn run<W: World>(profile: &Profile, flow: Flow, options: &Options, world: &mut W) -> Outcome {
    let began = world.now();
    let ended = match connect(profile, world).await {
        Ok(()) => start(profile, flow, options, world).await,
        Err(outcome) => Err(outcome),
    };
    let outcome = ended.unwrap_or_else(|outcome| outcome);
    let findings = vec![clock::steady(began, world.now())];
    world.emit(Event::Checked { exchange: None, findings });
    world.emit(Event::Finished(outcome.clone()));
    outcome
}

/// Before anything is sent: a template has nothing to be looked up, and a network that cannot be reached as the profile
/// wants it is not reached in another way.
async fn connect<W: World>(profile: &Profile, world: &mut W) -> Result<(), Outcome> {
    client::filled_in(profile)?;
    let network = Network::of(profile, world).await?;
    world.network(&network).map_err(|reason| Outcome::Invalid { reason })
}

async fn start<W: World>(profile: &Profile, flow: Flow, options: &Options, world: &mut W) -> Result<Outcome, Outcome> {
    match flow {
        Flow::Code => code::run(profile, options, world).await,
        Flow::Device => device::run(profile, options, world).await,
        Flow::Ciba => ciba::run(profile, options, world).await,
        Flow::Userinfo => userinfo::run(profile, options, world).await,
        Flow::Introspection => introspection::run(profile, options, world).await,
        Flow::Revocation => revocation::run(profile, options, world).await,
        Flow::Logout => logout::run(profile, options, world).await,
        Flow::Inspect => inspect::run(profile, options, world).await,
        Flow::ClientCredentials => client_credentials::run(profile, options, world).await,
        Flow::Refresh => refresh::run(profile, options, world).await,
        Flow::TokenExchange => token_exchange::run(profile, options, world).await,
        Flow::JwtBearer => jwt_bearer::run(profile, options, world).await,
        Flow::Password => password::run(profile, options, world).await,
    }
}
