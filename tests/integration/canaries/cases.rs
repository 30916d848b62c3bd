//! Every flow, with a secret in every place that it has.

use serde_json::json;

use super::case::{Case, From};
use super::mint::Canary;
use super::person::Person::{LogsOut, Nobody, SignsIn};
use super::provider::Mode;
use crate::stub::authority::Authority;

/// All of them.
pub const ALL: &[super::Make] = &[
    client_credentials,
    refresh,
    token_exchange,
    jwt_bearer,
    password,
    userinfo,
    introspection,
    revocation,
    logout,
    code,
    device,
    ciba,
    ciba_by_id_token,
    inspect,
    certificate,
    variable_proxy,
];

/// Those that send a secret at once, so that an answer can be bad.
pub const REFUSABLE: &[super::Make] =
    &[client_credentials, refresh, token_exchange, password, introspection, revocation, userinfo];

const CLIENT: &str = "\n[client]\nid = \"grantty-canary\"";

/// A canary that stays here: a key, or what is only looked at.
fn kept(canary: Canary) -> Canary {
    Canary { is_sent: false, ..canary }
}

fn client_credentials(mode: Mode) -> Case {
    let mut case = Case::new("client-credentials", mode, "client-credentials", Nobody);
    let (secret, key, extra) =
        (case.mint.odd("client.secret"), case.mint.jwk("dpop.key"), case.mint.token("parameters.token"));
    case.says(CLIENT)
        .says("auth = \"client_secret_basic\"")
        .secret("secret", From::Env, secret)
        .says("[dpop]\nenabled = true\nalg = \"ES256\"")
        .secret("key", From::File, key)
        .says("[parameters.token]")
        .secret("actor_token", From::Literal, extra)
}

fn refresh(mode: Mode) -> Case {
    let mut case = Case::new("refresh", mode, "refresh", Nobody);
    let secret = case.mint.odd("client.secret");
    let token = case.mint.token("refresh.token");
    let before = kept(case.mint.jwt("refresh.id_token", &json!({"iss": "https://id.example.com", "sub": "ann"})));
    case.says(CLIENT)
        .says("auth = \"client_secret_post\"")
        .secret("secret", From::File, secret)
        .says("[refresh]")
        .secret("token", From::Env, token)
        .secret("id_token", From::Literal, before)
}

fn token_exchange(mode: Mode) -> Case {
    let mut case = Case::new("token-exchange", mode, "token-exchange", Nobody);
    let secret = kept(Canary { text: case.mint.token("x").text.repeat(2), ..case.mint.token("client.secret") });
    let secret = Canary { cores: vec![secret.text.clone()], ..secret };
    let subject = case.mint.jwt("exchange.subject_token", &json!({"sub": "ann"}));
    let actor = case.mint.token("exchange.actor_token");
    case.says(CLIENT)
        .says("auth = \"client_secret_jwt\"")
        .secret("secret", From::Command, secret)
        .says("[exchange]\nsubject_token_type = \"urn:ietf:params:oauth:token-type:jwt\"")
        .says("actor_token_type = \"urn:ietf:params:oauth:token-type:access_token\"")
        .secret("subject_token", From::File, subject)
        .secret("actor_token", From::Env, actor)
}

fn jwt_bearer(mode: Mode) -> Case {
    let mut case = Case::new("jwt-bearer", mode, "jwt-bearer", Nobody);
    let key = case.mint.jwk("client.key");
    let assertion = case.mint.jwt("jwt_bearer.assertion", &json!({"iss": "canary", "sub": "ann", "aud": "x"}));
    case.says(CLIENT).says("auth = \"private_key_jwt\"").secret("key", From::File, key).says("[jwt_bearer]").secret(
        "assertion",
        From::Env,
        assertion,
    )
}

fn password(mode: Mode) -> Case {
    let mut case = Case::new("password", mode, "password", Nobody);
    let (secret, password) = (case.mint.odd("client.secret"), case.mint.odd("password.password"));
    case.says(CLIENT)
        .says("auth = \"client_secret_post\"")
        .secret("secret", From::Literal, secret)
        .says("[password]\nusername = \"ann\"")
        .secret("password", From::Command, password)
}

fn userinfo(mode: Mode) -> Case {
    let mut case = Case::new("userinfo", mode, "userinfo", Nobody);
    let token = case.mint.token("userinfo.token");
    let id_token = kept(case.mint.jwt("userinfo.id_token", &json!({"iss": "https://id.example.com", "sub": "ann"})));
    case.says(CLIENT).says("[userinfo]").secret("token", From::Env, token).secret("id_token", From::File, id_token)
}

fn introspection(mode: Mode) -> Case {
    let mut case = Case::new("introspection", mode, "introspection", Nobody);
    let (secret, token) = (case.mint.odd("client.secret"), case.mint.token("introspection.token"));
    case.says(CLIENT)
        .says("auth = \"client_secret_basic\"")
        .secret("secret", From::Command, secret)
        .says("[introspection]")
        .secret("token", From::File, token)
}

fn revocation(mode: Mode) -> Case {
    let mut case = Case::new("revocation", mode, "revocation", Nobody);
    let (secret, token) = (case.mint.odd("client.secret"), case.mint.token("revocation.token"));
    case.says(CLIENT)
        .says("auth = \"client_secret_basic\"\nbasic_encoding = \"raw\"")
        .secret("secret", From::Env, secret)
        .says("[revocation]")
        .secret("token", From::Literal, token)
}

