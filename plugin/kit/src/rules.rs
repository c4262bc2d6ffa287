//! What every checker does with its rules and options.

use crate::checker::{Audience, OptionField, OptionType, PrecheckResult};
use crate::contract::{ErrorCode, RuleSwitch};

/// Whether the rule of this name is wanted: those not named are.
pub fn enabled(name: &str, switches: &[RuleSwitch]) -> bool {
    let switch = switches.iter().rev().find(|(switched, _)| switched == name);
    switch.is_none_or(|(_, wanted)| *wanted)
}

/// A precheck in which nothing can be checked.
pub fn ineligible<'a>(reason: &str, rules: impl IntoIterator<Item = &'a str>) -> PrecheckResult {
    let failures = rules
        .into_iter()
        .map(|rule| (rule.to_owned(), reason.to_owned()));
    PrecheckResult {
        eligible: Some(false),
        reason: reason.to_owned(),
        failures: failures.collect(),
    }
}

/// What an error of the options says to a person.
pub fn explain(error: &ErrorCode) -> String {
    match error {
        ErrorCode::InvalidOption(option) if option.value.is_empty() => {
            format!("Option {} is missing: give {}.", option.id, option.allowed)
        }
        ErrorCode::InvalidOption(option) => format!(
            "Option {}: \"{}\" cannot be used; give {}.",
            option.id, option.value, option.allowed
        ),
        ErrorCode::InvalidObservation(why) => format!("The observation cannot be read: {why}."),
        ErrorCode::Other(why) => why.clone().unwrap_or_else(|| "It gave no reason.".into()),
    }
}

/// An optional text option of a run, to be completed by what differs.
pub fn option_field(id: &str, label: &str, description: &str) -> OptionField {
    OptionField {
        id: id.to_owned(),
        audience: Audience::Run,
        value_type: OptionType::Text,
        label: label.to_owned(),
        description: description.to_owned(),
        placeholder: String::new(),
        default_value: None,
        choices: Vec::new(),
        required: false,
        textarea: false,
        auto_fill: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_wanted_unless_switched_off() {
        let switches = [("a".to_owned(), false), ("b".to_owned(), true)];
        assert!(!enabled("a", &switches));
        assert!(enabled("b", &switches));
        assert!(enabled("c", &switches));
    }
}
