//! Whom a finding is about.

use checker_kit::state::Finding;

use crate::observation::Endpoint;

/// One finding for a set of endpoints: its subject where it is one, the list
/// in `meta.endpoints` where it is several.
pub(super) fn about(finding: Finding, endpoints: &[&Endpoint]) -> Finding {
    match endpoints {
        [only] => finding.subject(only.name()),
        several => {
            let names: Vec<String> = several.iter().map(|endpoint| endpoint.name()).collect();
            finding.detail("endpoints", names)
        }
    }
}
