//! The sections of grants without a person, of acts on tokens, and of a look into one.

use toml::de::{DeTable, DeValue};

use super::{find, list, number, secret, text, value};
use crate::profile::model::{
    ExchangeSection, InspectSection, IntrospectionSection, JwtBearerSection, LogoutSection, PasswordSection,
    RefreshSection, RevocationSection, SecretReference, UserinfoSection,
};
use crate::profile::parse::json::json;
use crate::protocol::json;

/// One table of the tree.
struct Table<'a, 't>(&'a DeTable<'t>, &'static str);

impl<'t> Table<'_, 't> {
    fn value(&self, key: &str) -> Option<&DeValue<'t>> {
        value(self.0, self.1, key)
    }

    fn text(&self, key: &str) -> Option<String> {
        text(self.value(key))
    }

    fn secret(&self, key: &str) -> Option<SecretReference> {
        self.value(key).and_then(secret)
    }

    fn is(&self, key: &str, word: &str) -> bool {
        self.value(key).and_then(DeValue::as_str) == Some(word)
    }
}

pub(super) fn refresh(root: &DeTable<'_>) -> RefreshSection {
    let table = Table(root, "refresh");
    RefreshSection {
        token: table.secret("token"),
        id_token: table.secret("id_token"),
        scope: find(root, "refresh", "scope").map(|scope| list(Some(scope.get_ref()))),
    }
}

pub(super) fn exchange(root: &DeTable<'_>) -> ExchangeSection {
    let table = Table(root, "exchange");
    ExchangeSection {
        subject_token: table.secret("subject_token"),
        subject_token_type: table.text("subject_token_type"),
        actor_token: table.secret("actor_token"),
        actor_token_type: table.text("actor_token_type"),
        requested_token_type: table.text("requested_token_type"),
    }
}

pub(super) fn jwt_bearer(root: &DeTable<'_>) -> JwtBearerSection {
    let table = Table(root, "jwt_bearer");
    let claims = table.value("claims").map(|claims| json(claims).to_string());
    JwtBearerSection {
        assertion: table.secret("assertion"),
        claims: claims.and_then(|claims| json::parse(claims.as_bytes()).ok()).map(|parsed| parsed.value),
    }
}

pub(super) fn password(root: &DeTable<'_>) -> PasswordSection {
    let table = Table(root, "password");
    PasswordSection { username: table.text("username"), password: table.secret("password") }
}

pub(super) fn userinfo(root: &DeTable<'_>) -> UserinfoSection {
    let table = Table(root, "userinfo");
    UserinfoSection {
        token: table.secret("token"),
        id_token: table.secret("id_token"),
        in_body: table.is("send", "body"),
    }
}

pub(super) fn introspection(root: &DeTable<'_>) -> IntrospectionSection {
    let table = Table(root, "introspection");
    IntrospectionSection {
        token: table.secret("token"),
        token_type_hint: table.text("token_type_hint"),
        as_jwt: table.is("accept", "jwt"),
    }
}

pub(super) fn revocation(root: &DeTable<'_>) -> RevocationSection {
    let table = Table(root, "revocation");
    RevocationSection { token: table.secret("token"), token_type_hint: table.text("token_type_hint") }
}

pub(super) fn logout(root: &DeTable<'_>) -> LogoutSection {
    let table = Table(root, "logout");
    LogoutSection {
        id_token_hint: table.secret("id_token_hint"),
        logout_hint: table.text("logout_hint"),
        post_logout_redirect_uri: table.text("post_logout_redirect_uri"),
    }
}

pub(super) fn inspect(root: &DeTable<'_>) -> InspectSection {
    let table = Table(root, "inspect");
    InspectSection {
        token: table.secret("token"),
        kind: table.text("kind"),
        jwks: table.text("jwks"),
        key: table.secret("key"),
        secret: table.secret("secret"),
        secret_encoding: table.text("secret_encoding"),
        decryption_key: table.secret("decryption_key"),
        alg: table.text("alg"),
        audience: table.text("audience"),
        nonce: table.text("nonce"),
        access_token: table.secret("access_token"),
        at: number(table.value("at")),
    }
}
