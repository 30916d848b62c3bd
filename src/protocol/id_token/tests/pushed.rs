//! What only the ID Token of a push has.

use super::*;

const AUTH_REQ_ID: &str = "1c266114-a1be-4252-8ad1-04986c5b9ac1";
const REFRESH_TOKEN: &str = "4bwc0ESC_IAhflf-ACC_vjD_ltc11ne-8gFPfA2Kx16";
const ID_CLAIM: &str = "urn:openid:params:jwt:claim:auth_req_id";
const HASH_CLAIM: &str = "urn:openid:params:jwt:claim:rt_hash";

static ID: LazyLock<Secret> = LazyLock::new(|| Secret::new(AUTH_REQ_ID));
static REFRESH: LazyLock<Secret> = LazyLock::new(|| Secret::new(REFRESH_TOKEN));

fn push() -> Expected<'static> {
    Expected { pushed: Some(Pushed { auth_req_id: &ID, refresh_token: Some(&REFRESH) }), ..expected() }
}

fn half(text: &str) -> String {
    base64url::encode(&Digest::Sha256.of(text.as_bytes())[..16])
}

/// The claims of a push without a fault, with some of them changed (none: removed).
fn of_push(change: &[(&str, Option<&str>)]) -> String {
    let (at_hash, rt_hash) = (half(ACCESS_TOKEN), half(REFRESH_TOKEN));
    let usual = [("at_hash", at_hash.as_str()), (HASH_CLAIM, &rt_hash), (ID_CLAIM, AUTH_REQ_ID)];
    let kept = usual.into_iter().filter(|(name, _)| !change.iter().any(|(other, _)| other == name));
    let added = change.iter().filter_map(|(name, value)| Some((*name, (*value)?)));
    let members: Vec<String> = kept.chain(added).map(|(name, value)| format!("{name:?}:{value:?}")).collect();
    claims(&format!("{{{}}}", members.join(",")))
}

#[test]
fn a_good_push_passes_and_shows_no_id() {
    crate::covers!("CIB-25");
    let good = judged(ES256, &of_push(&[]), &push());
    assert_eq!((failed(&good), state(&good)), (vec![], SignatureState::Verified));
    for id in ["id_token.auth_req_id", "id_token.rt_hash", "id_token.at_hash"] {
        assert_eq!(row(&good, id).verdict, Verdict::Pass, "{id}");
    }
    assert_complete(&good);
    assert!(good.findings.iter().all(|row| !format!("{row:?}").contains(AUTH_REQ_ID)));
}

#[test]
fn a_push_is_tied_to_its_request_and_to_each_of_its_tokens() {
    crate::covers!("CIB-25");
    let other = half("another");
    for (id, name, value) in [
        ("id_token.auth_req_id", ID_CLAIM, None),
        ("id_token.auth_req_id", ID_CLAIM, Some("1c266114-a1be-4252-8ad1-04986c5b9ac2")),
        ("id_token.auth_req_id", ID_CLAIM, Some("")),
        ("id_token.rt_hash", HASH_CLAIM, None),
        ("id_token.rt_hash", HASH_CLAIM, Some(other.as_str())),
        ("id_token.at_hash", "at_hash", None),
        ("id_token.at_hash", "at_hash", Some(other.as_str())),
    ] {
        let report = judged(ES256, &of_push(&[(name, value)]), &push());
        assert_eq!(failed(&report), [id], "{name} {value:?}");
        assert!(row(&report, id).stops());
        assert_complete(&report);
    }
    let plural = [(ID_CLAIM, None), ("urn:openid:params:jwt:claims:auth_req_id", Some(AUTH_REQ_ID))];
    let report = judged(ES256, &of_push(&plural), &push());
    assert!(row(&report, "id_token.auth_req_id").observed.contains("which is another name"));
}

#[test]
fn without_a_refresh_token_no_hash_of_one_is_due() {
    let alone = Expected { pushed: Some(Pushed { auth_req_id: &ID, refresh_token: None }), ..expected() };
    for (claim, verdict) in [(None, Verdict::Pass), (Some("x"), Verdict::Skip)] {
        let report = judged(ES256, &of_push(&[(HASH_CLAIM, claim)]), &alone);
        assert_eq!((failed(&report), row(&report, "id_token.rt_hash").verdict), (vec![], verdict));
    }
}

#[test]
fn a_token_that_cannot_be_read_leaves_the_rows_of_a_push_too() {
    let report = judge(&Secret::new("opaque"), &Keys::Set(&usual_keys()), &push());
    assert_eq!(row(&report, "id_token.auth_req_id").verdict, Verdict::Skip);
    assert_eq!(row(&report, "id_token.rt_hash").verdict, Verdict::Skip);
    assert_complete(&report);
}

#[test]
fn other_flows_have_no_such_rows() {
    let report = judged(ES256, &of_push(&[]), &expected());
    assert!(report.findings.iter().all(|row| !super::super::pushed::is_of_push(row.check)));
    assert_complete(&report);
}
