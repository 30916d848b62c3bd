//! Visitors of every kind, and what becomes of them.

use super::*;
use crate::protocol::redirect::plan;
use proptest::prelude::*;

const PATH: &str = "/callback";
const STATE: &str = "0123456789abcdef";

fn door_of(uri: &str, place: Place) -> Door {
    Door::new(&plan(uri, None).expect(uri), Some(8400), Some(STATE.to_owned()), place)
}

fn door() -> Door {
    door_of("http://127.0.0.1:0/callback", Place::Query)
}

fn request(method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Incoming {
    let host = [("Host", "127.0.0.1:8400")];
    let host = if headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) { &host[..0] } else { &host[..] };
    let headers = host.iter().chain(headers).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Incoming {
        source: Source::Listener("127.0.0.1:50000".parse().expect("an address")),
        method: method.to_owned(),
        target: target.to_owned(),
        headers,
        body: body.as_bytes().to_vec(),
    }
}

fn get(target: &str) -> Incoming {
    request("GET", target, &[], "")
}

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8");

fn right() -> Incoming {
    get(&format!("{PATH}?code=abc&state={STATE}"))
}

fn header<'a>(reply: &'a Reply, name: &str) -> Option<&'a str> {
    reply.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
}

fn kind(door: &mut Door, incoming: &Incoming) -> VisitKind {
    door.receive(incoming).visit.kind
}

#[test]
fn the_right_answer_is_taken_and_leaves_no_trace_in_the_browser() {
    crate::covers!("LOO-13", "ATZ-16");
    for (incoming, place, word) in [
        (right(), Place::Query, "code"),
        (get(&format!("{PATH}?error=access_denied&state={STATE}")), Place::Query, "error"),
        (request("POST", PATH, &[FORM], &format!("code=a&state={STATE}")), Place::Form, "code"),
        (request("POST", PATH, &[FORM], &format!("error=x&state={STATE}")), Place::Form, "error"),
        (
            request("POST", "/callback?grantty_fragment=1", &[FORM], &format!("id_token=a&state={STATE}")),
            Place::Fragment,
            "tokens",
        ),
        (get(&format!("{PATH}?response=a.{}.c&state={STATE}", "e30")), Place::Query, "received"),
    ] {
        let mut door = door();
        let Reception { visit, reply } = door.receive(&incoming);
        assert_eq!((visit.kind, visit.place, visit.status), (VisitKind::Answer, place, 303), "{incoming:?}");
        assert!(door.taken && !visit.parameters.is_empty() && visit.path == PATH);
        let location = header(&reply, "location").expect("a location");
        assert_eq!(location, format!("/grantty/done/{word}"));
        assert_eq!(header(&reply, "referrer-policy"), Some("no-referrer"));
        let closing = door.receive(&get(location));
        assert_eq!((closing.visit.kind, closing.reply.status), (VisitKind::Done, 200));
    }
}

#[test]
fn nothing_without_our_state_ends_the_wait() {
    crate::covers!("ATZ-01", "ATZ-02", "ATZ-19", "LOO-06", "LOO-07");
    let mut door = door();
    for n in 0..1000 {
        for (query, expected) in [
            (format!("code=a&state={STATE}1"), VisitKind::OtherState),
            (format!("code=a&state=wrong{n}"), VisitKind::OtherState),
            ("code=a".to_owned(), VisitKind::NoState),
            ("error=access_denied".to_owned(), VisitKind::NoState),
            ("response=junk".to_owned(), VisitKind::NoState),
        ] {
            let Reception { visit, reply } = door.receive(&get(&format!("{PATH}?{query}")));
            assert_eq!((visit.kind, reply.status), (expected, 400), "{query}");
            assert!(!visit.parameters.is_empty());
        }
    }
    assert!(!door.taken);
    assert_eq!(kind(&mut door, &right()), VisitKind::Answer);
}

#[test]
fn a_run_that_goes_past_its_stops_takes_what_comes() {
    let mut door = door().lenient(true);
    assert_eq!(kind(&mut door, &get("/callback?error=access_denied")), VisitKind::Answer);
    assert_eq!(kind(&mut door, &right()), VisitKind::Repeat);
}

#[test]
fn only_the_first_answer_counts_and_none_after_the_end() {
    crate::covers!("ATZ-17", "ATZ-18");
    let mut door = door();
    assert_eq!(kind(&mut door, &right()), VisitKind::Answer);
    assert_eq!(kind(&mut door, &right()), VisitKind::Reload, "the page was loaded again");
    let again = door.receive(&get(&format!("{PATH}?code=other&state={STATE}")));
    assert_eq!(again.visit.kind, VisitKind::Repeat);
    assert_eq!(header(&again.reply, "location"), Some("/grantty/done/before"));
    let mut late = self::door();
    late.over = true;
    let Reception { visit, reply } = late.receive(&right());
    assert_eq!((visit.kind, header(&reply, "location")), (VisitKind::Late, Some("/grantty/done/late")));
    assert!(late.receive(&get("/grantty/done/late")).reply.body.contains("no longer waiting") && !late.taken);
}

