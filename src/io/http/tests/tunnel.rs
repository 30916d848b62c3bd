//! TLS through a proxy: the other end is the server, the way is said, and the proxy sees neither.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};

use super::tls_server::{Authority, Clients, Wanted, config, serve, start};
use super::*;
use crate::flow;
use crate::profile::ProxyAddress;

/// A proxy that leads every name to one server.
fn proxy(to: SocketAddr) -> Server {
    Server::start(move |connection| {
        if !connection.request() || !connection.write(b"HTTP/1.1 200 Connection established\r\n\r\n") {
            return;
        }
        let server = TcpStream::connect(to).unwrap();
        let client = connection.stream().try_clone().unwrap();
        let (there, back) = (server.try_clone().unwrap(), client.try_clone().unwrap());
        let up = std::thread::spawn(move || pipe(client, there));
        pipe(server, back);
        up.join().unwrap();
    })
}

fn pipe(mut from: TcpStream, mut to: TcpStream) {
    let mut piece = [0; 4096];
    while let Ok(read @ 1..) = from.read(&mut piece) {
        if to.write_all(&piece[..read]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}

#[tokio::test(flavor = "current_thread")]
async fn the_server_behind_a_proxy_is_the_one_that_is_judged() {
    crate::covers!("NET-10");
    let authority = Authority::new("Test authority");
    let wanted = Wanted { hosts: &["id.example.com"], ..Wanted::default() };
    let certificate = authority.issue(&wanted);
    let client = authority.issue(&Wanted { name: "grantty", hosts: &[], ..Wanted::default() });
    let server = serve(vec![config(&certificate, Clients::Only(authority.roots()), rustls::ALL_VERSIONS)]);
    let between = proxy(server.address);
    let identity = flow::Identity { chain: Secret::new(client.pem()), key: Some(Secret::new(client.key_pem())) };
    let named = ProxyAddress::new(format!("http://ann:hunter2@{}", between.address));
    let network = Network { proxy: Some(named), identity: Some(identity), ..trusting(authority.pem()) };
    let answer = configured(&network).send(&poll("https://id.example.com/token")).await.unwrap();
    let via = format!("http://{} (tls.proxy of the profile)", between.address);
    assert_eq!((answer.status, answer.via), (200, Some(via)));
    let met = answer.peer.unwrap();
    assert!(met.chain[0].names == ["id.example.com"] && met.sent_certificate, "{met:?}");
    assert!(answer.timings.connect.is_some() && answer.timings.tls.is_some());
    assert_eq!((between.requests().len(), server.requests().len()), (1, 1));
    assert!(!between.requests()[0].contains("/token"));
}

#[tokio::test(flavor = "current_thread")]
async fn a_proxy_that_says_no_is_named_and_a_fault_behind_it_is_the_servers() {
    crate::covers!("NET-10");
    for (answer, says) in [
        ("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "(tls.proxy of the profile) wants a user name"),
        ("HTTP/1.1 502 Bad Gateway\r\n\r\n", "(tls.proxy of the profile) refused to connect us"),
    ] {
        let refusing = Server::answering(answer);
        let network = Network { proxy: Some(ProxyAddress::new(refusing.address.to_string())), ..Network::default() };
        let error = configured(&network).send(&poll("https://id.example.com/")).await.unwrap_err();
        assert!(error.kind == TransportKind::Connect && error.detail.contains(says), "{error:?}");
        assert!(error.via.unwrap().contains(&refusing.address.to_string()) && error.peer.is_none());
    }
    let server = start(&Authority::new("Other authority").issue(&Wanted::default()));
    let between = proxy(server.address);
    let network =
        Network { proxy: Some(ProxyAddress::new(between.url(""))), ..trusting(Authority::new("Test authority").pem()) };
    let error = configured(&network).send(&poll("https://id.example.com/")).await.unwrap_err();
    assert!(error.kind == TransportKind::Tls && error.detail.contains("nobody this system trusts"), "{error:?}");
    assert_eq!(error.peer.unwrap().chain[0].subject, "CN=server");
}

#[test]
fn a_profile_with_something_else_for_a_proxy_is_told() {
    let network = Network { proxy: Some(ProxyAddress::new("ftp://ann:hunter2@p")), ..Network::default() };
    let error = direct().configure(&network, None).unwrap_err();
    assert!(error.starts_with("tls.proxy of the profile does not name a proxy") && !error.contains(SECRET), "{error}");
}
