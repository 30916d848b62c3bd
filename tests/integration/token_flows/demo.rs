//! Every profile of the embedded provider, as `grantty demo` lists them: each runs to its end, and no row is red or
//! unexpectedly amber.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use grantty::demo::{self, Demo, Options};

use super::{address, report, stray};
use crate::program::home::Home;
use crate::program::pipes::Piped;
use crate::program::terminal::End;

/// How many runs at a time. They mostly wait for their next poll.
const AT_A_TIME: usize = 12;

/// What an honest profile is warned about all the same: the grant is not in OAuth 2.1, which the profile says.
const PASSWORD: &[&str] = &["token.password_grant"];

/// Nor is a secret without its encoding in the standard, which the profile says as well.
const RAW: &[&str] = &["client_auth.basic_encoding"];

struct Stage {
    demo: Demo,
    home: Home,
    /// There is one phone, and it answers whatever waits on it.
    phone: Mutex<()>,
}

#[test]
fn every_profile_of_the_demonstration_is_green() {
    let demo = Demo::start(Options { interval: 1, ..Options::default() }).expect("a free port");
    let stage = Stage { demo, home: Home::new(), phone: Mutex::default() };
    let profiles = demo::profiles(stage.demo.issuer());
    assert!(profiles.len() > 30, "{}", profiles.len());
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                while let Some((name, text)) = profiles.get(next.fetch_add(1, Ordering::Relaxed)) {
                    wrong.lock().expect("nobody panics with it").extend(stage.judge(name, text));
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("nobody panics with it");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Metadata and keys are read where nobody asks for a certificate, which is what the aliases are for.
const UNASKED: &[&str] = &["tls.client_certificate"];

fn expected(name: &str, flow: &str) -> &'static [&'static str] {
    match (name, flow) {
        (_, "password") => PASSWORD,
        ("demo-basic-raw", _) => RAW,
        ("demo-mtls-aliases", _) => UNASKED,
        _ => &[],
    }
}

impl Stage {
    /// Everything that is not as it should be.
    fn judge(&self, name: &str, text: &str) -> Vec<String> {
        self.home.profile(name, text);
        let flow = text
            .lines()
            .find_map(|line| line.strip_prefix("flow   = \""))
            .map_or("", |flow| flow.trim_end_matches('"'));
        let one_phone = (flow == "ciba").then(|| self.phone.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
        let mut run = Piped::start(&self.home, &["run", name, "--json", "--events", "--browser", "none"], &[]);
        let mut wrong: Vec<String> = self.person(flow, &mut run).err().into_iter().collect();
        let done = run.done();
        drop(one_phone);
        if done.end != End::Code(0) {
            wrong.push(format!("ended with {:?}: {}", done.end, done.err));
        }
        match report(&done) {
            Some(report) => wrong.extend(stray(&report, expected(name, flow))),
            None => wrong.push(format!("no report: {}", done.out)),
        }
        wrong.into_iter().map(|what| format!("{name}: {what}")).collect()
    }

    /// What a person does in that flow, if there is one in it.
    fn person(&self, flow: &str, run: &mut Piped) -> Result<(), String> {
        let went = |error: std::io::Error| error.to_string();
        let opened = |run: &mut Piped| address(run).ok_or_else(|| "no address was opened".to_owned());
        match flow {
            "code" => demo::sign_in(&opened(run)?, true).map(drop).map_err(went),
            "logout" => demo::log_out(&opened(run)?).map(drop).map_err(went),
            "device" | "ciba" => {
                let prompt = run.wait_event("prompt").ok_or("nobody was asked")?;
                let code = prompt["user_code"].as_str().unwrap_or_default();
                let issuer = self.demo.issuer();
                let done = match flow {
                    "device" => demo::approve(issuer, code, true).map(|()| true),
                    _ => demo::answer_phone(issuer, true),
                };
                done.map_err(went)?.then_some(()).ok_or_else(|| "nothing waits on the phone".to_owned())
            }
            _ => Ok(()),
        }
    }
}
