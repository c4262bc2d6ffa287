//! What the components ask for and offer, and what a host gives, against the
//! text of the contract.

mod allowed;
mod interfaces;

use std::process::Command;

use checker_host::components;
use checker_host::engine::{CONTRACT, LoadError};

use crate::lab::ENGINE;
use crate::programs::PROGRAM;
use allowed::allowed;
use interfaces::Interfaces;

#[test]
fn the_components_import_and_export_what_the_contract_says() {
    let allowed = allowed();
    for (id, component) in components::bundled() {
        let Interfaces { imports, exports } = Interfaces::of(component);
        for import in &imports {
            assert!(allowed.import(import), "{id} imports {import}");
        }
        // Without these it could not look at anything.
        for own in ["dns", "tcp", "clock"] {
            let own = format!("checker:plugin/{own}@{CONTRACT}");
            assert!(imports.contains(&own), "{id} does not import {own}");
        }
        assert_eq!(exports, [format!("checker:plugin/checker@{CONTRACT}")]);
    }
}

/// Why a component that imports one interface, and exports nothing, is refused.
fn refused(import: &str) -> LoadError {
    let text = format!(r#"(component (import "{import}" (instance)))"#);
    let component = wat::parse_str(text).unwrap();
    ENGINE.load(&component).err().unwrap()
}

#[test]
fn a_host_provides_exactly_the_interfaces_that_the_contract_lists() {
    let allowed = allowed();
    assert!(allowed.wasi.len() > 10, "{:?}", allowed.wasi);
    for interface in &allowed.wasi {
        // It gets as far as to what is missing among its exports.
        let refused = refused(&format!("{interface}@0.2.0"));
        assert!(matches!(refused, LoadError::Exports(_)), "{refused}");
    }
    for other in [
        "wasi:cli/run",
        "wasi:clocks/timezone",
        "wasi:config/store",
        "wasi:filesystem/preopens",
        "wasi:filesystem/types",
        "wasi:http/incoming-handler",
        "wasi:http/outgoing-handler",
        "wasi:http/types",
        "wasi:keyvalue/store",
        "wasi:logging/logging",
        "wasi:sockets/instance-network",
        "wasi:sockets/ip-name-lookup",
        "wasi:sockets/network",
        "wasi:sockets/tcp",
        "wasi:sockets/tcp-create-socket",
        "wasi:sockets/udp",
        "wasi:sockets/udp-create-socket",
    ] {
        let import = format!("{other}@0.2.0");
        assert!(!allowed.import(&import), "{other}");
        let refused = refused(&import);
        assert!(matches!(refused, LoadError::Imports(_)), "{refused}");
    }
}

#[test]
fn a_component_of_another_version_of_the_contract_is_refused_with_both_named() {
    for version in ["0.1.0", "0.3.0", "1.2.0"] {
        match refused(&format!("checker:plugin/dns@{version}")) {
            LoadError::ContractVersion { component, host } => {
                assert_eq!((component.as_str(), host), (version, CONTRACT));
            }
            other => panic!("{version}: {other}"),
        }
    }
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
