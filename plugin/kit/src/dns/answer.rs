//! From a response message, hostile until proven otherwise, to an answer.

use std::collections::BTreeSet;
use std::net::IpAddr;

use hickory_proto::op::{Message, MessageType, ResponseCode};
use hickory_proto::rr::rdata::opt::{EdnsCode, EdnsOption};
use hickory_proto::rr::{Name, RData, RecordType};
use serde::{Deserialize, Serialize};

/// How many CNAMEs are followed; resolvers give up near this number, too.
const MAX_ALIASES: usize = 8;

/// EDNS option code of Extended DNS Errors (RFC 8914 §2).
const EXTENDED_ERROR: u16 = 15;

/// What came of one question.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The records, or why there are none.
    pub outcome: Outcome,
    /// The AD bit: the resolver says that it validated the answer
    /// (RFC 4035 §3.2.3).
    pub authentic: bool,
    /// The names that CNAME records led to, in order.
    pub aliases: Vec<String>,
    /// The shortest time to live among the records, in seconds.
    pub ttl: Option<u32>,
}

/// The records, or why there are none.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// At least one record of the type asked for.
    Found(Vec<RData>),
    /// The name exists without a record of this type.
    NoData,
    /// The name does not exist (NXDOMAIN).
    NoName,
    /// The question could not be answered.
    Failed(Failure),
}

/// Why a question could not be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Failure {
    /// The authoritative servers failed (SERVFAIL).
    #[error("the DNS servers of the domain failed (SERVFAIL)")]
    ServerFailure,
    /// The resolver could not validate the answer (SERVFAIL by DNSSEC).
    #[error("DNSSEC validation failed (bogus)")]
    Bogus,
    /// The resolver refused to answer.
    #[error("the resolver refused to answer (REFUSED)")]
    Refused,
    /// Another error code of the DNS.
    #[error("the resolver answered with DNS error code {0}")]
    ResponseCode(u16),
    /// No answer in time.
    #[error("no answer from the resolver in time")]
    TimedOut,
    /// No resolver reachable or configured.
    #[error("no resolver could be reached")]
    NoResolver,
    /// The response is not a DNS response to the question, or it contradicts
    /// itself (alias loop).
    #[error("the resolver's answer makes no sense")]
    Malformed,
    /// The name cannot be asked for.
    #[error("not a name that the DNS can hold")]
    InvalidName,
    /// The prober's machine is out of descriptors or memory.
    #[error("the prober's machine is out of file descriptors or memory")]
    NoResources,
    /// The host's budget of queries is used up.
    #[error("the limit of DNS queries for one check was reached")]
    Limit,
}

impl Failure {
    /// Whether the fault lies between the prober and its resolver, so that
    /// nothing is known about the domain.
    pub fn is_local(self) -> bool {
        match self {
            Self::TimedOut | Self::NoResolver | Self::Refused | Self::NoResources | Self::Limit => {
                true
            }
            Self::ServerFailure
            | Self::Bogus
            | Self::ResponseCode(_)
            | Self::Malformed
            | Self::InvalidName => false,
        }
    }
}

impl Answer {
    /// The records of the type asked for; none where there is no answer, either.
    pub fn records(&self) -> &[RData] {
        match &self.outcome {
            Outcome::Found(records) => records,
            Outcome::NoData | Outcome::NoName | Outcome::Failed(_) => &[],
        }
    }

    /// The addresses among the records, sorted, each once.
    pub fn addresses(&self) -> Vec<IpAddr> {
        let addresses = self.records().iter().filter_map(RData::ip_addr);
        let addresses: BTreeSet<IpAddr> = addresses.collect();
        addresses.into_iter().collect()
    }

    /// An answer that only says why there is none.
    pub fn failed(failure: Failure) -> Self {
        Self {
            outcome: Outcome::Failed(failure),
            authentic: false,
            aliases: Vec::new(),
            ttl: None,
        }
    }
}

/// Reads a response to the question `owner`/`record_type`. Records that answer
/// another question are ignored.
pub fn parse(response: &[u8], owner: &Name, record_type: RecordType) -> Answer {
    let Ok(message) = Message::from_vec(response) else {
        return Answer::failed(Failure::Malformed);
    };
    if message.metadata.message_type != MessageType::Response {
        return Answer::failed(Failure::Malformed);
    }
    // RFC 5452 §3: the question of a response has to be the one that was asked.
    if let Some(question) = message.queries.first()
        && (question.name() != owner || question.query_type() != record_type)
    {
        return Answer::failed(Failure::Malformed);
    }
    match message.metadata.response_code {
        ResponseCode::NoError | ResponseCode::NXDomain => {}
        code => return Answer::failed(failure(code, &message)),
    }

    let (last, aliases) = match follow_aliases(&message, owner) {
        Some(found) => found,
        None => return Answer::failed(Failure::Malformed),
    };
    let matching = message
        .answers
        .iter()
        .filter(|record| record.name == last && record.record_type() == record_type);
    let ttl = matching.clone().map(|record| record.ttl).min();
    let records: Vec<RData> = matching.map(|record| record.data.clone()).collect();

    let outcome = match (records.is_empty(), message.metadata.response_code) {
        (false, _) => Outcome::Found(records),
        (true, ResponseCode::NXDomain) => Outcome::NoName,
        (true, _) => Outcome::NoData,
    };
    Answer {
        outcome,
        authentic: message.metadata.authentic_data,
        aliases,
        ttl,
    }
}

