//! A program that runs beside us, until it ends or we have waited long enough.

use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::{interval, timeout};
use zeroize::Zeroizing;

use super::{COMMAND_ENDED, MOST};

/// What is kept of its talk; the rest is read and forgotten, so that nobody waits for it.
const TALK: usize = 16 << 10;

/// Between two looks at it, which has no other way to say that it ended or was stopped.
const LOOK: Duration = Duration::from_millis(10);

/// What it has printed arrives a moment after its end. A service that it left behind may hold the pipe for ever.
const REST: Duration = Duration::from_millis(300);

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// By itself.
    Ended(ExitStatus),
    /// It waited for the terminal, which belongs to somebody else.
    Stopped,
    /// Not in time.
    TooLate,
}

/// What it printed, until it ended.
pub struct Printed {
    pub out: Zeroizing<Vec<u8>>,
    pub err: Zeroizing<Vec<u8>>,
    pub end: End,
}

/// Runs it with no way to our terminal, as the head of its own group of processes.
pub async fn run(mut command: Command, patience: Duration) -> io::Result<Printed> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut group = Group(Some(command.spawn()?));
    let child = group.0.as_mut().expect("it was put there one line above");
    let most = usize::try_from(MOST).unwrap_or(usize::MAX).saturating_add(1);
    let out = child.stdout.take().map(|pipe| Pipe::read(pipe, most, false));
    let err = child.stderr.take().map(|pipe| Pipe::read(pipe, TALK, true));
    let end = timeout(patience, group.end()).await.unwrap_or(Ok(End::TooLate))?;
    drop(group);
    Ok(Printed { out: rest(out).await, err: rest(err).await, end })
}

async fn rest(pipe: Option<Pipe>) -> Zeroizing<Vec<u8>> {
    let Some(Pipe { bytes, ended }) = pipe else { return Zeroizing::default() };
    let _either = timeout(REST, ended).await;
    std::mem::take(&mut *lock(&bytes))
}

/// One of its pipes, read by a thread so that it never waits for us.
struct Pipe {
    bytes: Arc<Mutex<Zeroizing<Vec<u8>>>>,
    ended: oneshot::Receiver<()>,
}

impl Pipe {
    /// Keeps the first `most` bytes; what comes behind them is read too where it `goes_on`.
    fn read(mut pipe: impl Read + Send + 'static, most: usize, goes_on: bool) -> Self {
        let bytes = Arc::new(Mutex::new(Zeroizing::new(Vec::with_capacity(TALK))));
        let (end, ended) = oneshot::channel();
        let kept = Arc::clone(&bytes);
        std::thread::spawn(move || {
            let mut piece = Zeroizing::new(vec![0; TALK]);
            while let Ok(read @ 1..) = pipe.read(&mut piece) {
                let mut kept = lock(&kept);
                let room = most.saturating_sub(kept.len());
                grow(&mut kept, &piece[..read.min(room)]);
                if room <= read && !goes_on {
                    break;
                }
            }
            let _gone = end.send(());
        });
        Self { bytes, ended }
    }
}

/// A vector that moves leaves its bytes behind; this one wipes them.
fn grow(bytes: &mut Zeroizing<Vec<u8>>, more: &[u8]) {
    if bytes.capacity() - bytes.len() < more.len() {
        let mut larger = Zeroizing::new(Vec::with_capacity((bytes.len() + more.len()) * 2));
        larger.extend_from_slice(bytes);
        *bytes = larger;
    }
    bytes.extend_from_slice(more);
}

fn lock(bytes: &Mutex<Zeroizing<Vec<u8>>>) -> MutexGuard<'_, Zeroizing<Vec<u8>>> {
    bytes.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A program and all that it started. Whoever drops it before its end, as a cancelled run does, ends all of them.
struct Group(Option<Child>);

impl Group {
    /// Waits for the end of the program itself; what it left behind goes on.
    async fn end(&mut self) -> io::Result<End> {
        let mut look = interval(LOOK);
        loop {
            look.tick().await;
            let Some(child) = self.0.as_mut() else { return Ok(End::TooLate) };
            if let Some(status) = child.try_wait()? {
                self.0 = None;
                return Ok(End::Ended(status));
            }
            if is_stopped(child) {
                return Ok(End::Stopped);
            }
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let Some(mut child) = self.0.take() else {
            COMMAND_ENDED.notify_one();
            return;
        };
        kill(&mut child);
        // Elsewhere: a process that cannot be ended now must not hold us up.
        std::thread::spawn(move || {
            let _gone = child.wait();
            COMMAND_ENDED.notify_one();
        });
    }
}

/// Its number is still its own, since nobody has waited for it.
#[cfg(unix)]
fn kill(child: &mut Child) {
    use rustix::process::{Pid, Signal, kill_process_group};
    let _gone = kill_process_group(Pid::from_child(child), Signal::KILL);
}

#[cfg(not(unix))]
fn kill(child: &mut Child) {
    let _gone = child.kill();
}

/// Who reads from a terminal without being in its foreground is stopped.
#[cfg(unix)]
fn is_stopped(child: &Child) -> bool {
    use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
    let looking = WaitIdOptions::STOPPED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    waitid(WaitId::Pid(Pid::from_child(child)), looking).is_ok_and(|status| status.is_some())
}

#[cfg(not(unix))]
const fn is_stopped(_: &Child) -> bool {
    false
}
