//! The form in a browser, with and without scripts.

use std::process::Command;

use crate::page::tools;
use crate::programs::{installed, path_of};
use crate::server::Server;

#[test]
fn the_form_leads_to_a_result_with_and_without_scripts() {
    if !installed(&["chromium", "node", "npm"]) {
        return;
    }
    let server = Server::demo(&[]);
    let drive = Command::new("node")
        .arg("form.mjs")
        .arg(path_of("chromium"))
        .arg(server.url("/"))
        .args(std::env::var_os("CHECKER_SCREENSHOTS"))
        .current_dir(tools())
        .output()
        .unwrap();
    assert!(
        drive.status.success(),
        "{}{}",
        String::from_utf8_lossy(&drive.stdout),
        String::from_utf8_lossy(&drive.stderr)
    );
}
