//! What arrived, against what has to: method, path, header and body, in their order.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use grantty::demo::Kept;
use url::form_urlencoded::byte_serialize;

use super::flows::Flow;
use super::{Method, Stage, Way, assertion};

/// The endpoints that want to know who asks.
const ENDPOINTS: [&str; 6] = ["/token", "/device_authorization", "/bc-authorize", "/par", "/introspect", "/revoke"];

/// What precedes an assertion in a form.
const TYPE: &str =
    "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=";

/// What is wrong with the requests of a run.
pub fn judge(stage: &mut Stage, method: &Method, (flow, requests): (&Flow, &[Kept])) -> Vec<String> {
    let path = |kept: &Kept| {
        let path = kept.path().strip_prefix(method.prefix)?;
        ENDPOINTS.iter().find(|endpoint| **endpoint == path).copied()
    };
    let asked: Vec<(&str, &Kept)> = requests.iter().filter_map(|kept| Some((path(kept)?, kept))).collect();
    // A poll may come again.
    let mut order: Vec<&str> = asked.iter().map(|(path, _)| *path).collect();
    order.dedup();
    let wanted: Vec<&str> = flow.sends.iter().map(|(path, _)| *path).collect();
    if order != wanted {
        return vec![format!("asked {order:?} instead of {wanted:?}")];
    }
    let form = |path: &str| flow.sends.iter().find(|(endpoint, _)| *endpoint == path).map_or("", |(_, form)| *form);
    asked.into_iter().flat_map(|(path, kept)| of_request(stage, method, (path, form(path), kept))).collect()
}

fn of_request(stage: &mut Stage, method: &Method, (path, form, kept): (&str, &str, &Kept)) -> Vec<String> {
    let id = stage.said("client", "id").to_owned();
    let (authorization, shows) = expected(stage, method.way, path);
    let mut wrong = head(kept, method, path);
    if kept.header("authorization") != authorization.as_deref() {
        wrong.push(format!("{path}: authorization is {:?}, not {authorization:?}", kept.header("authorization")));
    }
    let body = String::from_utf8_lossy(&kept.body).into_owned();
    // A pushed request names the client among its own parameters, where an authorization request has it.
    let form = form.replace("client_id=*", &format!("client_id={id}"));
    let shows = if form.contains("client_id=") { shows.replacen(&format!("client_id={id}"), "", 1) } else { shows };
    let wanted = [form.as_str(), shows.trim_start_matches('&')]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("&");
    if !fits(&body, &wanted) {
        wrong.push(format!("{path}: the form is {body}, not {wanted}"));
    }
    if let Way::Assertion(alg) = method.way {
        let jwt = body.rsplit_once("client_assertion=").map_or("", |(_, jwt)| jwt);
        let (key, issuer) = (stage.said("client", "key").to_owned(), stage.issuer().to_owned());
        let key = if key.is_empty() { stage.said("client", "secret").to_owned() } else { key };
        match assertion::judge(jwt, alg, (&key, &id, &issuer)) {
            Ok(jti) if stage.jti.insert(jti.clone()) => {}
            Ok(jti) => wrong.push(format!("{path}: jti {jti} comes again")),
            Err(why) => wrong.push(format!("{path}: {why}: {jwt}")),
        }
    }
    wrong
}

/// The header and the part of the form that show a client, made by hand.
fn expected(stage: &Stage, way: Way, path: &str) -> (Option<String>, String) {
    let (id, secret) = (stage.said("client", "id"), stage.said("client", "secret"));
    let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let named = format!("client_id={id}");
    match way {
        Way::Basic | Way::RawBasic => {
            let pair = if way == Way::Basic {
                format!("{}:{}", encoded(id), encoded(secret))
            } else {
                format!("{id}:{secret}")
            };
            // RFC 8628 §3.1 names it, and many servers look for it there.
            let form = if path == "/device_authorization" { named } else { String::new() };
            (Some(format!("Basic {}", STANDARD.encode(pair))), form)
        }
        Way::Post => (None, format!("{named}&client_secret={}", encoded(secret))),
        Way::Assertion(_) => (None, format!("{named}&{TYPE}*")),
        Way::None | Way::Certificate => (None, named),
    }
}

/// The first line and the header.
fn head(kept: &Kept, method: &Method, path: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let target = format!("{}{path}", method.prefix);
    if (kept.method.as_str(), kept.target.as_str()) != ("POST", &*target) {
        wrong.push(format!("{} {} instead of POST {target}", kept.method, kept.target));
    }
    let mut names: Vec<&str> = kept.headers.iter().map(|(name, _)| name.as_str()).collect();
    names.retain(|name| *name != "authorization");
    if names != ["accept", "content-type", "user-agent", "host", "content-length"] {
        wrong.push(format!("{path}: the header has {names:?}"));
    }
    for (name, value) in [("accept", "application/json"), ("content-type", "application/x-www-form-urlencoded")] {
        if kept.header(name) != Some(value) {
            wrong.push(format!("{path}: {name} is {:?}", kept.header(name)));
        }
    }
    wrong
}

/// Whether a form is as wanted, field by field in that order; `*` stands for any value but an empty one.
fn fits(form: &str, wanted: &str) -> bool {
    let (form, wanted): (Vec<&str>, Vec<&str>) = (form.split('&').collect(), wanted.split('&').collect());
    let one = |form: &str, wanted: &str| match wanted.strip_suffix('*') {
        Some(name) => form.starts_with(name) && form.len() > name.len(),
        None => form == wanted,
    };
    form.len() == wanted.len() && form.iter().zip(&wanted).all(|(form, wanted)| one(form, wanted))
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_form_fits_by_its_bytes_and_their_order() {
        assert!(fits("a=1&b=x%20y&c=z", "a=1&b=x%20y&c=*"));
        for other in ["b=x%20y&a=1&c=z", "a=1&b=x+y&c=z", "a=1&b=x%20y&c=", "a=1&b=x%20y", "a=1&b=x%20y&c=z&d=1"] {
            assert!(!fits(other, "a=1&b=x%20y&c=*"), "{other}");
        }
    }
}
