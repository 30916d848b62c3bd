//! The sides of a token apart, told from its rows: a glance that says where to look.

use crate::protocol::check::{Finding, Verdict};
use crate::protocol::signed::{SignatureState, is_refusing};

/// One side of a token: the worst verdict of its rows, and a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    /// The worst of its rows.
    pub verdict: Verdict,
    /// What to say of it.
    pub sentence: String,
}

/// The sides of a token, judged apart: a token may be well-formed and badly signed, or well signed and expired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axes {
    /// Its parts, base64url, JSON, encryption.
    pub form: Axis,
    /// Key and signature.
    pub signature: Axis,
    /// The algorithm and the header.
    pub algorithm: Axis,
    /// The claims that are no times.
    pub claims: Axis,
    /// `exp`, `nbf`, `iat`, `auth_time`.
    pub times: Axis,
}

const FORM: [&str; 6] = ["form", "size", "base64", "json", "duplicate", "encryption"];
const SIGNATURE: [&str; 5] = ["key", "key_use", "key_alg", "secret_length", "signature"];
const ALGORITHM: [&str; 8] =
    ["alg", "alg_expected", "alg_confusion", "crit", "b64", "typ", "explicit_type", "embedded_key"];
const TIMES: [&str; 6] = ["exp", "exp_range", "iat", "nbf", "auth_time", "lifetime"];

impl Axes {
    /// The sides as these rows show them.
    pub(super) fn of(findings: &[Finding], state: SignatureState, key: Option<&str>) -> Self {
        let rule = |row: &Finding| row.check.id.split_once('.').map_or("", |(_, rule)| rule);
        let is_jwe = |row: &Finding| row.check.id.starts_with("jwe.");
        let among = |row: &Finding, rules: &[&str]| !is_jwe(row) && rules.contains(&rule(row));
        let named = [&FORM[..], &SIGNATURE[..], &ALGORITHM[..], &TIMES[..]].concat();
        let side = |rules: &[&str]| Axis::of(findings.iter().filter(|row| among(row, rules)), rules);
        Self {
            form: Axis::of(findings.iter().filter(|row| is_jwe(row) || among(row, &FORM)), &FORM),
            signature: match state {
                SignatureState::Refused => refused(findings),
                state => side(&SIGNATURE).of_signature(state, key),
            },
            algorithm: side(&ALGORITHM),
            claims: Axis::of(judged_claims(findings.iter().filter(|row| !is_jwe(row) && !among(row, &named))), &[]),
            times: side(&TIMES),
        }
    }
}

/// A signature that fits proves nothing where the token must be refused.
fn refused(findings: &[Finding]) -> Axis {
    let rule = |row: &Finding| row.check.id.split_once('.').map_or("", |(_, rule)| rule);
    let why = |row: &&Finding| row.verdict == Verdict::Fail && (is_refusing(row) || rule(row) == "duplicate");
    let why: Vec<&str> = findings.iter().filter(why).map(rule).collect();
    Axis { verdict: Verdict::Fail, sentence: format!("fits, but must not be accepted: {}", why.join(", ")) }
}

/// That about hidden text is of the header as well: where no other row could be judged, it says nothing of the claims.
fn judged_claims<'a>(rows: impl Iterator<Item = &'a Finding>) -> impl Iterator<Item = &'a Finding> {
    let rows: Vec<&Finding> = rows.collect();
    let of_header = |row: &Finding| row.check.id.ends_with(".hidden_text") && row.verdict == Verdict::Pass;
    let unseen = rows.iter().all(|row| row.verdict == Verdict::Skip || of_header(row));
    rows.into_iter().filter(move |row| !(unseen && of_header(row)))
}

/// What was not said, and rows would have been judged by.
fn others(rows: &[&Finding]) -> String {
    const WANTED: [(&str, &str); 3] = [("iss", "issuer"), ("aud", "audience"), ("nonce", "nonce")];
    let is_missing = |rule: &str| {
        let of = |row: &&&Finding| row.check.id.split_once('.').is_some_and(|(_, own)| own == rule);
        rows.iter().find(of).is_some_and(|row| row.verdict == Verdict::Skip && row.observed.contains("to compare with"))
    };
    let missing: Vec<&str> = WANTED.iter().filter(|(rule, _)| is_missing(rule)).map(|(_, word)| *word).collect();
    match missing.as_slice() {
        [] => "the others are not judged".to_owned(),
        words => format!("the others are not judged: no {} given", words.join(", no ")),
    }
}

impl Axis {
    /// The worst of these rows, which tells the sentence; where nothing is wrong, the row of the first rule does.
    fn of<'a>(rows: impl Iterator<Item = &'a Finding>, rules: &[&str]) -> Self {
        let rows: Vec<&Finding> = rows.collect();
        let leading = |row: &&&Finding| rules.first().is_some_and(|rule| row.check.id.ends_with(&format!(".{rule}")));
        let Some(worst) = rows.iter().min_by_key(|row| row.verdict) else {
            return Self { verdict: Verdict::Skip, sentence: "not judged".to_owned() };
        };
        let verdict = worst.verdict;
        let alike = rows.iter().filter(|row| row.verdict == verdict).count();
        let sentence = match verdict {
            Verdict::Fail | Verdict::Warn => {
                let more = if alike > 1 { format!(" (and {} more)", alike - 1) } else { String::new() };
                format!("{}: {}{more}", worst.check.id, worst.observed)
            }
            Verdict::Pass => {
                let held = format!("{alike} of {} rows hold", rows.len());
                match rows.iter().find(leading) {
                    Some(row) if row.verdict == Verdict::Pass => row.observed.clone(),
                    Some(row) if row.verdict == Verdict::Skip => format!("{}; {held}", row.observed),
                    _ => format!("{held}, {}", others(&rows)),
                }
            }
            Verdict::Skip => worst.observed.clone(),
        };
        Self { verdict, sentence }
    }

    /// Nothing about a signature holds before it was checked.
    fn of_signature(self, state: SignatureState, key: Option<&str>) -> Self {
        match (state, self.verdict) {
            (SignatureState::Verified, Verdict::Pass) => {
                let key = key.map_or_else(String::new, |key| format!(" by {key}"));
                Self { verdict: Verdict::Pass, sentence: format!("verified{key}") }
            }
            (SignatureState::Verified, _) => self,
            (SignatureState::KeyNotFound, Verdict::Fail) => {
                let why = self.sentence.split_once(": ").map_or(self.sentence.as_str(), |(_, why)| why);
                let why = why.strip_prefix("no such key; ").unwrap_or(why);
                Self { sentence: format!("{}: {why}", state.word()), ..self }
            }
            (state, Verdict::Fail) => Self { sentence: format!("{}: {}", state.word(), self.sentence), ..self },
            (state, verdict) => {
                let verdict = match (state, verdict) {
                    (SignatureState::Bad, Verdict::Pass) => Verdict::Fail,
                    (_, Verdict::Pass) => Verdict::Skip,
                    (_, verdict) => verdict,
                };
                Self { verdict, sentence: format!("{}: {}", state.word(), self.sentence) }
            }
        }
    }
}
