//! What TLS and DANE checkers saw of our entries.

use std::collections::{BTreeMap, BTreeSet};

use checker_kit::contract::Related;
use checker_kit::shared::dane_probes;
use checker_kit::shared::tls_probes::{Address, KEY, Probe, Probes};
use checker_stream::side::Side;

use crate::observation::{Endpoint, Observation};

/// Findings about this service's endpoints.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TlsFindings {
    /// One for each target reported on, by its reference.
    pub probes: BTreeMap<String, Probe>,
    /// Why there are none, where the platform says so.
    pub missing: Option<String>,
    /// What DANE checkers found, by the reference of the target.
    pub dane: BTreeMap<String, dane_probes::Probe>,
    /// Why there is nothing of them, where the platform says so.
    pub dane_missing: Option<String>,
}

impl TlsFindings {
    /// Reads what concerns the observation's own targets; everything else,
    /// foreign entries and garbage, is ignored. Where several speak of one
    /// target, the first counts.
    pub fn read(observation: &Observation, related: &[Related]) -> Self {
        let targets = observation.targets.iter();
        let own: BTreeSet<&str> = targets.map(|target| target.r#ref.as_str()).collect();
        let mut findings = Self::default();
        for item in related.iter().filter(|item| item.key == KEY) {
            let Ok(read) = Probes::read(&item.data) else {
                continue;
            };
            findings.missing = findings.missing.or(read.error);
            for (reference, probe) in read.probes {
                // Relating by entry narrows the data to that entry.
                let meant = item.ref_.is_empty() || item.ref_ == reference;
                if meant && own.contains(reference.as_str()) {
                    findings.probes.entry(reference).or_insert(probe);
                }
            }
        }
        findings.read_dane(&own, related);
        findings
    }

    fn read_dane(&mut self, own: &BTreeSet<&str>, related: &[Related]) {
        for item in related.iter().filter(|item| item.key == dane_probes::KEY) {
            let Ok(read) = dane_probes::Probes::read(&item.data) else {
                continue;
            };
            self.dane_missing = self.dane_missing.take().or(read.error);
            for (reference, probe) in read.probes {
                let meant = item.ref_.is_empty() || item.ref_ == reference;
                if meant && own.contains(reference.as_str()) {
                    self.dane.entry(reference).or_insert(probe);
                }
            }
        }
    }

    /// Whether servers that know DANE go by the records of some target.
    pub fn knows_dane(&self, observation: &Observation) -> bool {
        let servers = observation.targets.iter();
        let mut servers = servers.filter(|target| target.side == Side::Server);
        servers.any(|target| {
            let probe = self.dane.get(&target.r#ref);
            probe.is_some_and(|probe| probe.applies == Some(true))
        })
    }

    /// Whether TLSA records that apply vouch for what this endpoint shows;
    /// `None` where there are none, or that was not seen.
    pub fn vouched(&self, observation: &Observation, endpoint: &Endpoint) -> Option<bool> {
        let targets = observation.targets_of(endpoint);
        let mut probes = targets.filter_map(|target| self.dane.get(&target.r#ref));
        let probe = probes.find(|probe| probe.applies == Some(true))?;
        probe.matches_at(endpoint.address)
    }

    /// What was found at the target of this reference.
    pub fn probe(&self, reference: &str) -> Option<&Probe> {
        self.probes.get(reference)
    }

    /// What was found at the address of an endpoint, by whichever of its
    /// targets it was reported.
    pub fn of_endpoint(&self, observation: &Observation, endpoint: &Endpoint) -> Option<&Address> {
        let targets = observation.targets_of(endpoint);
        let probes = targets.filter_map(|target| self.probe(&target.r#ref));
        probes
            .flat_map(|probe| &probe.addresses)
            .find(|found| found.address == endpoint.address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::sound;

    fn related(key: &str, reference: &str, data: &str) -> Related {
        Related {
            checker: "tls".into(),
            key: key.into(),
            data: data.into(),
            collected_at: 0,
            ref_: reference.into(),
        }
    }

    #[test]
    fn only_what_concerns_our_own_targets_is_taken() {
        let observation = sound().observation;
        let own = observation.targets[0].r#ref.clone();
        let data = format!(
            r#"{{"probes":{{"{own}":{{"tls_version":"TLSv1.3"}},"foreign:1":{{}}}},"error":"some"}}"#
        );
        let read =
            |key, reference| TlsFindings::read(&observation, &[related(key, reference, &data)]);
        let all = read(KEY, "");
        assert_eq!(all.probes.keys().collect::<Vec<_>>(), [&own]);
        assert_eq!(all.missing.as_deref(), Some("some"));
        assert_eq!(read(KEY, &own).probes.len(), 1);
        assert!(read(KEY, "foreign:1").probes.is_empty());
        let dane = read(dane_probes::KEY, "");
        assert_eq!(dane.dane.keys().collect::<Vec<_>>(), [&own]);
        assert!(dane.probes.is_empty() && dane.missing.is_none());
        assert_eq!(dane.dane_missing.as_deref(), Some("some"));
        assert_eq!(read("other_probes", ""), TlsFindings::default());
        let garbage = TlsFindings::read(&observation, &[related(KEY, "", "{")]);
        assert_eq!(garbage, TlsFindings::default());
    }
}
