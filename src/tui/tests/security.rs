//! The screens of what proves who we are: the banner, the clock, TLS, what we sent, repetitions, and secrets to type.

use super::screens::pictures;
use super::{drawn, press, read};
use crate::flow::Event;
use crate::profile::{Flow, SecretReference};
use crate::protocol::exchange::{Purpose, Request};
use crate::protocol::secret::Secret;
use crate::tui::fixtures::security::{KEY, asks, guarded, proved, repeated, untrusted};
use crate::tui::fixtures::{after, entries, exchange, model, tell, waiting};
use crate::tui::text::Piece;
use crate::tui::{Effect, Entry, Model, RunId, Theme, words};

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];

fn pressed(mut model: Model, keys: &str) -> Model {
    press(&mut model, after(1), keys);
    model
}

#[test]
fn security_screens() {
    pictures("secured-run", &SIZES, proved);
    pictures("secured-wire", &SIZES, |size| pressed(proved(size), "4"));
    pictures("secured-repeated", &SIZES, |size| pressed(proved(size), "4jj"));
    pictures("secured-chain", &SIZES, |size| pressed(proved(size), "4 <tab> G"));
    pictures("secured-untrusted", &SIZES, |size| pressed(untrusted(size), "4"));
    pictures("secured-looks", &SIZES[..1], |size| pressed(proved(size), "4jt"));
    pictures("secured-profile", &SIZES, |size| model(vec![Entry::of(guarded())], size));
    pictures("secret-asked", &[(80, 24), (120, 40), (60, 20)], |size| pressed(asks(size), "hunter2"));
}

#[test]
fn the_banner_stands_while_certificates_are_not_checked_and_moves_no_frame_apart() {
    crate::covers!("TLS-03");
    for size in SIZES {
        let seen = read(&proved(size), size);
        let second = seen.lines().nth(1).unwrap_or_default();
        assert_eq!(second, " ! tls.insecure  certificates are not checked of id.example.com", "{seen}");
        assert!(seen.lines().nth(2).is_some_and(|line| line.starts_with("┌ Steps")), "{seen}");
        assert!(!read(&waiting(size), size).contains("tls.insecure"));
        // The list of profiles is of no run: it says so where the profile stands.
        assert!(!read(&pressed(proved(size), "q"), size).lines().nth(1).is_some_and(|line| line.contains("insecure")));
    }
    let mut many = guarded();
    for n in 0..9 {
        many.endpoints.insert(format!("e{n}"), format!("https://long-name-of-a-host-{n}.example.com/x"));
    }
    let seen = read(&pressed(model(vec![Entry::of(many)], (80, 24)), "<ret>"), (80, 24));
    assert!(seen.contains("checked of id.example.com and 9 more"), "{seen}");
    let mut plain = guarded();
    plain.issuer = Some("http://127.0.0.1:9999".to_owned());
    let seen = read(&pressed(model(vec![Entry::of(plain)], (80, 24)), "<ret>"), (80, 24));
    assert!(!seen.contains("are not checked"), "without TLS there is no certificate to check\n{seen}");
}

#[test]
fn the_header_tells_the_clock_and_the_proxy_as_far_as_there_is_room() {
    crate::covers!("CLK-01", "NET-10");
    let header = |model: &Model, size| read(model, size).lines().next().unwrap_or_default().to_owned();
    let large = header(&proved((200, 60)), (200, 60));
    assert!(large.contains("id.example.com via http://proxy.corp.example:3128   ! clock 10 min behind"), "{large}");
    let less = header(&proved((120, 40)), (120, 40));
    assert!(less.contains("id.example.com via a proxy   ! clock 10 min behind"), "{less}");
    assert!(header(&proved((80, 24)), (80, 24)).contains("! clock 10 min behind"));
    assert!(!header(&waiting((80, 24)), (80, 24)).contains("clock"), "nothing is known of it");
    let told: Vec<String> = [(0, true), (-600, true), (90, false), (-1, true), (i64::MIN, false)]
        .map(|(ahead, is_estimate)| words::skew(ahead, is_estimate))
        .to_vec();
    assert_eq!(told[..4], ["clock ±0 s", "clock 10 min behind", "clock ≈1 min 30 s ahead", "clock ±1 s"]);
    assert!(told[4].ends_with("years behind"));
}

#[test]
fn few_answers_make_the_clock_a_guess() {
    crate::covers!("CLK-01");
    let mut model = model(entries(), (120, 40));
    press(&mut model, after(0), "<ret>");
    let url = url::Url::parse("https://id.example.com/realms/demo").expect("a URL");
    for n in 1..=3 {
        let mut events = exchange(n, Request::get(Purpose::Discovery, url.clone()), (200, b"{}"));
        if let Some(Event::Received { response, .. }) = events.last_mut() {
            response.headers.push(("date".to_owned(), "Thu, 20 Nov 2025 07:00:02 GMT".to_owned()));
        }
        tell(&mut model, after(0), events);
        let told = if n < 3 { "clock ≈2 s ahead" } else { "clock 2 s ahead" };
        assert!(read(&model, (120, 40)).contains(told), "{n}");
    }
}

