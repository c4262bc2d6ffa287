//! What the components ask for and offer.

use checker_host::components;

#[test]
fn the_components_import_the_three_interfaces_and_what_a_standard_library_needs() {
    for component in [components::XMPP, components::TLS] {
        let text = String::from_utf8_lossy(component);
        for interface in [
            "checker:plugin/dns",
            "checker:plugin/tcp",
            "checker:plugin/clock",
        ] {
            assert!(text.contains(interface), "{interface}");
        }
        for forbidden in [
            "wasi:sockets",
            "wasi:filesystem",
            "wasi:http",
            "wasi_snapshot_preview1",
        ] {
            assert!(!text.contains(&format!("{forbidden}/")), "{forbidden}");
        }
    }
}

#[test]
fn the_root_store_that_the_definition_names_is_the_one_that_is_locked() {
    let lock = include_str!("../../Cargo.lock");
    let version = lock
        .split("name = \"webpki-roots\"\nversion = \"")
        .nth(1)
        .unwrap();
    let version = version.split('"').next().unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_checker-xmpp-tested"))
        .args(["definition", "--checker", "tls"])
        .output()
        .unwrap();
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let store = document["facts"]["root store"].as_str().unwrap();
    assert!(
        store.contains(&format!("webpki-roots {version}")) && store.contains("as of 20"),
        "{store}"
    );
}
