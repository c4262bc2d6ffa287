//! The simulated resolver: plain maps from names to answers.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use hickory_proto::op::{Message, OpCode, ResponseCode};
use hickory_proto::rr::rdata::{A, AAAA, CNAME, SRV, TLSA};
use hickory_proto::rr::{Name, RData, Record, RecordType};

use crate::network::error::DnsError;

/// The time to live of every record, in seconds.
const TTL: u32 = 3600;
/// How far an alias chain is followed.
const MAX_CHAIN: usize = 8;

/// What the resolver says to one question, instead of looking at the records.
#[derive(Debug, Clone)]
pub enum Answer {
    /// SERVFAIL.
    ServerFailure,
    /// SERVFAIL while validation is on, the records without it.
    Bogus,
    /// REFUSED.
    Refused,
    /// Silence.
    Silence,
    /// These bytes, after the query's identifier.
    Raw(Vec<u8>),
}

/// What there is of a name that stands nowhere and is made when it is asked for.
#[derive(Debug, Clone, Default)]
pub struct Made {
    /// Its records; none for a name that exists without.
    pub records: Vec<RData>,
    /// Whether answers about it have the AD flag.
    pub authentic: bool,
}

type Make = Box<dyn Fn(&str) -> Option<Made> + Send + Sync>;

/// Names that are made when they are asked for.
#[derive(Default)]
struct Maker(Option<Make>);

/// All names there are.
#[derive(Debug, Default)]
pub struct Zone {
    records: BTreeMap<Name, Vec<RData>>,
    answers: BTreeMap<(Name, Option<RecordType>), Answer>,
    delays: BTreeMap<Name, Duration>,
    authentic: BTreeMap<Name, bool>,
    maker: Maker,
}

/// A response and how long the resolver took.
pub(super) struct Reply {
    pub(super) delay: Duration,
    pub(super) response: Result<Vec<u8>, DnsError>,
}

impl Zone {
    /// Publishes an SRV record.
    pub fn srv(
        &mut self,
        name: &str,
        priority: u16,
        weight: u16,
        port: u16,
        target: &str,
    ) -> &mut Self {
        self.add(
            name,
            RData::SRV(SRV::new(priority, weight, port, self::name(target))),
        )
    }

    /// Publishes an A or AAAA record.
    #[expect(clippy::panic, reason = "a simulation is written by hand")]
    pub fn address(&mut self, name: &str, address: &str) -> &mut Self {
        match address.parse() {
            Ok(IpAddr::V4(v4)) => self.add(name, RData::A(A(v4))),
            Ok(IpAddr::V6(v6)) => self.add(name, RData::AAAA(AAAA(v6))),
            Err(_) => panic!("{address} is not an address"),
        }
    }

    /// Publishes a CNAME record.
    pub fn alias(&mut self, name: &str, target: &str) -> &mut Self {
        self.add(name, RData::CNAME(CNAME(self::name(target))))
    }

    /// Publishes a TLSA record: usage, selector, matching type, data.
    pub fn tlsa(&mut self, name: &str, kind: (u8, u8, u8), data: &[u8]) -> &mut Self {
        let (usage, selector, matching) = (kind.0.into(), kind.1.into(), kind.2.into());
        let tlsa = TLSA::new(usage, selector, matching, data.to_vec());
        self.add(name, RData::TLSA(tlsa))
    }

    /// Publishes any record.
    pub fn add(&mut self, name: &str, data: RData) -> &mut Self {
        self.records.entry(self::name(name)).or_default().push(data);
        self
    }

    /// Lets a name exist without records.
    pub fn empty(&mut self, name: &str) -> &mut Self {
        self.records.entry(self::name(name)).or_default();
        self
    }

    /// Answers every question about a name in this way.
    pub fn answer(&mut self, name: &str, answer: Answer) -> &mut Self {
        self.answers.insert((self::name(name), None), answer);
        self
    }

    /// Answers questions for one type in this way.
    pub fn answer_type(
        &mut self,
        name: &str,
        record_type: RecordType,
        answer: Answer,
    ) -> &mut Self {
        self.answers
            .insert((self::name(name), Some(record_type)), answer);
        self
    }

    /// Delays the answers about a name.
    pub fn delay(&mut self, name: &str, delay: Duration) -> &mut Self {
        self.delays.insert(self::name(name), delay);
        self
    }

    /// Sets the AD flag on the answers about a name.
    pub fn authentic(&mut self, name: &str) -> &mut Self {
        self.authentic.insert(self::name(name), true);
        self
    }

