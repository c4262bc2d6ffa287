//! What the program knows of its checkers before it loads them.
//!
//! `UPDATE_OUTLINES=1 cargo test -p checker-tests --test suite outlines` writes it
//! anew.

use std::path::PathBuf;

use checker_host::components::{self, Bundled};
use checker_host::model::Outline;
use checker_host::network::sim::runtime;

use crate::lab::ENGINE;

const UPDATE: &str = "UPDATE_OUTLINES";

#[test]
fn the_outlines_of_the_bundled_checkers_are_what_they_say() {
    for Bundled {
        id, bytes, outline, ..
    } in components::bundled()
    {
        let checker = ENGINE.load(bytes).unwrap();
        let definition = runtime().unwrap().block_on(checker.definition()).unwrap();
        let said = serde_json::to_string_pretty(&Outline::from(&definition)).unwrap();
        let said = format!("{said}\n");
        if std::env::var_os(UPDATE).is_some() {
            let file = format!("../host/src/components/outlines/{id}.json");
            let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(file);
            std::fs::write(file, said).unwrap();
            continue;
        }
        assert!(
            said == outline,
            "the outline of {id} is not what its definition says; write it anew with\n  \
             {UPDATE}=1 cargo test -p checker-tests --test suite outlines\nand read what changed"
        );
    }
}
