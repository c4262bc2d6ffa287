//! `tls.peer_certificate_present`: whether there is a certificate to look at.

use checker_kit::contract::Status;
use checker_kit::rule::Rule;
use checker_kit::shared::cause;
use checker_kit::state::Finding;

use super::fault::Fault;
use super::per_endpoint::{self, as_it_should_be, over_addresses};
use crate::case::{Address, Case, Endpoint};

pub(super) const RULE: Rule<Case> = Rule {
    name: NAME,
    description: "Every endpoint presents a certificate that can be read.",
    severity: Status::Crit,
    part: None,
    judge,
};

const NAME: &str = "tls.peer_certificate_present";

fn judge(case: &Case) -> Vec<Finding> {
    let look =
        |endpoint: &Endpoint| over_addresses(endpoint, |address| of_address(endpoint, address));
    per_endpoint::judge(case, NAME, look, as_it_should_be)
}

fn of_address(endpoint: &Endpoint, address: &Address) -> Option<Vec<Fault>> {
    address.agreed.as_ref()?;
    if address.shown.is_some() {
        return Some(Vec::new());
    }
    let fault = Fault::new(
        Status::Crit,
        "no-certificate",
        "The server sent no certificate that can be read.",
    );
    let cause = cause::no_certificate(&endpoint.entry.host);
    Some(vec![fault.fix("Configure a certificate.").cause(cause)])
}

#[cfg(test)]
mod tests {
    use rustls_pki_types::CertificateDer;

    use super::*;
    use crate::lab::{Lab, V4, judged, refused, states};

    #[test]
    fn there_is_a_certificate() {
        let lab = Lab::sound();
        assert_eq!(
            judged(&RULE, &lab.case()),
            ["ok tls.peer_certificate_present.ok"]
        );
    }

    #[test]
    fn one_that_cannot_be_read_is_as_good_as_none() {
        let garbage = CertificateDer::from(vec![0x30, 0x03, 1, 1, 0]);
        for chain in [vec![garbage], Vec::new()] {
            let lab = Lab::showing(&chain);
            let case = lab.case();
            assert_eq!(
                judged(&RULE, &case),
                ["crit tls.peer_certificate_present.no-certificate"]
            );
            assert_eq!(
                states(&RULE, &case)[0].cause.as_deref(),
                Some("tls.no-certificate:im.example.org")
            );
        }
    }

    #[test]
    fn without_a_handshake_there_is_nothing_to_look_at() {
        let mut lab = Lab::sound();
        lab.only().addresses = vec![refused(V4)];
        assert_eq!(
            judged(&RULE, &lab.case()),
            ["unknown tls.peer_certificate_present.skipped"]
        );
    }
}
