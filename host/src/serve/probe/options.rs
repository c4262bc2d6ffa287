//! From a query to options.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::model::{Definition, Options, Scope};
use crate::serve::problem::Problem;

/// The option that checkers call the time for one endpoint, in seconds.
const ENDPOINT_TIMEOUT: &str = "timeout";
/// The share of the time that one endpoint may take: DNS comes before it and
/// sibling checkers after it.
const ENDPOINT_SHARE: f64 = 0.3;

/// The options of the check: `target` fills the option that names what is
/// checked, the others go by their names. What only administrators may set is
/// not for those who ask, and a secret is not for an address.
pub(super) fn options(
    definition: &Definition,
    query: &BTreeMap<String, String>,
    budget: Duration,
) -> Result<Options, Problem> {
    let Some(subject) = &definition.subject_option else {
        return Err(Problem::NotOffered("a probe: it takes no domain"));
    };
    let Some(domain) = query.get("target").filter(|target| !target.is_empty()) else {
        return Err(Problem::Request(
            "name a domain: /probe?target=example.org".into(),
        ));
    };
    let mut options = Options::new().with(subject, domain.as_str());
    let free = definition
        .options
        .iter()
        .filter(|field| field.id != *subject && field.scope != Scope::Admin && !field.secret);
    for field in free {
        if let Some(value) = query.get(&field.id).filter(|value| !value.is_empty()) {
            options.set(&field.id, value.as_str());
        }
    }
    // Endpoints that do not answer must not use up the scrape's time.
    if options.get(ENDPOINT_TIMEOUT).is_none() && definition.option(ENDPOINT_TIMEOUT).is_some() {
        let seconds = (budget.as_secs_f64() * ENDPOINT_SHARE).clamp(1.0, 10.0);
        options.set(ENDPOINT_TIMEOUT, (seconds * 10.0).floor() / 10.0);
    }
    Ok(options)
}
