//! What a person does with a page, as `WebDriver` commands.

use serde_json::{Value, json};

use super::wait;
use crate::oidc_provider::send_json;

/// The key of an element in the JSON of `WebDriver`.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// The page that is open.
pub struct Page {
    session: String,
}

impl Page {
    pub(super) const fn new(session: String) -> Self {
        Self { session }
    }

    /// Waits for an element and types into it, in place of what stands there.
    #[track_caller]
    pub fn fill(&self, css: &str, text: &str) {
        wait(css, || {
            let element = self.find(css)?;
            self.post(&format!("element/{element}/clear"), &json!({}))?;
            self.post(&format!("element/{element}/value"), &json!({ "text": text }))
        });
    }

    /// Waits for an element and presses it.
    #[track_caller]
    pub fn click(&self, css: &str) {
        wait(css, || self.post(&format!("element/{}/click", self.find(css)?), &json!({})));
    }

    /// Waits for a text anywhere on the page; all of its text.
    #[track_caller]
    pub fn wait_for(&self, text: &str) -> String {
        let mut last = String::new();
        let found = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            wait(text, || {
                last = self.text();
                last.contains(text).then_some(())
            });
        }));
        assert!(found.is_ok(), "no «{text}» on the page {}:\n{last}", self.address());
        last
    }

    /// Waits until the address has a part; the whole address.
    #[track_caller]
    pub fn wait_at(&self, part: &str) -> String {
        wait(part, || Some(self.address()).filter(|address| address.contains(part)))
    }

    /// The page's text.
    pub fn text(&self) -> String {
        let script = json!({ "script": "return document.body ? document.body.innerText : ''", "args": [] });
        let text = self.post("execute/sync", &script).unwrap_or_default();
        text.as_str().unwrap_or_default().to_owned()
    }

    /// What a script says about it.
    pub fn ask(&self, script: &str) -> Value {
        self.post("execute/sync", &json!({ "script": script, "args": [] })).unwrap_or_default()
    }

    /// Where it is.
    pub fn address(&self) -> String {
        let answer = send_json("GET", &format!("{}/url", self.session), &Value::Null);
        answer.json()["value"].as_str().unwrap_or_default().to_owned()
    }

    fn find(&self, css: &str) -> Option<String> {
        let found = self.post("element", &json!({ "using": "css selector", "value": css }))?;
        found[ELEMENT].as_str().map(str::to_owned)
    }

    /// The value of a command's answer; nothing when it was refused (a page that is just being left).
    fn post(&self, command: &str, body: &Value) -> Option<Value> {
        let answer = send_json("POST", &format!("{}/{command}", self.session), body);
        (answer.status == 200).then(|| answer.json()["value"].clone())
    }
}
