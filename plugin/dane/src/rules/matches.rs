//! `dane.matches`: whether a record vouches for what is shown.

use checker_kit::contract::Status;
use checker_kit::rule::Rule;
use checker_kit::state::Finding;
use checker_kit::text::{count, list};

use super::at;
use crate::case::{Address, Case, Endpoint};
use crate::verdict::Verdict;

pub(super) const RULE: Rule<Case> = Rule {
    name: NAME,
    description: "At every address a TLSA record matches the certificate, or leads to it.",
    severity: Status::Crit,
    part: None,
    judge,
};

const NAME: &str = "dane.matches";

fn judge(case: &Case) -> Vec<Finding> {
    // Where there is no record to go by, another rule says so.
    let looked_at = case
        .with_records()
        .filter(|endpoint| !endpoint.usable.is_empty());
    let looked_at: Vec<&Endpoint> = looked_at
        .filter(|endpoint| !endpoint.addresses.is_empty())
        .collect();
    let mut findings: Vec<Finding> = looked_at.iter().filter_map(|one| of(one)).collect();
    let matching = looked_at
        .iter()
        .filter(|one| one.matches() == Some(true))
        .count();
    if matching > 0 {
        let message = format!("A record matches at {}.", count(matching, "endpoint"));
        findings.push(Finding::new(Status::Ok, NAME, "ok", message));
    }
    findings
}

fn of(endpoint: &Endpoint) -> Option<Finding> {
    match endpoint.matches() {
        Some(true) => None,
        Some(false) => Some(mismatch(endpoint)),
        None => {
            let why = endpoint
                .addresses
                .iter()
                .find_map(|one| one.failure.as_deref());
            let message = format!(
                "{}: no certificate was seen to compare the TLSA records with ({}).",
                endpoint.entry.label(),
                why.unwrap_or("none was shown")
            );
            // Why not is said where connections are looked at.
            Some(Finding::new(Status::Unknown, NAME, "not-seen", message))
        }
    }
}

fn mismatch(endpoint: &Endpoint) -> Finding {
    let others = |one: &&Address| one.matches() == Some(false);
    let wrong: Vec<&Address> = endpoint.addresses.iter().filter(others).collect();
    let at: Vec<String> = wrong.iter().map(|one| one.address.to_string()).collect();
    let broken = wrong.iter().flat_map(|one| one.verdicts.iter().flatten());
    let mut broken = broken.filter_map(|verdict| match verdict {
        Verdict::Broken(why) => Some(why),
        Verdict::Matches | Verdict::Differs => None,
    });
    let why = match broken.next() {
        Some(why) => format!("one is about an authority of the chain, but {why}"),
        None => "all are about others".to_owned(),
    };
    let (status, effect) = match endpoint.applies() {
        Some(false) => (Status::Warn, "would not connect if they went by them"),
        Some(true) | None => (Status::Crit, "do not connect"),
    };
    let message = format!(
        "No TLSA record of {} matches the certificate at {}: {why}. Servers that know DANE {effect}.",
        endpoint.owner(),
        list(&at)
    );
    let lines = endpoint.lines();
    let finding = at::finding(endpoint, status, NAME, "mismatch", message);
    match lines.is_empty() {
        true => finding.fix("Publish a record of the key that is in use."),
        false => finding
            .fix(format!(
                "Publish the record of the key that is in use, beside the others, and take those \
                 away once nobody has them in store: {}",
                lines.join(" ")
            ))
            .snippet("TLSA", lines.join("\n")),
    }
}

#[cfg(test)]
mod tests {
    use checker_lab::Leaf;

    use super::*;
    use crate::lab::{Lab, judged, states};

    #[test]
    fn one_that_matches_is_enough() {
        let mut lab = Lab::sound();
        lab.records(&format!("3 1 1 {}", "00".repeat(32)));
        assert_eq!(judged(&RULE, &lab.case()), ["ok dane.matches.ok"]);
    }

    #[test]
    fn none_that_matches_is_critical_and_the_line_is_there_to_paste() {
        let mut lab = Lab::sound();
        lab.lookup().records[0].data = "00".repeat(32);
        let case = lab.case();
        assert_eq!(judged(&RULE, &case), ["crit dane.matches.mismatch"]);
        let state = states(&RULE, &case).remove(0);
        assert_eq!(
            state.cause.as_deref(),
            Some("dane.mismatch:_5222._tcp.im.example.org")
        );
        let line = &case.endpoints[0].lines()[0];
        assert!(state.meta.unwrap().contains(line));
        // Followed to the letter, it is mended.
        lab.records(line.split_once("TLSA ").unwrap().1);
        assert_eq!(judged(&RULE, &lab.case()), ["ok dane.matches.ok"]);
    }

    #[test]
    fn where_peers_do_not_go_by_it_a_mismatch_is_a_warning() {
        let mut lab = Lab::sound();
        lab.lookup().records[0].data = "00".repeat(32);
        lab.only().entry.authentic = Some(false);
        assert_eq!(judged(&RULE, &lab.case()), ["warn dane.matches.mismatch"]);
    }

    #[test]
    fn every_address_counts() {
        let mut lab = Lab::sound();
        let other = Leaf {
            until_day: 61,
            ..Leaf::sound()
        };
        lab.lookup().records[0].selector = 0;
        lab.fit_certificate();
        lab.add_address(&[other.self_signed()]);
        let case = lab.case();
        assert_eq!(judged(&RULE, &case), ["crit dane.matches.mismatch"]);
        let message = states(&RULE, &case).remove(0).message;
        assert!(
            message.contains("192.0.2.2") && !message.contains("192.0.2.1"),
            "{message}"
        );
    }

    #[test]
    fn what_showed_nothing_is_not_known() {
        let mut lab = Lab::sound();
        lab.only().addresses[0].chain = Default::default();
        lab.only().addresses[0].failure = Some("connection refused".into());
        assert_eq!(
            judged(&RULE, &lab.case()),
            ["unknown dane.matches.not-seen"]
        );
        lab.only().addresses.clear();
        assert_eq!(judged(&RULE, &lab.case()), ["unknown dane.matches.skipped"]);
    }
}
