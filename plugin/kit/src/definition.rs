//! What a checker says of itself.

use crate::checker::{
    Availability, CheckerDefinition, Class, Interval, OptionField, OptionType, Rule as RuleText,
    Scope,
};
use crate::rule::{Case, Rule};

/// Nanoseconds in a minute.
const MINUTE: u64 = 60_000_000_000;

/// The contract's definition without the rules, which are listed once, in
/// [`Checker::RULES`](crate::Checker::RULES). Everything but identifier, name
/// and observation key has a default.
#[derive(Debug, Clone)]
pub struct Definition {
    /// A short identifier: lower-case letters, digits and hyphens.
    pub id: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// Its version (SemVer): `env!("CARGO_PKG_VERSION")`.
    pub version: &'static str,
    /// The service types that it applies to; empty: it applies to domains.
    pub services: &'static [&'static str],
    /// Its options.
    pub options: Vec<OptionField>,
    /// The option that names the thing which is checked.
    pub subject_option: Option<&'static str>,
    /// The option that bounds the time of a whole check, in seconds.
    pub time_option: Option<&'static str>,
    /// The words of the summary's class with their meanings, best first.
    pub classes: &'static [(&'static str, &'static str)],
    /// The JSON Schema of the summary's facts.
    pub facts_schema: Option<&'static str>,
    /// How often a check makes sense, in minutes: at most, at least, usually.
    pub interval_minutes: (u64, u64, u64),
    /// The key of its observation.
    pub observation_key: &'static str,
    /// The keys of the observations of others that it understands.
    pub related_keys: &'static [&'static str],
    /// The types of the entries that it publishes.
    pub publishes: &'static [&'static str],
    /// The types of the entries that it consumes.
    pub consumes: &'static [&'static str],
    /// Ports that the host must not let it connect to.
    pub denied_ports: &'static [u16],
    /// Whether it renders a page.
    pub has_report: bool,
    /// Whether it measures anything.
    pub has_metrics: bool,
    /// Names and values of what is built in.
    pub build_info: Vec<(&'static str, String)>,
}

impl Default for Definition {
    fn default() -> Self {
        Self {
            id: "",
            name: "",
            version: "0.0.0",
            services: &[],
            options: Vec::new(),
            subject_option: None,
            time_option: None,
            classes: &[],
            facts_schema: None,
            interval_minutes: (5, 7 * 24 * 60, 60),
            observation_key: "",
            related_keys: &[],
            publishes: &[],
            consumes: &[],
            denied_ports: &[],
            has_report: false,
            has_metrics: false,
            build_info: Vec::new(),
        }
    }
}

impl Definition {
    /// The contract's record, with the rules.
    pub fn with_rules<C: Case>(self, rules: &[Rule<C>]) -> CheckerDefinition {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
        let (min, max, default) = self.interval_minutes;
        CheckerDefinition {
            id: self.id.to_owned(),
            name: self.name.to_owned(),
            version: self.version.to_owned(),
            availability: Availability {
                apply_to_domain: self.services.is_empty(),
                apply_to_service: !self.services.is_empty(),
                limit_to_services: words(self.services),
            },
            options: self.options,
            subject_option: self.subject_option.map(str::to_owned),
            time_option: self.time_option.map(str::to_owned),
            rules: rules.iter().map(text).collect(),
            classes: self
                .classes
                .iter()
                .map(|(name, description)| Class {
                    name: (*name).to_owned(),
                    description: (*description).to_owned(),
                })
                .collect(),
            facts_schema: self.facts_schema.map(str::to_owned),
            interval: Interval {
                min: min * MINUTE,
                max: max * MINUTE,
                default: default * MINUTE,
            },
            observation_key: self.observation_key.to_owned(),
            related_keys: words(self.related_keys),
            publishes: words(self.publishes),
            consumes: words(self.consumes),
            denied_ports: self.denied_ports.to_vec(),
            has_report: self.has_report,
            has_metrics: self.has_metrics,
            build_info: self
                .build_info
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        }
    }
}

/// An optional text option of a run, to be completed by what differs.
pub fn option_field(id: &str, label: &str, description: &str) -> OptionField {
    OptionField {
        id: id.to_owned(),
        scope: Scope::Run,
        value_type: OptionType::Text,
        label: label.to_owned(),
        description: description.to_owned(),
        placeholder: String::new(),
        default_value: None,
        choices: Vec::new(),
        required: false,
        textarea: false,
        secret: false,
        auto_fill: String::new(),
    }
}

fn text<C: Case>(rule: &Rule<C>) -> RuleText {
    RuleText {
        name: rule.name.to_owned(),
        description: rule.description.to_owned(),
        severity: rule.severity,
    }
}
