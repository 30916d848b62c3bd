//! Requests that were sent once more, at once, because the provider wanted a nonce in the proof (RFC 9449 §8).

use crate::protocol::dpop;
use crate::record::{End, Exchange, Run};

/// The mark beside such a request.
pub const MARK: &str = "↻";

/// Whether an exchange is the repetition of the one before it.
pub fn is_again(run: &Run, n: usize) -> bool {
    let Some((before, exchange)) = n.checked_sub(1).and_then(|before| Some((run.exchange(before)?, run.exchange(n)?)))
    else {
        return false;
    };
    let (asked, sent) = (&before.request, &exchange.request);
    asked.purpose == sent.purpose && asked.url == sent.url && is_challenged(run, before)
}

/// Whether it was answered with a demand for a nonce that could be met, and had not been met by the same nonce.
fn is_challenged(run: &Run, exchange: &Exchange) -> bool {
    let End::Answered(answer) = &exchange.end else { return false };
    let proved = exchange.request.headers.iter().any(|(name, _)| *name == "dpop");
    // The row is failed where a repetition, or the very nonce, was refused: that is not repeated.
    let was_last =
        || run.checks.iter().any(|row| row.exchange == Some(exchange.n) && row.finding.check.id == "dpop.loop");
    let demands = || dpop::challenge(answer, None).is_some_and(|report| report.value.is_some());
    proved && answer.header("dpop-nonce").is_some() && demands() && !was_last()
}

/// What is to be said of an exchange that was repeated, or repeats another.
pub fn told(run: &Run, n: usize) -> Option<String> {
    if is_again(run, n) {
        return Some(format!("{MARK} again, with the nonce that the provider wanted in answer to {}", n - 1));
    }
    is_again(run, n + 1).then(|| format!("{MARK} the provider wants a nonce in the proof: sent again as {}", n + 1))
}
