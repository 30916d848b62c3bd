//! Signatures that are other numbers than they must be: zero, the order, other forms of the same.

use super::super::keys::{self, Whose};

/// The orders of the groups, in hexadecimal digits.
const ORDERS: [(&str, &str); 4] = [
    ("ES256", "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
    ("ES256K", "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"),
    ("ES384", "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"),
    (
        "ES512",
        concat!(
            "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa",
            "51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"
        ),
    ),
];

/// The order of Ed25519, little end first.
const ED25519: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// Every odd signature over the good token's text.
pub fn of(alg: &str) -> Vec<(String, Vec<u8>)> {
    let made =
        keys::sign(alg, Whose::Issuers, super::input(&super::header(alg).to_string(), super::PAYLOAD).as_bytes());
    if alg.starts_with("Ed") {
        return edwards(&made);
    }
    let Some((_, order)) = ORDERS.iter().find(|(name, _)| *name == alg) else { return Vec::new() };
    let order: Vec<u8> =
        (0..order.len()).step_by(2).filter_map(|at| u8::from_str_radix(&order[at..at + 2], 16).ok()).collect();
    let (r, s) = made.split_at(made.len() / 2);
    assert_eq!(order.len(), r.len());
    let zero = vec![0; r.len()];
    let one = [&zero[1..], &[1]].concat();
    let mut more = order.clone();
    *more.last_mut().expect("octets") += 1;
    let pair = |how: &str, r: &[u8], s: &[u8]| (how.to_owned(), [r, s].concat());
    vec![
        pair("r = 0", &zero, s),
        pair("s = 0", r, &zero),
        pair("r = s = 0", &zero, &zero),
        pair("r = n", &order, s),
        pair("s = n", r, &order),
        pair("r = s = n", &order, &order),
        pair("r = n + 1, s = 1", &more, &one),
        pair("r = s = 1", &one, &one),
        pair("r and s exchanged", s, r),
        pair("s = r", r, r),
        ("DER".to_owned(), der(r, s)),
        ("DER with zeros behind".to_owned(), [der(r, s), vec![0; 2]].concat()),
    ]
}

/// The form of certificates: a sequence of two integers.
fn der(r: &[u8], s: &[u8]) -> Vec<u8> {
    let length = |octets: usize| match u8::try_from(octets).expect("short") {
        short @ 0..0x80 => vec![short],
        long => vec![0x81, long],
    };
    let integer = |number: &[u8]| {
        let digits: Vec<u8> = number.iter().copied().skip_while(|octet| *octet == 0).collect();
        let sign: &[u8] = if digits[0] >= 0x80 { &[0] } else { &[] };
        [&[2], &*length(sign.len() + digits.len()), sign, &digits].concat()
    };
    let body = [integer(r), integer(s)].concat();
    [&[0x30], &*length(body.len()), &body].concat()
}

/// S + L is the same number, and another signature (RFC 8032 §5.1.7); the neutral point is everybody's.
fn edwards(made: &[u8]) -> Vec<(String, Vec<u8>)> {
    let (r, s) = made.split_at(32);
    let mut carry = 0;
    let more: Vec<u8> = s
        .iter()
        .zip(ED25519)
        .map(|(octet, of_order)| {
            let sum = u16::from(*octet) + u16::from(of_order) + carry;
            carry = sum >> 8;
            sum.to_le_bytes()[0]
        })
        .collect();
    let neutral = [&[1], &[0; 31][..]].concat();
    vec![
        ("S + L".to_owned(), [r, &more].concat()),
        ("S = L".to_owned(), [r, &ED25519].concat()),
        ("S = 0".to_owned(), [r, &[0; 32]].concat()),
        ("the neutral point".to_owned(), [&*neutral, &[0; 32]].concat()),
        ("R and S exchanged".to_owned(), [s, r].concat()),
    ]
}
