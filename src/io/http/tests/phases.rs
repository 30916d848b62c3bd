//! Which phase took too long, with its limit.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::net::{TcpSocket, TcpStream};

use super::*;

/// An address that takes no connection and says nothing: its listener's queue is full. The streams fill it.
async fn black_hole(address: SocketAddr) -> Option<(tokio::net::TcpListener, Vec<TcpStream>)> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }.ok()?;
    socket.bind(address).ok()?;
    let listener = socket.listen(1).ok()?;
    let address = listener.local_addr().ok()?;
    let mut filling = Vec::new();
    for _ in 0..8 {
        match tokio::time::timeout(Duration::from_millis(500), TcpStream::connect(address)).await {
            Ok(stream) => filling.push(stream.ok()?),
            Err(_) => return Some((listener, filling)),
        }
    }
    // This system's queue has no end.
    None
}

#[tokio::test(flavor = "current_thread")]
async fn each_phase_is_named_with_its_limit() {
    crate::covers!("NET-01", "NET-08", "TLS-05");
    let limits = Limits { first_byte: Duration::from_secs(5), first_byte_of_poll: Duration::from_secs(5), ..QUICK };
    let transport = Transport::new(limits, ProxyPlan::direct());
    let silent = Server::start(server::Connection::silence);
    let stalled = transport.send(&poll(&format!("https://{}/", silent.address))).await.unwrap_err();
    assert_eq!(stalled.kind, TransportKind::Timeout);
    assert_eq!(stalled.detail, "the TLS handshake with 127.0.0.1 did not end within 0.3 s");
    let findings = peer::judge_failure(&stalled, None);
    assert_eq!(row(&findings, "tls.version").verdict, Verdict::Fail);
    // The same when the first byte is what runs out.
    let soon = Duration::from_millis(600);
    let limits = Limits { first_byte: soon, first_byte_of_poll: soon, ..Limits::default() };
    let impatient = Transport::new(limits, ProxyPlan::direct());
    let named = format!("https://localhost:{}/", silent.address.port());
    assert_eq!(
        kind_of_failure(&impatient, &poll(&named)).await.1,
        "the TLS handshake with localhost did not end within 0.6 s"
    );
    if let Some((listener, _filling)) = black_hole((Ipv4Addr::LOCALHOST, 0).into()).await {
        let address = listener.local_addr().unwrap();
        let (kind, detail) = kind_of_failure(&transport, &poll(&format!("https://{address}/"))).await;
        assert_eq!((kind, detail), (TransportKind::Timeout, format!("no connection to {address} within 0.3 s")));
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_refused_connection_shows_the_addresses_of_its_name() {
    crate::covers!("NET-08");
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let error = direct().send(&poll(&format!("https://localhost:{port}/"))).await.unwrap_err();
    assert_eq!(error.detail, format!("connection refused (localhost:{port} at 127.0.0.1, ::1)"));
    assert!(error.kind == TransportKind::Connect && error.peer.is_none());
}

#[tokio::test(flavor = "current_thread")]
async fn a_black_hole_of_one_family_is_gone_around() {
    crate::covers!("NET-09");
    let server = Server::answering("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
    let port = server.address.port();
    let Some(_hole) = black_hole((Ipv6Addr::LOCALHOST, port).into()).await else { return };
    let both = [SocketAddr::from((Ipv6Addr::LOCALHOST, port)), server.address];
    let builder = client::unencrypted(&Limits::default()).unwrap().resolve_to_addrs("two.example", &both);
    let client = client::finish(builder).unwrap();
    let start = clock::now().mono;
    let answer = client.get(format!("http://two.example:{port}/")).send().await.unwrap();
    let after = clock::now().mono.saturating_sub(start);
    assert_eq!(answer.remote_addr(), Some(server.address), "the address that answered is shown");
    assert!(after < Duration::from_secs(1), "{after:?}");
}

#[test]
fn a_profile_sets_the_limits_of_the_phases() {
    let mut transport = direct();
    let (connect_timeout, first_byte_timeout) = (Some(Duration::from_secs(2)), Some(Duration::from_secs(40)));
    transport.configure(&Network { connect_timeout, first_byte_timeout, ..Network::default() }, None).unwrap();
    let (mut poll, get) = (poll("http://127.0.0.1/"), get("http://127.0.0.1/"));
    assert_eq!(transport.limits.connect, Duration::from_secs(2));
    assert_eq!(transport.limits.first_byte(&get), get.timeout, "the whole is shorter");
    poll.timeout = Duration::from_secs(120);
    assert_eq!(transport.limits.first_byte(&poll), Duration::from_secs(40));
}
