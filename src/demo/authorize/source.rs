//! Where the parameters of a request are: in it, in a signed object (RFC 9101), or pushed before (RFC 9126).

use super::mode::{Carry, Mode, Parts};
use super::{Refusal, Way, redirect_uri};
use crate::demo::client::{self, Client};
use crate::demo::form::Form;
use crate::demo::par;
use crate::demo::provider::Provider;
use crate::demo::request_object;
use crate::demo::site::Site;

/// The parameters that count, and whose they are.
pub(in crate::demo) struct Source {
    pub client: &'static Client,
    pub params: Form,
    /// They were pushed.
    pub pushed: bool,
}

impl Source {
    /// Looks at what the browser brought.
    pub fn find(provider: &Provider, site: &Site, form: &Form) -> Result<Self, Refusal> {
        let id = form.get("client_id").ok_or_else(|| Refusal::Page("There is no client_id.".to_owned()))?;
        let Some(client) = client::registered(id) else {
            return Err(Refusal::Page("No client is registered under this client_id.".to_owned()));
        };
        let Some(request_uri) = form.get("request_uri") else { return Self::given(site, client, form, false) };
        if form.get("request").is_some() {
            let both = "request and request_uri must not come together.";
            return Err(unreadable(client, form, "invalid_request", both));
        }
        let (params, problem) = match par::take(provider, site, client, request_uri) {
            par::Taken::Unknown => {
                let unknown = "This request_uri was not given out here.";
                return Err(unreadable(client, form, "invalid_request_uri", unknown));
            }
            par::Taken::Late(params) => (params, Some("This request_uri has expired.")),
            par::Taken::Again(params) => (params, Some("This request_uri was used before.")),
            par::Taken::Fresh(params) => (params, None),
        };
        match problem {
            Some(problem) => Err(unreadable(client, &params, "invalid_request_uri", problem)),
            None => Self::given(site, client, &params, true),
        }
    }

    /// The parameters as they stand, or those inside their signed object: with one, only these count.
    pub fn given(site: &Site, client: &'static Client, form: &Form, pushed: bool) -> Result<Self, Refusal> {
        let Some(object) = form.get("request") else {
            return Ok(Self { client, params: form.clone(), pushed });
        };
        match request_object::read(site, client, object) {
            Ok(mut params) => {
                // What the client proved as it pushed counts beside what it signed.
                if let Some(key) = form.get("dpop_jkt").filter(|_| pushed && params.get("dpop_jkt").is_none()) {
                    params.0.push(("dpop_jkt".to_owned(), key.to_owned()));
                }
                Ok(Self { client, params, pushed })
            }
            Err(problem) => Err(unreadable(client, form, "invalid_request_object", &problem)),
        }
    }
}

/// A refusal where the parameters themselves cannot be trusted: the client is told if it can be reached.
fn unreadable(client: &'static Client, form: &Form, error: &'static str, problem: &str) -> Refusal {
    match form.get("redirect_uri").filter(|uri| redirect_uri::is_registered(uri)) {
        None => Refusal::Page(problem.to_owned()),
        Some(uri) => {
            let parts = form.get("response_type").and_then(Parts::read).unwrap_or_default();
            let plain = Mode { carry: Carry::Query, signed: false };
            let way = Way {
                client,
                redirect_uri: uri.to_owned(),
                mode: Mode::read(form.get("response_mode"), parts).unwrap_or(plain),
                state: form.get("state").map(str::to_owned),
            };
            way.refuse(error, problem)
        }
    }
}
