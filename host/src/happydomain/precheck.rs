//! Prechecks.

use serde_json::{Map, Value, json};

use super::definition::definition;
use crate::model::{Definition, Precheck};

/// The definition with what can be said of a check before it is made. Whether
/// it makes sense is left out where that cannot be told: the platform asks with
/// stored options, without those that it fills in by itself.
pub fn precheck(of: &Definition, precheck: Option<&Precheck>) -> Value {
    let mut form = definition(of);
    let failures: Map<String, Value> = precheck
        .iter()
        .flat_map(|precheck| &precheck.failures)
        .map(|(rule, why)| (rule.clone(), json!(why)))
        .collect();
    form["precheck_failures"] = Value::Object(failures);
    let Some(precheck) = precheck else {
        return form;
    };
    if let Some(eligible) = precheck.eligible {
        form["eligible"] = json!(eligible);
    }
    if !precheck.reason.is_empty() {
        form["eligibility_reason"] = json!(precheck.reason);
    }
    form
}
