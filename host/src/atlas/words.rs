//! What things are called: names that are written for machines, and what the
//! checker's definition says of them.

use std::collections::BTreeMap;

use crate::model::Definition;
use crate::survey::part;

/// Words of names that are no words.
const ABBREVIATIONS: [(&str, &str); 8] = [
    ("tls", "TLS"),
    ("dnssec", "DNSSEC"),
    ("dane", "DANE"),
    ("ipv4", "IPv4"),
    ("ipv6", "IPv6"),
    ("dns", "DNS"),
    ("ms", "(ms)"),
    ("seconds", ""),
];

/// What a definition says.
#[derive(Debug, Default)]
pub(super) struct Words {
    facts: BTreeMap<String, String>,
    rules: BTreeMap<String, String>,
    classes: Vec<(String, String)>,
}

impl Words {
    pub(super) fn of(definition: Option<&Definition>) -> Self {
        let Some(definition) = definition else {
            return Self::default();
        };
        let rules = definition.rules.iter();
        let classes = definition.classes.iter();
        Self {
            facts: facts(definition),
            rules: rules
                .map(|rule| (part(&rule.name), rule.name.clone()))
                .collect(),
            classes: classes
                .map(|class| (class.name.clone(), class.description.clone()))
                .collect(),
        }
    }

    /// What a fact means, or nothing.
    pub(super) fn fact(&self, name: &str) -> &str {
        self.facts.get(name).map_or("", String::as_str)
    }

    /// The name of the rule that has this column.
    pub(super) fn rule<'a>(&'a self, column: &'a str) -> &'a str {
        self.rules.get(column).map_or(column, String::as_str)
    }

    /// The classes with their meanings, best first.
    pub(super) fn classes(&self) -> &[(String, String)] {
        &self.classes
    }
}

/// A name as a heading.
pub(super) fn heading(name: &str) -> String {
    let words = name.split('_').map(|word| {
        let known = ABBREVIATIONS.iter().find(|(short, _)| *short == word);
        known.map_or(word, |(_, written)| written)
    });
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let heading = words.join(" ");
    let mut letters = heading.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => name.to_owned(),
    }
}

fn facts(definition: &Definition) -> BTreeMap<String, String> {
    let described = definition.facts().into_iter().filter_map(|(name, schema)| {
        let description = schema.get("description")?.as_str()?;
        let description = description.replace('\n', " ").replace('`', "");
        Some((name, description))
    });
    described.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example;
    use crate::model::Json;

    #[test]
    fn names_become_headings() {
        for (name, expected) in [
            ("tls_versions", "TLS versions"),
            ("connect_ms", "Connect (ms)"),
            ("certificate_not_after_seconds", "Certificate not after"),
            ("ipv6", "IPv6"),
            ("", ""),
        ] {
            assert_eq!(heading(name), expected);
        }
    }

    #[test]
    fn the_definition_says_what_things_mean() {
        let mut definition = example::definition();
        let schema = r#"{"properties":{"up":{"description":"Whether it\nis `up`."},"bare":{}}}"#;
        definition.facts_schema = Some(Json::parse(schema).unwrap());
        let words = Words::of(Some(&definition));
        assert_eq!(words.fact("up"), "Whether it is up.");
        assert_eq!((words.fact("bare"), words.fact("other")), ("", ""));
        assert_eq!(words.rule("probe_up"), "probe.up");
        assert_eq!(words.rule("other_rule"), "other_rule");
    }
}
