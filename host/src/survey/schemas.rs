//! The JSON Schemas in `host/schemas/` are those of the lines that are written.
//!
//! `UPDATE_SCHEMAS=1 cargo test -p checker-host --lib schemas` writes them anew.

use std::path::PathBuf;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::json;

use super::columns::RULE;
use super::comparison::Difference;
use super::line::{Brief, Refused};
use super::record::Record;
use crate::model::Status;
use crate::platform::Outcome;

const UPDATE: &str = "UPDATE_SCHEMAS";

/// A line of a survey.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "it is only drawn")]
enum Line<T, R> {
    /// What was checked.
    Checked(T),
    /// What was not checked.
    Refused(R),
}

/// One flat record: what can be counted over many domains. Members that are not
/// described here are facts of the checker, flat like these, as its definition
/// describes them; one that is called like a member here begins with `fact_`.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "it is only drawn")]
struct Flat {
    /// The checker's identifier.
    checker: String,
    /// Its version.
    version: String,
    /// What was checked, as the list has it.
    domain: String,
    /// The class that it falls into, or empty.
    class: String,
    /// The overall status.
    status: Status,
    /// When the check began (RFC 3339).
    started_at: String,
    /// How long it took.
    duration_ms: u64,
    /// The kinds of causes that are warn or worse, each once.
    causes: Vec<String>,
    /// Those of them that are crit.
    causes_crit: Vec<String>,
    /// Those of them that could not be checked.
    causes_error: Vec<String>,
}

#[test]
fn full_lines_are_described_as_they_are() {
    compare("full", &drawn::<Line<Outcome, Refused<'static>>>());
}

#[test]
fn brief_lines_are_described_as_they_are() {
    compare("brief", &drawn::<Line<Brief<'static>, Refused<'static>>>());
}

#[test]
fn flat_lines_are_described_as_they_are() {
    let mut schema = drawn::<Line<Flat, Refused<'static>>>();
    let flat = schema.pointer_mut("/$defs/Flat").unwrap();
    flat["patternProperties"] = json!({ format!("^{RULE}"): { "$ref": "#/$defs/Status" } });
    let described: Vec<String> = flat["properties"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    let members = Record::default().members();
    let mut written: Vec<String> = members.into_iter().map(|(name, _)| name).collect();
    written.sort();
    assert_eq!(described, written);
    compare("facts", &schema);
}

#[test]
fn differences_are_described_as_they_are() {
    compare("difference", &drawn::<Difference>());
}

/// As it is written, not as it may be read.
fn drawn<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<T>()
}

fn compare(name: &str, schema: &Schema) {
    let generated = format!("{}\n", serde_json::to_string_pretty(schema).unwrap());
    let name = format!("survey.{name}.schema.json");
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("schemas")
        .join(&name);
    if std::env::var_os(UPDATE).is_some() {
        std::fs::write(&file, &generated).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed == generated,
        "host/schemas/{name} is not what the types say; write it anew with {UPDATE}=1 and read \
         what changed. The types say:\n{generated}"
    );
}
