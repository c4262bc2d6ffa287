//! SRV lookups (RFC 2782).

use checker_kit::dns::{Answer, Failure, LookupStatus, Outcome, RData};
use serde::{Deserialize, Serialize};

use super::service::Service;

/// One SRV lookup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SrvLookup {
    /// The service.
    pub service: Service,
    /// What came of it.
    #[serde(flatten)]
    pub status: LookupStatus,
    /// The AD bit of the response.
    pub authentic: bool,
    /// Where CNAME records led.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Time to live in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ttl: Option<u32>,
    /// The records, by priority, then weight descending, target and port.
    pub records: Vec<SrvRecord>,
}

/// One SRV record (RFC 2782).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SrvRecord {
    /// Lower is tried first.
    pub priority: u16,
    /// Share among records of one priority.
    pub weight: u16,
    /// The port.
    pub port: u16,
    /// The target in A-labels without final dot; `.` for "not offered".
    pub target: String,
}

impl SrvLookup {
    /// Reads the answer to the question for a service.
    pub fn of(service: Service, answer: Answer) -> Self {
        let status = LookupStatus::from(&answer.outcome);
        let data = match answer.outcome {
            Outcome::Found(data) => data,
            Outcome::NoData | Outcome::NoName | Outcome::Failed(_) => Vec::new(),
        };
        let mut records: Vec<SrvRecord> = data.iter().filter_map(SrvRecord::read).collect();
        records.sort_by(|one, other| one.place().cmp(&other.place()));
        Self {
            service,
            status,
            authentic: answer.authentic,
            aliases: answer.aliases,
            ttl: answer.ttl,
            records,
        }
    }

    /// The records that name a host.
    pub fn real(&self) -> impl Iterator<Item = &SrvRecord> {
        self.records.iter().filter(|record| !record.is_root())
    }

    /// Whether the sole record says "not offered".
    pub fn declares_absence(&self) -> bool {
        !self.records.is_empty() && self.records.iter().all(SrvRecord::is_root)
    }

    /// Why the question could not be answered, if it could not.
    pub fn failure(&self) -> Option<Failure> {
        self.status.failure()
    }
}

impl SrvRecord {
    /// Whether the record says "not offered" (RFC 2782, "Target").
    pub fn is_root(&self) -> bool {
        self.target == "."
    }

    fn read(data: &RData) -> Option<Self> {
        let RData::SRV(srv) = data else {
            return None;
        };
        Some(Self {
            priority: srv.priority,
            weight: srv.weight,
            port: srv.port,
            target: host_name(&srv.target.to_ascii()),
        })
    }

    fn place(&self) -> impl Ord {
        let heavier_first = std::cmp::Reverse(self.weight);
        (self.priority, heavier_first, &self.target, self.port)
    }
}

/// Lower case without final dot; the root stays `.`.
fn host_name(name: &str) -> String {
    match name {
        "." => ".".to_owned(),
        name => name.trim_end_matches('.').to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use checker_kit::dns::rdata::SRV;

    fn srv(priority: u16, weight: u16, target: &str) -> RData {
        RData::SRV(SRV::new(priority, weight, 5222, target.parse().unwrap()))
    }

    fn read(data: Vec<RData>) -> SrvLookup {
        let answer = Answer {
            outcome: Outcome::Found(data),
            authentic: true,
            aliases: Vec::new(),
            ttl: Some(60),
        };
        SrvLookup::of(Service::XmppClient, answer)
    }

    #[test]
    fn records_come_in_the_order_of_use() {
        let lookup = read(vec![
            srv(10, 0, "late.example."),
            srv(5, 1, "light.example."),
            srv(5, 9, "Heavy.Example."),
        ]);
        let targets: Vec<&str> = lookup.real().map(|record| record.target.as_str()).collect();
        assert_eq!(targets, ["heavy.example", "light.example", "late.example"]);
        assert_eq!(lookup.status, LookupStatus::Found);
    }

    #[test]
    fn only_the_root_alone_declares_absence() {
        assert!(read(vec![srv(0, 0, ".")]).declares_absence());
        assert!(!read(vec![srv(0, 0, "."), srv(0, 0, "a.example.")]).declares_absence());
        assert!(
            !SrvLookup::of(Service::Jabber, Answer::failed(Failure::TimedOut)).declares_absence()
        );
    }
}
