//! `dane.dnssec`: whether the records are authenticated, and all that leads to
//! them (RFC 7673 §3).

use checker_kit::contract::Status;
use checker_kit::rule::Rule;
use checker_kit::state::Finding;
use checker_kit::text::count;

use super::at;
use crate::case::{Case, Endpoint};

pub(super) const RULE: Rule<Case> = Rule {
    name: NAME,
    description: "TLSA records, the addresses of the host and the records that lead to it are \
                  authenticated by DNSSEC, as the resolver says.",
    severity: Status::Warn,
    part: None,
    judge,
};

const NAME: &str = "dane.dnssec";

/// What the word of a resolver is worth (RFC 4035 §4.9.3).
const CAVEAT: &str = "That is the resolver's word (the AD bit), and as good as the way to it";

fn judge(case: &Case) -> Vec<Finding> {
    let endpoints: Vec<&Endpoint> = case.with_records().collect();
    if endpoints.is_empty() {
        return Vec::new();
    }
    if case.validating == Some(false) {
        return vec![Finding::new(
            Status::Unknown,
            NAME,
            "not-validated",
            "There are TLSA records, but the resolver does not validate DNSSEC (no answer has the \
             AD bit): whether anybody can go by them was not looked at. Ask one that does.",
        )];
    }
    let findings: Vec<Finding> = endpoints.iter().flat_map(|one| of(one)).collect();
    match findings.is_empty() {
        false => findings,
        true => {
            let message = format!(
                "Authenticated at {}. {CAVEAT}.",
                count(endpoints.len(), "endpoint")
            );
            vec![Finding::new(Status::Ok, NAME, "secure", message)]
        }
    }
}

fn of(endpoint: &Endpoint) -> Vec<Finding> {
    let host = &endpoint.entry.host;
    let owner = endpoint.owner();
    let insecure = |status, code: &str, what: String, fix: &str, about: &str| {
        let message =
            format!("{what}: servers that know DANE pass the TLSA records over. {CAVEAT}.");
        let finding = at::finding(endpoint, status, NAME, code, message);
        finding.cause(format!("dane.insecure:{about}")).fix(fix)
    };
    let mut findings = Vec::new();
    if !endpoint
        .lookup
        .as_ref()
        .is_some_and(|lookup| lookup.authentic)
    {
        findings.push(insecure(
            Status::Warn,
            "records-insecure",
            format!("The answer with the TLSA records of {owner} is not authenticated"),
            "Sign the zone with DNSSEC, with a DS record at its parent, or take the records away.",
            owner,
        ));
    }
    if endpoint.addresses_authentic == Some(false) {
        findings.push(insecure(
            Status::Warn,
            "addresses-insecure",
            format!("The answers with the addresses of {host} are not authenticated"),
            "Sign the zone of the host with DNSSEC, with a DS record at its parent.",
            host,
        ));
    }
    match endpoint.entry.authentic {
        Some(true) => {}
        // A hoster's host may be signed where its customer's domain is not:
        // nothing is wrong then, it is only of no use here.
        Some(false) => findings.push(insecure(
            Status::Info,
            "service-insecure",
            format!("The answers that lead to {host} (SRV records) are not authenticated"),
            "Sign the zone of the domain with DNSSEC, with a DS record at its parent.",
            endpoint.entry.name(),
        )),
        None => {
            let message = format!(
                "Whether the answers that lead to {host} (SRV records) are authenticated is not \
                 known: who published the endpoint does not say."
            );
            findings.push(at::finding(
                endpoint,
                Status::Info,
                NAME,
                "service-unknown",
                message,
            ));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use checker_kit::dns::LookupStatus;

    use super::*;
    use crate::lab::{Lab, judged, states};

    #[test]
    fn all_three_answers_count_and_whose_word_it_is_is_said() {
        let lab = Lab::sound();
        assert_eq!(judged(&RULE, &lab.case()), ["ok dane.dnssec.secure"]);
        let message = states(&RULE, &lab.case()).remove(0).message;
        assert!(
            message.contains("AD bit") && message.contains("the way to it"),
            "{message}"
        );
        let mut lab = Lab::sound();
        lab.lookup().authentic = false;
        assert_eq!(
            judged(&RULE, &lab.case()),
            ["warn dane.dnssec.records-insecure"]
        );
        let mut lab = Lab::sound();
        lab.only().addresses_authentic = Some(false);
        assert_eq!(
            judged(&RULE, &lab.case()),
            ["warn dane.dnssec.addresses-insecure"]
        );
        let mut lab = Lab::sound();
        lab.only().entry.authentic = Some(false);
        assert_eq!(
            judged(&RULE, &lab.case()),
            ["info dane.dnssec.service-insecure"]
        );
        lab.only().entry.authentic = None;
        assert_eq!(
            judged(&RULE, &lab.case()),
            ["info dane.dnssec.service-unknown"]
        );
    }

    #[test]
    fn with_a_resolver_that_does_not_validate_nothing_is_said_but_that() {
        let mut lab = Lab::sound();
        lab.observation.validating = Some(false);
        lab.lookup().authentic = false;
        lab.only().addresses.clear();
        let case = lab.case();
        let all: Vec<String> = crate::rules::ALL
            .iter()
            .flat_map(|rule| judged(rule, &case))
            .filter(|state| !state.ends_with(".skipped"))
            .collect();
        assert_eq!(all, ["unknown dane.dnssec.not-validated"]);
    }

    #[test]
    fn without_records_there_is_nothing_to_authenticate() {
        let mut lab = Lab::sound();
        lab.without_records(LookupStatus::NoData);
        assert_eq!(judged(&RULE, &lab.case()), ["unknown dane.dnssec.skipped"]);
    }
}