    /// Lets names exist of which nothing is written down: `make` is handed a name
    /// in lower case without its final dot, and says what there is of it.
    pub fn made(
        &mut self,
        make: impl Fn(&str) -> Option<Made> + Send + Sync + 'static,
    ) -> &mut Self {
        self.maker = Maker(Some(Box::new(make)));
        self
    }

    pub(super) fn reply(&self, query: &[u8]) -> Result<Reply, DnsError> {
        let query = Message::from_vec(query).map_err(|_| DnsError::InvalidMessage)?;
        let [question] = &query.queries[..] else {
            return Err(DnsError::InvalidMessage);
        };
        let question = question.clone();
        let name = question.name().clone();
        let record_type = question.query_type();

        let mut response = Message::response(query.metadata.id, OpCode::Query);
        response.metadata.recursion_desired = true;
        response.metadata.recursion_available = true;
        let is_made_authentic = || self.maker.make(&name).is_some_and(|made| made.authentic);
        response.metadata.authentic_data =
            self.authentic.contains_key(&name) || is_made_authentic();
        response.add_query(question);
        let delay = self.delays.get(&name).copied().unwrap_or_default();
        let unchecked = query.metadata.checking_disabled;
        let answer = self
            .answers
            .get(&(name.clone(), Some(record_type)))
            .or_else(|| self.answers.get(&(name.clone(), None)));
        let code = match answer {
            Some(Answer::Silence) => {
                return Ok(Reply {
                    delay: Duration::from_secs(6),
                    response: Err(DnsError::Timeout),
                });
            }
            Some(Answer::Raw(bytes)) => {
                let mut raw = query.metadata.id.to_be_bytes().to_vec();
                raw.extend_from_slice(bytes);
                return Ok(Reply {
                    delay,
                    response: Ok(raw),
                });
            }
            Some(Answer::ServerFailure) => ResponseCode::ServFail,
            Some(Answer::Bogus) if !unchecked => ResponseCode::ServFail,
            Some(Answer::Refused) => ResponseCode::Refused,
            Some(Answer::Bogus) | None => self.look_up(&name, record_type, &mut response),
        };
        response.metadata.response_code = code;
        Ok(Reply {
            delay,
            response: response
                .to_vec()
                .map_err(|error| DnsError::Other(error.to_string())),
        })
    }

    fn look_up(
        &self,
        name: &Name,
        record_type: RecordType,
        response: &mut Message,
    ) -> ResponseCode {
        let mut name = name.clone();
        for _ in 0..MAX_CHAIN {
            let Some(records) = self.records_of(&name) else {
                return match self.has_children(&name) {
                    true => ResponseCode::NoError,
                    false => ResponseCode::NXDomain,
                };
            };
            let matching = records
                .iter()
                .filter(|data| data.record_type() == record_type);
            for data in matching {
                response.add_answer(Record::from_rdata(name.clone(), TTL, data.clone()));
            }
            let alias = records.iter().find_map(|data| match data {
                RData::CNAME(target) if record_type != RecordType::CNAME => Some(target.0.clone()),
                _ => None,
            });
            let Some(target) = alias else {
                return ResponseCode::NoError;
            };
            let cname = RData::CNAME(CNAME(target.clone()));
            response.add_answer(Record::from_rdata(name, TTL, cname));
            name = target;
        }
        ResponseCode::ServFail
    }

    fn records_of(&self, name: &Name) -> Option<Cow<'_, [RData]>> {
        let written = self
            .records
            .get(name)
            .map(|records| Cow::from(&records[..]));
        written.or_else(|| Some(self.maker.make(name)?.records.into()))
    }

    /// RFC 8020: a name exists when there is anything below it.
    fn has_children(&self, name: &Name) -> bool {
        self.records.keys().any(|known| name.zone_of(known))
    }
}

impl Maker {
    fn make(&self, name: &Name) -> Option<Made> {
        let make = self.0.as_ref()?;
        let name = name.to_ascii().to_ascii_lowercase();
        make(name.trim_end_matches('.'))
    }
}

impl fmt::Debug for Maker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Maker").field(&self.0.is_some()).finish()
    }
}

#[expect(clippy::panic, reason = "a simulation is written by hand")]
fn name(text: &str) -> Name {
    let absolute = format!("{}.", text.trim_end_matches('.'));
    match Name::from_ascii(&absolute) {
        Ok(name) => name,
        Err(error) => panic!("{text} is not a DNS name: {error}"),
    }
}
