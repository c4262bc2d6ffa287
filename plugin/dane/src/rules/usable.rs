//! `dane.usable`: whether peers pass no record over.

use checker_kit::contract::Status;
use checker_kit::rule::Rule;
use checker_kit::state::Finding;
use checker_kit::text::count;

use super::at;
use crate::case::{Case, Endpoint, line};

pub(super) const RULE: Rule<Case> = Rule {
    name: NAME,
    description: "All TLSA records are of kinds that servers which know DANE go by.",
    severity: Status::Warn,
    part: None,
    judge,
};

const NAME: &str = "dane.usable";

fn judge(case: &Case) -> Vec<Finding> {
    if case.validating == Some(false) {
        return Vec::new();
    }
    let records: usize = case
        .with_records()
        .map(|endpoint| endpoint.usable.len() + endpoint.unusable.len())
        .sum();
    let findings: Vec<Finding> = case.with_records().flat_map(of).collect();
    match (findings.is_empty(), records) {
        (false, _) => findings,
        (true, 0) => Vec::new(),
        (true, _) => {
            let message = format!("{} of kinds that are gone by.", count(records, "record"));
            vec![Finding::new(Status::Ok, NAME, "ok", message)]
        }
    }
}

fn of(endpoint: &Endpoint) -> impl Iterator<Item = Finding> {
    endpoint.unusable.iter().map(|(record, why)| {
        let record = line(endpoint.owner(), record);
        let message = format!("Servers that know DANE pass the record {record} over: {why}.");
        let finding = at::finding(endpoint, Status::Warn, NAME, "unusable", message);
        match endpoint.lines().as_slice() {
            [] => {
                finding.fix("Publish one of usage 3, selector 1 and matching type 1 in its place.")
            }
            lines => finding
                .fix(format!("Publish in its place: {}", lines.join(" ")))
                .snippet("TLSA", lines.join("\n")),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::{Lab, judged, states};

    #[test]
    fn records_that_peers_pass_over_are_worth_a_warning_each() {
        let mut lab = Lab::sound();
        assert_eq!(judged(&RULE, &lab.case()), ["ok dane.usable.ok"]);
        lab.records("1 1 1 00");
        lab.records("3 7 1 00");
        assert_eq!(judged(&RULE, &lab.case()), ["warn dane.usable.unusable"; 2]);
        let state = states(&RULE, &lab.case()).remove(0);
        let line = &lab.case().endpoints[0].lines()[0];
        assert!(
            line.starts_with("_5222._tcp.im.example.org. IN TLSA 3 1 1 "),
            "{line}"
        );
        assert!(state.meta.unwrap().contains(line));
    }
}
