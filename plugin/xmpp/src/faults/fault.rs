//! One fault, and its form in the `cause` of a state.

use std::fmt::{self, Display};
use std::net::IpAddr;
use std::str::FromStr;

use checker_stream::side::Side;

use super::kind::Kind;
use crate::observation::Service;

/// One thing to mend: what is wrong, and about what.
///
/// As text it is the `cause` of states: `host.down:xmpp.example.org`. The text
/// is the same on every run that finds the same fault.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fault {
    /// What is wrong.
    pub kind: Kind,
    /// About what, as the kind has it; empty where there is only one such
    /// fault.
    pub about: String,
}

impl Fault {
    /// A fault of a domain as a whole.
    pub fn new(kind: Kind) -> Self {
        Self::about(kind, "")
    }

    /// A fault of something.
    pub fn about(kind: Kind, about: impl Into<String>) -> Self {
        Self {
            kind,
            about: about.into(),
        }
    }

    /// A fault of a side.
    pub fn of_side(kind: Kind, side: Side) -> Self {
        Self::about(kind, side.word())
    }

    /// A fault of an address family: that of `address`.
    pub fn of_family(kind: Kind, address: IpAddr) -> Self {
        Self::about(kind, family(address))
    }

    /// A fault of a port of a host.
    pub fn of_port(kind: Kind, host: &str, port: u16) -> Self {
        Self::about(kind, format!("{host}:{port}"))
    }

    /// A fault of a record; without a service that of the fallback.
    pub fn of_record(kind: Kind, service: Option<Service>, target: &str, port: u16) -> Self {
        let service = service.map_or("fallback", Service::labels);
        Self::about(kind, format!("{service}:{target}:{port}"))
    }

    /// The side that it is about, where it is about one.
    pub fn side(&self) -> Option<Side> {
        [Side::Client, Side::Server]
            .into_iter()
            .find(|side| side.word() == self.about)
    }
}

/// The word for an address family in faults.
fn family(address: IpAddr) -> &'static str {
    match address {
        IpAddr::V4(_) => "ipv4",
        IpAddr::V6(_) => "ipv6",
    }
}

impl Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.kind.word())?;
        match self.about.as_str() {
            "" => Ok(()),
            about => write!(out, ":{about}"),
        }
    }
}

/// The cause is not one of this checker's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a cause of this checker")]
pub struct ForeignCause;

impl FromStr for Fault {
    type Err = ForeignCause;

    fn from_str(cause: &str) -> Result<Self, ForeignCause> {
        let (word, about) = cause.split_once(':').unwrap_or((cause, ""));
        let kind = Kind::ALL.iter().find(|kind| kind.word() == word);
        Ok(Self::about(*kind.ok_or(ForeignCause)?, about))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_read_back_from_its_cause() {
        for kind in Kind::ALL {
            for fault in [Fault::new(*kind), Fault::about(*kind, "[2001:db8::1]:5222")] {
                assert_eq!(fault.to_string().parse(), Ok(fault));
            }
        }
        assert_eq!("host.limits.memory".parse::<Fault>(), Err(ForeignCause));
    }

    #[test]
    fn a_cause_names_the_fault_and_what_it_is_about() {
        let record = Fault::of_record(
            Kind::WrongService,
            Some(Service::XmppsClient),
            "a.example",
            5222,
        );
        assert_eq!(
            record.to_string(),
            "record.wrong-service:_xmpps-client._tcp:a.example:5222"
        );
        assert_eq!(
            Fault::of_family(Kind::FamilyDead, IpAddr::from([0; 16])).to_string(),
            "family.dead:ipv6"
        );
        assert_eq!(
            Fault::of_side(Kind::NoRecords, Side::Server).side(),
            Some(Side::Server)
        );
    }
}
