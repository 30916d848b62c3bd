//! The four tabs of a run, and the panes in each.

use crate::profile::Flow;
use crate::tui::layout::Pane;

/// The four tabs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// What happens now.
    #[default]
    Flow,
    /// Tokens and claims.
    Tokens,
    /// Every verdict.
    Checks,
    /// Every exchange.
    Wire,
}

impl Tab {
    /// All of them, in order.
    pub const ALL: [Self; 4] = [Self::Flow, Self::Tokens, Self::Checks, Self::Wire];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Flow => "Flow",
            Self::Tokens => "Tokens",
            Self::Checks => "Checks",
            Self::Wire => "Wire",
        }
    }

    /// Its panes in a run of that flow; the first has the keys at first.
    pub const fn panes(self, flow: Flow) -> &'static [Pane] {
        match self {
            Self::Flow if is_in_browser(flow) => {
                &[Pane::Prompt, Pane::Parameters, Pane::Visits, Pane::Steps, Pane::Findings]
            }
            Self::Flow if matches!(flow, Flow::Ciba) => {
                &[Pane::Prompt, Pane::Polls, Pane::Parameters, Pane::Steps, Pane::Findings]
            }
            Self::Flow if matches!(flow, Flow::Device) => &[Pane::Prompt, Pane::Polls, Pane::Steps, Pane::Findings],
            Self::Flow => &[Pane::Prompt, Pane::Steps, Pane::Findings],
            Self::Tokens => &[Pane::Tokens, Pane::Claims],
            Self::Checks => &[Pane::Rows, Pane::Row],
            Self::Wire => &[Pane::Exchanges, Pane::Message],
        }
    }
}

/// Whether a person is sent away through a browser, and awaited where they come back.
pub const fn is_in_browser(flow: Flow) -> bool {
    matches!(flow, Flow::Code | Flow::Logout)
}
