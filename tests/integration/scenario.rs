//! A scenario is a TOML file: what a provider answers, and what a run must make of it.
//!
//! Every file starts from a provider that does everything right; a file says only what is different. The run is the
//! real flow over a scripted [`World`](grantty::flow::World) in virtual time. Without `others`, the rows that fail or
//! warn must be exactly the ones that the file names: no check may hide another, and none may cry wolf.
//!
//! ```toml
//! says = "The ID Token names another issuer."
//! covers = ["IDT-01"]
//! flows = ["device", "ciba"]                     # once in each flow; `{flow}` is its name, `[expect.ciba]` its own wishes
//! kinds = ["jwt", "access_token"]                # the same for kinds of token, {kind}
//! set = ["client.auth=client_secret_basic"]      # profile keys, as `--set`; {client_key}, {certificate}, {certificate_key}
//! unjudged = { login_hint = "" }                 # parameters of CIBA that no profile may have
//! answers = ["1234"]                             # what the person types when asked
//! keep_going = false
//! open_again = [70.0]                            # the person wants the address opened once more
//! base = "http://127.0.0.1:8400"                 # the provider's own address, with `issuer` set to the same
//! clock = { ahead = 600, jump = { at = 3.0, by = 3600 } }  # the provider's clock; ours jumps after so many seconds
//! poll_now = [{ at = 2.0, early = true }]        # seconds after the codes came
//! asleep = { at = 20, for = 1200 }               # the machine sleeps: its monotonic clock counts that
//! network = "the file ca.pem does not exist"     # it cannot be reached as the profile wants it
//! stop = 0.35                                    # the person stops the run, so many seconds after it began
//! previous = { user_code = "WDJB-MJHT" }         # an earlier run got these codes; or auth_req_id
//!
//! [discovery]                                    # also: oauth_metadata (RFC 8414), jwks, jwks_again, device, userinfo; par, par_again; ciba, ciba_again
//! json = { issuer = "https://evil.example" }     # members that are added or replaced
//! without = ["jwks_uri"]                         # members that are left out
//! prefix = '"issuer":"https://evil.example"'      # raw members in front of all others
//! mark = true                                    # a byte-order mark before the body
//! copy = true                                    # oauth_metadata only: there is one, like the document of discovery
//! status = 200
//! headers = { "content-type" = "text/html" }     # "" takes a header away
//! body = "<html>"                                # the exact text instead
//! transport = "timeout"                          # no answer: dns connect tls timeout closed protocol
//! detail = "the proxy answers 407"               # the transport's own words
//! after = 0.2                                    # seconds until the answer
//! end = "short"                                  # the body ended early; "over_limit"
//!
//! [[polls]]                                      # one after the other; the default is one pending, then tokens
//! error = "slow_down"
//! [[polls]]
//! tokens = true
//!
//! [token]                                        # patches of the token answer; error = "…" refuses a code
//! [id_token]
//! claims = { iss = "https://evil.example" }      # "now-360" and the like count from the moment of issue
//! without = ["at_hash"]
//! header = { kid = "other" }
//! sign = "RS256"                                 # ES256 EdDSA HS256 none broken hs256-with-public-key …
//! append = { payload = "=" }                     # behind the encoded header, payload or signature
//! payload_prefix = '"iss":"https://evil.example"' # raw claims in front of all others
//! signature = "AAAA"                             # the exact third part
//! raw = "a.b"                                    # the exact text instead
//!
//! id_token_before = false                        # the ID Token of the sign-in, before a refresh; or a table of patches
//!
//! [inspected]                                    # the token that is looked into: see scenario/inspect.rs and sealed.rs
//!
//! [userinfo.signed]                              # the answer is a JWT: patches, as for id_token; also introspection
//!
//! [authorization]                                # the answer of the authorization endpoint, through the browser
//! parameters = { state = { append = "1" } }      # added, replaced, or made longer
//! without = ["iss"]
//! twice = { code = "b" }                         # once more, with that value
//! error = "access_denied"                        # in place of code and tokens
//! place = "fragment"                             # query, fragment, form: where nobody asked for it
//! after = 20.0                                   # seconds until the person is done
//! opening = 2                                    # it answers only the second address that was opened
//! pasted = true                                  # the person pastes the redirect
//! never = true                                   # nothing comes back
//! [jarm]                                         # patches of the JWT in `response`, as for id_token
//! beside = { code = "x" }                        # parameters next to it
//! instead = false                                # true: a JWT though nobody asked for one; false: none though asked for
//! [front_id_token]                               # patches, as for id_token
//! s_hash = true                                  # it has one
//! [par]                                          # patches of the answer to the pushed request
//! error = "invalid_request"
//! [listener]
//! taken = "the port is taken"                    # nothing can be bound
//! one_family = true                              # only the first address can
//! reachable = true                               # every address of the machine is bound instead
//! [ping]                                         # the provider's own notification, a good one; [push] in that mode
//! after = 20.0                                   # counted from the answer; never, times, before_answer
//! headers = { authorization = "" }               # also method, target, and patches of the body as above
//! error = "access_denied"                        # push only
//! [[notifications]]                              # who else comes to the notification endpoint
//! at = 5.0                                       # or before_answer = true; times
//! headers = { authorization = "Bearer {bearer}x" }  # also method, target, body; or pasted = "…"
//! body = '{"auth_req_id":"{auth_req_id}"}'       # what is not said is that of a good ping
//! [dpop]                                         # nonces, and what tokens are bound to: see scenario/proofs.rs
//! [access_token]                                 # patches of one that is a JWT: see there
//! [peer]                                         # who the provider is by TLS, and [[peers]]: see scenario/peers.rs
//! [browser]
//! failed = "no browser was found"                # or not_wanted = true
//! [[visits]]                                     # who else comes, counted from the first opening
//! at = 5.0
//! target = "/callback?error=x&state={state}"     # {state}, {code}: those of this run
//! headers = { host = "evil.example" }            # method, body, times; or pasted = "…"
//!
//! [expect]
//! outcome = "tokens"
//! exit = 1
//! checks = { "id_token.iss" = "fail" }
//! observed = { "id_token.iss" = "differs" }      # a part of expected or observed
//! requests = ["discovery", "jwks", "device request", "poll", "poll"]
//! asked = ["/keys/7"]                            # each is a part of the address of some request …
//! never_asked = ["evil.example"]                 # … and none of these is a part of any
//! never_shown = ["private"]                      # no row and no report has it
//! gaps = [5.0, 5.0]                              # between the codes, and the polls, to the hundredth
//! slowed = [10.0]                                # the interval after each `slow_down`
//! ended = 600.0                                  # when the run ended, counted from the codes
//! polls = 3                                      # how many polls
//! sent = ["scope=openid"]                        # parts of what was sent
//! too_soon = 50                                  # presses of "poll now" that were refused
//! prompt = { user_code = "WDJB-MJHT" }           # what a person was shown; "" for an address that is not offered
//! says = "denied"                                # a part of the sentence about the end
//! why = "provider"                               # a part of its explanation: whose fault, why, what next
//! visits = ["another path", "the answer", "the closing page"]  # who came; "×3" for three alike in a row
//! replies = [401, 204]                           # what they got
//! questions = 1                                  # how often the person was asked for something
//! backchannel = { binding_message = "W4SCT", login_hint = "ann" }  # what is shown while a person elsewhere decides
//! opened = 1                                     # how often a browser was asked for
//! address = ["prompt=login"]                     # each is a part of an address that was opened …
//! never_opened = ["client_secret"]               # … and none of these is
//! callback = { code = "x", iss = "" }            # parameters that were judged; "" for one that is not there
//! request_object = { max_age = 300 }             # claims of the newest request object; "" for one that is not there
//! assertion = { sub = "ann" }                    # claims of the assertion that was sent
//! inspected = [{ kind = "jwt", signature = "bad", form = "pass" }]  # what each token was found to be
//! carried = [{ request = "token", form = { client_id = "grantty" } }]  # who sends it: see scenario/clients.rs
//! network = { proxy = "http://proxy.example" }   # also ca, insecure_hosts, identity, key, connect, first_byte
//! others = true                                  # further failing or warning rows do not matter
//! ```

