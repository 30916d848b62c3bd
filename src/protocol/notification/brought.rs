//! What a visitor of the right path brought: read and judged, all of it, whatever is wrong.

use super::bearer::Bearer;
use super::identity::{self, Identity};
use super::shape::{self, Shape};
use super::{body, content_type};
use crate::protocol::check::{Check, Finding, Verdict, ciba};
use crate::protocol::ciba::Delivery;
use crate::protocol::json::Json;
use crate::protocol::listener::{Incoming, Source};
use crate::protocol::secret::Secret;

pub(super) static METHOD: Check =
    Check::must("notification.method", "the notification is a POST", ciba!("10.2, §10.3", "rfc.section.10.2"));

/// A notification, or what came in its place.
pub(super) struct Brought {
    pub is_post: bool,
    pub bearer: Bearer,
    /// Whether it says that it is JSON.
    pub is_json: bool,
    /// Whether nothing stands twice in it.
    pub is_plain: bool,
    pub object: Option<Json>,
    pub identity: Option<Identity>,
    pub shape: Option<Shape>,
    pub findings: Vec<Finding>,
}

impl Brought {
    /// Looks at everything that is there. `token` and `auth_req_id` are ours, as far as there are any yet.
    pub fn read(incoming: &Incoming, token: Option<&Secret>, auth_req_id: Option<&Secret>, delivery: Delivery) -> Self {
        let is_post = incoming.source == Source::Pasted || incoming.method == "POST";
        let bearer = Bearer::of(incoming, token);
        let [method, media] = headers(incoming);
        let (object, text) = match incoming.source {
            Source::Pasted => body::read(body::pasted(&incoming.target).as_bytes()),
            Source::Listener(_) if is_post => body::read(&incoming.body),
            Source::Listener(_) => (None, body::BODY.skip("it is no POST")),
        };
        let (is_json, is_plain) = (media.verdict != Verdict::Fail, text.verdict == Verdict::Pass);
        let mut findings = vec![method, media, text, bearer.finding(token)];
        let identity = object.as_ref().map(|object| Identity::of(object, auth_req_id));
        let shape = object.as_ref().map(Shape::of);
        if let (Some(identity), Some(shape)) = (&identity, &shape) {
            findings.push(identity.finding(auth_req_id));
            findings.extend(shape.findings(delivery));
        } else {
            let unseen = [&identity::AUTH_REQ_ID, &shape::MEMBERS, &shape::MODE];
            findings.extend(unseen.map(|check| check.skip("there is no object to look at")));
        }
        Self { is_post, bearer, is_json, is_plain, object, identity, shape, findings }
    }
}

/// The rows about the method and the content type.
fn headers(incoming: &Incoming) -> [Finding; 2] {
    let skipped = |reason| content_type::CONTENT_TYPE.skip(reason);
    match (incoming.source, incoming.method.as_str()) {
        (Source::Pasted, _) => [METHOD.skip("pasted by hand"), skipped("pasted by hand")],
        (_, "POST") => [METHOD.pass("POST", "POST"), content_type::judge(incoming)],
        (_, other) => [METHOD.fail("POST", other), skipped("it is no POST")],
    }
}
