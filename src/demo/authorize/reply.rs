//! Sending the answer back to the client (RFC 6749 §4.1.2, RFC 9207, Form Post Response Mode 1.0, JARM §2.3).

use super::redirect_uri;
use super::{Carry, Mode, Way};
use crate::demo::answer::Answer;
use crate::demo::members::Members;
use crate::demo::provider::Provider;
use crate::demo::site::Site;
use crate::demo::wrong::{Front, Place, Wrong};
use crate::demo::{jarm, pages};

/// What was granted.
pub(super) fn success(provider: &Provider, site: &Site, way: &Way, params: Members) -> Answer {
    send(provider, site, way, params)
}

/// Why nothing was.
pub(super) fn error(provider: &Provider, site: &Site, way: &Way, (error, description): (&str, &str)) -> Answer {
    let params = Members::default().with("error", error).with("error_description", description);
    send(provider, site, way, params)
}

fn send(provider: &Provider, site: &Site, way: &Way, mut params: Members) -> Answer {
    if let Some(state) = &way.state {
        params.set("state", state.as_str());
    }
    params.set("iss", site.issuer.as_str());
    site.shape(&[Place::Answer], &mut params, "");
    let mode = mode(site).unwrap_or(way.mode);
    let params = if mode.signed { signed(provider, site, way, params) } else { params };
    let answer = match mode.carry {
        Carry::Query => redirect(&way.redirect_uri, '?', &params),
        Carry::Fragment => redirect(&way.redirect_uri, '#', &params),
        Carry::FormPost => {
            let source = redirect_uri::form_source(&way.redirect_uri);
            pages::submit(&way.redirect_uri, source, &params.pairs())
        }
    };
    site.send(&[Place::Answer], answer)
}

fn signed(provider: &Provider, site: &Site, way: &Way, params: Members) -> Members {
    let response = Members::default().with("response", jarm::sign(site, provider.keys(), way.client.id, &params));
    let beside = site.wrong().iter().any(|wrong| matches!(wrong, Wrong::Front(Front::Beside)));
    if beside { response.and(params) } else { response }
}

fn mode(site: &Site) -> Option<Mode> {
    site.wrong().iter().find_map(|wrong| if let Wrong::Front(Front::Mode(mode)) = wrong { Some(*mode) } else { None })
}

/// 303: the browser must not send the form of our page again (RFC 9700 §4.12).
fn redirect(uri: &str, mark: char, params: &Members) -> Answer {
    let mut answer = Answer { status: 303, ..Answer::default() };
    answer.set("location", format!("{uri}{mark}{}", params.form()));
    answer.set("cache-control", "no-store");
    answer.set("referrer-policy", "no-referrer");
    answer
}
