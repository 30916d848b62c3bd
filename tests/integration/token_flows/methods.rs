//! Every way to prove who a client is, at every endpoint that asks for it: the real binary, each flow, the embedded
//! provider, which lets nobody in who does it in another way than registered.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use grantty::demo::{self, Demo, Options};

use super::{address, report, stray};
use crate::program::home::Home;
use crate::program::pipes::Piped;
use crate::program::terminal::End;

/// How many runs at a time.
const AT_A_TIME: usize = 12;

/// A profile for each method, and what it is warned about.
const PROFILES: [(&str, &[&str]); 9] = [
    ("demo-basic", &[]),
    ("demo-basic-raw", &["client_auth.basic_encoding"]),
    ("demo-post", &[]),
    ("demo-secret-jwt", &[]),
    ("demo-private-key-jwt", &[]),
    ("demo-private-key-jwt-ps256", &[]),
    ("demo-mtls", &[]),
    ("demo-mtls-self-signed", &[]),
    // Metadata and keys are read where nobody asks for a certificate, which is what the aliases are for.
    ("demo-mtls-aliases", &["tls.client_certificate"]),
];

/// Flows, what they need beside the profile, and the endpoints of the provider at which they prove the client.
const FLOWS: [(&str, &[&str], &[&str]); 7] = [
    ("code", &[], &["/par", "/token"]),
    ("device", &[], &["/device_authorization", "/token"]),
    ("ciba", &[], &["/bc-authorize", "/token"]),
    ("refresh", &[], &["/token"]),
    ("client-credentials", &["--set", "request.scope=[\"api\"]"], &["/token"]),
    ("introspection", &["--set", "introspection.token=demo-access-ann"], &["/introspect"]),
    ("revocation", &["--set", "revocation.token=demo-access-zoe"], &["/revoke", "/introspect"]),
];

/// A profile to run in a flow.
struct Case<'a> {
    name: &'a str,
    text: &'a str,
    flow: &'a str,
    more: &'a [&'a str],
    warns: &'a [&'a str],
}

#[test]
fn every_method_opens_every_endpoint() {
    let demo = Demo::start(Options { interval: 1, ..Options::default() }).expect("a free port");
    let (home, phone) = (Home::new(), Mutex::new(()));
    let profiles = demo::profiles(demo.issuer());
    let cases: Vec<Case<'_>> = PROFILES.iter().flat_map(|known| cases(&profiles, known)).collect();
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let found = judge(case, &home, &phone);
                    wrong.lock().expect("nobody panics with it").extend(found);
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("nobody panics with it");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    let log = demo.log();
    for path in FLOWS.iter().flat_map(|(_, _, paths)| *paths) {
        let fine = |line: &&demo::Line| line.path.ends_with(path) && (200..300).contains(&line.status);
        assert!(log.iter().filter(fine).count() >= PROFILES.len(), "{path}");
    }
    assert!(log.iter().all(|line| line.status != 401), "nobody was refused");
}

fn cases<'a>(
    profiles: &'a [(String, String)],
    (name, warns): &'a (&'a str, &'a [&'a str]),
) -> impl Iterator<Item = Case<'a>> {
    let (_, text) = profiles.iter().find(|(stem, _)| stem == name).expect("it is a profile of the demonstration");
    FLOWS.iter().map(move |(flow, more, _)| Case { name, text, flow, more, warns })
}

/// Everything that is not as it should be.
fn judge(case: &Case<'_>, home: &Home, phone: &Mutex<()>) -> Vec<String> {
    let Case { name, text, flow, more, warns } = case;
    let saved = format!("{name}-{flow}");
    home.profile(&saved, text);
    // There is one phone at each issuer, and it answers whatever waits on it.
    let one_phone = (*flow == "ciba").then(|| phone.lock().unwrap_or_else(PoisonError::into_inner));
    let args = ["run", &saved, flow, "--json", "--events", "--browser", "none"];
    let mut run = Piped::start(home, &[&args[..], more].concat(), &[]);
    let mut wrong: Vec<String> = person(flow, text, &mut run).err().into_iter().collect();
    let done = run.done();
    drop(one_phone);
    if done.end != End::Code(0) {
        wrong.push(format!("ended with {:?}: {}", done.end, done.err));
    }
    match report(&done) {
        Some(report) => wrong.extend(stray(&report, warns)),
        None => wrong.push(format!("no report: {}", done.out)),
    }
    wrong.into_iter().map(|what| format!("{saved}: {what}")).collect()
}

/// What a person does in that flow, if there is one in it.
fn person(flow: &str, text: &str, run: &mut Piped) -> Result<(), String> {
    let went = |error: std::io::Error| error.to_string();
    let issuer =
        text.lines().find_map(|line| line.strip_prefix("issuer = \"")).unwrap_or_default().trim_end_matches('"');
    match flow {
        "code" => {
            let address = address(run).ok_or("no address was opened")?;
            demo::sign_in(&address, true).map(drop).map_err(went)
        }
        "device" => {
            let prompt = run.wait_event("prompt").ok_or("nobody was asked")?;
            demo::approve(issuer, prompt["user_code"].as_str().unwrap_or_default(), true).map_err(went)
        }
        "ciba" => {
            run.wait_event("prompt").ok_or("nobody was asked")?;
            let answered = demo::answer_phone(issuer, true).map_err(went)?;
            answered.then_some(()).ok_or_else(|| "nothing waits on the phone".to_owned())
        }
        _ => Ok(()),
    }
}
