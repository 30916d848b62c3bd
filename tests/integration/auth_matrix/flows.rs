//! The flows in which a client shows itself, and what each of them sends beside that: written down by the standards,
//! not by the code that sends it.

use serde_json::Value;

use super::Way;

/// Who acts in a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person {
    Nobody,
    Browser,
    Device,
    Phone,
}

/// A flow.
pub struct Flow {
    pub name: &'static str,
    pub set: &'static [&'static str],
    pub person: Person,
    /// The endpoints that ask who the client is, in order, with the form as it comes before that: `*` is any value.
    pub sends: &'static [(&'static str, &'static str)],
    /// An error that says that the client was let in and something else was not.
    pub refused: Option<&'static str>,
}

const SCOPE: &str = "request.scope=[\"openid\", \"email\", \"offline_access\"]";

/// All of them; the first asks nobody for anything else.
pub const ALL: [Flow; 10] = [
    Flow {
        name: "refresh",
        set: &[SCOPE, "refresh.token=demo-refresh-ann"],
        person: Person::Nobody,
        sends: &[("/token", "grant_type=refresh_token&refresh_token=demo-refresh-ann")],
        refused: None,
    },
    Flow {
        name: "client-credentials",
        set: &["request.scope=[\"api\"]"],
        person: Person::Nobody,
        sends: &[("/token", "grant_type=client_credentials&scope=api")],
        refused: None,
    },
    Flow {
        name: "password",
        set: &[SCOPE, "password.username=ann", "password.password=demo"],
        person: Person::Nobody,
        sends: &[("/token", "grant_type=password&username=ann&password=demo&scope=openid+email+offline_access")],
        refused: None,
    },
    Flow {
        name: "token-exchange",
        set: &[
            "request.scope=[\"email\"]",
            "exchange.subject_token=demo-access-ann",
            "exchange.subject_token_type=urn:ietf:params:oauth:token-type:access_token",
        ],
        person: Person::Nobody,
        sends: &[(
            "/token",
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&subject_token=demo-access-ann\
             &subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token&scope=email",
        )],
        refused: None,
    },
    Flow {
        name: "jwt-bearer",
        set: &[SCOPE, "jwt_bearer.assertion=eyJhbGciOiJFUzI1NiJ9.e30.c2ln"],
        person: Person::Nobody,
        sends: &[(
            "/token",
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer\
             &assertion=eyJhbGciOiJFUzI1NiJ9.e30.c2ln&scope=openid+email+offline_access",
        )],
        refused: Some("invalid_grant"),
    },
    Flow {
        name: "introspection",
        set: &["introspection.token=demo-access-ann", "introspection.token_type_hint=access_token"],
        person: Person::Nobody,
        sends: &[("/introspect", "token=demo-access-ann&token_type_hint=access_token")],
        refused: None,
    },
    Flow {
        name: "revocation",
        set: &["revocation.token=demo-access-zoe", "revocation.token_type_hint=access_token"],
        person: Person::Nobody,
        // Whether it took effect is asked at once.
        sends: &[
            ("/revoke", "token=demo-access-zoe&token_type_hint=access_token"),
            ("/introspect", "token=demo-access-zoe&token_type_hint=access_token"),
        ],
        refused: None,
    },
    Flow {
        name: "code",
        set: &[SCOPE, "code.par=always"],
        person: Person::Browser,
        sends: &[
            (
                "/par",
                "response_type=code&client_id=*&redirect_uri=*&scope=openid+email+offline_access&state=*&nonce=*\
                 &code_challenge=*&code_challenge_method=S256",
            ),
            ("/token", "grant_type=authorization_code&code=*&redirect_uri=*&code_verifier=*"),
        ],
        refused: None,
    },
    Flow {
        name: "device",
        set: &[SCOPE],
        person: Person::Device,
        sends: &[
            ("/device_authorization", "scope=openid+email+offline_access"),
            ("/token", "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=*"),
        ],
        refused: None,
    },
    Flow {
        name: "ciba",
        set: &[SCOPE, "ciba.login_hint=ann"],
        person: Person::Phone,
        sends: &[
            ("/bc-authorize", "scope=openid+email+offline_access&login_hint=ann"),
            ("/token", "grant_type=urn%3Aopenid%3Aparams%3Agrant-type%3Aciba&auth_req_id=*"),
        ],
        refused: None,
    },
];

impl Flow {
    /// Whether such a client can go this way: some are for clients only that prove who they are.
    pub fn suits(&self, way: Way) -> bool {
        way != Way::None || !["client-credentials", "ciba", "introspection"].contains(&self.name)
    }

    /// What is wrong with the end.
    pub fn end(&self, report: &Value) -> Vec<String> {
        let outcome = &report["outcome"];
        let error = outcome["error"].as_str();
        let is_fine = match self.refused {
            Some(refused) => error == Some(refused),
            None => outcome["exit_code"] == 0,
        };
        if is_fine {
            return Vec::new();
        }
        let rows = report["checks"].as_array().into_iter().flatten().filter(|row| row["verdict"] == "fail");
        let failed: Vec<String> = rows.map(|row| format!("{}: {}", row["id"], row["observed"])).collect();
        vec![format!("ends with {outcome}, red: {failed:?}")]
    }
}
