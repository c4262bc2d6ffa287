//! What the program knows of its checkers before it loads them.
//!
//! `UPDATE_DEFINITIONS=1 cargo test -p checker-tests --test suite definitions` writes it
//! anew.

use std::path::PathBuf;

use checker_host::components::{self, Bundled};
use checker_host::network::sim::runtime;

use crate::lab::ENGINE;

const UPDATE: &str = "UPDATE_DEFINITIONS";

#[test]
fn what_is_known_of_the_bundled_checkers_is_what_they_say() {
    for Bundled {
        id,
        bytes,
        definition: known,
        ..
    } in components::bundled()
    {
        let checker = ENGINE.load(bytes).unwrap();
        let definition = runtime().unwrap().block_on(checker.definition()).unwrap();
        let said = serde_json::to_string_pretty(&definition).unwrap();
        let said = format!("{said}\n");
        if std::env::var_os(UPDATE).is_some() {
            let file = format!("../host/src/components/definitions/{id}.json");
            let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(file);
            std::fs::write(file, said).unwrap();
            continue;
        }
        assert!(
            said == known,
            "{id} does not say what is known of it; write it anew with\n  \
             {UPDATE}=1 cargo test -p checker-tests --test suite definitions\nand read what changed"
        );
    }
}
