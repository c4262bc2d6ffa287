//! The options of a check, parsed.

use std::collections::BTreeMap;
use std::time::Duration;

use checker_kit::contract::ErrorCode;
use checker_kit::dns;
use checker_kit::options::{Options, invalid};
use checker_kit::shared::entries::tls_endpoints;
use checker_kit::shared::tls_endpoint::{TlsEndpoint, Unreadable};
use checker_kit::shared::{sender, whole};
use checker_stream::labels::a_labels;
use rustls_pki_types::ServerName;

use crate::terms::Terms;

/// The most endpoints looked at.
const MAX_ENDPOINTS: usize = 64;
/// The most entries that cannot be read and are named.
const MAX_UNREADABLE: usize = 64;
/// What servers forget connections in: jabberd2 is set up with ten seconds.
const MAX_PAUSE: Duration = Duration::from_secs(10);
/// What the judgement of what was seen takes at most.
const JUDGEMENT: Duration = Duration::from_secs(2);

/// Everything that `collect` is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The endpoints by reference.
    pub endpoints: BTreeMap<String, TlsEndpoint>,
    /// Entries that cannot be read, by reference.
    pub unreadable: BTreeMap<String, Unreadable>,
    /// How many entries there are beyond those.
    pub left_out: usize,
    /// The budget of each address.
    pub timeout: Duration,
    /// The budget of the whole check: nothing is waited for after that.
    pub whole: Duration,
    /// Who is said to ask on server-to-server streams, in A-labels.
    pub from: String,
    /// What the verdicts depend on.
    pub terms: Terms,
}

