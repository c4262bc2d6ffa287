//! The JSON Schemas in `wit/schemas/` are those of the types that are written
//! and read.
//!
//! `UPDATE_SCHEMAS=1 cargo test -p checker-kit --test schemas` writes them anew.

use std::error::Error;
use std::path::PathBuf;

use checker_kit::shared::{dane_probes, tls_endpoint::TlsEndpoint, tls_probes};
use schemars::{JsonSchema, generate::SchemaSettings};

const UPDATE: &str = "UPDATE_SCHEMAS";

#[test]
fn the_entry_of_an_endpoint_is_described_as_it_is() -> Result<(), Box<dyn Error>> {
    compare::<TlsEndpoint>("tls.endpoint.v1.schema.json")
}

#[test]
fn the_observation_of_endpoints_is_described_as_it_is() -> Result<(), Box<dyn Error>> {
    compare::<tls_probes::Probes>("tls_probes.schema.json")
}

#[test]
fn the_observation_of_tlsa_records_is_described_as_it_is() -> Result<(), Box<dyn Error>> {
    compare::<dane_probes::Probes>("dane_probes.schema.json")
}

fn compare<T: JsonSchema>(name: &str) -> Result<(), Box<dyn Error>> {
    let schema = SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<T>();
    let generated = format!("{}\n", serde_json::to_string_pretty(&schema)?);
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("wit/schemas")
        .join(name);
    if std::env::var_os(UPDATE).is_some() {
        std::fs::write(&file, &generated)?;
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed == generated,
        "wit/schemas/{name} is not what the types say; write it anew with\n  \
         {UPDATE}=1 cargo test -p checker-kit --test schemas\nand read what changed. \
         The types say:\n{generated}"
    );
    Ok(())
}
