//! `checker-xmpp survey`.

mod list;
mod table;

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use rand::seq::SliceRandom;
use serde_json::json;

use super::args::SurveyArguments;
use super::failure::Failure;
use super::setup;
use crate::bundle::Bundle;
use crate::engine::Config;
use crate::network::{CachedNetwork, ThrottledNetwork};
use crate::survey;

/// Checks that run at once for each processor, where it is not said: they wait
/// for the network most of the time.
const PER_PROCESSOR: usize = 32;
/// The exit code of a survey that was not finished.
const UNFINISHED: u8 = 3;

/// Checks the domains of a list and returns the exit code.
pub(super) fn run(arguments: &SurveyArguments) -> Result<u8, Failure> {
    let mut domains = list::read(&arguments.list)?;
    let mut done = 0;
    if arguments.resume {
        let before = domains.len();
        let known = list::checked(arguments.output.as_deref())?;
        domains.retain(|domain| !known.contains(domain));
        done = before - domains.len();
    }
    // One provider's domains often stand together.
    domains.shuffle(&mut rand::rng());

    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let concurrency = arguments.concurrency.unwrap_or(PER_PROCESSOR * processors);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Failure::Runtime)?;
    runtime.block_on(async {
        let (network, roots) =
            setup::network(arguments.demo, &arguments.resolver, arguments.ca.as_deref())?;
        let throttled = Arc::new(ThrottledNetwork::new(network, arguments.per_address));
        let network = Arc::new(CachedNetwork::new(throttled));
        let bundle = Bundle {
            without_tls: arguments.no_tls,
            roots,
            limits: arguments.limit.clone(),
            engine: Config {
                pool: u32::try_from(concurrency).ok(),
                ..Config::default()
            },
            ..Bundle::default()
        };
        let platform = bundle.platform(network).await?;
        let platform = bundle.paced(&platform, arguments.timeout);
        let mut options = json!({ "mode": arguments.mode });
        if let Some(timeout) = arguments.timeout {
            options["timeout"] = json!(timeout);
        }

        let mut output = Output::open(arguments)?;
        let total = domains.len();
        let bar = progress(total);
        let started = Instant::now();
        let mut failed = None;
        let summary = {
            let stop = async {
                // Where signals cannot be had, the survey just runs to its end.
                if tokio::signal::ctrl_c().await.is_err() {
                    std::future::pending::<()>().await;
                }
            };
            let take = |surveyed: survey::Surveyed| {
                bar.inc(1);
                let line = surveyed.to_json(arguments.brief).to_string();
                if failed.is_none() {
                    failed = output.line(&line).err();
                }
            };
            survey::run(
                &platform,
                "xmpp",
                domains,
                &options,
                concurrency,
                stop,
                take,
            )
            .await
        };
        bar.finish_and_clear();
        if let Some(error) = failed {
            return Err(error);
        }
        output.finish()?;
        let took = started.elapsed();
        anstream::eprint!("{}", table::render(&summary, total, done, took));
        Ok(if summary.total() < total {
            UNFINISHED
        } else {
            0
        })
    })
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

/// Where the lines go. Each is written at once: what is finished is kept,
/// whatever happens next.
enum Output {
    Standard,
    File(std::path::PathBuf, BufWriter<File>),
}

impl Output {
    fn open(arguments: &SurveyArguments) -> Result<Self, Failure> {
        let Some(path) = &arguments.output else {
            return Ok(Self::Standard);
        };
        let file = OpenOptions::new().create(true).append(true).open(path);
        let file = file.map_err(|error| Failure::File {
            path: path.clone(),
            error,
        })?;
        Ok(Self::File(path.clone(), BufWriter::new(file)))
    }

    fn line(&mut self, line: &str) -> Result<(), Failure> {
        match self {
            Self::Standard => super::output::print(&format!("{line}\n")),
            Self::File(path, file) => writeln!(file, "{line}")
                .and_then(|()| file.flush())
                .map_err(|error| Failure::File {
                    path: path.clone(),
                    error,
                }),
        }
    }

    fn finish(&mut self) -> Result<(), Failure> {
        match self {
            Self::Standard => Ok(()),
            Self::File(path, file) => file.flush().map_err(|error| Failure::File {
                path: path.clone(),
                error,
            }),
        }
    }
}
