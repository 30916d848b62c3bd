//! Requests without an answer: each cause has its sentence, and the key of the profile that does something about it.

use super::endings::story::Story;
use super::endings::told;
use crate::explain::evidence::Evidence;
use crate::explain::rules::RULES;
use crate::flow::Outcome;
use crate::protocol::check::{Check, Finding, rfc};
use crate::protocol::exchange::TransportKind::{self, Closed, Connect, Dns, Protocol, Refused, Timeout, Tls};

static CERTIFICATE: Check = Check::must("tls.certificate", "certificate", rfc!(5280, "6.1"));
static CLIENT_CERTIFICATE: Check = Check::should("tls.client_certificate", "ours", rfc!(8705, "2"));

/// Kind, detail, host; what `why` and `next` have to say, and whose it is. One for each variant, in their order.
type Case = (TransportKind, &'static str, &'static str, [&'static str; 2], &'static str);

const HOST: &str = "id.example.com";
const BUNDLE: &str = "SSL_CERT_FILE names /x, which cannot be read (no such file): correct the path, or leave it out";

const CASES: [Case; 40] = [
    (Dns, "through the proxy http://p:1 (ALL_PROXY): p", HOST, ["name of the proxy", "tls.proxy"], "network"),
    (Dns, "a (no name server answered within 5 s)", HOST, ["No name server", "limits.connect_timeout"], "network"),
    (Dns, "", HOST, ["has no address here", "spelling"], "network"),
    (Connect, "the proxy p wants a user name and password (407)", HOST, ["user name", "USER:PASSWORD"], "profile"),
    (Connect, "the proxy p refused to connect us: no success", HOST, ["does not lead", "NO_PROXY"], "network"),
    (Connect, "through the proxy http://p:3128: refused", HOST, ["get past the proxy", "tls.proxy"], "network"),
    (Connect, "refused", "127.0.0.1:8080", ["Nothing listens at 127.0.0.1:8080", "port"], "user"),
    (Connect, "connection refused", HOST, ["takes no connections", "firewall"], "network"),
    (Tls, "the server did not prove that it holds the key", HOST, ["does not hold the key", "key"], "provider"),
    (Tls, "has expired; not the one that tls.insecure let pass before", HOST, ["another", "tls.ca"], "network"),
    (Tls, "has expired; tls.insecure holds for a only", HOST, ["tls.insecure", "[endpoints]"], "profile"),
    (Tls, "the server wants a client certificate", HOST, ["wants to see", "client.certificate_key"], "profile"),
    (
        Tls,
        "the server finds the client's certificate expired",
        HOST,
        ["does not take", "client.certificate"],
        "profile",
    ),
    (Tls, "the server ended it with the alert X", "asks.example", ["had asked", "client.certificate"], "profile"),
    (Tls, "the certificate has expired", "clock.example", ["clock is wrong", "clock"], "clock"),
    (Tls, "the certificate comes from nobody this system trusts", HOST, ["does not trust", "tls.ca"], "network"),
    (Tls, "the certificate has expired, 3 d ago", HOST, ["has expired", "tls.insecure"], "provider"),
    (Tls, "the certificate is not valid yet", HOST, ["not valid yet", "date"], "clock"),
    (Tls, "the certificate is for another host name", HOST, ["not made for", "names"], "provider"),
    (Tls, "the certificate is not for a but for b", HOST, ["not made for", "names"], "provider"),
    (Tls, "the certificate's signature is wrong: it was changed", HOST, ["another key", "tls.ca"], "network"),
    (Tls, "what came is not TLS", HOST, ["does not speak TLS", "port"], "profile"),
    (Tls, "the server speaks none of TLS 1.2 and 1.3", HOST, ["No secure connection", "rows of tls"], "network"),
    (Timeout, "the TLS handshake with a did not end within 5 s", HOST, ["handshake", "connect_timeout"], "network"),
    (Timeout, "no connection to the proxy p within 5 s", HOST, ["The proxy", "limits.connect_timeout"], "network"),
    (Timeout, "no connection to a:443 within 5 s", HOST, ["no connection", "limits.connect_timeout"], "network"),
    (Timeout, "nothing came within 15 s", HOST, ["begin to answer", "limits.first_byte_timeout"], "network"),
    (Timeout, "not all of the body within 30 s", HOST, ["did not end", "limits.request_timeout"], "network"),
    (Timeout, "", HOST, ["in time", "limits.request_timeout"], "network"),
    (Closed, "", "asks.example", ["had asked", "client.certificate"], "profile"),
    (Closed, "", HOST, ["hung up", "scheme and port"], "network"),
    (Protocol, "", HOST, ["no web server", "scheme"], "network"),
    (Refused, BUNDLE, HOST, ["which servers to trust", "CA certificates"], "user"),
    (Refused, "HTTPS_PROXY does not name a proxy", HOST, ["by which proxy", "tls.proxy"], "user"),
    (Refused, "a has a user name in its address", HOST, ["held the discovery", "client.auth"], "profile"),
    (Refused, "the value has characters that HTTP forbids", HOST, ["held the discovery", "line break"], "profile"),
    (Refused, "plain http", HOST, ["held the discovery request back", "https"], "profile"),
    // The same once more, by other words of the transport.
    (Tls, "the server refuses the client's certificate (alert X)", HOST, ["does not take", "authority"], "profile"),
    (Refused, "this system's certificate authorities could not be loaded", HOST, ["to trust", "CA"], "user"),
    (Refused, "SSL_CERT_DIR names /x, where no certificate is", HOST, ["to trust", "path"], "user"),
];

fn rows(host: &str) -> Option<Finding> {
    match host {
        "asks.example" => Some(CLIENT_CERTIFICATE.fail("a", "the server asks for a certificate")),
        "clock.example" => Some(CERTIFICATE.fail("a", "expired; only this machine's clock is wrong, 1 d ahead of")),
        _ => None,
    }
}

#[test]
fn each_kind_of_silence_has_a_cause_and_a_step() {
    crate::covers!("TLS-01", "NET-10");
    let mut seen = Vec::new();
    for (kind, detail, host, [why, next], whose) in CASES {
        let story = Story::new().asks(host).fails(kind, detail);
        let reason = story.reason.clone();
        let story = rows(host).into_iter().fold(story, Story::finds);
        let evidence = Evidence::of(&story.run);
        seen.extend(RULES.outcomes["unreachable"].variants.iter().position(|variant| variant.when.holds(&evidence)));
        let (explained, said) = told(story, Outcome::Unreachable { request: "discovery", reason });
        assert!(explained.why.contains(why), "{kind:?} {detail}: {}", explained.why);
        assert!(explained.next.contains(next), "{kind:?} {detail}: {}", explained.next);
        assert_eq!(explained.whose, whose, "{kind:?} {detail}");
        assert!(
            said.starts_with(&format!("No answer to the discovery request to {host}: {}", kind.phrase())),
            "{said}"
        );
    }
    seen.truncate(RULES.outcomes["unreachable"].variants.len());
    let all: Vec<usize> = (0..RULES.outcomes["unreachable"].variants.len()).collect();
    assert_eq!(seen, all, "every variant has its case");
}
