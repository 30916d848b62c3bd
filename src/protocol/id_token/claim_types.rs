//! The types of the standard claims, the sources of those of others, and text that hides something: the ID Token's rows of what holds for all claims.

use super::Case;
use crate::protocol::check::{Check, Finding};
use crate::protocol::claims;
use crate::protocol::json::Json;

pub(super) static CLAIM_TYPES: Check = claims::types_rule("id_token.claim_types");
pub(super) static CLAIM_SOURCES: Check = claims::sources_rule("id_token.claim_sources");
pub(super) static HIDDEN_TEXT: Check = claims::hidden_text_rule("id_token.hidden_text");

pub(super) fn claim_types(payload: &Json) -> Finding {
    claims::types(&CLAIM_TYPES, payload)
}

pub(super) fn claim_sources(case: &Case<'_>, payload: &Json) -> Finding {
    claims::sources(&CLAIM_SOURCES, case.expected.issuer, payload)
}

/// One row about all text of header and payload.
pub(super) fn hidden_text(case: &Case<'_>) -> Finding {
    let parts = [case.signed.header(), case.signed.payload()];
    if parts.iter().all(Result::is_err) {
        return HIDDEN_TEXT.skip("nothing could be read");
    }
    claims::hidden_text(&HIDDEN_TEXT, parts.into_iter().flatten())
}
