//! `tls.cipher_suite`: which cipher suite was agreed. All that can be agreed
//! here are sound; where none can be, the handshake fails.

use checker_kit::contract::Status;
use checker_kit::rule::Rule;
use checker_kit::state::Finding;

use super::per_endpoint::{self, words};
use crate::case::{Address, Case, Endpoint};

pub(super) const RULE: Rule<Case> = Rule {
    name: NAME,
    description: "The cipher suite that was agreed.",
    severity: Status::Ok,
    part: None,
    judge,
};

const NAME: &str = "tls.cipher_suite";

fn judge(case: &Case) -> Vec<Finding> {
    let look = |endpoint: &Endpoint| endpoint.is_secured().then(Vec::new);
    per_endpoint::judge(case, NAME, look, |endpoints| words(endpoints, suite))
}

fn suite(address: &Address) -> Option<&str> {
    Some(address.agreed.as_ref()?.cipher_suite.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::{Lab, V4, judged, refused, states};

    #[test]
    fn suites_are_shown_once_each() {
        let mut lab = Lab::sound();
        lab.repeat(3);
        let states = states(&RULE, &lab.case());
        assert_eq!(states.len(), 1);
        assert_eq!(states[0].status, Status::Ok);
        assert_eq!(states[0].message, "TLS_AES_128_GCM_SHA256 at 3 endpoints.");
    }

    #[test]
    fn without_a_handshake_there_is_nothing_to_look_at() {
        let mut lab = Lab::sound();
        lab.only().addresses = vec![refused(V4)];
        assert_eq!(
            judged(&RULE, &lab.case()),
            ["unknown tls.cipher_suite.skipped"]
        );
    }
}
