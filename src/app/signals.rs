//! Signals: the terminal is given back first, then the signal takes its usual effect, so that the parent sees the
//! true cause of the end.

/// `SIGINT`, which `ctrl+c` sends.
pub const INTERRUPT: i32 = 2;

/// `SIGQUIT`, which `ctrl+\` sends.
pub const QUIT: i32 = 3;

/// What a signal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// End by this signal.
    End(i32),
    /// Stop, as `ctrl+z` does.
    Suspend,
    /// The program was stopped by somebody else and goes on: draw all anew.
    Resumed,
}

#[cfg(unix)]
mod unix {
    use std::task::Poll;

    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
    use tokio::signal::unix::{Signal, SignalKind, signal};

    use super::Asked;

    /// The signals this program listens to.
    pub struct Signals(Vec<(i32, Signal)>);

    impl Signals {
        /// Starts to listen. From now on these signals no longer end the process by themselves.
        pub fn listen() -> std::io::Result<Self> {
            let numbers = [SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT];
            let listened = numbers.map(|number| signal(SignalKind::from_raw(number)).map(|signal| (number, signal)));
            listened.into_iter().collect::<std::io::Result<_>>().map(Self)
        }

        /// The next one.
        pub async fn next(&mut self) -> Asked {
            std::future::poll_fn(|context| {
                for (number, signal) in &mut self.0 {
                    if signal.poll_recv(context).is_ready() {
                        return Poll::Ready(match *number {
                            SIGTSTP => Asked::Suspend,
                            SIGCONT => Asked::Resumed,
                            number => Asked::End(number),
                        });
                    }
                }
                Poll::Pending
            })
            .await
        }
    }

    /// Stops this process until it is told to go on. `SIGSTOP` cannot be caught, so the shell sees a stopped job.
    pub fn suspend() {
        let _refused = signal_hook::low_level::raise(signal_hook::consts::SIGSTOP);
    }

    /// Ends this process by a signal's usual effect.
    pub fn end_by(number: i32) {
        let _refused = signal_hook::low_level::emulate_default_handler(number);
    }
}

#[cfg(unix)]
pub use unix::{Signals, end_by, suspend};

#[cfg(not(unix))]
mod elsewhere {
    use super::Asked;

    /// `ctrl+c` from outside is the only one here.
    pub struct Signals;

    impl Signals {
        /// Nothing to register.
        pub fn listen() -> std::io::Result<Self> {
            Ok(Self)
        }

        /// Resolves when the console asks the program to end.
        pub async fn next(&mut self) -> Asked {
            match tokio::signal::ctrl_c().await {
                Ok(()) => Asked::End(super::INTERRUPT),
                Err(_) => std::future::pending().await,
            }
        }
    }

    /// There is no job control here.
    pub fn suspend() {}

    /// Ends this process as an interrupted one.
    pub fn end_by(_number: i32) {
        std::process::exit(i32::from(crate::cli::exit::INTERRUPTED));
    }
}

#[cfg(not(unix))]
pub use elsewhere::{Signals, end_by, suspend};
