//! A logout on the screen: where the browser was sent, that it is awaited, and where it comes back.

use super::screens::pictures;
use super::{press, read};
use crate::flow::{Authorization, Event, Listening, Opening, Outcome};
use crate::profile::Flow;
use crate::protocol::authorize::{self, Place};
use crate::protocol::exchange::Value;
use crate::protocol::listener::VisitKind;
use crate::tui::fixtures::code::{REDIRECT_URI, visit, visited};
use crate::tui::fixtures::{after, entries, model, profile, tell};
use crate::tui::screen::Tab;
use crate::tui::{Effect, Entry, Message, Model, RunId, update};

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];
const SIZE: (u16, u16) = (120, 40);
const STATE: &str = "Zk1x0c9m3Vb7Qe5RtYuIoPaSdFgHjKlZxCvBnM12345";

/// The browser was sent away twelve seconds ago.
fn waits(size: (u16, u16)) -> Model {
    let mut own = profile("keycloak");
    own.flow = Flow::Logout;
    let mut all = entries();
    all[0] = Entry::of(own);
    let mut model = model(all, size);
    press(&mut model, after(0), "<ret>");
    let addresses = vec!["127.0.0.1:40123".parse().expect("an address")];
    let endpoint = "https://id.example.com/realms/demo/protocol/openid-connect/logout".parse().expect("a URL");
    let pairs = [("client_id", "grantty"), ("post_logout_redirect_uri", REDIRECT_URI), ("state", STATE)];
    let parameters: Vec<_> =
        pairs.map(|(name, value)| (name.to_owned(), Value::Plain(value.to_owned()))).into_iter().collect();
    let ready = Authorization {
        url: authorize::address(&endpoint, &parameters),
        endpoint,
        sent: parameters.clone(),
        parameters,
        pushed_until: None,
        signed: false,
        since: after(1).mono,
        until: after(301).mono,
    };
    let listening = Listening { redirect_uri: REDIRECT_URI.to_owned(), addresses, place: Place::Query };
    let opening = Opening::Asked("xdg-open was asked to open it".to_owned());
    let events = [Event::Listening(listening), Event::Authorization(Box::new(ready)), Event::Opened(opening)];
    tell(&mut model, after(1), events.into());
    update(&mut model, after(13), Message::Tick);
    model
}

fn came_back(size: (u16, u16)) -> Model {
    let mut model = waits(size);
    let visit = visit(VisitKind::Answer, "/callback", &[("state", STATE)]);
    let parameters = visit.parameters.clone();
    let events = [visited(visit, Vec::new()), Event::Callback(parameters), Event::Finished(Outcome::Done)];
    tell(&mut model, after(20), events.into());
    model
}

#[test]
fn a_logout_shows_who_is_awaited_and_where() {
    pictures("logout-waiting", &SIZES, waits);
    pictures("logout-done", &SIZES, came_back);
    let seen = read(&waits(SIZE), SIZE);
    for wanted in
        ["Log out in the browser", "connect/logout", "127.0.0.1:40123", "04:48", "o open", "y copy", "i paste"]
    {
        assert!(seen.contains(wanted), "{wanted}: {seen}");
    }
    assert!(!seen.contains("Polls"), "{seen}");
    let mut model = waits(SIZE);
    assert_eq!(press(&mut model, after(14), "o"), vec![Effect::OpenAgain(RunId(1))]);
    assert_eq!(model.tab(), Some(Tab::Flow));
    assert!(read(&came_back(SIZE), SIZE).contains("The person came back"));
}
