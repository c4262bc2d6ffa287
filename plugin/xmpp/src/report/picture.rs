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
use crate::summary::Condition;
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
    /// The target's name, for where it cannot stand beside; empty where it is
    /// not known.
    pub(super) host: String,
    /// How many rows the target spans, this one first; none in the others.
    pub(super) span: Option<usize>,
    /// Whether another row of the target comes before and after: where the
    /// lines to it begin and end.
    pub(super) neighbours: Neighbours,
    /// Why the way ends at the target.
    pub(super) dead_end: Option<DeadEnd>,
    pub(super) stops: Vec<Stop>,
}

/// Which of a row's neighbours have the same target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Neighbours {
    None,
    After,
    Both,
    Before,
}

impl Neighbours {
    /// The class of the row.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::None => "alone",
            Self::After => "first",
            Self::Both => "amid",
            Self::Before => "last",
        }
    }
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
pub(super) fn lanes(case: &Case, conditions: &[Condition]) -> Vec<Lane> {
    let lanes = case.mode.sides().map(|side| {
        let records = record::of_side(case, side);
        let rows = records
            .iter()
            .map(|record| row(case, conditions, side, record));
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

fn row(case: &Case, conditions: &[Condition], side: Side, record: &Record) -> Row {
    let endpoints = case.observation.endpoints.iter().zip(conditions);
    let stops: Vec<Stop> = endpoints
        .filter(|(endpoint, _)| endpoint.side == side && record.leads_to(endpoint))
        .map(|(endpoint, condition)| stop(endpoint, condition))
        .collect();
    Row {
        record: record.name(),
        place: record.place(),
        host: record.target.clone(),
        span: None,
        neighbours: Neighbours::None,
        dead_end: stops.is_empty().then(|| dead_end(case, record)),
        stops,
    }
}

fn stop(endpoint: &Endpoint, condition: &Condition) -> Stop {
    let redirects = endpoint
        .redirects
        .iter()
        .map(|redirect| match &redirect.outcome {
            RedirectOutcome::Followed { address, .. } => address.to_string(),
            RedirectOutcome::Refused { reason } => format!("{}: {reason}", redirect.to),
        });
    Stop {
        sign: condition.status.into(),
        name: endpoint.name(),
        outcome: outcome(endpoint, condition),
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
    let same = |one: &Row, other: &Row| {
        !one.host.is_empty()
            && one.host == other.host
            && one.dead_end.is_none() == other.dead_end.is_none()
    };
    let mut begin = 0;
    while begin < rows.len() {
        let group = rows[begin..]
            .iter()
            .take_while(|row| same(row, &rows[begin]))
            .count()
            .max(1);
        for (index, row) in rows[begin..begin + group].iter_mut().enumerate() {
            row.span = (index == 0).then_some(group);
            row.neighbours = match (index == 0, index + 1 == group) {
                (true, true) => Neighbours::None,
                (true, false) => Neighbours::After,
                (false, false) => Neighbours::Both,
                (false, true) => Neighbours::Before,
            };
        }
        begin += group;
    }
}
