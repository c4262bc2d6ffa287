//! `tls.starttls_dialect_supported`: whether this checker speaks what comes
//! before TLS.

use checker_kit::contract::Status;
use checker_kit::rule::Rule;
use checker_kit::shared::tls_endpoint::Dialect;
use checker_kit::state::Finding;

use super::fault::Fault;
use super::per_endpoint::{self, as_it_should_be};
use crate::case::{Case, Endpoint};

pub(super) const RULE: Rule<Case> = Rule {
    name: NAME,
    description: "The STARTTLS dialect of every endpoint is one that this checker speaks.",
    // What it does not speak it cannot judge.
    severity: Status::Unknown,
    part: None,
    judge,
};

const NAME: &str = "tls.starttls_dialect_supported";

fn judge(case: &Case) -> Vec<Finding> {
    per_endpoint::judge(case, NAME, of_endpoint, as_it_should_be)
}

fn of_endpoint(endpoint: &Endpoint) -> Option<Vec<Fault>> {
    match &endpoint.entry.starttls {
        Dialect::DirectTls => None,
        Dialect::XmppClient
        | Dialect::XmppServer
        | Dialect::Smtp
        | Dialect::Imap
        | Dialect::Pop3 => Some(Vec::new()),
        Dialect::Other(dialect) => Some(vec![Fault::new(
            Status::Unknown,
            "unknown-dialect",
            format!("Not looked at: this checker does not speak the STARTTLS of \"{dialect}\"."),
        )]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::{Lab, judged, states, unspoken};

    #[test]
    fn xmpp_and_mail_are_spoken() {
        for dialect in [
            Dialect::XmppClient,
            Dialect::XmppServer,
            Dialect::Smtp,
            Dialect::Imap,
            Dialect::Pop3,
        ] {
            let mut lab = Lab::sound();
            lab.only().entry.starttls = dialect;
            assert_eq!(
                judged(&RULE, &lab.case()),
                ["ok tls.starttls_dialect_supported.ok"]
            );
        }
    }

    #[test]
    fn another_dialect_is_unknown_and_no_fault() {
        let mut lab = Lab::sound();
        *lab.only() = unspoken();
        let case = lab.case();
        assert_eq!(
            judged(&RULE, &case),
            ["unknown tls.starttls_dialect_supported.unknown-dialect"]
        );
        assert_eq!(states(&RULE, &case)[0].cause, None);
        let all: Vec<Status> = crate::rules::ALL
            .iter()
            .flat_map(|rule| states(rule, &case))
            .map(|state| state.status)
            .collect();
        assert!(all.iter().all(|status| *status <= Status::Ok), "{all:?}");
    }

    #[test]
    fn direct_tls_has_no_dialect() {
        let mut lab = Lab::sound();
        lab.only().entry.starttls = Dialect::DirectTls;
        assert_eq!(
            judged(&RULE, &lab.case()),
            ["unknown tls.starttls_dialect_supported.skipped"]
        );
    }
}
