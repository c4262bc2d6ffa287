//! What the members of a flat record are called: its own, one for each rule, and
//! the checker's facts.

use std::collections::BTreeSet;

use crate::model::{Definition, Status};
use crate::platform::HOST_RULE;

/// How the member of a rule begins.
pub(super) const RULE: &str = "rule_";
/// How the member of a fact begins that is called like one of ours.
const FACT: &str = "fact_";
/// Lists of causes: all, and those that are at least as bad.
pub(super) const CAUSES: [(&str, Status); 3] = [
    ("causes", Status::Warn),
    ("causes_crit", Status::Crit),
    ("causes_error", Status::Error),
];
/// The record's own members in the order of the columns, causes left out.
const OWN: [&str; 8] = [
    "domain",
    "class",
    "status",
    "error",
    "checker",
    "version",
    "started_at",
    "duration_ms",
];

/// The columns of a table of flat records, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns(Vec<String>);

impl Columns {
    /// Those of a checker's surveys: they are known before the first result is.
    pub fn of(definition: &Definition) -> Self {
        let rules = definition.rules.iter().map(|rule| rule.name.as_str());
        let rules: BTreeSet<String> = rules.chain([HOST_RULE]).map(part).collect();
        let own = always().map(str::to_owned);
        let rules = rules.into_iter().map(|rule| format!("{RULE}{rule}"));
        let facts = definition.facts();
        let facts = facts.keys().map(|name| of_fact(name));
        Self(own.chain(rules).chain(facts).collect())
    }

    /// Reads the names from a table's first row; `None` where it is none of ours.
    pub(super) fn read(names: Vec<String>) -> Option<Self> {
        let mut names_left = names.iter();
        let is_ours = always().all(|name| names_left.next().is_some_and(|found| found == name));
        is_ours.then_some(Self(names))
    }

    /// The names.
    pub fn names(&self) -> &[String] {
        &self.0
    }
}

/// The columns that every checker's surveys begin with.
pub(super) fn always() -> impl Iterator<Item = &'static str> {
    OWN.into_iter().chain(CAUSES.map(|(name, _)| name))
}

/// A rule's name as a part of a member's name that needs no quotes anywhere.
pub(crate) fn part(rule: &str) -> String {
    let fit = |letter: char| match letter.is_ascii_alphanumeric() {
        true => letter,
        false => '_',
    };
    rule.chars().map(fit).collect()
}

/// The member of a fact.
pub(super) fn of_fact(name: &str) -> String {
    match is_taken(name) {
        true => format!("{FACT}{name}"),
        false => name.to_owned(),
    }
}

/// The fact of a member; `None` for the record's own.
pub(super) fn fact_of(member: &str) -> Option<&str> {
    match member.strip_prefix(FACT) {
        Some(name) if is_taken(name) => Some(name),
        _ => (!is_taken(member)).then_some(member),
    }
}

fn is_taken(name: &str) -> bool {
    OWN.contains(&name)
        || CAUSES.iter().any(|(known, _)| *known == name)
        || name.starts_with(RULE)
        || name.starts_with(FACT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example;
    use crate::model::Json;

    #[test]
    fn the_columns_are_those_of_rules_and_facts() {
        let mut definition = example::definition();
        let schema = r#"{"properties":{"status":{},"colour":{},"rule_of_thumb":{}}}"#;
        definition.facts_schema = Some(Json::parse(schema).unwrap());
        let columns = Columns::of(&definition);
        assert_eq!(columns.names()[..3], ["domain", "class", "status"]);
        let rest = &columns.names()[OWN.len() + CAUSES.len()..];
        assert_eq!(
            rest,
            [
                "rule_host_limits",
                "rule_probe_up",
                "colour",
                "fact_rule_of_thumb",
                "fact_status"
            ]
        );
        assert_eq!(Columns::read(columns.names().to_vec()), Some(columns));
        assert_eq!(Columns::read(vec!["domain".into()]), None);
        assert_eq!(Columns::read(Vec::new()), None);
    }

    #[test]
    fn a_fact_that_is_called_like_a_member_is_found_again() {
        for name in ["status", "rule_x", "fact_x", "fact_status", "colour"] {
            assert_eq!(fact_of(&of_fact(name)), Some(name), "{name}");
        }
        assert_eq!(fact_of("status"), None);
        assert_eq!(fact_of("rule_x"), None);
    }
}
