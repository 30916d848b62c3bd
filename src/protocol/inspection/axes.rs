//! The sides of a token apart, told from its rows: a glance that says where to look.

use crate::protocol::check::{Finding, Verdict};
use crate::protocol::signed::SignatureState;

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
            signature: side(&SIGNATURE).of_signature(state, key),
            algorithm: side(&ALGORITHM),
            claims: Axis::of(judged_claims(findings.iter().filter(|row| !is_jwe(row) && !among(row, &named))), &[]),
            times: side(&TIMES),
        }
    }
}

/// That about hidden text is of the header as well: where no other row could be judged, it says nothing of the claims.
fn judged_claims<'a>(rows: impl Iterator<Item = &'a Finding>) -> impl Iterator<Item = &'a Finding> {
    let rows: Vec<&Finding> = rows.collect();
    let of_header = |row: &Finding| row.check.id.ends_with(".hidden_text") && row.verdict == Verdict::Pass;
    let unseen = rows.iter().all(|row| row.verdict == Verdict::Skip || of_header(row));
    rows.into_iter().filter(move |row| !(unseen && of_header(row)))
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
            Verdict::Pass => match rows.iter().find(leading).filter(|row| row.verdict == Verdict::Pass) {
                Some(row) => row.observed.clone(),
                None => format!("{alike} of {} rows hold, the others are not judged", rows.len()),
            },
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
