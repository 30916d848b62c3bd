//! The answer, parameter by parameter, what is wrong with it first; and a signed one that is not believed, taken apart.

use super::naming;
use super::{Maker, Told};
use crate::protocol::authorize;
use crate::protocol::check::{Finding, Verdict, difference};
use crate::protocol::exchange::Value;
use crate::protocol::jose::jwt;
use crate::protocol::json::Json;
use crate::protocol::listener::{Source, VisitKind};
use crate::protocol::secret::Secret;
use crate::record::VisitRow;
use crate::tui::claims;
use crate::tui::parameters;
use crate::tui::text::Piece;
use crate::tui::theme::Role;
use crate::tui::tokens;

/// Claims of a signed answer that nobody else may see.
const VALUABLE: [&str; 6] = ["code", "id_token", "access_token", "refresh_token", "token", "response"];

/// Members of its header that say how it was signed.
const HEADER: [&str; 3] = ["alg", "kid", "typ"];

impl Maker<'_> {
    /// The answer that was taken: out of its JWT, where it came in one. When the run ended without one, the last that
    /// looked like it.
    pub(super) fn answer(&mut self) {
        let run = self.run;
        let taken = run.visits.iter().rev().find(|row| row.visit.kind == VisitKind::Answer);
        if taken.is_none() && run.callback.is_none() {
            return self.stranger();
        }
        let Some(parameters) = run.callback.as_ref().or(taken.map(|row| &row.visit.parameters)) else { return };
        let sealed = run.callback.is_some() && taken.is_some_and(|row| has_response(&row.visit.parameters));
        let believed = sealed && taken.is_some_and(|row| row.visit.parameters != *parameters);
        let way = taken.map_or(String::new(), |row| {
            let pasted = if row.visit.source == Source::Pasted { ", pasted" } else { "" };
            let jwt = if believed { "in a signed JWT " } else { "" };
            format!("{jwt}{}{pasted}", row.visit.place.phrase())
        });
        let rows: Vec<&Finding> = run.checks.iter().map(|row| &row.finding).collect();
        self.parameters(("Answer", &way), parameters, &rows);
        if sealed && !believed {
            self.sealed(parameters, &rows);
        }
    }

    fn stranger(&mut self) {
        let run = self.run;
        let pretends = |row: &&VisitRow| matches!(row.visit.kind, VisitKind::OtherState | VisitKind::NoState);
        let last = run.visits.iter().rev().find(pretends);
        let Some(row) = last.filter(|_| run.outcome.is_some()) else { return };
        let rows: Vec<&Finding> = row.findings.iter().collect();
        self.parameters(("Not taken", row.visit.phrase()), &row.visit.parameters, &rows);
        self.sealed(&row.visit.parameters, &rows);
    }

    /// A section of parameters that came; those that something is wrong with stand first.
    fn parameters(&mut self, (title, way): (&str, &str), all: &[(String, Value)], rows: &[&Finding]) {
        self.heading(title, way);
        if all.is_empty() {
            self.line(vec![Piece::new(Role::Dim, "no parameter")]);
        }
        let told = all.iter().map(|(name, value)| {
            let twice = all.iter().filter(|(other, _)| other == name).count() > 1;
            let about = naming::parameter(name, twice, rows.iter().copied());
            (name.clone(), value.clone(), self.told(name, value, about))
        });
        self.sorted(told.collect());
    }

    fn sorted(&mut self, mut told: Vec<(String, Value, Told)>) {
        let bad = |told: &Told| told.verdict.filter(|verdict| *verdict <= Verdict::Warn).unwrap_or(Verdict::Pass);
        told.sort_by_key(|(_, _, told)| bad(told));
        self.names_of(told.iter().map(|(name, ..)| name.as_str()));
        for (name, value, told) in told {
            self.item(&name, &value, told);
        }
    }

    /// A word about a parameter of an answer, and the worst verdict of its rows.
    fn told(&self, name: &str, value: &Value, rows: Vec<Finding>) -> Told {
        // That an error is well formed is no good news.
        let verdict = naming::worst(&rows).filter(|verdict| !(name == "error" && *verdict == Verdict::Pass));
        let sent = self.run.authorization.as_ref().and_then(|request| authorize::value(&request.parameters, "state"));
        let word = match (name, verdict, sent) {
            ("state", Some(Verdict::Pass), _) => "is the one we sent".to_owned(),
            ("state", _, Some(sent)) => {
                difference(sent, value.reveal()).map_or_else(String::new, std::borrow::Cow::into_owned)
            }
            ("iss", Some(Verdict::Pass), _) => "is the issuer".to_owned(),
            ("id_token" | "access_token" | "refresh_token", ..) => tokens::whereabouts(self.run, name).to_owned(),
            _ => parameters::word(name).to_owned(),
        };
        Told { verdict, word, rows }
    }

    /// What stands in a signed answer whose signature proves nothing: anybody may have written it.
    fn sealed(&mut self, parameters: &[(String, Value)], rows: &[&Finding]) {
        let Some(response) = authorize::value(parameters, "response") else { return };
        let decoded = jwt::read(response);
        let more = if decoded.is_encrypted() { "encrypted, not trusted" } else { "not trusted" };
        self.heading("Inside response", more);
        let mut told = Vec::new();
        let mut part = |name: &str, value: Value, in_header: bool| {
            let rows = naming::sealed(name, in_header, rows.iter().copied());
            let word = claims::about(name).to_owned();
            told.push((name.to_owned(), value, Told { verdict: naming::worst(&rows), word, rows }));
        };
        let signature = rows.iter().find(|row| row.check.id == "jarm.signature");
        if let Some(row) = signature {
            part("signature", Value::Plain(row.observed.clone()), true);
        }
        for name in HEADER {
            if let Some(value) = decoded.header.as_ref().and_then(|header| header.get(name)) {
                part(name, claimed("", value), true);
            }
        }
        let claims = decoded.payload.as_ref().filter(|_| !decoded.is_encrypted()).and_then(Json::as_object);
        for (name, value) in claims.unwrap_or_default() {
            part(name, claimed(name, value), false);
        }
        if decoded.header.is_none() && claims.is_none() {
            self.line(vec![Piece::new(Role::Dim, "nothing of it can be read")]);
        }
        self.sorted(told);
    }
}

fn has_response(parameters: &[(String, Value)]) -> bool {
    parameters.iter().any(|(name, _)| name == "response")
}

/// A claim as a value; what could be redeemed or used stays secret, whoever wrote it.
fn claimed(name: &str, value: &Json) -> Value {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match VALUABLE.into_iter().find(|known| *known == name) {
        Some(kind) => Value::Secret(kind, Secret::new(text)),
        None => Value::Plain(text),
    }
}