/// The name at the end of the CNAME chain and the names on the way to it.
fn follow_aliases(message: &Message, owner: &Name) -> Option<(Name, Vec<String>)> {
    let mut name = owner.clone();
    let mut aliases = Vec::new();
    loop {
        let next = message
            .answers
            .iter()
            .find_map(|record| match &record.data {
                RData::CNAME(target) if record.name == name => Some(target.0.clone()),
                _ => None,
            });
        let Some(next) = next else {
            return Some((name, aliases));
        };
        if aliases.len() == MAX_ALIASES {
            return None;
        }
        aliases.push(next.to_ascii().trim_end_matches('.').to_owned());
        name = next;
    }
}

fn failure(code: ResponseCode, message: &Message) -> Failure {
    match code {
        ResponseCode::ServFail if says_bogus(message) => Failure::Bogus,
        ResponseCode::ServFail => Failure::ServerFailure,
        ResponseCode::Refused => Failure::Refused,
        other => Failure::ResponseCode(other.into()),
    }
}

/// RFC 8914 §4.7 to §4.13: the extended errors of failed validation.
fn says_bogus(message: &Message) -> bool {
    let option = message
        .edns
        .as_ref()
        .and_then(|edns| edns.option(EdnsCode::Unknown(EXTENDED_ERROR)));
    match option {
        Some(EdnsOption::Unknown(_, data)) => {
            matches!(data.as_slice(), [0, code, ..] if (6..=12).contains(code))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hickory_proto::op::{Edns, OpCode, Query};
    use hickory_proto::rr::Record;
    use hickory_proto::rr::rdata::{A, CNAME};

    fn name(text: &str) -> Name {
        Name::from_ascii(text).unwrap()
    }

    fn response(code: ResponseCode, records: Vec<Record>) -> Message {
        let mut message = Message::response(0, OpCode::Query);
        message.metadata.response_code = code;
        message.add_query(Query::query(name("a.example."), RecordType::A));
        message.add_answers(records);
        message
    }

    fn a(owner: &str, last: u8) -> Record {
        Record::from_rdata(name(owner), 60, RData::A(A::new(192, 0, 2, last)))
    }

    fn cname(owner: &str, target: &str) -> Record {
        Record::from_rdata(name(owner), 60, RData::CNAME(CNAME(name(target))))
    }

    fn read(message: &Message) -> Answer {
        parse(
            &message.to_vec().unwrap(),
            &name("a.example."),
            RecordType::A,
        )
    }

    #[test]
    fn answers_for_other_names_are_ignored() {
        let answer = read(&response(
            ResponseCode::NoError,
            vec![a("evil.example.", 1), a("A.example.", 2)],
        ));
        assert_eq!(
            answer.outcome,
            Outcome::Found(vec![RData::A(A::new(192, 0, 2, 2))])
        );
    }

    #[test]
    fn an_alias_chain_is_followed_and_named() {
        let answer = read(&response(
            ResponseCode::NoError,
            vec![cname("a.example.", "b.example."), a("b.example.", 1)],
        ));
        assert!(matches!(answer.outcome, Outcome::Found(_)));
        assert_eq!(answer.aliases, ["b.example"]);
    }

    #[test]
    fn an_alias_loop_is_malformed() {
        let answer = read(&response(
            ResponseCode::NoError,
            vec![
                cname("a.example.", "b.example."),
                cname("b.example.", "a.example."),
            ],
        ));
        assert_eq!(answer.outcome, Outcome::Failed(Failure::Malformed));
    }

    #[test]
    fn the_answer_to_another_question_is_malformed() {
        let mut message = response(ResponseCode::NoError, vec![a("a.example.", 1)]);
        message.queries = vec![Query::query(name("b.example."), RecordType::A)];
        assert_eq!(read(&message).outcome, Outcome::Failed(Failure::Malformed));
    }

    #[test]
    fn garbage_is_malformed() {
        let answer = parse(&[0xff; 64], &name("a.example."), RecordType::A);
        assert_eq!(answer.outcome, Outcome::Failed(Failure::Malformed));
    }

    #[test]
    fn nxdomain_nodata_and_servfail_are_kept_apart() {
        assert_eq!(
            read(&response(ResponseCode::NXDomain, vec![])).outcome,
            Outcome::NoName
        );
        assert_eq!(
            read(&response(ResponseCode::NoError, vec![])).outcome,
            Outcome::NoData
        );
        assert_eq!(
            read(&response(ResponseCode::ServFail, vec![])).outcome,
            Outcome::Failed(Failure::ServerFailure)
        );
        let mut bogus = response(ResponseCode::ServFail, vec![]);
        let mut edns = Edns::new();
        edns.options_mut()
            .insert(EdnsOption::Unknown(EXTENDED_ERROR, vec![0, 6]));
        bogus.set_edns(edns);
        assert_eq!(read(&bogus).outcome, Outcome::Failed(Failure::Bogus));
    }
}