#[test]
fn an_exchange_shows_its_chain_answered_or_not() {
    crate::covers!("TLS-01", "TLS-06");
    for model in [proved((120, 40)), untrusted((120, 40))] {
        let model = pressed(model, "4");
        let lines = &model.run().expect("a run").document.lines;
        let text: Vec<String> = lines.iter().map(|line| line.iter().map(Piece::text).collect()).collect();
        let text = text.join("\n");
        for told in ["TLS 1.3", "✘ not trusted", "it expired at", "certificate 1 of 2", "CN=Corp CA,O=Corp", "SHA-256"]
        {
            assert!(text.contains(told), "{told} is missing\n{text}");
        }
        assert!(text.contains("proxy     http://proxy.corp.example:3128"), "{text}");
        assert!(text.contains("✘ 2025-11-19 07:00:00Z  1 d ago"), "{text}");
    }
}

#[test]
fn what_we_sent_is_read_in_place_without_what_makes_it_valid() {
    crate::covers!("SEC-09");
    let model = pressed(proved((120, 40)), "4j");
    let lines = &model.run().expect("a run").document.lines;
    let text: String = lines.iter().flatten().map(Piece::text).collect();
    for told in ["client_assertion", "\"jti\": \"A1\"", "DPoP", "\"htm\": \"POST\"", "\"typ\": \"dpop+jwt\""] {
        assert!(text.contains(told), "{told} is missing\n{text}");
    }
    assert!(!text.contains("c2lnbmF0dXJl"), "{text}");
    let mut model = pressed(proved((120, 40)), "4jt");
    let seen = read(&model, (120, 40));
    assert!(seen.contains("2 tokens: dpop (JWT), client_assertion (JWT)"), "{seen}");
    let effects = press(&mut model, after(2), "<ret>");
    assert!(matches!(effects.as_slice(), [Effect::Start { flow: Flow::Inspect, .. }]), "{effects:?}");
}

#[test]
fn a_request_that_was_sent_again_for_its_nonce_says_so() {
    crate::covers!("DPP-01");
    for size in SIZES {
        let seen = read(&repeated(size), size);
        assert!(seen.contains("✔ token") && seen.contains("↻142ms"), "{seen}");
        let seen = read(&pressed(repeated(size), "4jj"), size);
        assert!(seen.contains("3↻ ✔ token") && seen.contains("2  ✔ token"), "{seen}");
        assert!(seen.contains("↻ again, with the nonce that the provider wanted"), "{seen}");
        let seen = read(&pressed(repeated(size), "4j"), size);
        assert!(seen.contains("↻ the provider wants a nonce in the proof"), "{seen}");
    }
}

#[test]
fn a_secret_is_asked_for_before_anything_is_sent_and_typed_unseen() {
    for size in [(80, 24), (120, 40), (60, 20)] {
        let mut model = asks(size);
        let seen = read(&model, size);
        assert!(seen.contains("client.secret is asked for") && seen.contains("ask = true"), "{seen}");
        press(&mut model, after(1), "hunter2");
        let seen = read(&model, size);
        assert!(seen.contains("●●●●●●●▏") && !seen.contains("hunter2"), "{seen}");
        assert_eq!(press(&mut model.clone(), after(1), "<esc>"), [Effect::Answer { run: RunId(1), secret: None }]);
        let answer = Effect::Answer { run: RunId(1), secret: Some(Secret::new("hunter2")) };
        assert_eq!(press(&mut model, after(1), "<ret>"), [answer]);
        let seen = read(&model, size);
        assert!(seen.contains("! The run waits for client.secret.") || size.0 < 80, "{seen}");
    }
}

#[test]
fn an_act_on_a_bound_token_proves_with_the_key_that_it_is_bound_to() {
    let mut model = pressed(proved((120, 40)), "2");
    let effects = press(&mut model, after(2), "a jj <ret>");
    let [Effect::Start { profile, flow, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!((*flow, &profile.dpop.key), (Flow::Introspection, &Some(SecretReference::Literal(Secret::new(KEY)))));
    assert!(profile.client.certificate.is_some() && !format!("{model:?}").contains("jpsQnnGQmL"));
    let again = press(&mut model, after(2), "q");
    assert_eq!(again, []);
}

#[test]
fn nothing_of_it_hangs_on_colour() {
    crate::covers!("TRM-19");
    for theme in [Theme::dark(), Theme::light(), Theme::mono()] {
        let mut model = pressed(proved((80, 24)), "4jj");
        model.appearance.theme = theme;
        let seen = read(&model, (80, 24));
        assert!(seen.contains(" ! tls.insecure") && seen.contains("! clock"), "{seen}");
        assert!(drawn(&model, (80, 24)).area.width == 80);
    }
}
