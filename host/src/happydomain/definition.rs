//! Definitions.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::option::option;
use crate::model::{Definition, Scope};

/// The definition in the form in which the platform knows it. What is built in
/// is said besides, under a name that the SDK does not look at.
pub fn definition(definition: &Definition) -> Value {
    let of = |scope: Scope| -> Vec<Value> {
        let fields = definition.options.iter();
        fields
            .filter(|field| field.scope == scope)
            .map(option)
            .collect()
    };
    let rules = definition.rules.iter();
    let rules = rules.map(|rule| json!({ "name": rule.name, "description": rule.description }));
    let build_info: BTreeMap<_, _> = definition.build_info.iter().cloned().collect();
    json!({
        "id": definition.id,
        "name": definition.name,
        "version": definition.version,
        "availability": {
            "applyToDomain": definition.availability.apply_to_domain,
            "applyToService": definition.availability.apply_to_service,
            "limitToServices": definition.availability.limit_to_services,
        },
        "options": {
            "adminOpts": of(Scope::Admin),
            "userOpts": of(Scope::User),
            "domainOpts": of(Scope::Domain),
            "serviceOpts": of(Scope::Service),
            "runOpts": of(Scope::Run),
        },
        "rules": rules.collect::<Vec<_>>(),
        "interval": {
            "min": nanoseconds(definition.interval.min),
            "max": nanoseconds(definition.interval.max),
            "default": nanoseconds(definition.interval.default),
        },
        "has_html_report": definition.has_report,
        "has_metrics": definition.has_metrics,
        "observationKeys": [definition.observation_key],
        "build_info": build_info,
    })
}

fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example;

    #[test]
    fn options_stand_under_their_scopes_and_empty_fields_are_left_out() {
        let form = definition(&example::definition());
        assert_eq!(
            form["options"],
            json!({
                "adminOpts": [{"id": "token", "type": "string", "label": "TOKEN", "secret": true}],
                "userOpts": [{"id": "timeout", "type": "number", "label": "TIMEOUT", "default": 10}],
                "domainOpts": [],
                "serviceOpts": [],
                "runOpts": [{
                    "id": "domain", "type": "string", "label": "DOMAIN", "required": true,
                    "autoFill": "domain_name", "placeholder": "example.org",
                }],
            })
        );
    }

    #[test]
    fn intervals_are_in_nanoseconds() {
        assert_eq!(
            definition(&example::definition())["interval"],
            json!({"min": 1_000_000_000, "max": 3_000_000_000_u64, "default": 2_000_000_000})
        );
    }
}
