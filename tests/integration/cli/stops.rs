//! A failure that protects somebody ends a run before its next request, unless the person says otherwise.

use super::{Provider, rows, told_code};
use grantty::demo;

#[test]
fn a_foreign_issuer_ends_the_run_before_the_next_request() {
    grantty::covers!("DSC-02");
    let provider = Provider::start().with_fault("issuer-trailing-slash");
    let report = provider.run_profile("issuer-trailing-slash", &["--json"]).done().must_be(1).json();
    assert_eq!(report["outcome"]["kind"], "rejected");
    assert!(rows(&report, "fail").iter().any(|row| row.contains("discovery.issuer")), "{report:#}");
    let asked: Vec<String> = provider.demo.log().into_iter().map(|line| line.path).collect();
    assert!(asked.iter().all(|path| path.contains("/.well-known/")), "{asked:?}");
}

#[test]
fn keep_going_goes_past_it_and_stamps_the_report() {
    let provider = Provider::start().with_fault("issuer-trailing-slash");
    let issuer = provider.demo.fault_issuer("issuer-trailing-slash");
    let mut run = provider.run_profile("issuer-trailing-slash", &["--json", "--keep-going"]);
    let code = told_code(&mut run).expect("the run goes on");
    demo::approve(&issuer, &code, true).expect("the provider's pages work");
    let report = run.done().must_be(1).json();
    assert_eq!(report["keep_going"], true);
    assert_eq!(report["outcome"]["kind"], "tokens");
    assert!(!rows(&report, "fail").is_empty());
}

#[test]
fn a_broken_signature_keeps_the_token_from_being_used() {
    grantty::covers!("IDT-20");
    let provider = Provider::start().with_fault("id-token-signature-broken");
    let issuer = provider.demo.fault_issuer("id-token-signature-broken");
    let mut run = provider.run_profile("id-token-signature-broken", &["--json"]);
    let code = told_code(&mut run).expect("the code stands on stderr");
    demo::approve(&issuer, &code, true).expect("the provider's pages work");
    let report = run.done().must_be(1).json();
    assert!(rows(&report, "fail").iter().any(|row| row.contains("id_token.signature")), "{report:#}");
    let asked: Vec<String> = provider.demo.log().into_iter().map(|line| line.path).collect();
    assert!(asked.iter().all(|path| !path.ends_with("/userinfo")), "{asked:?}");
}
