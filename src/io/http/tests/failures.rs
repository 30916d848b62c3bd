//! Each way of getting no answer has its kind and its words, and none of them holds the address.

use super::*;

/// A port that nobody listens at any more.
fn closed_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[tokio::test(flavor = "current_thread")]
async fn a_refused_connection_names_its_address() {
    let port = closed_port();
    let (kind, detail) = kind_of_failure(&direct(), &poll(&format!("http://127.0.0.1:{port}/token"))).await;
    assert_eq!((kind, detail), (TransportKind::Connect, format!("connection refused (127.0.0.1:{port})")));
}

#[tokio::test(flavor = "current_thread")]
async fn a_name_without_an_address_is_a_kind_of_its_own() {
    crate::covers!("NET-08");
    // A label of 64 characters: no name server has to be asked to know that there is no such host.
    let label = "x".repeat(64);
    let (kind, detail) = kind_of_failure(&direct(), &get(&format!("https://{label}.example/?code=hunter2"))).await;
    assert!(kind == TransportKind::Dns && detail.contains("cannot be a host name"), "{detail}");
    let url = Url::parse(&format!("http://{label}.example/?code=hunter2")).unwrap();
    let error = client::plain(&QUICK).unwrap().get(url.clone()).send().await.unwrap_err();
    let trace = Trace::new(&url, None, Duration::ZERO);
    let way = Way { url: &url, via: None, trace: &trace, limit: QUICK.connect };
    let Failure { kind, detail, .. } = failure::judge(error, &way);
    assert!(kind == TransportKind::Dns && detail.starts_with(&format!("{label}.example (")), "{detail}");
    let server = Server::answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    let named = format!("http://demo.localhost:{}/", server.address.port());
    assert_eq!(direct().send(&get(&named)).await.unwrap().remote, Some(server.address), "the address is shown");
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_no_http_is_said_to_be_none() {
    crate::covers!("NET-12");
    let frames = b"\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x80".repeat(5000);
    for answer in [b"SSH-2.0-OpenSSH_9.6\r\n".to_vec(), b"\x15\x03\x01\x00\x02\x02\x46".to_vec(), frames] {
        let server = Server::answering(answer);
        let (kind, detail) = kind_of_failure(&direct(), &get(&server.url("/?code=hunter2"))).await;
        assert_eq!(kind, TransportKind::Protocol, "{detail}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_connection_that_ends_without_an_answer_is_closed() {
    for answer in ["", "HTTP/1.1 200 OK\r\ncontent-le"] {
        let server = Server::answering(answer);
        let (kind, detail) = kind_of_failure(&direct(), &poll(&server.url("/"))).await;
        assert_eq!((kind, detail), (TransportKind::Closed, format!("by {}", server.address)), "{answer}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_handshake_that_fails_says_how() {
    crate::covers!("TLS-05");
    let plain = Server::start(|connection| {
        connection.write(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        connection.silence();
    });
    let (kind, detail) = kind_of_failure(&direct(), &get(&format!("https://{}/?code=hunter2", plain.address))).await;
    assert!(kind == TransportKind::Tls && detail.contains("plain HTTP"), "{kind:?} {detail}");
    let closing = Server::start(|_| {});
    let (kind, detail) = kind_of_failure(&direct(), &get(&format!("https://{}/", closing.address))).await;
    assert!(kind == TransportKind::Tls && detail.contains("ended the connection"), "{kind:?} {detail}");
    let alert = Server::start(|connection| {
        connection.write(b"\x15\x03\x03\x00\x02\x02\x46");
        connection.silence();
    });
    let (kind, detail) = kind_of_failure(&direct(), &get(&format!("https://{}/", alert.address))).await;
    assert!(kind == TransportKind::Tls && detail.contains("none of TLS 1.2 and 1.3"), "{kind:?} {detail}");
    let stalling = Server::start(server::Connection::silence);
    let limits = Limits { first_byte: Duration::from_secs(5), ..QUICK };
    let transport = Transport::new(limits, ProxyPlan::direct());
    let (kind, detail) = kind_of_failure(&transport, &get(&format!("https://{}/", stalling.address))).await;
    assert!(kind == TransportKind::Timeout && detail.contains("did not end within 0.3 s"), "{kind:?} {detail}");
}

#[tokio::test(flavor = "current_thread")]
async fn a_proxy_is_named_and_its_errors_are_its_own() {
    crate::covers!("NET-10");
    for (answer, says) in [
        ("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "wants a user name and password (407)"),
        ("HTTP/1.1 403 Forbidden\r\n\r\n", "refused to connect us"),
        ("", "closed the connection"),
    ] {
        let server = Server::answering(answer);
        let (transport, told) = through(&server.address.to_string());
        let (kind, detail) = kind_of_failure(&transport, &poll("https://id.example.com/token?code=hunter2")).await;
        assert!(kind == TransportKind::Connect && detail.contains(says) && detail.contains(&told), "{kind:?} {detail}");
        let requests = server.requests();
        assert!(requests.len() == 1 && requests[0].starts_with("CONNECT id.example.com:443 "), "{requests:?}");
        assert!(requests[0].to_ascii_lowercase().contains("proxy-authorization: basic yw5uomh1bnrlcji="));
        assert!(!requests[0].contains("/token") && !requests[0].contains("aHVudGVyMg==\r\nx"), "{requests:?}");
    }
    let (transport, told) = through(&format!("127.0.0.1:{}", closed_port()));
    let (kind, detail) = kind_of_failure(&transport, &get("https://id.example.com/")).await;
    assert!(kind == TransportKind::Connect && detail.contains("refused") && detail.contains(&told), "{detail}");
}

/// A transport through a proxy, and how the proxy is to be named.
fn through(address: &str) -> (Transport, String) {
    let variable = format!("http://ann:hunter2@{address}");
    let plan = ProxyPlan::read(|name| (name == "HTTPS_PROXY").then(|| variable.clone()));
    (Transport::new(Limits::default(), plan), format!("the proxy http://{address} (HTTPS_PROXY)"))
}

#[tokio::test(flavor = "current_thread")]
async fn this_machine_is_never_spoken_to_through_a_proxy() {
    let proxy = Server::answering("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n");
    let server = Server::answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    let (address, variable) = (server.url("/"), proxy.url("/"));
    let plan = ProxyPlan::read(|_| Some(variable.clone()));
    assert_eq!(Transport::new(Limits::default(), plan).send(&get(&address)).await.unwrap().status, 200);
    assert_eq!(proxy.connections(), 0);
}

#[tokio::test(flavor = "current_thread")]
async fn no_error_holds_the_query_the_path_or_a_secret() {
    crate::covers!("SEC-01");
    let silent = Server::start(server::Connection::silence);
    let garbage = Server::answering("garbage\r\n\r\n");
    let closing = Server::start(|_| {});
    let port = closed_port();
    let origins = [
        silent.url(""),
        garbage.url(""),
        closing.url(""),
        format!("https://{}", silent.address),
        format!("https://{}", garbage.address),
        format!("https://{}", closing.address),
        format!("http://127.0.0.1:{port}"),
        format!("https://{}.example", "x".repeat(64)),
        "http://192.0.2.1".to_owned(),
        "ftp://127.0.0.1".to_owned(),
    ];
    for origin in origins {
        let request = poll(&format!("{origin}/canarypath?code=canaryquery&state=x#canaryfragment"));
        let error = quick().send(&request).await.expect_err(&origin);
        let told = format!("{error} {error:?}");
        assert!(!told.contains("canary") && !told.contains(SECRET) && !told.contains("aHVudGVyMg"), "{told}");
        assert!(!error.detail.is_empty(), "{origin}: {error:?}");
    }
}
