//! What a checker says before a check.

use std::time::Duration;

use super::json::json;
use crate::engine::capability::bindings::exports::checker::plugin::checker as export;
use crate::engine::error::Error;
use crate::model::{
    Availability, Class, Definition, Interval, OptionField, OptionType, Precheck, Rule, Scope,
};

pub(in crate::engine) fn definition(
    definition: export::CheckerDefinition,
) -> Result<Definition, Error> {
    let options = definition.options.into_iter().map(option_field);
    let facts_schema = definition.facts_schema;
    let facts_schema = facts_schema.map(|schema| json("schema of the facts", schema));
    Ok(Definition {
        id: definition.id,
        name: definition.name,
        version: definition.version,
        availability: Availability {
            apply_to_domain: definition.availability.apply_to_domain,
            apply_to_service: definition.availability.apply_to_service,
            limit_to_services: definition.availability.limit_to_services,
        },
        options: options.collect::<Result<_, _>>()?,
        subject_option: definition.subject_option,
        time_option: definition.time_option,
        rules: definition.rules.into_iter().map(rule).collect(),
        classes: definition.classes.into_iter().map(class).collect(),
        facts_schema: facts_schema.transpose()?,
        interval: Interval {
            min: Duration::from_nanos(definition.interval.min),
            max: Duration::from_nanos(definition.interval.max),
            default: Duration::from_nanos(definition.interval.default),
        },
        observation_key: definition.observation_key,
        related_keys: definition.related_keys,
        publishes: definition.publishes,
        consumes: definition.consumes,
        denied_ports: definition.denied_ports,
        has_report: definition.has_report,
        has_metrics: definition.has_metrics,
        build_info: definition.build_info,
    })
}

pub(in crate::engine) fn precheck(precheck: export::PrecheckResult) -> Precheck {
    Precheck {
        eligible: precheck.eligible,
        reason: precheck.reason,
        failures: precheck.failures,
        at_most: precheck.at_most.map(Duration::from_nanos),
    }
}

fn option_field(field: export::OptionField) -> Result<OptionField, Error> {
    let default_value = field.default_value;
    let default_value = default_value.map(|value| json("default of an option", value));
    Ok(OptionField {
        id: field.id,
        scope: match field.scope {
            export::Scope::Admin => Scope::Admin,
            export::Scope::User => Scope::User,
            export::Scope::Domain => Scope::Domain,
            export::Scope::Service => Scope::Service,
            export::Scope::Run => Scope::Run,
        },
        value_type: match field.value_type {
            export::OptionType::Text => OptionType::Text,
            export::OptionType::Number => OptionType::Number,
            export::OptionType::Unsigned => OptionType::Unsigned,
            export::OptionType::Boolean => OptionType::Boolean,
            export::OptionType::Entries => OptionType::Entries,
        },
        label: field.label,
        description: field.description,
        placeholder: field.placeholder,
        default_value: default_value.transpose()?,
        choices: field.choices,
        required: field.required,
        textarea: field.textarea,
        secret: field.secret,
        auto_fill: field.auto_fill,
    })
}

fn rule(rule: export::Rule) -> Rule {
    Rule {
        name: rule.name,
        description: rule.description,
        severity: rule.severity.into(),
    }
}

fn class(class: export::Class) -> Class {
    Class {
        name: class.name,
        description: class.description,
    }
}
