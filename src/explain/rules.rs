//! The rules of `assets/faults/`: one table in files by subject, read once, when the first explanation is asked for.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::Explanation;
use super::credential::Auth;
use super::evidence::Evidence;
use super::fact::Fact;
use crate::protocol::exchange::TransportKind;
use crate::record::Words;

/// All rules. That the file parses is tested.
pub(super) static RULES: LazyLock<Rules> =
    LazyLock::new(|| toml::from_str(SOURCE).expect("a test parses the compiled-in rules"));

const SOURCE: &str = concat!(
    include_str!("../../assets/faults/general.toml"),
    include_str!("../../assets/faults/answer.toml"),
    include_str!("../../assets/faults/discovery.toml"),
    include_str!("../../assets/faults/client_auth.toml"),
    include_str!("../../assets/faults/dpop.toml"),
    include_str!("../../assets/faults/tls.toml"),
    include_str!("../../assets/faults/jwks.toml"),
    include_str!("../../assets/faults/signed.toml"),
    include_str!("../../assets/faults/id_token.toml"),
    include_str!("../../assets/faults/request.toml"),
    include_str!("../../assets/faults/listener.toml"),
    include_str!("../../assets/faults/authorization.toml"),
    include_str!("../../assets/faults/jarm.toml"),
    include_str!("../../assets/faults/jwe.toml"),
    include_str!("../../assets/faults/device.toml"),
    include_str!("../../assets/faults/ciba.toml"),
    include_str!("../../assets/faults/notification.toml"),
    include_str!("../../assets/faults/token.toml"),
    include_str!("../../assets/faults/refresh.toml"),
    include_str!("../../assets/faults/userinfo.toml"),
    include_str!("../../assets/faults/paste.toml"),
    include_str!("../../assets/faults/tokens.toml"),
    include_str!("../../assets/faults/acts.toml"),
    include_str!("../../assets/faults/errors.toml"),
    include_str!("../../assets/faults/outcomes.toml"),
);

/// Which answer an OAuth error came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Leg {
    /// The device authorization request.
    DeviceRequest,
    /// A pushed authorization request.
    Par,
    /// The answer of the front channel.
    Authorization,
    /// A poll of the token endpoint.
    Poll,
    /// A backchannel authentication request.
    CibaRequest,
    /// A poll for what a person decides about such a request.
    CibaPoll,
    /// What came to the notification endpoint in place of tokens.
    Push,
    /// A code that is redeemed.
    Token,
    /// A refresh token that is used.
    Refresh,
    /// Any other grant without a person.
    Grant,
    /// A question about a token, or its end.
    Act,
}

/// The table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rules {
    /// Codes that are registered for other endpoints.
    pub elsewhere: Vec<String>,
    /// What fits nothing else.
    pub general: General,
    /// Rules that hold for every JSON answer, by the second part of a check's id.
    pub any: BTreeMap<String, Rule>,
    /// Rules that hold for every signed token, by the second part of a check's id.
    pub signed: BTreeMap<String, Rule>,
    /// Rules by subject and rule.
    pub checks: BTreeMap<String, BTreeMap<String, Rule>>,
    /// Rules by OAuth error code.
    pub errors: BTreeMap<String, Rule>,
    /// Rules by the kind of outcome.
    pub outcomes: BTreeMap<String, Rule>,
}

/// The subjects that are signed tokens.
pub(super) const SIGNED: [&str; 7] =
    ["id_token", "jarm", "access_token", "logout_token", "jwt", "userinfo_jwt", "introspection_jwt"];

/// What fits nothing else.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct General {
    pub unknown_check: Rule,
    pub unregistered: Rule,
    pub nearly_registered: Rule,
    pub elsewhere: Rule,
    pub not_a_code: Rule,
}

impl Rules {
    /// The rule of a check: its own, or one that all signed tokens or all answers share.
    pub fn check(&self, subject: &str, rule: &str) -> Option<&Rule> {
        let own = self.checks.get(subject).and_then(|rules| rules.get(rule));
        own.or_else(|| self.signed.get(rule).filter(|_| SIGNED.contains(&subject))).or_else(|| self.any.get(rule))
    }

    /// The rule of an outcome.
    pub fn outcome(&self, kind: &str) -> &Rule {
        self.outcomes.get(kind).unwrap_or(&self.general.unknown_check)
    }
}

/// One rule: what is said when no variant fits, and the variants.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    pub why: String,
    pub whose: String,
    pub next: String,
    pub keys: Vec<Key>,
    /// Of an error code: the answers it is registered for; none means all.
    #[serde(default)]
    pub legs: Vec<Leg>,
    /// Of an error code: whether it is a word that one provider made up.
    #[serde(default)]
    pub vendor: bool,
    #[serde(default)]
    pub variants: Vec<Variant>,
}