pub mod acts;
pub mod answers;
pub mod authorization;
pub mod backchannel;
pub mod clients;
pub mod doors;
pub mod expect;
pub mod front;
pub mod grants;
pub mod inspect;
pub mod keyset;
pub mod pace;
pub mod peers;
pub mod proofs;
pub mod provider;
pub mod sealed;
pub mod token;
pub mod verified;
pub mod world;

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::time::Duration;

use grantty::flow::{self, Event, Options, Outcome, World as _};
use grantty::profile::{self, Profile, Source};
use grantty::protocol::ciba::Authentication;
use grantty::protocol::device::DeviceAuthorization;
use grantty::protocol::pace::Pace;
use grantty::protocol::secret::Secret;
use grantty::record::Run;
use toml::Table;
use world::ScriptedWorld;

/// Where scenario files are.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios")
}

/// Every scenario, in the folder and the folders in it: its name and its text.
pub fn all() -> Vec<(String, Table)> {
    let mut paths = files_below(&folder());
    paths.sort();
    let wanted = only();
    let named = paths.iter().map(|path| (name(path), path)).filter(|(name, _)| name.starts_with(&wanted));
    named.flat_map(|(name, path)| each(&name, &read(path))).collect()
}

/// `GRANTTY_SCENARIO=dpp-` runs those alone whose name begins so, for whoever writes one.
#[expect(clippy::disallowed_methods, reason = "a wish of whoever runs the tests")]
fn only() -> String {
    std::env::var("GRANTTY_SCENARIO").unwrap_or_default()
}

