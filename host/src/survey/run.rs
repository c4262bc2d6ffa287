//! Many checks, so many at a time, each result handed over as it comes.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use tokio::task::JoinSet;

use crate::engine::Activity;
use crate::model::{Options, State, Status, Summary};
use crate::platform::{CheckError, Outcome, Platform};

/// What one check of a survey ended with.
#[derive(Debug)]
pub struct Surveyed {
    /// What was checked, as it was given.
    pub subject: String,
    /// The outcome, or why there is none.
    pub result: Result<Outcome, CheckError>,
    /// The processor time of its calls.
    pub processor_time: Duration,
}

/// What a survey found, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many have this overall status.
    pub statuses: BTreeMap<Status, usize>,
    /// How many are of this class; those without one are left out.
    pub classes: BTreeMap<String, usize>,
    /// How many have a problem (warn or worse) of this cause, whatever it is
    /// about.
    pub causes: BTreeMap<String, usize>,
    /// How many could not be checked at all.
    pub refused: usize,
    /// The processor time of all calls.
    pub processor_time: Duration,
}

/// Checks `subjects` with the checker `id`, at most `concurrency` at once, and
/// hands each result to `take`. When `stop` comes, or `take` breaks off, no
/// further check begins, those running are given up, and what was handed over is
/// all there is.
pub async fn run(
    platform: &Platform,
    id: &str,
    subjects: impl IntoIterator<Item = String>,
    options: &Options,
    concurrency: usize,
    stop: impl Future<Output = ()>,
    mut take: impl FnMut(Surveyed) -> ControlFlow<()>,
) -> Tally {
    let mut tally = Tally::default();
    let mut subjects = subjects.into_iter();
    let mut running: JoinSet<Surveyed> = JoinSet::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        while running.len() < concurrency.max(1) {
            let Some(subject) = subjects.next() else {
                break;
            };
            let check = check(platform.clone(), id.to_owned(), subject, options.clone());
            running.spawn(check);
        }
        let ended = tokio::select! {
            biased;
            () = &mut stop => return tally,
            ended = running.join_next() => ended,
        };
        match ended {
            None => return tally,
            Some(Ok(surveyed)) => {
                tally.add(&surveyed);
                if take(surveyed).is_break() {
                    return tally;
                }
            }
            // A task that panicked: the other checks go on.
            Some(Err(_)) => tally.refused += 1,
        }
    }
}

async fn check(platform: Platform, id: String, subject: String, mut options: Options) -> Surveyed {
    let member = platform.member(&id);
    if let Some(option) = member.and_then(|member| member.definition().subject()) {
        options.set(&option.id, subject.as_str());
    }
    let activity = Arc::<Activity>::default();
    let mut result = platform.check_observed(&id, options, &[], &activity).await;
    if let Ok(outcome) = &mut result {
        // The line is found again by what the list has.
        outcome.subject.clone_from(&subject);
    }
    Surveyed {
        subject,
        result,
        processor_time: activity.processor_time(),
    }
}

/// A check that was not made.
#[derive(Serialize)]
struct Refused<'a> {
    domain: &'a str,
    status: Status,
    error: String,
}

/// An outcome without what it rests on.
#[derive(Serialize)]
struct Brief<'a> {
    checker: &'a str,
    version: &'a str,
    domain: &'a str,
    status: Status,
    started_at: &'a str,
    duration_ms: u64,
    options: &'a Options,
    states: &'a [State],
    summary: &'a Summary,
}

impl Surveyed {
    /// One line of the survey's output. `brief` leaves out everything but the
    /// verdicts.
    pub fn to_json(&self, brief: bool) -> String {
        match &self.result {
            Ok(outcome) if brief => written(&Brief::of(outcome)),
            Ok(outcome) => outcome.to_json(),
            Err(error) => written(&Refused {
                domain: &self.subject,
                status: Status::Error,
                error: error.to_string(),
            }),
        }
    }
}

impl<'a> Brief<'a> {
    fn of(outcome: &'a Outcome) -> Self {
        Self {
            checker: &outcome.checker,
            version: &outcome.version,
            domain: &outcome.subject,
            status: outcome.status,
            started_at: &outcome.started_at,
            duration_ms: u64::try_from(outcome.duration.as_millis()).unwrap_or(u64::MAX),
            options: &outcome.options,
            states: &outcome.states,
            summary: &outcome.summary,
        }
    }
}

fn written(document: &impl Serialize) -> String {
    // All of it has a form in JSON.
    serde_json::to_string(document).unwrap_or_default()
}

impl Tally {
    /// How many there were.
    pub fn total(&self) -> usize {
        self.statuses.values().sum::<usize>() + self.refused
    }

    fn add(&mut self, surveyed: &Surveyed) {
        self.processor_time += surveyed.processor_time;
        let Ok(outcome) = &surveyed.result else {
            self.refused += 1;
            return;
        };
        *self.statuses.entry(outcome.status).or_default() += 1;
        let summary = &outcome.summary;
        if !summary.class.is_empty() {
            *self.classes.entry(summary.class.clone()).or_default() += 1;
        }
        let problems = summary.problems.iter();
        // What comes after the first colon is whose it is: host, name, digest.
        let causes: BTreeSet<&str> = problems
            .filter(|problem| problem.status >= Status::Warn)
            .filter_map(|problem| problem.cause.split(':').next())
            .collect();
        for cause in causes {
            *self.causes.entry(cause.to_owned()).or_default() += 1;
        }
    }
}
