//! Looks servers up, goes there, and writes down what it sees.

use std::net::SocketAddr;
use std::time::Duration;

use checker_kit::clock::{Mark, before};
use checker_kit::contract::ErrorCode;
use checker_kit::dns::{self, LookupStatus, RData, RecordType};
use checker_kit::tcp::Connection;
use checker_kit::text::excerpt;
use checker_kit::tls::{Channel, ChannelError, Config};
use futures_util::future::join_all;
use serde::{Deserialize, Serialize};

/// How long a server may take to greet.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a whole check takes at most: two rounds of lookups, and the visits.
pub(crate) const AT_MOST: Duration = Duration::from_secs(26);
/// The most servers of a domain that are looked at.
const MAX_SERVERS: usize = 8;
/// The longest greeting that is kept, in bytes.
const MAX_GREETING: usize = 200;

/// What was seen of a domain.
#[derive(Debug, Serialize, Deserialize)]
pub struct Observation {
    pub(crate) found: Found,
    pub(crate) visits: Vec<Visit>,
}

/// What the DNS names: what `discover` hands to `collect`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Found {
    pub(crate) lookup: LookupStatus,
    pub(crate) authentic: bool,
    /// Hosts and ports.
    pub(crate) servers: Vec<(String, u16)>,
}

/// What came of a connection: the first line that the server sent, or why there
/// is none, and whether that says nothing about the server.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Visit {
    pub(crate) remote: SocketAddr,
    pub(crate) greeting: Option<String>,
    pub(crate) failure: Option<(String, bool)>,
}

/// What the DNS names for the domain (RFC 6186 §3.2).
pub(crate) async fn find(domain: &str) -> Found {
    let owner = format!("_imaps._tcp.{domain}");
    let deadline = Mark::now().plus(dns::TIMEOUT);
    let answer = dns::lookup(&owner, RecordType::SRV, deadline).await;
    let servers = answer.records().iter().filter_map(server);
    Found {
        lookup: LookupStatus::from(&answer.outcome),
        authentic: answer.authentic,
        servers: servers.take(MAX_SERVERS).collect(),
    }
}

fn server(record: &RData) -> Option<(String, u16)> {
    let RData::SRV(srv) = record else {
        return None;
    };
    let host = srv.target.to_ascii().trim_end_matches('.').to_owned();
    // A target of "." says that there is no such service (RFC 2782).
    (!host.is_empty()).then_some((host, srv.port))
}

/// Goes to every address of every server, to all at once.
pub(crate) async fn observe(found: Found) -> Result<Observation, ErrorCode> {
    let config = Config::new().map_err(|error| ErrorCode::Other(Some(error.to_string())))?;
    let servers = found.servers.iter();
    let visits = servers.map(|(host, port)| visits(host, *port, &config));
    let visits = join_all(visits).await.into_iter().flatten().collect();
    Ok(Observation { found, visits })
}

async fn visits(host: &str, port: u16, config: &Config) -> Vec<Visit> {
    let deadline = Mark::now().plus(dns::TIMEOUT);
    let (v4, v6) = dns::lookup_addresses(host, deadline).await;
    let addresses = v6.addresses().into_iter().chain(v4.addresses());
    let visits = addresses.take(dns::MAX_ADDRESSES).map(async |address| {
        let remote = SocketAddr::new(address, port);
        let deadline = Mark::now().plus(PATIENCE);
        let (greeting, failure) = match before(deadline, greet(remote, host, config)).await {
            Ok(Ok(greeting)) => (Some(greeting), None),
            Ok(Err(error)) => (None, Some((error.to_string(), error.is_local()))),
            Err(_) => (None, Some(("no greeting in time".to_owned(), false))),
        };
        Visit {
            remote,
            greeting,
            failure,
        }
    });
    join_all(visits).await
}

/// The first line that the server sends.
async fn greet(remote: SocketAddr, host: &str, config: &Config) -> Result<String, ChannelError> {
    let connection = Connection::open(remote).await?;
    let mut channel = Channel::open(connection, config, host, &[]).await?;
    let mut line = Vec::new();
    while !line.contains(&b'\n') && line.len() < MAX_GREETING {
        match channel.read().await? {
            bytes if bytes.is_empty() => break,
            bytes => line.extend(bytes),
        }
    }
    channel.write(b"a LOGOUT\r\n").await?;
    channel.close().await?;
    Ok(excerpt(line.trim_ascii(), MAX_GREETING))
}