#[expect(clippy::disallowed_methods, reason = "reads the repository's own test files")]
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder of scenarios");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) = paths.partition(|path| path.is_dir());
    let is_scenario = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "toml");
    files.into_iter().filter(is_scenario).chain(folders.iter().flat_map(|folder| files_below(folder))).collect()
}

/// A scenario as it stands; with `flows` or `kinds`, once for each of them, `{flow}` or `{kind}` being its name.
fn each(name: &str, text: &str) -> Vec<(String, Table)> {
    let parsed = |text: &str| text.parse::<Table>().unwrap_or_else(|error| panic!("{name}: {error}"));
    let scenario = parsed(text);
    let (flows, kinds) = (strings(scenario.get("flows")), strings(scenario.get("kinds")));
    let (words, placeholder) = if flows.is_empty() { (kinds, "{kind}") } else { (flows, "{flow}") };
    if words.is_empty() {
        return vec![(name.to_owned(), scenario)];
    }
    let one = |word: &String| {
        let mut scenario = parsed(&text.replace(placeholder, word));
        if placeholder == "{flow}" {
            let set = scenario.entry("set").or_insert(toml::Value::Array(Vec::new()));
            set.as_array_mut().expect("an array").push(format!("flow={word}").into());
        }
        let expect = scenario["expect"].as_table_mut().expect("a table");
        let own = words.iter().filter_map(|known| Some((known, expect.remove(known)?))).collect::<Vec<_>>();
        for (_, own) in own.into_iter().filter(|(known, _)| *known == word) {
            expect.extend(own.as_table().expect("a table").clone());
        }
        (format!("{name} ({word})"), scenario)
    };
    words.iter().map(one).collect()
}

/// The path below the folder of scenarios, without its extension.
fn name(path: &Path) -> String {
    path.strip_prefix(folder()).expect("below it").with_extension("").to_string_lossy().into_owned()
}

#[expect(clippy::disallowed_methods, reason = "reads the repository's own test files")]
fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a readable scenario")
}

/// The profile of every scenario, before its own `set`.
const PROFILE: &str = r#"
issuer = "https://id.example.com"
flow = "device"
[client]
id = "grantty"
auth = "none"
[request]
scope = ["openid", "profile"]
"#;

