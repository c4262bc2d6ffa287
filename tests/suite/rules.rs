//! Every state of every rule, as the specification's table has them.

mod direct_tls;
mod ipv6_reachable;
mod reachable;
mod s2s_dialback;
mod sasl_mechanisms;
mod srv;
mod starttls_required;
mod tls_quality;

use checker_host::model::Status;

use crate::lab::{Lab, found, states};

#[test]
fn a_sound_deployment_is_ok_in_every_rule() {
    let outcome = Lab::sound().check_with_tls();
    for state in &outcome.states {
        assert_eq!(state.status, Status::Ok, "{state:#?}");
    }
    assert_eq!(outcome.status, Status::Ok);
}

#[test]
fn a_side_that_mode_leaves_out_is_skipped() {
    let outcome = Lab::sound().option("mode", "c2s").check();
    for rule in ["xmpp.srv_s2s", "xmpp.s2s_reachable", "xmpp.s2s_dialback"] {
        assert_eq!(states(&outcome, rule).len(), 1);
        found(&outcome, rule, "skipped", Status::Unknown);
    }
    let outcome = Lab::sound().option("mode", "s2s").check();
    for rule in [
        "xmpp.srv_c2s",
        "xmpp.c2s_reachable",
        "xmpp.sasl_mechanisms",
        "xmpp.direct_tls",
    ] {
        found(&outcome, rule, "skipped", Status::Unknown);
    }
}
