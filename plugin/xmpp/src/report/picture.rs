//! The deployment as a table that grew lines: each record leads over its
//! target to its own addresses, in the order of use.

mod fold;
mod record;
#[cfg(test)]
mod tests;

use checker_kit::contract::Status;
use checker_stream::side::Side;

use super::endpoints::outcome;
use super::lookups::absence;
use super::signs::Sign;
use crate::case::Case;
use crate::domain::is_ip_literal;
use crate::observation::{Endpoint, RedirectOutcome};
use record::Record;

/// The records of one side.
pub(super) struct Lane {
    pub(super) title: &'static str,
    pub(super) rows: Vec<Row>,
    /// Rows like the others, in brief.
    pub(super) folded: Vec<String>,
}

/// One record, or what stands in its place.
#[derive(Debug)]
pub(super) struct Row {
    /// `_xmpps-client`.
    pub(super) record: String,
    /// `5 / 0, port 5223`.
    pub(super) place: String,
    /// The target's name, for where it cannot stand beside.
    pub(super) host: String,
    /// How many rows the target spans, this one first; none in the others.
    pub(super) span: Option<usize>,
    /// Why the way ends at the target.
    pub(super) dead_end: Option<DeadEnd>,
    pub(super) stops: Vec<Stop>,
}

/// Where a way ends before any address.
#[derive(Debug)]
pub(super) struct DeadEnd {
    pub(super) sign: Sign,
    pub(super) why: String,
}

/// An address with its port.
#[derive(Debug)]
pub(super) struct Stop {
    pub(super) sign: Sign,
    pub(super) name: String,
    pub(super) outcome: String,
    /// Where the server sends peers.
    pub(super) redirects: Vec<String>,
}

/// The lanes of the sides that are judged.
pub(super) fn lanes(case: &Case, statuses: &[Status]) -> Vec<Lane> {
    let lanes = case.mode.sides().map(|side| {
        let records = record::of_side(case, side);
        let rows = records
            .iter()
            .map(|record| row(case, statuses, side, record));
        let (mut rows, folded) = fold::fold(rows.collect());
        span(&mut rows);
        Lane {
            title: match side {
                Side::Client => "Clients",
                Side::Server => "Other servers",
            },
            rows,
            folded,
        }
    });
    lanes.filter(|lane| !lane.rows.is_empty()).collect()
}

fn row(case: &Case, statuses: &[Status], side: Side, record: &Record) -> Row {
    let endpoints = case.observation.endpoints.iter().zip(statuses);
    let stops: Vec<Stop> = endpoints
        .filter(|(endpoint, _)| endpoint.side == side && record.leads_to(endpoint))
        .map(|(endpoint, status)| stop(endpoint, *status))
        .collect();
    Row {
        record: record.name(),
        place: record.place(),
        host: record.target.clone(),
        span: None,
        dead_end: stops.is_empty().then(|| dead_end(case, record)),
        stops,
    }
}

fn stop(endpoint: &Endpoint, status: Status) -> Stop {
    let redirects = endpoint
        .redirects
        .iter()
        .map(|redirect| match &redirect.outcome {
            RedirectOutcome::Followed { address, .. } => address.to_string(),
            RedirectOutcome::Refused { reason } => format!("{}: {reason}", redirect.to),
        });
    Stop {
        sign: status.into(),
        name: endpoint.name(),
        outcome: outcome(endpoint),
        redirects: redirects.collect(),
    }
}

fn dead_end(case: &Case, record: &Record) -> DeadEnd {
    let (status, why) = match case.observation.host(&record.target) {
        _ if record.unanswered.is_some() => {
            (Status::Error, record.unanswered.clone().unwrap_or_default())
        }
        _ if record.target == "." => (Status::Info, "declared not offered".into()),
        _ if is_ip_literal(&record.target) => (Status::Crit, "an address, not a name".into()),
        _ if record.port == 0 => (Status::Crit, "nothing can listen on port 0".into()),
        None => (Status::Unknown, "not looked at".into()),
        Some(host) if host.resolves() => (Status::Unknown, "not looked at".into()),
        Some(host) => match host.failure() {
            Some(failure) if failure.is_local() => (Status::Error, failure.to_string()),
            Some(failure) => (Status::Crit, failure.to_string()),
            None => (Status::Crit, absence(host.a.status)),
        },
    };
    DeadEnd {
        sign: status.into(),
        why,
    }
}

/// A target that neighbours share is one box.
fn span(rows: &mut [Row]) {
    let mut first = 0;
    for index in 0..rows.len() {
        let shares = index > first
            && rows[index].host == rows[first].host
            && rows[index].dead_end.is_none() == rows[first].dead_end.is_none();
        if !shares {
            first = index;
        }
        rows[index].span = (index == first).then_some(1);
        if index > first {
            rows[first].span = Some(index - first + 1);
        }
    }
}
