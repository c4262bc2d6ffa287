//! From verdicts to what the checkers that published the endpoints read.

use checker_kit::rule::evaluate;
use checker_kit::shared::dane_probes::{Address, Probe};
use checker_kit::shared::issue::{Issue, by_reference};
use checker_kit::switches::Switches;

use crate::case::{Case, Endpoint};
use crate::observation::Observation;
use crate::rules;

/// The observation with what others read, for this moment.
pub fn restated(mut observation: Observation, judged_at: i64) -> Observation {
    let case = Case::new(&observation, judged_at);
    let mut issues = by_reference(&evaluate(rules::ALL, &case, Switches::default()));
    let endpoints = case.endpoints.iter();
    observation.probes = endpoints
        .map(|endpoint| {
            let issues = issues.remove(&endpoint.r#ref).unwrap_or_default();
            (endpoint.r#ref.clone(), probe(endpoint, issues))
        })
        .collect();
    observation.judged_at = judged_at;
    observation
}

fn probe(endpoint: &Endpoint, issues: Vec<Issue>) -> Probe {
    let addresses = endpoint.addresses.iter();
    Probe {
        endpoint: Some(endpoint.entry.label()),
        owner: Some(endpoint.owner().to_owned()).filter(|owner| !owner.is_empty()),
        applies: endpoint.applies(),
        matches: endpoint.matches(),
        lines: endpoint.lines(),
        issues,
        addresses: addresses
            .map(|seen| Address {
                address: seen.address,
                matches: seen.matches(),
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::{Lab, NOW};

    #[test]
    fn others_read_what_the_rules_say_and_the_line_that_mends_it() {
        let mut lab = Lab::sound();
        let probe = |lab: &Lab| restated(lab.observation.clone(), NOW).probes["one"].clone();
        let sound = probe(&lab);
        assert_eq!((sound.applies, sound.matches), (Some(true), Some(true)));
        assert_eq!(sound.issues, []);
        lab.records("3 1 1 00");
        lab.lookup().records[0].data = "00".repeat(32);
        let broken = probe(&lab);
        assert_eq!((broken.applies, broken.matches), (Some(true), Some(false)));
        assert_eq!(broken.issues[0].code, "mismatch");
        assert_eq!(broken.lines.len(), 1);
        assert!(
            broken.issues[0]
                .fix
                .as_ref()
                .unwrap()
                .contains(&broken.lines[0])
        );
        assert_eq!(broken.addresses[0].matches, Some(false));
    }
}