#[test]
fn another_host_is_turned_away_unread() {
    crate::covers!("LOO-04");
    let target = format!("{PATH}?code=abc&state={STATE}");
    let mut door = door();
    for headers in [
        &[("Host", "evil.example:8400")][..],
        &[("Host", "127.0.0.1")],
        &[("Host", "127.0.0.1:8401")],
        &[("Host", "")],
        &[("Host", "localhost.:8400")],
        &[("Host", "127.0.0.1:8400"), ("Host", "evil.example")],
    ] {
        let Reception { visit, reply } = door.receive(&request("GET", &target, headers, ""));
        assert_eq!((visit.kind, reply.status), (VisitKind::OtherHost, 421), "{headers:?}");
        assert!(visit.parameters.is_empty());
    }
    let mut nameless = right();
    nameless.headers.clear();
    assert_eq!(kind(&mut door, &nameless), VisitKind::OtherHost);
    for host in ["127.0.0.1:8400", "LOCALHOST:8400", "[::1]:8400"] {
        let mut door = self::door();
        assert_eq!(kind(&mut door, &request("GET", &target, &[("hOST", host)], "")), VisitKind::Answer, "{host}");
    }
}

#[test]
fn other_origins_get_no_permission() {
    crate::covers!("LOO-05", "LOO-11");
    let mut door = door();
    let preflight = [
        ("Origin", "https://evil.example"),
        ("Access-Control-Request-Method", "POST"),
        ("Access-Control-Request-Private-Network", "true"),
    ];
    for method in ["OPTIONS", "HEAD", "PUT", "DELETE", "get", "", "BREW"] {
        let target = format!("{PATH}?code=abc&state={STATE}");
        let Reception { visit, reply } = door.receive(&request(method, &target, &preflight, ""));
        assert_eq!((visit.kind, reply.status), (VisitKind::OtherMethod, 405), "{method}");
        assert!(reply.headers.iter().all(|(name, _)| !name.starts_with("access-control")), "{method}");
    }
    let foreign = request("GET", "/callback?state=x", &[("Origin", "https://evil.example")], "");
    assert!(door.receive(&foreign).reply.headers.iter().all(|(name, _)| !name.starts_with("access-control")));
    assert!(!door.taken);
}

#[test]
fn fetching_ahead_takes_nothing() {
    crate::covers!("LOO-11");
    let target = format!("{PATH}?code=abc&state={STATE}");
    let mut door = door();
    for ahead in [("Purpose", "prefetch"), ("Sec-Purpose", "prefetch;prerender"), ("X-Moz", "prefetch")] {
        let Reception { visit, reply } = door.receive(&request("GET", &target, &[ahead], ""));
        assert_eq!((visit.kind, reply.status), (VisitKind::Prefetch, 503), "{ahead:?}");
    }
    for target in ["/favicon.ico", "/", "/callback/", "/callbac%6b?code=a", "/CALLBACK", "//callback", "/x/../callback"]
    {
        let Reception { visit, reply } = door.receive(&get(target));
        assert_eq!((visit.kind, reply.status), (VisitKind::Elsewhere, 404), "{target}");
    }
    // Not before there is anything to say.
    assert_eq!(kind(&mut door, &get("/grantty/done/code")), VisitKind::Elsewhere);
    assert_eq!(kind(&mut door, &right()), VisitKind::Answer);
}

#[test]
fn a_bare_visit_is_asked_for_its_fragment() {
    let mut door = door_of("http://127.0.0.1:0/callback?x=1", Place::Fragment);
    for target in ["/callback?x=1", "/callback", "/callback?", "/callback?x=1&session_state=y"] {
        let Reception { visit, reply } = door.receive(&get(target));
        assert_eq!((visit.kind, reply.status), (VisitKind::Blank, 200), "{target}");
        assert!(reply.body.contains("grantty_fragment"));
    }
    let handed = request("POST", "/callback?x=1&grantty_fragment=1", &[FORM], &format!("code=a&state={STATE}"));
    let visit = door.receive(&handed).visit;
    assert_eq!((visit.kind, visit.place, visit.parameters.len()), (VisitKind::Answer, Place::Fragment, 2));
}

#[test]
fn the_own_query_of_a_redirect_uri_is_no_part_of_the_answer() {
    let mut door = door_of("http://127.0.0.1:0/callback?x=1", Place::Query);
    let visit = door.receive(&get(&format!("/callback?x=1&code=a&x=2&state={STATE}"))).visit;
    let names: Vec<&str> = visit.parameters.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["code", "x", "state"]);
}

