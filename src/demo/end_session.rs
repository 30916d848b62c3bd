//! Logging out at the provider (OpenID Connect RP-Initiated Logout 1.0): a client sends the browser here, the person
//! confirms, and the browser goes back.

use super::answer::Answer;
use super::client::{self, Client};
use super::form::Form;
use super::members::Members;
use super::provider::Provider;
use super::request::Request;
use super::site::Site;
use super::visit::Visit;
use super::wrong::{Place, Wrong};
use super::{fixed, jwt, pages};
use serde_json::Value;

/// Where the browser may be sent afterwards: this computer, any port, these paths.
const PATHS: [&str; 3] = ["/logged-out", "/callback", "/cb"];
const HOSTS: [&str; 3] = ["http://127.0.0.1", "http://localhost", "http://[::1]"];

/// What the page of a request carries on to the decision.
const CARRIED: [&str; 4] = ["id_token_hint", "client_id", "post_logout_redirect_uri", "state"];

/// Answers a request for the page, or the decision that was made on it.
pub(super) fn answer(provider: &Provider, site: &Site, request: &Request, path: &str) -> Answer {
    let visit = Visit::of(provider, site, request);
    let params = if request.method == "POST" { &request.form } else { &request.query };
    let page = pages::Page { leads_to: leads_to(params), ..visit.page(site, "end_session") };
    let answer = match Wish::read(provider, site, params) {
        Err(why) => pages::cannot_answer(&page, why),
        Ok(wish) if path.ends_with("/decision") && visit.sent(request) => {
            decide(provider, site, request, &visit, &wish)
        }
        Ok(wish) => {
            let carried: Vec<(&str, &str)> =
                CARRIED.iter().filter_map(|name| Some((*name, params.get(name)?))).collect();
            pages::log_out(&page, wish.client.map(|client| client.name), &carried)
        }
    };
    visit.keep(site, answer)
}

/// What a good request wants.
struct Wish {
    client: Option<&'static Client>,
    /// Where to go afterwards, and with which `state`.
    back: Option<(String, Option<String>)>,
}

impl Wish {
    fn read(provider: &Provider, site: &Site, params: &Form) -> Result<Self, &'static str> {
        if params.repeated().is_some() {
            return Err("A parameter comes more than once.");
        }
        let named = match params.get("client_id") {
            None => None,
            Some(id) => Some(client::registered(id).ok_or("No client is registered under this client_id.")?),
        };
        let hinted = match params.get("id_token_hint") {
            None => None,
            Some(hint) => {
                Some(audience(provider, site, hint).ok_or("The id_token_hint is no ID Token of this provider.")?)
            }
        };
        if let (Some(named), Some(hinted)) = (named, hinted)
            && named != hinted
        {
            return Err("The id_token_hint was issued to another client than client_id names.");
        }
        let client = named.or(hinted);
        let back = match params.get("post_logout_redirect_uri") {
            None => None,
            Some(_) if client.is_none() => return Err("It is not known whose post_logout_redirect_uri this is."),
            Some(uri) if !is_registered(uri) => return Err("This post_logout_redirect_uri is not registered."),
            Some(uri) => Some((uri.to_owned(), params.get("state").map(str::to_owned))),
        };
        Ok(Self { client, back })
    }
}

/// The client an ID Token was issued to, expired or not (§2).
fn audience(provider: &Provider, site: &Site, token: &str) -> Option<&'static Client> {
    if let Some((client, _)) = fixed::hinted(site, token) {
        return Some(client);
    }
    let claims = jwt::ours(provider.keys(), token)?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    client::registered(text("aud")?).filter(|_| text("iss") == Some(&site.issuer))
}

fn decide(provider: &Provider, site: &Site, request: &Request, visit: &Visit, wish: &Wish) -> Answer {
    if request.form.get("decision") == Some("allow") {
        provider.state().sessions.remove(&visit.cookie);
    }
    let stays = site.wrong().iter().any(|wrong| matches!(wrong, Wrong::NoWayBack));
    let Some((uri, state)) = wish.back.as_ref().filter(|_| !stays) else {
        return pages::logged_out(&visit.page(site, "end_session"));
    };
    let mut params = Members::default();
    if let Some(state) = state {
        params.set("state", state.as_str());
    }
    site.shape(&[Place::Logout], &mut params, "");
    let query = params.form();
    let mut answer = Answer { status: 303, ..Answer::default() };
    answer.set("location", if query.is_empty() { uri.clone() } else { format!("{uri}?{query}") });
    answer.set("cache-control", "no-store");
    answer.set("referrer-policy", "no-referrer");
    site.send(&[Place::Logout], answer)
}

fn is_registered(uri: &str) -> bool {
    let Some(rest) = HOSTS.iter().find_map(|host| uri.strip_prefix(host)) else { return false };
    let (port, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let any_port = port.is_empty() || port.strip_prefix(':').is_some_and(|digits| digits.parse::<u16>().is_ok());
    any_port && PATHS.contains(&path)
}

/// The origin that the page's form may lead to; a policy has no word for an IPv6 address.
fn leads_to(params: &Form) -> Option<String> {
    let uri = params.get("post_logout_redirect_uri").filter(|uri| is_registered(uri))?;
    if uri.contains('[') {
        return Some("http:".to_owned());
    }
    Some(PATHS.iter().find_map(|path| uri.strip_suffix(path)).unwrap_or(uri).to_owned())
}
