//! Logins by a key, and by what an operator has signed. `fixtures/nats/make` made
//! them.

use std::path::Path;

use super::nats::Nats;
use super::{campaigns, text};
use crate::programs::installed;

fn fixture(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/nats");
    folder.join(name).display().to_string()
}

/// Only who shows the login is let in.
#[track_caller]
fn takes_only(nats: &Nats, flag: &str, file: &str) {
    let shown = campaigns(nats, &[flag, &fixture(file)]);
    assert!(shown.status.success(), "{}", text(&shown.stderr));
    let refused = campaigns(nats, &[]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(text(&refused.stderr).contains("cannot connect to NATS"));
}

#[test]
fn an_nkey_lets_in() {
    if !installed(&["nats-server"]) {
        return;
    }
    let key = include_str!("../../fixtures/nats/user.key").trim();
    let nats = Nats::with(&format!("authorization {{ users: [{{ nkey: {key} }}] }}"));
    takes_only(&nats, "--nkey", "user.nkey");
}

#[test]
fn credentials_that_an_operator_signed_let_in() {
    if !installed(&["nats-server"]) {
        return;
    }
    let nats = Nats::with(&format!(
        "operator: \"{}\"\nresolver: MEMORY\nresolver_preload: {{\n{}}}",
        fixture("operator.jwt"),
        include_str!("../../fixtures/nats/accounts"),
    ));
    takes_only(&nats, "--creds", "user.creds");
}
