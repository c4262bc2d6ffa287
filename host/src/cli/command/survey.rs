//! `checker-xmpp survey`.

mod earlier;
mod list;
mod pace;
mod sink;
mod table;

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use rand::seq::SliceRandom;

use crate::cli::args::SurveyArguments;
use crate::cli::checkers::Checkers;
use crate::cli::exit;
use crate::cli::failure::Failure;
use crate::cli::run::Run;
use crate::cli::setup;
use crate::cli::tell::tell;
use crate::descriptors;
use crate::platform::Platform;
use crate::survey;
use sink::Sink;
use table::Finished;

/// Checks the domains of a list and returns the exit code.
pub(in crate::cli) fn run(checkers: &Checkers, arguments: &SurveyArguments) -> Result<u8, Failure> {
    let mut domains = list::read(&arguments.list)?;
    let mut done = 0;
    match &arguments.output {
        Some(path) if arguments.resume => {
            let before = domains.len();
            let known = earlier::checked(path)?;
            domains.retain(|domain| !known.contains(domain));
            done = before - domains.len();
        }
        Some(path) => earlier::refuse_used(path)?,
        None => {}
    }
    // One provider's domains often stand together.
    domains.shuffle(&mut rand::rng());
    setup::multi_threaded()?.block_on(survey(checkers, arguments, domains, done))
}

async fn survey(
    checkers: &Checkers,
    arguments: &SurveyArguments,
    domains: Vec<String>,
    done: usize,
) -> Result<u8, Failure> {
    let concurrency = concurrency(arguments);
    let (network, root) = setup::network(arguments.demo, &arguments.resolver)?;
    let run = Run::new(checkers, &arguments.checkers, root.as_deref())?;
    let network = network.throttled(arguments.per_address).cached();
    let calls = u32::try_from(concurrency).unwrap_or(u32::MAX);
    let platform = setup::build(run.pooled(network, calls)).await?;
    refuse_bad(&run, &platform).await?;

    let mut sink = Sink::open(arguments.output.as_deref())?;
    let total = domains.len();
    let bar = progress(total);
    let started = Instant::now();
    let mut failed = None;
    let take = |surveyed: survey::Surveyed| {
        bar.inc(1);
        match sink.line(&surveyed.to_json(arguments.brief)) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        }
    };
    let (id, options) = (&run.asked.id, run.options());
    let tally = survey::run(&platform, id, domains, options, concurrency, stop(), take).await;
    bar.finish_and_clear();
    if let Some(error) = failed {
        return Err(error);
    }
    let finished = Finished {
        wanted: total,
        done,
        took: started.elapsed(),
    };
    anstream::eprint!("{}", table::render(&tally, &finished));
    Ok(if tally.total() < total {
        exit::UNKNOWN
    } else {
        0
    })
}

/// As many as are asked for, if there are file descriptors for them.
fn concurrency(arguments: &SurveyArguments) -> usize {
    let wanted = arguments.concurrency.unwrap_or_else(pace::usual);
    // The simulated internet takes none.
    if arguments.demo {
        return wanted;
    }
    let connections = setup::limits(&arguments.checkers.limit).connections;
    let there = descriptors::raise();
    let affordable = pace::affordable(wanted, there, connections);
    if affordable < wanted {
        let limit = there.now.unwrap_or_default();
        tell(
            &format!(
                "{affordable} checks run at once, not {wanted}: the limit on open files is {limit}"
            ),
            Some("ulimit -n raises it"),
        );
    }
    affordable
}

/// Refuses options that no domain could be checked with, before the first is:
/// they are tried with the definition's example of a domain.
async fn refuse_bad(run: &Run<'_>, platform: &Platform) -> Result<(), Failure> {
    let example = run.asked.subject().map_or("", |field| &field.placeholder);
    let options = run.about(example)?;
    if let Some(member) = platform.member(&run.asked.id) {
        let precheck = member.precheck(&options).await?;
        if precheck.eligible == Some(false) {
            return Err(Failure::Options(precheck.reason));
        }
    }
    Ok(platform.refuse_bad(&run.asked.id, run.options()).await?)
}

/// Waits for an interrupt.
async fn stop() {
    // Where signals cannot be had, the survey just runs to its end.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// A bar with rate and time left; nothing where standard error is no terminal.
fn progress(total: usize) -> ProgressBar {
    if !console::Term::stderr().is_term() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(total as u64);
    let template = "{bar:30} {pos}/{len} domains, {per_sec}, {eta} left";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
