//! Nothing invalid is ever accepted: good tokens of every algorithm, each bent in every way that somebody has tried on
//! a verifier, and none of them is called verified while no row is red.

mod bends;
mod keys;

use std::time::Duration;

use grantty::protocol::check::Verdict;
use grantty::protocol::given_keys;
use grantty::protocol::inspection::{self, Against, Inspection, Keys, Kind, SignatureState};
use grantty::protocol::jose::decryption_key::DecryptionKey;
use grantty::protocol::jose::mac_key::MacKey;
use grantty::protocol::secret::Secret;
use grantty::protocol::time::Now;
use serde_json::{Value, json};

use crate::program::home::Home;
use crate::program::pipes::Piped;
use bends::Bend;

/// Many tokens are judged here; fewer than these, and the table has lost rows.
const AT_LEAST: usize = 1000;

/// What the one who judges has been given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Given {
    /// Every public key, and the shared secret.
    All,
    /// Every public key.
    Public,
    /// The shared secret.
    Secret,
}

/// The judgement, and the ids of its red rows.
fn judged(token: &str, set: &[Value], given: Given, kind: Option<Kind>) -> (Inspection, Vec<&'static str>) {
    let text = Secret::new(json!({ "keys": set }).to_string());
    let keys = given_keys::read(&text, "the keys").expect("a key set").set;
    let macs = [MacKey::of_secret(&Secret::new(keys::SECRET))];
    let opening = DecryptionKey::read(&Secret::new(bends::SEALING)).expect("a shared secret");
    let against = Against {
        kind,
        keys: if given == Given::Secret { Keys::NotGiven } else { Keys::Set(&keys) },
        macs: if given == Given::Public { &[] } else { &macs },
        decryption_keys: &opening,
        ..Against::nothing(Now { mono: Duration::ZERO, unix: keys::NOW })
    };
    let report = inspection::judge(&Secret::new(token), &against);
    let red = report.findings.iter().filter(|row| row.verdict == Verdict::Fail).map(|row| row.check.id).collect();
    (report.value.expect("there is always something to show"), red)
}

/// Every way of bending, for every algorithm.
fn table() -> Vec<Bend> {
    keys::ALGORITHMS.iter().flat_map(|alg| bends::of(alg)).collect()
}

#[test]
fn a_good_token_of_every_algorithm_is_accepted() {
    for alg in keys::ALGORITHMS {
        let (good, red) = judged(&bends::good(alg), &keys::set(), Given::All, None);
        assert_eq!((good.signature, red), (SignatureState::Verified, Vec::new()), "{alg}");
    }
}

#[test]
fn no_bent_token_is_verified_without_a_red_row() {
    grantty::covers!("IDT-19", "IDT-25", "IDT-26", "IDT-27", "IDT-28", "IDT-34", "IDT-35", "IDT-37", "IDT-40");
    let table = table();
    let mut wrong = Vec::new();
    for bend in &table {
        for given in [Given::All, Given::Public, Given::Secret] {
            for kind in [None, Some(Kind::Jws), Some(Kind::AccessToken)] {
                let (seen, red) = judged(&bend.token, &bend.set, given, kind);
                let verified = seen.signature == SignatureState::Verified;
                let green = seen.axes.signature.verdict == Verdict::Pass && seen.axes.form.verdict != Verdict::Fail;
                if verified && (red.is_empty() || bend.is_forged) || green && red.is_empty() {
                    wrong
                        .push(format!("{} {}: {given:?}, {kind:?}: {:?}, {red:?}", bend.alg, bend.how, seen.signature));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), table.len(), wrong.join("\n"));
    println!("{} bent tokens", table.len());
    assert!(table.len() >= AT_LEAST, "only {} bent tokens", table.len());
}

/// Where nothing is missing, silence about a bent token would be as bad as a good word.
#[test]
fn every_bent_token_has_a_red_row_when_all_keys_are_at_hand() {
    let silent = |bend: &&Bend| judged(&bend.token, &bend.set, Given::All, Some(Kind::Jwt)).1.is_empty();
    let silent: Vec<String> = table()
        .iter()
        .filter(|bend| !bend.is_unchecked)
        .filter(silent)
        .map(|bend| format!("{} {}", bend.alg, bend.how))
        .collect();
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

#[test]
fn the_program_accepts_none_of_a_sample() {
    let home = Home::new();
    home.file("keys.json", &json!({ "keys": keys::set() }).to_string());
    let look = |token: &str| {
        let args = ["inspect", "-", "--jwks", "keys.json", "--secret", "env:SECRET", "--json"];
        Piped::fed(&home, &args, &[("SECRET", keys::SECRET)], token)
    };
    let state = |said: &Value| said["inspections"][0]["signature"].as_str().unwrap_or("nothing").to_owned();
    for alg in ["RS256", "ES512"] {
        assert_eq!(state(&look(&bends::good(alg)).must_be(0).json()), "verified", "{alg}");
    }
    let table: Vec<Bend> = table().into_iter().filter(|bend| bend.set == keys::set() && !bend.is_unchecked).collect();
    let step = table.len() / 20;
    for bend in table.iter().step_by(step).take(20) {
        let said = look(&bend.token).must_be(1).json();
        assert!(!bend.is_forged || state(&said) != "verified", "{} {}", bend.alg, bend.how);
    }
}