/// The profile of a scenario.
pub fn profile_of(scenario: &Table) -> Profile {
    let text = scenario.get("profile").map_or(PROFILE, |text| text.as_str().expect("profile is TOML text"));
    let text = &clients::filled_in(text);
    let mut set: Vec<String> = strings(scenario.get("set")).iter().map(|line| clients::filled_in(line)).collect();
    if !scenario.contains_key("profile") {
        set.extend(usual(&set));
        set.extend(grants::usual(&set));
        set.extend(acts::usual(&set));
    }
    let mut profile = match profile::parse_with("scenario", text, Source::Shipped, &set) {
        Ok(parsed) => parsed.profile,
        Err(mistakes) => panic!("{}", mistakes.iter().map(|mistake| mistake.render("scenario")).collect::<String>()),
    };
    for (name, value) in scenario.get("unjudged").map(provider::table).unwrap_or_default() {
        let leg = profile.parameters.entry("ciba".to_owned()).or_default();
        leg.push((name, value.as_str().expect("text").to_owned()));
    }
    grants::with_token_before(scenario, &mut profile, provider::base(scenario));
    inspect::with_token(scenario, &mut profile, &provider::base(scenario));
    profile
}

/// What CIBA needs beside the profile of every scenario: a hint, and an address that a provider elsewhere can reach.
fn usual(set: &[String]) -> Vec<String> {
    let has = |part: &str| set.iter().any(|line| line.starts_with(part));
    let is_ciba = has("flow=ciba");
    let is_hinted = ["ciba.login_hint", "ciba.id_token_hint", "parameters.ciba.login_hint"].into_iter().any(has);
    let is_placed = ["ciba.listen", "ciba.notification_endpoint"].into_iter().any(has);
    let is_notified = has("ciba.mode=ping") || has("ciba.mode=push");
    let mut more = Vec::new();
    if is_ciba && !is_hinted {
        more.push("ciba.login_hint=ann".to_owned());
    }
    if is_ciba && is_notified && !is_placed {
        more.push("ciba.notification_endpoint=https://tunnel.example.com/ciba/notification".to_owned());
    }
    more
}

/// Runs a scenario in virtual time.
pub fn run(scenario: &Table) -> (Run, ScriptedWorld) {
    let profile = profile_of(scenario);
    let keep_going = scenario.get("keep_going").and_then(toml::Value::as_bool).unwrap_or_default();
    let earlier = scenario.get("previous");
    let options = Options {
        keep_going,
        previous: earlier.map(previous),
        previous_authentication: earlier.and_then(previous_authentication),
    };
    let mut world = ScriptedWorld::new(scenario, &profile);
    let stopped = world.stopped();
    if block_on(flow::run(&profile, profile.flow, &options, &mut world), &stopped).is_none() {
        world.emit(Event::Finished(Outcome::Cancelled));
    }
    let mut run = Run::new(&profile, profile.flow, world::START);
    run.keep_going = keep_going;
    for (now, event) in &world.events {
        run.apply(*now, event.clone());
    }
    (run, world)
}

/// The codes of an earlier run.
fn previous(codes: &toml::Value) -> DeviceAuthorization {
    let text = |name: &str| codes.get(name).map_or("", |text| text.as_str().expect("text")).to_owned();
    DeviceAuthorization {
        device_code: Secret::new(text("device_code")),
        user_code: text("user_code"),
        verification_uri: None,
        verification_uri_complete: None,
        pace: PACE,
        received: world::START,
    }
}

/// The id of an earlier request.
fn previous_authentication(codes: &toml::Value) -> Option<Authentication> {
    let auth_req_id = Secret::new(codes.get("auth_req_id")?.as_str().expect("text"));
    Some(Authentication { auth_req_id, pace: PACE, received: world::START })
}

/// What lived before this run.
const PACE: Pace =
    Pace { expires_in: Duration::ZERO, expires_in_stated: true, interval: Duration::ZERO, interval_stated: true };

/// Runs a future whose World never waits for anything real, unless the person stops it: then nothing comes of it.
pub fn block_on<F: Future>(future: F, stopped: &Cell<bool>) -> Option<F::Output> {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    for _ in 0..1_000_000 {
        if let std::task::Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return Some(output);
        }
        if stopped.get() {
            return None;
        }
    }
    panic!("a flow waits for something that the scripted world does not have");
}

/// A list of strings, or none.
pub fn strings(value: Option<&toml::Value>) -> Vec<String> {
    let list = value.map(|value| value.as_array().expect("an array"));
    list.into_iter().flatten().map(|word| word.as_str().expect("a string").to_owned()).collect()
}
