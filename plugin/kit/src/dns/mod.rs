//! DNS lookups through the contract: one question, one judged answer.

mod answer;
mod bounds;
mod status;

pub use answer::{Answer, Failure, Outcome, parse};
pub use bounds::{MAX_ADDRESSES, TIMEOUT};
pub use status::LookupStatus;

use futures_util::future::join;
use hickory_proto::op::{Edns, Message, MessageType, OpCode, Query};
use hickory_proto::rr::Name;

/// The record types that a lookup may ask for.
pub use hickory_proto::rr::RecordType;
/// The data of records, by type.
pub use hickory_proto::rr::{RData, rdata};

use crate::bindings::checker::plugin::dns as host;
use crate::clock::{Mark, before};

/// What EDNS offers to take over UDP: fits into every path's MTU
/// (the value of DNS Flag Day 2020).
const UDP_PAYLOAD: u16 = 1232;

/// Looks `name` up, an absolute name in A-label form without the final dot; the
/// root is the empty text.
pub async fn lookup(name: &str, record_type: RecordType, deadline: Mark) -> Answer {
    let answer = ask(name, record_type, false, deadline).await;
    if answer.outcome != Outcome::Failed(Failure::ServerFailure) {
        return answer;
    }
    // RFC 4035 §3.2.2: with CD set a validating resolver hands out what it
    // could not validate. An answer now means that validation was the failure.
    let unchecked = ask(name, record_type, true, deadline).await;
    match unchecked.outcome {
        Outcome::Found(_) | Outcome::NoData | Outcome::NoName => Answer {
            outcome: Outcome::Failed(Failure::Bogus),
            ..answer
        },
        Outcome::Failed(_) => answer,
    }
}

/// Looks up the addresses of `name`: the A and the AAAA answer, at once.
pub async fn lookup_addresses(name: &str, deadline: Mark) -> (Answer, Answer) {
    join(
        lookup(name, RecordType::A, deadline),
        lookup(name, RecordType::AAAA, deadline),
    )
    .await
}

async fn ask(name: &str, record_type: RecordType, unchecked: bool, deadline: Mark) -> Answer {
    let Ok(owner) = Name::from_ascii(format!("{name}.")) else {
        return Answer::failed(Failure::InvalidName);
    };
    let Some(message) = question(owner.clone(), record_type, unchecked) else {
        return Answer::failed(Failure::InvalidName);
    };
    match before(deadline, host::query(message)).await {
        Err(_) => Answer::failed(Failure::TimedOut),
        Ok(Err(code)) => Answer::failed(code.into()),
        Ok(Ok(response)) => parse(&response, &owner, record_type),
    }
}

fn question(owner: Name, record_type: RecordType, unchecked: bool) -> Option<Vec<u8>> {
    // The transport is the host's, and so is the choice of a fresh identifier.
    let mut message = Message::new(0, MessageType::Query, OpCode::Query);
    message.metadata.recursion_desired = true;
    // RFC 6840 §5.7: AD in a query asks for AD in the response.
    message.metadata.authentic_data = true;
    message.metadata.checking_disabled = unchecked;
    message.add_query(Query::query(owner, record_type));
    let mut edns = Edns::new();
    edns.set_max_payload(UDP_PAYLOAD);
    message.set_edns(edns);
    message.to_vec().ok()
}

impl From<host::ErrorCode> for Failure {
    fn from(code: host::ErrorCode) -> Self {
        match code {
            host::ErrorCode::Timeout => Self::TimedOut,
            host::ErrorCode::Unreachable => Self::NoResolver,
            host::ErrorCode::InvalidMessage => Self::InvalidName,
            host::ErrorCode::InvalidResponse => Self::Malformed,
            host::ErrorCode::LimitExceeded => Self::Limit,
            host::ErrorCode::InsufficientResources => Self::NoResources,
            host::ErrorCode::Other(_) => Self::NoResolver,
        }
    }
}
