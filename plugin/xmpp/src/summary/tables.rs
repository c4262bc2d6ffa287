//! The observation in tables, for a terminal.

use std::collections::BTreeSet;

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
    let judged: Vec<(&Endpoint, &Condition)> = judged.collect();
    if judged.is_empty() {
        return Vec::new();
    }
    let hosts: BTreeSet<&str> = judged.iter().map(|(endpoint, _)| endpoint.host()).collect();
    let mut columns = vec![
        "Address",
        "Port",
        "For",
        "How",
        "TLS",
        "Authentication",
        "Time",
    ];
    // What is the same in every row needs no column.
    let title = match hosts.first() {
        Some(host) if hosts.len() == 1 && !host.is_empty() => {
            format!("Endpoints at {host}, in the order they are tried")
        }
        _ => {
            columns.push("Host");
            "Endpoints, in the order they are tried".to_owned()
        }
    };
    let width = columns.len();
    let rows = judged.into_iter().map(|(endpoint, condition)| {
        let mut row = row(endpoint, condition.status);
        row.cells.truncate(width);
        row
    });
    vec![Table {
        title,
        columns: columns.into_iter().map(String::from).collect(),
        rows: rows.collect(),
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
            endpoint.host().to_owned(),
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

#[cfg(test)]
mod tests {
    use super::super::tests::summarized;
    use crate::observation::Service;
    use crate::testing::{publish, resolve, serve, sound};

    #[test]
    fn a_host_that_all_endpoints_have_is_named_once() {
        let mut case = sound();
        let [one] = &summarized(&case).tables[..] else {
            panic!("not one table");
        };
        let title = "Endpoints at xmpp.example.org, in the order they are tried";
        assert_eq!(one.title, title);
        assert_eq!(one.columns.last().unwrap(), "Time");

        publish(&mut case, Service::XmppClient, 5222, "other.example.org");
        resolve(&mut case, "other.example.org", &["192.0.2.2"]);
        serve(&mut case);
        let [several] = &summarized(&case).tables[..] else {
            panic!("not one table");
        };
        assert_eq!(several.columns.last().unwrap(), "Host");
        let cells = |one: &checker_kit::checker::Row| one.cells.len();
        assert!(
            several
                .rows
                .iter()
                .all(|row| cells(row) == several.columns.len())
        );
    }
}
