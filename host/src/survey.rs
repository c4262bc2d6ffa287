//! Many checks, so many at a time, each result handed over as it comes.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::engine::Activity;
use crate::model::Status;
use crate::platform::{CheckError, Outcome, Platform};

/// What one check of a survey ended with.
#[derive(Debug)]
pub struct Surveyed {
    /// The domain as it was given.
    pub domain: String,
    /// The outcome, or why there is none.
    pub result: Result<Outcome, CheckError>,
    /// The processor time of its calls.
    pub processor_time: Duration,
}

/// What a survey found, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// How many domains have this overall status, worst last.
    pub statuses: BTreeMap<Status, usize>,
    /// How many domains have a problem (warn or worse) with this code.
    pub problems: BTreeMap<String, usize>,
    /// How many could not be checked at all.
    pub refused: usize,
    /// The processor time of all calls.
    pub processor_time: Duration,
}

/// Checks `domains` with the checker `id`, at most `concurrency` at once, and
/// hands each result to `take`. When `stop` comes, no further check begins,
/// those running are given up, and what was handed over is all there is.
pub async fn run(
    platform: &Platform,
    id: &str,
    domains: impl IntoIterator<Item = String>,
    options: &Value,
    concurrency: usize,
    stop: impl Future<Output = ()>,
    mut take: impl FnMut(Surveyed),
) -> Summary {
    let mut summary = Summary::default();
    let mut domains = domains.into_iter();
    let mut running: JoinSet<Surveyed> = JoinSet::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        while running.len() < concurrency.max(1) {
            let Some(domain) = domains.next() else {
                break;
            };
            let mut options = options.clone();
            options["domain"] = json!(domain);
            running.spawn(check(platform.clone(), id.to_owned(), domain, options));
        }
        let ended = tokio::select! {
            biased;
            () = &mut stop => return summary,
            ended = running.join_next() => ended,
        };
        match ended {
            None => return summary,
            Some(Ok(surveyed)) => {
                summary.add(&surveyed);
                take(surveyed);
            }
            // A task that panicked: the other checks go on.
            Some(Err(_)) => summary.refused += 1,
        }
    }
}

async fn check(platform: Platform, id: String, domain: String, options: Value) -> Surveyed {
    let activity = Arc::<Activity>::default();
    let result = platform.check_observed(&id, options, &[], &activity).await;
    Surveyed {
        domain,
        result,
        processor_time: activity.processor_time(),
    }
}

impl Surveyed {
    /// One line of the survey's output. `brief` leaves out everything but the
    /// verdicts.
    pub fn to_json(&self, brief: bool) -> Value {
        let outcome = match &self.result {
            Ok(outcome) => outcome,
            Err(error) => {
                return json!({
                    "domain": self.domain,
                    "status": Status::Error,
                    "error": error.to_string(),
                });
            }
        };
        let mut document = outcome.to_json();
        if brief && let Some(members) = document.as_object_mut() {
            for member in ["observation", "entries", "related", "metrics"] {
                members.remove(member);
            }
        }
        document["domain"] = json!(self.domain);
        document
    }
}

impl Summary {
    /// How many domains there were.
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
        let mut codes: Vec<&str> = outcome
            .states
            .iter()
            .filter(|state| state.status >= Status::Warn)
            .map(|state| state.code.as_str())
            .collect();
        codes.sort_unstable();
        codes.dedup();
        for code in codes {
            *self.problems.entry(code.to_owned()).or_default() += 1;
        }
    }
}
