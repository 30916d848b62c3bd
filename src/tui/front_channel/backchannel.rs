//! The backchannel authentication request and its answer, parameter by parameter.

use super::{Maker, Told, naming};
use crate::protocol::authorize;
use crate::protocol::check::{Finding, Verdict};
use crate::protocol::exchange::{Purpose, Value};
use crate::protocol::jose::jwt;
use crate::protocol::json::{self, Json};
use crate::protocol::secret::Secret;
use crate::record::{End, Exchange};
use crate::tui::claims;
use crate::tui::parameters;
use crate::tui::text::Piece;
use crate::tui::theme::Role;

/// Members that nobody else may see, of a signed request and of the answer.
const VALUABLE: [&str; 5] =
    ["auth_req_id", "client_notification_token", "id_token_hint", "login_hint_token", "user_code"];

/// Claims of any JWT, beside the parameters in a signed one.
const REGISTERED: [&str; 6] = ["iss", "aud", "exp", "iat", "nbf", "jti"];

impl Maker<'_> {
    /// The last request that was sent, and what came of it.
    pub(super) fn backchannel(&mut self) {
        let run = self.run;
        let mine = |exchange: &&Exchange| exchange.request.purpose == Purpose::BackchannelAuthentication;
        let Some(exchange) = run.exchanges.iter().rfind(mine) else { return };
        let mine = run.checks.iter().filter(|row| row.exchange.is_none_or(|n| n == exchange.n));
        let rows: Vec<Finding> = mine.map(|row| row.finding.clone()).collect();
        if let End::Answered(response) = &exchange.end {
            let read = json::parse(&response.body).ok().map(|parsed| parsed.value);
            let members = read.as_ref().and_then(Json::as_object).unwrap_or_default();
            self.heading("Answer", &format!("status {}", response.status));
            if members.is_empty() {
                self.line(vec![Piece::new(Role::Dim, "nothing that can be read as an object")]);
            }
            self.judged(&valued(members), &rows, false);
        }
        let form = &exchange.request.form;
        let claims = authorize::value(form, "request").map(|object| jwt::read(object).payload);
        if let Some(claims) = claims.flatten() {
            self.heading("Request", "signed, inside of request");
            self.judged(&valued(claims.as_object().unwrap_or_default()), &rows, true);
            self.heading("Form", "as it is sent");
        } else {
            self.heading("Request", "as a form");
        }
        self.judged(form, &rows, false);
    }

    fn judged(&mut self, parameters: &[(String, Value)], rows: &[Finding], is_signed: bool) {
        self.names_of(parameters.iter().map(|(name, _)| name.as_str()));
        for (name, value) in parameters {
            let rows = naming::backchannel(name, rows.iter());
            let word = if is_signed && REGISTERED.contains(&name.as_str()) {
                claims::about(name).to_owned()
            } else {
                parameters::of_backchannel(name).map_or_else(String::new, |found| found.word.clone())
            };
            // That an error is well formed is no good news.
            let verdict = naming::worst(&rows).filter(|verdict| name != "error" || *verdict != Verdict::Pass);
            let told = Told { verdict, word, rows };
            self.item(name, value, told);
        }
    }
}

fn valued(members: &[(String, Json)]) -> Vec<(String, Value)> {
    let value = |name: &str, value: &Json| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        match VALUABLE.into_iter().find(|known| *known == name) {
            Some(kind) => Value::Secret(kind, Secret::new(text)),
            None => Value::Plain(text),
        }
    };
    members.iter().map(|(name, member)| (name.clone(), value(name, member))).collect()
}
