//! The client against servers that misbehave, each a thread on 127.0.0.1.

mod authorities;
mod certificate;
mod client_certificate;
mod failures;
mod insecure;
mod limits;
mod met;
mod phases;
mod policy;
mod server;
mod tls_server;
mod tunnel;
mod weak;

use std::time::Duration;

use url::Url;

use self::server::Server;
use super::*;
use crate::protocol::check::{Finding, Verdict};
use crate::protocol::exchange::{Purpose, TransportKind};
use crate::protocol::peer;
use crate::protocol::secret::Secret;

const QUICK: Limits = Limits {
    connect: Duration::from_millis(300),
    first_byte: Duration::from_millis(200),
    first_byte_of_poll: Duration::from_millis(200),
    first_byte_wanted: None,
    idle: Duration::from_secs(3),
};

const SECRET: &str = "hunter2";

fn direct() -> Transport {
    Transport::new(Limits::default(), ProxyPlan::direct())
}

fn quick() -> Transport {
    Transport::new(QUICK, ProxyPlan::direct())
}

/// A poll with a secret in its form and one in its header.
fn poll(url: &str) -> Request {
    let form = vec![
        ("grant_type".to_owned(), Value::Plain("urn:ietf:params:oauth:grant-type:device_code".to_owned())),
        ("client_secret".to_owned(), Value::Secret("client_secret", Secret::new(SECRET))),
    ];
    let basic = Value::Secret("client_secret", Secret::new("Basic aHVudGVyMg=="));
    Request::post(Purpose::Poll, Url::parse(url).unwrap(), form).with_header("authorization", basic)
}

/// A transport that a profile configured.
fn configured(network: &Network) -> Transport {
    let mut transport = direct();
    transport.configure(network, None).unwrap();
    transport
}

/// A network that trusts this authority as well.
fn trusting(authority: &str) -> Network {
    Network { ca: Some(authority.to_owned()), ..Network::default() }
}

fn row<'f>(findings: &'f [Finding], id: &str) -> &'f Finding {
    findings.iter().find(|finding| finding.check.id == id).unwrap_or_else(|| panic!("no row {id}: {findings:?}"))
}

fn get(url: &str) -> Request {
    Request::get(Purpose::Discovery, Url::parse(url).unwrap())
}

async fn kind_of_failure(transport: &Transport, request: &Request) -> (TransportKind, String) {
    let error = transport.send(request).await.expect_err("no answer");
    assert!(!format!("{error} {error:?}").contains(SECRET));
    (error.kind, error.detail)
}
