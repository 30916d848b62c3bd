//! What is done with the token under the cursor: a run of the same profile is started for it.

use super::{remark, runs};
use crate::profile::{Flow, SecretReference};
use crate::tui::cursor::Cursor;
use crate::tui::effect::Effect;
use crate::tui::model::{Layer, Model, Question};
use crate::tui::token_acts::{self, Act, Offer};

/// Opens the menu.
pub fn open(model: &mut Model) {
    let offers = token_acts::offers(model);
    if !offers.is_empty() {
        model.layer = Some(Layer::Acts(offers, Cursor::default()));
    }
}

/// Does what was chosen, unless it cannot be done, or somebody has to be sure first.
pub fn choose(model: &mut Model, offer: Option<&Offer>) -> Vec<Effect> {
    let Some(offer) = offer else { return Vec::new() };
    if let Some(why) = &offer.refused {
        remark(model, why.clone());
        return Vec::new();
    }
    match &offer.warning {
        Some(warning) => {
            model.layer = Some(Layer::Ask(Question::Act(offer.act, warning.clone())));
            Vec::new()
        }
        None => start(model, offer.act),
    }
}

/// Starts the run. What has changed since the menu was opened counts.
pub fn start(model: &mut Model, act: Act) -> Vec<Effect> {
    let offers = token_acts::offers(model);
    if let Some(why) = offers.into_iter().find(|offer| offer.act == act).and_then(|offer| offer.refused) {
        remark(model, why);
        return Vec::new();
    }
    let profile = model.run().and_then(|screen| token_acts::profile(act, screen));
    profile.map(|profile| runs::begin_with(model, profile, act.flow())).unwrap_or_default()
}

/// Runs a run about a token once more. A refresh token is not sent twice by one key.
pub fn again(model: &mut Model, keep_going: bool) -> Vec<Effect> {
    let Some((profile, flow)) = model.run().map(|screen| (screen.profile.clone(), screen.run.flow)) else {
        return Vec::new();
    };
    if flow == Flow::Refresh
        && let Some(SecretReference::Literal(token)) = &profile.refresh.token
        && let Some(run) = token_acts::spent(model, token)
    {
        remark(model, format!("that refresh token was spent in run {}: refresh with the one that came for it", run.0));
        return Vec::new();
    }
    runs::begin_again(model, profile, flow, keep_going)
}
