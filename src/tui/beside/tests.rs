//! The side by side view: what is in conflict, what is its own, and what each scope brought.

use super::*;
use crate::protocol::secret::Secret;
use crate::tui::fixtures::{START, jwt, profile};

fn run() -> Run {
    Run::new(&profile("keycloak"), crate::profile::Flow::Device, START)
}

fn item(name: &'static str, claims: &str) -> TokenItem {
    TokenItem::read(name, &Secret::new(jwt(r#"{"alg":"none"}"#, claims)), &[])
}

fn three() -> Vec<TokenItem> {
    vec![
        item("id_token", r#"{"iss":"https://a","sub":"1","aud":"x","exp":7,"email":"a@b","amr":["pwd","otp"]}"#),
        item("access_token", r#"{"iss":"https://a","sub":"1","aud":["y"],"exp":9,"amr":["otp","pwd"]}"#),
        item("userinfo", r#"{"sub":"2","email":"c@d","name":"Ann"}"#),
    ]
}

fn beside(tokens: &[TokenItem], width: usize, needle: &str) -> Beside {
    Beside::new(tokens, &run(), (width, needle), Privacy::Secrets)
}

#[test]
fn conflicts_stand_first_and_what_may_differ_is_none() {
    crate::covers!("UIN-01");
    let tokens = three();
    let beside = beside(&tokens, 116, "");
    let told: Vec<(String, Relation)> = (0..beside.lines.len())
        .filter_map(|line| {
            let (token, place) = beside.place(line)?;
            let Line::Row(claim) = &beside.lines[line] else { return None };
            Some((place.find(&tokens[token])?.0.into_owned(), claim.relation))
        })
        .collect();
    let of = |name: &str| told.iter().find(|(each, _)| each == name).map(|(_, relation)| *relation);
    assert_eq!((told[0].0.as_str(), told[0].1), ("sub", Relation::Forbidden));
    assert_eq!((told[1].0.as_str(), told[1].1), ("email", Relation::Conflict));
    assert_eq!((of("iss"), of("amr")), (Some(Relation::Same), Some(Relation::Same)));
    assert_eq!((of("aud"), of("exp"), of("name")), (Some(Relation::Own), Some(Relation::Own), Some(Relation::Single)));
    assert_eq!(beside.conflicts, 2);
}

#[test]
fn where_columns_do_not_fit_each_value_has_a_line() {
    let tokens = three();
    let beside = beside(&tokens, 76, "sub");
    assert_eq!(beside.wide, None);
    let Line::Value { columns, relation, .. } = &beside.lines[0] else { panic!("{beside:?}") };
    assert_eq!((columns.as_slice(), *relation), (&[0, 1][..], Some(Relation::Forbidden)));
    assert_eq!(beside.lines.len(), 2);
    assert!(self::beside(&tokens[..2], 76, "").wide.is_some());
}

#[test]
fn scopes_say_what_they_brought_and_where() {
    crate::covers!("IDT-55");
    let mut run = run();
    run.scope = ["openid", "email", "phone", "offline_access", "orders:read"].map(str::to_owned).to_vec();
    let tokens = three();
    let lines: Vec<String> =
        scopes::lines(&run, &tokens).iter().map(|line| line.iter().map(text::Piece::text).collect()).collect();
    let line = |scope: &str| lines.iter().find(|line| line.starts_with(scope)).expect(scope);
    assert!(line("openid").contains("sub (id_token, access_token, userinfo)"), "{lines:?}");
    assert!(line("email").contains("delivered: email (id_token, userinfo)"), "{lines:?}");
    assert!(lines.iter().any(|line| line.contains("missing: email_verified")), "{lines:?}");
    assert!(line("phone").contains("! missing: phone_number, phone_number_verified"), "{lines:?}");
    assert!(line("offline_access").contains("! missing: a refresh token"), "{lines:?}");
    assert!(line("orders:read").contains("no standard"), "{lines:?}");
}
