//! Against `oidc-provider`: every kind of client that can redirect, approved over HTTP, and once in Chromium.

use serde_json::Value;

use super::{address, assert_green, ids, report};
use crate::chromium::Chromium;
use crate::oidc_provider::{OidcProvider, approve_authorization, left_out};
use crate::program::home::Home;
use crate::program::pipes::Piped;

/// One client, and what is set for it.
struct Case {
    client: &'static str,
    /// The rest of `[client]`.
    auth: &'static str,
    /// `[code]`
    code: &'static str,
}

const CASES: [Case; 9] = [
    Case { client: "code-public", auth: "", code: "" },
    Case { client: "code:basic", auth: "auth = \"client_secret_basic\"\nsecret = \"p%&+ =/?~\"", code: "" },
    Case { client: "code-post", auth: "auth = \"client_secret_post\"\nsecret = { file = \"long.txt\" }", code: "" },
    Case { client: "code-public", auth: "", code: "response_mode = \"form_post\"" },
    Case { client: "code-par", auth: "", code: "par = \"always\"" },
    Case { client: "code-jar", auth: "key = { file = \"signing.json\" }", code: "request_object = \"signed\"" },
    Case {
        client: "code-jar",
        auth: "key = { file = \"signing.json\" }",
        code: "request_object = \"signed\"\npar = \"always\"",
    },
    Case { client: "code-jarm", auth: "", code: "response_mode = \"jwt\"" },
    Case { client: "code-jarm", auth: "", code: "response_mode = \"form_post.jwt\"" },
];

struct Bench {
    provider: OidcProvider,
    home: Home,
}

impl Bench {
    fn start() -> Option<Self> {
        let bench = Self { provider: OidcProvider::start()?, home: Home::new() };
        bench.home.file("config/grantty/profiles/long.txt", "a-test-secret-of-more-than-thirty-two-characters\n");
        let key = bench.provider.clients()["keys"]["signing"].to_string();
        bench.home.file("config/grantty/profiles/signing.json", &key);
        Some(bench)
    }

    fn run(&self, name: &str, case: &Case, more: &[&str]) -> Piped {
        let Case { client, auth, code } = case;
        let issuer = self.provider.issuer();
        let text = format!(
            "issuer = \"{issuer}\"\nflow = \"code\"\n[client]\nid = \"{client}\"\n{auth}\n[request]\n\
             scope = [\"openid\", \"profile\"]\n[code]\n{code}\n"
        );
        self.home.profile(name, &text);
        let args: Vec<&str> = ["run", name, "--json", "--events"].iter().chain(more).copied().collect();
        Piped::start(&self.home, &args, &[])
    }
}

#[test]
fn every_client_gets_its_tokens() {
    let Some(bench) = Bench::start() else { return };
    for (n, case) in CASES.iter().enumerate() {
        let mut run = bench.run(&format!("case-{n}"), case, &["--browser", "none"]);
        let page = approve_authorization(&address(&mut run), true);
        assert!(page.body.contains("grantty") || page.status == 303, "{}: {page:?}", case.client);
        let report: Value = report(&run.done().must_be(0));
        assert_green(&report, &[]);
        let green = ids(&report, "pass");
        for id in ["authorization.state", "authorization.iss", "id_token.nonce", "id_token.signature", "userinfo.sub"] {
            assert!(green.contains(id), "{} {}: {id} in {:#}", case.client, case.code, report["checks"]);
        }
        assert_eq!(green.contains("jarm.signature"), case.code.contains("jwt"), "{}", case.client);
        assert_eq!(green.contains("par.request_uri"), case.code.contains("par"), "{}", case.client);
    }
}

#[test]
fn a_person_who_denies_is_believed() {
    let Some(bench) = Bench::start() else { return };
    let mut run = bench.run("denied", &CASES[0], &["--browser", "none"]);
    approve_authorization(&address(&mut run), false);
    let report = report(&run.done().must_be(4));
    assert_eq!(report["outcome"]["error"], "access_denied");
}

#[test]
fn a_real_browser_signs_in_at_a_real_provider() {
    let Some(bench) = Bench::start() else { return };
    let Some(mut chromium) = Chromium::ready() else { return left_out("there is no Chromium") };
    let command = chromium.command();
    let run = bench.run("browser", &CASES[4], &["--browser", &command]);
    let page = chromium.page();
    page.fill("input[name=login]", "ann");
    page.fill("input[name=password]", "any will do");
    page.click("button[type=submit]");
    page.wait_for("Authorize");
    page.click("button[type=submit]");
    page.wait_at("/grantty/done/code");
    assert_green(&report(&run.done().must_be(0)), &[]);
}
