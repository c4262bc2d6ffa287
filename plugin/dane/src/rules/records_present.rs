//! `dane.records_present`: whether there is something for peers to go by.

use checker_kit::contract::Status;
use checker_kit::dns::{Failure, LookupStatus};
use checker_kit::rule::Rule;
use checker_kit::shared::cause;
use checker_kit::shared::issue::REF;
use checker_kit::state::Finding;
use checker_kit::text::{count, list};

use super::at;
use crate::case::{Case, Endpoint};

pub(super) const RULE: Rule<Case> = Rule {
    name: NAME,
    description: "The endpoints have TLSA records, by which servers that know DANE find out \
                  whether they speak to the right one.",
    severity: Status::Error,
    part: None,
    judge,
};

const NAME: &str = "dane.records_present";

/// How the hash of a key is made of a certificate's file.
const COMMAND: &str = "openssl x509 -in certificate.pem -noout -pubkey | \
                       openssl pkey -pubin -outform DER | openssl dgst -sha256";

fn judge(case: &Case) -> Vec<Finding> {
    let unreadable = case.unreadable.iter().map(|(reference, why)| {
        // The fault is the publisher's, not the deployment's.
        let message = format!("The entry {reference} was not looked at: {why}.");
        Finding::new(Status::Error, NAME, "unreadable-entry", message)
            .subject(reference.clone())
            .detail(REF, reference.clone())
            .cause(format!("entry.unreadable:{reference}"))
            .fix("Correct the checker that published the entry.")
    });
    let failed = case.endpoints.iter().filter_map(failed);
    let mut findings: Vec<Finding> = unreadable.chain(failed).collect();
    if case.validating == Some(false) {
        return findings;
    }
    match case.with_records().count() {
        0 => {}
        number => {
            let message = format!("TLSA records at {}.", count(number, "endpoint"));
            findings.push(Finding::new(Status::Ok, NAME, "found", message));
        }
    }
    findings.extend(missing(case));
    findings
}

/// A resolver or a server that does not answer: peers that know DANE do not
/// connect then, since somebody may hide the records (RFC 7671 §10.1.1).
fn failed(endpoint: &Endpoint) -> Option<Finding> {
    let lookup = endpoint.lookup.as_ref()?;
    let LookupStatus::Failed(failure) = lookup.status else {
        return None;
    };
    let status = match failure {
        Failure::InvalidName => return None,
        _ if failure.is_local() => Status::Error,
        _ => Status::Warn,
    };
    let message = format!(
        "The TLSA records of {} are not known: {failure}.",
        lookup.owner
    );
    let finding = at::finding(endpoint, status, NAME, "lookup-failed", message)
        .cause(cause::of_lookup(&lookup.owner, failure));
    Some(match status {
        Status::Warn => finding.fix(format!(
            "Let the name servers of {} answer questions for TLSA: that there is none is an answer, \
             too. Servers that know DANE do not connect until then.",
            endpoint.entry.host
        )),
        _ => finding,
    })
}

fn missing(case: &Case) -> Option<Finding> {
    let none = |endpoint: &&Endpoint| {
        let lookup = endpoint.lookup.as_ref();
        lookup.is_some_and(|lookup| {
            matches!(lookup.status, LookupStatus::NoData | LookupStatus::NoName)
        })
    };
    let owners: Vec<&str> = case
        .endpoints
        .iter()
        .filter(none)
        .map(Endpoint::owner)
        .collect();
    let first = owners.first()?;
    let message = format!("No TLSA records at {}.", list(&owners));
    let finding = Finding::new(Status::Info, NAME, "none", message).cause("tlsa.none");
    Some(finding.fix(format!(
        "Nothing is wrong without them. Where the zones are signed with DNSSEC, servers that know \
         DANE can be told which key to expect: {first}. IN TLSA 3 1 1 and the SHA-256 of the key, \
         which this prints: {COMMAND}"
    )))
}

#[cfg(test)]
mod tests {
    use checker_kit::dns::{Failure, LookupStatus};

    use super::*;
    use crate::lab::{Lab, judged, states};

    #[test]
    fn records_are_counted_and_their_absence_is_worth_an_info() {
        let mut lab = Lab::sound();
        assert_eq!(
            judged(&RULE, &lab.case()),
            ["ok dane.records_present.found"]
        );
        lab.without_records(LookupStatus::NoName);
        assert_eq!(
            judged(&RULE, &lab.case()),
            ["info dane.records_present.none"]
        );
        // Nothing of it is an issue of the endpoint's.
        assert!(states(&RULE, &lab.case())[0].subject.is_none());
    }

    #[test]
    fn servers_that_do_not_answer_are_told_from_a_resolver_that_does_not() {
        for (failure, expected, cause) in [
            (
                Failure::ServerFailure,
                "warn dane.records_present.lookup-failed",
                "zone.failing:_5222._tcp.im.example.org",
            ),
            (
                Failure::Bogus,
                "warn dane.records_present.lookup-failed",
                "zone.bogus:_5222._tcp.im.example.org",
            ),
            (
                Failure::TimedOut,
                "error dane.records_present.lookup-failed",
                "resolver.no-answer",
            ),
        ] {
            let mut lab = Lab::sound();
            lab.without_records(LookupStatus::Failed(failure));
            assert_eq!(judged(&RULE, &lab.case()), [expected]);
            let state = &states(&RULE, &lab.case())[0];
            assert_eq!(state.cause.as_deref(), Some(cause));
        }
    }

    #[test]
    fn an_entry_that_cannot_be_read_is_named() {
        let mut case = Lab::sound().case();
        let why = checker_kit::shared::tls_endpoint::Unreadable::NotAnObject;
        case.unreadable.insert("odd".into(), why);
        let all = judged(&RULE, &case);
        assert_eq!(all[0], "error dane.records_present.unreadable-entry");
    }
}
