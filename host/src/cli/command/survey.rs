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
use crate::cli::exit;
use crate::cli::failure::Failure;
use crate::cli::setup;
use crate::cli::tell::tell;
use crate::descriptors;
use crate::model::Options;
use crate::platform::{Member, Platform};
use crate::survey;
use sink::Sink;
use table::Run;

/// Checks the domains of a list and returns the exit code.
pub(in crate::cli) fn run(arguments: &SurveyArguments) -> Result<u8, Failure> {
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
    setup::multi_threaded()?.block_on(survey(arguments, domains, done))
}

async fn survey(
    arguments: &SurveyArguments,
    domains: Vec<String>,
    done: usize,
) -> Result<u8, Failure> {
    let concurrency = concurrency(arguments);
    let platform = platform(arguments, concurrency).await?;
    let options = setup::options(&platform, &arguments.checkers)?;
    let member = setup::main_checker(&platform)?;
    refuse_bad(member, &options).await?;
    platform
        .refuse_bad(&member.definition().id, &options)
        .await?;

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
    let id = &member.definition().id;
    let tally = survey::run(&platform, id, domains, &options, concurrency, stop(), take).await;
    bar.finish_and_clear();
    if let Some(error) = failed {
        return Err(error);
    }
    let run = Run {
        wanted: total,
        done,
        took: started.elapsed(),
    };
    anstream::eprint!("{}", table::render(&tally, &run));
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

async fn platform(arguments: &SurveyArguments, concurrency: usize) -> Result<Platform, Failure> {
    let ca = arguments.checkers.ca.as_deref();
    let (network, authorities) = setup::network(arguments.demo, &arguments.resolver, ca)?;
    let network = network.throttled(arguments.per_address).cached();
    let builder = setup::builder(network, &arguments.checkers, authorities)?;
    let builder = match u32::try_from(concurrency) {
        Ok(calls) => builder.pool(calls),
        Err(_) => builder,
    };
    setup::build(builder).await
}

/// Refuses options that no domain could be checked with, before the first is:
/// they are tried with the definition's example of a domain.
async fn refuse_bad(member: &Member, options: &Options) -> Result<(), Failure> {
    let example = member.definition().subject();
    let example = example.map_or("", |field| field.placeholder.as_str());
    let options = setup::about(member, options.clone(), example)?;
    let precheck = member.precheck(&options).await?;
    match precheck.eligible {
        Some(false) => Err(Failure::Options(precheck.reason)),
        _ => Ok(()),
    }
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
