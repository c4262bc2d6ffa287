//! `tls.endpoints_discovered`: whether there is something to look at.

use checker_kit::contract::Status;
use checker_kit::rule::Rule;
use checker_kit::shared::issue::REF;
use checker_kit::state::Finding;
use checker_kit::text::count;

use crate::case::Case;

pub(super) const RULE: Rule<Case> = Rule {
    name: NAME,
    description: "Endpoints were found to look at, and their entries can be read.",
    severity: Status::Error,
    part: None,
    judge,
};

const NAME: &str = "tls.endpoints_discovered";

fn judge(case: &Case) -> Vec<Finding> {
    let mut findings: Vec<Finding> = case
        .unreadable
        .iter()
        .map(|(reference, why)| {
            // The fault is the publisher's, not the deployment's.
            Finding::new(
                Status::Error,
                NAME,
                "unreadable-entry",
                format!("The entry {reference} was not looked at: {why}."),
            )
            .subject(reference.clone())
            .detail(REF, reference.clone())
            .cause(format!("entry.unreadable:{reference}"))
            .fix("Correct the checker that published the entry.")
        })
        .collect();
    match case.endpoints.len() {
        0 if findings.is_empty() => findings.push(Finding::new(
            Status::Info,
            NAME,
            "none",
            "No other checker has published TLS endpoints.",
        )),
        0 => {}
        number => {
            let message = format!("{} looked at.", count(number, "endpoint"));
            findings.push(Finding::new(Status::Ok, NAME, "found", message));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use checker_kit::shared::tls_endpoint::Unreadable;

    use super::*;
    use crate::lab::{Lab, judged};

    #[test]
    fn endpoints_are_counted() {
        let lab = Lab::sound();
        assert_eq!(
            judged(&RULE, &lab.case()),
            ["ok tls.endpoints_discovered.found"]
        );
    }

    #[test]
    fn none_is_worth_an_info() {
        let case = Lab::empty().case();
        assert_eq!(judged(&RULE, &case), ["info tls.endpoints_discovered.none"]);
    }

    #[test]
    fn an_entry_that_cannot_be_read_is_named() {
        let mut case = Lab::sound().case();
        let why = Unreadable::Missing {
            member: "host".into(),
        };
        case.unreadable.insert("odd".into(), why);
        let states = crate::lab::states(&RULE, &case);
        assert_eq!(states[0].code, "tls.endpoints_discovered.unreadable-entry");
        assert_eq!(states[0].status, Status::Error);
        assert_eq!(states[0].subject.as_deref(), Some("odd"));
        assert_eq!(states[0].cause.as_deref(), Some("entry.unreadable:odd"));
        assert_eq!(
            states[0].message,
            "The entry odd was not looked at: its payload lacks the member \"host\"."
        );
        assert_eq!(states[1].code, "tls.endpoints_discovered.found");
        case.endpoints.clear();
        assert_eq!(crate::lab::states(&RULE, &case).len(), 1);
    }
}
