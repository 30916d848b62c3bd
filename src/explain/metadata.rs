//! The provider's metadata, read back from the answer that brought them.

use crate::protocol::exchange::Purpose;
use crate::protocol::json::{self, Json};
use crate::record::{End, Run};

/// The newest document of a run; none where there was none that could be read.
pub(super) fn of(run: &Run) -> Option<Json> {
    let document = run.exchanges.iter().rev().find_map(|exchange| match &exchange.end {
        End::Answered(response) if exchange.request.purpose == Purpose::Discovery && response.status == 200 => {
            json::parse(&response.body).ok().map(|parsed| parsed.value)
        }
        _ => None,
    })?;
    document.as_object()?;
    Some(document)
}
