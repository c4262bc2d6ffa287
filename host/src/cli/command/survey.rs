//! `checker-xmpp survey`.

mod campaign;
mod earlier;
mod list;
mod sink;
mod table;

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::campaign::{Link, Name};
use crate::cli::args::SurveyArguments;
use crate::cli::checkers::Checkers;
use crate::cli::exit;
use crate::cli::failure::Failure;
use crate::cli::run::Run;
use crate::cli::{nats, pace, setup};
use crate::platform::{CheckError, Member, Platform};
use crate::survey::{self, Lines, Names};
use earlier::Earlier;
use sink::Sink;
use table::Finished;

/// Checks the domains of a list and returns the exit code.
pub(in crate::cli) fn run(checkers: &Checkers, arguments: &SurveyArguments) -> Result<u8, Failure> {
    let names = list::names(arguments)?;
    setup::multi_threaded()?.block_on(survey(checkers, arguments, names))
}

async fn survey(
    checkers: &Checkers,
    arguments: &SurveyArguments,
    mut names: Names,
) -> Result<u8, Failure> {
    let concurrency = pace::concurrency(
        arguments.concurrency,
        arguments.is_demo(),
        &arguments.checkers.guests.limit,
    );
    let (network, root) = setup::network_with_crowd(arguments.is_demo(), &arguments.resolver)?;
    let run = Run::new(checkers, &arguments.checkers, root.as_deref())?;
    let network = network.throttled(arguments.per_address).cached();
    let calls = u32::try_from(concurrency).unwrap_or(u32::MAX);
    let platform = setup::build(run.pooled(network, calls)).await?;
    let (member, at_most) = refuse_bad(&run, &platform).await?;
    let shared = shared(arguments, &run, at_most).await?;

    let lines = Lines::new(arguments.lines.format(), member.definition());
    let earlier = match &arguments.output {
        Some(path) if arguments.resume => earlier::take_up(path, &lines, &mut names)?,
        Some(path) => {
            earlier::refuse_used(path)?;
            Earlier::default()
        }
        None => Earlier::default(),
    };
    let mut sink = Sink::open(arguments.output.as_deref())?;
    if let Some(header) = lines.header().filter(|_| sink.is_new()) {
        sink.line(&header)?;
    }
    // One provider's domains often stand together.
    let domains = names.unmarked(&mut rand::rng());
    let total = domains.len();
    let bar = progress(total);
    let started = Instant::now();
    let mut failed = None;
    let mut take = |line: &str| {
        bar.inc(1);
        match sink.line(line) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        }
    };
    let tally = match &shared {
        Some((link, name)) => campaign::survey(link, name, domains, &lines, stop(), take).await?,
        None => {
            let take = |surveyed: survey::Surveyed| take(&lines.line(&surveyed));
            let (id, options) = (&run.asked.id, run.options());
            survey::run(&platform, id, domains, options, concurrency, stop(), take).await
        }
    };
    bar.finish_and_clear();
    if let Some(error) = failed {
        return Err(error);
    }
    let finished = Finished {
        wanted: total,
        took: started.elapsed(),
        earlier,
    };
    anstream::eprint!("{}", table::render(&tally, &finished));
    Ok(if tally.total() < total {
        exit::UNKNOWN
    } else {
        0
    })
}

/// The campaign, where workers are to make the checks, each of which takes so long
/// at most.
async fn shared(
    arguments: &SurveyArguments,
    run: &Run<'_>,
    at_most: Duration,
) -> Result<Option<(Link, Name)>, Failure> {
    let Some(name) = &arguments.campaign else {
        return match &arguments.nats.nats {
            None => Ok(None),
            Some(_) => Err(Failure::NoCampaign),
        };
    };
    let link = nats::connect(&arguments.nats).await?;
    campaign::begin(&link, name, arguments, run, at_most).await?;
    Ok(Some((link, name.clone())))
}

/// Refuses options that no domain could be checked with, before the first is:
/// they are tried with the definition's example of a domain. Returns who makes
/// the checks, and how long one takes at most.
async fn refuse_bad<'a>(
    run: &Run<'_>,
    platform: &'a Platform,
) -> Result<(&'a Member, Duration), Failure> {
    let id = &run.asked.id;
    let example = run.asked.subject().map_or("", |field| &field.placeholder);
    let options = run.about(example)?;
    let Some(member) = platform.member(id) else {
        return Err(CheckError::NoSuchChecker(id.clone()).into());
    };
    let precheck = member.precheck(&options).await?;
    if precheck.eligible == Some(false) {
        return Err(Failure::Options(precheck.reason));
    }
    platform.refuse_bad(id, run.options()).await?;
    let limit = member.checker().await?.limits().deadline;
    Ok((member, precheck.at_most.unwrap_or(limit).min(limit)))
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