#[test]
fn nothing_of_a_visitor_is_said_back() {
    crate::covers!("LOO-12", "LOO-15");
    let evil = "%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    let mut door = door();
    for target in [
        format!("{PATH}?error=x&error_description={evil}&return_to=https://evil.example/&next=//evil.example"),
        format!("{PATH}?error=x&error_description={evil}&return_to=https://evil.example/&state={STATE}"),
        format!("/{evil}"),
        format!("/grantty/done/{evil}"),
    ] {
        let reply = door.receive(&get(&target)).reply;
        assert!(!reply.body.contains("alert") && !reply.body.contains("evil"), "{target}");
        assert!(reply.headers.iter().all(|(_, value)| !value.contains("evil")), "{target}");
    }
}

#[test]
fn a_post_is_read_only_as_a_form() {
    let mut door = door();
    let body = format!("code=a&state={STATE}");
    for kind in ["application/json", "text/plain", "multipart/form-data; boundary=x", ""] {
        let Reception { visit, reply } = door.receive(&request("POST", PATH, &[("Content-Type", kind)], &body));
        assert_eq!((visit.kind, reply.status), (VisitKind::Unreadable, 415), "{kind}");
    }
    let empty = door.receive(&request("POST", PATH, &[FORM], "x=1"));
    assert_eq!((empty.visit.kind, empty.reply.status), (VisitKind::Unreadable, 400));
    // The query of a posted answer is not its place.
    let beside = request("POST", &format!("{PATH}?code=a&state={STATE}"), &[FORM], "");
    assert_eq!(kind(&mut door, &beside), VisitKind::Unreadable);
}

fn pasted(door: &mut Door, text: &str) -> Visit {
    let incoming = Incoming {
        source: Source::Pasted,
        method: String::new(),
        target: text.to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
    };
    let Reception { visit, reply } = door.receive(&incoming);
    assert_eq!((visit.status, reply.status, reply.body), (0, 0, ""));
    visit
}

#[test]
fn what_is_pasted_is_judged_alike() {
    let mut door = door();
    assert_eq!(pasted(&mut door, "hello").kind, VisitKind::Unreadable);
    assert_eq!(pasted(&mut door, "http://127.0.0.1:8400/callback?code=a&state=x").kind, VisitKind::OtherState);
    assert_eq!(pasted(&mut door, "code=a").kind, VisitKind::NoState);
    let request = format!("https://id.example.com/auth?client_id=a&response_type=code&state={STATE}");
    assert_eq!(pasted(&mut door, &request).kind, VisitKind::Unreadable);
    let other = format!("https://id.example.com/done?code=a&state={STATE}");
    assert_eq!(pasted(&mut door, &other).kind, VisitKind::Elsewhere);
    let visit = pasted(&mut door, &format!("\"http://127.0.0.1:8400/callback?code=a&state={STATE}\"\n"));
    assert_eq!((visit.kind, visit.place, visit.path.as_str()), (VisitKind::Answer, Place::Query, PATH));
    assert_eq!(pasted(&mut door, &format!("code=b&state={STATE}")).kind, VisitKind::Repeat);
}

proptest! {
    #[test]
    fn no_bytes_bring_it_down(method in "[A-Z]{0,8}|\\PC{0,4}", target in "\\PC{0,80}|/callback\\?\\PC{0,60}",
                              host in "\\PC{0,20}|127\\.0\\.0\\.1:8400", body in prop::collection::vec(any::<u8>(), 0..200),
                              is_pasted in any::<bool>()) {
        let mut door = door();
        let mut incoming = request(&method, &target, &[("Host", &host), FORM], "");
        incoming.body = body;
        if is_pasted {
            incoming.source = Source::Pasted;
        }
        let Reception { visit, reply } = door.receive(&incoming);
        prop_assert!(!door.taken && visit.kind != VisitKind::Answer);
        prop_assert_eq!(visit.status, reply.status);
        prop_assert!(reply.headers.iter().all(|(_, value)| value.bytes().all(|b| (0x20..0x7f).contains(&b))));
        // Whatever came, the right one is still taken.
        prop_assert_eq!(door.receive(&right()).visit.kind, VisitKind::Answer);
    }
}

#[test]
fn after_a_logout_whoever_comes_to_the_right_place_is_taken() {
    let uri = plan("http://127.0.0.1:0/out", None).expect("a URI");
    let fresh = || Door::after_logout(&uri, Some(8400), Some(STATE.to_owned()));
    for target in ["/out", "/out?state=other", "/out?x=1", &format!("/out?state={STATE}")] {
        let mut door = fresh();
        let reception = Door::receive(&mut door, &get(target));
        assert_eq!(reception.visit.kind, VisitKind::Answer, "{target}");
        assert_eq!(header(&reception.reply, "location"), Some("/grantty/done/received"));
        assert_eq!(kind(&mut door, &get(target)), VisitKind::Reload);
    }
    let mut door = fresh();
    assert_eq!(kind(&mut door, &get("/favicon.ico")), VisitKind::Elsewhere);
    assert_eq!(kind(&mut door, &request("GET", "/out", &[("Host", "evil.example")], "")), VisitKind::OtherHost);
    assert_eq!(kind(&mut door, &request("GET", "/out", &[("Sec-Purpose", "prefetch")], "")), VisitKind::Prefetch);
}