/// What is said instead when all of `when` holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Variant {
    pub when: When,
    pub why: Option<String>,
    pub whose: Option<String>,
    pub next: Option<String>,
    pub keys: Option<Vec<Key>>,
}

/// Conditions; those that are absent hold.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct When {
    pub observed_contains: Option<String>,
    pub observed_starts: Option<String>,
    pub observed_any: Option<Vec<String>>,
    pub expected_contains: Option<String>,
    pub description_any: Option<Vec<String>>,
    pub verdict: Option<String>,
    pub leg: Option<Leg>,
    pub legs: Option<Vec<Leg>>,
    pub broken: Option<String>,
    pub auth: Option<Auth>,
    pub fact: Option<Fact>,
    pub kind: Option<String>,
}

/// A key of the screen that goes with a next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(super) enum Key {
    #[serde(rename = "w")]
    Wire,
    #[serde(rename = "r")]
    Again,
    #[serde(rename = "R")]
    Past,
    #[serde(rename = "e")]
    Edit,
}

impl Key {
    const fn phrase(self) -> &'static str {
        match self {
            Self::Wire => "w shows the exchange",
            Self::Again => "r runs again",
            Self::Past => "R runs again past the stop",
            Self::Edit => "e edits the profile",
        }
    }
}

/// What a rule says in one case.
#[derive(Clone, Debug)]
pub(super) struct Advice {
    pub why: String,
    pub whose: &'static str,
    pub next: String,
    pub keys: Vec<Key>,
}

impl Advice {
    /// The explanation for a reader without a keyboard.
    pub fn without_keys(self) -> Words {
        Words { why: self.why, whose: self.whose, next: self.next }
    }

    /// The explanation for a screen: the next step with its keys.
    pub fn with_keys(self) -> Explanation {
        let keys: Vec<&str> = self.keys.iter().map(|key| key.phrase()).collect();
        let next = if keys.is_empty() { self.next } else { format!("{} {}.", self.next, keys.join(", ")) };
        Explanation { why: self.why, whose: self.whose, next }
    }
}

impl Rule {
    /// Whether one of the variants has more to say than the rule itself.
    pub fn has_variant_for(&self, evidence: &Evidence) -> bool {
        self.variants.iter().any(|variant| variant.when.holds(evidence))
    }

    /// What this rule says, given the evidence.
    pub fn advise(&'static self, evidence: &Evidence) -> Advice {
        let variant = self.variants.iter().find(|variant| variant.when.holds(evidence));
        let of = |own: &'static str, other: Option<&'static String>| other.map_or(own, String::as_str);
        Advice {
            why: evidence.fill(of(&self.why, variant.and_then(|variant| variant.why.as_ref()))),
            whose: of(&self.whose, variant.and_then(|variant| variant.whose.as_ref())),
            next: evidence.fill(of(&self.next, variant.and_then(|variant| variant.next.as_ref()))),
            keys: variant.and_then(|variant| variant.keys.as_ref()).unwrap_or(&self.keys).clone(),
        }
    }
}

impl When {
    /// Whether every condition holds.
    pub fn holds(&self, evidence: &Evidence) -> bool {
        fn met<T>(wanted: Option<&T>, holds: impl FnOnce(&T) -> bool) -> bool {
            wanted.is_none_or(holds)
        }
        met(self.observed_contains.as_ref(), |part| evidence.observed.contains(part.as_str()))
            && met(self.observed_starts.as_ref(), |part| evidence.observed.starts_with(part.as_str()))
            && met(self.observed_any.as_ref(), |any| any.iter().any(|part| evidence.observed.contains(part.as_str())))
            && met(self.expected_contains.as_ref(), |part| evidence.expected.contains(part.as_str()))
            && met(self.description_any.as_ref(), |any| {
                any.iter().any(|part| evidence.description.contains(part.as_str()))
            })
            && met(self.verdict.as_ref(), |word| evidence.verdict.is_some_and(|verdict| verdict.word() == *word))
            && met(self.leg.as_ref(), |leg| evidence.leg == Some(*leg))
            && met(self.legs.as_ref(), |legs| evidence.leg.is_some_and(|leg| legs.contains(&leg)))
            && met(self.broken.as_ref(), |id| evidence.broken.contains(&id.as_str()))
            && met(self.auth.as_ref(), |auth| evidence.auth == Some(*auth))
            && met(self.fact.as_ref(), |fact| evidence.facts.contains(fact))
            && met(self.kind.as_ref(), |word| evidence.kind.is_some_and(|kind| kind_word(kind) == *word))
    }
}

const fn kind_word(kind: TransportKind) -> &'static str {
    match kind {
        TransportKind::Dns => "dns",
        TransportKind::Connect => "connect",
        TransportKind::Tls => "tls",
        TransportKind::Timeout => "timeout",
        TransportKind::Closed => "closed",
        TransportKind::Protocol => "protocol",
        TransportKind::Refused => "refused",
    }
}