impl Settings {
    /// Reads the options.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::InvalidOption`] for a value that cannot be used, and where
    /// nobody has handed over endpoints, not even none.
    pub fn read(options: &Options) -> Result<Self, ErrorCode> {
        let timeout = options.number("timeout", 1.0, 60.0)?.unwrap_or(10.0);
        let timeout = Duration::from_secs_f64(timeout);
        let whole = whole::read(options, timeout)?;
        let from = options
            .text(sender::OPTION)?
            .unwrap_or(sender::DEFAULT_FROM);
        let from = a_labels(from).ok_or_else(|| invalid(sender::OPTION, from, "a domain name"))?;
        let terms = Terms::read(options)?;
        let Some(items) = options.array("endpoints")? else {
            return Err(invalid("endpoints", "", "the entries of other checkers"));
        };
        let mut settings = Self {
            endpoints: BTreeMap::new(),
            unreadable: BTreeMap::new(),
            left_out: 0,
            timeout,
            whole,
            from,
            terms,
        };
        for handed in tls_endpoints(items) {
            match handed.endpoint.and_then(usable) {
                Ok(endpoint) => drop(settings.endpoints.insert(handed.r#ref, endpoint)),
                Err(why) => drop(settings.unreadable.insert(handed.r#ref, why)),
            }
        }
        settings.left_out = cut(&mut settings.endpoints, MAX_ENDPOINTS)
            + cut(&mut settings.unreadable, MAX_UNREADABLE);
        Ok(settings)
    }

    /// How long after the lookups an address may still wait for its turn.
    pub fn queueing(&self) -> Duration {
        self.timeout * 2
    }

    /// How long a server that refused a connection, one too many perhaps, is
    /// left alone before it is asked again.
    pub fn pause(&self) -> Duration {
        self.timeout.min(MAX_PAUSE)
    }

    /// What all second visits take together.
    pub fn second_visits(&self) -> Duration {
        self.timeout
    }

    /// The longest that a collection takes.
    pub fn at_most(&self) -> Duration {
        let first_visits = self.queueing() + self.timeout;
        let looking = dns::TIMEOUT + first_visits + self.pause() + self.second_visits();
        looking.min(self.whole) + JUDGEMENT
    }
}

/// An endpoint whose name TLS can ask for.
fn usable(endpoint: TlsEndpoint) -> Result<TlsEndpoint, Unreadable> {
    if ServerName::try_from(endpoint.name()).is_ok() {
        return Ok(endpoint);
    }
    let member = match endpoint.sni.is_empty() {
        true => "host",
        false => "sni",
    };
    Err(Unreadable::Unusable {
        member: member.to_owned(),
        problem: "not a name in A-label form".to_owned(),
    })
}

/// Takes the last ones out until `max` are left, and counts them.
fn cut<T>(map: &mut BTreeMap<String, T>, max: usize) -> usize {
    let excess = map.len().saturating_sub(max);
    for _ in 0..excess {
        map.pop_last();
    }
    excess
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(options: &Value) -> Result<Settings, ErrorCode> {
        Settings::read(&Options::parse(&options.to_string())?)
    }

    fn refused(options: &Value) -> (String, String) {
        match read(options) {
            Err(ErrorCode::InvalidOption(option)) => (option.id, option.value),
            other => panic!("{options} gives {other:?}"),
        }
    }

    fn entry(reference: &str, host: &str) -> Value {
        json!({ "type": "tls.endpoint.v1", "ref": reference,
            "payload": { "host": host, "port": 5223 } })
    }

    #[test]
    fn endpoints_are_taken_by_reference() {
        let settings = read(&json!({ "endpoints": [entry("one", "im.example.org")] })).unwrap();
        assert_eq!(settings.endpoints["one"].host, "im.example.org");
        assert_eq!(settings.timeout, Duration::from_secs(10));
        assert_eq!(settings.left_out, 0);
    }

    #[test]
    fn that_nobody_has_handed_over_endpoints_is_not_that_there_are_none() {
        assert!(read(&json!({ "endpoints": [] })).is_ok());
        let missing = ("endpoints".to_owned(), String::new());
        assert_eq!(refused(&json!({})), missing);
        assert_eq!(refused(&json!({ "endpoints": null })), missing);
        assert_eq!(refused(&json!({ "endpoints": 7 })).0, "endpoints");
    }

    #[test]
    fn what_cannot_be_read_or_asked_for_is_kept_with_the_reason() {
        let unnamed = json!({ "type": "tls.endpoint.v1", "ref": "b", "payload": {} });
        let entries = json!([
            entry("a", "im example"),
            unnamed,
            entry("c", "im.example.org")
        ]);
        let settings = read(&json!({ "endpoints": entries })).unwrap();
        assert_eq!(settings.endpoints.keys().collect::<Vec<_>>(), ["c"]);
        let reasons: Vec<String> = settings
            .unreadable
            .values()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            reasons,
            [
                "the member \"host\" of its payload cannot be used: not a name in A-label form",
                "its payload lacks the member \"host\"",
            ]
        );
    }

    #[test]
    fn more_than_can_be_looked_at_is_counted() {
        let entries: Vec<Value> = (0..70)
            .map(|n| entry(&n.to_string(), "a.example"))
            .collect();
        let settings = read(&json!({ "endpoints": entries })).unwrap();
        assert_eq!(settings.endpoints.len(), MAX_ENDPOINTS);
        assert_eq!(settings.left_out, 6);
    }

    #[test]
    fn the_timeout_is_a_number_of_seconds_with_bounds() {
        let with = |value: Value| json!({ "endpoints": [], "timeout": value });
        let settings = read(&with(json!("2.5"))).unwrap();
        assert_eq!(settings.timeout, Duration::from_millis(2_500));
        // Lookups, two rounds of waiting, the probe itself, a pause and the second
        // visits, the judgement.
        assert_eq!(settings.at_most(), Duration::from_millis(22_500));
        // A server is not given longer than it takes to forget.
        let long = read(&with(json!(60))).unwrap();
        assert_eq!(long.pause(), MAX_PAUSE);
        // The whole check has a bound of its own.
        assert_eq!(long.at_most(), Duration::from_secs(112));
        let short = json!({ "endpoints": [], "timeout": 5, "maxDuration": 12 });
        assert_eq!(read(&short).unwrap().at_most(), Duration::from_secs(14));
        for value in [json!(0), json!(61), json!("NaN"), json!("inf"), json!([])] {
            assert_eq!(refused(&with(value)).0, "timeout");
        }
    }
}
