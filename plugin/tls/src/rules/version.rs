//! `tls.version`: which version of TLS is spoken.

use checker_kit::contract::Status;
use checker_kit::rule::Rule;
use checker_kit::shared::cause;
use checker_kit::state::Finding;

use super::fault::Fault;
use super::per_endpoint::{self, over_addresses, words};
use crate::case::{Address, Case, Endpoint, Trouble};

pub(super) const RULE: Rule<Case> = Rule {
    name: NAME,
    description: "TLS 1.2 or newer is spoken.",
    severity: Status::Warn,
    part: None,
    judge,
};

const NAME: &str = "tls.version";

fn judge(case: &Case) -> Vec<Finding> {
    let look =
        |endpoint: &Endpoint| over_addresses(endpoint, |address| of_address(endpoint, address));
    per_endpoint::judge(case, NAME, look, |endpoints| words(endpoints, version))
}

fn version(address: &Address) -> Option<&str> {
    Some(address.agreed.as_ref()?.version.as_str())
}

fn of_address(endpoint: &Endpoint, address: &Address) -> Option<Vec<Fault>> {
    if address.agreed.is_some() {
        return Some(Vec::new());
    }
    if address.trouble? != Trouble::OldVersion {
        return None;
    }
    // RFC 8996: TLS 1.0 and 1.1 must not be used.
    let fault = Fault::new(
        Status::Warn,
        "old-version",
        "Nothing newer than TLS 1.1 is spoken.",
    );
    let cause = cause::tls_outdated(&endpoint.entry.host);
    Some(vec![fault.fix("Enable TLS 1.2 and 1.3.").cause(cause)])
}

#[cfg(test)]
mod tests {
    use checker_kit::tls::TlsFailure;
    use checker_stream::failure::FailureCause;
    use checker_stream::step::Step;

    use super::*;
    use crate::lab::{Lab, V4, failed_at, judged, refused, states};

    #[test]
    fn the_versions_are_shown() {
        let case = Lab::sound().case();
        assert_eq!(judged(&RULE, &case), ["ok tls.version.ok"]);
        assert_eq!(states(&RULE, &case)[0].message, "TLSv1.3 at 1 endpoint.");
    }

    #[test]
    fn old_ones_alone_are_a_warning() {
        let mut lab = Lab::sound();
        let failure = FailureCause::Tls(TlsFailure::OldVersion);
        lab.only().addresses = vec![failed_at(V4, Step::Tls, failure)];
        let case = lab.case();
        assert_eq!(judged(&RULE, &case), ["warn tls.version.old-version"]);
        assert_eq!(
            states(&RULE, &case)[0].cause.as_deref(),
            Some("tls.outdated:im.example.org")
        );
    }

    #[test]
    fn without_a_handshake_there_is_nothing_to_look_at() {
        let mut lab = Lab::sound();
        lab.only().addresses = vec![refused(V4)];
        assert_eq!(judged(&RULE, &lab.case()), ["unknown tls.version.skipped"]);
    }
}
