//! What is typed: at the terminal, and in the workbench.

use super::mint::Mint;
use super::provider::{self, Handed, Mode};
use super::search;
use crate::program::GRANTTY;
use crate::program::home::Home;
use crate::program::terminal::{End, Terminal};
use crate::stub::Stub;

fn provider(handed: &Handed) -> Stub {
    let handed = handed.clone();
    Stub::plain(move |asked| {
        let issuer = format!("http://{}", asked.header("host").unwrap_or_default());
        provider::answer(asked, &issuer, (Mode::Fine, &handed, "http://127.0.0.1:9"))
    })
}

fn profile(issuer: &str, secret: &str) -> String {
    format!(
        "issuer = \"{issuer}\"\nflow = \"client-credentials\"\ntolerate = []\n\n[client]\nid = \"grantty-canary\"\n\
         auth = \"client_secret_post\"\nsecret = {secret}\n"
    )
}

#[test]
fn what_is_typed_is_nowhere_on_the_terminal() {
    let mut mint = Mint::new("typed");
    let (handed, secret) = (Handed::new(&mut mint), mint.token("client.secret, typed"));
    let (provider, home) = (provider(&handed), Home::new());
    home.profile("typed", &profile(&provider.origin(), "{ ask = true }"));
    let mut terminal = Terminal::start(GRANTTY.as_ref(), &["run", "typed", "--verbose"], (160, 50), home, &[]);
    // What is typed before that is shown by the terminal itself.
    terminal.wait_for("type the client.secret");
    terminal.text(&format!("{}\r", secret.text));
    let end = terminal.wait_exit();
    assert!(matches!(end, End::Code(0 | 1)), "{end:?}:\n{}", terminal.screen());
    let sent = provider.asked().into_iter().any(|asked| asked.body.contains(&secret.text));
    assert!(sent, "it was not sent");
    let canaries = [handed.all(), vec![secret]].concat();
    let found = search::find(&canaries, &terminal.tape().text(), "the terminal");
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn no_pane_of_the_workbench_shows_a_canary() {
    let mut mint = Mint::new("workbench");
    let (handed, secret) = (Handed::new(&mut mint), mint.odd("client.secret"));
    let (provider, home) = (provider(&handed), Home::new());
    home.profile("canary", &profile(&provider.origin(), &format!("'''{}'''", secret.text)));
    let mut terminal = Terminal::start(GRANTTY.as_ref(), &[], (160, 50), home, &[]);
    terminal.wait_for("canary");
    terminal.keys("/");
    terminal.text("canary");
    terminal.keys("<ret> <ret>");
    terminal.wait_for("access_token");
    for keys in ["1", "2", "v", "<esc>", "3", "G", "K", "<esc>", "4", "j", "j", "j", "G", "v", "<esc>", "?", "<esc>"] {
        terminal.keys(keys);
        terminal.settle(std::time::Duration::from_millis(120));
    }
    terminal.keys("<c-c>");
    terminal.wait_exit();
    assert!(provider.asked().iter().any(|asked| asked.path() == "/token"), "nothing ran");
    let canaries = [handed.all(), vec![secret]].concat();
    let found = search::find(&canaries, &terminal.tape().text(), "the workbench");
    assert!(found.is_empty(), "{}", found.join("\n"));
}
