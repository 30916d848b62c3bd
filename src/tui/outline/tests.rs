//! Nodes, folds and filters of a tree of claims.

use super::*;
use crate::protocol::json;
use crate::protocol::secret::Secret;
use crate::tui::fixtures::jwt;

fn token(claims: &str) -> TokenItem {
    TokenItem::read("id_token", &Secret::new(jwt(r#"{"alg":"none"}"#, claims)), &[])
}

fn outline(token: &TokenItem, folding: &Folding) -> Outline {
    let mut outline = Outline::new(0, token, folding, Privacy::Secrets);
    outline.filter(token, "", Privacy::Secrets);
    outline
}

#[test]
fn a_place_leads_to_its_value_even_where_a_name_stands_twice() {
    let token = token(r#"{"a":1,"a":2,"o":{"x/y~":["p","q"]}}"#);
    let mut folding = Folding::default();
    folding.all(true);
    let outline = outline(&token, &folding);
    let found = |line: usize| {
        let place = outline.place(line).expect("a line");
        (place.pointer(&token), place.find(&token).map(|(_, value)| value.to_string()))
    };
    assert_eq!(found(0), ("/a".to_owned(), Some("1".to_owned())));
    assert_eq!(found(1), ("/a".to_owned(), Some("2".to_owned())));
    assert_eq!(found(5), ("/o/x~1y~0/1".to_owned(), Some("\"q\"".to_owned())));
    assert_eq!(outline.place(6).map(|place| place.steps.len()), Some(0), "the heading of the header");
    assert_eq!(found(7), ("/alg".to_owned(), Some("\"none\"".to_owned())));
    let of_pointer = json::parse(br#"{"a":1}"#).expect("JSON");
    assert!(of_pointer.duplicates.is_empty());
}

#[test]
fn folding_is_by_hand_or_all_at_once() {
    let token = token(r#"{"o":{"x":[1,2]},"l":[[3]]}"#);
    let mut folding = Folding::default();
    let lines = |folding: &Folding| outline(&token, folding).len() - 2;
    assert_eq!(lines(&folding), 3);
    folding.all(true);
    assert_eq!(lines(&folding), 7);
    folding.turn(0, &Place::top(Part::Claims, 0));
    assert_eq!(lines(&folding), 4);
    folding.all(false);
    assert_eq!(lines(&folding), 2);
    // Another token keeps its own folds.
    folding.turn(1, &Place::top(Part::Claims, 0));
    assert_eq!(lines(&folding), 2);
}

#[test]
fn the_filter_reads_names_and_values_but_nothing_hidden() {
    let token = token(r#"{"email":"ann@example.com","groups":["Admins","staff"],"n":17}"#);
    let count = |needle: &str, privacy| {
        let mut outline = Outline::new(0, &token, &Folding::default(), privacy);
        outline.filter(&token, needle, privacy);
        outline.len()
    };
    assert_eq!(count("admin", Privacy::Secrets), 1);
    assert_eq!((count("ann@", Privacy::Secrets), count("ann@", Privacy::Person)), (1, 0));
    assert_eq!((count("17", Privacy::Open), count("nobody", Privacy::Open)), (1, 0));
    assert!(holds("GRÖSSE", "größe".to_uppercase().to_lowercase().as_str()) && !holds("ab", "abc") && holds("", ""));
}
