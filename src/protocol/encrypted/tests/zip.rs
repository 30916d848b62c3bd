//! What was packed unpacks, within bounds.

use super::sealer::{header, jwk, seal};
use super::*;

#[test]
fn a_bomb_is_not_unpacked() {
    crate::covers!("IDT-43");
    let def = header(r#","zip":"DEF""#);
    let bomb = miniz_oxide::deflate::compress_to_vec(&vec![b' '; 30_000_000], 9);
    let unsealed = open(&seal(&def, &bomb), &jwk());
    assert_eq!((inner(&unsealed), failed(&unsealed)), (None, vec!["jwe.zip"]));
    assert!(row(&unsealed, "jwe.zip").observed.ends_with("unpack to more than 250000"));
    let sane = open(&seal(&def, &miniz_oxide::deflate::compress_to_vec(b"{}", 9)), &jwk());
    assert_eq!((inner(&sane), failed(&sane)), (Some("{}"), vec![]));
    for zip in ["\"def\"", "\"GZ\"", "1", "null"] {
        assert_eq!(failed(&open(&seal(&header(&format!(r#","zip":{zip}"#)), b"{}"), &jwk())), ["jwe.zip"], "{zip}");
    }
    assert_eq!(failed(&open(&seal(&def, b"no stream"), &jwk())), ["jwe.zip"]);
}
