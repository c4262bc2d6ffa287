//! The observation in tables, for a terminal.

use checker_kit::checker::{Row, Table};
use checker_kit::contract::Status;
use checker_kit::tcp::TcpError;
use checker_stream::failure::FailureCause;
use checker_stream::method::Method;
use checker_stream::side::Side;

use super::endpoints::Condition;
use crate::case::Case;
use crate::observation::{Endpoint, NotChecked};
use crate::sasl;
use crate::standing::ways;
use crate::words::{really_there, time};

/// The tables.
pub(super) fn tables(case: &Case, conditions: &[Condition]) -> Vec<Table> {
    let endpoints = case.observation.endpoints.iter().zip(conditions);
    let judged = endpoints.filter(|(endpoint, _)| case.mode.covers(endpoint.side));
    let rows: Vec<Row> = judged
        .map(|(endpoint, condition)| row(endpoint, condition.status))
        .collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let columns = [
        "Address",
        "Port",
        "For",
        "How",
        "TLS",
        "Authentication",
        "Time",
        "Host",
    ];
    vec![Table {
        title: "Endpoints, in the order they are tried".to_owned(),
        columns: columns.map(String::from).to_vec(),
        rows,
    }]
}

fn row(endpoint: &Endpoint, status: Status) -> Row {
    let tls = match &endpoint.last().tls {
        Some(tls) => tls.version.replace("TLSv", ""),
        None => "-".to_owned(),
    };
    let how = match endpoint.method {
        Method::StartTls => "STARTTLS",
        Method::DirectTls => "direct",
    };
    let host = endpoint
        .origins
        .first()
        .map_or("", |origin| origin.host.as_str());
    Row {
        status,
        cells: vec![
            endpoint.address.to_string(),
            endpoint.port.to_string(),
            endpoint.side.word().to_owned(),
            how.to_owned(),
            tls,
            authentication(endpoint),
            time(endpoint.transcript.micros()),
            host.to_owned(),
        ],
    }
}

/// How one authenticates there, or what stands in the way.
fn authentication(endpoint: &Endpoint) -> String {
    if let Some(diagnosis) = endpoint.diagnosis {
        return format!("✗ {}", really_there(diagnosis));
    }
    match (&endpoint.last().features, endpoint.side) {
        (Some(features), Side::Client) => sasl::in_short(features),
        (Some(_), Side::Server) => match ways(endpoint) {
            ways if ways.is_empty() => "none".to_owned(),
            ways => ways.join(", "),
        },
        (None, _) => format!("✗ {}", outcome(endpoint)),
    }
}

fn outcome(endpoint: &Endpoint) -> String {
    match endpoint.not_checked() {
        Some(NotChecked::NoRoute) => return "no route here".to_owned(),
        Some(NotChecked::Blocked(_)) => return "blocked by policy".to_owned(),
        Some(_) => return "not tried".to_owned(),
        None => {}
    }
    let Some(failure) = &endpoint.last().failure else {
        return "-".to_owned();
    };
    let step = failure.step.word();
    match &failure.cause {
        FailureCause::Tcp(TcpError::Refused) => "refused".to_owned(),
        FailureCause::Tcp(TcpError::Unreachable) => "host unreachable".to_owned(),
        FailureCause::TimedOut | FailureCause::Tcp(TcpError::TimedOut) => {
            format!("timed out at {step}")
        }
        FailureCause::StreamError(error) => error.condition.clone(),
        FailureCause::NotOffered => "no STARTTLS".to_owned(),
        _ => format!("failed at {step}"),
    }
}
