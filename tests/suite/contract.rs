//! What the components ask for and offer, against the text of the contract.

mod allowed;
mod definitions;
mod interfaces;

use std::process::Command;

use checker_host::components::{self, Bundled};
use checker_host::engine::CONTRACT;

use crate::programs::PROGRAM;
use allowed::allowed;
use interfaces::Interfaces;

#[test]
fn the_components_import_and_export_what_the_contract_says() {
    let allowed = allowed();
    for Bundled { id, bytes, .. } in components::bundled() {
        let Interfaces { imports, exports } = Interfaces::of(bytes);
        for import in &imports {
            assert!(allowed.import(import), "{id} imports {import}");
        }
        let has = |name: &str| imports.contains(&format!("checker:plugin/{name}@{CONTRACT}"));
        // Without one of these it could not look at anything.
        assert!(has("dns") || has("tcp"), "{id} looks at nothing");
        if ["xmpp", "tls"].contains(&id) {
            assert!(has("dns") && has("tcp") && has("clock"), "{id} probes");
        }
        assert_eq!(exports, [format!("checker:plugin/checker@{CONTRACT}")]);
    }
}

#[test]
fn a_component_of_another_version_of_the_contract_is_refused_with_both_named() {
    let text = r#"(component (import "checker:plugin/dns@0.1.0" (instance)))"#;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.wasm");
    std::fs::write(&path, wat::parse_str(text).unwrap()).unwrap();
    let output = Command::new(PROGRAM)
        .args(["check", "example.org", "--component"])
        .arg(&path)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("0.1.0") && said.contains(CONTRACT), "{said}");
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
}

#[test]
fn the_root_store_that_the_definition_names_is_the_one_that_is_locked() {
    let lock = include_str!("../../Cargo.lock");
    let version = lock
        .split("name = \"webpki-roots\"\nversion = \"")
        .nth(1)
        .unwrap();
    let version = version.split('"').next().unwrap();
    let output = Command::new(PROGRAM)
        .args(["definition", "--checker", "tls"])
        .output()
        .unwrap();
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let store = document["build_info"]["root store"].as_str().unwrap();
    assert!(
        store.contains(&format!("webpki-roots {version}")) && store.contains("as of 20"),
        "{store}"
    );
}
