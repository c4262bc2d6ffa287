//! What happyDomain's checker SDK reads, as strictly as can be: a field that it
//! does not know, that is missing or of another type is refused. Written from
//! the protocol's description, not from this program.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::server::Answer;

/// `GET /health`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Health {
    pub(crate) status: String,
    pub(crate) uptime_seconds: f64,
    pub(crate) num_cpu: u32,
    pub(crate) inflight: u64,
    pub(crate) total_requests: u64,
    pub(crate) loadavg: [f64; 3],
}

/// `/definition`; the last three of a precheck only.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Definition {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) availability: Availability,
    pub(crate) options: Options,
    pub(crate) rules: Vec<Rule>,
    pub(crate) interval: Interval,
    #[serde(default)]
    pub(crate) has_html_report: bool,
    #[serde(default)]
    pub(crate) has_metrics: bool,
    #[serde(rename = "observationKeys")]
    pub(crate) observation_keys: Vec<String>,
    /// This program's own: the SDK does not look at it.
    pub(crate) build_info: BTreeMap<String, String>,
    pub(crate) precheck_failures: Option<BTreeMap<String, String>>,
    pub(crate) eligible: Option<bool>,
    pub(crate) eligibility_reason: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Availability {
    #[serde(default)]
    pub(crate) apply_to_domain: bool,
    #[serde(default)]
    pub(crate) apply_to_service: bool,
    #[serde(default)]
    pub(crate) limit_to_services: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Options {
    #[serde(default)]
    pub(crate) admin_opts: Vec<Field>,
    #[serde(default)]
    pub(crate) user_opts: Vec<Field>,
    #[serde(default)]
    pub(crate) domain_opts: Vec<Field>,
    #[serde(default)]
    pub(crate) service_opts: Vec<Field>,
    #[serde(default)]
    pub(crate) run_opts: Vec<Field>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Field {
    pub(crate) id: String,
    pub(crate) r#type: FieldType,
    #[serde(default)]
    pub(crate) label: String,
    #[serde(default)]
    pub(crate) placeholder: String,
    pub(crate) default: Option<Value>,
    #[serde(default)]
    pub(crate) choices: Vec<String>,
    #[serde(default)]
    pub(crate) required: bool,
    #[serde(default)]
    pub(crate) secret: bool,
    #[serde(default)]
    pub(crate) hide: bool,
    #[serde(default)]
    pub(crate) textarea: bool,
    #[serde(default)]
    pub(crate) description: String,
    pub(crate) auto_fill: Option<AutoFill>,
    #[serde(default)]
    pub(crate) no_override: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum FieldType {
    String,
    Number,
    Uint,
    Bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AutoFill {
    DomainName,
    Subdomain,
    Zone,
    ServiceType,
    Service,
    DiscoveryEntries,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) options: Option<Options>,
}

/// In nanoseconds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Interval {
    pub(crate) min: u64,
    pub(crate) max: u64,
    pub(crate) default: u64,
}

/// `POST /collect`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Collected {
    pub(crate) data: Value,
    #[serde(default)]
    pub(crate) entries: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    pub(crate) r#type: String,
    pub(crate) r#ref: String,
    pub(crate) payload: Value,
}

/// `POST /evaluate`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Evaluated {
    pub(crate) states: Vec<State>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct State {
    pub(crate) status: u8,
    pub(crate) message: String,
    #[serde(default)]
    pub(crate) rule: String,
    #[serde(default)]
    pub(crate) code: String,
    #[serde(default)]
    pub(crate) subject: String,
    pub(crate) meta: Option<serde_json::Map<String, Value>>,
}

/// One of `POST /report`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Metric {
    pub(crate) name: String,
    pub(crate) value: f64,
    #[serde(default)]
    pub(crate) unit: String,
    #[serde(default)]
    pub(crate) labels: BTreeMap<String, String>,
    /// RFC 3339.
    pub(crate) timestamp: String,
}

/// What any route says that gave no result.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Refusal {
    pub(crate) error: String,
}

impl Answer {
    /// The body, as JSON of this form and no other.
    #[track_caller]
    pub(crate) fn strictly<T: DeserializeOwned>(&self) -> T {
        assert_eq!(self.header("content-type"), "application/json", "{self:?}");
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}
