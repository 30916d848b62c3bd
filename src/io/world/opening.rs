//! Asking for a browser without waiting for it: a launcher that hangs never holds a run up.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::timeout;
use url::Url;

use crate::flow::Opening;
use crate::io::browser::{self, Asked};

/// A launcher that has not started by then is not waited for.
const START: Duration = Duration::from_secs(5);

/// A launcher that gives up does so at once.
const SECOND_THOUGHTS: Duration = Duration::from_millis(700);

/// Asks; with a command, that one, else `$BROWSER` or the system's opener. Once somebody came, nothing is waited for.
pub async fn open(url: &Url, command: Option<&str>, arrival: impl Future<Output = ()>) -> Opening {
    if command.is_some_and(browser::is_none) {
        return Opening::NotWanted;
    }
    let (tell, mut told) = mpsc::unbounded_channel();
    let (url, command) = (url.clone(), command.map(str::to_owned));
    // A thread of its own: nothing at the program's end waits for it.
    std::thread::spawn(move || {
        browser::watch(&url, command.as_deref(), &mut |asked| drop(tell.send(asked)));
    });
    match timeout(START, told.recv()).await {
        Ok(Some(Asked::Started(sentence))) => {
            let second = tokio::select! {
                biased;
                () = arrival => None,
                second = timeout(SECOND_THOUGHTS, told.recv()) => second.ok().flatten(),
            };
            match second {
                Some(Asked::Failed(instead)) => Opening::Failed(instead),
                _ => Opening::Asked(sentence),
            }
        }
        Ok(Some(Asked::Failed(instead))) => Opening::Failed(instead),
        Ok(None) => Opening::Failed("the browser could not be asked: open the address yourself".to_owned()),
        Err(_) => Opening::Failed("the browser command does not start: open the address yourself".to_owned()),
    }
}
