//! What is no HTTP, or HTTP that wants to be misread.

use proptest::prelude::*;

use super::*;

/// With what each is told as; the last column says whether an answer must come.
fn rubbish() -> Vec<(Vec<u8>, &'static str, bool)> {
    let text = |text: &str| text.as_bytes().to_vec();
    let head = "POST /callback HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    let chunked =
        format!("{head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n");
    vec![
        (
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".repeat(20),
            "(a TLS handshake; plain http is spoken here)",
            false,
        ),
        (text("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), "(HTTP/2)", false),
        ("\r\n".repeat(40_000).into_bytes(), "(too large)", false),
        (text("GET /call\0back?code=a HTTP/1.1\r\nHost: a\r\n\r\n"), "(no HTTP request)", true),
        (text("GET /callback?code=a HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n"), "(no HTTP request)", true),
        (text(&format!("{head}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde")), "(no HTTP request)", true),
        (text(&format!("{head}Content-Length: -1\r\n\r\n")), "(no HTTP request)", true),
        (text(&chunked), "(an ambiguous request)", true),
        (text(&format!("{head}Transfer-Encoding: xchunked\r\n\r\n")), "", false),
        (text("GET /callback HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), "(an ambiguous request)", true),
        (format!("GET /callback?code={} HTTP/1.1\r\n\r\n", "a".repeat(20_000)).into_bytes(), "(too large)", false),
        (text("SSH-2.0-OpenSSH_9.6\r\n"), "(no HTTP request)", true),
    ]
}

#[tokio::test]
async fn garbage_is_refused_told_and_forgotten() {
    crate::covers!("LOO-10");
    let (loopback, at) = usual();
    for (bytes, what, is_answered) in rubbish() {
        let name = String::from_utf8_lossy(&bytes[..bytes.len().min(80)]).into_owned();
        let answer =
            tokio::time::timeout(Duration::from_secs(5), sent(at, &bytes)).await.expect("it is closed at once");
        assert!(!is_answered || status(&answer) == 400, "{name}: {answer}");
        assert!(is_answered || answer.is_empty() || status(&answer) >= 400, "{name}: {answer}");
        assert!(answer.matches("HTTP/1.1 ").count() <= 1, "one answer for one connection: {name}");
        let visit = loopback.next().await;
        assert_eq!(visit.kind, VisitKind::Unreadable, "{name}");
        assert!(what.is_empty() || visit.path == what, "{name}: {}", visit.path);
    }
    assert_eq!(status(&sent(at, callback(at)).await), 303);
    until_the_answer(&loopback).await;
}

#[tokio::test]
async fn a_browser_that_connects_ahead_of_need_is_nobody() {
    let (loopback, at) = usual();
    drop(TcpStream::connect(at).await.unwrap());
    let ahead = TcpStream::connect(at).await.unwrap();
    sent(at, callback(at)).await;
    assert_eq!(until_the_answer(&loopback).await.len(), 1);
    drop(ahead);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]
    #[test]
    fn no_bytes_end_the_wait_or_the_listener(
        bytes in prop_oneof![
            prop::collection::vec(any::<u8>(), 1..600),
            "(GET|POST|PRI|get) /callback[?][ -~]{0,60} HTTP/[0-3](.[0-9])?(\r\n|\n)([A-Za-z-]{1,12}:[ -~]{0,20}(\r\n|\n)){0,5}(\r\n|\n)?[ -~]{0,60}"
                .prop_map(String::into_bytes),
        ]
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (loopback, at) = usual();
            let mut stream = TcpStream::connect(at).await.unwrap();
            let _reset = stream.write_all(&bytes).await;
            let _reset = stream.shutdown().await;
            let answer = tokio::time::timeout(Duration::from_secs(5), read(&mut stream)).await.expect("closed at once");
            assert_ne!(status(&answer), 303);
            assert_eq!(status(&sent(at, callback(at)).await), 303);
            until_the_answer(&loopback).await;
        });
    }
}
