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
