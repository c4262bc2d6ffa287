//! Results that were stored, judged again.

use super::args::JudgeArguments;
use super::failure::Failure;
use super::{file, setup};
use crate::components::flags::AUTHORITIES;
use crate::model::Options;
use crate::network::Network;
use crate::platform::{Outcome, Platform};

/// Judges the result again, at the date and with the authorities that were
/// given; with the platform that did so, which needs no network.
pub(super) async fn judged(arguments: &JudgeArguments) -> Result<(Platform, Outcome), Failure> {
    let path = &arguments.stored;
    let text = file::text(path)?;
    let stored = Outcome::from_json(&text).map_err(|error| Failure::NotAResult {
        path: path.clone(),
        error,
    })?;
    let mut overrides = Options::new();
    if let Some(pem) = setup::authorities(arguments.ca.as_deref())? {
        overrides.set(AUTHORITIES, pem);
    }
    let builder = setup::empty(Network::offline(), &arguments.compiled);
    let builder = setup::checkers(builder, arguments.component.as_deref());
    let platform = setup::build(builder).await?;
    let at = arguments
        .at
        .map_or(stored.judged_at, |date| date.unix_timestamp());
    let outcome = platform.judge(&stored, at, &overrides).await?;
    Ok((platform, outcome))
}
