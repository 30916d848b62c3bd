//! Clients that show who they are while a person takes time: at the device endpoint, at the backchannel, and with every
//! poll. The provider names no interval, so all of them wait side by side.

use super::bench::{Bench, Client, green};
use crate::oidc_provider::{Verification, approve_device};
use crate::program::pipes::Piped;

const CLIENTS: [Client; 6] = [
    Client::plain("auth:basic", "auth = \"client_secret_basic\"\nsecret = { file = \"odd.txt\" }"),
    Client::plain("auth-post", "auth = \"client_secret_post\"\nsecret = { file = \"odd.txt\" }"),
    Client::plain("auth-hs256", "auth = \"client_secret_jwt\"\nsecret = { file = \"long.txt\" }"),
    Client::plain("auth-es256", "auth = \"private_key_jwt\"\nkey = { file = \"p256.json\" }"),
    Client::secure("tls", super::certified::CLIENT),
    Client::secure("tls-self-signed", super::certified::SELF_SIGNED),
];

const SCOPE: &str = "[request]\nscope = [\"openid\", \"profile\"]";

#[test]
fn a_device_shows_who_it_is_with_every_poll() {
    let Some(bench) = Bench::start() else { return };
    let start =
        |client: Client| (client, bench.start_run(&format!("{}-waits", plain(client)), "device", client, SCOPE));
    let mut runs: Vec<(Client, Piped)> = CLIENTS.into_iter().map(start).collect();
    for (client, run) in &mut runs {
        let prompt =
            run.wait_event("prompt").unwrap_or_else(|| panic!("{} asks nobody: {}", client.id, run.out.text()));
        let address = prompt["verification_uri_complete"].as_str().expect("an address");
        approve_device(Verification::Complete(&bench.provider().at_the_door(address)), true);
    }
    for (client, run) in runs {
        let report = green(run.done(), "device", client);
        assert_eq!(report["tokens"]["id_token"]["claims"]["sub"], "ann", "{}", client.id);
    }
}

#[test]
fn a_backchannel_client_shows_who_it_is_with_every_poll() {
    let Some(bench) = Bench::start() else { return };
    let body = format!("{SCOPE}\n[ciba]\nlogin_hint = \"ann@example.com\"");
    let start = |client: Client| (client, bench.start_run(&format!("{}-asks", plain(client)), "ciba", client, &body));
    let mut runs: Vec<(Client, Piped)> = CLIENTS.into_iter().map(start).collect();
    for (client, run) in &mut runs {
        assert!(run.wait_event("prompt").is_some(), "{} asks nobody: {}", client.id, run.out.text());
        let arrivals = bench.provider().arrivals().into_iter().rev();
        let of = |line: &str, id: Option<&str>| line == "POST /backchannel" && id == Some(client.id);
        let asked =
            arrivals.filter(|arrival| of(&arrival.line, arrival.client.as_deref())).find_map(|one| one.auth_req_id);
        bench.provider().approve_ciba_at(bench.issuer(*client), &asked.expect("the provider gave an id"), true);
    }
    for (client, run) in runs {
        let report = green(run.done(), "ciba", client);
        assert_eq!(report["tokens"]["id_token"]["claims"]["sub"], "ann", "{}", client.id);
    }
}

fn plain(client: Client) -> String {
    client.id.replace(':', "-")
}
