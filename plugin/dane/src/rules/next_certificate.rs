//! `dane.next_certificate`: whether a change of keys is prepared.

use checker_kit::contract::Status;
use checker_kit::rule::Rule;
use checker_kit::state::Finding;
use checker_kit::text::count;

use super::at;
use crate::case::{Case, Endpoint};

pub(super) const RULE: Rule<Case> = Rule {
    name: NAME,
    description: "A second TLSA record is there for the next key, so that a change locks nobody out.",
    severity: Status::Info,
    part: None,
    judge,
};

const NAME: &str = "dane.next_certificate";

fn judge(case: &Case) -> Vec<Finding> {
    let gone_by = |endpoint: &&Endpoint| endpoint.matches() == Some(true);
    let endpoints: Vec<&Endpoint> = case.with_records().filter(gone_by).collect();
    let single = |one: &&&Endpoint| one.usable.len() == 1;
    let findings: Vec<Finding> = endpoints
        .iter()
        .filter(single)
        .map(|one| alone(one))
        .collect();
    match (findings.is_empty(), endpoints.len()) {
        (false, _) => findings,
        (true, 0) => Vec::new(),
        (true, number) => {
            let message = format!("A second record at {}.", count(number, "endpoint"));
            vec![Finding::new(Status::Ok, NAME, "ok", message)]
        }
    }
}

/// RFC 7671 §8.1.
fn alone(endpoint: &Endpoint) -> Finding {
    let message = format!(
        "{} has one TLSA record, which holds until the key changes.",
        endpoint.owner()
    );
    at::finding(endpoint, Status::Info, NAME, "single-record", message).fix(
        "Keep the key when the certificate is renewed (certbot: reuse_key = True), or publish the \
         record of the next key beside this one, at least two times its TTL before the key is used.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::{Lab, judged};

    #[test]
    fn a_second_usable_record_is_what_prepares_a_change() {
        let mut lab = Lab::sound();
        assert_eq!(judged(&RULE, &lab.case()), ["ok dane.next_certificate.ok"]);
        lab.lookup().records.truncate(1);
        assert_eq!(
            judged(&RULE, &lab.case()),
            ["info dane.next_certificate.single-record"]
        );
        lab.records("0 0 1 00");
        assert_eq!(
            judged(&RULE, &lab.case()),
            ["info dane.next_certificate.single-record"]
        );
    }
}
