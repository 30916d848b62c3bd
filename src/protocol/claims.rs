//! What holds for the claims about a person wherever they stand, in an ID Token or in a userinfo answer.

mod sources;

use super::check::{Check, Finding, Spec, core};
use super::json::Json;
use super::text;
pub(super) use sources::{sources, sources_rule};

/// The rule about the types of the standard claims.
pub(super) const fn types_rule(id: &'static str) -> Check {
    Check::should(id, "standard claims have their types", core!("5.1", "StandardClaims"))
}

/// The rule about text that hides something.
pub(super) const fn hidden_text_rule(id: &'static str) -> Check {
    let url = "https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing";
    Check::should(id, "no text hides characters", Spec { clause: "Unicode TR36 §2.5", url })
}

const STRINGS: [&str; 19] = [
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "email",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "phone_number",
    "at_hash",
    "c_hash",
    "sid",
    "jti",
];

/// One row about the types of the standard claims that are there.
pub(super) fn types(check: &'static Check, claims: &Json) -> Finding {
    let odd: Vec<String> = claims
        .as_object()
        .unwrap_or_default()
        .iter()
        .filter_map(|(name, value)| {
            let due = due_type(name)?;
            (!is(value, due)).then(|| format!("{name} is {}, not {due}", value.kind()))
        })
        .take(20)
        .collect();
    let observed = if odd.is_empty() { "as defined".to_owned() } else { odd.join("; ") };
    check.judge(odd.is_empty(), "the types of the specification", observed)
}

/// The type of a standard claim that has no check of its own.
fn due_type(name: &str) -> Option<&'static str> {
    match name {
        "email_verified" | "phone_number_verified" => Some("a boolean"),
        "updated_at" => Some("a number"),
        "address" | "_claim_names" | "_claim_sources" => Some("an object"),
        "amr" => Some("an array of strings"),
        name => STRINGS.contains(&name).then_some("a string"),
    }
}

fn is(value: &Json, due: &str) -> bool {
    match due {
        "an array of strings" => value.as_strings().is_some(),
        due => value.kind() == due,
    }
}

/// One row about all text of these parts, names included.
pub(super) fn hidden_text<'a>(check: &'static Check, parts: impl IntoIterator<Item = &'a Json>) -> Finding {
    let mut found = Vec::new();
    for part in parts {
        search(part, "", &mut found);
    }
    let observed = if found.is_empty() { "nothing hidden".to_owned() } else { found.join("; ") };
    check.judge(found.is_empty(), "no control, bidi or zero-width characters", observed)
}

/// Notes every place below `json` whose text hides something, up to a handful. Depth is bounded by the reader.
fn search(json: &Json, path: &str, found: &mut Vec<String>) {
    const ENOUGH: usize = 5;
    if found.len() >= ENOUGH {
        return;
    }
    match json {
        Json::String(value) if text::hides_something(value) => {
            found.push(format!("{path}: {}", text::shown_short(value, 80)));
        }
        Json::Array(elements) => elements.iter().for_each(|element| search(element, path, found)),
        Json::Object(members) => {
            for (name, value) in members {
                if found.len() < ENOUGH && text::hides_something(name) {
                    found.push(format!("the name {}", text::shown_short(name, 80)));
                }
                search(value, &format!("{path}/{}", text::shown_short(name, 40)), found);
            }
        }
        _ => {}
    }
}
