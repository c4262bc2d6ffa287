//! Results that were stored, judged again.

use super::args::JudgeArguments;
use super::checkers::Checkers;
use super::failure::Failure;
use super::told::{self, Told};
use super::{file, run, setup};
use crate::network::Network;
use crate::platform::{Outcome, Platform};

/// Judges the result again, at the date and under the options that were given;
/// with the platform that did so, which needs no network.
pub(super) async fn judged(
    checkers: &Checkers,
    arguments: &JudgeArguments,
) -> Result<(Platform, Outcome), Failure> {
    let path = &arguments.stored;
    let text = file::text(path)?;
    let stored = Outcome::from_json(&text).map_err(|error| Failure::NotAResult {
        path: path.clone(),
        error,
    })?;
    let asked = checkers.find(&stored.checker)?;
    let parts = told::parts(asked, checkers.definitions(), &[]);
    let overrides = Told::new(&parts, &arguments.options, None)?.all();
    let builder = setup::empty(Network::offline(), &arguments.compiled)
        .limits(setup::limits(&arguments.limit));
    let builder = run::sources(builder, checkers, &arguments.component, &[], false);
    let platform = builder.begin(&asked.id).await?;
    let at = arguments
        .at
        .map_or(stored.judged_at, |date| date.unix_timestamp());
    let outcome = platform.judge(&stored, at, &overrides).await?;
    Ok((platform, outcome))
}
