//! What is bound, what is not, and when it is free again.

use super::*;

#[tokio::test]
async fn only_loopback_is_bound_and_nothing_of_it_stays() {
    crate::covers!("LOO-01", "LOO-14");
    let (loopback, at) = usual();
    assert_eq!(at.ip().to_string(), "127.0.0.1");
    #[cfg(target_os = "linux")]
    assert_eq!(listeners(at.port()), ["0100007F"]);
    drop(loopback);
    assert!(is_free(at), "at once, though the tasks were not run since");
    #[cfg(target_os = "linux")]
    assert!(listeners(at.port()).is_empty());
    let anywhere = "0.0.0.0:0".parse().unwrap();
    let error = Loopback::default().bind(&[anywhere]).unwrap_err();
    assert!(error.address == anywhere && error.reason.contains("only loopback"), "{}", error.reason);
}

/// The addresses on which the system listens at a port, as it writes them.
#[cfg(target_os = "linux")]
#[expect(clippy::disallowed_methods, reason = "the test asks the system what is bound")]
fn listeners(port: u16) -> Vec<String> {
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"].map(|table| std::fs::read_to_string(table).unwrap_or_default());
    let rows = tables.iter().flat_map(|table| table.lines().skip(1));
    let listening = rows.filter(|row| row.split_ascii_whitespace().nth(3) == Some("0A"));
    let mut found: Vec<String> = listening
        .filter_map(|row| row.split_ascii_whitespace().nth(1)?.split_once(':'))
        .filter(|(_, at)| *at == format!("{port:04X}"))
        .map(|(address, _)| address.to_owned())
        .collect();
    found.sort();
    found
}

#[tokio::test]
async fn localhost_is_both_families_on_one_port() {
    crate::covers!("LOO-03");
    let (loopback, bound) = listening("http://localhost:0/callback");
    assert!(!bound.is_empty() && bound.iter().all(|at| at.port() == bound[0].port() && at.ip().is_loopback()));
    let has_ipv6 = std::net::TcpListener::bind("[::1]:0").is_ok();
    assert_eq!(bound.len(), if has_ipv6 { 2 } else { 1 });
    for (n, at) in bound.iter().enumerate() {
        let request = callback(*at).replace(&at.to_string(), &format!("localhost:{}", at.port()));
        let answer = sent(*at, request).await;
        assert!(status(&answer) < 400, "{answer}");
        let kind = loopback.next().await.kind;
        assert_eq!(kind, if n == 0 { VisitKind::Answer } else { VisitKind::Reload });
    }
}

#[tokio::test]
async fn a_taken_port_is_named_with_its_holder_and_not_stolen() {
    crate::covers!("LOO-02");
    let holder = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let at = holder.local_addr().unwrap();
    let error = Loopback::default().bind(&[at]).unwrap_err();
    assert_eq!(error.address, at);
    assert!(error.reason.contains(&at.port().to_string()), "{}", error.reason);
    #[cfg(target_os = "linux")]
    assert!(error.reason.contains(&format!("pid {}", std::process::id())), "{}", error.reason);
    // Nor where somebody listens everywhere.
    let everywhere = std::net::TcpListener::bind("0.0.0.0:0").unwrap();
    let port = everywhere.local_addr().unwrap().port();
    let error = Loopback::default().bind(&[SocketAddr::new(at.ip(), port)]).unwrap_err();
    assert!(error.reason.contains("taken"), "{}", error.reason);
}

#[tokio::test]
async fn half_of_localhost_taken_is_taken_unless_any_port_will_do() {
    let Ok(six) = std::net::TcpListener::bind("[::1]:0") else { return };
    let port = six.local_addr().unwrap().port();
    let both = |port| [SocketAddr::from(([127, 0, 0, 1], port)), SocketAddr::new(six.local_addr().unwrap().ip(), port)];
    let error = Loopback::default().bind(&both(port)).unwrap_err();
    assert!(error.address.is_ipv6() && error.reason.contains("taken"), "{} {}", error.address, error.reason);
    assert!(is_free(SocketAddr::from(([127, 0, 0, 1], port))), "the other half is given back");
    assert_eq!(Loopback::default().bind(&both(0)).unwrap().len(), 2);
}

#[tokio::test]
async fn a_fixed_port_can_be_listened_to_again_at_once() {
    crate::covers!("LOO-14");
    let (mut loopback, at) = usual();
    sent(at, callback(at)).await;
    until_the_answer(&loopback).await;
    sent(at, get(at, "/grantty/done/code")).await;
    loopback.close().await;
    // Connections of the run before are still fading out in the system.
    let (again, bound) = listening(&format!("http://{at}/callback"));
    assert_eq!(bound, [at]);
    sent(at, callback(at)).await;
    until_the_answer(&again).await;
}

#[tokio::test]
async fn binding_again_gives_up_what_was_bound_before() {
    let (mut loopback, at) = usual();
    let next = loopback.bind(&["127.0.0.1:0".parse().unwrap()]).unwrap()[0];
    assert!(is_free(at) && !is_free(next));
    assert!(loopback.close().await.is_empty());
    assert!(is_free(next));
}

#[tokio::test]
async fn closing_ends_at_once_when_nothing_was_taken() {
    crate::covers!("LOO-14");
    let (mut loopback, at) = usual();
    let mut silent = TcpStream::connect(at).await.unwrap();
    sent(at, get(at, "/callback?error=x&state=other")).await;
    let before = clock::now().mono;
    assert_eq!(loopback.close().await.len(), 1);
    assert!(clock::now().mono.saturating_sub(before) < Duration::from_millis(200));
    assert!(is_free(at));
    assert_eq!(read(&mut silent).await, "", "who said nothing is let go");
}
