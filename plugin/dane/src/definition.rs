//! What the checker is, for the platform.

use checker_kit::definition::Definition;
use checker_kit::shared::{dane_probes, sender, tls_endpoint, whole};
use checker_stream::denied_ports::DENIED_TO_ALL;
use checker_stream::endpoints::{Entries, Times};

use crate::summary;

/// The definition.
pub(crate) fn definition() -> Definition {
    let [timeout, whole] = Times::fields();
    Definition {
        id: "dane",
        name: "DANE",
        version: env!("CARGO_PKG_VERSION"),
        options: vec![Entries::field(), timeout, whole, sender::field()],
        time_option: Some(whole::OPTION),
        classes: summary::CLASSES,
        interval_minutes: (5, 7 * 24 * 60, 6 * 60),
        observation_key: dane_probes::KEY,
        consumes: &[tls_endpoint::ENTRY_TYPE],
        denied_ports: DENIED_TO_ALL,
        ..Definition::default()
    }
}
