//! A survey whose checks are made by workers elsewhere.

use std::ops::ControlFlow;
use std::time::Duration;

use bytes::Bytes;

use crate::campaign::{self, Campaigns, Form, Link, Name, Plan};
use crate::cli::args::SurveyArguments;
use crate::cli::failure::Failure;
use crate::cli::run::Run;
use crate::survey::{Lines, Record, Tally};

/// How much longer than a check takes at most a worker may be silent: there is
/// the judgement, too, and a machine that is busy.
const MARGIN: Duration = Duration::from_secs(30);

/// Begins the campaign, or goes on with it. A check takes so long at most.
pub(super) async fn begin(
    link: &Link,
    name: &Name,
    arguments: &SurveyArguments,
    run: &Run<'_>,
    at_most: Duration,
) -> Result<(), Failure> {
    let without = arguments.checkers.without();
    let plan = Plan {
        checker: run.asked.id.clone(),
        options: run.options().clone(),
        standing: run.shareable()?,
        without: without.into_iter().map(str::to_owned).collect(),
        form: Form::of(arguments.lines.format()),
        per_address: arguments.per_address,
        simulated: arguments.is_demo(),
        silence: at_most.saturating_add(MARGIN),
    };
    Ok(Campaigns::on(link).begin(name, &plan).await?)
}

/// Has the domains checked, and hands over each line.
pub(super) async fn survey(
    link: &Link,
    name: &Name,
    domains: impl Iterator<Item = String>,
    lines: &Lines,
    stop: impl Future<Output = ()>,
    mut take: impl FnMut(&str) -> ControlFlow<()>,
) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    let take = |line: Bytes| {
        // Workers write nothing but lines.
        let record = Record::of_json(&line).ok();
        let line = std::str::from_utf8(&line).ok();
        let line = line.and_then(|line| lines.rewritten(line));
        let (Some(record), Some(line)) = (record, line) else {
            return ControlFlow::Continue(());
        };
        tally.add(&record);
        take(&line)
    };
    campaign::survey(link, name, domains.collect(), stop, take).await?;
    Ok(tally)
}
