//! The observation in tables, for a terminal.

use checker_kit::checker::{Row, Table};
use checker_kit::contract::Status;
use checker_stream::features::Features;
use checker_stream::method::Method;
use checker_stream::side::Side;

use crate::observation::{Endpoint, Observation};
use crate::rules::federation_ways;

/// The tables.
pub fn tables(observation: &Observation) -> Vec<Table> {
    let rows: Vec<Row> = observation.endpoints.iter().map(row).collect();
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

fn row(endpoint: &Endpoint) -> Row {
    let transcript = endpoint.last();
    let tls = match &transcript.tls {
        Some(tls) => tls.version.replace("TLSv", ""),
        None => "-".to_owned(),
    };
    let authentication = match (&transcript.features, &transcript.failure) {
        (Some(features), _) => authentication(endpoint, features),
        (None, Some(failure)) => format!("✗ {}", outcome_word(endpoint, failure.step.word())),
        (None, None) => "-".to_owned(),
    };
    Row {
        status: status(endpoint),
        cells: vec![
            endpoint.address.to_string(),
            endpoint.port.to_string(),
            endpoint.side.word().to_owned(),
            match endpoint.method {
                Method::StartTls => "STARTTLS".to_owned(),
                Method::DirectTls => "direct".to_owned(),
            },
            tls,
            authentication,
            time(endpoint.transcript.micros()),
            endpoint
                .origins
                .first()
                .map_or_else(String::new, |origin| origin.host.clone()),
        ],
    }
}

/// How an endpoint is doing, by itself.
pub fn status(endpoint: &Endpoint) -> Status {
    let refuses = crate::rules::refuses_strangers(endpoint);
    match (
        endpoint.not_checkable(),
        endpoint.secured(),
        &endpoint.last().features,
    ) {
        (Some(_), ..) => Status::Unknown,
        (None, true, Some(_)) => Status::Ok,
        (None, true, None) if refuses => Status::Info,
        (None, true, None) => Status::Warn,
        (None, false, _) => Status::Crit,
    }
}

fn authentication(endpoint: &Endpoint, features: &Features) -> String {
    match endpoint.side {
        Side::Server => match federation_ways(endpoint) {
            ways if ways.is_empty() => "none".to_owned(),
            ways => ways.join(", "),
        },
        Side::Client => mechanisms(features),
    }
}

/// The strongest first, families folded: `SCRAM-SHA-256(+), PLAIN`.
fn mechanisms(features: &Features) -> String {
    let mut names: Vec<&str> = features.all_mechanisms().collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        return "none".to_owned();
    }
    let plus = |name: &str| names.contains(&format!("{name}-PLUS").as_str());
    let mut shown: Vec<String> = names
        .iter()
        .filter(|name| !name.ends_with("-PLUS"))
        .map(|name| match plus(name) {
            true => format!("{name}(+)"),
            false => (*name).to_owned(),
        })
        .collect();
    shown.sort_by_key(|name| {
        let place = ["SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1"]
            .iter()
            .position(|known| name.starts_with(known));
        (place.unwrap_or(9), name.clone())
    });
    shown.join(", ")
}

fn outcome_word(endpoint: &Endpoint, step: &str) -> String {
    use checker_kit::tcp::TcpError;
    use checker_stream::failure::FailureCause;
    let cause = endpoint
        .last()
        .failure
        .as_ref()
        .map(|failure| &failure.cause);
    match cause {
        Some(FailureCause::Tcp(TcpError::Refused)) => "refused".to_owned(),
        Some(FailureCause::Tcp(TcpError::NoRoute)) => "no IPv6 here".to_owned(),
        Some(FailureCause::Tcp(TcpError::Blocked(_))) => "blocked by policy".to_owned(),
        Some(FailureCause::Tcp(TcpError::Unreachable)) => "host unreachable".to_owned(),
        Some(FailureCause::TimedOut | FailureCause::Tcp(TcpError::TimedOut)) => {
            format!("timed out at {step}")
        }
        Some(FailureCause::StreamError(error)) => error.condition.clone(),
        Some(FailureCause::NotOffered) => "no STARTTLS".to_owned(),
        _ => format!("failed at {step}"),
    }
}

/// `12 ms`, `1.2 s`.
pub fn time(micros: u64) -> String {
    match micros {
        0..1_000 => "<1 ms".to_owned(),
        1_000..1_000_000 => format!("{} ms", micros / 1_000),
        _ => format!("{:.1} s", micros as f64 / 1_000_000.0),
    }
}
