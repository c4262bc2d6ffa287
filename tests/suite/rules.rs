//! Each rule once through its component: what it judges gets from the network
//! to the verdict. Every state of every rule is in tables beside the rules.

mod dialback;
mod external;
mod keys;
mod tls;
mod visits;
mod xmpp;

use checker_host::model::Status;

use crate::lab::{Lab, found, states};

#[test]
fn a_sound_deployment_is_ok_in_every_rule() {
    let outcome = Lab::sound().check_with_tls();
    for state in &outcome.states {
        assert_eq!(state.status, Status::Ok, "{state:#?}");
    }
    assert_eq!(outcome.status, Status::Ok);
    assert_eq!(outcome.summary.problems, []);
}

#[test]
fn a_side_that_mode_leaves_out_is_skipped() {
    for (mode, left_out) in [
        (
            "c2s",
            &["xmpp.srv_s2s", "xmpp.s2s_reachable", "xmpp.s2s_dialback"][..],
        ),
        (
            "s2s",
            &[
                "xmpp.srv_c2s",
                "xmpp.c2s_reachable",
                "xmpp.sasl_mechanisms",
                "xmpp.direct_tls",
            ],
        ),
    ] {
        let outcome = Lab::sound().option("mode", mode).check();
        for rule in left_out {
            found(&outcome, rule, "skipped", Status::Unknown);
            assert_eq!(states(&outcome, rule).len(), 1);
        }
        // What was left out on request never counts.
        assert_eq!(outcome.status, Status::Ok);
    }
}
