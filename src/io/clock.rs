//! The one place that looks at a clock, and the one that waits for it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::protocol::time::Now;

/// A suspended machine stops timers but not deadlines, so a long wait looks at the clock this often.
const SLICE: Duration = Duration::from_secs(30);

/// This moment, on both clocks.
#[expect(clippy::disallowed_methods, reason = "this file owns the clocks")]
pub fn now() -> Now {
    let unix = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    Now { mono: mono(), unix }
}

/// Waits until `deadline` on the monotonic clock of [`now`].
pub async fn sleep_until(deadline: Duration) {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    if boot_timer(deadline).await.is_ok() {
        return;
    }
    sleep_in_slices(deadline).await;
}

/// A timer of the kernel on the boot clock: it counts suspension, and wakes the program once. The runtime's own timers
/// wake it two or three times on the way, to sort themselves anew.
#[cfg(any(target_os = "linux", target_os = "android"))]
async fn boot_timer(deadline: Duration) -> std::io::Result<()> {
    use rustix::time::{
        Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create, timerfd_settime,
    };
    use tokio::io::Interest;
    use tokio::io::unix::AsyncFd;
    let timer = timerfd_create(TimerfdClockId::Boottime, TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC)?;
    let zero = Timespec { tv_sec: 0, tv_nsec: 0 };
    // Never zero, which would disarm it.
    let at = deadline.max(Duration::from_nanos(1));
    let tv_sec = i64::try_from(at.as_secs()).unwrap_or(i64::MAX);
    let once = Itimerspec { it_interval: zero, it_value: Timespec { tv_sec, tv_nsec: at.subsec_nanos().into() } };
    timerfd_settime(&timer, TimerfdTimerFlags::ABSTIME, &once)?;
    #[expect(deprecated, reason = "unsound only for a type that lies about its descriptor, which an OwnedFd does not")]
    let timer = AsyncFd::with_interest(timer, Interest::READABLE)?;
    timer.readable().await.map(drop)
}

#[expect(clippy::disallowed_methods, reason = "this file owns waiting")]
async fn sleep_in_slices(deadline: Duration) {
    loop {
        let left = deadline.saturating_sub(mono());
        if left.is_zero() {
            return;
        }
        tokio::time::sleep(left.min(SLICE)).await;
    }
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn mono() -> Duration {
    clock(rustix::time::ClockId::Boottime)
}

/// On Apple's systems and the BSDs the monotonic clock counts suspension, or comes closest.
#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
fn mono() -> Duration {
    clock(rustix::time::ClockId::Monotonic)
}

#[cfg(unix)]
fn clock(id: rustix::time::ClockId) -> Duration {
    let time = rustix::time::clock_gettime(id);
    let secs = u64::try_from(time.tv_sec).unwrap_or_default();
    Duration::new(secs, u32::try_from(time.tv_nsec).unwrap_or_default())
}

/// The performance counter of Windows goes on while the machine sleeps.
#[cfg(not(unix))]
#[expect(clippy::disallowed_methods, reason = "this file owns the clocks")]
fn mono() -> Duration {
    use std::sync::OnceLock;
    use std::time::Instant;
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clocks_run() {
        let first = now();
        assert!(first.unix > 1_700_000_000);
        assert!(now().mono >= first.mono);
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_wait_ends_at_its_deadline_and_not_before() {
        let deadline = now().mono + Duration::from_millis(25);
        sleep_until(deadline).await;
        let over = now().mono.saturating_sub(deadline);
        assert!(now().mono >= deadline && over < Duration::from_secs(2), "{over:?} late");
        sleep_until(Duration::ZERO).await;
    }
}