fn logout(mode: Mode) -> Case {
    let mut case = Case::new("logout", mode, "logout", LogsOut);
    let secret = kept(case.mint.odd("client.secret"));
    let hint = kept(case.mint.jwt("logout.id_token_hint", &json!({"iss": "https://id.example.com", "sub": "ann"})));
    case.says(CLIENT).says("auth = \"client_secret_post\"").secret("secret", From::Env, secret).says("[logout]").secret(
        "id_token_hint",
        From::File,
        hint,
    )
}

fn code(mode: Mode) -> Case {
    let mut case = Case::new("code", mode, "code", SignsIn);
    let (secret, extra) = (case.mint.odd("client.secret"), case.mint.token("parameters.token"));
    case.says(CLIENT)
        .says("auth = \"client_secret_basic\"")
        .secret("secret", From::Env, secret)
        .says("[code]\npar = \"always\"\n[dpop]\nenabled = true\n[parameters.token]")
        .secret("login_hint_token", From::Literal, extra)
}

fn device(mode: Mode) -> Case {
    let mut case = Case::new("device", mode, "device", Nobody);
    let secret = case.mint.odd("client.secret");
    case.says(CLIENT)
        .says("auth = \"client_secret_post\"")
        .secret("secret", From::Command, secret)
        .says("[device]\npkce = \"S256\"")
}

fn ciba(mode: Mode) -> Case {
    let mut case = Case::new("ciba", mode, "ciba", Nobody);
    let (secret, pin) = (case.mint.odd("client.secret"), case.mint.token("ciba.user_code"));
    let hint = case.mint.jwt("ciba.login_hint_token", &json!({"sub": "ann"}));
    case.says(CLIENT)
        .says("auth = \"client_secret_post\"")
        .secret("secret", From::File, secret)
        .says("[ciba]")
        .secret("user_code", From::Env, pin)
        .secret("login_hint_token", From::File, hint)
}

fn ciba_by_id_token(mode: Mode) -> Case {
    let mut case = Case::new("ciba by ID Token", mode, "ciba", Nobody);
    let key = case.mint.jwk("client.key");
    let hint = case.mint.jwt("ciba.id_token_hint", &json!({"iss": "https://id.example.com", "sub": "ann"}));
    case.says(CLIENT).says("auth = \"private_key_jwt\"").secret("key", From::Env, key).says("[ciba]").secret(
        "id_token_hint",
        From::Command,
        hint,
    )
}

fn inspect(mode: Mode) -> Case {
    let mut case = Case::new("inspect", mode, "inspect", Nobody);
    let token = kept(case.mint.jwt("inspect.token", &json!({"iss": "https://id.example.com", "sub": "ann", "exp": 1})));
    let (secret, access) = (kept(case.mint.odd("inspect.secret")), kept(case.mint.token("inspect.access_token")));
    let opening = case.mint.jwk("client.decryption_key");
    case.says(CLIENT)
        .secret("decryption_key", From::File, opening)
        .says("[inspect]")
        .secret("token", From::Command, token)
        .secret("secret", From::Env, secret)
        .secret("access_token", From::File, access)
}

/// The client's certificate with its key, and a proxy with a password in the profile.
fn certificate(mode: Mode) -> Case {
    let mut case = Case::new("certificate", mode, "client-credentials", Nobody);
    let authority = Authority::new("Canary authority");
    let (key, pair) = case.mint.pem("client.certificate_key");
    let (chain, own) = case.mint.pem("client.certificate");
    let shown = authority.certify("grantty", &pair).pem;
    // A key in the text of the chain is a secret too, though it is another's.
    let chain = Canary { text: format!("{shown}{}", own.serialize_pem()), ..chain };
    let password = kept(case.mint.token("tls.proxy"));
    let server = authority.server(&["id.example.com"]).only_for(&authority);
    let mut case = case.behind(server);
    let proxy = format!("http://ann:{}@{}", password.text, case.proxy());
    case.knows(password);
    case.says(CLIENT)
        .says("auth = \"tls_client_auth\"")
        .secret("certificate", From::File, chain)
        .secret("certificate_key", From::Command, key)
        .says(&format!("[tls]\nca = '''\n{}'''\nproxy = \"{proxy}\"", authority.pem()))
}

/// A proxy with a password in the environment, which children have no business with.
fn variable_proxy(mode: Mode) -> Case {
    let mut case = Case::new("proxy of a variable", mode, "client-credentials", Nobody);
    let authority = Authority::new("Canary authority");
    let (secret, password) = (case.mint.odd("client.secret"), kept(case.mint.token("HTTPS_PROXY")));
    let mut case = case.behind(authority.server(&["id.example.com"]).open());
    let proxy = format!("http://ann:{}@{}", password.text, case.proxy());
    case.variable("HTTPS_PROXY", &proxy);
    case.knows(password);
    case.says(CLIENT)
        .says("auth = \"client_secret_basic\"")
        .secret("secret", From::File, secret)
        .says(&format!("[tls]\nca = '''\n{}'''", authority.pem()))
}
